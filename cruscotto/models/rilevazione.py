from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models.ciclo import Periodo
from cruscotto.models.collocazione import Collocazione
from cruscotto.models.indicatore import Indicatore
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class StatoRilevazione(models.TextChoices):
    BOZZA = "bozza", "Bozza"
    TRASMESSA = "trasmessa", "Trasmessa"
    RESTITUITA = "restituita", "Restituita"
    VALIDATA = "validata", "Validata"


class Causa(models.TextChoices):
    """Why an actual is below its target, from a short list; the free text beside it tells the story."""

    PERSONALE = "personale", "Carenza di personale"
    RISORSE = "risorse", "Risorse economiche ridotte o in ritardo"
    NORME = "norme", "Norme o indicazioni cambiate"
    DOMANDA = "domanda", "Richieste degli utenti diverse dal previsto"
    FORNITORI = "fornitori", "Ritardi o mancanze di fornitori e altri enti"
    STRUMENTI = "strumenti", "Strumenti informatici non disponibili"
    PRIORITA = "priorita", "Priorità cambiate durante l'anno"
    TARGET = "target", "Target fissato con stime non più valide"
    ALTRO = "altro", "Altro"


def motivazione(valore: Any) -> str:
    """The cause of the deviation as it is printed: the kind and the story; empty when nobody gave one."""
    tipo = "" if valore.causa in ("", Causa.ALTRO) else dict(Causa.choices).get(valore.causa, "")
    return ". ".join(parte for parte in (str(tipo), valore.causa_scostamento) if parte)


def stessa_persona(valore: Any) -> bool:
    """Whether who entered the value also validated it, which is flagged wherever the value is shown."""
    return bool(valore.validata_da_id is not None and valore.validata_da_id == valore.inserita_da_id)


def valuta_chi_valida(valore: Any, area_id: int | None) -> bool:
    """Whether who both entered and validated the value is assessed by a sheet of the area; known only for what was
    read to be measured."""
    return bool(area_id is not None and valore.area_di_chi_valida == area_id)


class RilevazioneQuerySet(EnteQuerySet["Rilevazione"]):
    percorso_ente = "periodo__ciclo__ente"


class Rilevazione(models.Model):
    """The actual of an indicator in a period, entered once; a placement may have its own where the body says so.

    The text is kept as written beside its understood value. ``valore`` has the same scale as the target's. An empty
    ``tipo`` means that the text was not understood. A neutralised one has a reason and leaves the mean.
    """

    indicatore = models.ForeignKey(Indicatore, on_delete=models.PROTECT, related_name="rilevazioni")
    periodo = models.ForeignKey(Periodo, on_delete=models.PROTECT, related_name="rilevazioni")
    collocazione = models.ForeignKey(
        Collocazione, on_delete=models.PROTECT, related_name="rilevazioni", null=True, blank=True
    )
    stato = models.CharField("stato", max_length=12, choices=StatoRilevazione, default=StatoRilevazione.BOZZA)
    testo = models.CharField("come scritto", max_length=200, blank=True)
    tipo = models.CharField("tipo", max_length=14, choices=[(t.value, t.value) for t in Tipo], blank=True)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)
    data = models.DateField("data", null=True, blank=True)
    livello = models.CharField("livello", max_length=200, blank=True)
    numeratore = models.DecimalField("numeratore", max_digits=24, decimal_places=6, null=True, blank=True)
    denominatore = models.DecimalField("denominatore", max_digits=24, decimal_places=6, null=True, blank=True)
    fasi = models.JSONField("avanzamento delle fasi", default=list, blank=True)
    unita = models.CharField("unità scritta", max_length=100, blank=True)
    avvisi = models.JSONField("avvisi di lettura", default=list, blank=True)
    nota = models.TextField("nota", blank=True)
    motivo_restituzione = models.TextField("motivo della restituzione", blank=True)
    causa = models.CharField("tipo di causa", max_length=12, choices=Causa, blank=True)
    causa_scostamento = models.TextField("causa dello scostamento", blank=True)
    azione_correttiva = models.TextField("azione correttiva", blank=True)
    azione_entro = models.DateField("entro", null=True, blank=True)
    neutralizzata = models.BooleanField("neutralizzata", default=False)
    motivo_neutralizzazione = models.TextField("motivo della neutralizzazione", blank=True)
    inserita_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    inserita_il = models.DateTimeField("inserita il", null=True, blank=True)
    validata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    validata_il = models.DateTimeField("validata il", null=True, blank=True)
    versione = models.PositiveIntegerField("versione", default=1, help_text="Cresce a ogni modifica.")

    area_di_chi_valida: int | None = None
    """The area that who both entered and validated it led on that day; written by who reads it to measure."""

    objects = RilevazioneQuerySet.as_manager()

    class Meta:
        verbose_name = "rilevazione"
        verbose_name_plural = "rilevazioni"
        ordering = ["periodo", "indicatore", "collocazione"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicatore", "periodo"],
                condition=Q(collocazione__isnull=True),
                name="rilevazione_una_per_periodo",
            ),
            models.UniqueConstraint(
                fields=["collocazione", "periodo"],
                condition=Q(collocazione__isnull=False),
                name="rilevazione_propria_una_per_periodo",
            ),
            models.CheckConstraint(name="rilevazione_tipo_noto", condition=Q(tipo__in=["", *(t.value for t in Tipo)])),
            models.CheckConstraint(name="rilevazione_stato_noto", condition=Q(stato__in=StatoRilevazione.values)),
            models.CheckConstraint(
                name="rilevazione_neutralizzata_con_motivo",
                condition=Q(neutralizzata=False) | ~Q(motivo_neutralizzazione=""),
                violation_error_message="Una rilevazione neutralizzata ha bisogno del motivo.",
            ),
            models.CheckConstraint(
                name="rilevazione_validata_con_data",
                condition=Q(validata_il__isnull=True, validata_da__isnull=True)
                | Q(stato="validata", validata_il__isnull=False),
                violation_error_message="Chi valida e quando vanno insieme, e solo su una rilevazione validata.",
            ),
            models.CheckConstraint(name="rilevazione_causa_nota", condition=Q(causa__in=["", *Causa.values])),
            models.CheckConstraint(
                name="rilevazione_restituita_con_motivo",
                condition=~Q(stato="restituita") | ~Q(motivo_restituzione=""),
                violation_error_message="Un valore si restituisce con un motivo.",
            ),
            models.CheckConstraint(
                name="rilevazione_rapporto_intero",
                condition=Q(numeratore__isnull=True, denominatore__isnull=True)
                | Q(numeratore__isnull=False, denominatore__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.testo or "non rilevata"

    @property
    def motivazione(self) -> str:
        return motivazione(self)

    @property
    def stessa_persona(self) -> bool:
        return stessa_persona(self)

    def valuta_chi_valida(self, area_id: int | None) -> bool:
        return valuta_chi_valida(self, area_id)

    @property
    def seguito_letto(self) -> bool:
        """Whether it was read with what became of its corrective action."""
        return bool(type(self).seguito.is_cached(self))

    def clean(self) -> None:
        esige_coerenza(
            self,
            ente=("periodo.ciclo.ente_id", "indicatore.ente_id"),
            ciclo=("periodo.ciclo_id", "collocazione.cruscotto.ciclo_id"),
            indicatore=("indicatore_id", "collocazione.indicatore_id"),
        )
