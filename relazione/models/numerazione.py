"""The numbers of sections, computed from their places: ``3``, ``3.2``, ``3.2.16``, ``7.1.f``. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

LETTERE = "abcdefghilmnopqrstuvz"
"""The Italian alphabet, in which the annexes of an Italian act are lettered: after ``i`` comes ``l``."""


class Numerazione(StrEnum):
    """How the sections right under another are numbered."""

    NUMERI = "numeri"
    LETTERE = "lettere"


class Numerabile(Protocol):
    """What has a place in a document: its level (1–3), whether it takes a number, how those under it take theirs."""

    @property
    def livello(self) -> int: ...
    @property
    def numerata(self) -> bool: ...
    @property
    def figli(self) -> str: ...


def numera(sezioni: Iterable[Numerabile]) -> list[str]:
    """The number of each section, in document order; empty for one that takes none.

    A section is under the last one before it of a lower level; under one without a number none has one.
    """
    numeri: list[str] = []
    sopra: list[tuple[int, str, str]] = []  # level, number and how its children are numbered, from the outermost
    contati: dict[str, int] = {}
    for s in sezioni:
        while sopra and sopra[-1][0] >= s.livello:
            sopra.pop()
        padre, modo = (sopra[-1][1], sopra[-1][2]) if sopra else ("", Numerazione.NUMERI)
        numero = ""
        if s.numerata and (padre or not sopra):
            contati[padre] = contati.get(padre, 0) + 1
            proprio = _lettera(contati[padre]) if modo == Numerazione.LETTERE else str(contati[padre])
            numero = f"{padre}.{proprio}" if padre else proprio
            contati[numero] = 0
        numeri.append(numero)
        sopra.append((s.livello, numero, s.figli))
    return numeri


def _lettera(n: int) -> str:
    """``a`` for 1 … ``z`` for 21, then ``aa``."""
    testo = ""
    while n:
        n, resto = divmod(n - 1, len(LETTERE))
        testo = LETTERE[resto] + testo
    return testo
