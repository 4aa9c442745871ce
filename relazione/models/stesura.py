from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ente.coerenza import esige_coerenza
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet
from relazione.models.documento import Documento, TipoDocumento

if TYPE_CHECKING:
    from ente.models import Utente


class Edizione(models.TextChoices):
    PUBBLICA = "pubblica", "Edizione pubblica"
    INTEGRALE = "integrale", "Edizione integrale"


class Formato(models.TextChoices):
    PDF = "pdf", "PDF"
    HTML = "html", "HTML"
    ODT = "odt", "ODT"
    JSON = "json", "JSON"


class StatoStesura(models.TextChoices):
    RICHIESTO = "richiesto", "In attesa"
    IN_SCRITTURA = "in_scrittura", "In scrittura"
    PRONTO = "pronto", "Pronto"
    FALLITO = "fallito", "Non riuscito"
    ANNULLATO = "annullato", "Annullato"


FISSA = "Una fotografia salvata non si modifica e non si cancella."
APERTI = (StatoStesura.RICHIESTO, StatoStesura.IN_SCRITTURA)
"""The states of what is still to be written."""


class Fase(models.TextChoices):
    """The stages of the writing, in order."""

    FOTOGRAFIA = "fotografia", "Raccolta dei dati"
    COMPOSIZIONE = "composizione", "Composizione"
    STAMPA = "stampa", "Impaginazione"
    CONTROLLO = "controllo", "Controllo dell'edizione"
    CONSEGNA = "consegna", "Consegna del file"


AVANZAMENTO = {Fase.FOTOGRAFIA: 5, Fase.COMPOSIZIONE: 15, Fase.STAMPA: 25, Fase.CONTROLLO: 85, Fase.CONSEGNA: 95}
"""How far, in hundredths, when a stage begins."""


class FotografiaSalvataQuerySet(EnteQuerySet["FotografiaSalvata"]):
    """Append-only, through the ORM: what is sealed is written from them."""

    percorso_ente = "documento__ciclo__ente"

    def update(self, **kwargs: Any) -> Never:
        raise TypeError(FISSA)

    def delete(self) -> Never:
        raise TypeError(FISSA)

    def visibili_a(self, utente: Utente) -> Self:
        """Those of the documents that the person may read."""
        return self.filter(documento__in=Documento.objects.visibili_a(utente))


class FotografiaSalvata(models.Model):
    """All that an edition of a document says, as canonical JSON: the edition can be written again from it alone.

    ``impronta`` is the SHA-256 of ``contenuto`` in UTF-8. The same data make no second row.
    """

    documento = models.ForeignKey(
        Documento, on_delete=models.PROTECT, related_name="fotografie", verbose_name="documento"
    )
    edizione = models.CharField("edizione", max_length=10, choices=Edizione)
    versione = models.PositiveSmallIntegerField("versione del formato")
    contenuto = models.TextField("contenuto")
    impronta = models.CharField("impronta SHA-256", max_length=64)
    created_at = models.DateTimeField("salvata il", auto_now_add=True)

    objects = FotografiaSalvataQuerySet.as_manager()

    class Meta:
        verbose_name = "fotografia salvata"
        verbose_name_plural = "fotografie salvate"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["documento", "edizione", "impronta"], name="fotografia_salvata_una_volta"),
            models.CheckConstraint(name="fotografia_edizione_nota", condition=Q(edizione__in=Edizione.values)),
        ]

    def __str__(self) -> str:
        return f"{self.documento}, {self.get_edizione_display().lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(FISSA)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError(FISSA)


class StesuraQuerySet(EnteQuerySet["Stesura"]):
    percorso_ente = "documento__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """All to who reads everything of the body; to a manager those of the own individual sheet."""
        suoi = super().visibili_a(utente)
        if suoi.query.is_empty():
            return suoi
        poteri = Poteri.di(utente)
        if poteri.tutto_l_ente:
            return suoi
        return suoi.filter(
            documento__tipo=TipoDocumento.SCHEDA_INDIVIDUALE, documento__cruscotto__area__in=poteri.aree_proprie
        )


class Stesura(models.Model):
    """A document written once: its edition, its format, how far it is, its file with the hash.

    ``fotografia`` is what it was written from: one with the same snapshot, format and ``scrittore`` is not written
    twice. ``scrittore`` is the version of the writers that wrote it.
    """

    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, related_name="stesure", verbose_name="documento")
    edizione = models.CharField("edizione", max_length=10, choices=Edizione, default=Edizione.PUBBLICA)
    formato = models.CharField("formato", max_length=4, choices=Formato, default=Formato.PDF)
    stato = models.CharField("stato", max_length=12, choices=StatoStesura, default=StatoStesura.RICHIESTO)
    fase = models.CharField("fase", max_length=12, choices=Fase, blank=True)
    avanzamento = models.PositiveSmallIntegerField("avanzamento", default=0)
    messaggio = models.TextField("messaggio", blank=True)
    bozza = models.BooleanField("bozza", default=False)
    fotografia = models.ForeignKey(
        FotografiaSalvata, on_delete=models.PROTECT, related_name="stesure", null=True, blank=True
    )
    scrittore = models.PositiveSmallIntegerField("versione di chi scrive", default=0)
    file = models.FileField("file", upload_to="documenti/", max_length=200, blank=True)
    impronta = models.CharField("impronta SHA-256", max_length=64, blank=True)
    dimensione = models.PositiveBigIntegerField("dimensione in byte", default=0)
    richiesta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("richiesta il", auto_now_add=True)
    scritta_il = models.DateTimeField("scritta il", null=True, blank=True)

    objects = StesuraQuerySet.as_manager()

    class Meta:
        verbose_name = "stesura"
        verbose_name_plural = "stesure"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="stesura_stato_noto", condition=Q(stato__in=StatoStesura.values)),
            models.CheckConstraint(name="stesura_edizione_nota", condition=Q(edizione__in=Edizione.values)),
            models.CheckConstraint(name="stesura_formato_noto", condition=Q(formato__in=Formato.values)),
            models.CheckConstraint(
                name="stesura_pronta_con_file",
                condition=~Q(stato="pronto") | (~Q(file="") & ~Q(impronta="") & Q(scritta_il__isnull=False)),
            ),
            models.CheckConstraint(name="stesura_avanzamento_centesimi", condition=Q(avanzamento__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.documento}, {self.get_edizione_display().lower()}, {self.get_formato_display()}"

    def clean(self) -> None:
        esige_coerenza(self, documento=("documento_id", "fotografia.documento_id"))

    @property
    def aperta(self) -> bool:
        """Whether it is still to be written."""
        return self.stato in APERTI
