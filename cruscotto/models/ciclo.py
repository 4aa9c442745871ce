from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from ente.coerenza import esige_permanenza
from ente.models import Ente
from ente.querysets import EnteQuerySet


class StatoCiclo(models.TextChoices):
    PIANIFICAZIONE = "pianificazione", "Pianificazione"
    MONITORAGGIO = "monitoraggio", "Monitoraggio"
    CONSUNTIVO = "consuntivo", "Consuntivo"
    RELAZIONE_APPROVATA = "relazione_approvata", "Relazione approvata"
    VALIDATA = "validata", "Relazione validata"
    PUBBLICATA = "pubblicata", "Relazione pubblicata"


CONGELATI = (StatoCiclo.RELAZIONE_APPROVATA, StatoCiclo.VALIDATA, StatoCiclo.PUBBLICATA)
"""The states in which the Relazione has been adopted: what it says of the cycle does not change any more."""
CON_REGOLE_ADOTTATE = Q(stato__in=CONGELATI) | Q(misura_congelata__isnull=False)
"""The cycles measured with the rules of when their Relazione was adopted: also those whose Relazione is corrected."""


class Cadenza(models.TextChoices):
    TRIMESTRE = "trimestre", "Trimestre"
    QUADRIMESTRE = "quadrimestre", "Quadrimestre"
    SEMESTRE = "semestre", "Semestre"
    ANNO = "anno", "Anno"


class StatoPeriodo(models.TextChoices):
    FUTURO = "futuro", "Non ancora aperto"
    APERTO = "aperto", "Aperto"
    CHIUSO = "chiuso", "Chiuso"


class Ciclo(models.Model):
    """The performance cycle of a body in one year (D.Lgs. 150/2009, art. 4)."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="cicli", verbose_name="ente")
    anno = models.PositiveSmallIntegerField("anno")
    triennio = models.CharField("triennio del Piano", max_length=9, blank=True)
    stato = models.CharField("stato", max_length=20, choices=StatoCiclo, default=StatoCiclo.PIANIFICAZIONE)
    cadenza = models.CharField("cadenza dei periodi", max_length=12, choices=Cadenza, default=Cadenza.QUADRIMESTRE)
    mandato = models.TextField("mandato istituzionale", blank=True)
    mission = models.TextField("mission", blank=True)
    vision = models.TextField("vision", blank=True)
    approvazione_organo = models.CharField("organo che approva la Relazione", max_length=80, blank=True)
    approvazione_numero = models.CharField("numero dell'atto di approvazione", max_length=40, blank=True)
    approvazione_data = models.DateField("data dell'atto di approvazione", null=True, blank=True)
    piano_organo = models.CharField("organo che adotta il Piano", max_length=80, blank=True)
    piano_numero = models.CharField("numero dell'atto del Piano", max_length=40, blank=True)
    piano_data = models.DateField("data dell'atto del Piano", null=True, blank=True)
    piano_motivo_ritardo = models.TextField("motivo dell'adozione tardiva del Piano", blank=True)
    dimostrativo = models.BooleanField("dati dimostrativi", default=False, help_text="Valori inventati per la demo.")
    motivo_ritardo = models.TextField("motivo dell'adozione tardiva", blank=True)
    # How the body measured when the Relazione was adopted: see cruscotto.ciclo.regole_adottate.
    misura_congelata = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)

    objects = EnteQuerySet["Ciclo"].as_manager()

    class Meta:
        verbose_name = "ciclo"
        verbose_name_plural = "cicli"
        ordering = ["ente", "-anno"]
        constraints = [
            models.UniqueConstraint(fields=["ente", "anno"], name="ciclo_uno_per_anno"),
            models.CheckConstraint(name="ciclo_stato_noto", condition=Q(stato__in=StatoCiclo.values)),
            models.CheckConstraint(
                name="ciclo_approvazione_completa",
                condition=Q(approvazione_numero="", approvazione_data__isnull=True)
                | (~Q(approvazione_numero="") & Q(approvazione_data__isnull=False)),
                violation_error_message="Numero e data dell'atto di approvazione vanno insieme.",
            ),
            models.CheckConstraint(
                name="ciclo_piano_completo",
                condition=Q(piano_numero="", piano_data__isnull=True)
                | (~Q(piano_numero="") & Q(piano_data__isnull=False)),
                violation_error_message="Numero e data dell'atto del Piano vanno insieme.",
            ),
            models.CheckConstraint(
                name="ciclo_approvato_con_atto",
                condition=~Q(stato__in=["relazione_approvata", "validata", "pubblicata"])
                | Q(approvazione_data__isnull=False),
                violation_error_message="Una Relazione approvata ha bisogno dell'atto di approvazione.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ciclo {self.anno}"

    @property
    def in_pianificazione(self) -> bool:
        """Whether its Plan is still being made: its targets change without an act (D.Lgs. 150/2009, art. 5 and 10)."""
        return self.stato == StatoCiclo.PIANIFICAZIONE and self.piano_data is None

    @property
    def congelato(self) -> bool:
        """Whether its Relazione has been adopted, so that nothing of it changes any more."""
        return self.stato in CONGELATI

    @property
    def regole_adottate(self) -> bool:
        """Whether it is measured with the rules of when its Relazione was adopted: also while that is corrected."""
        return self.congelato or self.misura_congelata is not None

    def clean(self) -> None:
        esige_permanenza(self, "ente")
        if self.regole_adottate:  # the year is in the addresses of what was published, and in its manifest
            esige_permanenza(self, "anno")


class PeriodoQuerySet(EnteQuerySet["Periodo"]):
    percorso_ente = "ciclo__ente"


class Periodo(models.Model):
    """A monitoring period of the cycle. The last one closes the year: its values are the *consuntivo*."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="periodi", verbose_name="ciclo")
    numero = models.PositiveSmallIntegerField("numero")
    nome = models.CharField("nome", max_length=60)
    inizio = models.DateField("inizio")
    fine = models.DateField("fine")
    scadenza = models.DateField("termine per inserire i valori", null=True, blank=True)
    stato = models.CharField("stato", max_length=10, choices=StatoPeriodo, default=StatoPeriodo.FUTURO)

    objects = PeriodoQuerySet.as_manager()

    class Meta:
        verbose_name = "periodo"
        verbose_name_plural = "periodi"
        ordering = ["ciclo", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "numero"], name="periodo_numero_unico"),
            models.CheckConstraint(name="periodo_date_in_ordine", condition=Q(fine__gte=F("inizio"))),
            models.CheckConstraint(name="periodo_stato_noto", condition=Q(stato__in=StatoPeriodo.values)),
        ]

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")


class DocumentoCicloQuerySet(EnteQuerySet["DocumentoCiclo"]):
    percorso_ente = "ciclo__ente"


class DocumentoCiclo(models.Model):
    """A document of the cycle with the act that adopted it and where it is published."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="documenti", verbose_name="ciclo")
    ordine = models.PositiveSmallIntegerField("ordine")
    titolo = models.CharField("titolo", max_length=300)
    atto = models.CharField("atto", max_length=300, blank=True)
    url = models.URLField("indirizzo", max_length=500, blank=True)

    objects = DocumentoCicloQuerySet.as_manager()

    class Meta:
        verbose_name = "documento del ciclo"
        verbose_name_plural = "documenti del ciclo"
        ordering = ["ciclo", "ordine"]
        constraints = [models.UniqueConstraint(fields=["ciclo", "ordine"], name="documento_ciclo_ordine_unico")]

    def __str__(self) -> str:
        return self.titolo
