"""Projection of an indicator to the end of the year from the periods so far. Pure: no Django, unrounded Decimals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.sal import Fascia
from cruscotto.aritmetica.valori import formatta_quantita

CENTO = Decimal(100)


@dataclass(frozen=True, slots=True)
class Proiezione:
    """The value expected at the end of the year, the assumption in words, and the SAL it would give (0–100)."""

    valore: Decimal
    testo: str
    ipotesi: str
    sal: Decimal | None = None
    fascia: Fascia | None = None


def proietta(
    punti: Sequence[tuple[dt.date, Decimal]], previsti: Sequence[dt.date], modo: Accumulo, unita: str
) -> Proiezione | None:
    """Project the last of ``previsti`` (ends of the cycle's periods) from ``punti`` (end of one of them, value).

    None with fewer than two points, or when the year is over: nothing is projected from one point. What adds up keeps
    the pace so far; a mean stays what it is; a snapshot moves on by its mean step between periods. A period without a
    value is time gone all the same: a cumulative value covers it, and a step across it is two steps.
    """
    mancano = [fine for fine in previsti if not punti or fine > punti[-1][0]]
    if len(punti) < 2 or not mancano:
        return None
    valori = [valore for _, valore in punti]
    trascorsi = len(previsti) - len(mancano)
    intervalli = trascorsi - sum(1 for fine in previsti if fine <= punti[0][0])
    resto = "nel periodo che manca" if len(mancano) == 1 else f"nei {len(mancano)} periodi che mancano"
    with localcontext(CONTESTO):
        if modo is Accumulo.SOMMA:
            passo = sum(valori, Decimal(0)) / len(valori)
            valore = sum(valori, Decimal(0)) + passo * len(mancano)
            ipotesi = f"{resto} si ripete la media dei {len(valori)} rilevati"
        elif modo is Accumulo.CUMULATO:
            valore = valori[-1] * len(previsti) / trascorsi
            ipotesi = f"{resto} continua il ritmo dei primi {trascorsi}"
        elif modo is Accumulo.MEDIA:
            valore = sum(valori, Decimal(0)) / len(valori)
            ipotesi = f"la media dei {len(valori)} periodi rilevati non cambia"
        else:
            valore = valori[-1] + (valori[-1] - valori[0]) * len(mancano) / intervalli
            ipotesi = f"il valore continua a variare come fra i {len(valori)} periodi rilevati"
        if min(valori) >= 0 > valore:
            valore, ipotesi = Decimal(0), f"{ipotesi}, senza scendere sotto zero"
        if unita == "%" and max(valori) <= CENTO < valore:
            valore, ipotesi = CENTO, f"{ipotesi}, senza superare il 100%"
    decimali = 0 if all(v == v.to_integral_value() for v in valori) else 2
    return Proiezione(valore, formatta_quantita(valore, unita, decimali), f"Ipotesi: {ipotesi}.")
