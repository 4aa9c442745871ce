from __future__ import annotations

from django.db import models
from django.db.models import Q

from ente.coerenza import esige_permanenza
from ente.models import Ente
from ente.querysets import EnteQuerySet


class TipoVoce(models.TextChoices):
    TITOLO = "titolo", "Titolo"
    VOCE = "voce", "Voce"
    TOTALE = "totale", "Totale"


class VoceBilancio(models.Model):
    """A line of the budget of DPR 254/2005, in euro. Charges (*oneri*) are negative, so every result is a sum.

    The four amounts are those printed: ``differenza`` is stored and not derived, so that the controls can check
    differenza = consuntivo − aggiornamento (docs/dominio.md "Context and money"). An empty amount is a printed dash,
    not zero.
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="voci_bilancio", verbose_name="ente")
    anno = models.PositiveSmallIntegerField("anno")
    ordine = models.PositiveSmallIntegerField("ordine")
    codice = models.CharField("codice", max_length=20, blank=True)
    etichetta = models.CharField("voce", max_length=1000)
    tipo = models.CharField("tipo", max_length=10, choices=TipoVoce)
    sezione = models.CharField("sezione", max_length=60, blank=True)
    preventivo = models.DecimalField("preventivo", max_digits=16, decimal_places=2, null=True, blank=True)
    aggiornamento = models.DecimalField("aggiornamento", max_digits=16, decimal_places=2, null=True, blank=True)
    consuntivo = models.DecimalField("consuntivo", max_digits=16, decimal_places=2, null=True, blank=True)
    differenza = models.DecimalField("differenza", max_digits=16, decimal_places=2, null=True, blank=True)
    commento = models.TextField("commento allo scostamento", blank=True)
    riga_fonte = models.PositiveIntegerField("riga del documento di origine", null=True, blank=True)

    objects = EnteQuerySet["VoceBilancio"].as_manager()

    class Meta:
        verbose_name = "voce di bilancio"
        verbose_name_plural = "voci di bilancio"
        ordering = ["ente", "anno", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["ente", "anno", "ordine"], name="voce_bilancio_ordine_unico"),
            models.UniqueConstraint(
                fields=["ente", "anno", "codice"], condition=~Q(codice=""), name="voce_bilancio_codice_unico"
            ),
            models.CheckConstraint(name="voce_bilancio_tipo_noto", condition=Q(tipo__in=["titolo", "voce", "totale"])),
        ]

    def __str__(self) -> str:
        return f"{self.codice} {self.etichetta}".strip()

    def clean(self) -> None:
        esige_permanenza(self, "ente")
