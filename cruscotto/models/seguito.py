from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.aritmetica.azioni import CONCLUSE, NOMI, StatoAzione
from cruscotto.models.rilevazione import Rilevazione
from ente.coerenza import esige_coerenza
from ente.models import Ufficio
from ente.querysets import EnteQuerySet


class SeguitoAzioneQuerySet(EnteQuerySet["SeguitoAzione"]):
    percorso_ente = "rilevazione__periodo__ciclo__ente"


class SeguitoAzione(models.Model):
    """What became of the corrective action that was promised with a value: its text stays with the value, which a
    closed period keeps as it was. Without a row, the action is to do, by its office, on the promised day.

    ``ufficio`` and ``persona`` are who has to do it, where it is not the office of the indicator; ``entro`` a day that
    replaces the promised one. ``nota`` is what was done, or why it is not done any more.
    """

    rilevazione = models.OneToOneField(
        Rilevazione, on_delete=models.PROTECT, related_name="seguito", verbose_name="rilevazione"
    )
    stato = models.CharField("stato", max_length=12, choices=list(NOMI.items()), default=StatoAzione.DA_FARE)
    ufficio = models.ForeignKey(
        Ufficio, on_delete=models.PROTECT, related_name="azioni", null=True, blank=True, verbose_name="ufficio"
    )
    persona = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="azioni",
        null=True,
        blank=True,
        verbose_name="persona",
    )
    entro = models.DateField("entro", null=True, blank=True)
    nota = models.TextField("che cosa è stato fatto, o perché non si fa", blank=True)
    concluso_il = models.DateField("concluso il", null=True, blank=True)
    aggiornato_il = models.DateTimeField("aggiornato il", auto_now=True)
    versione = models.PositiveIntegerField("versione", default=1, help_text="Cresce a ogni modifica.")

    objects = SeguitoAzioneQuerySet.as_manager()

    class Meta:
        verbose_name = "azione correttiva"
        verbose_name_plural = "azioni correttive"
        ordering = ["rilevazione"]
        constraints = [
            models.CheckConstraint(name="azione_stato_noto", condition=Q(stato__in=[s.value for s in StatoAzione])),
            models.CheckConstraint(
                name="azione_abbandonata_con_motivo",
                condition=~Q(stato="abbandonata") | ~Q(nota=""),
                violation_error_message="Un'azione si abbandona con un motivo.",
            ),
            models.CheckConstraint(
                name="azione_conclusa_con_data",
                condition=Q(stato__in=["fatta", "abbandonata"], concluso_il__isnull=False)
                | (~Q(stato__in=["fatta", "abbandonata"]) & Q(concluso_il__isnull=True)),
                violation_error_message="Un'azione conclusa ha una data, una da fare no.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rilevazione.azione_correttiva[:80]}: {self.get_stato_display().lower()}"

    def scade(self, promesso: dt.date | None) -> dt.date | None:
        """The day that holds now."""
        return self.entro or promesso

    @property
    def conclusa(self) -> bool:
        return self.stato in CONCLUSE

    def clean(self) -> None:
        esige_coerenza(self, ente=("rilevazione.periodo.ciclo.ente_id", "ufficio.ente_id", "persona.ente_id"))
