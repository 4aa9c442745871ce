"""Questions on a value that is being entered: it may be right, it looks like a slip. Pure: no Django, only Decimals.

A question refuses nothing. Its answer is the note of the value, that the reviewer reads beside it: without one the
value stays a draft (``rilevazione.actions.valori``). How they are chosen is told in docs/manuale/misura.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contesto.numeri import CONTESTO, formatta_numero

SALTO = 8
"""How many times the value before, or the other way round: a digit too many, or a comma that slipped, is ten times."""
PICCOLO = 10
"""Below this a count may well become many times what it was: from 1 to 9 nobody is asked."""
OLTRE_TARGET = 10
"""How many times the target."""


class CodiceDomanda(StrEnum):
    """The questions, in the order in which they are asked."""

    SOTTO_MINIMO = "sotto_minimo"
    SOPRA_MASSIMO = "sopra_massimo"
    NEGATIVO = "negativo"
    SALTO = "salto"
    OLTRE_TARGET = "oltre_target"


@dataclass(frozen=True, slots=True)
class Domanda:
    """A question with its sentence, in Italian."""

    codice: CodiceDomanda
    frase: str


@dataclass(frozen=True, slots=True)
class Digitato:
    """A number that is being entered, in its unit; what it was in the period before; the targets that its office knows;
    the least and the greatest that its unit admits. None is not known."""

    valore: Decimal
    prima: Decimal | None = None
    attesi: tuple[Decimal, ...] = ()
    minimo: Decimal | None = None
    massimo: Decimal | None = None


def domande(digitato: Digitato) -> tuple[Domanda, ...]:
    """What to ask of a number, in order; nothing when it is plausible."""
    trovate = ((codice, chiedi(digitato)) for codice, chiedi in DOMANDE.items())
    return tuple(Domanda(codice, frase) for codice, frase in trovate if frase)


def _sotto_minimo(d: Digitato) -> str:
    if d.minimo is None or d.valore >= d.minimo:
        return ""
    return f"Il valore {_n(d.valore)} è sotto il minimo {_n(d.minimo)}: è giusto?"


def _sopra_massimo(d: Digitato) -> str:
    if d.massimo is None or d.valore <= d.massimo:
        return ""
    return f"Il valore {_n(d.valore)} è sopra il massimo {_n(d.massimo)}: è giusto?"


def _negativo(d: Digitato) -> str:
    """Not where a number below zero was there before, is aimed at or is admitted."""
    note = [*d.attesi, *(v for v in (d.prima, d.minimo) if v is not None)]
    if d.valore >= 0 or any(v < 0 for v in note) or _sotto_minimo(d):
        return ""
    return f"Il valore {_n(d.valore)} è negativo: è giusto?"


def _salto(d: Digitato) -> str:
    if not d.prima or not d.valore or (d.prima < 0) != (d.valore < 0):
        return ""
    piccolo, grande = sorted((abs(d.prima), abs(d.valore)))
    if grande < PICCOLO or grande < piccolo * SALTO:
        return ""
    come = "volte" if abs(d.valore) > abs(d.prima) else "volte meno"
    quante = CONTESTO.divide(grande, piccolo)
    return f"Il valore {_n(d.valore)} viene dopo {_n(d.prima)}, {_volte(quante)} {come}: è giusto?"


def _oltre_target(d: Digitato) -> str:
    """Not where the value before was as far from the target."""
    attesi = [abs(a) for a in d.attesi if a]
    if not attesi or abs(d.valore) < PICCOLO:
        return ""
    lontano = max(attesi) * OLTRE_TARGET
    if abs(d.valore) < lontano or (d.prima is not None and abs(d.prima) >= lontano):
        return ""
    quante = CONTESTO.divide(abs(d.valore), max(attesi))
    return f"Il valore {_n(d.valore)} è {_volte(quante)} volte il target {_n(max(d.attesi, key=abs))}: è giusto?"


DOMANDE: dict[CodiceDomanda, Callable[[Digitato], str]] = {
    CodiceDomanda.SOTTO_MINIMO: _sotto_minimo,
    CodiceDomanda.SOPRA_MASSIMO: _sopra_massimo,
    CodiceDomanda.NEGATIVO: _negativo,
    CodiceDomanda.SALTO: _salto,
    CodiceDomanda.OLTRE_TARGET: _oltre_target,
}


def _n(valore: Decimal) -> str:
    """A number without the zeros that a column adds."""
    intero = valore == valore.to_integral_value()
    return formatta_numero(valore.quantize(Decimal(1), context=CONTESTO) if intero else valore.normalize(CONTESTO))


def _volte(quante: Decimal) -> str:
    """How many times, as one says it: 9,7 and 30, never 9,7087."""
    return formatta_numero(quante, 0 if quante >= 20 else 1).removesuffix(",0")
