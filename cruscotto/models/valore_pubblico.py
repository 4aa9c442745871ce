from __future__ import annotations

from django.db import models

from cruscotto.models.albero import ObiettivoStrategico
from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza, esige_permanenza
from ente.querysets import EnteQuerySet

ANNI = 3
"""How many years a Plan looks at (D.L. 80/2021, art. 6): its own and the two after."""


class ValorePubblicoQuerySet(EnteQuerySet["ValorePubblico"]):
    percorso_ente = "ciclo__ente"


class ValorePubblico(models.Model):
    """What a body means to change outside itself: a goal of public value, with the impact indicator that will tell.

    All of it is words, as the guidelines ask: nothing here is measured with a SAL. ``dimensione`` is written by the
    body (the lists of the law change). ``target`` has a text for each year, by the year as a text.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="valori_pubblici", verbose_name="ciclo")
    obiettivo_strategico = models.ForeignKey(
        ObiettivoStrategico,
        on_delete=models.PROTECT,
        related_name="valori_pubblici",
        null=True,
        blank=True,
        verbose_name="obiettivo strategico che lo serve",
    )
    obiettivo = models.CharField("obiettivo di valore pubblico", max_length=600)
    dimensione = models.CharField("dimensione", max_length=100, blank=True)
    indicatore = models.CharField("indicatore d'impatto", max_length=600)
    base = models.CharField("valore di partenza", max_length=200, blank=True)
    fonte = models.CharField("fonte", max_length=300, blank=True)
    target = models.JSONField("target per anno", default=dict, blank=True)

    objects = ValorePubblicoQuerySet.as_manager()

    class Meta:
        verbose_name = "valore pubblico"
        verbose_name_plural = "valori pubblici"
        ordering = ["ciclo", "pk"]

    def __str__(self) -> str:
        return self.obiettivo

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")
        esige_coerenza(self, ciclo=("ciclo_id", "obiettivo_strategico.ciclo_id"))

    @property
    def target_detti(self) -> str:
        """The targets in a line, year by year."""
        return "; ".join(f"{anno}: {testo}" for anno, testo in sorted(self.target.items()) if testo)
