from __future__ import annotations

from django.db import models

from ente.coerenza import esige_permanenza
from ente.models.ente import Ente
from ente.querysets import EnteQuerySet


class Area(models.Model):
    """An *area dirigenziale* of the body, led by one manager."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="aree", verbose_name="ente")
    codice = models.SlugField("codice", max_length=40)
    numero = models.PositiveSmallIntegerField("numero")
    nome = models.CharField("nome", max_length=200)

    objects = EnteQuerySet["Area"].as_manager()

    class Meta:
        verbose_name = "area"
        verbose_name_plural = "aree"
        ordering = ["ente", "numero"]
        constraints = [models.UniqueConstraint(fields=["ente", "codice"], name="area_codice_unico")]

    def __str__(self) -> str:
        return f"Area {self.numero} – {self.nome}"

    def clean(self) -> None:
        esige_permanenza(self, "ente")
