"""The cells of what is measured, for the sheets that every page gives: numbers are numbers, dates are dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from contesto.numeri import essenziale
from cruscotto.aritmetica.sal import Fascia, arrotonda
from cruscotto.aritmetica.valori import Atteso, Consuntivo, Tipo, ValoreIllegibile, leggi_atteso, leggi_consuntivo
from cruscotto.misurazione.prospetto import Riga
from cruscotto.models import Periodo, Rilevazione
from ente.fogli.celle import Cella, Tabella

DECIMALI = 6
"""Decimals kept of a computed number: more than a spreadsheet's own precision would be noise."""


Letti = tuple[Atteso | None, Consuntivo | None]


def letti(riga: Riga) -> Letti:
    """Target and actual read again from their text, by the parser that read them when they were entered. What was
    computed is as it was computed: its text has fewer decimals."""
    tipo = Tipo(riga.tipo) if riga.tipo != Tipo.CALCOLATO else None
    atteso = consuntivo = None
    try:
        atteso = leggi_atteso(riga.target, tipo=tipo)
        consuntivo = leggi_consuntivo(riga.actual, tipo=tipo)
    except ValoreIllegibile:  # words, or nothing yet: the text stands in its own column
        pass
    if riga.calcolo is not None and riga.calcolo.valore is not None:
        consuntivo = Consuntivo(riga.actual, Tipo.NUMERO, valore=riga.calcolo.valore, unita=riga.calcolo.unita)
    return atteso, consuntivo


def misurato(letto: Atteso | Consuntivo | None) -> Decimal | dt.date | None:
    """A target or an actual as a number or a date; None for words."""
    if letto is None:
        return None
    return numero(letto.valore) if letto.data is None else letto.data


def numero(valore: Decimal | None) -> Decimal | None:
    """A number with at most six decimals and no trailing zeros."""
    if valore is None:
        return None
    corto = arrotonda(valore, DECIMALI)
    return essenziale(corto)


SEMAFORO = "Semaforo"


SAL = "SAL %"


def luce(fascia: Fascia | None) -> str:
    """The band of the traffic light as the pages say it."""
    return fascia.nome if fascia else "Non rilevato"


Tabelle = dict[str, Callable[[], Tabella]]


def nome_tabella(cosa: str, periodo: Periodo | None, anno: int) -> str:
    return f"{cosa}-{anno}-{periodo.numero}" if periodo else f"{cosa}-{anno}"


def scritto_e_misurato(valore: Rilevazione | None, unita: str) -> tuple[Cella, ...]:
    """A value as written, as a number or a date, and its unit."""
    if valore is None:
        return "", None, unita
    return valore.testo, valore.data or numero(essenziale(valore.valore)), valore.unita or unita
