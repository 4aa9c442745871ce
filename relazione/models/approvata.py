from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Never

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models import Ciclo
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet
from relazione.models.documento import Documento
from relazione.models.stesura import FotografiaSalvata

SIGILLATO = "Un file sigillato non si modifica e non si cancella."


class StatoApprovata(models.TextChoices):
    """What has become of an approved Relazione (D.Lgs. 150/2009, arts 10 and 14)."""

    APPROVATA = "approvata", "Approvata"
    RESTITUITA = "restituita", "Restituita dall'OIV"
    NON_VALIDATA = "non_validata", "Non validata dall'OIV"
    VALIDATA = "validata", "Validata"
    PUBBLICATA = "pubblicata", "Pubblicata"
    SUPERATA = "superata", "Superata"


class MotivoCorrezione(models.TextChoices):
    """Why an approved Relazione is written again."""

    DATO_ERRATO = "dato_errato", "Un dato era errato"
    DATO_MANCANTE = "dato_mancante", "Un dato mancava"
    REFUSO = "refuso", "Refuso nel testo o in una tavola"
    CALCOLO = "calcolo", "Un conto non tornava"
    RISERVATEZZA = "riservatezza", "C'era un dato da non pubblicare"
    OSSERVAZIONE_OIV = "osservazione_oiv", "Osservazione dell'OIV"
    ALTRO = "altro", "Altro"


class RelazioneApprovataQuerySet(EnteQuerySet["RelazioneApprovata"]):
    percorso_ente = "ciclo__ente"

    def pubbliche(self) -> RelazioneApprovataQuerySet:
        """What anyone may read: what has been published, also when a later edition has taken its place."""
        return self.filter(pubblicata_il__isnull=False)


class RelazioneApprovata(models.Model):
    """An edition of the Relazione as an act adopted it: numbered from 1 in its year, sealed with what it said.

    ``fotografia`` is the public snapshot, ``integrale`` the full one: from them alone everything is written again.
    ``dell_oiv`` are the two snapshots of each of the OIV's documents that was complete when it validated;
    ``separazione`` says what else who validated it had done of it, where duties should be of different persons.
    ``manifesto`` is canonical JSON with the SHA-256 of every file; ``impronta_manifesto`` is its own. From the second
    edition on, ``corregge`` (``Correzione``) says which one it mends and why, ``cambiamenti`` what changed, computed.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="approvate", verbose_name="ciclo")
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, related_name="approvate")
    numero = models.PositiveSmallIntegerField("edizione n.")
    stato = models.CharField("stato", max_length=12, choices=StatoApprovata, default=StatoApprovata.APPROVATA)
    organo = models.CharField("organo", max_length=80)
    atto_numero = models.CharField("numero dell'atto", max_length=40)
    atto_data = models.DateField("data dell'atto")
    motivo_ritardo = models.TextField("motivo del ritardo", blank=True)
    approvata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("registrata il", auto_now_add=True)

    cambiamenti = models.JSONField("che cosa è cambiato", default=list, blank=True)

    fotografia = models.ForeignKey(FotografiaSalvata, on_delete=models.PROTECT, related_name="+")
    integrale = models.ForeignKey(FotografiaSalvata, on_delete=models.PROTECT, related_name="+")
    manifesto = models.TextField("manifesto", blank=True)
    impronta_manifesto = models.CharField("impronta SHA-256 del manifesto", max_length=64, blank=True)
    sigillata_il = models.DateTimeField("sigillata il", null=True, blank=True)
    sigillo_mancato = models.TextField("perché non è sigillata", blank=True)

    validata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    validata_il = models.DateTimeField("validata il", null=True, blank=True)
    conclusioni = models.TextField("conclusioni dell'OIV", blank=True)
    separazione = models.TextField("separazione dei compiti", blank=True)
    dell_oiv = models.ManyToManyField(FotografiaSalvata, related_name="+", verbose_name="documenti dell'OIV")
    pubblicata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    pubblicata_il = models.DateTimeField("pubblicata il", null=True, blank=True)
    superata_il = models.DateTimeField("superata il", null=True, blank=True)

    objects = RelazioneApprovataQuerySet.as_manager()

    class Meta:
        verbose_name = "Relazione approvata"
        verbose_name_plural = "Relazioni approvate"
        ordering = ["ciclo", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "numero"], name="approvata_numero_unico"),
            models.UniqueConstraint(
                fields=["ciclo"], condition=Q(stato="pubblicata"), name="approvata_una_sola_pubblicata"
            ),
            models.CheckConstraint(name="approvata_stato_noto", condition=Q(stato__in=StatoApprovata.values)),
            models.CheckConstraint(
                name="approvata_pubblicata_sigillata",
                condition=~Q(stato__in=["validata", "pubblicata"])
                | (Q(sigillata_il__isnull=False) & Q(validata_il__isnull=False)),
            ),
            models.CheckConstraint(
                name="approvata_pubblicata_con_data",
                condition=~Q(stato="pubblicata") | Q(pubblicata_il__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Relazione {self.ciclo.anno}, edizione n. {self.numero}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Una Relazione approvata non si riscrive: cambia solo il suo stato, per atto.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("Una Relazione approvata non si cancella.")

    def clean(self) -> None:
        delle_fotografie = ("documento_id", "fotografia.documento_id", "integrale.documento_id")
        esige_coerenza(self, ciclo=("ciclo_id", "documento.ciclo_id"), documento=delle_fotografie)

    @property
    def sigillata(self) -> bool:
        return self.sigillata_il is not None

    @property
    def atto(self) -> str:
        """«Giunta, n. 12 del 26/05/2020»."""
        return f"{self.organo}, n. {self.atto_numero} del {self.atto_data:%d/%m/%Y}"


class CorrezioneQuerySet(EnteQuerySet["Correzione"]):
    percorso_ente = "approvata__ciclo__ente"


class Correzione(models.Model):
    """The mending of an approved Relazione, from when it is opened: why, and in what. ``nuova`` is the edition that
    came of it."""

    approvata = models.OneToOneField(RelazioneApprovata, on_delete=models.PROTECT, related_name="correzione")
    nuova = models.OneToOneField(
        RelazioneApprovata, on_delete=models.PROTECT, related_name="corregge", null=True, blank=True
    )
    codice = models.CharField("perché", max_length=20, choices=MotivoCorrezione)
    motivo = models.TextField("in che cosa")
    da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("aperta il", auto_now_add=True)

    objects = CorrezioneQuerySet.as_manager()

    class Meta:
        verbose_name = "correzione della Relazione"
        verbose_name_plural = "correzioni della Relazione"
        constraints = [
            models.CheckConstraint(name="correzione_codice_noto", condition=Q(codice__in=MotivoCorrezione.values)),
            models.CheckConstraint(name="correzione_motivata", condition=~Q(motivo="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_codice_display()}: {self.motivo}"[:120]

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("approvata.ciclo_id", "nuova.ciclo_id"))


class FileSigillatoQuerySet(EnteQuerySet["FileSigillato"]):
    """Append-only, through the ORM."""

    percorso_ente = "approvata__ciclo__ente"

    def update(self, **kwargs: Any) -> Never:
        raise TypeError(SIGILLATO)

    def delete(self) -> Never:
        raise TypeError(SIGILLATO)

    def bulk_create(self, objs: Iterable[FileSigillato], *args: Any, **kwargs: Any) -> list[FileSigillato]:
        if args or kwargs:  # how to treat conflicts: an insert could become an update
            raise TypeError(SIGILLATO)
        return super().bulk_create(objs)


class GenereSigillato(models.TextChoices):
    RELAZIONE = "relazione", "Relazione"
    DATI = "dati", "Dati aperti"
    OIV = "oiv", "Documento dell'OIV"
    FIRMA = "firma", "Firma"


class FileSigillato(models.Model):
    """A file of an approved Relazione, as it is for ever: its name, its bytes, their SHA-256 and number.

    A detached signature (``.p7m``) is one of them, ``firma_di`` what it signs.
    """

    approvata = models.ForeignKey(RelazioneApprovata, on_delete=models.PROTECT, related_name="file")
    genere = models.CharField("genere", max_length=10, choices=GenereSigillato)
    nome = models.CharField("nome", max_length=120)
    titolo = models.CharField("titolo", max_length=300)
    tipo = models.CharField("tipo MIME", max_length=100)
    file = models.FileField("file", upload_to="sigillati/", max_length=200)
    impronta = models.CharField("impronta SHA-256", max_length=64, db_index=True)
    dimensione = models.PositiveBigIntegerField("dimensione in byte")
    firma_di = models.ForeignKey("self", on_delete=models.PROTECT, related_name="firme", null=True, blank=True)
    created_at = models.DateTimeField("sigillato il", auto_now_add=True)

    objects = FileSigillatoQuerySet.as_manager()

    class Meta:
        verbose_name = "file sigillato"
        verbose_name_plural = "file sigillati"
        ordering = ["approvata", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["approvata", "nome"], name="file_sigillato_nome_unico"),
            models.CheckConstraint(
                name="file_sigillato_firma_di_un_file",
                condition=Q(genere="firma", firma_di__isnull=False) | (~Q(genere="firma") & Q(firma_di__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(SIGILLATO)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError(SIGILLATO)

    def clean(self) -> None:
        esige_coerenza(self, edizione=("approvata_id", "firma_di.approvata_id"))


class OsservazioneQuerySet(EnteQuerySet["Osservazione"]):
    percorso_ente = "approvata__ciclo__ente"


class Osservazione(models.Model):
    """What the OIV observed in returning a Relazione, and what controllo di gestione answered. ``criterio`` is the code
    of the criterion that it was written under, empty for one of the whole."""

    approvata = models.ForeignKey(RelazioneApprovata, on_delete=models.PROTECT, related_name="osservazioni")
    criterio = models.SlugField("criterio", max_length=60, blank=True)
    testo = models.TextField("osservazione")
    da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("quando", auto_now_add=True)
    risposta = models.TextField("risposta", blank=True)
    risposta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    risposta_il = models.DateTimeField("risposto il", null=True, blank=True)

    objects = OsservazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "osservazione dell'OIV"
        verbose_name_plural = "osservazioni dell'OIV"
        ordering = ["approvata", "pk"]

    def __str__(self) -> str:
        return self.testo[:80]
