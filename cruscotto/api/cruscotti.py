from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.api.fotografate import DalleFotografie, Lastra
from cruscotto.api.nomi import A_UN_PERIODO, NUMERO, PERIODO, SUPERATO
from cruscotto.api.sal import SalArrotondato, arrotondato
from cruscotto.ciclo.anno_scelto import periodo_scelto
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, Prospetto, misura_cruscotti
from cruscotto.models import Ciclo, Cruscotto, Periodo, TipoCruscotto
from ente.api.campi import ParolaNota
from ente.api.filtri import Intero, Scelta
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.api.superati import segna
from ente.models import Utente

MEDIA = frozenset({"sal", "semaforo", "contati", "esclusi", "spiegazione"})
MISURATI = frozenset({"periodo", "periodo_numero", "prospettive"}) | MEDIA


class CruscottoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del cruscotto.")
    ciclo = serializers.IntegerField(source="ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="ciclo.anno", help_text="Anno del ciclo.")
    ordine = serializers.IntegerField(help_text="Posto nel ciclo.")
    codice = serializers.CharField(max_length=40, help_text="Codice: è quello dei filtri.")
    tipo = ParolaNota(TipoCruscotto.values, help_text="Di che cosa è il cruscotto.")
    area = serializers.CharField(source="area.codice", max_length=40, allow_null=True, help_text="Codice dell'area.")
    lettera = serializers.CharField(max_length=4, help_text="Lettera nell'allegato.")
    titolo = serializers.CharField(max_length=300, help_text="Titolo.")
    sottotitolo = serializers.CharField(max_length=300, help_text="Titolo della tabella.")
    titolare = serializers.CharField(max_length=200, help_text="Il ruolo di chi ne risponde.")


class ConMedia(serializers.Serializer[Any]):
    peso = Decimale(allow_null=True, help_text="Peso; null se conta come le altre.")
    sal = SalArrotondato(allow_null=True, help_text="Il SAL della media; null se non si calcola.")
    semaforo = serializers.CharField(max_length=30, allow_null=True, help_text="Codice della fascia.")
    contati = serializers.IntegerField(help_text="Quante parti entrano nella media.")
    esclusi = serializers.IntegerField(help_text="Quante ne restano fuori.")
    spiegazione = serializers.CharField(help_text="Come si è fatta la media, o perché non c'è.")


class ObiettivoMisuratoSerializer(ConMedia):
    numero = serializers.IntegerField(help_text="Numero dell'obiettivo strategico.")
    nome = serializers.CharField(max_length=600, help_text="Nome dell'obiettivo.")
    collocazioni = serializers.ListField(child=serializers.IntegerField(), help_text="Chiavi delle sue collocazioni.")


class ProspettivaMisurataSerializer(ConMedia):
    codice = serializers.CharField(max_length=40, help_text="Codice; vuoto se non c'è questo livello.")
    nome = serializers.CharField(max_length=300, help_text="Nome della prospettiva, o dell'area strategica.")
    obiettivi = ObiettivoMisuratoSerializer(many=True, help_text="I suoi obiettivi, in ordine.")


@extend_schema_serializer(deprecate_fields=[PERIODO])
class CruscottoDettaglio(CruscottoSerializer):
    periodo = serializers.IntegerField(allow_null=True, help_text=SUPERATO)
    periodo_numero = serializers.IntegerField(
        allow_null=True, help_text="Posto nell'anno del periodo a cui è misurato; null se nulla è ancora da misurare."
    )
    sal = SalArrotondato(allow_null=True, help_text="Il SAL della media; null se non si calcola.")
    semaforo = serializers.CharField(max_length=30, allow_null=True, help_text="Codice della fascia.")
    contati = serializers.IntegerField(help_text="Quante prospettive entrano nella media.")
    esclusi = serializers.IntegerField(help_text="Quante ne restano fuori.")
    spiegazione = serializers.CharField(help_text="Come si è fatta la media, o perché non c'è.")
    prospettive = ProspettivaMisurataSerializer(many=True, help_text="Le prospettive, in ordine.")

    calcolati = MISURATI


class CruscottoFiltri(filtri.FilterSet):
    ciclo = Intero(label="Chiave del ciclo.")
    anno = Intero(field_name="ciclo__anno", label="Anno del ciclo.")
    codice = filtri.CharFilter(label="Codice del cruscotto.")
    area = filtri.CharFilter(field_name="area__codice", label="Codice dell'area.")
    tipo = Scelta(scelte=TipoCruscotto.values, label="Tipo del cruscotto.")


OBIETTIVO: dict[str, Any] = {
    "peso": None,
    "sal": "94.37788462",
    "semaforo": "raggiunto",
    "contati": 4,
    "esclusi": 0,
    "spiegazione": "Media semplice di 4 SAL.",
    "numero": 8,
    "nome": "Garantire la salute gestionale e la sostenibilità dell'ente",
    "collocazioni": [57, 58, 59, 60],
}
PROSPETTIVA: dict[str, Any] = {
    **{nome: OBIETTIVO[nome] for nome in ("peso", "sal", "semaforo", "esclusi")},
    "contati": 1,
    "spiegazione": "Media semplice di 1 SAL.",
    "codice": "economico-finanziaria",
    "nome": "Economico-Finanziaria",
    "obiettivi": [OBIETTIVO],
}


@descrivi(
    "I cruscotti",
    "Un cruscotto, con il SAL per prospettiva e per obiettivo",
    {
        "id": 3,
        "ciclo": 1,
        "anno": 2019,
        "ordine": 3,
        "codice": "area2",
        "tipo": "area",
        "area": "area2",
        "lettera": "",
        "titolo": "Area 2",
        "sottotitolo": "",
        "titolare": "Dirigente Area 2",
    },
    {
        "periodo": 3,
        "periodo_numero": 3,
        **{nome: PROSPETTIVA[nome] for nome in ("sal", "semaforo", "contati", "esclusi", "spiegazione")},
        "prospettive": [PROSPETTIVA],
    },
)
class CruscottoRisorsa(DalleFotografie):
    """I cruscotti che si vedono nelle pagine; le schede individuali solo il titolare e chi legge tutto l'ente. Quello
    di un periodo chiuso è come alla chiusura; l'elenco è di oggi."""

    serializer_class = CruscottoSerializer
    dettaglio = CruscottoDettaglio
    filterset_class = CruscottoFiltri
    ordering_fields = ("anno", "ordine", "codice")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Cruscotto.objects.visibili_a(utente)

    di_periodo = "ciclo"
    altri_parametri: ClassVar[Any] = {"retrieve": (PERIODO, NUMERO)}

    def periodi_di_cui_si_parla(self) -> Any:
        suoi = super().periodi_di_cui_si_parla()
        return suoi.filter(ciclo__cruscotti=self.kwargs["pk"]) if self.action == "retrieve" else suoi

    elenco = RisorsaDiRighe.elenco

    def periodi_scelti(
        self, periodi: Mapping[Ciclo, Sequence[Periodo]], chiesti: Mapping[str, Any]
    ) -> Iterable[Periodo]:
        scelti = (periodo_scelto(suoi, self._chiesto) for suoi in periodi.values())
        return [p for p in scelti if p is not None]

    def sostituite(self, periodo: Periodo) -> int:
        return periodo.ciclo_id

    def fotografate(self, lastra: Lastra) -> Iterable[Cruscotto]:
        return (c for c in lastra.foto.cruscotti if c.pk in lastra.cruscotti)

    @extend_schema(parameters=A_UN_PERIODO)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    def completa(self, righe: Sequence[dict[str, Any]], chiesti: frozenset[str]) -> None:
        """The roll-up of the one scorecard of the detail: a list has none."""
        if not chiesti & MISURATI:
            return
        if PERIODO in chiesti:
            segna(self.request)
        insieme = Cruscotto.objects.select_related("ciclo").prefetch_related("ciclo__periodi")
        for riga in righe:
            cruscotto = next((c for x in self.lastre for c in self.fotografate(x) if c.pk == riga["pk"]), None)
            cruscotto = cruscotto or insieme.get(pk=riga["pk"])
            periodo = periodo_scelto(list(cruscotto.ciclo.periodi.all()), self._chiesto)
            (prospetto,) = misura_cruscotti(cruscotto.ciclo, periodo, [cruscotto])
            riga["periodo"] = riga["periodo_numero"] = periodo.numero if periodo else None
            riga |= _media(prospetto) | {"prospettive": [_prospettiva(p) for p in prospetto.prospettive]}

    @property
    def _chiesto(self) -> dict[str, str]:
        return {"periodo": self.request.query_params.get(NUMERO, "")}


def _prospettiva(p: ProspettivaMisurata) -> dict[str, Any]:
    obiettivi = [
        _media(o)
        | {"peso": o.peso, "numero": o.numero, "nome": o.nome, "collocazioni": [r.collocazione for r in o.righe]}
        for o in p.obiettivi
    ]
    return _media(p) | {"peso": p.peso, "codice": p.codice, "nome": p.nome, "obiettivi": obiettivi}


def _media(parte: ObiettivoMisurato | ProspettivaMisurata | Prospetto) -> dict[str, Any]:
    return {
        "sal": arrotondato(parte.media.valore),
        "semaforo": parte.fascia.codice if parte.fascia else None,
        "contati": parte.media.contati,
        "esclusi": parte.media.esclusi,
        "spiegazione": parte.media.spiegazione,
    }
