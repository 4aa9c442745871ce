from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from contesto.models import TipoVoce, VoceBilancio
from ente.api.campi import ParolaNota
from ente.api.filtri import Intero, Scelta
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente


class VoceBilancioSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della voce.")
    anno = serializers.IntegerField(help_text="Anno del bilancio.")
    ordine = serializers.IntegerField(help_text="Posto nel bilancio.")
    codice = serializers.CharField(max_length=20, help_text="Codice della voce; vuoto se non l'ha.")
    etichetta = serializers.CharField(max_length=200, help_text="La voce come è stampata.")
    tipo = ParolaNota(TipoVoce.values, help_text="Che riga è.")
    sezione = serializers.CharField(max_length=60, help_text="Sezione del bilancio.")
    preventivo = Decimale(allow_null=True, help_text="Euro; gli oneri sono negativi; null dove è stampato un trattino.")
    aggiornamento = Decimale(allow_null=True, help_text="Preventivo aggiornato, in euro.")
    consuntivo = Decimale(allow_null=True, help_text="Consuntivo, in euro.")
    differenza = Decimale(allow_null=True, help_text="Consuntivo meno aggiornamento, come è stampata.")


class VoceBilancioDettaglio(VoceBilancioSerializer):
    commento = serializers.CharField(help_text="Commento allo scostamento.")


class VoceBilancioFiltri(filtri.FilterSet):
    anno = Intero(label="Anno del bilancio.")
    codice = filtri.CharFilter(label="Codice della voce.")
    tipo = Scelta(scelte=TipoVoce.values, label="Che riga è.")


@descrivi(
    "Le voci del bilancio",
    "Una voce del bilancio, con il commento",
    {
        "id": 9,
        "anno": 2019,
        "ordine": 3,
        "codice": "1",
        "etichetta": "1 Diritto Annuale",
        "tipo": "voce",
        "sezione": "proventi",
        "preventivo": "7500000",
        "aggiornamento": "7600000",
        "consuntivo": "7712345.67",
        "differenza": "112345.67",
    },
    {"commento": "Riscossioni maggiori del previsto."},
)
class VoceBilancioRisorsa(RisorsaDiRighe):
    """Il bilancio di un anno, voce per voce (DPR 254/2005)."""

    serializer_class = VoceBilancioSerializer
    dettaglio = VoceBilancioDettaglio
    filterset_class = VoceBilancioFiltri
    ordering_fields = ("anno", "ordine")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return VoceBilancio.objects.visibili_a(utente)
