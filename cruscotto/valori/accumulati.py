"""The value of an indicator at a period, made of what was entered up to it by the indicator's accumulation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from contesto.numeri import essenziale
from cruscotto.aritmetica.accumulo import Accumulo, Rilevato, accumula
from cruscotto.aritmetica.formule import scrivi
from cruscotto.aritmetica.valori import NUMERICI, Consuntivo, Tipo
from cruscotto.models import Rilevazione, StatoRilevazione
from cruscotto.valori.conversioni import consuntivo_di

CALCOLATA = "calcolata"
"""The state of a value that nobody enters: it is computed from those of others."""
CONTANO = (StatoRilevazione.TRASMESSA.value, StatoRilevazione.VALIDATA.value, CALCOLATA)
"""The states in which a value counts."""


class Accumulabile(Protocol):
    """What is read of an indicator: its kind and its accumulation."""

    @property
    def tipo(self) -> str: ...
    @property
    def accumulo(self) -> str: ...


def contati(
    indicatore: Accumulabile, serie: Sequence[Rilevazione], attuale: Rilevazione | None, *, calcolato: bool = False
) -> list[Rilevazione]:
    """The values that count: transmitted or validated; only the period's own for an indicator read at the date. A
    neutralised one counts as such in its own period alone: the next asks its value as if nothing had been there. Of a
    computed one those before count only beside that of the period."""
    if calcolato and attuale is None:
        return []
    if indicatore.accumulo == Accumulo.ALLA_DATA and not calcolato:
        serie = [attuale] if attuale else []
    return [r for r in serie if r.stato in CONTANO and (r is attuale or not r.neutralizzata)]


def consuntivo(
    indicatore: Accumulabile, contano: Sequence[Rilevazione], *, calcolato: bool = False
) -> tuple[Consuntivo | None, str]:
    """The value at the period by the accumulation of the indicator, and the sentence that says how it was made. A
    computed one is what it is at the period: it was its operands that accumulated."""
    validi = [r for r in contano if not r.neutralizzata]
    if not validi:
        return None, ""
    ultimo = consuntivo_di(validi[-1])
    modo = Accumulo(indicatore.accumulo)
    if ultimo is None or calcolato or modo in (Accumulo.ULTIMO, Accumulo.ALLA_DATA):
        return ultimo, ""
    if Tipo(indicatore.tipo) not in NUMERICI:
        return ultimo, ""
    rilevati = [Rilevato(r.periodo.fine, essenziale(r.valore), r.nota) for r in validi]
    calcolo = accumula(rilevati, validi[-1].periodo.fine, modo)
    if calcolo.valore is None:
        return None, calcolo.spiegazione
    unito = replace(ultimo, valore=calcolo.valore, numeratore=None, denominatore=None)
    frase = calcolo.spiegazione if len(validi) > 1 and modo is not Accumulo.CUMULATO else ""
    return replace(unito, testo=scrivi(calcolo.valore, unito.unita) if frase else ultimo.testo), frase
