"""The same context table in more years, side by side. Pure: rows, columns and cells are read before.

A column that names a year keeps it, and takes its figures from the latest table that has it: two five-year tables make
one of six. Any other column is repeated, once a year. Rows are matched by their label under their sub-heading.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from contesto.models import Colonna, Tavola
from contesto.stampa import ANGOLO, ColonnaFoto, RigaFoto, TavolaFoto, unita_in_parole

K = TypeVar("K", bound=Hashable)
Cella = tuple[str, bool]  # the printed text, and whether it is a number


@dataclass(frozen=True, slots=True)
class _Lettura:
    """One table ready to be matched: its figures by row and column key, in printed order."""

    anno: int
    colonne: dict[Hashable, Colonna]
    righe: dict[tuple[str, str, int], tuple[str, bool, bool]]  # key → label, sub-heading, total
    celle: dict[tuple[tuple[str, str, int], Hashable], Cella]


def affianca(tavole: Sequence[Tavola]) -> TavolaFoto:
    """One table out of the same one in more years. The latest gives labels, order, unit, source and notes."""
    letture = [_leggi(t) for t in sorted(tavole, key=lambda t: t.anno)]
    ultima = max(tavole, key=lambda t: t.anno)
    chiavi = _in_ordine([list(lettura.colonne) for lettura in reversed(letture)])
    colonne: list[tuple[ColonnaFoto, Hashable, list[_Lettura]]] = []
    for chiave in sorted(chiavi, key=lambda c: _anno(letture, c)):
        con = [lettura for lettura in letture if chiave in lettura.colonne]
        modello = con[-1].colonne[chiave]
        if modello.anno:
            colonne.append((_foto(modello.etichetta, modello), chiave, con[::-1]))
            continue
        nome = " – ".join(dict.fromkeys(p for p in (modello.livello_superiore, modello.etichetta) if p))
        colonne += [(_foto(str(lettura.anno), modello, nome), chiave, [lettura]) for lettura in con]
    righe = []
    for riga in _in_ordine([list(lettura.righe) for lettura in reversed(letture)]):
        etichetta, gruppo, totale = next(x.righe[riga] for x in reversed(letture) if riga in x.righe)
        celle = [_cella(con, riga, chiave) for _, chiave, con in colonne]
        testi, numeri = zip(*celle, strict=True) if celle else ((), ())
        righe.append(RigaFoto((etichetta, *testi), (False, *numeri), gruppo, totale))
    prima = next((c for c in ultima.colonne.all() if c.testo), None)
    testata = ColonnaFoto((prima.etichetta if prima else "") or ANGOLO, "", True, False)
    return TavolaFoto(
        codice=ultima.codice,
        titolo=ultima.titolo,
        tema=ultima.tema,
        unita=unita_in_parole(ultima),
        fonte=ultima.fonte,
        note=tuple(ultima.note),
        colonne=(testata, *(c for c, _, _ in colonne)),
        righe=tuple(righe),
    )


def _leggi(tavola: Tavola) -> _Lettura:
    tutte = list(tavola.colonne.all())
    # A first descriptive column names the row; the others are compared like any figure.
    nome = next((c for c in tutte if c.testo), None)
    colonne: dict[Hashable, Colonna] = {(c.livello_superiore, c.etichetta): c for c in tutte if c is not nome}
    testi = {(c.riga_id, c.colonna_id): (c.testo, c.valore is not None or c.testo == "-") for c in tavola.celle.all()}
    righe: dict[tuple[str, str, int], tuple[str, bool, bool]] = {}
    celle: dict[tuple[tuple[str, str, int], Hashable], Cella] = {}
    gruppo = ""
    for riga in tavola.righe.all():
        if riga.gruppo:
            gruppo = riga.etichetta
        volta = sum(chiave[:2] == (gruppo, riga.etichetta) for chiave in righe)
        chiave = (gruppo, riga.etichetta, volta)
        righe[chiave] = (riga.etichetta, riga.gruppo, riga.totale)
        for colonna, modello in colonne.items():
            celle[chiave, colonna] = testi[riga.pk, modello.pk]
    return _Lettura(tavola.anno, colonne, righe, celle)


def _in_ordine(elenchi: Sequence[Sequence[K]]) -> list[K]:
    """Every key once: those of the first list in its order, then what only the others have."""
    return list(dict.fromkeys(chiave for elenco in elenchi for chiave in elenco))


def _anno(letture: Sequence[_Lettura], chiave: Hashable) -> tuple[str, int]:
    """Years in order under their heading; a column without a year stays where the latest table has it."""
    modello = next(x.colonne[chiave] for x in reversed(letture) if chiave in x.colonne)
    return (modello.livello_superiore if modello.anno else "", modello.anno or 0)


def _foto(etichetta: str, modello: Colonna, superiore: str = "") -> ColonnaFoto:
    return ColonnaFoto(etichetta, superiore or modello.livello_superiore, modello.testo, modello.totale)


def _cella(letture: Sequence[_Lettura], riga: tuple[str, str, int], colonna: Hashable) -> Cella:
    """The figure of the first table that has it; empty where none does."""
    return next((x.celle[riga, colonna] for x in letture if (riga, colonna) in x.celle), ("", False))
