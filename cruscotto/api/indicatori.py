from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Formula
from cruscotto.aritmetica.regole import Regola
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.ciclo.visibilita import indicatori_leggibili
from cruscotto.models import Collocazione, FaseIndicatore, Operando, ValoreStorico
from cruscotto.models.indicatore import Affidabilita, TipologiaPira
from ente.api.campi import ParolaNota
from ente.api.filtri import Booleano, FiltriDiChi, Intero, Scelta
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente
from ente.richiesta import utente_di


class IndicatoreSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'indicatore.")
    codice = serializers.CharField(max_length=40, help_text="Codice: è quello dei filtri.")
    nome = serializers.CharField(max_length=1000, help_text="Nome.")
    tipo = ParolaNota([t.value for t in Tipo], help_text="Che cosa si misura.")
    unita = serializers.CharField(max_length=100, help_text="Unità di misura.")
    direzione = ParolaNota([v.value for v in Verso], vuota=True, help_text="Il verso buono; vuota se non è detto.")
    accumulo = ParolaNota([a.value for a in Accumulo], help_text="Come si sommano i periodi.")
    pira = serializers.BooleanField(help_text="Sta nel Piano degli indicatori e dei risultati attesi.")
    tipologia_pira = ParolaNota(TipologiaPira.values, vuota=True, help_text="Di uno del Piano; vuota altrimenti.")
    ufficio = serializers.CharField(
        source="ufficio.codice", max_length=60, allow_null=True, help_text="Codice dell'ufficio responsabile."
    )
    area = serializers.CharField(
        source="ufficio.area.codice", max_length=40, allow_null=True, help_text="Codice dell'area dell'ufficio."
    )
    fonte_dati = serializers.CharField(max_length=200, help_text="Fonte dei dati.")
    affidabilita = ParolaNota(Affidabilita.values, vuota=True, help_text="Quanto vale la fonte; vuota se non è detto.")
    numeratore = serializers.CharField(max_length=300, help_text="Numeratore, di un rapporto.")
    denominatore = serializers.CharField(max_length=300, help_text="Denominatore, di un rapporto.")
    regola = ParolaNota([r.value for r in Regola], vuota=True, help_text="Regola del SAL; vuota: quella dell'ente.")


class FaseSerializer(serializers.Serializer[Any]):
    nome = serializers.CharField(max_length=200, help_text="Nome della fase.")
    peso = Decimale(help_text="Peso: quelli di un indicatore fanno 100.")


class StoricoSerializer(serializers.Serializer[Any]):
    anno = serializers.IntegerField(help_text="Anno del valore.")
    benchmark = serializers.BooleanField(help_text="È di altri enti, per confronto.")
    testo = serializers.CharField(max_length=200, help_text="Il valore come è scritto.")
    valore = Decimale(allow_null=True, help_text="Il valore, se è un numero.")
    fonte = serializers.CharField(max_length=200, help_text="Da dove viene.")


class IndicatoreDettaglio(IndicatoreSerializer):
    descrizione = serializers.CharField(help_text="Descrizione.")
    metodo_calcolo = serializers.CharField(help_text="Come si calcola.")
    scala = serializers.ListField(child=serializers.CharField(), help_text="Livelli, dal peggiore al migliore.")
    punti_scala = serializers.ListField(child=serializers.JSONField(), help_text="Un punteggio per livello.")
    minimo_ammesso = Decimale(allow_null=True, help_text="Sotto questo valore si chiede perché.")
    massimo_ammesso = Decimale(allow_null=True, help_text="Sopra questo valore si chiede perché.")
    soglia_minima = Decimale(allow_null=True, help_text="Soglia minima della regola a soglie.")
    soglia_massima = Decimale(allow_null=True, help_text="Soglia massima della regola a soglie.")
    soglia_eccellente = Decimale(allow_null=True, help_text="Soglia dell'eccellenza.")
    calcolo = ParolaNota([f.value for f in Formula], vuota=True, help_text="Formula su altri; vuota se non c'è.")
    operandi = serializers.ListField(
        child=serializers.CharField(allow_null=True),
        help_text="Codici degli indicatori del calcolo, in ordine; null per uno che non potete vedere.",
    )
    fasi = FaseSerializer(many=True, help_text="Le fasi, in ordine.")
    storico = StoricoSerializer(many=True, help_text="Valori degli anni prima e di altri enti.")

    calcolati = frozenset({"operandi", "fasi", "storico"})
    servono = ("tipo", "calcolo")


class IndicatoreFiltri(FiltriDiChi):
    codice = filtri.CharFilter(label="Codice dell'indicatore.")
    ufficio = filtri.CharFilter(field_name="ufficio__codice", label="Codice dell'ufficio responsabile.")
    area = filtri.CharFilter(field_name="ufficio__area__codice", label="Codice dell'area dell'ufficio.")
    pira = Booleano(label="Nel Piano degli indicatori e dei risultati attesi.")
    anno = Intero(method="nell_anno", label="Solo quelli che quell'anno stanno in un cruscotto che vedete.")
    tipo = Scelta(scelte=[t.value for t in Tipo], label="Che cosa si misura.")

    def nell_anno(self, righe: QuerySet[Any], nome: str, anno: int) -> QuerySet[Any]:
        posti = Collocazione.objects.visibili_a(self.utente).filter(
            cruscotto__ciclo__anno=anno, indicatore=OuterRef("pk")
        )
        return righe.filter(Exists(posti))


@descrivi(
    "Gli indicatori",
    "Un indicatore, con come si misura",
    {
        "id": 41,
        "codice": "riscossione-diritto-annuale",
        "nome": "Grado di riscossione del diritto annuale",
        "tipo": "percentuale",
        "unita": "%",
        "direzione": "crescente",
        "accumulo": "ultimo",
        "pira": False,
        "tipologia_pira": "",
        "ufficio": "diritto-annuale",
        "area": "area2",
        "fonte_dati": "Contabilità",
        "affidabilita": "interna",
        "numeratore": "Diritto riscosso",
        "denominatore": "Diritto dovuto",
        "regola": "",
    },
    {
        "descrizione": "",
        "metodo_calcolo": "Riscosso diviso dovuto, in percentuale.",
        "scala": [],
        "punti_scala": [],
        "minimo_ammesso": "0",
        "massimo_ammesso": "100",
        "soglia_minima": None,
        "soglia_massima": None,
        "soglia_eccellente": None,
        "calcolo": "",
        "operandi": [],
        "fasi": [],
        "storico": [{"anno": 2018, "benchmark": False, "testo": "72,4%", "valore": "72.4", "fonte": "Relazione 2018"}],
    },
)
class IndicatoreRisorsa(RisorsaDiRighe):
    """Gli indicatori che si vedono in qualche cruscotto, e quelli del proprio ufficio o della propria area."""

    serializer_class = IndicatoreSerializer
    dettaglio = IndicatoreDettaglio
    filterset_class = IndicatoreFiltri
    ordering_fields = ("codice", "nome", "tipo")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return indicatori_leggibili(utente)

    def completa(self, righe: Sequence[dict[str, Any]], chiesti: frozenset[str]) -> None:
        chiavi = [riga["pk"] for riga in righe]
        if "fasi" in chiesti:
            fasi = FaseIndicatore.objects.filter(indicatore__in=[r["pk"] for r in righe if r["tipo"] == Tipo.FASI])
            _distribuisci(righe, "fasi", fasi.order_by("ordine").values("indicatore_id", "nome", "peso"))
        if "storico" in chiesti:
            storico = ValoreStorico.objects.filter(indicatore__in=chiavi).order_by("anno", "benchmark")
            campi = ("anno", "benchmark", "testo", "valore", "fonte")
            _distribuisci(righe, "storico", storico.values("indicatore_id", *campi))
        if "operandi" in chiesti:
            visti = indicatori_leggibili(utente_di(self.request)).filter(pk=OuterRef("altro"))
            operandi = Operando.objects.filter(indicatore__in=chiavi).annotate(visto=Exists(visti)).order_by("ordine")
            _distribuisci(righe, "operandi", operandi.values("indicatore_id", "altro__codice", "visto"))
            for riga in righe:
                riga["operandi"] = [o["altro__codice"] if o["visto"] else None for o in riga["operandi"]]


def _distribuisci(righe: Sequence[dict[str, Any]], nome: str, parti: Iterable[Any]) -> None:
    di: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for parte in parti:
        di[parte.pop("indicatore_id")].append(parte)
    for riga in righe:
        riga[nome] = di[riga["pk"]]
