"""The indicators of a cycle that are made of others: what they are made of, and their values when these are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from cruscotto.aritmetica.formule import (
    Calcolato,
    Definizione,
    Esito,
    Formula,
    Grafo,
    OperandoAllaData,
    calcola,
    ordine_di_calcolo,
)
from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import Indicatore, Operando, Periodo, Rilevazione
from cruscotto.models.indicatore import OperandoQuerySet
from cruscotto.valori.accumulati import CALCOLATA, consuntivo, contati

Valori = Mapping[tuple[int, int | None], Mapping[int, Rilevazione]]
"""What was entered, by indicator and placement (None: what its placements share) and then by number of period."""

TIPI = {"%": Tipo.PERCENTUALE, "€": Tipo.EURO}
GIRO = "Non calcolabile: fra gli indicatori da cui si parte uno conta se stesso."


def definizione(indicatore: Indicatore, operandi: Iterable[int] = ()) -> Definizione:
    """An indicator as a formula looks at it."""
    return Definizione(
        indicatore.codice, indicatore.tipo, indicatore.unita, indicatore.accumulo, indicatore.calcolo, tuple(operandi)
    )


def leggi_operandi(ente_id: int, insieme: OperandoQuerySet | None = None) -> list[Operando]:
    """What the computed indicators of a body are made of, in one query; from ``insieme``, for who wants more."""
    letti = Operando.objects.all() if insieme is None else insieme
    return list(
        letti.filter(indicatore__ente=ente_id)
        .select_related("indicatore", "altro__ufficio")
        .order_by("indicatore", "ordine")
    )


def leggi_grafo(ente_id: int) -> dict[int, Definizione]:
    """The graph of the computed indicators of a body, in one query: empty when none is."""
    return grafo_di(leggi_operandi(ente_id))


def grafo_di(operandi: Iterable[Operando]) -> dict[int, Definizione]:
    """The graph that some operands make, given in order."""
    insieme: dict[int, Indicatore] = {}
    di: dict[int, list[int]] = {}
    for o in operandi:
        insieme |= {o.indicatore_id: o.indicatore, o.altro_id: o.altro}
        di.setdefault(o.indicatore_id, []).append(o.altro_id)
    return {pk: definizione(i, di.get(pk, ())) for pk, i in insieme.items()}


def in_json(grafo: Grafo) -> dict[str, Any]:
    """A graph as an adopted cycle keeps it; ``da_json`` reads it back."""
    return {
        str(pk): [d.codice, d.tipo, d.unita, d.accumulo, d.formula, list(d.operandi)] for pk, d in sorted(grafo.items())
    }


def da_json(copia: Mapping[str, Any]) -> dict[int, Definizione]:
    """A graph that an adopted cycle kept."""
    return {
        int(pk): Definizione(codice, tipo, unita, accumulo, formula, tuple(operandi))
        for pk, (codice, tipo, unita, accumulo, formula, operandi) in copia.items()
    }


class Calcolati:
    """The computed indicators of one cycle over its values; nothing is computed before it is asked for. Of an operand
    counts the value that its placements share, not the one that a placement has apart."""

    def __init__(self, grafo: Grafo, valori: Valori, periodi: Iterable[Periodo]) -> None:
        self.grafo, self._valori = grafo, valori
        self._periodi = {p.numero: p for p in periodi}
        self._fatti: dict[int, dict[int, Calcolato]] = {}

    def al(self, indicatore: Indicatore, numero: int) -> Calcolato:
        """The value of a computed indicator at the period of a number."""
        if numero not in self._fatti:
            self._fatti[numero] = self._calcola(numero)
        fatto = self._fatti[numero].get(indicatore.pk)
        if fatto is not None:
            return fatto
        formula = Formula(indicatore.calcolo)
        if indicatore.pk in self.grafo and self.grafo[indicatore.pk].operandi:
            return Calcolato(formula, (), Esito.IMPOSSIBILE, GIRO)
        return calcola(formula, ())

    def serie(self, indicatore: Indicatore, fino: int) -> list[Rilevazione]:
        """The values of a computed indicator up to a period, in order, as if they had been entered."""
        fatti = ((p, self.al(indicatore, n)) for n, p in sorted(self._periodi.items()) if n <= fino)
        return [_come_rilevata(indicatore, p, c) for p, c in fatti if c.valore is not None]

    @cached_property
    def _ordine(self) -> tuple[int, ...]:
        return ordine_di_calcolo(self.grafo)

    def _calcola(self, numero: int) -> dict[int, Calcolato]:
        fatti: dict[int, Calcolato] = {}
        for pk in self._ordine:
            d = self.grafo[pk]
            termini = [self._termine(o, numero, fatti) for o in d.operandi]
            fatti[pk] = calcola(Formula(d.formula), termini, d.unita)
        return fatti

    def _termine(self, pk: int, numero: int, fatti: Mapping[int, Calcolato]) -> OperandoAllaData:
        d = self.grafo[pk]
        if d.formula:
            c = fatti[pk]
            return OperandoAllaData(d.codice, c.stato, c.valore, c.unita, c.testo)
        rilevate = self._valori.get((pk, None), {})
        serie = [rilevate[n] for n in sorted(rilevate) if n <= numero]
        contano = contati(d, serie, rilevate.get(numero))
        if not contano:
            return OperandoAllaData(d.codice, Esito.MANCANTE)
        if contano[-1].neutralizzata:
            return OperandoAllaData(d.codice, Esito.NEUTRALIZZATO)
        fatto, _ = consuntivo(d, contano)
        if fatto is None or fatto.valore is None:
            return OperandoAllaData(d.codice, Esito.IMPOSSIBILE, testo=contano[-1].testo)
        return OperandoAllaData(d.codice, Esito.CALCOLATO, fatto.esatto, fatto.unita or d.unita, fatto.testo)


def _come_rilevata(indicatore: Indicatore, periodo: Periodo, c: Calcolato) -> Rilevazione:
    return Rilevazione(
        indicatore=indicatore,
        periodo=periodo,
        stato=CALCOLATA,
        testo=c.testo,
        tipo=TIPI.get(c.unita, Tipo.NUMERO).value,
        valore=c.valore,
        unita=c.unita,
        avvisi=list(c.avvisi),
    )
