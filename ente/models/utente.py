from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models

from ente.coerenza import esige_permanenza
from ente.models.ente import Ente

if TYPE_CHECKING:
    from ente.models.incarico import Incarico


class Utente(AbstractUser):
    """A person who signs in. Belongs to one body; a superuser of the installation may belong to none."""

    ente = models.ForeignKey(
        Ente, on_delete=models.PROTECT, related_name="utenti", null=True, blank=True, verbose_name="ente"
    )
    qualifica = models.CharField("qualifica", max_length=200, blank=True)
    invitato_il = models.DateTimeField("invitato il", null=True, blank=True, editable=False)
    errore_invito = models.CharField(
        "perché l'invito non è partito", max_length=300, blank=True, default="", editable=False
    )

    incarichi_letti: tuple[date | None, tuple[Incarico, ...]] = (None, ())
    """The assignments of a day, for who is signed in: read with the person, once a request."""

    class Meta:
        verbose_name = "utente"
        verbose_name_plural = "utenti"

    def __str__(self) -> str:
        return self.qualifica or self.get_full_name() or self.username

    def clean(self) -> None:
        super().clean()
        esige_permanenza(self, "ente")
