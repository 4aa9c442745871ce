from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from ente.models.incarico import Incarico
from ente.models.utente import Utente
from ente.querysets import EnteQuerySet


class Ambito(models.TextChoices):
    """What who holds the token may do: the API, or the one thing that an address with the token in it gives."""

    LETTURA = "lettura", "Solo lettura"
    SCRITTURA = "scrittura", "Lettura e scrittura"
    FOGLIO = "foglio", "Una tabella, in un foglio"
    CALENDARIO = "calendario", "Le scadenze, in un calendario"


DELL_API = (Ambito.LETTURA, Ambito.SCRITTURA)
NEGLI_INDIRIZZI = (Ambito.FOGLIO, Ambito.CALENDARIO)
"""Those that stand in an address, which programs keep and show: they open that one thing, never the API."""


class GettoneQuerySet(EnteQuerySet["Gettone"]):
    percorso_ente = "utente__ente"

    def validi_al(self, momento: dt.datetime) -> Self:
        """Tokens that still open the door: neither expired nor revoked, of a person who is still active."""
        return self.filter(revocato_il__isnull=True, scade_il__gt=momento, utente__is_active=True)

    def senza_ruolo_al(self, giorno: dt.date) -> Self:
        """Tokens of who has been put out of service, or holds no role on a day."""
        in_vigore = Incarico.objects.validi_il(giorno).filter(utente=OuterRef("utente"))
        return self.filter(Q(utente__is_active=False) | ~Exists(in_vigore))

    def visibili_a(self, utente: Utente) -> Self:
        """A person's own tokens: nobody else reads them."""
        return super().visibili_a(utente).filter(utente=utente.pk)


class Gettone(models.Model):
    """A key by which a program of the body acts as a person, with that person's powers and no more.

    It is shown once, when it is made; what is kept is its hash. ``inizio`` are its first characters, to tell one from
    another. ``pagina`` is what one that stands in an address gives: the page whose table it is, with its parameters.
    """

    utente = models.ForeignKey(Utente, on_delete=models.PROTECT, related_name="gettoni", verbose_name="utente")
    nome = models.CharField("a che cosa serve", max_length=80)
    inizio = models.CharField("primi caratteri", max_length=12)
    impronta = models.CharField("impronta SHA-256", max_length=64, unique=True)
    ambito = models.CharField("ambito", max_length=10, choices=Ambito, default=Ambito.LETTURA)
    pagina = models.TextField("pagina collegata", blank=True, default="")
    created_at = models.DateTimeField("creato il", auto_now_add=True)
    scade_il = models.DateTimeField("scade il")
    revocato_il = models.DateTimeField("revocato il", null=True, blank=True)
    usato_il = models.DateTimeField("usato l'ultima volta il", null=True, blank=True)

    objects = GettoneQuerySet.as_manager()

    class Meta:
        verbose_name = "gettone"
        verbose_name_plural = "gettoni"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="gettone_ambito_noto", condition=Q(ambito__in=Ambito.values)),
            models.CheckConstraint(
                name="gettone_foglio_ha_pagina",
                condition=~Q(ambito="foglio") | ~Q(pagina=""),
                violation_error_message="Un foglio si collega alla tabella di una pagina.",
            ),
            models.CheckConstraint(
                name="gettone_scade_dopo",
                condition=Q(scade_il__gt=F("created_at")),
                violation_error_message="La scadenza viene prima della creazione.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nome} ({self.inizio}…)"

    def vale_al(self, momento: dt.datetime) -> bool:
        """Whether it still opens the door, whoever holds it."""
        return self.revocato_il is None and self.scade_il > momento
