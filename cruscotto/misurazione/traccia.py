"""The numbers of an indicator so far, in a few words and for a small line: earlier years, periods, target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import NUMERICI, Tipo
from cruscotto.misurazione.letture import Storico
from cruscotto.models import Indicatore, Rilevazione

ULTIMI = 6
"""How many numbers are shown, the latest."""
PARZIALI = (Accumulo.CUMULATO, Accumulo.SOMMA)
"""How the periods make the value of the year where that of a period is a part of it: no year stands beside it."""


@dataclass(frozen=True, slots=True)
class Scia:
    """Names (a year or a period) and numbers, in order; the target, None when it is not a number. ``misurata`` is
    whether any number can be there at all."""

    punti: tuple[tuple[str, Decimal], ...] = ()
    target: Decimal | None = None
    misurata: bool = False

    @property
    def valori(self) -> tuple[Decimal, ...]:
        return tuple(valore for _, valore in self.punti)

    @property
    def verso(self) -> str:
        """How the numbers go, whether that is good or not."""
        valori = self.valori
        if len(valori) < 2:
            return ""
        passi = [b - a for a, b in pairwise(valori)]
        if not any(passi):
            return "stabile"
        if all(p >= 0 for p in passi):
            return "in crescita"
        return "in calo" if all(p <= 0 for p in passi) else "con alti e bassi"

    @property
    def parole(self) -> str:
        """«in crescita: 71, 74, 80; target 85»."""
        if not self.misurata:
            return "non è un numero: nessun andamento"
        if not self.punti:
            return "non misurato"
        numeri = ", ".join(formatta_numero(valore) for valore in self.valori)
        coda = "" if self.target is None else f"; target {formatta_numero(self.target)}"
        return f"{self.verso or 'un solo valore'}: {numeri}{coda}"


def traccia(
    indicatore: Indicatore,
    contano: Sequence[Rilevazione],
    storico: Sequence[Storico],
    anno: int,
    target: Decimal | None,
) -> Scia:
    """The numbers of an indicator up to a period. ``contano`` are the values of its year that count, in order."""
    if Tipo(indicatore.tipo) not in {*NUMERICI, Tipo.CALCOLATO}:
        return Scia()
    propri, somma = list[tuple[str, Decimal]](), Decimal(0)
    for r in contano:
        if r.valore is None or r.neutralizzata:
            continue
        valore = essenziale(r.valore)
        if indicatore.accumulo == Accumulo.SOMMA:
            valore = somma = essenziale(somma + valore)
        propri.append((r.periodo.nome, valore))
    prima = [
        (str(s.anno), essenziale(s.valore))
        for s in storico
        if s.valore is not None and not s.benchmark and s.anno < anno and indicatore.accumulo not in PARZIALI
    ]
    return Scia(tuple([*prima, *propri][-ULTIMI:]), None if target is None else essenziale(target), True)
