from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from cruscotto.models.albero import ObiettivoInProspettiva, ObiettivoOperativo, Programma
from cruscotto.models.ciclo import Periodo
from cruscotto.models.cruscotto import Cruscotto
from cruscotto.models.indicatore import Indicatore
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from cruscotto.models.ciclo import Ciclo
    from ente.models import Utente


class CollocazioneQuerySet(EnteQuerySet["Collocazione"]):
    percorso_ente = "cruscotto__ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """Placements of the scorecards that the user may read."""
        return self.filter(cruscotto__in=Cruscotto.objects.visibili_a(utente))

    def del_ciclo(self, ciclo: Ciclo) -> Self:
        """Placements of a cycle in document order, with everything that a row of a scorecard prints (one query)."""
        return self.filter(cruscotto__ciclo=ciclo).per_cruscotto()

    def per_cruscotto(self) -> Self:
        """In document order, with node, programme, objective and indicator in the same query."""
        return self.senza_nodo().select_related("nodo__prospettiva", "nodo__obiettivo__area_strategica")

    def senza_nodo(self) -> Self:
        """The same without the node, which who enters or reviews single values does not look at."""
        insieme = self.select_related(
            "cruscotto__area", "programma", "obiettivo_operativo", "indicatore__ufficio__area"
        )
        return insieme.order_by("cruscotto__ordine", "ordine", "pk")


class Collocazione(models.Model):
    """A placement: an indicator in a scorecard, under a node of the tree, with its own label and weight.

    ``etichetta`` is the name as this scorecard writes it; ``blocco`` numbers the printed sub-heading it stands
    under; ``sal_pubblicato`` is the SAL printed in the document of origin, empty when it was lost.
    """

    cruscotto = models.ForeignKey(
        Cruscotto, on_delete=models.PROTECT, related_name="collocazioni", verbose_name="cruscotto"
    )
    indicatore = models.ForeignKey(
        Indicatore, on_delete=models.PROTECT, related_name="collocazioni", verbose_name="indicatore"
    )
    nodo = models.ForeignKey(
        ObiettivoInProspettiva, on_delete=models.PROTECT, related_name="collocazioni", verbose_name="obiettivo"
    )
    programma = models.ForeignKey(
        Programma, on_delete=models.PROTECT, related_name="collocazioni", null=True, blank=True
    )
    obiettivo_operativo = models.ForeignKey(
        ObiettivoOperativo, on_delete=models.PROTECT, related_name="collocazioni", null=True, blank=True
    )
    ordine = models.PositiveIntegerField("ordine")
    blocco = models.PositiveSmallIntegerField("riquadro", default=1)
    etichetta = models.CharField("etichetta in questo cruscotto", max_length=1000)
    pira = models.BooleanField("contrassegno PIRA", default=False)
    peso = models.DecimalField("peso", max_digits=9, decimal_places=4, null=True, blank=True)
    rilevata_a_parte = models.BooleanField(
        "con un valore proprio", default=False, help_text="Il valore si inserisce solo per questo cruscotto."
    )
    sal_pubblicato = models.CharField("SAL pubblicato", max_length=20, blank=True)
    riga_fonte = models.PositiveIntegerField("riga del documento di origine", null=True, blank=True)
    nota = models.TextField("nota", blank=True)
    # The rules of the indicator when the Relazione was adopted: see cruscotto.ciclo.regole_adottate.
    regole_congelate = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    objects = CollocazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "collocazione"
        verbose_name_plural = "collocazioni"
        ordering = ["cruscotto__ordine", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["cruscotto", "ordine"], name="collocazione_ordine_unico"),
            models.CheckConstraint(
                name="collocazione_obiettivo_con_programma",
                condition=Q(obiettivo_operativo__isnull=True) | Q(programma__isnull=False),
            ),
            models.CheckConstraint(name="collocazione_peso_positivo", condition=Q(peso__isnull=True) | Q(peso__gte=0)),
        ]

    def __str__(self) -> str:
        return self.etichetta

    @property
    def ha_dati_propri(self) -> bool:
        """Whether values, targets or declared SALs belong to this placement alone, and so to its indicator."""
        return any(insieme.exists() for insieme in (self.rilevazioni, self.valori_attesi, self.sal_dichiarati))

    def clean(self) -> None:
        esige_coerenza(
            self,
            ciclo=("cruscotto.ciclo_id", "nodo.obiettivo.ciclo_id"),
            ente=("cruscotto.ciclo.ente_id", "indicatore.ente_id"),
            obiettivo=("nodo_id", "programma.nodo_id"),
            programma=("programma_id", "obiettivo_operativo.programma_id"),
        )


class SalDichiaratoQuerySet(EnteQuerySet["SalDichiarato"]):
    percorso_ente = "collocazione__cruscotto__ciclo__ente"


class SalDichiarato(models.Model):
    """A SAL declared by a person instead of the computed one, always with a reason (docs/dominio.md "Missing,
    neutralised and declared"). Scale 0–100."""

    collocazione = models.ForeignKey(Collocazione, on_delete=models.PROTECT, related_name="sal_dichiarati")
    periodo = models.ForeignKey(Periodo, on_delete=models.PROTECT, related_name="sal_dichiarati")
    valore = models.DecimalField("SAL dichiarato", max_digits=9, decimal_places=4)
    motivo = models.TextField("motivo")
    da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = SalDichiaratoQuerySet.as_manager()

    class Meta:
        verbose_name = "SAL dichiarato"
        verbose_name_plural = "SAL dichiarati"
        constraints = [
            models.UniqueConstraint(fields=["collocazione", "periodo"], name="sal_dichiarato_uno_per_periodo"),
            models.CheckConstraint(
                name="sal_dichiarato_motivato",
                condition=~Q(motivo=""),
                violation_error_message="Un SAL dichiarato ha bisogno del motivo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collocazione}: {self.valore}"

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("collocazione.cruscotto.ciclo_id", "periodo.ciclo_id"))
