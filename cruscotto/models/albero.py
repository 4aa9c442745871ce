"""The tree of a cycle: prospettive and aree strategiche, objectives, programmes, operating objectives, links.

A level that the body does not have is a row without a name (ADR 43): nothing shows it, and what stands under it hangs
from what is above.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from cruscotto.models.ciclo import Ciclo
from ente.coerenza import esige_coerenza, esige_permanenza
from ente.querysets import EnteQuerySet

SENZA_NOME = "Vuoto, come il codice, se gli obiettivi non stanno sotto una prospettiva."
SENZA_OBIETTIVO = "Vuoto se gli indicatori non stanno sotto un obiettivo."


def titolo_obiettivo(numero: int, nome: str) -> str:
    """«6. Servizi digitali»; empty without a name, that is without an objective."""
    return f"{numero}. {nome}" if nome else ""


class ProspettivaQuerySet(EnteQuerySet["Prospettiva"]):
    percorso_ente = "ciclo__ente"

    def con_nome(self) -> Self:
        """Those that the body has: not the one that stands for none."""
        return self.exclude(nome="")


class Prospettiva(models.Model):
    """One of the balanced scorecard's perspectives, which cut across the tree.

    Without name and code it is where objectives stand that are under none, one for a cycle.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="prospettive", verbose_name="ciclo")
    ordine = models.PositiveSmallIntegerField("ordine")
    codice = models.SlugField("codice", max_length=40, blank=True)
    nome = models.CharField("nome", max_length=300, blank=True, help_text=SENZA_NOME)
    descrizione = models.TextField("descrizione", blank=True)
    peso = models.DecimalField("peso", max_digits=9, decimal_places=4, null=True, blank=True)
    sal_pubblicato = models.CharField("SAL pubblicato", max_length=20, blank=True)

    objects = ProspettivaQuerySet.as_manager()

    class Meta:
        verbose_name = "prospettiva"
        verbose_name_plural = "prospettive"
        ordering = ["ciclo", "ordine"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "codice"], name="prospettiva_codice_unico"),
            models.UniqueConstraint(fields=["ciclo", "nome"], name="prospettiva_nome_unico"),
            models.CheckConstraint(name="prospettiva_peso_positivo", condition=Q(peso__isnull=True) | Q(peso__gte=0)),
            models.CheckConstraint(
                name="prospettiva_nome_con_codice",
                condition=Q(nome="", codice="") | (~Q(nome="") & ~Q(codice="")),
                violation_error_message="Scrivete nome e codice, o nessuno dei due.",
            ),
        ]

    def __str__(self) -> str:
        return self.nome or "(nessuna prospettiva)"

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")


class AreaStrategicaQuerySet(EnteQuerySet["AreaStrategica"]):
    percorso_ente = "ciclo__ente"


class AreaStrategica(models.Model):
    """A line of action in which mandate, mission and vision are articulated.

    In a cycle without prospettive the scorecards are divided by area strategica, and ``peso`` is what it weighs there.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="aree_strategiche", verbose_name="ciclo")
    numero = models.PositiveSmallIntegerField("numero")
    nome = models.CharField("nome", max_length=200)
    descrizione = models.TextField("descrizione", blank=True)
    peso = models.DecimalField("peso", max_digits=9, decimal_places=4, null=True, blank=True)
    sal_pubblicato = models.CharField("SAL pubblicato", max_length=20, blank=True)

    objects = AreaStrategicaQuerySet.as_manager()

    class Meta:
        verbose_name = "area strategica"
        verbose_name_plural = "aree strategiche"
        ordering = ["ciclo", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["ciclo", "numero"], name="area_strategica_numero_unico"),
            models.CheckConstraint(
                name="area_strategica_peso_positivo", condition=Q(peso__isnull=True) | Q(peso__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} - {self.nome}"

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")


class ObiettivoStrategicoQuerySet(EnteQuerySet["ObiettivoStrategico"]):
    percorso_ente = "ciclo__ente"

    def con_nome(self) -> Self:
        """Those that the body has: not those that stand for none."""
        return self.exclude(nome="")


class ObiettivoStrategico(models.Model):
    """A strategic objective. Without an area strategica it serves all of them.

    Without a name it is where indicators stand that are under no objective; its number is shown nowhere.
    """

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="obiettivi", verbose_name="ciclo")
    area_strategica = models.ForeignKey(
        AreaStrategica, on_delete=models.PROTECT, related_name="obiettivi", null=True, blank=True
    )
    numero = models.PositiveSmallIntegerField("numero")
    nome = models.CharField("nome", max_length=600, blank=True, help_text=SENZA_OBIETTIVO)
    descrizione = models.TextField("descrizione", blank=True)
    selettivo = models.BooleanField(
        "selettivo", default=False, help_text="Uno dei pochi su cui l'ente si concentra nel Piano."
    )

    objects = ObiettivoStrategicoQuerySet.as_manager()

    class Meta:
        verbose_name = "obiettivo strategico"
        verbose_name_plural = "obiettivi strategici"
        ordering = ["ciclo", "numero"]
        constraints = [models.UniqueConstraint(fields=["ciclo", "numero"], name="obiettivo_strategico_numero_unico")]

    def __str__(self) -> str:
        return self.titolo or "(nessun obiettivo)"

    @property
    def titolo(self) -> str:
        """Number and name; empty for what stands for no objective."""
        return titolo_obiettivo(self.numero, self.nome)

    def clean(self) -> None:
        esige_permanenza(self, "ciclo")
        esige_coerenza(self, ciclo=("ciclo_id", "area_strategica.ciclo_id"))


class ObiettivoInProspettivaQuerySet(EnteQuerySet["ObiettivoInProspettiva"]):
    percorso_ente = "obiettivo__ciclo__ente"


class ObiettivoInProspettiva(models.Model):
    """A strategic objective seen under one prospettiva: the node where scorecards attach their rows.

    Either may be without a name, for a body that has no such level.
    """

    prospettiva = models.ForeignKey(
        Prospettiva, on_delete=models.PROTECT, related_name="nodi", verbose_name="prospettiva"
    )
    obiettivo = models.ForeignKey(
        ObiettivoStrategico, on_delete=models.PROTECT, related_name="nodi", verbose_name="obiettivo strategico"
    )
    peso = models.DecimalField("peso", max_digits=9, decimal_places=4, null=True, blank=True)
    sal_pubblicato = models.CharField("SAL pubblicato", max_length=20, blank=True)

    objects = ObiettivoInProspettivaQuerySet.as_manager()

    class Meta:
        verbose_name = "obiettivo in prospettiva"
        verbose_name_plural = "obiettivi nelle prospettive"
        ordering = ["prospettiva__ordine", "obiettivo__numero"]
        constraints = [
            models.UniqueConstraint(fields=["prospettiva", "obiettivo"], name="obiettivo_una_volta_per_prospettiva"),
            models.CheckConstraint(name="nodo_peso_positivo", condition=Q(peso__isnull=True) | Q(peso__gte=0)),
        ]

    def __str__(self) -> str:
        return (
            " – ".join(filter(None, (self.prospettiva.nome, self.obiettivo.titolo))) or "(direttamente nel cruscotto)"
        )

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("obiettivo.ciclo_id", "prospettiva.ciclo_id"))


class ProgrammaQuerySet(EnteQuerySet["Programma"]):
    percorso_ente = "nodo__obiettivo__ciclo__ente"


class Programma(models.Model):
    """A *programma di intervento* under an objective."""

    nodo = models.ForeignKey(
        ObiettivoInProspettiva, on_delete=models.PROTECT, related_name="programmi", verbose_name="obiettivo"
    )
    nome = models.CharField("nome", max_length=600)

    objects = ProgrammaQuerySet.as_manager()

    class Meta:
        verbose_name = "programma di intervento"
        verbose_name_plural = "programmi di intervento"
        ordering = ["nodo", "pk"]
        constraints = [models.UniqueConstraint(fields=["nodo", "nome"], name="programma_unico")]

    def __str__(self) -> str:
        return self.nome


class ObiettivoOperativoQuerySet(EnteQuerySet["ObiettivoOperativo"]):
    percorso_ente = "programma__nodo__obiettivo__ciclo__ente"


class ObiettivoOperativo(models.Model):
    """An operating objective of a programme."""

    programma = models.ForeignKey(
        Programma, on_delete=models.PROTECT, related_name="obiettivi_operativi", verbose_name="programma"
    )
    nome = models.CharField("nome", max_length=600)

    objects = ObiettivoOperativoQuerySet.as_manager()

    class Meta:
        verbose_name = "obiettivo operativo"
        verbose_name_plural = "obiettivi operativi"
        ordering = ["programma", "pk"]
        constraints = [models.UniqueConstraint(fields=["programma", "nome"], name="obiettivo_operativo_unico")]

    def __str__(self) -> str:
        return self.nome


class NessoQuerySet(EnteQuerySet["Nesso"]):
    percorso_ente = "da__obiettivo__ciclo__ente"


class Nesso(models.Model):
    """A cause-effect link of the strategic map, from the objective that helps to the one that benefits."""

    da = models.ForeignKey(
        ObiettivoInProspettiva, on_delete=models.CASCADE, related_name="nessi_in_uscita", verbose_name="da"
    )
    a = models.ForeignKey(
        ObiettivoInProspettiva, on_delete=models.CASCADE, related_name="nessi_in_entrata", verbose_name="a"
    )

    objects = NessoQuerySet.as_manager()

    class Meta:
        verbose_name = "nesso di causa ed effetto"
        verbose_name_plural = "nessi di causa ed effetto"
        ordering = ["da", "a"]
        constraints = [
            models.UniqueConstraint(fields=["da", "a"], name="nesso_unico"),
            models.CheckConstraint(name="nesso_non_su_se_stesso", condition=~Q(da=F("a"))),
        ]

    def __str__(self) -> str:
        return f"{self.da} → {self.a}"

    def clean(self) -> None:
        esige_coerenza(self, ciclo=("da.obiettivo.ciclo_id", "a.obiettivo.ciclo_id"))
