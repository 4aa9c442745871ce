"""What goes into a sheet that we write: tables of cells, made unable to run, and how each cell is shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

FORMULE = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
MAI_STAMPATI = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no sheet may hold."""
VIETATI_NEL_NOME = re.compile(r"[\[\]:*?/\\]")
NOME_LUNGO = 31
"""Characters of the name of a sheet, at most."""
STRETTA, LARGA = 9, 60
"""Widths of a column, in characters: the text of a longer one stays in its cell."""
GUARDATE = 200
"""Rows that are looked at to choose the widths."""


@dataclass(frozen=True, slots=True)
class Percento:
    """A share written in percent, as ``5,2%``: in a sheet it is the number 0.052, shown so."""

    valore: Decimal

    @property
    def decimali(self) -> int:
        """The decimals it was written with."""
        return max(-int(self.valore.as_tuple().exponent), 0)

    @property
    def quota(self) -> Decimal:
        """The number in the cell, 1 for 100%."""
        return self.valore.scaleb(-2)

    def __str__(self) -> str:
        return f"{self.valore:f}%".replace(".", ",")


Cella = str | Decimal | int | dt.date | Percento | None
"""What a cell holds; a ``datetime`` is in the time of who reads it, without its zone."""


@dataclass(frozen=True, slots=True)
class Tabella:
    """Rows under one row of headings, as long as that. ``nome`` is what its sheet would like to be called."""

    nome: str
    titoli: Sequence[str]
    righe: Sequence[Sequence[Cella]]

    @property
    def sicure(self) -> tuple[list[Cella], list[list[Cella]]]:
        """The headings and the rows, unable to run."""
        return [sicura(t) for t in self.titoli], [[sicura(valore) for valore in riga] for riga in self.righe]


def sicura(valore: Cella) -> Cella:
    """The cell, unable to run: a text that looks like a formula gets an apostrophe, but for a lone dash, which in a
    printed table is "no value"; the characters that no sheet may hold go."""
    if not isinstance(valore, str):
        return valore
    testo = MAI_STAMPATI.sub("", valore)
    return f"'{testo}" if testo.startswith(FORMULE) and testo != "-" else testo


class Mostra(Enum):
    """How a cell is shown; the value is the number format of Excel."""

    COM_E = "General"
    INTERO = "#,##0"
    DECIMALE = "#,##0.00"
    FINE = "#,##0.00####"
    PERCENTO = "0%"
    PERCENTO_1 = "0.0%"
    PERCENTO_2 = "0.00%"
    DATA = "dd/mm/yyyy"
    ORA = "dd/mm/yyyy hh:mm"


PERCENTI = (Mostra.PERCENTO, Mostra.PERCENTO_1, Mostra.PERCENTO_2)


def come_si_mostra(valore: Cella) -> Mostra:
    """Decimals with two digits, or up to six when two would show nothing of them; whole numbers as years are."""
    if isinstance(valore, Decimal):
        cifre = -int(valore.as_tuple().exponent)
        if cifre <= 0:
            return Mostra.INTERO
        return Mostra.DECIMALE if cifre <= 2 or abs(valore) >= 1 else Mostra.FINE
    if isinstance(valore, dt.date):
        return Mostra.ORA if isinstance(valore, dt.datetime) else Mostra.DATA
    return PERCENTI[min(valore.decimali, 2)] if isinstance(valore, Percento) else Mostra.COM_E


def larghezze(titoli: Sequence[Cella], righe: Sequence[Sequence[Cella]]) -> list[int]:
    """The width of each column, in characters: of its longest cell, and of the longest word of its heading."""
    trovate = [max([STRETTA, *(len(parola) + 2 for parola in str(t).split())]) for t in titoli]
    for riga in righe[:GUARDATE]:
        for posto, valore in enumerate(riga):
            trovate[posto] = max(trovate[posto], _lunghezza(valore) + 2)
    return [min(quanta, LARGA) for quanta in trovate]


def _lunghezza(valore: Cella) -> int:
    if isinstance(valore, str):
        return max(map(len, valore.splitlines()), default=0)
    if isinstance(valore, Decimal):
        return len(f"{valore:,.2f}")
    if isinstance(valore, dt.date):
        return 16 if isinstance(valore, dt.datetime) else 10
    return 0 if valore is None else len(str(valore))


def nomi_di_foglio(nomi: Iterable[str]) -> list[str]:
    """Names that a workbook accepts, all different also when case is not looked at."""
    scelti: list[str] = []
    presi: set[str] = set()
    for nome in nomi:
        base = " ".join(VIETATI_NEL_NOME.sub(" ", MAI_STAMPATI.sub("", nome)).split()).strip("' ") or "Foglio"
        scelto, volte = base[:NOME_LUNGO].strip("' "), 1
        while scelto.casefold() in presi:
            volte += 1
            coda = f" ({volte})"
            scelto = f"{base[: NOME_LUNGO - len(coda)].strip()}{coda}"
        presi.add(scelto.casefold())
        scelti.append(scelto)
    return scelti
