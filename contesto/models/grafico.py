from __future__ import annotations

from django.db import models

from contesto.grafici import TipoGrafico
from contesto.models.tavola import Tavola
from ente.querysets import EnteQuerySet


class GraficoTavolaQuerySet(EnteQuerySet["GraficoTavola"]):
    percorso_ente = "tavola__ente"


class GraficoTavola(models.Model):
    """A chart of a context table: which rows and columns it draws, and how. The table stays its data table."""

    tavola = models.ForeignKey(Tavola, on_delete=models.CASCADE, related_name="grafici", verbose_name="tavola")
    codice = models.SlugField("codice", max_length=80)
    titolo = models.CharField("titolo", max_length=300)
    tipo = models.CharField("tipo", max_length=20, choices=[(t.value, t.value.replace("_", " ")) for t in TipoGrafico])
    righe = models.JSONField(
        "righe", default=list, blank=True, help_text="Etichette, o «gruppo/etichetta»; vuoto: tutte."
    )
    colonne = models.JSONField(
        "colonne", default=list, blank=True, help_text="Etichette, o «livello 1/livello 2»; vuoto: tutte."
    )
    serie_per_riga = models.BooleanField("una serie per riga", default=False)
    unita = models.CharField("unità di misura", max_length=60, blank=True)
    alternativa = models.TextField("testo alternativo")

    objects = GraficoTavolaQuerySet.as_manager()

    class Meta:
        verbose_name = "grafico"
        verbose_name_plural = "grafici"
        ordering = ["tavola", "codice"]
        constraints = [models.UniqueConstraint(fields=["tavola", "codice"], name="grafico_codice_unico")]

    def __str__(self) -> str:
        return self.titolo
