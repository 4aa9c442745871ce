from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from contesto.models import Cella, Colonna, Riga, Tavola
from ente.api.filtri import Intero
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente

ASSE = ("ordine", "etichetta", "anno", "territorio", "misura", "sesso", "periodo", "unita", "totale", "intensiva")


class TavolaSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della tavola.")
    anno = serializers.IntegerField(help_text="Anno del ciclo.")
    ordine = serializers.IntegerField(help_text="Posto fra le tavole dell'anno.")
    codice = serializers.CharField(max_length=80, help_text="Codice, lo stesso ogni anno.")
    titolo = serializers.CharField(max_length=300, help_text="Titolo.")
    tema = serializers.CharField(max_length=40, help_text="Tema.")
    sezione = serializers.CharField(max_length=10, help_text="Sezione della Relazione.")
    unita = serializers.CharField(max_length=60, help_text="Unità di misura.")
    anno_dati = serializers.IntegerField(allow_null=True, help_text="Anno dei dati, se è uno solo.")
    territorio = serializers.CharField(max_length=120, help_text="Territorio, se è uno solo.")
    misura = serializers.CharField(max_length=200, help_text="Che cosa si misura, se è una cosa sola.")
    fonte = serializers.CharField(max_length=300, help_text="Fonte.")


class VoceAsseSerializer(serializers.Serializer[Any]):
    ordine = serializers.IntegerField(help_text="Posto.")
    etichetta = serializers.CharField(max_length=300, help_text="Intestazione come è stampata.")
    anno = serializers.IntegerField(allow_null=True, help_text="Anno dei dati; null se lo dice la tavola.")
    territorio = serializers.CharField(max_length=120, help_text="Territorio.")
    misura = serializers.CharField(max_length=200, help_text="Che cosa si misura.")
    sesso = serializers.CharField(max_length=20, help_text="Sesso.")
    periodo = serializers.CharField(max_length=60, help_text="Periodo dell'anno.")
    unita = serializers.CharField(max_length=60, help_text="Unità di misura.")
    totale = serializers.BooleanField(help_text="È un totale stampato.")
    intensiva = serializers.BooleanField(help_text="Tassi, rapporti: non si sommano.")


class ColonnaSerializer(VoceAsseSerializer):
    livello_superiore = serializers.CharField(max_length=300, help_text="Intestazione sopra più colonne.")
    testo = serializers.BooleanField(help_text="È una colonna di parole.")


class CellaSerializer(serializers.Serializer[Any]):
    testo = serializers.CharField(help_text="Come è stampata.")
    valore = Decimale(allow_null=True, help_text="Il numero; null per le parole e per un trattino, che non è zero.")


class RigaSerializer(VoceAsseSerializer):
    gruppo = serializers.BooleanField(help_text="È un sottotitolo nel corpo della tavola.")
    celle = CellaSerializer(many=True, help_text="Una per colonna, nell'ordine delle colonne.")


class TavolaDettaglio(TavolaSerializer):
    didascalia = serializers.CharField(max_length=300, help_text="Didascalia come è stampata.")
    note = serializers.ListField(child=serializers.CharField(), help_text="Note a piè di tavola.")
    nota_redazione = serializers.CharField(help_text="Nota di redazione.")
    colonne = ColonnaSerializer(many=True, help_text="Le colonne, in ordine.")
    righe = RigaSerializer(many=True, help_text="Le righe, in ordine, con le loro celle.")

    calcolati = frozenset({"colonne", "righe"})


class TavolaFiltri(filtri.FilterSet):
    anno = Intero(label="Anno del ciclo.")
    codice = filtri.CharFilter(label="Codice della tavola.")
    tema = filtri.CharFilter(label="Tema.")


VOCE = {
    "ordine": 1,
    "etichetta": "2019",
    "anno": 2019,
    "territorio": "",
    "misura": "",
    "sesso": "",
    "periodo": "",
    "unita": "",
    "totale": False,
    "intensiva": False,
}


@descrivi(
    "Le tavole di contesto",
    "Una tavola di contesto, con righe, colonne e celle",
    {
        "id": 4,
        "anno": 2019,
        "ordine": 4,
        "codice": "imprese-settore",
        "titolo": "Imprese per settore",
        "tema": "imprese",
        "sezione": "2.1",
        "unita": "imprese",
        "anno_dati": None,
        "territorio": "",
        "misura": "",
        "fonte": "Registro delle imprese",
    },
    {
        "didascalia": "",
        "note": [],
        "nota_redazione": "",
        "colonne": [{**VOCE, "livello_superiore": "", "testo": False}],
        "righe": [
            {
                **VOCE,
                "etichetta": "Commercio",
                "anno": None,
                "gruppo": False,
                "celle": [{"testo": "16.431", "valore": "16431"}],
            }
        ],
    },
)
class TavolaRisorsa(RisorsaDiRighe):
    """Le tavole di contesto di un anno."""

    serializer_class = TavolaSerializer
    dettaglio = TavolaDettaglio
    filterset_class = TavolaFiltri
    ordering_fields = ("anno", "ordine", "codice")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Tavola.objects.visibili_a(utente)

    def completa(self, righe: Sequence[dict[str, Any]], chiesti: frozenset[str]) -> None:
        """Rows, columns and cells of the one table of the detail: a list has none."""
        if not chiesti & TavolaDettaglio.calcolati:
            return
        for tavola in righe:
            sue = {"tavola": tavola["pk"]}
            colonne = list(
                Colonna.objects.filter(**sue).order_by("ordine").values("pk", *ASSE, "livello_superiore", "testo")
            )
            corpo = list(Riga.objects.filter(**sue).order_by("ordine").values("pk", *ASSE, "gruppo"))
            lette = Cella.objects.filter(**sue).values_list("riga_id", "colonna_id", "testo", "valore")
            celle = {(r, c): {"testo": testo, "valore": valore} for r, c, testo, valore in lette}
            chiavi = [c.pop("pk") for c in colonne]
            vuota = {"testo": "", "valore": None}
            for riga in corpo:
                sua = riga.pop("pk")
                riga["celle"] = [celle.get((sua, colonna), vuota) for colonna in chiavi]
            tavola |= {"colonne": colonne, "righe": corpo}
