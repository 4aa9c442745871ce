from __future__ import annotations

from django.db import models

from contesto.models import VoceBilancio
from cruscotto.models.albero import ObiettivoStrategico
from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class InterventoEconomicoQuerySet(EnteQuerySet["InterventoEconomico"]):
    percorso_ente = "ciclo__ente"


class InterventoEconomico(models.Model):
    """Money spent on an objective, in euro; the sum of the interventions ties to budget line 8 (docs/dominio.md
    "Context and money")."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="interventi", verbose_name="ciclo")
    obiettivo = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.PROTECT, related_name="interventi", verbose_name="obiettivo strategico"
    )
    voce_bilancio = models.ForeignKey(
        VoceBilancio, on_delete=models.PROTECT, related_name="interventi", null=True, blank=True
    )
    ordine = models.PositiveSmallIntegerField("ordine")
    obiettivo_etichetta = models.CharField("obiettivo come stampato", max_length=600, blank=True)
    descrizione = models.CharField("descrizione", max_length=1000)
    importo = models.DecimalField("importo (€)", max_digits=16, decimal_places=2)
    riga_fonte = models.PositiveIntegerField("riga del documento di origine", null=True, blank=True)

    objects = InterventoEconomicoQuerySet.as_manager()

    class Meta:
        verbose_name = "intervento economico"
        verbose_name_plural = "interventi economici"
        ordering = ["ciclo", "ordine"]
        constraints = [models.UniqueConstraint(fields=["ciclo", "ordine"], name="intervento_ordine_unico")]

    def __str__(self) -> str:
        return self.descrizione

    def clean(self) -> None:
        esige_coerenza(
            self,
            ciclo=("ciclo_id", "obiettivo.ciclo_id"),
            ente=("ciclo.ente_id", "voce_bilancio.ente_id"),
            anno=("ciclo.anno", "voce_bilancio.anno"),
        )
