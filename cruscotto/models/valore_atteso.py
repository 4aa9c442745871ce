from __future__ import annotations

from django.db import models
from django.db.models import Q

from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.models.ciclo import Ciclo
from cruscotto.models.collocazione import Collocazione
from cruscotto.models.indicatore import Indicatore
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class ValoreAttesoQuerySet(EnteQuerySet["ValoreAtteso"]):
    percorso_ente = "ciclo__ente"


class ValoreAtteso(models.Model):
    """A target of an indicator in a cycle, as written and as understood; a placement may have its own.

    Versions are never overwritten: a later one (rimodulazione) is tied to an act with number and date (docs/dominio.md
    "States of a cycle"). ``tipo`` is empty when the text could not be understood: it is then kept as written and
    reported.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="valori_attesi", verbose_name="ciclo")
    indicatore = models.ForeignKey(
        Indicatore, on_delete=models.PROTECT, related_name="valori_attesi", verbose_name="indicatore"
    )
    collocazione = models.ForeignKey(
        Collocazione,
        on_delete=models.PROTECT,
        related_name="valori_attesi",
        null=True,
        blank=True,
        verbose_name="solo per la collocazione",
    )
    versione = models.PositiveSmallIntegerField("versione", default=1)
    testo = models.CharField("come scritto", max_length=200)
    tipo = models.CharField("tipo", max_length=14, choices=[(t.value, t.value) for t in Tipo], blank=True)
    verso = models.CharField("verso scritto", max_length=12, choices=[(v.value, v.value) for v in Verso], blank=True)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)
    data = models.DateField("data", null=True, blank=True)
    livello = models.CharField("livello", max_length=200, blank=True)
    tolleranza = models.DecimalField("tolleranza", max_digits=24, decimal_places=6, null=True, blank=True)
    tolleranza_relativa = models.BooleanField("tolleranza in quota del target", default=False)
    stretto = models.BooleanField("disuguaglianza stretta", default=False)
    uguale = models.BooleanField("scritto con =", default=False)
    fasi = models.JSONField("pesi delle fasi", default=list, blank=True)
    unita = models.CharField("unità scritta", max_length=100, blank=True)
    avvisi = models.JSONField("avvisi di lettura", default=list, blank=True)
    atto_numero = models.CharField("numero dell'atto", max_length=40, blank=True)
    atto_data = models.DateField("data dell'atto", null=True, blank=True)
    motivo = models.TextField("motivo della rimodulazione", blank=True)

    objects = ValoreAttesoQuerySet.as_manager()

    class Meta:
        verbose_name = "valore atteso"
        verbose_name_plural = "valori attesi"
        ordering = ["ciclo", "indicatore", "collocazione", "versione"]
        constraints = [
            models.UniqueConstraint(
                fields=["ciclo", "indicatore", "versione"],
                condition=Q(collocazione__isnull=True),
                name="valore_atteso_versione_unica",
            ),
            models.UniqueConstraint(
                fields=["collocazione", "versione"],
                condition=Q(collocazione__isnull=False),
                name="valore_atteso_proprio_unico",
            ),
            models.CheckConstraint(
                name="valore_atteso_atto_intero",
                condition=Q(atto_numero="", atto_data__isnull=True) | (~Q(atto_numero="") & Q(atto_data__isnull=False)),
                violation_error_message="Numero e data dell'atto vanno insieme.",
            ),
            models.CheckConstraint(
                name="valore_atteso_rimodulato_con_atto",
                condition=Q(versione=1) | Q(atto_data__isnull=False),
                violation_error_message="Un target rimodulato ha bisogno di numero e data dell'atto.",
            ),
            models.CheckConstraint(
                name="valore_atteso_tipo_noto", condition=Q(tipo__in=["", *(t.value for t in Tipo)])
            ),
            models.CheckConstraint(
                name="valore_atteso_data_con_tipo", condition=Q(data__isnull=True) | Q(tipo=Tipo.DATA.value)
            ),
        ]

    def __str__(self) -> str:
        return self.testo

    def clean(self) -> None:
        esige_coerenza(
            self,
            ente=("ciclo.ente_id", "indicatore.ente_id"),
            ciclo=("ciclo_id", "collocazione.cruscotto.ciclo_id"),
            indicatore=("indicatore_id", "collocazione.indicatore_id"),
        )
