from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.models import InterventoEconomico
from ente.api.filtri import Intero
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente


class InterventoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'intervento.")
    ciclo = serializers.IntegerField(source="ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="ciclo.anno", help_text="Anno del ciclo.")
    ordine = serializers.IntegerField(help_text="Posto nel documento.")
    obiettivo = serializers.IntegerField(source="obiettivo.numero", help_text="Numero dell'obiettivo strategico.")
    obiettivo_etichetta = serializers.CharField(max_length=600, help_text="L'obiettivo come è stampato.")
    descrizione = serializers.CharField(max_length=1000, help_text="Che cosa si è finanziato.")
    importo = Decimale(help_text="Importo in euro.")
    voce_bilancio = serializers.CharField(
        source="voce_bilancio.codice", max_length=20, allow_null=True, help_text="Codice della voce di bilancio."
    )


class InterventoFiltri(filtri.FilterSet):
    ciclo = Intero(label="Chiave del ciclo.")
    anno = Intero(field_name="ciclo__anno", label="Anno del ciclo.")
    obiettivo = Intero(field_name="obiettivo__numero", label="Numero dell'obiettivo strategico.")


@descrivi(
    "Gli interventi economici",
    "Un intervento economico",
    {
        "id": 5,
        "ciclo": 1,
        "anno": 2019,
        "ordine": 5,
        "obiettivo": 2,
        "obiettivo_etichetta": "Obiettivo strategico 2",
        "descrizione": "Contributi alle imprese per le fiere",
        "importo": "15000",
        "voce_bilancio": "8",
    },
)
class InterventoRisorsa(RisorsaDiRighe):
    """Gli interventi economici di un ciclo, per obiettivo strategico."""

    serializer_class = InterventoSerializer
    filterset_class = InterventoFiltri
    ordering_fields = ("anno", "ordine", "obiettivo", "importo")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return InterventoEconomico.objects.visibili_a(utente)
