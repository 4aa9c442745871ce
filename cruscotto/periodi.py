"""Values of periods, calculated indicators, limits, trend. Pure: no Django, unrounded Decimals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from contesto.numeri import CONTESTO
from cruscotto.punteggio import RegolaNonValida
from cruscotto.valori import Verso, formatta_numero

ZERO = Decimal(0)


class Accumulo(StrEnum):
    """How the values of the periods make the value at a date."""

    ALLA_DATA = "alla_data"
    ULTIMO = "ultimo"
    CUMULATO = "cumulato"
    SOMMA = "somma"
    MEDIA = "media"


class Formula(StrEnum):
    """How a calculated indicator is made from others."""

    RAPPORTO = "rapporto"
    PERCENTO = "percento"
    PER_MILLE = "per_mille"
    SOMMA = "somma"
    MINIMO = "minimo"
    MASSIMO = "massimo"
    CONTEGGIO = "conteggio"
    MEDIANA = "mediana"
    MEDIA = "media"


class Andamento(StrEnum):
    """Trend since the last period."""

    MIGLIORA = "migliora"
    STABILE = "stabile"
    PEGGIORA = "peggiora"
    IGNOTO = "ignoto"


@dataclass(frozen=True, slots=True)
class Rilevato:
    """Value entered for a period that ends on `data`; None is missing. `motivo_calo` justifies a cumulative fall."""

    data: dt.date
    valore: Decimal | None
    motivo_calo: str = ""


@dataclass(frozen=True, slots=True)
class Calcolo:
    """A computed value, unrounded; None with the reason in `spiegazione`."""

    valore: Decimal | None
    spiegazione: str
    avvisi: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tendenza:
    """Trend and by how much the distance from the target shrank (positive is better), in the indicator's unit."""

    andamento: Andamento
    variazione: Decimal | None


def accumula(rilevati: Iterable[Rilevato], alla: dt.date, modo: Accumulo) -> Calcolo:
    """Return the value at a date. Missing periods are left out, never counted 0.

    ALLA_DATA takes the value of that very day, ULTIMO and CUMULATO the latest up to it, SOMMA and MEDIA all up to it.
    A cumulative value that falls without a reason gives no value.
    """
    validi = sorted(
        ((r.data, r.valore, r.motivo_calo) for r in rilevati if r.valore is not None and r.data <= alla),
        key=lambda r: r[0],
    )
    if modo is Accumulo.ALLA_DATA:
        validi = [r for r in validi if r[0] == alla]
    if not validi:
        return Calcolo(None, f"Non calcolabile: nessun valore rilevato {_quando(modo)} {alla:%d/%m/%Y}.")
    valori = [valore for _, valore, _ in validi]
    avvisi: list[str] = []
    if modo is Accumulo.CUMULATO:
        for (_, prima, _), (data, dopo, motivo) in pairwise(validi):
            calo = f"il valore cumulato cala da {formatta_numero(prima)} a {formatta_numero(dopo)} il {data:%d/%m/%Y}"
            if dopo < prima and not motivo.strip():
                return Calcolo(None, f"Non calcolabile: {calo} senza un motivo.")
            if dopo < prima:
                avvisi.append(f"{calo}: {motivo.strip()}")
    with localcontext(CONTESTO):
        valore = _accumulato(valori, modo)
    nome = modo.replace("_", " ").capitalize()
    testo = f"{nome} di {len(valori)} rilevazioni fino al {alla:%d/%m/%Y}: {formatta_numero(valore)}."
    return Calcolo(valore, testo, tuple(avvisi))


def _quando(modo: Accumulo) -> str:
    return "il" if modo is Accumulo.ALLA_DATA else "fino al"


def _accumulato(valori: list[Decimal], modo: Accumulo) -> Decimal:
    if modo is Accumulo.SOMMA:
        return sum(valori, ZERO)
    if modo is Accumulo.MEDIA:
        return sum(valori, ZERO) / len(valori)
    return valori[-1]


_RAPPORTI = {Formula.RAPPORTO: 1, Formula.PERCENTO: 100, Formula.PER_MILLE: 1000}


def calcola_indicatore(
    formula: Formula, operandi: Sequence[str], valori: Mapping[str, Decimal | None], *, codice: str = ""
) -> Calcolo:
    """Compute an indicator from others, named by code; `codice` is its own.

    It never counts itself: its code among the operands is dropped and said, and refused in a ratio. A ratio needs its
    two operands and a denominator that is not zero; the others leave out what is missing, and say it.
    """
    if formula in _RAPPORTI:
        return _rapporto(formula, operandi, valori, codice)
    avvisi = [f"l'indicatore {codice} non conta se stesso"] if codice and codice in operandi else []
    altri = [o for o in operandi if not codice or o != codice]
    presenti = [v for v in (valori.get(o) for o in altri) if v is not None]
    assenti = [o for o in altri if valori.get(o) is None]
    if assenti:
        avvisi.append(f"senza valore e non contati: {', '.join(assenti)}")
    if formula is Formula.CONTEGGIO:
        return Calcolo(Decimal(len(presenti)), f"Conteggio: {len(presenti)} indicatori con un valore.", tuple(avvisi))
    if not presenti:
        return Calcolo(None, "Non calcolabile: nessun indicatore di partenza ha un valore.", tuple(avvisi))
    with localcontext(CONTESTO):
        valore = _aggrega(formula, presenti)
    testo = f"{formula.capitalize()} di {len(presenti)} indicatori: {formatta_numero(valore)}."
    return Calcolo(valore, testo, tuple(avvisi))


def _rapporto(formula: Formula, operandi: Sequence[str], valori: Mapping[str, Decimal | None], codice: str) -> Calcolo:
    if len(operandi) != 2:
        return Calcolo(None, f"Non calcolabile: un rapporto vuole due indicatori, non {len(operandi)}.")
    if codice and codice in operandi:
        return Calcolo(None, f"Non calcolabile: l'indicatore {codice} non può contare se stesso.")
    a, b = (valori.get(o) for o in operandi)
    if a is None or b is None:
        return Calcolo(None, f"Non calcolabile: manca il valore di {operandi[0] if a is None else operandi[1]}.")
    if not b:
        return Calcolo(None, f"Non calcolabile: il denominatore {operandi[1]} è zero.")
    fattore = _RAPPORTI[formula]
    with localcontext(CONTESTO):
        valore = a * fattore / b
    per = "" if fattore == 1 else f" × {fattore}"
    return Calcolo(valore, f"{formatta_numero(a)} / {formatta_numero(b)}{per} = {formatta_numero(valore, 4)}.")


def _aggrega(formula: Formula, valori: list[Decimal]) -> Decimal:
    """Sum, minimum, maximum, mean or median (the mean of the two central values when they are even)."""
    if formula is Formula.MINIMO:
        return min(valori)
    if formula is Formula.MASSIMO:
        return max(valori)
    if formula is Formula.MEDIANA:
        ordinati = sorted(valori)
        meta = len(ordinati) // 2
        return ordinati[meta] if len(ordinati) % 2 else (ordinati[meta - 1] + ordinati[meta]) / 2
    somma = sum(valori, ZERO)
    return somma / len(valori) if formula is Formula.MEDIA else somma


def ordine_di_calcolo(dipendenze: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the codes in an order in which each comes after its operands.

    An indicator that reaches itself through others would count itself: raises RegolaNonValida naming the circle.
    """
    try:
        return tuple(TopologicalSorter(dipendenze).static_order())
    except CycleError as errore:
        giro = " → ".join(errore.args[1])
        raise RegolaNonValida(f"Un indicatore calcolato conta se stesso: {giro}.") from None


def tendenza(atteso: Decimal | None, prima: Decimal | None, adesso: Decimal | None, verso: Verso | None) -> Tendenza:
    """Compare the distance from the target with that of the last period; unknown without values or direction."""
    if atteso is None or prima is None or adesso is None or verso in (None, Verso.NEUTRA):
        return Tendenza(Andamento.IGNOTO, None)
    with localcontext(CONTESTO):
        segno = 1 if verso is Verso.CRESCENTE else -1
        variazione = segno * (atteso - prima) - segno * (atteso - adesso)
    if not variazione:
        return Tendenza(Andamento.STABILE, ZERO)
    return Tendenza(Andamento.MIGLIORA if variazione > 0 else Andamento.PEGGIORA, variazione)
