"""Headings in two or three rows, as one: a name above reaches over the years, or the periods, below it.

Nothing is put together unless the row below can only be headings: under one name stand years, or periods.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ente.fogli.intestazioni import CERCATE, Vocabolario, di_parole
from ente.fogli.lettura import Foglio

LUNGO = 100
"""A text that is longer is no heading of a column."""

_PERIODO = re.compile(
    r"(?:19|20)\d{2}|[tqs][1-4]|"
    r"(?:[ivx]+|\d{1,2}|prim[oa]|second[oa]|terz[oa]|quart[oa])?\s*[°ºª^.]?\s*"
    r"(?:trim|quadrim|sem|bim|period|mes|quarter)\w*\.?\s*(?:\d{1,2}|[ivx]+)?|"
    r"(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-z]*\.?",
    re.IGNORECASE,
)


def componi(foglio: Foglio, parole: Vocabolario) -> Foglio:
    """The sheet with the headings of its first table in one row, the last of them; as it is when they are in one
    already. The rows keep their numbers: those above are left blank."""
    righe = list(foglio.righe)
    composte = False
    for n in range(min(CERCATE, len(righe) - 1)):
        insieme = _insieme(righe[n], righe[n + 1], parole)
        if insieme:
            righe[n], righe[n + 1] = (), insieme
            composte = True
        elif composte:
            break
    return replace(foglio, righe=tuple(righe)) if composte else foglio


def _insieme(sopra: Sequence[str], sotto: Sequence[str], parole: Vocabolario) -> tuple[str, ...]:
    """Two rows as one, empty when they are not headings on two levels."""
    alte = [n for n, t in enumerate(sopra) if t]
    basse = [n for n, t in enumerate(sotto) if t]
    scritte = [t for t in (*sopra, *sotto) if t]
    if not alte or len(basse) < 2 or any(len(t) > LUNGO for t in scritte):
        return ()
    gruppi = dict(zip(alte, [*alte[1:], len(sotto)], strict=True))
    membri = {i: [n for n in range(i, fine) if n < len(sotto) and sotto[n]] for i, fine in gruppi.items()}
    veri = [i for i, suoi in membri.items() if len(suoi) > 1 and all(_PERIODO.fullmatch(sotto[n]) for n in suoi)]
    if not veri or not di_parole(scritte) or (len(alte) == 1 and membri[alte[0]] == basse):
        return ()
    testi = [sotto[n] if n < len(sotto) else "" for n in range(max(len(sopra), len(sotto)))]
    for inizio, suoi in membri.items():
        if not suoi:
            testi[inizio] = sopra[inizio]
        for n in suoi:
            testi[n] = _testo(sopra[inizio], sotto[n], parole, solo=len(suoi) == 1)
    return tuple(testi)


def _testo(sopra: str, sotto: str, parole: Vocabolario, *, solo: bool) -> str:
    """What two headings, one above the other, are called together: both, unless only one says something known."""
    insieme = f"{sopra} {sotto}"
    if parole.noto(insieme) or _PERIODO.fullmatch(sotto):
        return insieme
    if parole.noto(sotto):
        return sotto
    return sopra if solo and parole.noto(sopra) else insieme
