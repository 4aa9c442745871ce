from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.models import Riapertura
from ente.api.filtri import Intero
from ente.api.righe import RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente


class RiaperturaSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della riapertura.")
    ciclo = serializers.IntegerField(source="periodo.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="periodo.ciclo.anno", help_text="Anno del ciclo.")
    periodo = serializers.IntegerField(source="periodo_id", help_text="Chiave del periodo.")
    periodo_numero = serializers.IntegerField(source="periodo.numero", help_text="Posto del periodo nell'anno.")
    ufficio = serializers.CharField(source="ufficio.codice", max_length=60, help_text="Codice dell'ufficio.")
    motivo = serializers.CharField(help_text="Perché.")
    fino_al = serializers.DateField(help_text="Ultimo giorno in cui si scrive.")
    riaperta_il = serializers.DateTimeField(source="created_at", help_text="Quando è stata riaperta.")
    richiusa_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata richiusa; null se non lo è.")


class RiaperturaFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="periodo__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="periodo__ciclo__anno", label="Anno del ciclo.")
    periodo_numero = Intero(field_name="periodo__numero", label="Posto del periodo nell'anno, da 1.")
    ufficio = filtri.CharFilter(field_name="ufficio__codice", label="Codice dell'ufficio.")


@descrivi(
    "Le riaperture dei periodi chiusi",
    "Una riapertura",
    {
        "id": 4,
        "ciclo": 1,
        "anno": 2019,
        "periodo": 2,
        "periodo_numero": 2,
        "ufficio": "diritto-annuale",
        "motivo": "Il dato della banca è arrivato dopo.",
        "fino_al": "2019-09-20",
        "riaperta_il": "2019-09-12T09:12:00+02:00",
        "richiusa_il": None,
    },
)
class RiaperturaRisorsa(RisorsaDiRighe):
    """I periodi chiusi e riaperti a un ufficio, con il motivo."""

    serializer_class = RiaperturaSerializer
    filterset_class = RiaperturaFiltri
    ordering_fields = ("anno", "periodo_numero", "fino_al")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Riapertura.objects.visibili_a(utente)
