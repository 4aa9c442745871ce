from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from cruscotto.aritmetica.sal import Arrotondamento, Fascia, PoliticaMancanti, Punteggio, Regola, controlla_fasce
from ente.models import Ente
from ente.querysets import EnteQuerySet


class ImpostazioniMisura(models.Model):
    """How a body measures: the choices of its SMVP that turn target and actual into a SAL.

    Percentages are on the scale 0–100. Source: docs/manuale/misura.md "Le impostazioni dell'ente".
    """

    ente = models.OneToOneField(Ente, on_delete=models.CASCADE, related_name="misura", verbose_name="ente")
    regola = models.CharField(
        "regola dei numeri",
        max_length=30,
        choices=[(r.value, r.value.replace("_", " ")) for r in Regola],
        default=Regola.PERCENTUALE_TARGET.value,
    )
    punteggio = models.CharField(
        "dal risultato al SAL",
        max_length=20,
        choices=[(p.value, p.value.replace("_", " ")) for p in Punteggio],
        default=Punteggio.MASSIMALE.value,
    )
    minimo = models.DecimalField("SAL minimo", max_digits=9, decimal_places=4, default=0)
    massimo = models.DecimalField("SAL massimo", max_digits=9, decimal_places=4, default=100)
    uguale_mancato = models.BooleanField("con < e > l'uguaglianza non basta", default=False)
    penalita_giorno = models.DecimalField(
        "punti persi per giorno di ritardo", max_digits=9, decimal_places=4, null=True, blank=True
    )
    penalita_mese = models.DecimalField(
        "punti persi per mese di ritardo", max_digits=9, decimal_places=4, null=True, blank=True
    )
    penalita_minima = models.DecimalField(
        "SAL sotto cui il ritardo non scende", max_digits=9, decimal_places=4, default=0
    )
    fasce_punteggio = models.JSONField(
        "fasce dei punteggi",
        default=list,
        blank=True,
        help_text='Senza buchi, per esempio [{"da": "0", "a": "50", "punti": "20"}, {"da": "50", "punti": "100"}].',
    )
    mancanti = models.CharField(
        "valori mancanti alla chiusura",
        max_length=10,
        choices=[(p.value, p.value) for p in PoliticaMancanti],
        default=PoliticaMancanti.ESCLUSO.value,
    )
    arrotondamento = models.CharField(
        "arrotondamento",
        max_length=12,
        choices=[(a.value, a.value.replace("_", " ")) for a in Arrotondamento],
        default=Arrotondamento.META_SU.value,
    )
    decimali = models.PositiveSmallIntegerField("decimali mostrati", default=1)
    soglia_scostamento = models.DecimalField(
        "SAL sotto il quale serve una motivazione", max_digits=9, decimal_places=4, default=90
    )
    chi_inserisce_valida = models.BooleanField(
        "chi inserisce può anche validare", default=False, help_text="Se sì, il valore resta segnalato."
    )
    totale_pesi = models.DecimalField("somma attesa dei pesi", max_digits=9, decimal_places=4, default=100)

    objects = EnteQuerySet["ImpostazioniMisura"].as_manager()

    class Meta:
        verbose_name = "impostazioni di misura"
        verbose_name_plural = "impostazioni di misura"
        constraints = [
            models.CheckConstraint(name="misura_limiti_in_ordine", condition=Q(massimo__gt=F("minimo"))),
            models.CheckConstraint(name="misura_decimali_pochi", condition=Q(decimali__lte=4)),
            models.CheckConstraint(
                name="misura_una_penalita",
                condition=Q(penalita_giorno__isnull=True) | Q(penalita_mese__isnull=True),
                violation_error_message="Scegliete la penalità al giorno oppure al mese, non entrambe.",
            ),
        ]

    def __str__(self) -> str:
        return f"Misura – {self.ente}"

    def clean(self) -> None:
        """Score bands are complete numbers that cover the line without gaps or overlaps."""
        try:
            fasce = leggi_fasce_punteggio(self.fasce_punteggio)
            if fasce:
                controlla_fasce(fasce)
        except (ValueError, ArithmeticError, TypeError, KeyError, AttributeError) as errore:
            raise ValidationError({"fasce_punteggio": f"Le fasce non vanno bene: {errore}"}) from None


def leggi_fasce_punteggio(voci: list[dict[str, str | None]]) -> tuple[Fascia, ...]:
    """The score bands of the settings; numbers are written as texts so that none passes through a float."""

    def numero(voce: dict[str, str | None], nome: str) -> Decimal | None:
        testo = voce.get(nome)
        return None if testo is None else Decimal(testo)

    return tuple(
        Fascia(
            da=numero(v, "da"),
            a=numero(v, "a"),
            codice="",
            nome="",
            punti=numero(v, "punti"),
            punti_fine=numero(v, "punti_fine"),
        )
        for v in voci
    )


class FasciaSemaforoQuerySet(EnteQuerySet["FasciaSemaforo"]):
    percorso_ente = "misura__ente"


class FasciaSemaforo(models.Model):
    """One band of the traffic light: from ``da`` included to ``a`` excluded; an empty end is unbounded."""

    misura = models.ForeignKey(
        ImpostazioniMisura, on_delete=models.CASCADE, related_name="fasce", verbose_name="impostazioni"
    )
    codice = models.SlugField("codice", max_length=30)
    nome = models.CharField("nome", max_length=60)
    da = models.DecimalField("da (compreso)", max_digits=9, decimal_places=4, null=True, blank=True)
    a = models.DecimalField("a (escluso)", max_digits=9, decimal_places=4, null=True, blank=True)

    objects = FasciaSemaforoQuerySet.as_manager()

    class Meta:
        verbose_name = "fascia del semaforo"
        verbose_name_plural = "fasce del semaforo"
        ordering = ["misura", F("da").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["misura", "codice"], name="fascia_codice_unico"),
            models.CheckConstraint(
                name="fascia_estremi_in_ordine",
                condition=Q(da__isnull=True) | Q(a__isnull=True) | Q(a__gt=F("da")),
            ),
        ]

    def __str__(self) -> str:
        return self.nome
