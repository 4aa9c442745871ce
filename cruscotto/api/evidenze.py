from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.models import Evidenza
from ente.api.filtri import Intero
from ente.api.righe import RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente


class EvidenzaSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'evidenza.")
    ciclo = serializers.IntegerField(source="rilevazione.periodo.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="rilevazione.periodo.ciclo.anno", help_text="Anno del ciclo.")
    periodo = serializers.IntegerField(source="rilevazione.periodo_id", help_text="Chiave del periodo.")
    periodo_numero = serializers.IntegerField(
        source="rilevazione.periodo.numero", help_text="Posto del periodo nell'anno."
    )
    rilevazione = serializers.IntegerField(source="rilevazione_id", help_text="Chiave del valore che prova.")
    indicatore = serializers.IntegerField(source="rilevazione.indicatore_id", help_text="Chiave dell'indicatore.")
    indicatore_codice = serializers.CharField(
        source="rilevazione.indicatore.codice", max_length=40, help_text="Codice dell'indicatore."
    )
    nome = serializers.CharField(max_length=200, help_text="Nome del file o dell'indirizzo.")
    impronta = serializers.CharField(max_length=64, help_text="SHA-256 del file; vuota per un indirizzo.")
    dimensione = serializers.IntegerField(help_text="Byte del file; 0 per un indirizzo.")
    indirizzo = serializers.CharField(source="url", max_length=500, help_text="Dove sta, se non è un file.")
    aggiunta_il = serializers.DateTimeField(source="created_at", help_text="Quando è stata aggiunta.")


class EvidenzaFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="rilevazione__periodo__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="rilevazione__periodo__ciclo__anno", label="Anno del ciclo.")
    periodo_numero = Intero(field_name="rilevazione__periodo__numero", label="Posto del periodo nell'anno, da 1.")
    rilevazione = Intero(label="Chiave del valore.")
    indicatore_codice = filtri.CharFilter(field_name="rilevazione__indicatore__codice", label="Codice dell'indicatore.")


@descrivi(
    "Le evidenze",
    "Un'evidenza",
    {
        "id": 9,
        "ciclo": 1,
        "anno": 2019,
        "periodo": 3,
        "periodo_numero": 3,
        "rilevazione": 3124,
        "indicatore": 41,
        "indicatore_codice": "riscossione-diritto-annuale",
        "nome": "riscossioni-2019.pdf",
        "impronta": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "dimensione": 48213,
        "indirizzo": "",
        "aggiunta_il": "2020-01-10T09:12:00+01:00",
    },
)
class EvidenzaRisorsa(RisorsaDiRighe):
    """Ciò che prova i valori che vedete: file e indirizzi, non quelli tolti. I file si scaricano dal sito."""

    serializer_class = EvidenzaSerializer
    filterset_class = EvidenzaFiltri
    ordering_fields = ("anno", "periodo_numero", "indicatore_codice", "aggiunta_il")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Evidenza.objects.visibili_a(utente).presenti()
