from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ente.coerenza import esige_coerenza
from ente.models.area import Area
from ente.models.ufficio import Ufficio
from ente.models.utente import Utente
from ente.querysets import EnteQuerySet


class Ruolo(models.TextChoices):
    REDATTORE = "redattore", "Redattore"
    DIRIGENTE = "dirigente", "Dirigente"
    CONTROLLO = "controllo", "Controllo di gestione"
    OIV = "oiv", "OIV"
    AMMINISTRATORE = "amministratore", "Amministratore"


class IncaricoQuerySet(EnteQuerySet["Incarico"]):
    percorso_ente = "utente__ente"

    def validi_il(self, giorno: date) -> Self:
        """Assignments in force on a day, both ends included."""
        return self.filter(Q(dal__isnull=True) | Q(dal__lte=giorno), Q(al__isnull=True) | Q(al__gte=giorno))

    def da_qui_in_avanti(self) -> Self:
        """Assignments in force today or to come."""
        return self.filter(Q(al__isnull=True) | Q(al__gte=timezone.localdate()))


class Incarico(models.Model):
    """A role that a person holds in the body, for an area or an office, between two dates. Roles are data.

    A *redattore* holds it for an office, a *dirigente* for an area; the other roles are of the whole body.
    """

    utente = models.ForeignKey(Utente, on_delete=models.PROTECT, related_name="incarichi", verbose_name="utente")
    ruolo = models.CharField("ruolo", max_length=20, choices=Ruolo)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="incarichi", null=True, blank=True, verbose_name="area"
    )
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, related_name="incarichi", null=True, blank=True, verbose_name="ufficio"
    )
    dal = models.DateField("dal", null=True, blank=True)
    al = models.DateField("al", null=True, blank=True)
    sostituto = models.BooleanField(
        "sostituto",
        default=False,
        help_text="Fa le veci del dirigente per un tempo; non ne vede la scheda individuale.",
    )

    objects = IncaricoQuerySet.as_manager()

    class Meta:
        verbose_name = "incarico"
        verbose_name_plural = "incarichi"
        ordering = ["utente", "ruolo"]
        constraints = [
            models.CheckConstraint(
                name="incarico_ruolo_noto",
                condition=Q(ruolo__in=["redattore", "dirigente", "controllo", "oiv", "amministratore"]),
            ),
            models.CheckConstraint(
                name="incarico_redattore_ufficio",
                condition=~Q(ruolo="redattore") | Q(ufficio__isnull=False),
                violation_error_message="Un redattore ha bisogno di un ufficio.",
            ),
            models.CheckConstraint(
                name="incarico_dirigente_area",
                condition=~Q(ruolo="dirigente") | Q(area__isnull=False),
                violation_error_message="Un dirigente ha bisogno di un'area.",
            ),
            models.CheckConstraint(
                name="incarico_date_in_ordine",
                condition=Q(dal__isnull=True) | Q(al__isnull=True) | Q(al__gte=F("dal")),
                violation_error_message="La data di fine viene prima di quella d'inizio.",
            ),
            models.CheckConstraint(
                name="incarico_sostituto_con_date",
                condition=Q(sostituto=False) | Q(ruolo="dirigente", dal__isnull=False, al__isnull=False),
                violation_error_message="Un sostituto fa le veci di un dirigente, da una data a un'altra.",
            ),
        ]

    def __str__(self) -> str:
        dove = self.ufficio or self.area
        ruolo = "Sostituto del dirigente" if self.sostituto else self.get_ruolo_display()
        return f"{ruolo}{f' – {dove}' if dove else ''}"

    def clean(self) -> None:
        esige_coerenza(self, ente=("utente.ente_id", "area.ente_id", "ufficio.ente_id"))

    def vale_il(self, giorno: date) -> bool:
        """Whether it is in force on a day: ``validi_il`` for what has been read."""
        return (self.dal is None or self.dal <= giorno) and (self.al is None or giorno <= self.al)
