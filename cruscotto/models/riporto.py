from __future__ import annotations

from django.db import models
from django.db.models import Q

from cruscotto.models.albero import ObiettivoStrategico
from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class EsitoRiporto(models.TextChoices):
    CONFERMATO = "confermato", "Confermato"
    MODIFICATO = "modificato", "Modificato"
    ELIMINATO = "eliminato", "Eliminato"


class RiportoQuerySet(EnteQuerySet["Riporto"]):
    percorso_ente = "ciclo__ente"


class Riporto(models.Model):
    """How a cycle was opened from an earlier one (ADR 56).

    ``impronta`` is that of its rows when it was opened: while it is the same nothing has been done in it, and the
    opening can be taken back. ``preesistente`` says that the cycle was there, empty; ``riempiti`` are the fields of it
    that the opening filled, ``con_periodi`` that it found its periods already made, ``voci_bilancio`` how many lines of
    the budget it made.
    """

    ciclo = models.OneToOneField(Ciclo, on_delete=models.CASCADE, related_name="riporto", verbose_name="ciclo")
    da_ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="riporti", verbose_name="dal ciclo")
    preesistente = models.BooleanField("ciclo già definito", default=False)
    con_periodi = models.BooleanField("periodi già definiti", default=False)
    voci_bilancio = models.PositiveIntegerField("voci di bilancio riportate", default=0)
    riempiti = models.JSONField("campi riempiti", default=list, blank=True)
    impronta = models.CharField("impronta all'apertura", max_length=64, blank=True)
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = RiportoQuerySet.as_manager()

    class Meta:
        verbose_name = "apertura da un ciclo"
        verbose_name_plural = "aperture da un ciclo"
        ordering = ["ciclo"]
        constraints = [
            models.CheckConstraint(name="riporto_non_da_se_stesso", condition=~Q(ciclo=models.F("da_ciclo")))
        ]

    def __str__(self) -> str:
        return f"Apertura del {self.ciclo.anno}"

    def clean(self) -> None:
        esige_coerenza(self, ente=("ciclo.ente_id", "da_ciclo.ente_id"))


class ObiettivoRiportatoQuerySet(EnteQuerySet["ObiettivoRiportato"]):
    percorso_ente = "riporto__ciclo__ente"


class ObiettivoRiportato(models.Model):
    """What became of an objective of the cycle before: confirmed, changed or dropped, and why (DFP guidelines on the
    Plan; docs/manuale/anno.md). ``dopo`` is the objective of the new cycle, none when dropped."""

    riporto = models.ForeignKey(Riporto, on_delete=models.CASCADE, related_name="obiettivi", verbose_name="apertura")
    prima = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.CASCADE, related_name="riportato_in", verbose_name="obiettivo prima"
    )
    dopo = models.ForeignKey(
        ObiettivoStrategico,
        on_delete=models.SET_NULL,
        related_name="riportato_da",
        null=True,
        blank=True,
        verbose_name="obiettivo ora",
    )
    esito = models.CharField("esito", max_length=10, choices=EsitoRiporto, default=EsitoRiporto.CONFERMATO)
    motivo = models.TextField("motivo", blank=True)

    objects = ObiettivoRiportatoQuerySet.as_manager()

    class Meta:
        verbose_name = "obiettivo riportato"
        verbose_name_plural = "obiettivi riportati"
        ordering = ["riporto", "prima__numero"]
        constraints = [
            models.UniqueConstraint(fields=["riporto", "prima"], name="obiettivo_riportato_una_volta"),
            models.CheckConstraint(name="obiettivo_riportato_esito", condition=Q(esito__in=EsitoRiporto.values)),
            models.CheckConstraint(
                name="obiettivo_riportato_con_motivo", condition=Q(esito="confermato") | ~Q(motivo="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prima}: {self.get_esito_display().lower()}"

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("riporto.ciclo_id", "dopo.ciclo_id"))
        esige_coerenza(self, ciclo=("riporto.da_ciclo_id", "prima.ciclo_id"))
