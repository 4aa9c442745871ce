from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.coerenza import esige_coerenza, esige_permanenza
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet
from relazione.models.numerazione import Numerazione, numera

if TYPE_CHECKING:
    from ente.models import Utente


class TipoDocumento(models.TextChoices):
    RELAZIONE = "relazione", "Relazione sulla performance"
    PIANO = "piano", "Piano della performance"
    MONITORAGGIO = "monitoraggio", "Rapporto di monitoraggio"
    SCHEDA_INDIVIDUALE = "scheda_individuale", "Scheda individuale"
    PIRA = "pira", "Piano degli indicatori e dei risultati attesi"
    VALIDAZIONE = "validazione", "Documento di validazione"
    ACCOMPAGNAMENTO = "accompagnamento", "Relazione di accompagnamento alla validazione"
    FUNZIONAMENTO = "funzionamento", "Relazione sul funzionamento del sistema"
    CONFRONTO = "confronto", "Che cosa è cambiato"


class DocumentoQuerySet(EnteQuerySet["Documento"]):
    percorso_ente = "ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """All to who reads everything of the body; to a manager the own individual sheet; to others none.

        What is written of a document before it is published is work in progress, and holds the individual sheets.
        """
        suoi = super().visibili_a(utente)
        if suoi.query.is_empty():
            return suoi
        poteri = Poteri.di(utente)
        if poteri.tutto_l_ente:
            return suoi
        return suoi.filter(tipo=TipoDocumento.SCHEDA_INDIVIDUALE, cruscotto__area__in=poteri.aree_proprie)


class Documento(models.Model):
    """A document of a cycle as it is composed: its kind and its narrative, section by section. Figures come from the
    cycle. ``periodo`` is that of a monitoring report, ``cruscotto`` the individual sheet of a scheda.

    What has been written of it, file by file, are its ``Stesura``.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="composti", verbose_name="ciclo")
    tipo = models.CharField("tipo", max_length=20, choices=TipoDocumento, default=TipoDocumento.RELAZIONE)
    periodo = models.ForeignKey(
        Periodo, on_delete=models.PROTECT, related_name="composti", null=True, blank=True, verbose_name="periodo"
    )
    cruscotto = models.ForeignKey(
        Cruscotto, on_delete=models.PROTECT, related_name="composti", null=True, blank=True, verbose_name="cruscotto"
    )
    titolo = models.CharField("titolo", max_length=200)
    data_documento = models.CharField("data in copertina", max_length=60, blank=True)

    objects = DocumentoQuerySet.as_manager()

    class Meta:
        verbose_name = "documento composto"
        verbose_name_plural = "documenti composti"
        ordering = ["ciclo", "tipo", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "tipo"],
                condition=Q(periodo__isnull=True, cruscotto__isnull=True),
                name="documento_uno_per_tipo",
            ),
            models.UniqueConstraint(
                fields=["periodo", "tipo"], condition=Q(periodo__isnull=False), name="documento_uno_per_periodo"
            ),
            models.UniqueConstraint(
                fields=["cruscotto", "tipo"], condition=Q(cruscotto__isnull=False), name="documento_uno_per_cruscotto"
            ),
            models.CheckConstraint(name="documento_tipo_noto", condition=Q(tipo__in=TipoDocumento.values)),
            models.CheckConstraint(
                name="documento_periodo_dove_serve",
                condition=Q(tipo="monitoraggio", periodo__isnull=False)
                | (~Q(tipo="monitoraggio") & Q(periodo__isnull=True)),
                violation_error_message="Il periodo è del solo rapporto di monitoraggio, che non può farne a meno.",
            ),
            models.CheckConstraint(
                name="documento_cruscotto_dove_serve",
                condition=Q(tipo="scheda_individuale", cruscotto__isnull=False)
                | (~Q(tipo="scheda_individuale") & Q(cruscotto__isnull=True)),
                violation_error_message="Il cruscotto è della sola scheda individuale, che non può farne a meno.",
            ),
        ]

    def __str__(self) -> str:
        return self.titolo

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")
        esige_coerenza(self, ciclo=("ciclo_id", "periodo.ciclo_id", "cruscotto.ciclo_id"))

    def sezioni_numerate(self, lette: Iterable[Sezione] | None = None) -> list[tuple[str, Sezione]]:
        """The sections in order, each with its number. One query, or that of ``lette``."""
        sezioni = list(self.sezioni.all() if lette is None else lette)
        return list(zip(numera(sezioni), sezioni, strict=True))


class StatoSezione(models.TextChoices):
    DA_RIVEDERE = "da_rivedere", "Da rivedere"
    ACCETTATA = "accettata", "Accettata"


class SezioneQuerySet(EnteQuerySet["Sezione"]):
    percorso_ente = "documento__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """The sections of the documents that the person may read, and those assigned to the person to write.

        One that is reserved because of where it stands is known only from the whole document: who shows the text of a
        section to whom it is assigned asks ``relazione.pubblicazione.scrittoio`` too.
        """
        lette = Q(documento__in=Documento.objects.visibili_a(utente))
        sue = super().visibili_a(utente)
        return sue if sue.query.is_empty() else sue.filter(lette | Q(assegnata_a=utente, riservata=False))


class Sezione(models.Model):
    """A section: heading and narrative in Markdown, with lines such as ``[[tavola codice]]`` for tables and figures.

    Its number is computed from its place (``numera``). ``codice`` is what references name and what next year's
    document recognises. What is ``riservata``, and all that stands under it, is only in the full edition.
    ``versione`` is that of its title and text, each of which is kept (``VersioneSezione``). ``riportata_da`` is the
    section of the year before whose text this one began with.
    """

    documento = models.ForeignKey(Documento, on_delete=models.CASCADE, related_name="sezioni", verbose_name="documento")
    ordine = models.PositiveSmallIntegerField("ordine")
    codice = models.SlugField("codice", max_length=80)
    titolo = models.CharField("titolo", max_length=300)
    livello = models.PositiveSmallIntegerField(
        "livello", default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    numerata = models.BooleanField("con il numero", default=True)
    figli = models.CharField(
        "come si numerano le sottosezioni",
        max_length=8,
        choices=[(n.value, n.value) for n in Numerazione],
        default=Numerazione.NUMERI.value,
    )
    riservata = models.BooleanField(
        "riservata", default=False, help_text="Solo nell'edizione integrale, con tutto ciò che le sta sotto."
    )
    testo = models.TextField("testo", blank=True)
    stato = models.CharField("stato", max_length=12, choices=StatoSezione, default=StatoSezione.ACCETTATA)
    accettata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    accettata_il = models.DateTimeField("accettata il", null=True, blank=True, editable=False)
    versione = models.PositiveIntegerField("versione", default=1, editable=False)
    assegnata_a = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="sezioni_assegnate",
        null=True,
        blank=True,
        verbose_name="chi la scrive",
    )
    entro = models.DateField("entro il", null=True, blank=True)
    scritta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    scritta_il = models.DateTimeField("scritta il", null=True, blank=True, editable=False)
    riportata_da = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name="riportata da",
    )

    objects = SezioneQuerySet.as_manager()

    class Meta:
        verbose_name = "sezione"
        verbose_name_plural = "sezioni"
        ordering = ["documento", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["documento", "ordine"], name="sezione_ordine_unico"),
            models.UniqueConstraint(fields=["documento", "codice"], name="sezione_codice_unico"),
            models.CheckConstraint(name="sezione_livello_noto", condition=Q(livello__gte=1, livello__lte=3)),
            models.CheckConstraint(name="sezione_stato_noto", condition=Q(stato__in=StatoSezione.values)),
            models.CheckConstraint(name="sezione_figli_noti", condition=Q(figli__in=["numeri", "lettere"])),
        ]

    def __str__(self) -> str:
        return self.titolo

    def clean(self) -> None:
        di_chi = "documento.ciclo.ente_id"
        esige_coerenza(self, ente=(di_chi, "assegnata_a.ente_id", "riportata_da.documento.ciclo.ente_id"))
