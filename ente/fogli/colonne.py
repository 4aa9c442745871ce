"""The columns of a table as they were found: what stands above each, what is in it first, what it was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ente.fogli.contorno import numerazione
from ente.fogli.intestazioni import CERCATE, TabellaDelFoglio, anni_in, chiave, di_parole, normalizza, senza_nome
from ente.fogli.lettura import Foglio, posto
from ente.fogli.testata_detta import firme

PRIME = 3
"""How many different values of a column are shown."""
GUARDATE = 60
"""In how many rows they are looked for."""
CORTO = 60
RIGHE, LARGHE = 6, 24
"""How much of the beginning of a sheet is shown."""


@dataclass(frozen=True, slots=True)
class Intestazione:
    """A heading of a file: where it stands, as written (empty: the column has none), the field that it was taken for
    (empty: it was not read), how an answer about it is kept (``intestazioni.chiave``), the first values below it."""

    posto: str
    testo: str
    campo: str
    chiave: str = ""
    valori: tuple[str, ...] = ()


def colonne_di(tabella: TabellaDelFoglio, anno: int) -> Iterator[Intestazione]:
    """The columns of a table, in order; of those without a heading the ones that have something in them."""
    foglio, riga = tabella.foglio, tabella.riga
    campi = {i: campo for campo, indici in tabella.indici.items() for i in indici}
    campi |= {c.indice: c.campo for c in tabella.nel_tempo}
    celle = foglio.righe[riga]
    larga = max(len(celle), *(len(r) for r in foglio.righe[riga + 1 : riga + 1 + GUARDATE]), 0)
    volte: dict[str, int] = {}
    for n in range(larga):
        testo = celle[n] if n < len(celle) else ""
        valori = primi_valori(foglio, riga, n)
        if testo:
            uguale = normalizza(testo) + str(anni_in(testo))
            volte[uguale] = volte.get(uguale, 0) + 1
            come = chiave(testo, anno, volte[uguale])
        elif valori:
            come = senza_nome(n)
        else:
            continue
        yield Intestazione(f"{foglio.nome}!{posto(riga, n)}", testo, campi.get(n, ""), come, valori)


def primi_valori(foglio: Foglio, riga: int, colonna: int) -> tuple[str, ...]:
    """The first different values of a column below a row."""
    trovati: dict[str, None] = {}
    for celle in foglio.righe[riga + 1 : riga + 1 + GUARDATE]:
        if colonna < len(celle) and celle[colonna]:
            trovati[celle[colonna][:CORTO]] = None
            if len(trovati) == PRIME:
                break
    return tuple(trovati)


def riga_probabile(foglio: Foglio) -> int | None:
    """The row, from 0, that looks most like headings when no word of it is known: the one that a person has said, the
    first of words alone as wide as half the table, the first with two cells; None when there is none."""
    if foglio.testata is not None:
        return foglio.testata
    righe = foglio.righe[:CERCATE]
    larghezze = [sum(map(bool, r)) for r in foglio.righe[: CERCATE + GUARDATE]]
    larga = max(larghezze, default=0)
    possibili = [n for n in range(len(righe)) if larghezze[n] > 1]
    for n in possibili:
        if 2 * larghezze[n] >= larga and di_parole(righe[n]) and not numerazione([t for t in righe[n] if t]):
            return n
    return possibili[0] if possibili else None


@dataclass(frozen=True, slots=True)
class PrimeRighe:
    """How a sheet begins: its name, some of its first written rows with their number (from 1); ``firme`` are the keys
    of the rows that may be said to be of headings."""

    foglio: str
    righe: tuple[tuple[int, tuple[str, ...]], ...]
    firme: Mapping[int, str]


def prime_righe(foglio: Foglio, anno: int) -> PrimeRighe:
    """The first rows of a sheet that have something written, cut to what a page can show."""
    scritte = ((n, r) for n, r in enumerate(foglio.righe[: CERCATE + GUARDATE], 1) if any(r))
    prime = tuple((n, tuple(t[:CORTO] for t in r[:LARGHE])) for n, r in islice(scritte, RIGHE))
    return PrimeRighe(foglio.nome, prime, dict(firme(foglio, anno)))
