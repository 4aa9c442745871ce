from __future__ import annotations

from django.db import models

from ente.coerenza import esige_coerenza, esige_permanenza
from ente.models.area import Area
from ente.models.ente import Ente
from ente.querysets import EnteQuerySet


class Ufficio(models.Model):
    """An office: the unit whose staff enter the actuals of their indicators."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="uffici", verbose_name="ente")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="uffici", null=True, blank=True, verbose_name="area"
    )
    codice = models.SlugField("codice", max_length=60)
    nome = models.CharField("nome", max_length=300)

    objects = EnteQuerySet["Ufficio"].as_manager()

    class Meta:
        verbose_name = "ufficio"
        verbose_name_plural = "uffici"
        ordering = ["ente", "nome"]
        constraints = [models.UniqueConstraint(fields=["ente", "codice"], name="ufficio_codice_unico")]

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        esige_permanenza(self, "ente")
        esige_coerenza(self, ente=("ente_id", "area.ente_id"))
