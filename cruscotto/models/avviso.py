from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ente.querysets import EnteQuerySet


class Fatto(models.TextChoices):
    """What a person is written about, besides what waits (``Sollecito``)."""

    TRASMESSO = "trasmesso", "Un valore è trasmesso: lo validate voi"
    RESTITUITO = "restituito", "Un valore del vostro ufficio è restituito, con il motivo"
    VALIDATO = "validato", "Un valore del vostro ufficio è validato"
    RIAPERTO = "riaperto", "Un periodo chiuso è riaperto al vostro ufficio"
    TARGET = "target", "Cambia un target del vostro ufficio o della vostra area"
    DOMANDA = "domanda", "Vi chiedono, o vi rispondono, su un valore"
    AZIONE = "azione", "Vi è affidata un’azione correttiva"
    SEZIONE = "sezione", "Vi è assegnata una sezione di un documento"


class Quando(models.TextChoices):
    SUBITO = "subito", "Subito"
    RIEPILOGO = "riepilogo", "Nel riepilogo del giorno"
    MAI = "mai", "Mai"


class PreferenzaAvvisoQuerySet(EnteQuerySet["PreferenzaAvviso"]):
    percorso_ente = "utente__ente"


class PreferenzaAvviso(models.Model):
    """When a person wants to be written about a kind of fact; without a row, in the day's digest."""

    utente = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="preferenze_avvisi", verbose_name="utente"
    )
    fatto = models.CharField("fatto", max_length=12, choices=Fatto)
    quando = models.CharField("quando", max_length=10, choices=Quando, default=Quando.RIEPILOGO)

    objects = PreferenzaAvvisoQuerySet.as_manager()

    class Meta:
        verbose_name = "preferenza sulle lettere"
        verbose_name_plural = "preferenze sulle lettere"
        ordering = ["utente", "fatto"]
        constraints = [
            models.UniqueConstraint(fields=["utente", "fatto"], name="preferenza_una_per_fatto"),
            models.CheckConstraint(name="preferenza_fatto_noto", condition=Q(fatto__in=Fatto.values)),
            models.CheckConstraint(name="preferenza_quando_noto", condition=Q(quando__in=Quando.values)),
        ]

    def __str__(self) -> str:
        return f"{self.utente}: {self.get_fatto_display()}, {self.get_quando_display().lower()}"


class AvvisoQuerySet(EnteQuerySet["Avviso"]):
    percorso_ente = "utente__ente"

    def in_attesa(self) -> Self:
        """Not told yet, and not told any more when it stopped being true."""
        return self.filter(chiuso_il__isnull=True)


class Avviso(models.Model):
    """A fact that a person has to be told of by letter: one row for a person and an act, whatever its objects.

    ``atto`` is the key of the act that it comes from: told once, however many times its job runs. ``oggetti`` are the
    keys of what it happened to; a fact that stands by itself says ``frase`` and the page ``pagina`` instead.
    ``preso_il`` is when a job took it to send it. Closed when its letter left (``inviato_il``), or when it was true no
    more before any letter did.
    """

    utente = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="avvisi", verbose_name="utente"
    )
    fatto = models.CharField("fatto", max_length=12, choices=Fatto)
    atto = models.CharField("atto", max_length=32)
    oggetti = models.JSONField("oggetti", default=list, blank=True)
    frase = models.TextField("frase", blank=True)
    pagina = models.CharField("pagina", max_length=300, blank=True)
    quando = models.CharField("quando", max_length=10, choices=Quando)
    created_at = models.DateTimeField("accaduto il", auto_now_add=True)
    preso_il = models.DateTimeField("preso il", null=True, blank=True)
    tentativi = models.PositiveSmallIntegerField("tentativi non riusciti", default=0)
    errore = models.CharField("errore", max_length=300, blank=True)
    inviato_il = models.DateTimeField("inviato il", null=True, blank=True)
    chiuso_il = models.DateTimeField("chiuso il", null=True, blank=True)

    objects = AvvisoQuerySet.as_manager()

    class Meta:
        verbose_name = "avviso"
        verbose_name_plural = "avvisi"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["utente", "atto"], name="avviso_uno_per_atto"),
            models.CheckConstraint(name="avviso_fatto_noto", condition=Q(fatto__in=Fatto.values)),
            models.CheckConstraint(name="avviso_quando_noto", condition=Q(quando__in=["subito", "riepilogo"])),
            models.CheckConstraint(
                name="avviso_inviato_e_chiuso", condition=Q(inviato_il__isnull=True) | Q(chiuso_il__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["utente"], condition=Q(chiuso_il__isnull=True), name="avviso_in_attesa"),
        ]

    def __str__(self) -> str:
        return f"{self.utente}: {self.get_fatto_display()}"
