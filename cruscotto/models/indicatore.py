from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Formula
from cruscotto.aritmetica.sal import Regola
from cruscotto.aritmetica.valori import Tipo, Verso
from ente.coerenza import esige_coerenza, esige_permanenza
from ente.models import Ente, Ufficio
from ente.querysets import EnteQuerySet


class Affidabilita(models.TextChoices):
    CERTIFICATA = "certificata", "Esterna certificata"
    INTERNA = "interna", "Sistema interno"
    DICHIARATA = "dichiarata", "Autodichiarata"


class TipologiaPira(models.TextChoices):
    FISICA = "fisica", "Realizzazione fisica"
    RISULTATO = "risultato", "Risultato (output)"
    IMPATTO = "impatto", "Impatto (outcome)"
    FINANZIARIA = "finanziaria", "Realizzazione finanziaria"
    ALTRO = "altro", "Altro"


class Indicatore(models.Model):
    """What is measured, defined once for the body and placed in many scorecards, year after year (docs/dominio.md "One
    indicator, many scorecards")."""

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="indicatori", verbose_name="ente")
    codice = models.SlugField("codice", max_length=40)
    nome = models.CharField("nome", max_length=1000)
    descrizione = models.TextField("descrizione", blank=True)
    tipo = models.CharField("tipo", max_length=14, choices=[(t.value, t.value) for t in Tipo])
    unita = models.CharField("unità di misura", max_length=100, blank=True)
    direzione = models.CharField("verso", max_length=12, choices=[(v.value, v.value) for v in Verso], blank=True)
    metodo_calcolo = models.TextField("metodo di calcolo", blank=True)
    numeratore = models.CharField("numeratore", max_length=300, blank=True)
    denominatore = models.CharField("denominatore", max_length=300, blank=True)
    fonte_dati = models.CharField("fonte dei dati", max_length=200, blank=True)
    affidabilita = models.CharField("affidabilità della fonte", max_length=12, choices=Affidabilita, blank=True)
    pira = models.BooleanField("PIRA", default=False, help_text="Piano degli indicatori e dei risultati attesi.")
    tipologia_pira = models.CharField("tipologia PIRA", max_length=12, choices=TipologiaPira, blank=True)
    accumulo = models.CharField(
        "accumulo nei periodi",
        max_length=12,
        choices=[(a.value, a.value.replace("_", " ")) for a in Accumulo],
        default=Accumulo.ULTIMO.value,
    )
    ufficio = models.ForeignKey(
        Ufficio,
        on_delete=models.PROTECT,
        related_name="indicatori",
        null=True,
        blank=True,
        verbose_name="ufficio responsabile",
    )
    scala = models.JSONField("scala ordinale", default=list, blank=True, help_text="Livelli dal peggiore al migliore.")
    punti_scala = models.JSONField(
        "punteggi della scala", default=list, blank=True, help_text="Un punteggio per livello, nello stesso ordine."
    )
    minimo_ammesso = models.DecimalField("minimo ammesso", max_digits=24, decimal_places=6, null=True, blank=True)
    massimo_ammesso = models.DecimalField("massimo ammesso", max_digits=24, decimal_places=6, null=True, blank=True)
    regola = models.CharField(
        "regola propria",
        max_length=30,
        choices=[(r.value, r.value.replace("_", " ")) for r in Regola],
        blank=True,
        help_text="Vuota: quella dell'ente.",
    )
    soglia_minima = models.DecimalField("soglia minima", max_digits=24, decimal_places=6, null=True, blank=True)
    soglia_massima = models.DecimalField("soglia massima", max_digits=24, decimal_places=6, null=True, blank=True)
    soglia_eccellente = models.DecimalField("soglia eccellente", max_digits=24, decimal_places=6, null=True, blank=True)
    calcolo = models.CharField(
        "formula sugli altri indicatori",
        max_length=12,
        choices=[(f.value, f.value.replace("_", " ")) for f in Formula],
        blank=True,
    )

    objects = EnteQuerySet["Indicatore"].as_manager()

    class Meta:
        verbose_name = "indicatore"
        verbose_name_plural = "indicatori"
        ordering = ["ente", "codice"]
        constraints = [
            models.UniqueConstraint(fields=["ente", "codice"], name="indicatore_codice_unico"),
            models.CheckConstraint(name="indicatore_tipo_noto", condition=Q(tipo__in=[t.value for t in Tipo])),
            models.CheckConstraint(
                name="indicatore_direzione_nota", condition=Q(direzione__in=["", *(v.value for v in Verso)])
            ),
            models.CheckConstraint(
                name="indicatore_rapporto_intero",
                condition=Q(numeratore="", denominatore="") | (~Q(numeratore="") & ~Q(denominatore="")),
                violation_error_message="Numeratore e denominatore vanno insieme.",
            ),
            models.CheckConstraint(
                name="indicatore_limiti_in_ordine",
                condition=Q(minimo_ammesso__isnull=True)
                | Q(massimo_ammesso__isnull=True)
                | Q(massimo_ammesso__gte=F("minimo_ammesso")),
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def codici_operandi(self) -> str:
        """The codes of its operands, as a sheet has them: «i001; i002»."""
        return "; ".join(o.altro.codice for o in self.operandi.all())

    def clean(self) -> None:
        esige_permanenza(self, "ente")
        esige_coerenza(self, ente=("ente_id", "ufficio.ente_id"))


class FaseIndicatoreQuerySet(EnteQuerySet["FaseIndicatore"]):
    percorso_ente = "indicatore__ente"


class FaseIndicatore(models.Model):
    """A weighted phase of an indicator of kind *fasi*; the weights of one indicator sum to 100."""

    indicatore = models.ForeignKey(Indicatore, on_delete=models.CASCADE, related_name="fasi", verbose_name="indicatore")
    ordine = models.PositiveSmallIntegerField("ordine")
    nome = models.CharField("nome", max_length=200)
    peso = models.DecimalField("peso", max_digits=9, decimal_places=4)

    objects = FaseIndicatoreQuerySet.as_manager()

    class Meta:
        verbose_name = "fase"
        verbose_name_plural = "fasi"
        ordering = ["indicatore", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["indicatore", "ordine"], name="fase_ordine_unico"),
            models.CheckConstraint(name="fase_peso_positivo", condition=Q(peso__gt=0)),
        ]

    def __str__(self) -> str:
        return self.nome


class OperandoQuerySet(EnteQuerySet["Operando"]):
    percorso_ente = "indicatore__ente"


class Operando(models.Model):
    """Another indicator that a computed one is made of. An indicator never counts itself."""

    indicatore = models.ForeignKey(Indicatore, on_delete=models.CASCADE, related_name="operandi")
    altro = models.ForeignKey(Indicatore, on_delete=models.PROTECT, related_name="usato_in")
    ordine = models.PositiveSmallIntegerField("ordine")

    objects = OperandoQuerySet.as_manager()

    class Meta:
        verbose_name = "operando"
        verbose_name_plural = "operandi"
        ordering = ["indicatore", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["indicatore", "altro"], name="operando_unico"),
            models.CheckConstraint(name="operando_non_se_stesso", condition=~Q(indicatore=F("altro"))),
        ]

    def __str__(self) -> str:
        return f"{self.indicatore} ← {self.altro}"

    def clean(self) -> None:
        esige_coerenza(self, ente=("indicatore.ente_id", "altro.ente_id"))


class ValoreStoricoQuerySet(EnteQuerySet["ValoreStorico"]):
    percorso_ente = "indicatore__ente"


class ValoreStorico(models.Model):
    """A value of an earlier year (baseline) or of other bodies (benchmark), for comparison."""

    indicatore = models.ForeignKey(Indicatore, on_delete=models.PROTECT, related_name="storico")
    anno = models.PositiveSmallIntegerField("anno")
    benchmark = models.BooleanField("benchmark", default=False)
    testo = models.CharField("valore come scritto", max_length=200)
    valore = models.DecimalField("valore", max_digits=24, decimal_places=6, null=True, blank=True)
    fonte = models.CharField("fonte", max_length=200, blank=True)

    objects = ValoreStoricoQuerySet.as_manager()

    class Meta:
        verbose_name = "valore storico"
        verbose_name_plural = "valori storici"
        ordering = ["indicatore", "anno"]
        constraints = [models.UniqueConstraint(fields=["indicatore", "anno", "benchmark"], name="valore_storico_unico")]

    def __str__(self) -> str:
        return f"{self.anno}: {self.testo}"
