from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cruscotto.models.ciclo import CONGELATI
from cruscotto.models.collocazione import Collocazione
from cruscotto.models.rilevazione import Rilevazione
from ente.allegati.contenuto import FORMATI, host_di
from ente.models import Incarico, Ruolo
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class EvidenzaQuerySet(EnteQuerySet["Evidenza"]):
    percorso_ente = "rilevazione__periodo__ciclo__ente"

    def presenti(self) -> Self:
        """Those that nobody took away."""
        return self.filter(rimossa_il__isnull=True)

    def da_conservare(self) -> Self:
        """Those whose file stays on the disk: nobody took them away, or the Relazione of their cycle was adopted."""
        return self.filter(Q(rimossa_il__isnull=True) | Q(rilevazione__periodo__ciclo__stato__in=CONGELATI))

    def per_rilevazione(self, rilevazioni: Collection[int]) -> dict[int, list[Evidenza]]:
        """Those present on some values, by the key of the value, with who added them (one query)."""
        trovate: dict[int, list[Evidenza]] = {}
        if rilevazioni:
            for e in self.presenti().filter(rilevazione__in=rilevazioni).select_related("aggiunta_da").order_by("pk"):
                trovate.setdefault(e.rilevazione_id, []).append(e)
        return trovate

    def visibili_a(self, utente: Utente) -> Self:
        """Those of values that the user may see: placed, in their cycle, in a scorecard that the user may read; or of
        an indicator whose values the user's office enters, or whose area the user reviews (docs/dominio.md "Roles")."""
        viste = Collocazione.objects.visibili_a(utente).filter(
            indicatore=OuterRef("rilevazione__indicatore"), cruscotto__ciclo=OuterRef("rilevazione__periodo__ciclo")
        )
        sue = viste.filter(pk=OuterRef("rilevazione__collocazione"))
        leggibile = (Q(rilevazione__collocazione__isnull=True) & Exists(viste)) | Exists(sue)
        oggi = Incarico.objects.validi_il(timezone.localdate()).filter(utente_id=utente.pk)
        ufficio = OuterRef("rilevazione__indicatore__ufficio")
        area = OuterRef("rilevazione__indicatore__ufficio__area")
        inserisce = Exists(oggi.filter(ruolo=Ruolo.REDATTORE, ufficio=ufficio))
        valida = Exists(oggi.filter(ruolo=Ruolo.DIRIGENTE, area=area))
        return super().visibili_a(utente).filter(leggibile | inserisce | valida)


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

    @property
    def formato(self) -> str:
        """What it is in one word; empty for an address."""
        return next((f.nome for f in FORMATI if f.tipo == self.contenuto), "")

    @property
    def host(self) -> str:
        """Where an address leads, as the network knows it; empty for a file."""
        return host_di(self.url) if self.url else ""
