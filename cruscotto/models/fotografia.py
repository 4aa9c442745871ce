from __future__ import annotations

from typing import Any

from django.db import models

from cruscotto.models.ciclo import Periodo
from ente.querysets import EnteQuerySet


class FotografiaQuerySet(EnteQuerySet["Fotografia"]):
    percorso_ente = "periodo__ciclo__ente"


class Fotografia(models.Model):
    """What a closed period was made of when it closed: the rows that measuring it needs, as JSON (ADR 28).

    ``contenuto`` is the text itself, so that ``impronta``, its SHA-256, is that of what is kept on any database; how
    it is made and read is in ``cruscotto.ciclo.scatto_fotografia`` and ``fotografie``. ``scattata_il`` is when it was
    taken, ``rinnovata_il`` when a value of a reopened office last changed in it. ``differita``: the period had been
    closed before there were any.
    """

    periodo = models.OneToOneField(Periodo, on_delete=models.CASCADE, related_name="fotografia", verbose_name="periodo")
    forma = models.PositiveSmallIntegerField("versione della forma")
    contenuto = models.TextField("contenuto")
    impronta = models.CharField("impronta SHA-256", max_length=64)
    scattata_il = models.DateTimeField("scattata il")
    rinnovata_il = models.DateTimeField("rinnovata il", null=True, blank=True)
    differita = models.BooleanField("scattata dopo la chiusura", default=False)

    aperta: Any = None
    """The rows inside, once somebody has read them: ``cruscotto.ciclo.fotografie.Aperta``."""

    objects = FotografiaQuerySet.as_manager()

    class Meta:
        verbose_name = "fotografia di un periodo"
        verbose_name_plural = "fotografie dei periodi"
        ordering = ["periodo"]

    def __str__(self) -> str:
        return f"Fotografia di {self.periodo}"
