"""The series of the tables: one measure of one territory year after year, with the words that name it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from relazione.controlli.materia import AsseLetto, TavolaLetta
from relazione.controlli.parole import ANNO, radici

COMUNI = frozenset(("total", "anno", "anni", "valor", "numero"))
"""Roots that name nothing: a text that says them says it of any series."""


@dataclass(frozen=True, slots=True)
class SerieDiTavola:
    """``valori`` are the numbers by year, with the printed text and the row; ``parole`` the roots that a sentence which
    speaks of it says; ``misura`` those of what the whole table counts."""

    tavola: TavolaLetta
    nome: str
    parole: frozenset[str]
    misura: frozenset[str]
    unita: str
    valori: Mapping[int, tuple[Decimal, str, int]]


def serie_di(tavola: TavolaLetta) -> Iterator[SerieDiTavola]:
    """The series of a table with more than one year and words that name them."""
    gruppi: dict[tuple[str, ...], dict[int, tuple[Decimal, str, int]]] = {}
    unita: dict[tuple[str, ...], str] = {}
    gruppo = ""
    for r, riga in enumerate(tavola.righe):
        gruppo = riga.etichetta if riga.gruppo else gruppo
        for c, colonna in enumerate(tavola.colonne):
            anno, valore = colonna.anno or riga.anno, tavola.valori[r][c]
            if anno is None or valore is None or riga.gruppo or (colonna.anno and riga.anno):
                continue
            dove = (gruppo, _nome(riga), _senza_anno(colonna.livello_superiore), _nome(colonna))
            gruppi.setdefault(dove, {}).setdefault(anno, (valore, tavola.testi[r][c], r))
            unita.setdefault(dove, colonna.unita or riga.unita or tavola.unita)
    della_tavola = radici(tavola.misura) - COMUNI
    for chiave, valori in gruppi.items():
        nome = " / ".join(dict.fromkeys(p for p in chiave if p))
        parole = radici(nome) - COMUNI or della_tavola
        if len(valori) > 1 and parole:
            yield SerieDiTavola(tavola, nome or tavola.misura, parole, della_tavola, unita[chiave], valori)


def _nome(asse: AsseLetto) -> str:
    return _senza_anno(asse.etichetta)


def _senza_anno(testo: str) -> str:
    return " ".join(ANNO.sub(" ", testo).split())
