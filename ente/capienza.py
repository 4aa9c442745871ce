"""What a column of numbers can hold: one rule, for who reads a written number, for the forms and for whatever writes.

Pure: no Django. The columns of a database differ: PostgreSQL refuses what has too many digits before the comma, SQLite
takes it and cannot read it again; PostgreSQL keeps every digit, SQLite fifteen (ADR 33). The rule is what both hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

CIFRE_ESATTE = 15
"""The significant digits that SQLite keeps."""

AMPIO = Context(prec=100)
"""Wide enough for any number that is looked at: one that does not fit is said, it does not raise."""


ESATTO = Context(prec=CIFRE_ESATTE)


@dataclass(frozen=True, slots=True)
class Capienza:
    """A decimal column: ``cifre`` digits in all, ``decimali`` of them after the comma."""

    cifre: int
    decimali: int

    @property
    def intere(self) -> int:
        """How many digits go before the comma."""
        return self.cifre - self.decimali

    def troppo(self, valore: Decimal) -> bool:
        """Whether a number does not fit, however it is rounded to the column."""
        if not valore.is_finite():
            return True
        if valore.adjusted() < self.cifre - self.decimali - 1:  # far from the limit, as nearly all are
            return False
        corto = ESATTO.plus(valore)
        return abs(corto) >= Decimal(10) ** self.intere or abs(valore) >= Decimal(10) ** self.intere

    def perche_no(self, valore: Decimal) -> str:
        """Why a number does not fit as it is, after «il numero»; empty when it does."""
        if self.troppo(valore):
            return f"è troppo grande, al massimo {min(self.intere, CIFRE_ESATTE)} cifre prima della virgola"
        _, cifre, esponente = valore.as_tuple()
        if len(cifre) <= CIFRE_ESATTE and 0 <= -int(esponente) <= self.decimali:
            return ""
        _, cifre, esponente = AMPIO.plus(valore).normalize(AMPIO).as_tuple()
        if len(cifre) > CIFRE_ESATTE or -int(esponente) > self.decimali:
            return f"ha più di {CIFRE_ESATTE} cifre o di {self.decimali} decimali"
        return ""


MISURATO = Capienza(24, 6)
"""Targets, actuals, thresholds, cells of the context tables."""
PUNTI = Capienza(9, 4)
"""Weights, SALs, limits of scores."""
IMPORTO = Capienza(16, 2)
"""Euro with their cents."""
