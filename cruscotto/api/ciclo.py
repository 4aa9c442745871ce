from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.models import Cadenza, Ciclo, Periodo, StatoCiclo, StatoPeriodo
from ente.api.campi import ParolaNota
from ente.api.filtri import Intero, Scelta
from ente.api.righe import RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente


class CicloSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(help_text="Anno del ciclo.")
    triennio = serializers.CharField(max_length=9, help_text="Triennio del Piano, per esempio 2019-2021.")
    stato = ParolaNota(StatoCiclo.values, help_text="Stato del ciclo.")
    cadenza = ParolaNota(Cadenza.values, help_text="Ogni quanto si misura.")
    approvazione_organo = serializers.CharField(max_length=80, help_text="Chi ha approvato la Relazione.")
    approvazione_numero = serializers.CharField(max_length=40, help_text="Numero dell'atto di approvazione.")
    approvazione_data = serializers.DateField(allow_null=True, help_text="Data dell'atto di approvazione.")
    dimostrativo = serializers.BooleanField(help_text="I suoi valori sono inventati per la dimostrazione.")


class CicloDettaglio(CicloSerializer):
    mandato = serializers.CharField(help_text="Il mandato istituzionale.")
    mission = serializers.CharField(help_text="La mission.")
    vision = serializers.CharField(help_text="La vision.")


class CicloFiltri(filtri.FilterSet):
    anno = Intero(label="Anno del ciclo.")
    stato = Scelta(scelte=StatoCiclo.values, label="Stato del ciclo.")


@descrivi(
    "I cicli",
    "Un ciclo, con mandato, mission e vision",
    {
        "id": 1,
        "anno": 2019,
        "triennio": "2019-2021",
        "stato": "consuntivo",
        "cadenza": "quadrimestre",
        "approvazione_organo": "",
        "approvazione_numero": "",
        "approvazione_data": None,
        "dimostrativo": False,
    },
    {
        "mandato": "Promuovere l'economia locale.",
        "mission": "Servire le imprese.",
        "vision": "Un territorio che cresce.",
    },
)
class CicloRisorsa(RisorsaDiRighe):
    """I cicli annuali dell'ente."""

    serializer_class = CicloSerializer
    dettaglio = CicloDettaglio
    filterset_class = CicloFiltri
    ordering_fields = ("anno", "stato")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Ciclo.objects.visibili_a(utente)


class PeriodoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del periodo.")
    ciclo = serializers.IntegerField(source="ciclo_id", help_text="Il ciclo di cui è un periodo.")
    anno = serializers.IntegerField(source="ciclo.anno", help_text="Anno del ciclo.")
    numero = serializers.IntegerField(help_text="Posto nell'anno, da 1.")
    nome = serializers.CharField(max_length=60, help_text="Per esempio II quadrimestre.")
    inizio = serializers.DateField(help_text="Primo giorno.")
    fine = serializers.DateField(help_text="Ultimo giorno.")
    scadenza = serializers.DateField(allow_null=True, help_text="Entro quando si inseriscono i valori.")
    stato = ParolaNota(StatoPeriodo.values, help_text="Solo in un periodo aperto si scrive.")


class PeriodoFiltri(filtri.FilterSet):
    ciclo = Intero(label="Chiave del ciclo.")
    anno = Intero(field_name="ciclo__anno", label="Anno del ciclo.")
    numero = Intero(label="Posto nell'anno, da 1.")
    stato = Scelta(scelte=StatoPeriodo.values, label="Stato del periodo.")


@descrivi(
    "I periodi",
    "Un periodo",
    {
        "id": 3,
        "ciclo": 1,
        "anno": 2019,
        "numero": 3,
        "nome": "III quadrimestre",
        "inizio": "2019-09-01",
        "fine": "2019-12-31",
        "scadenza": None,
        "stato": "chiuso",
    },
)
class PeriodoRisorsa(RisorsaDiRighe):
    """I periodi in cui si rileva."""

    serializer_class = PeriodoSerializer
    filterset_class = PeriodoFiltri
    ordering_fields = ("anno", "inizio", "numero")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Periodo.objects.visibili_a(utente)
