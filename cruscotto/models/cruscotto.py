from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Aggregate, OuterRef, Q, Subquery

from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza, esige_permanenza
from ente.models import Area
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class TipoCruscotto(models.TextChoices):
    ENTE = "ente", "Cruscotto di ente"
    AREA = "area", "Cruscotto di area"
    INDIVIDUALE = "individuale", "Performance individuale"
    AZIENDA = "azienda", "Azienda speciale"


class CruscottoQuerySet(EnteQuerySet["Cruscotto"]):
    percorso_ente = "ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """Scorecards of the body; a manager's individual sheet only to that manager and to the roles of the body.

        Source: docs/dominio.md "Roles" (individual sheets are never public, a dirigente sees the own one; a deputy does
        not).
        """
        suoi = super().visibili_a(utente)
        if suoi.query.is_empty():
            return suoi
        poteri = Poteri.di(utente)
        if poteri.tutto_l_ente:
            return suoi
        return suoi.filter(~Q(tipo=TipoCruscotto.INDIVIDUALE) | Q(area__in=poteri.aree_proprie))

    def con_gli_anni(self) -> Self:
        """Each with ``anni``, the years of all the cycles of its body, also those that have no scorecard yet."""
        cicli = Ciclo.objects.filter(ente=OuterRef("ciclo__ente")).order_by().values("ente")
        return self.annotate(anni=Subquery(cicli.annotate(tutti=TuttiIValori("anno")).values("tutti")))


class TuttiIValori(Aggregate):
    """The values of a column as a list, in no order."""

    function = "json_agg"
    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        return self.as_sql(compiler, connection, function="json_group_array", **extra_context)


class Cruscotto(models.Model):
    """A scorecard: the placements that one subject (body, area, manager, special agency) answers for."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="cruscotti", verbose_name="ciclo")
    ordine = models.PositiveSmallIntegerField("ordine")
    codice = models.SlugField("codice", max_length=40)
    tipo = models.CharField("tipo", max_length=12, choices=TipoCruscotto)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="cruscotti", null=True, blank=True, verbose_name="area"
    )
    lettera = models.CharField("lettera nell'allegato", max_length=4, blank=True)
    titolo = models.CharField("titolo", max_length=300)
    sottotitolo = models.CharField("titolo della tabella", max_length=300, blank=True)
    titolo_sintesi = models.CharField("titolo nella sintesi", max_length=300, blank=True)
    titolare = models.CharField("titolare (ruolo)", max_length=200, blank=True)
    sal_pubblicati = models.JSONField("SAL pubblicati nella sintesi", default=list, blank=True)

    objects = CruscottoQuerySet.as_manager()

    class Meta:
        verbose_name = "cruscotto"
        verbose_name_plural = "cruscotti"
        ordering = ["ciclo", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "codice"], name="cruscotto_codice_unico"),
            models.CheckConstraint(name="cruscotto_tipo_noto", condition=Q(tipo__in=TipoCruscotto.values)),
            models.CheckConstraint(
                name="cruscotto_area_dove_serve",
                condition=~Q(tipo__in=["area", "individuale"]) | Q(area__isnull=False),
                violation_error_message="Un cruscotto di area o individuale ha bisogno dell'area.",
            ),
        ]

    def __str__(self) -> str:
        return self.titolo

    def visibile_con(self, poteri: Poteri) -> bool:
        """Whether ``visibili_a`` gives it to a person of its own body, for who has read all of them."""
        return self.tipo != TipoCruscotto.INDIVIDUALE or poteri.tutto_l_ente or self.area_id in poteri.aree_proprie

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")
        esige_coerenza(self, ente=("ciclo.ente_id", "area.ente_id"))
