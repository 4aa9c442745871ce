from __future__ import annotations

from django.db import models

from cruscotto.models.albero import Prospettiva
from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class CriticitaQuerySet(EnteQuerySet["Criticita"]):
    percorso_ente = "ciclo__ente"


class Criticita(models.Model):
    """Critical points, opportunities and corrective actions of the year, by prospettiva; one item a line."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="criticita", verbose_name="ciclo")
    prospettiva = models.ForeignKey(Prospettiva, on_delete=models.PROTECT, related_name="criticita")
    ordine = models.PositiveSmallIntegerField("ordine")
    etichetta = models.CharField("etichetta come stampata", max_length=300)
    criticita = models.TextField("criticità", blank=True)
    opportunita = models.TextField("opportunità", blank=True)
    azioni = models.TextField("azioni correttive", blank=True)

    objects = CriticitaQuerySet.as_manager()

    class Meta:
        verbose_name = "criticità e opportunità"
        verbose_name_plural = "criticità e opportunità"
        ordering = ["ciclo", "ordine"]
        constraints = [models.UniqueConstraint(fields=["ciclo", "ordine"], name="criticita_ordine_unico")]

    def __str__(self) -> str:
        return self.etichetta

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("ciclo_id", "prospettiva.ciclo_id"))
