"""How a number is shown, from the format of its cell: only what changes what it says, the sign of percent. Pure.

In a format a ``%`` is a percentage, and the number is shown a hundred times larger; in quotes, after ``\\``, ``_`` or
``*`` it is a character like others, written beside the number as it is.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from enum import Enum
from functools import lru_cache

COMUNI = {9: "0%", 10: "0.00%"}
"""The formats of percentages that every spreadsheet has, by their number."""

_PEZZO = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', re.DOTALL)
_CONDIZIONE = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_CONFRONTI: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


class Segno(Enum):
    """What stands beside a number: nothing, the sign of a percentage, a ``%`` that is only written."""

    NESSUNO = ""
    PERCENTO = "percento"
    SCRITTO = "scritto"


class FormatoDiNumero:
    """A format in which a ``%`` stands somewhere: which sign it puts beside each number."""

    def __init__(self, codice: str) -> None:
        self._sezioni = [(_condizione(s), _segno(s)) for s in _sezioni(codice)]

    def segno(self, valore: float) -> Segno:
        """The sign beside this number: each section of a format may have its own."""
        condizioni = [c for c, _ in self._sezioni]
        if any(condizioni):
            return next((s for c, s in self._sezioni if c is None or c(valore)), self._sezioni[-1][1])
        quale = 0 if valore > 0 or len(self._sezioni) == 1 else 1 if valore < 0 else 2
        return self._sezioni[quale if quale < len(self._sezioni) else 0][1]


@lru_cache(maxsize=1000)
def formato(codice: str) -> FormatoDiNumero | None:
    """A format by its code; None when it never puts a ``%`` beside a number."""
    if "%" not in codice:
        return None
    letto = FormatoDiNumero(codice)
    return letto if any(s is not Segno.NESSUNO for _, s in letto._sezioni) else None


@lru_cache(maxsize=1000)
def di_giorno(codice: str) -> bool:
    """Whether a format shows a number as a day."""
    pezzi = [p.lower() for p in _PEZZO.findall(codice.partition(";")[0]) if len(p) == 1]
    return "d" in pezzi and "y" in pezzi


@lru_cache(maxsize=1000)
def di_ora(codice: str) -> bool:
    """Whether a format shows a number as a day, an hour or a duration, or as a text."""
    return any(p.lower() in "dyhms@" or (p[0] == "[" and p[1:2].lower() in "hms") for p in _PEZZO.findall(codice))


def _sezioni(codice: str) -> list[Sequence[str]]:
    sezioni: list[list[str]] = [[]]
    for pezzo in _PEZZO.findall(codice):
        if pezzo == ";":
            sezioni.append([])
        else:
            sezioni[-1].append(pezzo)
    return [*sezioni[:4]]


def _segno(pezzi: Sequence[str]) -> Segno:
    if "%" in pezzi:
        return Segno.PERCENTO
    scritto = any("%" in p and p[0] in '"\\' for p in pezzi)
    return Segno.SCRITTO if scritto and any(p in ("0", "#", "?", "G") for p in pezzi) else Segno.NESSUNO


def _condizione(pezzi: Sequence[str]) -> Callable[[float], bool] | None:
    for pezzo in pezzi:
        if trovata := _CONDIZIONE.fullmatch(pezzo):
            confronto, soglia = _CONFRONTI[trovata[1]], float(trovata[2])
            return lambda valore: confronto(valore, soglia)
    return None
