"""An indicator that is made of others: its formula, its operands, what comes out and why. Pure: no Django, unrounded
Decimals.

Operands are called by their place, «operando 1», and never by name: a sentence of these is read also by who may not see
every operand. The rules, with examples: docs/manuale/misura.md "Indicatori calcolati".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from contesto.numeri import CONTESTO, formatta_numero
from cruscotto.aritmetica.punteggio import RegolaNonValida, arrotonda
from cruscotto.aritmetica.valori import NUMERICI, Tipo, formatta_quantita

MASSIMO_OPERANDI = 100
DECIMALI = 4
"""Decimals that a computed value shows; the arithmetic keeps them all."""


class Formula(StrEnum):
    """How a computed indicator is made from others. The first three take two operands, in order."""

    RAPPORTO = "rapporto"
    PERCENTO = "percento"
    PER_MILLE = "per_mille"
    SOMMA = "somma"
    MINIMO = "minimo"
    MASSIMO = "massimo"
    CONTEGGIO = "conteggio"
    MEDIANA = "mediana"
    MEDIA = "media"


FATTORI = {Formula.RAPPORTO: 1, Formula.PERCENTO: 100, Formula.PER_MILLE: 1000}
UNITA = {Formula.PERCENTO: "%", Formula.PER_MILLE: "‰"}
"""The unit that a formula gives to what it makes."""
NOMI = {
    Formula.RAPPORTO: "rapporto: il primo diviso il secondo",
    Formula.PERCENTO: "percentuale: il primo diviso il secondo, per 100",
    Formula.PER_MILLE: "per mille: il primo diviso il secondo, per 1.000",
    Formula.SOMMA: "somma",
    Formula.MINIMO: "il più basso",
    Formula.MASSIMO: "il più alto",
    Formula.CONTEGGIO: "quanti hanno un valore",
    Formula.MEDIANA: "mediana",
    Formula.MEDIA: "media",
}


class Esito(StrEnum):
    """What came out. MANCANTE: an operand has no value, and the policy on missing values applies. NEUTRALIZZATO: what
    it is made of was taken out of the means. IMPOSSIBILE: no value that could be, as with a denominator of 0."""

    CALCOLATO = "calcolato"
    MANCANTE = "mancante"
    NEUTRALIZZATO = "neutralizzato"
    IMPOSSIBILE = "impossibile"


@dataclass(frozen=True, slots=True)
class OperandoAllaData:
    """An operand at a date. ``valore`` is in ``unita``, unrounded; ``testo`` is how it is shown."""

    codice: str
    stato: Esito
    valore: Decimal | None = None
    unita: str = ""
    testo: str = ""


@dataclass(frozen=True, slots=True)
class Calcolato:
    """The value of a computed indicator at a date, None with the reason in ``frase``."""

    formula: Formula
    termini: tuple[OperandoAllaData, ...]
    stato: Esito
    frase: str
    valore: Decimal | None = None
    unita: str = ""
    avvisi: tuple[str, ...] = ()

    @property
    def testo(self) -> str:
        """The value as it is shown; empty when there is none."""
        return "" if self.valore is None else scrivi(self.valore, self.unita)


def scrivi(valore: Decimal, unita: str) -> str:
    """A computed value with its unit, at most four decimals: `40%`, `0,3333`."""
    corto = arrotonda(valore, DECIMALI)
    intero = corto == corto.to_integral_value()
    return formatta_quantita(arrotonda(corto, 0) if intero else corto.normalize(CONTESTO), unita)


def in_parole(formula: Formula, quanti: int) -> str:
    """A formula over its operands: «operando 1 / operando 2 × 100», «media di 3 indicatori»."""
    if formula in FATTORI:
        fattore = FATTORI[formula]
        return "operando 1 / operando 2" + ("" if fattore == 1 else f" × {formatta_numero(Decimal(fattore))}")
    return f"{NOMI[formula]} di {quanti} indicator{'e' if quanti == 1 else 'i'}"


def calcola(formula: Formula, termini: Sequence[OperandoAllaData], unita: str = "") -> Calcolato:
    """Compute an indicator of which ``unita`` is the declared unit from its operands, in order.

    A missing operand gives no value: an incomplete sum is not a sum. Only the count goes on without, and counts those
    that have one. An operand that was neutralised leaves a sum, a mean, a minimum, a maximum or a median; a ratio with
    one is neutralised itself. A ratio with a denominator of 0 cannot be computed. Units: ``_unita``.
    """
    tutti = tuple(termini)
    try:
        controlla_numero(formula, len(tutti))
        contati = _contati(formula, tutti)
        risultante, avvisi = _unita(formula, tutti, unita)
        with localcontext(CONTESTO):
            valore = _valore(formula, contati)
    except _Senza as senza:
        return Calcolato(formula, tutti, senza.stato, senza.frase)
    except RegolaNonValida as errore:
        return Calcolato(formula, tutti, Esito.IMPOSSIBILE, f"Non calcolabile: {_minuscola(str(errore))}")
    fuori = [n for n, t in enumerate(tutti, 1) if t.stato is Esito.NEUTRALIZZATO]
    coda = f", senza {_operandi(fuori)} neutralizzat{'o' if len(fuori) == 1 else 'i'}" if fuori else ""
    frase = f"Calcolato: {in_parole(formula, len(tutti))} = {scrivi(valore, risultante)}{coda}."
    return Calcolato(formula, tutti, Esito.CALCOLATO, frase, valore, risultante, avvisi)


class _Senza(Exception):
    """There is no value: what came out, and why."""

    def __init__(self, stato: Esito, perche: str) -> None:
        nome = "Neutralizzato" if stato is Esito.NEUTRALIZZATO else "Non calcolabile"
        self.stato, self.frase = stato, f"{nome}: {perche}."
        super().__init__(perche)


def _contati(formula: Formula, termini: Sequence[OperandoAllaData]) -> list[Decimal]:
    """The values that count, in order.

    Raises:
        _Senza: some of them are not there.
    """

    def posti(stato: Esito) -> list[int]:
        return [n for n, t in enumerate(termini, 1) if t.stato is stato]

    neutri, mancanti, impossibili = map(posti, (Esito.NEUTRALIZZATO, Esito.MANCANTE, Esito.IMPOSSIBILE))
    if neutri and (formula in FATTORI or len(neutri) == len(termini)):
        raise _Senza(
            Esito.NEUTRALIZZATO, f"{_operandi(neutri)} {'è' if len(neutri) == 1 else 'sono'} fuori dalle medie"
        )
    if formula is not Formula.CONTEGGIO and mancanti:
        raise _Senza(Esito.MANCANTE, f"{'manca' if len(mancanti) == 1 else 'mancano'} {_operandi(mancanti)}")
    if formula is not Formula.CONTEGGIO and impossibili:
        uno = len(impossibili) == 1
        cosa = "non si calcola o non si legge" if uno else "non si calcolano o non si leggono"
        raise _Senza(Esito.IMPOSSIBILE, f"{cosa} {_operandi(impossibili)}")
    contati = [t.valore for t in termini if t.stato is Esito.CALCOLATO and t.valore is not None]
    if formula in FATTORI and not contati[1]:
        raise _Senza(Esito.IMPOSSIBILE, "il denominatore, l'operando 2, è zero")
    return contati


def _unita(formula: Formula, termini: Sequence[OperandoAllaData], dichiarata: str) -> tuple[str, tuple[str, ...]]:
    """The unit of what comes out, with what must be said of it.

    A ratio and a count may be of any units, and have the declared one; × 100 is in % and × 1.000 in ‰. What is added or
    compared must be in one unit, the declared one: an operand without any is taken to be in it, unless that is %, where
    0,94 might be a share.
    """
    if formula in UNITA:
        return UNITA[formula], ()
    if formula is Formula.RAPPORTO or formula is Formula.CONTEGGIO:
        return dichiarata, ()
    scritte = [t.unita for t in termini if t.stato is Esito.CALCOLATO]
    note = list(dict.fromkeys(u for u in (dichiarata, *scritte) if u))
    if len(note) > 1:
        citate = " e ".join(f"«{u}»" for u in note)
        raise _Senza(Esito.IMPOSSIBILE, f"le unità di misura sono diverse ({citate})")
    senza = [n for n, t in enumerate(termini, 1) if t.stato is Esito.CALCOLATO and not t.unita]
    if not note or not senza:
        return (note[0] if note else ""), ()
    if note[0] in UNITA.values():
        raise _Senza(Esito.IMPOSSIBILE, f"senza unità {_operandi(senza)}, e il resto è in «{note[0]}»")
    return note[0], (f"senza unità {_operandi(senza)}: si legge in «{note[0]}»",)


def _valore(formula: Formula, contati: Sequence[Decimal]) -> Decimal:
    """Ratio, sum, minimum, maximum, count, mean, or median: the mean of the two central values when they are even."""
    if formula in FATTORI:
        return contati[0] * FATTORI[formula] / contati[1]
    if formula is Formula.CONTEGGIO:
        return Decimal(len(contati))
    if formula is Formula.MINIMO:
        return min(contati)
    if formula is Formula.MASSIMO:
        return max(contati)
    if formula is Formula.MEDIANA:
        ordinati, meta = sorted(contati), len(contati) // 2
        return ordinati[meta] if len(ordinati) % 2 else (ordinati[meta - 1] + ordinati[meta]) / 2
    somma = sum(contati, Decimal(0))
    return somma / len(contati) if formula is Formula.MEDIA else somma


def _operandi(posti: Sequence[int]) -> str:
    """«l'operando 2», «gli operandi 1 e 3», «gli operandi 1, 2, 3, 4, 5 e altri 9»."""
    if len(posti) == 1:
        return f"l'operando {posti[0]}"
    if len(posti) > 5:
        return f"gli operandi {', '.join(map(str, posti[:5]))} e altri {len(posti) - 5}"
    return f"gli operandi {', '.join(map(str, posti[:-1]))} e {posti[-1]}"


def _minuscola(frase: str) -> str:
    return frase[:1].lower() + frase[1:]


# -- when it is declared -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Definizione:
    """What of an indicator a formula looks at. ``formula`` is empty for one that is not computed, ``operandi`` are keys
    of other definitions, in order."""

    codice: str
    tipo: str
    unita: str
    accumulo: str
    formula: str = ""
    operandi: tuple[int, ...] = ()


Grafo = Mapping[int, Definizione]
"""Definitions by the key of their indicator. Each operand of one of them is among them."""


def controlla_numero(formula: Formula, quanti: int) -> None:
    """Raise RegolaNonValida unless a formula may have so many operands."""
    if formula in FATTORI and quanti != 2:
        raise RegolaNonValida(f"Un rapporto vuole due indicatori, non {quanti}: il primo diviso il secondo.")
    if not quanti:
        raise RegolaNonValida("Un indicatore calcolato vuole almeno un altro indicatore da cui partire.")
    if quanti > MASSIMO_OPERANDI:
        raise RegolaNonValida(f"Gli indicatori da cui si parte sono {quanti}, al massimo {MASSIMO_OPERANDI}.")


def controlla_formula(chiave: int, grafo: Grafo) -> None:
    """Raise RegolaNonValida unless the formula of an indicator can give a value: as many operands as it wants, numbers,
    units that go together, none of them made of the indicator itself. The sentence names indicators by code."""
    propria = grafo[chiave]
    formula = Formula(propria.formula)
    controlla_numero(formula, len(propria.operandi))
    if Tipo(propria.tipo) not in NUMERICI:
        raise RegolaNonValida(
            f"{Tipo(propria.tipo).detto.capitalize()} non si calcola da altri indicatori: serve un numero."
        )
    operandi = [grafo[o] for o in propria.operandi]
    for altro in operandi:
        if Tipo(altro.tipo) not in NUMERICI:
            raise RegolaNonValida(f"«{altro.codice}» è {Tipo(altro.tipo).detto}: si parte solo da indicatori numerici.")
    _controlla_unita(formula, propria, operandi)
    giro = trova_giro(chiave, grafo)
    if giro:
        catena = ", che si calcola da ".join(f"«{grafo[k].codice}»" for k in giro[1:])
        raise RegolaNonValida(f"Un indicatore non conta mai se stesso: «{propria.codice}» si calcola da {catena}.")


def _controlla_unita(formula: Formula, propria: Definizione, operandi: Sequence[Definizione]) -> None:
    data = UNITA.get(formula)
    if data and propria.unita not in ("", data):
        raise RegolaNonValida(
            f"Questa formula dà un valore in «{data}» e l'unità di «{propria.codice}» è «{propria.unita}»."
        )
    if formula is Formula.RAPPORTO and propria.unita in UNITA.values():
        raise RegolaNonValida(
            f"Un valore in «{propria.unita}» vuole il rapporto per 100 o per 1.000: cambiate formula."
        )
    if formula in FATTORI or formula is Formula.CONTEGGIO:
        return
    unite = {d.unita for d in operandi if d.unita} | ({propria.unita} - {""})
    if len(unite) > 1:
        dette = ", ".join(f"«{d.codice}» in «{d.unita}»" for d in (propria, *operandi) if d.unita)
        raise RegolaNonValida(f"Le unità di misura devono essere le stesse: {dette}.")


def trova_giro(chiave: int, grafo: Grafo) -> tuple[int, ...]:
    """The way by which an indicator is made of itself, from it to it; empty when it is not."""
    strade: list[tuple[int, ...]] = [(chiave,)]
    visti: set[int] = set()
    while strade:
        strada = strade.pop()
        for altro in grafo[strada[-1]].operandi if grafo[strada[-1]].formula else ():
            if altro == chiave:
                return (*strada, altro)
            if altro not in visti:
                visti.add(altro)
                strade.append((*strada, altro))
    return ()


def ordine_di_calcolo(grafo: Grafo) -> tuple[int, ...]:
    """The computed ones, each after those that it is made of. Those that would count themselves, and those made of
    them, are left out."""
    attese = {k: {o for o in d.operandi if grafo[o].formula} for k, d in grafo.items() if d.formula}
    ordine: list[int] = []
    while pronti := [k for k, altri in attese.items() if not altri]:
        ordine += pronti
        for k in pronti:
            del attese[k]
        for altri in attese.values():
            altri.difference_update(pronti)
    return tuple(ordine)


def chi_ne_parte(chiave: int, grafo: Grafo) -> set[int]:
    """The indicators that are made of one, whatever the steps between."""
    trovati: set[int] = set()
    da_vedere = [chiave]
    while da_vedere:
        di = da_vedere.pop()
        nuovi = {k for k, d in grafo.items() if d.formula and di in d.operandi} - trovati
        trovati |= nuovi
        da_vedere += nuovi
    return trovati


def solo_di(chiavi: Iterable[int], grafo: Grafo) -> dict[int, Definizione]:
    """The part of a graph that some indicators are made of, they too."""
    presi: dict[int, Definizione] = {}
    da_vedere = [k for k in chiavi if k in grafo]
    while da_vedere:
        chiave = da_vedere.pop()
        if chiave not in presi:
            presi[chiave] = grafo[chiave]
            da_vedere += grafo[chiave].operandi if grafo[chiave].formula else ()
    return presi
