from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from ente.api.filtri import Intero
from ente.api.righe import RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Area, Ente, Ufficio, Utente


class EnteSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'ente.")
    codice = serializers.CharField(max_length=60, help_text="Codice dell'ente negli indirizzi.")
    denominazione = serializers.CharField(max_length=200, help_text="Nome per esteso.")
    denominazione_breve = serializers.CharField(max_length=60, help_text="Nome breve; vuoto se non c'è.")
    sito = serializers.CharField(max_length=200, help_text="Sito istituzionale; vuoto se non c'è.")


@descrivi(
    "L'ente",
    "L'ente",
    {
        "id": 1,
        "codice": "arezzo-siena",
        "denominazione": "Camera di Commercio di Arezzo-Siena",
        "denominazione_breve": "CCIAA Arezzo-Siena",
        "sito": "https://www.as.camcom.it/",
    },
)
class EnteRisorsa(RisorsaDiRighe):
    """L'ente di chi chiede: gli altri non si vedono."""

    serializer_class = EnteSerializer

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Ente.objects.visibili_a(utente)


class AreaSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'area.")
    codice = serializers.CharField(max_length=40, help_text="Codice dell'area: è quello dei filtri.")
    numero = serializers.IntegerField(help_text="Numero dell'area.")
    nome = serializers.CharField(max_length=200, help_text="Nome dell'area.")


class AreaFiltri(filtri.FilterSet):
    codice = filtri.CharFilter(label="Codice dell'area.")
    numero = Intero(label="Numero dell'area.")


@descrivi(
    "Le aree",
    "Un'area",
    {"id": 2, "codice": "area2", "numero": 2, "nome": "Servizi istituzionali e per la regolazione del mercato"},
)
class AreaRisorsa(RisorsaDiRighe):
    """Le aree dirigenziali dell'ente."""

    serializer_class = AreaSerializer
    filterset_class = AreaFiltri
    ordering_fields = ("numero", "nome")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Area.objects.visibili_a(utente)


class UfficioSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'ufficio.")
    codice = serializers.CharField(max_length=60, help_text="Codice dell'ufficio: è quello dei filtri.")
    nome = serializers.CharField(max_length=200, help_text="Nome dell'ufficio.")
    area = serializers.CharField(
        source="area.codice", max_length=40, allow_null=True, help_text="Codice dell'area; null se non è di un'area."
    )


class UfficioFiltri(filtri.FilterSet):
    codice = filtri.CharFilter(label="Codice dell'ufficio.")
    area = filtri.CharFilter(field_name="area__codice", label="Codice dell'area.")


@descrivi(
    "Gli uffici", "Un ufficio", {"id": 7, "codice": "diritto-annuale", "nome": "Diritto annuale", "area": "area2"}
)
class UfficioRisorsa(RisorsaDiRighe):
    """Gli uffici dell'ente: chi ne fa parte inserisce i valori dei suoi indicatori."""

    serializer_class = UfficioSerializer
    filterset_class = UfficioFiltri
    ordering_fields = ("codice", "nome")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Ufficio.objects.visibili_a(utente)
