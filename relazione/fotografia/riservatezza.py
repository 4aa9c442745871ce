"""Which cells of the personnel tables the public edition does not print: those under three persons, and those from
which they could be worked out. Pure.

Totals, the other tables and the sign of a count are all known to who reads: a small cell is hidden together with enough
others that no equation among printed cells gives it back (ADR 37).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as Insieme
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from contesto.stampa import ColonnaFoto, RigaFoto, TavolaFoto

PERSONALE = "personale"
SOGLIA = 3
"""Counts of persons below this are hidden."""
NASCOSTO = "n.p."
NOTA = (
    f"{NASCOSTO}: non pubblicato, perché riguarda meno di tre persone o farebbe risalire a un dato che ne riguarda "
    "meno di tre."
)
INTERO = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")

Posto = tuple[str, int, int]
"""A cell: code of its table, row and column, from 0."""


@dataclass(frozen=True, slots=True)
class ConteggioDiPersone:
    """A printed count of persons. ``chiave`` are the labels that it counts: a total has those of its parts but one."""

    posto: Posto
    chiave: frozenset[str]
    valore: int


@dataclass(frozen=True, slots=True)
class Equazione:
    """A printed total and its parts, which sum to it."""

    totale: Posto
    parti: frozenset[Posto]

    @property
    def celle(self) -> frozenset[Posto]:
        return self.parti | {self.totale}


@lru_cache(maxsize=64)
def celle_nascoste(tavole: tuple[TavolaFoto, ...]) -> frozenset[Posto]:
    """The cells that the public edition hides, in all the tables of personnel together. Half a second for the seven
    tables of 2019; kept by content."""
    conteggi, equazioni = leggi_conteggi(tavole)
    valori = {c.posto: c.valore for c in conteggi}
    ampiezza = {c.posto: len(c.chiave) for c in conteggi}
    piccole = {posto for posto, valore in valori.items() if valore < SOGLIA}
    nascoste = set(piccole)
    while scoperte := ricavabili(valori, equazioni, nascoste):
        sole = [e for e in equazioni if len(e.celle & nascoste) == 1]
        accanto = {p for e in sole or equazioni if e.celle & scoperte for p in e.celle} - nascoste
        # When all that stands beside is hidden already, one that touches what is hidden.
        lontane = {p for e in equazioni if e.celle & nascoste for p in e.celle} - nascoste
        if not (accanto or lontane):
            break
        # One at a time, parts before totals, those that leave no other sum open, small before large: as little as
        # possible is lost.
        nuove = {p: sum(p in e.celle and not e.celle & nascoste for e in equazioni) for p in accanto or lontane}
        nascoste.add(min(nuove, key=lambda p: (-ampiezza[p], nuove[p], valori[p], p)))
    # What was hidden first may not be needed any more, once the others are: totals and large cells come back.
    for posto in sorted(nascoste - piccole, key=lambda p: (ampiezza[p], -valori[p], p)):
        if not ricavabili(valori, equazioni, nascoste - {posto}):
            nascoste.remove(posto)
    return frozenset(nascoste)


def nascondi(tavola: TavolaFoto, nascoste: Insieme[Posto]) -> TavolaFoto:
    """A table without the hidden cells, with the note that says so."""
    if not any(codice == tavola.codice for codice, _, _ in nascoste):
        return tavola
    righe = tuple(
        replace(
            riga,
            celle=tuple(NASCOSTO if (tavola.codice, r, c) in nascoste else testo for c, testo in enumerate(riga.celle)),
        )
        for r, riga in enumerate(tavola.righe)
    )
    return replace(tavola, righe=righe, note=(*tavola.note, NOTA))


def leggi_conteggi(tavole: Sequence[TavolaFoto]) -> tuple[list[ConteggioDiPersone], list[Equazione]]:
    """The counts of the tables of personnel, and which of them sum to which, in a table or from one to another."""
    conteggi: list[ConteggioDiPersone] = []
    dimensioni: list[tuple[str, frozenset[str]]] = []
    for tavola in tavole:
        if tavola.tema == PERSONALE:
            propri, assi = _conteggi(tavola)
            conteggi += propri
            dimensioni += [(tavola.codice, asse) for asse in assi if asse]
    somme = [e for tavola in tavole if tavola.tema == PERSONALE for e in _somme_di_righe(tavola)]
    return conteggi, list(dict.fromkeys([*_equazioni(conteggi, dimensioni), *somme]))


def _conteggi(tavola: TavolaFoto) -> tuple[list[ConteggioDiPersone], list[frozenset[str]]]:
    """The counts of a table, and the labels of each of its axes."""
    chiavi = _chiavi_colonne(tavola.colonne)
    ultima = max((r for r, riga in enumerate(tavola.righe) if riga.totale), default=None)
    conteggi, righe, gruppo = [], set(), ""
    testuali = [c for c, colonna in enumerate(tavola.colonne) if colonna.testo]
    for r, riga in enumerate(tavola.righe):
        etichetta = " ".join(riga.celle[c] for c in testuali)
        if riga.gruppo:
            gruppo = etichetta
            continue
        nome = "" if riga.totale else f"{gruppo}/{etichetta}" if gruppo else etichetta
        if nome:
            righe.add(nome)
        for c, chiave in _uniti(tavola.colonne, riga, chiavi):
            if not tavola.colonne[c].testo and riga.numeri[c] and INTERO.fullmatch(riga.celle[c]):
                di_gruppo = gruppo and r != ultima  # the last total is that of the whole table
                della_riga = frozenset({nome} if nome else {gruppo} if di_gruppo else ())
                valore = int(riga.celle[c].replace(".", ""))
                conteggi.append(ConteggioDiPersone((tavola.codice, r, c), chiave | della_riga, valore))
    sopra = frozenset(c.livello_superiore for c in tavola.colonne if not c.testo and not c.totale) - {""}
    sotto = frozenset(c.etichetta for c in tavola.colonne if not c.testo and not c.totale) - {""}
    return conteggi, [frozenset(righe), sopra, sotto]


def _somme_di_righe(tavola: TavolaFoto) -> Iterator[Equazione]:
    """The totals of groups of rows: each row of total with the rows of its group, with all those above it, with the
    totals above it, wherever they sum to it."""
    gruppo: list[int] = []
    corpo: list[int] = []
    totali: list[int] = []
    for r, riga in enumerate(tavola.righe):
        if riga.totale:
            for parti in (gruppo, corpo, totali):
                yield from _sommate(tavola, r, parti)
            totali.append(r)
        if riga.gruppo or riga.totale:
            gruppo = []
        else:
            gruppo.append(r)
            corpo.append(r)


def _sommate(tavola: TavolaFoto, totale: int, parti: Sequence[int]) -> Iterator[Equazione]:
    for c, colonna in enumerate(tavola.colonne):
        if parti and not colonna.testo:
            righe = [tavola.righe[r] for r in (totale, *parti)]
            if all(riga.numeri[c] and INTERO.fullmatch(riga.celle[c]) for riga in righe):
                somma, *addendi = (int(riga.celle[c].replace(".", "")) for riga in righe)
                if somma == sum(addendi):
                    yield Equazione((tavola.codice, totale, c), frozenset((tavola.codice, r, c) for r in parti))


def _chiavi_colonne(colonne: Sequence[ColonnaFoto]) -> list[frozenset[str]]:
    """What each column counts. The label of a total says nothing: it is the one that only totals have."""
    di_parti = {t for c in colonne if not c.totale for t in (c.livello_superiore, c.etichetta)}
    return [
        frozenset(t for t in (c.livello_superiore, c.etichetta) if t and (not c.totale or t in di_parti))
        for c in colonne
    ]


def _uniti(
    colonne: Sequence[ColonnaFoto], riga: RigaFoto, chiavi: Sequence[frozenset[str]]
) -> Iterator[tuple[int, frozenset[str]]]:
    """The columns of a row and what their cells count: one cell of a total may stand for all those of a heading."""
    posto = 0
    for superiore, gruppo in groupby(colonne, key=lambda c: c.livello_superiore):
        quante = len(list(gruppo))
        if riga.totale and superiore and quante > 1 and not any(riga.celle[posto + 1 : posto + quante]):
            comune = frozenset.intersection(*chiavi[posto : posto + quante])
            yield posto, comune
        else:
            yield from ((c, chiavi[c]) for c in range(posto, posto + quante))
        posto += quante


def _equazioni(
    conteggi: Sequence[ConteggioDiPersone], dimensioni: Iterable[tuple[str, frozenset[str]]]
) -> Iterator[Equazione]:
    per_tavola: dict[str, dict[frozenset[str], ConteggioDiPersone]] = {}
    per_chiave: dict[frozenset[str], list[ConteggioDiPersone]] = {}
    for c in conteggi:
        per_tavola.setdefault(c.posto[0], {})[c.chiave] = c
        per_chiave.setdefault(c.chiave, []).append(c)
    for uguali in per_chiave.values():
        for n, uno in enumerate(uguali):
            for altro in uguali[n + 1 :]:
                if uno.valore == altro.valore:
                    yield Equazione(uno.posto, frozenset({altro.posto}))
    viste = set()
    for tavola, dimensione in dimensioni:
        celle = per_tavola.get(tavola, {})
        for chiave in {c - dimensione for c in celle if c & dimensione}:
            parti = [celle.get(chiave | {voce}) for voce in sorted(dimensione)]
            presenti = [p for p in parti if p is not None]
            for totale in per_chiave.get(chiave, []):
                if len(presenti) == len(parti) and sum(p.valore for p in presenti) == totale.valore:
                    equazione = Equazione(totale.posto, frozenset(p.posto for p in presenti))
                    if equazione not in viste:
                        viste.add(equazione)
                        yield equazione


def ricavabili(
    valori: Mapping[Posto, int], equazioni: Sequence[Equazione], nascoste: Insieme[Posto]
) -> frozenset[Posto]:
    """The hidden cells that who reads the printed ones can work out exactly."""
    utili = [e for e in equazioni if e.celle & nascoste]
    return _per_eliminazione(utili, nascoste) | _per_limiti(valori, utili, nascoste)


def _per_eliminazione(equazioni: Sequence[Equazione], nascoste: Insieme[Posto]) -> frozenset[Posto]:
    """By the equations alone: those that the reduced system leaves with one unknown."""
    ridotte: dict[Posto, dict[Posto, Fraction]] = {}
    for e in equazioni:
        riga = {p: Fraction(-1) for p in e.parti & nascoste}
        if e.totale in nascoste:
            riga[e.totale] = Fraction(1)
        for perno in list(riga):
            if perno in ridotte and perno in riga:
                _sottrai(riga, ridotte[perno], riga[perno])
        if not riga:
            continue
        perno = min(riga)
        fattore = riga[perno]
        riga = {p: v / fattore for p, v in riga.items()}
        for altra in ridotte.values():
            if perno in altra:
                _sottrai(altra, riga, altra[perno])
        ridotte[perno] = riga
    return frozenset(perno for perno, riga in ridotte.items() if len(riga) == 1)


def _sottrai(riga: dict[Posto, Fraction], altra: Mapping[Posto, Fraction], fattore: Fraction) -> None:
    for posto, valore in altra.items():
        nuovo = riga.get(posto, Fraction(0)) - fattore * valore
        if nuovo:
            riga[posto] = nuovo
        else:
            riga.pop(posto, None)


def _per_limiti(
    valori: Mapping[Posto, int], equazioni: Sequence[Equazione], nascoste: Insieme[Posto]
) -> frozenset[Posto]:
    """By the equations and what a count is, never below zero: a total of nobody has nobody in each part."""
    minimo = {p: 0 if p in nascoste else v for p, v in valori.items()}
    massimo: dict[Posto, int | None] = {p: None if p in nascoste else v for p, v in valori.items()}
    cambia = True
    while cambia:
        cambia = False
        for e in equazioni:
            sotto = sum(minimo[p] for p in e.parti)
            tetti = [massimo[p] for p in e.parti]
            sopra = None if None in tetti else sum(t for t in tetti if t is not None)
            cambia |= _stringi(e.totale, sotto, sopra, minimo, massimo)
            for parte in e.parti:
                tetto = massimo[e.totale]
                alto = None if tetto is None else tetto - (sotto - minimo[parte])
                altre = [massimo[p] for p in e.parti if p != parte]
                basso = 0 if None in altre else minimo[e.totale] - sum(t for t in altre if t is not None)
                cambia |= _stringi(parte, basso, alto, minimo, massimo)
    return frozenset(p for p in nascoste if minimo.get(p) == massimo.get(p))


def _stringi(
    posto: Posto, basso: int, alto: int | None, minimo: dict[Posto, int], massimo: dict[Posto, int | None]
) -> bool:
    prima = (minimo[posto], massimo[posto])
    minimo[posto] = max(minimo[posto], basso)
    tetto = massimo[posto]
    massimo[posto] = tetto if alto is None else alto if tetto is None else min(tetto, alto)
    return (minimo[posto], massimo[posto]) != prima
