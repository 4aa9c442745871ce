from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models.ciclo import Ciclo, Periodo
from cruscotto.models.cruscotto import Cruscotto
from ente.coerenza import esige_coerenza
from ente.models import Ente
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class GenereImportazione(models.TextChoices):
    INDICATORI = "indicatori", "Indicatori con target e consuntivi"
    RILEVAZIONI = "rilevazioni", "Valori di un periodo"
    TAVOLA = "tavola", "Tavola di contesto"
    BILANCIO = "bilancio", "Bilancio"
    INTERVENTI = "interventi", "Interventi economici"
    PERSONALE = "personale", "Personale"
    UTENTI = "utenti", "Utenti e uffici"


class StatoImportazione(models.TextChoices):
    CARICATA = "caricata", "In attesa di lettura"
    IN_LETTURA = "in_lettura", "In lettura"
    ANTEPRIMA = "anteprima", "Da controllare"
    DA_SCRIVERE = "da_scrivere", "In attesa di scrittura"
    IN_SCRITTURA = "in_scrittura", "In scrittura"
    CONFERMATA = "confermata", "Confermata"
    ANNULLATA = "annullata", "Annullata"
    SCARTATA = "scartata", "Scartata"
    FALLITA = "fallita", "Non riuscita"


class ImportazioneQuerySet(EnteQuerySet["Importazione"]):
    def visibili_a(self, utente: Utente) -> Self:
        """The imports of the body for its administrator and controllo di gestione; one's own for the others."""
        poteri = Poteri.di(utente)
        insieme = super().visibili_a(utente)
        return insieme if poteri.amministratore or poteri.controllo else insieme.filter(caricata_da=utente.pk)


class Importazione(models.Model):
    """A file that somebody wants in: its reading, its preview, its writing, its undoing. The file is kept.

    ``mappa`` gives the field of a heading that nothing recognised (empty: not to be read), ``decisioni`` the answers to
    the doubts by their key; ``impronta_progetto`` is that of the plan in the preview, the one that is confirmed.
    ``scritte`` are the keys of the rows that were created, in the order of the preview: undoing wants them.
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="importazioni", verbose_name="ente")
    ciclo = models.ForeignKey(
        Ciclo, on_delete=models.PROTECT, related_name="importazioni", null=True, blank=True, verbose_name="ciclo"
    )
    genere = models.CharField("genere", max_length=12, choices=GenereImportazione)
    periodo = models.ForeignKey(
        Periodo, on_delete=models.PROTECT, related_name="importazioni", null=True, blank=True, verbose_name="periodo"
    )
    cruscotto = models.ForeignKey(
        Cruscotto,
        on_delete=models.PROTECT,
        related_name="importazioni",
        null=True,
        blank=True,
        verbose_name="cruscotto",
    )
    file = models.FileField("file", upload_to="importazioni/", max_length=200)
    nome = models.CharField("nome del file", max_length=200)
    impronta = models.CharField("impronta SHA-256", max_length=64)
    dimensione = models.PositiveBigIntegerField("dimensione in byte")
    stato = models.CharField("stato", max_length=12, choices=StatoImportazione, default=StatoImportazione.CARICATA)
    avanzamento = models.PositiveSmallIntegerField("avanzamento in centesimi", default=0)
    crea = models.BooleanField("può aggiungere all'albero", default=False)
    mappa = models.JSONField("colonne indicate a mano", default=dict, blank=True)
    decisioni = models.JSONField("decisioni", default=dict, blank=True)
    riepilogo = models.JSONField("riepilogo", default=dict, blank=True)
    impronta_progetto = models.CharField("impronta del progetto", max_length=64, blank=True)
    scritte = models.JSONField("chiavi delle righe nuove", default=list, blank=True)
    messaggio = models.TextField("messaggio", blank=True)
    caricata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("caricata il", auto_now_add=True)
    confermata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confermata_il = models.DateTimeField("confermata il", null=True, blank=True)
    annullata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    annullata_il = models.DateTimeField("annullata il", null=True, blank=True)

    objects = ImportazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "importazione"
        verbose_name_plural = "importazioni"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="importazione_genere_noto", condition=Q(genere__in=GenereImportazione.values)),
            models.CheckConstraint(name="importazione_stato_noto", condition=Q(stato__in=StatoImportazione.values)),
            models.CheckConstraint(
                name="importazione_confermata_con_data",
                condition=~Q(stato__in=["confermata", "annullata"]) | Q(confermata_il__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genere_display()}: {self.nome}"

    def clean(self) -> None:
        esige_coerenza(
            self,
            ente=("ente_id", "ciclo.ente_id"),
            ciclo=("ciclo_id", "periodo.ciclo_id", "cruscotto.ciclo_id"),
        )


class TipoVoceImportazione(models.TextChoices):
    ERRORE = "errore", "Errore"
    DUBBIO = "dubbio", "Da decidere"
    AVVISO = "avviso", "Avviso"
    NUOVA = "nuova", "Nuova"
    MODIFICATA = "modificata", "Modificata"
    TOLTA = "tolta", "Tolta"
    SAL = "sal", "SAL che cambia"
    RIMASTA = "rimasta", "Non annullata"


SCRITTE = (TipoVoceImportazione.NUOVA, TipoVoceImportazione.MODIFICATA, TipoVoceImportazione.TOLTA)
"""The lines that tell of rows of the database."""


class VoceImportazioneQuerySet(EnteQuerySet["VoceImportazione"]):
    percorso_ente = "importazione__ente"


class VoceImportazione(models.Model):
    """One line of a preview: what a row of the sheet does, or what is wrong or doubtful at a cell.

    ``righe`` are the rows of the database that it writes, each ``[model, key or null, before, after]``, with fields as
    JSON keeps them (``ente.progetto.in_json``): undoing goes back over them. ``dettagli`` holds a doubt's answers, or a
    SAL before and after.
    """

    importazione = models.ForeignKey(Importazione, on_delete=models.CASCADE, related_name="voci")
    ordine = models.PositiveIntegerField("ordine")
    tipo = models.CharField("tipo", max_length=12, choices=TipoVoceImportazione)
    posto = models.CharField("dove", max_length=120, blank=True)
    nome = models.CharField("che cosa", max_length=400, blank=True)
    frase = models.TextField("frase", blank=True)
    righe = models.JSONField("righe", default=list, blank=True)
    dettagli = models.JSONField("dettagli", default=dict, blank=True)

    objects = VoceImportazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "voce di importazione"
        verbose_name_plural = "voci di importazione"
        ordering = ["importazione", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["importazione", "ordine"], name="voce_importazione_ordine_unico"),
            models.CheckConstraint(
                name="voce_importazione_tipo_noto", condition=Q(tipo__in=TipoVoceImportazione.values)
            ),
        ]
        indexes = [models.Index(fields=["importazione", "tipo", "ordine"], name="voce_importazione_tipo")]

    def __str__(self) -> str:
        return f"{self.posto}: {self.nome or self.frase}"


class Ricordo(models.Model):
    """What a person answered once, for the next files of the body: the field of a heading, or a doubt's answer."""

    ente = models.ForeignKey(Ente, on_delete=models.CASCADE, related_name="ricordi", verbose_name="ente")
    genere = models.CharField("genere", max_length=12, choices=GenereImportazione)
    intestazione = models.BooleanField("è un'intestazione", default=True)
    chiave = models.CharField("che cosa", max_length=300)
    risposta = models.CharField("risposta", max_length=100, blank=True)

    objects = EnteQuerySet["Ricordo"].as_manager()

    class Meta:
        verbose_name = "risposta ricordata"
        verbose_name_plural = "risposte ricordate"
        ordering = ["ente", "genere", "chiave"]
        constraints = [
            models.UniqueConstraint(fields=["ente", "genere", "intestazione", "chiave"], name="ricordo_unico"),
        ]

    def __str__(self) -> str:
        return f"{self.chiave} → {self.risposta or 'da non leggere'}"
