from __future__ import annotations

from django.db import models
from django.db.models import Q

from cruscotto.models.albero import ObiettivoStrategico
from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza
from ente.querysets import EnteQuerySet


class SchedaRisultatoQuerySet(EnteQuerySet["SchedaRisultato"]):
    percorso_ente = "ciclo__ente"


class SchedaRisultato(models.Model):
    """A page of section 3.2: what was achieved on a theme, in figures and points."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="risultati", verbose_name="ciclo")
    obiettivo = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.PROTECT, related_name="risultati", null=True, blank=True
    )
    codice = models.SlugField("codice", max_length=80)
    ordine = models.PositiveSmallIntegerField("ordine")
    titolo = models.CharField("titolo", max_length=300)
    riga_fonte = models.PositiveIntegerField("riga del documento di origine", null=True, blank=True)

    objects = SchedaRisultatoQuerySet.as_manager()

    class Meta:
        verbose_name = "scheda di risultato"
        verbose_name_plural = "schede di risultato"
        ordering = ["ciclo", "ordine"]
        constraints = [models.UniqueConstraint(fields=["ciclo", "codice"], name="scheda_risultato_codice_unico")]

    def __str__(self) -> str:
        return self.titolo

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("ciclo_id", "obiettivo.ciclo_id"))


class TipoVoceRisultato(models.TextChoices):
    CIFRA = "cifra", "Cifra"
    PUNTO = "punto", "Punto"
    GRUPPO = "gruppo", "Elenco con titolo"
    ESITO = "esito", "Risultato di un obiettivo"


class VoceRisultatoQuerySet(EnteQuerySet["VoceRisultato"]):
    percorso_ente = "scheda__ciclo__ente"


class VoceRisultato(models.Model):
    """One figure, point, list or outcome of a result sheet. ``cifra`` is as printed ("Oltre 45.000")."""

    scheda = models.ForeignKey(SchedaRisultato, on_delete=models.CASCADE, related_name="voci", verbose_name="scheda")
    ordine = models.PositiveSmallIntegerField("ordine")
    tipo = models.CharField("tipo", max_length=8, choices=TipoVoceRisultato)
    etichetta = models.TextField("etichetta o testo")
    cifra = models.CharField("cifra come stampata", max_length=60, blank=True)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)
    prospettiva = models.CharField("prospettiva come stampata", max_length=300, blank=True)
    sal_pubblicato = models.CharField("SAL pubblicato", max_length=20, blank=True)
    risorse = models.TextField("risorse", blank=True)
    servizi = models.TextField("servizi coinvolti", blank=True)
    elementi = models.JSONField("elementi", default=list, blank=True)

    objects = VoceRisultatoQuerySet.as_manager()

    class Meta:
        verbose_name = "voce di risultato"
        verbose_name_plural = "voci di risultato"
        ordering = ["scheda", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["scheda", "ordine"], name="voce_risultato_ordine_unico"),
            models.CheckConstraint(name="voce_risultato_tipo_noto", condition=Q(tipo__in=TipoVoceRisultato.values)),
            models.CheckConstraint(name="voce_risultato_cifra", condition=~Q(tipo="cifra") | ~Q(cifra="")),
        ]

    def __str__(self) -> str:
        return self.etichetta
