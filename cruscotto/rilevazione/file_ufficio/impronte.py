"""What the sheet of an office carries, so that it is understood when it comes back: whose it is, the value of each row,
its version, what stood in its cells.

The sheet is written by ``scrittura`` and read by the import of values: they agree here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from cruscotto.models import Periodo, Rilevazione
from cruscotto.valori.campi import SCRITTI, VUOTI
from ente.fogli.aspetto import scrivi
from ente.fogli.lettura import Foglio

GUIDA = "Scrivete nelle celle gialle"
"""How the guidance at the top of the sheet begins: it is still there when the hidden columns are gone."""
CERCATE = 5
"""In how many rows from the top a sheet says whose it is."""

_FIRMA = re.compile(r"cannocchiale:valori:([-\w]{1,60}):(\d{4}):(\d{1,3})", re.ASCII)
_IMPRONTE = re.compile(rf"(?:[0-9a-f]{{10}} ){{{len(SCRITTI)}}}[0-9a-f]{{10}}")
"""That of the cell of the value, then those of ``SCRITTI`` in order."""


@dataclass(frozen=True, slots=True)
class Firma:
    """The period that a sheet was made for."""

    ente: str
    anno: int
    numero: int

    @classmethod
    def di(cls, periodo: Periodo) -> Self:
        return cls(periodo.ciclo.ente.codice, periodo.ciclo.anno, periodo.numero)

    def __str__(self) -> str:
        return f"cannocchiale:valori:{self.ente}:{self.anno}:{self.numero}"


def firma_di(foglio: Foglio) -> tuple[Firma, tuple[int, int]] | None:
    """What a sheet says of whose it is, and in which cell (from 0); None when it says nothing."""
    for r, riga in enumerate(foglio.righe[:CERCATE]):
        for c, testo in enumerate(riga):
            if trovata := _FIRMA.fullmatch(testo):
                return Firma(trovata[1], int(trovata[2]), int(trovata[3])), (r, c)
    return None


def da_compilare(foglio: Foglio) -> bool:
    """Whether a sheet is that of an office, be it that another program has lost what it hides."""
    righe = foglio.righe[:CERCATE]
    return firma_di(foglio) is not None or any(GUIDA in testo for riga in righe for testo in riga)


def attuali(rilevazione: Rilevazione | None) -> dict[str, Any]:
    """What is written of a value, by field of ``SCRITTI``."""
    if rilevazione is None:
        return dict(VUOTI)
    return {nome: getattr(rilevazione, nome) for nome in SCRITTI}


def impronte(cella: object, rilevazione: Rilevazione | None, *, percento: bool = False) -> str:
    """The fingerprints of a row: its value as it will be read from ``cella``, then what is written of it."""
    scritti = attuali(rilevazione)
    return " ".join([impronta(come_si_legge(cella, percento=percento)), *(impronta(scritti[n]) for n in SCRITTI)])


def come_si_legge(cella: object, *, percento: bool = False) -> str:
    """The text that a cell that holds this gives back to who reads the sheet."""
    if not isinstance(cella, Decimal):
        return scrivi(cella)
    cifre = f"{cella.scaleb(2) if percento else cella:f}"
    corte = cifre.rstrip("0").rstrip(".") if "." in cifre else cifre
    return corte.replace(".", ",") + ("%" if percento else "")


def impronta(valore: object) -> str:
    """A short sign of a text, or of a day, to know whether it is still the same."""
    testo = valore.isoformat() if isinstance(valore, dt.date) else str(valore or "")
    return hashlib.sha256(" ".join(testo.split()).encode("utf-8", "surrogatepass")).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Portato:
    """What a row of a sheet says that it carried."""

    originale: str
    letta: str
    scritti: Mapping[str, str]

    @classmethod
    def da(cls, originale: str, segni: str) -> Self | None:
        """From the hidden cells; None when there are none, or they have been spoilt."""
        if not _IMPRONTE.fullmatch(segni):
            return None
        letta, *altre = segni.split()
        return cls(originale, letta, dict(zip(SCRITTI, altre, strict=True)))

    def intatto(self, nome: str, letto: object) -> bool:
        """Whether a cell still says what it said when the sheet was made."""
        if nome == "testo":
            return letto == self.originale or impronta(letto) == self.letta
        return impronta(letto) == self.scritti[nome]

    def com_era(self, nome: str, adesso: object) -> bool:
        """Whether the database still says what it said when the sheet was made."""
        return impronta(adesso) == self.scritti[nome]


def nomi_diversi(nomi: Sequence[str]) -> str:
    """Some names, each once, in one cell."""
    return "; ".join(dict.fromkeys(n for n in nomi if n))
