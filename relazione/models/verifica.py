from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models import Ciclo
from ente.querysets import EnteQuerySet


class VerificaQuerySet(EnteQuerySet["Verifica"]):
    percorso_ente = "ciclo__ente"


class Verifica(models.Model):
    """A run of the controls on the Relazione of a cycle: ``esiti`` is what they found, as
    ``relazione.controlli.verifiche`` writes it. The last two of a cycle are kept: what is new is
    what the one before has not."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.CASCADE, related_name="verifiche", verbose_name="ciclo")
    esiti = models.JSONField("esiti", default=list, blank=True)
    fatta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = VerificaQuerySet.as_manager()

    class Meta:
        verbose_name = "verifica della Relazione"
        verbose_name_plural = "verifiche della Relazione"
        ordering = ["ciclo", "-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Verifica del {self.ciclo}"


class EsitoAccettatoQuerySet(EnteQuerySet["EsitoAccettato"]):
    percorso_ente = "ciclo__ente"


class EsitoAccettato(models.Model):
    """A finding that a person has accepted, with the reason and until when: it stays listed and stops nothing.
    ``chiave`` is that of the finding: when what it states changes it is another one."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.CASCADE, related_name="esiti_accettati", verbose_name="ciclo")
    chiave = models.CharField("chiave dell'esito", max_length=32)
    codice = models.CharField("controllo", max_length=40)
    oggetto = models.TextField("che cosa")
    motivo = models.TextField("motivo")
    scade = models.DateField("vale fino al")
    accettato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = EsitoAccettatoQuerySet.as_manager()

    class Meta:
        verbose_name = "esito accettato"
        verbose_name_plural = "esiti accettati"
        ordering = ["ciclo", "codice", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "chiave"], name="esito_accettato_una_volta"),
            models.CheckConstraint(
                name="esito_accettato_motivato",
                condition=~Q(motivo=""),
                violation_error_message="Un esito si accetta con il motivo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codice}: {self.oggetto}"[:200]
