from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cruscotto.models.collocazione import Collocazione
from cruscotto.models.rilevazione import Rilevazione
from ente.coerenza import esige_coerenza
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class MessaggioQuerySet(EnteQuerySet["Messaggio"]):
    percorso_ente = "rilevazione__periodo__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """What is asked and answered on the values that the user enters or reviews; on all of the body, for who reads
        the whole of it; on those on which the user was asked something, as long as the user may see them."""
        suoi = super().visibili_a(utente)
        if suoi.query.is_empty():
            return suoi
        poteri = Poteri.di(utente)
        if poteri.tutto_l_ente:
            return suoi
        lavora = Q(rilevazione__indicatore__ufficio__in=poteri.uffici) | Q(
            rilevazione__indicatore__ufficio__area__in=poteri.aree
        )
        viste = Collocazione.objects.visibili_a(utente).filter(
            indicatore=OuterRef("rilevazione__indicatore"), cruscotto__ciclo=OuterRef("rilevazione__periodo__ciclo")
        )
        sue = viste.filter(pk=OuterRef("rilevazione__collocazione"))
        leggibile = (Q(rilevazione__collocazione__isnull=True) & Exists(viste)) | Exists(sue)
        chiesto = Exists(Messaggio.objects.filter(rilevazione=OuterRef("rilevazione"), chiesto_a=utente.pk))
        return suoi.filter(lavora | (leggibile & chiesto))


class Messaggio(models.Model):
    """A question on a value, or an answer to one (``risponde_a``). ``chiesto_a`` are the persons who are told of it.
    Never changed, never deleted: nobody writes any more on a value that is validated, or of a period that is closed."""

    rilevazione = models.ForeignKey(
        Rilevazione, on_delete=models.PROTECT, related_name="messaggi", verbose_name="rilevazione"
    )
    risponde_a = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="risposte", null=True, blank=True, verbose_name="risponde a"
    )
    da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messaggi", verbose_name="da"
    )
    chiesto_a = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="messaggi_ricevuti", blank=True, verbose_name="chiesto a"
    )
    testo = models.TextField("testo")
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = MessaggioQuerySet.as_manager()

    class Meta:
        verbose_name = "messaggio"
        verbose_name_plural = "messaggi"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="messaggio_scritto", condition=~Q(testo=""), violation_error_message="Un messaggio dice qualcosa."
            ),
        ]

    def __str__(self) -> str:
        return self.testo[:80]

    def clean(self) -> None:
        altro = "risponde_a.rilevazione.periodo.ciclo.ente_id"
        esige_coerenza(self, ente=("rilevazione.periodo.ciclo.ente_id", "da.ente_id", altro))
