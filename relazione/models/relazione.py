from __future__ import annotations

from django.db import models
from django.db.models import Q

from cruscotto.models import Ciclo
from ente.querysets import EnteQuerySet


class RelazioneQuerySet(EnteQuerySet["Relazione"]):
    percorso_ente = "ciclo__ente"


class Relazione(models.Model):
    """The Relazione sulla performance of a cycle: its narrative, section by section. Figures come from the cycle."""

    ciclo = models.OneToOneField(Ciclo, on_delete=models.PROTECT, related_name="relazione", verbose_name="ciclo")
    titolo = models.CharField("titolo", max_length=200)
    data_documento = models.CharField("data in copertina", max_length=60, blank=True)

    objects = RelazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "Relazione sulla performance"
        verbose_name_plural = "Relazioni sulla performance"
        ordering = ["ciclo"]

    def __str__(self) -> str:
        return self.titolo


class SezioneQuerySet(EnteQuerySet["Sezione"]):
    percorso_ente = "relazione__ciclo__ente"


class Sezione(models.Model):
    """A section: number, heading and narrative in Markdown, with lines such as ``[[tavola codice]]`` for figures."""

    relazione = models.ForeignKey(Relazione, on_delete=models.CASCADE, related_name="sezioni", verbose_name="Relazione")
    ordine = models.PositiveSmallIntegerField("ordine")
    numero = models.CharField("numero", max_length=10, blank=True)
    titolo = models.CharField("titolo", max_length=300)
    livello = models.PositiveSmallIntegerField("livello", default=1)
    testo = models.TextField("testo", blank=True)

    objects = SezioneQuerySet.as_manager()

    class Meta:
        verbose_name = "sezione"
        verbose_name_plural = "sezioni"
        ordering = ["relazione", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["relazione", "ordine"], name="sezione_ordine_unico"),
            models.CheckConstraint(name="sezione_livello_noto", condition=Q(livello__gte=1, livello__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.numero} {self.titolo}".strip()
