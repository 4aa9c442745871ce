from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.http import Http404
from django_filters import rest_framework as filtri
from rest_framework import serializers

from ente.api.filtri import Intero, Momento
from ente.api.righe import RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Atto, Utente
from ente.poteri import Poteri


class AttoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'atto: cresce.")
    quando = serializers.DateTimeField(source="created_at", help_text="Quando è avvenuto.")
    chi = serializers.CharField(allow_null=True, help_text="Qualifica di chi l'ha fatto; null per un comando.")
    azione = serializers.CharField(max_length=80, help_text="Che cosa è stato fatto.")
    oggetto = serializers.CharField(max_length=300, help_text="Su che cosa, in parole.")
    modello = serializers.CharField(max_length=40, help_text="Tipo di oggetto: rilevazione, periodo, …")
    chiave = serializers.IntegerField(allow_null=True, help_text="Chiave dell'oggetto.")
    dettagli = serializers.DictField(help_text="Con «prima» e «dopo» i campi cambiati, con «motivo» il perché.")

    espressioni = {"chi": Case(When(utente__qualifica="", then=F("utente__username")), default=F("utente__qualifica"))}


class AttoFiltri(filtri.FilterSet):
    azione = filtri.CharFilter(label="L'azione, com'è scritta.")
    modello = filtri.CharFilter(label="Il tipo di oggetto, com'è scritto.")
    chiave = Intero(label="La chiave dell'oggetto.")
    dal = Momento(field_name="created_at", lookup_expr="gte", label="Da questo momento.")
    al = Momento(field_name="created_at", lookup_expr="lte", label="Fino a questo momento.")


@descrivi(
    "Il registro degli atti",
    "Un atto del registro",
    {
        "id": 812,
        "quando": "2020-01-14T10:21:07.120000+01:00",
        "chi": "Dirigente Area 2",
        "azione": "validazione",
        "oggetto": "Grado di riscossione del diritto annuale, III quadrimestre",
        "modello": "rilevazione",
        "chiave": 3124,
        "dettagli": {"prima": {"stato": "trasmessa"}, "dopo": {"stato": "validata"}},
    },
)
class AttoRisorsa(RisorsaDiRighe):
    """Il registro degli atti, per chi lo vede nel sito: controllo di gestione, OIV e amministratore."""

    serializer_class = AttoSerializer
    filterset_class = AttoFiltri
    ordering_fields = ("quando",)
    ordering = ("-pk",)

    def righe(self, utente: Utente) -> QuerySet[Any]:
        if utente.pk and not Poteri.di(utente).vede_registro:
            raise Http404
        return Atto.objects.visibili_a(utente)
