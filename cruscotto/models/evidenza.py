from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models.collocazione import Collocazione
from cruscotto.models.rilevazione import Rilevazione
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class EvidenzaQuerySet(EnteQuerySet["Evidenza"]):
    percorso_ente = "rilevazione__periodo__ciclo__ente"

    def presenti(self) -> Self:
        """Those that nobody took away."""
        return self.filter(rimossa_il__isnull=True)

    def visibili_a(self, utente: Utente) -> Self:
        """Those of values that stand in a scorecard that the user may read; see ``Rilevazione``."""
        viste = Collocazione.objects.visibili_a(utente).values("indicatore")
        propria = Q(rilevazione__collocazione__isnull=True) | Q(
            rilevazione__collocazione__in=Collocazione.objects.visibili_a(utente)
        )
        return super().visibili_a(utente).filter(propria, rilevazione__indicatore__in=viste)


class Evidenza(models.Model):
    """What proves a value: a file kept by the site, or the address of a document kept elsewhere.

    ``impronta`` is the SHA-256 of the file. One that was taken away leaves its row, who took it and when.
    """

    rilevazione = models.ForeignKey(
        Rilevazione, on_delete=models.PROTECT, related_name="evidenze", verbose_name="rilevazione"
    )
    nome = models.CharField("nome", max_length=200)
    file = models.FileField("file", upload_to="evidenze/", blank=True, max_length=200)
    impronta = models.CharField("impronta SHA-256", max_length=64, blank=True)
    dimensione = models.PositiveBigIntegerField("dimensione in byte", default=0)
    contenuto = models.CharField("tipo di contenuto", max_length=100, blank=True)
    url = models.URLField("indirizzo", max_length=500, blank=True)
    aggiunta_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("quando", auto_now_add=True)
    rimossa_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rimossa_il = models.DateTimeField("rimossa il", null=True, blank=True)

    objects = EvidenzaQuerySet.as_manager()

    class Meta:
        verbose_name = "evidenza"
        verbose_name_plural = "evidenze"
        ordering = ["rilevazione", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidenza_file_o_indirizzo",
                condition=(~Q(impronta="") & Q(url="")) | (Q(impronta="", file="") & ~Q(url="")),
                violation_error_message="Un'evidenza è un file oppure un indirizzo.",
            ),
            models.CheckConstraint(
                name="evidenza_rimossa_intera",
                condition=Q(rimossa_da__isnull=True) | Q(rimossa_il__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.nome
