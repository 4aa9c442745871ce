from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cruscotto.models.ciclo import Periodo
from ente.coerenza import esige_coerenza
from ente.models import Ente
from ente.querysets import EnteQuerySet


class ImpostazioniSolleciti(models.Model):
    """When a body reminds its people of a deadline (docs/dominio.md "Reminders"): days before and after it."""

    ente = models.OneToOneField(Ente, on_delete=models.CASCADE, related_name="solleciti", verbose_name="ente")
    primo_giorno = models.PositiveSmallIntegerField("giorni prima della scadenza del primo sollecito", default=10)
    ogni_giorni = models.PositiveSmallIntegerField("un sollecito ogni quanti giorni", default=5)
    ultimo_giorno = models.PositiveSmallIntegerField("giorni dopo la scadenza dell'ultimo sollecito", default=30)

    objects = EnteQuerySet["ImpostazioniSolleciti"].as_manager()

    class Meta:
        verbose_name = "impostazioni dei solleciti"
        verbose_name_plural = "impostazioni dei solleciti"
        constraints = [
            models.CheckConstraint(name="solleciti_frequenza_positiva", condition=Q(ogni_giorni__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Solleciti – {self.ente}"


class SollecitoQuerySet(EnteQuerySet["Sollecito"]):
    percorso_ente = "utente__ente"


class Sollecito(models.Model):
    """The letter of a day to a person: one at most, kept so that it is never sent twice. It reminds of what waits, the
    nearest deadline being that of ``periodo``; without one, it only tells of what happened (``Avviso``)."""

    utente = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="solleciti")
    periodo = models.ForeignKey(Periodo, on_delete=models.PROTECT, related_name="solleciti", null=True, blank=True)
    giorno = models.DateField("giorno")
    valori = models.PositiveIntegerField("valori sollecitati", default=0)
    inviato_il = models.DateTimeField("inviato il", null=True, blank=True)
    errore = models.CharField("errore", max_length=300, blank=True)

    objects = SollecitoQuerySet.as_manager()

    class Meta:
        verbose_name = "sollecito"
        verbose_name_plural = "solleciti"
        ordering = ["-giorno", F("utente").asc()]
        constraints = [models.UniqueConstraint(fields=["utente", "giorno"], name="sollecito_uno_al_giorno")]

    def __str__(self) -> str:
        return f"{self.utente}, {self.giorno:%d/%m/%Y}"

    def clean(self) -> None:
        esige_coerenza(self, ente=("utente.ente_id", "periodo.ciclo.ente_id"))
