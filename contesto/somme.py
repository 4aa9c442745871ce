"""Whether the totals of a table are the sums of their parts. Pure: rows, columns and cells are given.

Errors of the source are never corrected: they are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from contesto.numeri import leggi_cella

Testi = Sequence[Sequence[str]]


class RigaSommabile(Protocol):
    """What is looked at of a row."""

    @property
    def etichetta(self) -> str: ...
    @property
    def totale(self) -> bool: ...
    @property
    def gruppo(self) -> bool: ...
    @property
    def intensiva(self) -> bool: ...


class ColonnaSommabile(Protocol):
    """What is looked at of a column."""

    @property
    def etichetta(self) -> str: ...
    @property
    def livello_superiore(self) -> str: ...
    @property
    def unita(self) -> str: ...
    @property
    def testo(self) -> bool: ...
    @property
    def totale(self) -> bool: ...
    @property
    def intensiva(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Discordia:
    """A total, by row and column from 0, and the sum of its parts."""

    riga: int
    colonna: int
    totale: Decimal
    somma: Decimal


def discordie(
    righe: Sequence[RigaSommabile], colonne: Sequence[ColonnaSommabile], testi: Testi, somme: Mapping[str, Any]
) -> list[Discordia]:
    """The totals that differ from the sum of their parts, as ``somme`` of the table says what these are."""
    sommabili = [c for c, colonna in enumerate(colonne) if not (colonna.testo or colonna.intensiva)]
    trovate: list[Discordia] = []
    for r, riga in enumerate(righe):
        if riga.totale and not riga.gruppo and not riga.intensiva:
            trovate += _di_riga(r, righe, colonne, sommabili, testi, somme)
    for c in sommabili:
        if colonne[c].totale:
            trovate += _di_colonna(c, righe, colonne, sommabili, testi)
    return trovate


def _di_riga(
    r: int,
    righe: Sequence[RigaSommabile],
    colonne: Sequence[ColonnaSommabile],
    sommabili: Sequence[int],
    testi: Testi,
    somme: Mapping[str, Any],
) -> Iterator[Discordia]:
    etichetta = righe[r].etichetta
    parti = _parti(r, righe, somme.get("parti", {}).get(etichetta))
    if etichetta in somme.get("totali_non_esaustivi", ()) or not parti:
        return
    uniti = etichetta in somme.get("totali_uniti", ())
    for c in sommabili:
        sotto = [c]
        if uniti:
            sotto = [n for n in sommabili if colonne[n].livello_superiore == colonne[c].livello_superiore]
            if sotto[0] != c:
                continue
        celle = [(segno, testi[n][k]) for n, segno in parti for k in sotto]
        if d := _discorde(r, c, testi[r][c], celle):
            yield d


def _parti(r: int, righe: Sequence[RigaSommabile], nomi: Sequence[str] | None) -> list[tuple[int, int]]:
    """The rows that a total sums, each with its sign: those that it names, or all those of its group."""
    inizio = max((n for n in range(r) if righe[n].gruppo), default=-1) + 1
    fine = next((n for n in range(r, len(righe)) if righe[n].gruppo), len(righe))
    if nomi is None:
        return [(n, 1) for n in range(inizio, fine) if not (righe[n].totale or righe[n].intensiva)]
    per_nome = {righe[n].etichetta: n for n in range(inizio, fine)}
    trovate = [(per_nome.get(nome.removeprefix("-")), -1 if nome.startswith("-") else 1) for nome in nomi]
    return [(n, segno) for n, segno in trovate if n is not None] if all(n is not None for n, _ in trovate) else []


def _di_colonna(
    c: int, righe: Sequence[RigaSommabile], colonne: Sequence[ColonnaSommabile], sommabili: Sequence[int], testi: Testi
) -> Iterator[Discordia]:
    """A total column sums those under the same heading, else those of its own name under the others."""
    sua = colonne[c]
    altre = [n for n in sommabili if not colonne[n].totale and colonne[n].unita == sua.unita]
    parti = [n for n in altre if colonne[n].livello_superiore == sua.livello_superiore]
    if not parti:
        parti = [n for n in altre if colonne[n].etichetta == sua.etichetta]
    if not parti:
        return
    for r, riga in enumerate(righe):
        if not (riga.gruppo or riga.intensiva) and (
            d := _discorde(r, c, testi[r][c], [(1, testi[r][n]) for n in parti])
        ):
            yield d


def _discorde(r: int, c: int, scritto: str, celle: Sequence[tuple[int, str]]) -> Discordia | None:
    """A total and its parts as printed; rounded parts may miss it by half a unit of the last digit each."""
    totale = leggi_cella(scritto)
    letti = [(segno, leggi_cella(testo), testo) for segno, testo in celle]
    numeri = [segno * valore for segno, valore, _ in letti if valore is not None]
    parole = any(valore is None and testo.strip("-–— ") for _, valore, testo in letti)
    if totale is None or parole or len(numeri) < 2:
        return None
    somma = sum(numeri, Decimal(0))
    decimali = max(-int(v.as_tuple().exponent) for v in (totale, *numeri))
    tolleranza = Decimal(len(numeri) + 1).scaleb(-decimali) / 2 if decimali > 0 else Decimal(0)
    return None if abs(somma - totale) <= tolleranza else Discordia(r, c, totale, somma)
