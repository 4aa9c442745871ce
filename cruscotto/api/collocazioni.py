from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import F, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django_filters import rest_framework as filtri
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.api.albero import SENZA_OBIETTIVO, numero_obiettivo
from cruscotto.api.fotografate import DalleFotografie, Lastra
from cruscotto.api.nomi import A_UN_PERIODO, NUMERO, PERIODO, PERIODO_O_NUMERO, SUPERATO, chiave_di
from cruscotto.api.sal import SalArrotondato, arrotondato
from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.sal import Stato
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.ciclo.anno_scelto import periodo_scelto
from cruscotto.misurazione.singole import Misurata, misura_collocazioni, misura_fotografate
from cruscotto.models import Ciclo, Collocazione, Periodo, StatoRilevazione, TipoCruscotto
from cruscotto.valori.accumulati import CALCOLATA
from ente.api.campi import ParolaNota
from ente.api.filtri import Booleano, ChiaveOCodice, Intero, Scelta
from ente.api.righe import Decimale, RigheSerializer, descrivi
from ente.api.superati import segna
from ente.models import Utente
from ente.richiesta import utente_di

A_CHE_PERIODO = (
    "A che periodo misurare, per posto nell'anno, da 1; senza, o se non c'è, quello in corso, come nelle pagine."
)


def _regola(nome: str) -> Coalesce:
    """A field of the indicator, or what an adopted cycle keeps of it."""
    copia = KeyTextTransform(nome, "regole_congelate")
    return Coalesce(copia, F(f"indicatore__{nome}"), output_field=TextField())


@extend_schema_serializer(deprecate_fields=[PERIODO])
class CollocazioneSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della collocazione.")
    ciclo = serializers.IntegerField(source="cruscotto.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="cruscotto.ciclo.anno", help_text="Anno del ciclo.")
    cruscotto = serializers.IntegerField(source="cruscotto_id", help_text="Chiave del cruscotto.")
    cruscotto_codice = serializers.CharField(
        source="cruscotto.codice", max_length=40, help_text="Codice del cruscotto."
    )
    ordine = serializers.IntegerField(help_text="Posto nel cruscotto.")
    prospettiva = serializers.CharField(
        source="nodo.prospettiva.codice",
        max_length=40,
        help_text="Codice della prospettiva; vuoto se l'ente non ne ha.",
    )
    obiettivo = serializers.IntegerField(allow_null=True, help_text=SENZA_OBIETTIVO)
    programma = serializers.IntegerField(source="programma_id", allow_null=True, help_text="Chiave del programma.")
    obiettivo_operativo = serializers.IntegerField(
        source="obiettivo_operativo_id", allow_null=True, help_text="Chiave dell'obiettivo operativo."
    )
    indicatore = serializers.IntegerField(source="indicatore_id", help_text="Chiave dell'indicatore.")
    indicatore_codice = serializers.CharField(
        source="indicatore.codice", max_length=40, help_text="Codice dell'indicatore."
    )
    etichetta = serializers.CharField(max_length=1000, help_text="Il nome dell'indicatore in questo cruscotto.")
    tipo = ParolaNota([t.value for t in Tipo], help_text="Che cosa si misura.")
    unita = serializers.CharField(source="indicatore.unita", max_length=100, help_text="Unità di misura.")
    direzione = ParolaNota([v.value for v in Verso], vuota=True, help_text="Il verso buono; vuota se non è detto.")
    ufficio = serializers.CharField(
        source="indicatore.ufficio.codice",
        max_length=60,
        allow_null=True,
        help_text="Codice dell'ufficio responsabile.",
    )
    area = serializers.CharField(
        source="indicatore.ufficio.area.codice", max_length=40, allow_null=True, help_text="Codice dell'area."
    )
    pira = serializers.BooleanField(help_text="Ha il contrassegno PIRA.")
    peso = Decimale(allow_null=True, help_text="Peso; null se conta come le altre.")
    rilevata_a_parte = serializers.BooleanField(help_text="Ha un valore suo, e non quello dell'indicatore.")
    periodo = serializers.IntegerField(allow_null=True, help_text=SUPERATO)
    periodo_numero = serializers.IntegerField(
        allow_null=True, help_text="Posto nell'anno del periodo a cui è misurata; null se nulla è ancora da misurare."
    )
    target = serializers.CharField(max_length=200, help_text="Il target in vigore, come è scritto; vuoto se manca.")
    target_valore = Decimale(allow_null=True, help_text="Il numero del target.")
    target_data = serializers.DateField(allow_null=True, help_text="La data del target.")
    consuntivo = serializers.CharField(help_text="Il valore che conta, come è scritto; vuoto se manca.")
    consuntivo_valore = Decimale(allow_null=True, help_text="Il numero del consuntivo; null se non è un numero.")
    consuntivo_data = serializers.DateField(
        allow_null=True, help_text="La data del consuntivo; null se non è una data."
    )
    sal = SalArrotondato(
        allow_null=True, help_text="Il SAL che conta: il dichiarato, o il calcolato; null se non si calcola."
    )
    sal_calcolato = SalArrotondato(allow_null=True, help_text="SAL che la regola calcola.")
    sal_dichiarato = SalArrotondato(allow_null=True, help_text="SAL dichiarato da una persona, con il motivo.")
    semaforo = serializers.CharField(max_length=30, allow_null=True, help_text="Codice della fascia; null senza SAL.")
    stato = ParolaNota([s.value for s in Stato], help_text="Se c'è un valore che conta.")
    stato_valore = ParolaNota(
        (*StatoRilevazione.values, CALCOLATA),
        vuota=True,
        help_text="Stato della rilevazione del periodo; «calcolata» se viene da altri; vuoto se manca.",
    )
    spiegazione = serializers.CharField(help_text="Come si è arrivati al SAL, o perché non c'è.")
    motivo = serializers.CharField(help_text="Motivo del SAL dichiarato, o causa dello scostamento.")
    allerte = serializers.ListField(
        child=ParolaNota([c.value for c in CodiceAllerta]), help_text="Codici delle allerte."
    )

    calcolati = frozenset(
        {"periodo", "periodo_numero", "target", "target_valore", "target_data", "semaforo", "stato", "stato_valore"}
        | {"consuntivo", "consuntivo_valore", "consuntivo_data", "sal", "sal_calcolato", "sal_dichiarato"}
        | {"spiegazione", "motivo", "allerte"}
    )
    espressioni = {
        "tipo": _regola("tipo"),
        "direzione": _regola("direzione"),
        "obiettivo": numero_obiettivo("nodo__obiettivo"),
    }


class CollocazioneFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="cruscotto__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="cruscotto__ciclo__anno", label="Anno del ciclo.")
    cruscotto = ChiaveOCodice(label=chiave_di("del cruscotto", "cruscotto_codice"))
    cruscotto_codice = filtri.CharFilter(field_name="cruscotto__codice", label="Codice del cruscotto.")
    tipo_cruscotto = Scelta(field_name="cruscotto__tipo", scelte=TipoCruscotto.values, label="Tipo del cruscotto.")
    prospettiva = filtri.CharFilter(field_name="nodo__prospettiva__codice", label="Codice della prospettiva.")
    obiettivo = Intero(field_name="nodo__obiettivo__numero", label="Numero dell'obiettivo strategico.")
    indicatore = ChiaveOCodice(label=chiave_di("dell'indicatore", "indicatore_codice"))
    indicatore_codice = filtri.CharFilter(field_name="indicatore__codice", label="Codice dell'indicatore.")
    ufficio = filtri.CharFilter(field_name="indicatore__ufficio__codice", label="Codice dell'ufficio responsabile.")
    area = filtri.CharFilter(field_name="indicatore__ufficio__area__codice", label="Codice dell'area dell'ufficio.")
    periodo = Intero(method="al_periodo", label=PERIODO_O_NUMERO)
    periodo_numero = Intero(method="al_periodo", label=A_CHE_PERIODO)
    pira = Booleano(label="Con il contrassegno PIRA.")

    def al_periodo(self, righe: QuerySet[Any], nome: str, numero: int) -> QuerySet[Any]:
        """Where to measure: it leaves no row out."""
        return righe


@descrivi(
    "Le collocazioni, con target e SAL",
    "Una collocazione, con target e SAL",
    {
        "id": 57,
        "ciclo": 1,
        "anno": 2019,
        "cruscotto": 3,
        "cruscotto_codice": "area2",
        "ordine": 4,
        "prospettiva": "economico-finanziaria",
        "obiettivo": 8,
        "programma": 21,
        "obiettivo_operativo": None,
        "indicatore": 41,
        "indicatore_codice": "riscossione-diritto-annuale",
        "etichetta": "Grado di riscossione del diritto annuale",
        "tipo": "percentuale",
        "unita": "%",
        "direzione": "crescente",
        "ufficio": "diritto-annuale",
        "area": "area2",
        "pira": False,
        "peso": None,
        "rilevata_a_parte": False,
        "periodo": 3,
        "periodo_numero": 3,
        "target": ">= 75%",
        "target_valore": "75",
        "target_data": None,
        "consuntivo": "73,5%",
        "consuntivo_valore": "73.5",
        "consuntivo_data": None,
        "sal": "98",
        "sal_calcolato": "98",
        "sal_dichiarato": None,
        "semaforo": "raggiunto",
        "stato": "rilevato",
        "stato_valore": "validata",
        "spiegazione": "Percentuale del target: 100 × 73,5 / 75 = 98%.",
        "motivo": "",
        "allerte": [],
    },
)
class CollocazioneRisorsa(DalleFotografie):
    """Gli indicatori nei cruscotti, con il target in vigore e il SAL come lo misurano le pagine. Le schede individuali
    le vedono solo il loro titolare e chi legge tutto l'ente. Di un periodo chiuso sono quelli della chiusura."""

    serializer_class = CollocazioneSerializer
    filterset_class = CollocazioneFiltri
    ordering_fields = ("anno", "cruscotto_codice", "ordine", "indicatore_codice", "etichetta")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Collocazione.objects.visibili_a(utente)

    di_periodo = "cruscotto__ciclo"
    in_memoria: ClassVar[Any] = {
        "tipo": lambda c: c.indicatore.tipo,
        "direzione": lambda c: c.indicatore.direzione,
        "obiettivo": lambda c: c.nodo.obiettivo.numero if c.nodo.obiettivo.nome else None,
    }
    prove: ClassVar[Any] = {PERIODO: lambda *_: True, NUMERO: lambda *_: True}
    altri_parametri: ClassVar[Any] = {"retrieve": (PERIODO, NUMERO)}

    def periodi_di_cui_si_parla(self) -> Any:
        suoi = super().periodi_di_cui_si_parla()
        return suoi.filter(ciclo__cruscotti__collocazioni=self.kwargs["pk"]) if self.action == "retrieve" else suoi

    def periodi_scelti(
        self, periodi: Mapping[Ciclo, Sequence[Periodo]], chiesti: Mapping[str, Any]
    ) -> Iterable[Periodo]:
        scelti = (periodo_scelto(suoi, {"periodo": str(chiesti.get(NUMERO, ""))}) for suoi in periodi.values())
        return [p for p in scelti if p is not None]

    def sostituite(self, periodo: Periodo) -> int:
        return periodo.ciclo_id

    def fotografate(self, lastra: Lastra) -> Iterable[Collocazione]:
        return (c for c in lastra.foto.collocazioni if c.cruscotto_id in lastra.cruscotti)

    @extend_schema(parameters=A_UN_PERIODO)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    def completa(self, righe: Sequence[dict[str, Any]], chiesti: frozenset[str]) -> None:
        nomi = chiesti & CollocazioneSerializer.calcolati
        if PERIODO in nomi:
            segna(self.request)
        ente_id = utente_di(self.request).ente_id
        if not nomi or ente_id is None:
            return
        chiavi = {riga["pk"] for riga in righe}
        misurate = misura_fotografate([lastra.periodo for lastra in self.lastre], chiavi)
        numero = str(self.chiesti.get(NUMERO, ""))
        misurate |= misura_collocazioni(ente_id, chiavi - misurate.keys(), numero)
        for riga in righe:
            riga.update(_misurata(misurate[riga["pk"]]))


def _misurata(m: Misurata) -> dict[str, Any]:
    r = m.riga
    return {
        "periodo": m.periodo.numero if m.periodo else None,
        "periodo_numero": m.periodo.numero if m.periodo else None,
        "target": r.target,
        "target_valore": m.atteso.valore if m.atteso else None,
        "target_data": m.atteso.data if m.atteso else None,
        "consuntivo": r.actual,
        "consuntivo_valore": r.fatto.valore if r.fatto else None,
        "consuntivo_data": r.fatto.data if r.fatto else None,
        "sal": arrotondato(r.sal),
        "sal_calcolato": arrotondato(r.sal_calcolato),
        "sal_dichiarato": arrotondato(r.sal_dichiarato),
        "semaforo": r.fascia.codice if r.fascia else None,
        "stato": r.stato.value,
        "stato_valore": r.stato_valore,
        "spiegazione": r.spiegazione,
        "motivo": r.motivo,
        "allerte": [a.codice.value for a in r.allerte],
    }
