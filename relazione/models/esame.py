from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ente.coerenza import esige_permanenza
from ente.models import Ente
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet
from relazione.models.approvata import RelazioneApprovata

if TYPE_CHECKING:
    from ente.models import Utente


class CriterioOivQuerySet(EnteQuerySet["CriterioOiv"]):
    def validi_il(self, giorno: dt.date) -> Self:
        """Those in force on a day."""
        return self.filter(valido_dal__lte=giorno).filter(Q(valido_al__isnull=True) | Q(valido_al__gte=giorno))


class CriterioOiv(models.Model):
    """A criterion by which the OIV of a body validates, in the place of the ready one of the same code, or beside.

    Between its days it stands instead of the ready one (``relazione.validazione.criteri``); ``escluso`` says that the
    body does not use it.
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="criteri_oiv", verbose_name="ente")
    codice = models.SlugField("codice", max_length=60)
    ordine = models.PositiveSmallIntegerField("ordine", default=0)
    titolo = models.CharField("titolo", max_length=200)
    domanda = models.TextField("che cosa si chiede")
    norma = models.CharField("da dove viene", max_length=300, blank=True)
    valido_dal = models.DateField("valido dal")
    valido_al = models.DateField("valido fino al", null=True, blank=True)
    escluso = models.BooleanField(
        "non si usa", default=False, help_text="Toglie il criterio pronto dello stesso codice."
    )

    objects = CriterioOivQuerySet.as_manager()

    class Meta:
        verbose_name = "criterio di validazione"
        verbose_name_plural = "criteri di validazione"
        ordering = ["ente", "ordine", "codice", "valido_dal"]
        constraints = [
            models.UniqueConstraint(fields=["ente", "codice", "valido_dal"], name="criterio_oiv_uno_dal_giorno"),
            models.CheckConstraint(
                name="criterio_oiv_giorni_in_ordine",
                condition=Q(valido_al__isnull=True) | Q(valido_al__gte=F("valido_dal")),
                violation_error_message="L'ultimo giorno viene prima del primo: correggete le date.",
            ),
        ]

    def __str__(self) -> str:
        return self.titolo

    def clean(self) -> None:
        esige_permanenza(self, "ente")


class EsitoEsame(models.TextChoices):
    VALIDATA = "validata", "Validata"
    NON_VALIDATA = "non_validata", "Non validata"


class EsameOivQuerySet(EnteQuerySet["EsameOiv"]):
    percorso_ente = "approvata__ciclo__ente"


class EsameOiv(models.Model):
    """The OIV's examination of one sealed edition (D.Lgs. 150/2009, art. 14): what was counted, judged and concluded.

    It is bound to the edition, so to the hash of its manifest. ``esito`` is empty until the act that ends it.
    """

    approvata = models.OneToOneField(RelazioneApprovata, on_delete=models.PROTECT, related_name="esame")
    aperto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("cominciato il", auto_now_add=True)
    contato_il = models.DateTimeField("contato il")
    esito = models.CharField("esito", max_length=12, choices=EsitoEsame, blank=True)
    conclusioni = models.TextField("conclusioni", blank=True)
    concluso_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    concluso_il = models.DateTimeField("concluso il", null=True, blank=True)

    objects = EsameOivQuerySet.as_manager()

    class Meta:
        verbose_name = "esame dell'OIV"
        verbose_name_plural = "esami dell'OIV"
        ordering = ["approvata"]
        constraints = [
            models.CheckConstraint(name="esame_esito_noto", condition=Q(esito__in=["", *EsitoEsame.values])),
            models.CheckConstraint(
                name="esame_concluso_con_data",
                condition=Q(esito="", concluso_il__isnull=True) | (~Q(esito="") & Q(concluso_il__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Esame di {self.approvata}"

    @property
    def concluso(self) -> bool:
        return self.esito != ""


class Giudizio(models.TextChoices):
    """What the OIV says of a criterion."""

    CONFORME = "conforme", "Conforme"
    CON_OSSERVAZIONI = "con_osservazioni", "Conforme con osservazioni"
    NON_CONFORME = "non_conforme", "Non conforme"
    NON_PERTINENTE = "non_pertinente", "Non pertinente"


CON_OSSERVAZIONI = (Giudizio.CON_OSSERVAZIONI.value, Giudizio.NON_CONFORME.value)
"""The judgements that say what is to be mended."""


class CriterioEsaminatoQuerySet(EnteQuerySet["CriterioEsaminato"]):
    percorso_ente = "esame__approvata__ciclo__ente"


class CriterioEsaminato(models.Model):
    """A criterion in an examination, as it was in force when that began, with the judgement; empty until there is one.
    ``versione`` grows at each judgement."""

    esame = models.ForeignKey(EsameOiv, on_delete=models.PROTECT, related_name="criteri", verbose_name="esame")
    ordine = models.PositiveSmallIntegerField("ordine")
    lettera = models.CharField("lettera", max_length=2)
    codice = models.SlugField("codice", max_length=60)
    titolo = models.CharField("titolo", max_length=200)
    domanda = models.TextField("che cosa si chiede")
    norma = models.CharField("da dove viene", max_length=300, blank=True)
    giudizio = models.CharField("giudizio", max_length=16, choices=Giudizio, blank=True)
    motivo = models.TextField("motivazione", blank=True)
    osservazioni = models.TextField("osservazioni", blank=True)
    giudicato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    giudicato_il = models.DateTimeField("giudicato il", null=True, blank=True)
    versione = models.PositiveIntegerField("versione", default=1)

    objects = CriterioEsaminatoQuerySet.as_manager()

    class Meta:
        verbose_name = "criterio esaminato"
        verbose_name_plural = "criteri esaminati"
        ordering = ["esame", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["esame", "codice"], name="criterio_esaminato_una_volta"),
            models.CheckConstraint(
                name="criterio_esaminato_giudizio_noto", condition=Q(giudizio__in=["", *Giudizio.values])
            ),
            models.CheckConstraint(
                name="criterio_esaminato_motivato",
                condition=Q(giudizio="") | ~Q(motivo=""),
                violation_error_message="Un giudizio ha bisogno della sua motivazione.",
            ),
            models.CheckConstraint(
                name="criterio_esaminato_con_osservazioni",
                condition=~Q(giudizio__in=CON_OSSERVAZIONI) | ~Q(osservazioni=""),
                violation_error_message="Questo giudizio vuole almeno un'osservazione.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lettera}) {self.titolo}"


class ContoEsameQuerySet(EnteQuerySet["ContoEsame"]):
    percorso_ente = "esame__approvata__ciclo__ente"


class ContoEsame(models.Model):
    """A figure counted from the data for a criterion: ``valore`` is the number unrounded, None of what is only said in
    words; ``testo`` as it is read; ``pagina`` where what was counted is seen."""

    esame = models.ForeignKey(EsameOiv, on_delete=models.PROTECT, related_name="conti", verbose_name="esame")
    ordine = models.PositiveSmallIntegerField("ordine")
    criterio = models.SlugField("criterio", max_length=60)
    codice = models.SlugField("codice", max_length=60)
    nome = models.CharField("che cosa si conta", max_length=200)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)
    testo = models.CharField("come si legge", max_length=200)
    pagina = models.CharField("dove si vede", max_length=300, blank=True)

    objects = ContoEsameQuerySet.as_manager()

    class Meta:
        verbose_name = "conto dell'esame"
        verbose_name_plural = "conti dell'esame"
        ordering = ["esame", "ordine"]
        constraints = [models.UniqueConstraint(fields=["esame", "codice"], name="conto_esame_uno_per_codice")]

    def __str__(self) -> str:
        return f"{self.nome}: {self.testo}"


class CartaDiLavoroQuerySet(EnteQuerySet["CartaDiLavoro"]):
    percorso_ente = "esame__approvata__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """Those of the own body, to the OIV alone: nobody else reads its working papers."""
        sue = super().visibili_a(utente)
        return sue if not sue.query.is_empty() and Poteri.di(utente).oiv else self.none()

    def presenti(self) -> Self:
        """Those that nobody took away."""
        return self.filter(rimossa_il__isnull=True)


class CartaDiLavoro(models.Model):
    """A working paper of the OIV: a private note, with or without a file. It never leaves the OIV: no document, no
    public page, no archive holds it, and the register says only that there is one. ``criterio`` is empty where it is
    about the whole. ``impronta`` is the SHA-256 of the file."""

    esame = models.ForeignKey(EsameOiv, on_delete=models.PROTECT, related_name="carte", verbose_name="esame")
    criterio = models.SlugField("criterio", max_length=60, blank=True)
    testo = models.TextField("nota", blank=True)
    nome = models.CharField("nome del file", max_length=200, blank=True)
    file = models.FileField("file", upload_to="carte/", blank=True, max_length=200)
    impronta = models.CharField("impronta SHA-256", max_length=64, blank=True)
    dimensione = models.PositiveBigIntegerField("dimensione in byte", default=0)
    contenuto = models.CharField("tipo di contenuto", max_length=100, blank=True)
    scritta_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("quando", auto_now_add=True)
    rimossa_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rimossa_il = models.DateTimeField("rimossa il", null=True, blank=True)

    objects = CartaDiLavoroQuerySet.as_manager()

    class Meta:
        verbose_name = "carta di lavoro dell'OIV"
        verbose_name_plural = "carte di lavoro dell'OIV"
        ordering = ["esame", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="carta_nota_o_file",
                condition=~Q(testo="") | ~Q(impronta=""),
                violation_error_message="Una carta di lavoro è una nota, un file o tutti e due.",
            ),
            models.CheckConstraint(
                name="carta_rimossa_intera",
                condition=Q(rimossa_da__isnull=True) | Q(rimossa_il__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Carta di lavoro {self.pk}"
