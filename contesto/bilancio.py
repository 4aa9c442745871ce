"""The budget read as a story: which lines moved most, which way, and the chart of planned, updated and actual. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contesto.models import TipoVoce, VoceBilancio
from contesto.numeri import CONTESTO
from contesto.tipi_grafici import Grafico, Punto, TipoGrafico

CORRENTI = frozenset(str(numero) for numero in range(1, 10))
"""Lines of current income (1–5) and current charges (6–9), DPR 254/2005."""
INVESTIMENTI = "investimenti"
MOMENTI = ("Preventivo", "Aggiornamento", "Consuntivo")
QUANTI = 5
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Voce:
    """A budget line in euro; None is a printed dash, which is not zero."""

    codice: str
    etichetta: str
    tipo: str
    sezione: str
    preventivo: Decimal | None
    aggiornamento: Decimal | None
    consuntivo: Decimal | None
    differenza: Decimal | None
    commento: str

    @property
    def nome(self) -> str:
        """The label without its number: «Diritto Annuale»."""
        return self.etichetta.removeprefix(self.codice).strip() or self.etichetta

    @property
    def importi(self) -> tuple[Decimal | None, ...]:
        """Planned, updated, actual, difference."""
        return self.preventivo, self.aggiornamento, self.consuntivo, self.differenza

    @property
    def vuota(self) -> bool:
        """Whether the line is a heading without amounts."""
        return self.tipo == TipoVoce.TITOLO and not any(self.importi)

    @property
    def scostata(self) -> bool:
        """Whether the actual is not the updated budget."""
        return self.tipo == TipoVoce.VOCE and bool(self.differenza)

    @property
    def percentuale(self) -> Decimal | None:
        """The difference in percent of the updated budget, unrounded; None where nothing was foreseen."""
        if not self.differenza or not self.aggiornamento:
            return None
        return CONTESTO.divide(100 * self.differenza, abs(self.aggiornamento))

    @property
    def effetto(self) -> str:
        """What the difference does, in words. Charges are negative, so more is always better for the result."""
        if not self.differenza:
            return ""
        if self.sezione == INVESTIMENTI:
            return "investiti in più del previsto" if self.differenza > 0 else "investiti in meno del previsto"
        return "migliora il risultato" if self.differenza > 0 else "peggiora il risultato"


def voci(righe: Iterable[VoceBilancio]) -> tuple[Voce, ...]:
    """The stored lines as frozen values."""
    return tuple(
        Voce(
            v.codice,
            v.etichetta,
            v.tipo,
            v.sezione,
            v.preventivo,
            v.aggiornamento,
            v.consuntivo,
            v.differenza,
            v.commento,
        )
        for v in righe
    )


def scostamenti(righe: Sequence[Voce], quanti: int = QUANTI) -> list[Voce]:
    """The lines (not the totals) that moved most from the updated budget, largest first; equal ones in budget order."""
    return sorted((v for v in righe if v.scostata), key=lambda v: abs(v.differenza or ZERO), reverse=True)[:quanti]


def grafico_bilancio(righe: Iterable[Voce]) -> Grafico:
    """Current income and charges as planned, updated and actual, in thousands of euro; charges as positive amounts."""
    punti = [
        Punto(voce.nome, momento, None if importo is None else abs(importo) / 1000)
        for voce in righe
        if voce.tipo == TipoVoce.VOCE and voce.codice in CORRENTI
        for momento, importo in zip(MOMENTI, voce.importi, strict=False)
    ]
    return Grafico(
        TipoGrafico.BARRE_ORIZZONTALI,
        "",
        "Proventi e oneri correnti, voce per voce: preventivo, aggiornamento e consuntivo. I valori esatti sono "
        "nella tabella del bilancio.",
        "migliaia di euro, oneri in valore assoluto",
        tuple(punti),
    )
