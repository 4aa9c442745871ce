from __future__ import annotations

from django.db import models

from ente.coerenza import esige_coerenza
from ente.models import Ente
from ente.querysets import EnteQuerySet


class Tavola(models.Model):
    """A context table of one body and one year: external statistics, personnel, structures, services.

    The printed shape (rows, columns with up to two header levels) and the meaning (year, territory, measure, sex,
    unit) are kept together: each axis entry carries its own coordinates, each number is stored once in its cell.
    Source of the layout: docs/dominio.md "Context and money".
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="tavole", verbose_name="ente")
    anno = models.PositiveSmallIntegerField("anno del ciclo")
    codice = models.SlugField("codice", max_length=80)
    titolo = models.CharField("titolo", max_length=300)
    didascalia = models.CharField("didascalia come stampata", max_length=300, blank=True)
    tema = models.CharField("tema", max_length=40)
    sezione = models.CharField("sezione della Relazione", max_length=10, blank=True)
    unita = models.CharField("unità di misura", max_length=60, blank=True)
    anno_dati = models.PositiveSmallIntegerField("anno dei dati, se è uno solo", null=True, blank=True)
    territorio = models.CharField("territorio, se è uno solo", max_length=300, blank=True)
    misura = models.CharField("misura, se è una sola", max_length=200, blank=True)
    fonte = models.CharField("fonte", max_length=300, blank=True)
    note = models.JSONField("note a piè di tavola", default=list, blank=True)
    righe_fonte = models.CharField("righe del documento di origine", max_length=40, blank=True)
    somme = models.JSONField(
        "come si sommano i totali",
        default=dict,
        blank=True,
        help_text="Parti di un totale parziale, totali uniti o non esaustivi: servono ai controlli.",
    )
    nota_redazione = models.TextField("nota di redazione", blank=True)
    ordine = models.PositiveIntegerField("ordine")

    objects = EnteQuerySet["Tavola"].as_manager()

    class Meta:
        verbose_name = "tavola di contesto"
        verbose_name_plural = "tavole di contesto"
        ordering = ["ente", "anno", "ordine"]
        constraints = [models.UniqueConstraint(fields=["ente", "anno", "codice"], name="tavola_codice_unico")]

    def __str__(self) -> str:
        return self.titolo


class VoceAsse(models.Model):
    """What a row or a column stands for. Empty coordinates are completed by the other axis or by the table."""

    ordine = models.PositiveIntegerField("ordine")
    etichetta = models.CharField("etichetta", max_length=1000, blank=True)
    anno = models.PositiveSmallIntegerField("anno", null=True, blank=True)
    territorio = models.CharField("territorio", max_length=300, blank=True)
    misura = models.CharField("misura", max_length=200, blank=True)
    sesso = models.CharField("sesso", max_length=20, blank=True)
    periodo = models.CharField("periodo", max_length=60, blank=True)
    unita = models.CharField("unità di misura", max_length=60, blank=True)
    totale = models.BooleanField("totale stampato", default=False)
    intensiva = models.BooleanField(
        "misura non sommabile", default=False, help_text="Tassi, rapporti, densità: il totale non è la somma."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.etichetta


class RigaQuerySet(EnteQuerySet["Riga"]):
    percorso_ente = "tavola__ente"


class Riga(VoceAsse):
    """A printed row; ``gruppo`` is true for a sub-heading inside the body of the table."""

    tavola = models.ForeignKey(Tavola, on_delete=models.CASCADE, related_name="righe", verbose_name="tavola")
    gruppo = models.BooleanField("sottotitolo nel corpo", default=False)

    objects = RigaQuerySet.as_manager()

    class Meta:
        verbose_name = "riga"
        verbose_name_plural = "righe"
        ordering = ["tavola", "ordine"]
        constraints = [models.UniqueConstraint(fields=["tavola", "ordine"], name="riga_ordine_unico")]


class ColonnaQuerySet(EnteQuerySet["Colonna"]):
    percorso_ente = "tavola__ente"


class Colonna(VoceAsse):
    """A printed column; ``livello_superiore`` is the merged heading above it, ``testo`` a descriptive column."""

    tavola = models.ForeignKey(Tavola, on_delete=models.CASCADE, related_name="colonne", verbose_name="tavola")
    livello_superiore = models.CharField("intestazione superiore", max_length=1000, blank=True)
    testo = models.BooleanField("colonna descrittiva", default=False)

    objects = ColonnaQuerySet.as_manager()

    class Meta:
        verbose_name = "colonna"
        verbose_name_plural = "colonne"
        ordering = ["tavola", "ordine"]
        constraints = [models.UniqueConstraint(fields=["tavola", "ordine"], name="colonna_ordine_unico")]


class CellaQuerySet(EnteQuerySet["Cella"]):
    percorso_ente = "tavola__ente"


class Cella(models.Model):
    """One printed cell: the text as printed and, when it is a number, its exact value. ``-`` is no value, not 0."""

    tavola = models.ForeignKey(Tavola, on_delete=models.CASCADE, related_name="celle", verbose_name="tavola")
    riga = models.ForeignKey(Riga, on_delete=models.CASCADE, related_name="celle", verbose_name="riga")
    colonna = models.ForeignKey(Colonna, on_delete=models.CASCADE, related_name="celle", verbose_name="colonna")
    testo = models.TextField("testo stampato", blank=True)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)

    objects = CellaQuerySet.as_manager()

    class Meta:
        verbose_name = "cella"
        verbose_name_plural = "celle"
        constraints = [models.UniqueConstraint(fields=["riga", "colonna"], name="cella_una_per_incrocio")]

    def __str__(self) -> str:
        return self.testo

    def clean(self) -> None:
        esige_coerenza(self, tavola=("tavola_id", "riga.tavola_id", "colonna.tavola_id"))
