from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Never, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ente.querysets import EnteQuerySet
from relazione.models.documento import Documento

if TYPE_CHECKING:
    from ente.models import Utente

NON_SI_MODIFICA = "La storia di una sezione non si modifica e non si cancella."


class Origine(models.TextChoices):
    """By which door a text came in."""

    MODELLO = "modello", "dal modello"
    IMPORTATA = "importata", "caricata da una cartella"
    RIPORTATA = "riportata", "riportata dall'anno prima"
    SCRITTA = "scritta", "scritta"
    FRASE = "frase", "con una frase proposta"
    RIPRISTINATA = "ripristinata", "ripristinata"
    TOLTA = "tolta", "com'era quando la sezione è stata tolta"


class VersioneSezioneQuerySet(EnteQuerySet["VersioneSezione"]):
    """Append-only, through the ORM."""

    percorso_ente = "documento__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """Those of the documents that the person may read; of the others only what the person wrote: an older text
        may hold what is reserved."""
        sue = super().visibili_a(utente)
        if sue.query.is_empty():
            return sue
        return sue.filter(Q(documento__in=Documento.objects.visibili_a(utente)) | Q(scritta_da=utente))

    def update(self, **kwargs: Any) -> Never:
        raise TypeError(NON_SI_MODIFICA)

    def delete(self) -> Never:
        raise TypeError(NON_SI_MODIFICA)

    def bulk_create(self, objs: Iterable[VersioneSezione], *args: Any, **kwargs: Any) -> list[VersioneSezione]:
        if args or kwargs:  # how to treat conflicts: an insert could become an update
            raise TypeError(NON_SI_MODIFICA)
        return super().bulk_create(objs)


class VersioneSezione(models.Model):
    """Title and text of a section as somebody left them. Never changed; it stays when the section is removed.

    ``scritta_da`` is empty for what a command or an outline wrote.
    """

    documento = models.ForeignKey(
        Documento, on_delete=models.CASCADE, related_name="versioni", verbose_name="documento"
    )
    codice = models.SlugField("codice", max_length=80)
    numero = models.PositiveIntegerField("numero")
    titolo = models.CharField("titolo", max_length=300)
    testo = models.TextField("testo", blank=True)
    origine = models.CharField("come", max_length=12, choices=Origine)
    scritta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = VersioneSezioneQuerySet.as_manager()

    class Meta:
        verbose_name = "versione di una sezione"
        verbose_name_plural = "versioni delle sezioni"
        ordering = ["documento", "codice", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["documento", "codice", "numero"], name="versione_sezione_una_volta"),
            models.CheckConstraint(name="versione_sezione_origine_nota", condition=Q(origine__in=Origine.values)),
        ]

    def __str__(self) -> str:
        return f"{self.titolo}, versione {self.numero}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(NON_SI_MODIFICA)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError(NON_SI_MODIFICA)
