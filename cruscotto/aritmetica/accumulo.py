"""Values of periods, limits, trend. Pure: no Django, unrounded Decimals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.formule import scrivi
from cruscotto.aritmetica.valori import Verso, formatta_numero

ZERO = Decimal(0)


class Accumulo(StrEnum):
    """How the values of the periods make the value at a date."""

    ALLA_DATA = "alla_data"
    ULTIMO = "ultimo"
    CUMULATO = "cumulato"
    SOMMA = "somma"
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
    testo = f"{nome} di {len(valori)} rilevazioni fino al {alla:%d/%m/%Y}: {scrivi(valore, '')}."
    return Calcolo(valore, testo, tuple(avvisi))


def _quando(modo: Accumulo) -> str:
    return "il" if modo is Accumulo.ALLA_DATA else "fino al"


def _accumulato(valori: list[Decimal], modo: Accumulo) -> Decimal:
    if modo is Accumulo.SOMMA:
        return sum(valori, ZERO)
    if modo is Accumulo.MEDIA:
        return sum(valori, ZERO) / len(valori)
    return valori[-1]


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
