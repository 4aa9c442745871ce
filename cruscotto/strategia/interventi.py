"""Interventions by strategic objective, and how their sum ties to the budget line they belong to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contesto.numeri import CONTESTO, formatta_numero
from contesto.tipi_grafici import Grafico, Punto, TipoGrafico
from cruscotto.models import InterventoEconomico

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class GruppoInterventi:
    """The interventions of one objective, in euro; ``quota`` is their percent of all, unrounded."""

    numero: int
    etichetta: str
    interventi: tuple[InterventoEconomico, ...]
    totale: Decimal
    quota: Decimal | None


@dataclass(frozen=True, slots=True)
class Quadratura:
    """Interventions against the actual of their budget line, in euro without sign (charges are stored negative)."""

    etichetta: str
    interventi: Decimal
    consuntivo: Decimal | None

    @property
    def differenza(self) -> Decimal | None:
        """Interventions less budget line; None when the line has no actual."""
        return None if self.consuntivo is None else self.interventi - self.consuntivo


def raggruppa(interventi: Sequence[InterventoEconomico]) -> list[GruppoInterventi]:
    """Interventions by objective, in its order, with the label as printed where there is one."""
    totale = somma(interventi)
    gruppi: dict[int, list[InterventoEconomico]] = {}
    for intervento in interventi:
        gruppi.setdefault(intervento.obiettivo.numero, []).append(intervento)
    return [
        GruppoInterventi(
            numero,
            voci[0].obiettivo_etichetta or str(voci[0].obiettivo),
            tuple(voci),
            somma(voci),
            CONTESTO.divide(100 * somma(voci), totale) if totale else None,
        )
        for numero, voci in sorted(gruppi.items())
    ]


def somma(interventi: Iterable[InterventoEconomico]) -> Decimal:
    """Their total in euro."""
    return sum((i.importo for i in interventi), ZERO)


def quadra(interventi: Sequence[InterventoEconomico]) -> list[Quadratura]:
    """One tie for each budget line that the interventions name, in its order."""
    voci = {i.voce_bilancio_id: i.voce_bilancio for i in interventi if i.voce_bilancio}
    return [
        Quadratura(
            voce.etichetta,
            somma(i for i in interventi if i.voce_bilancio_id == voce.pk),
            None if voce.consuntivo is None else abs(voce.consuntivo),
        )
        for voce in sorted(voci.values(), key=lambda v: v.ordine)
    ]


def grafico_interventi(totali: Iterable[tuple[str, Decimal]]) -> Grafico:
    """Interventions by strategic objective (label, euro), in thousands of euro."""
    punti = tuple(Punto(etichetta, "Importo", totale / 1000) for etichetta, totale in totali)
    elenco = "; ".join(f"{p.categoria}: {formatta_numero(p.valore, 0)}" for p in punti if p.valore is not None)
    return Grafico(
        TipoGrafico.BARRE_ORIZZONTALI,
        "",
        f"Interventi economici per obiettivo strategico, in migliaia di euro. {elenco}.",
        "migliaia di euro",
        punti,
    )
