from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models.ciclo import Periodo
from ente.coerenza import esige_coerenza
from ente.models import Ufficio
from ente.querysets import EnteQuerySet


class RiaperturaQuerySet(EnteQuerySet["Riapertura"]):
    percorso_ente = "periodo__ciclo__ente"

    def valide_il(self, giorno: dt.date) -> Self:
        """Reopenings that still allow to write on a day, the last one included."""
        return self.filter(fino_al__gte=giorno, richiusa_il__isnull=True)


class Riapertura(models.Model):
    """A closed period open again for one office, with a reason, up to a day (included)."""

    periodo = models.ForeignKey(Periodo, on_delete=models.PROTECT, related_name="riaperture", verbose_name="periodo")
    ufficio = models.ForeignKey(Ufficio, on_delete=models.PROTECT, related_name="riaperture", verbose_name="ufficio")
    motivo = models.TextField("motivo")
    fino_al = models.DateField("fino al")
    da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("quando", auto_now_add=True)
    richiusa_il = models.DateTimeField("richiusa il", null=True, blank=True)

    objects = RiaperturaQuerySet.as_manager()

    class Meta:
        verbose_name = "riapertura"
        verbose_name_plural = "riaperture"
        ordering = ["periodo", "ufficio", "-fino_al"]
        constraints = [
            models.UniqueConstraint(
                fields=["periodo", "ufficio"], condition=Q(richiusa_il__isnull=True), name="riapertura_una_per_ufficio"
            ),
            models.CheckConstraint(
                name="riapertura_motivata",
                condition=~Q(motivo=""),
                violation_error_message="Una riapertura ha bisogno del motivo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.periodo} – {self.ufficio}, fino al {self.fino_al:%d/%m/%Y}"

    def clean(self) -> None:
        esige_coerenza(self, ente=("periodo.ciclo.ente_id", "ufficio.ente_id"))
