"""Headings in two or three rows, as one: a name above reaches over the names, years or periods below it, or goes on in
the row below.

Nothing is put together unless the row below can only be headings: under one name stand years or periods, or the two
rows together say more known words than either does alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ente.fogli.intestazioni import CERCATE, Vocabolario, confronti, di_parole
from ente.fogli.lettura import Foglio

LUNGO = 100
"""A text that is longer is no heading of a column."""
OLTRE = 2
"""How many rows above the one that a person has said may go with it."""

_PERIODO = re.compile(
    r"(?:19|20)\d{2}|[tqs][1-4]|"
    r"(?:[ivx]+|\d{1,2}|prim[oa]|second[oa]|terz[oa]|quart[oa])?\s*[°ºª^.]?\s*"
    r"(?:trim|quadrim|sem|bim|period|mes|quarter)\w*\.?\s*(?:\d{1,2}|[ivx]+)?|"
    r"(?:gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic)[a-z]*\.?",
    re.IGNORECASE,
)
_GENERICHE = frozenset(
    confronti(parola)[0]
    for parola in ("codice", "cod", "id", "n", "nr", "numero", "tipo", "tipologia", "peso", "descrizione", "nome")
)
"""Words that are said of many things: «Codice» below «Obiettivo» is no code of an indicator."""


def componi(foglio: Foglio, parole: Vocabolario) -> Foglio:
    """The sheet with the headings of its first table in one row, the last of them; as it is when they are in one
    already. The rows keep their numbers: those above are left blank. Where the same rows come again, on another page,
    they are put together again."""
    righe = list(foglio.righe)
    prima = 0 if foglio.testata is None else max(0, foglio.testata - OLTRE)
    ultima = CERCATE if foglio.testata is None else foglio.testata + 1
    composte: list[int] = []
    for n in range(prima, min(ultima, len(righe) - 1)):
        insieme = _insieme(righe[n], righe[n + 1], parole)
        if insieme:
            righe[n], righe[n + 1] = (), insieme
            composte.append(n)
        elif composte:
            break
    if not composte:
        return foglio
    inizio, fine = composte[0], composte[-1] + 1
    _ripeti(righe, foglio.righe[inizio : fine + 1], righe[fine], fine + 1)
    spostata = foglio.testata is not None and inizio <= foglio.testata <= fine
    return replace(foglio, righe=tuple(righe), testata=fine if spostata else foglio.testata)


def _ripeti(
    righe: list[tuple[str, ...]], scritte: Sequence[tuple[str, ...]], insieme: tuple[str, ...], dalla: int
) -> None:
    """Put together the same rows of headings wherever they come again, from a row (from 0) on."""
    quante = len(scritte)
    for n in range(dalla, len(righe) - quante + 1):
        if righe[n] == scritte[0] and righe[n : n + quante] == [*scritte]:
            righe[n : n + quante] = [*[()] * (quante - 1), insieme]


def _insieme(sopra: Sequence[str], sotto: Sequence[str], parole: Vocabolario) -> tuple[str, ...]:
    """Two rows as one, empty when they are not headings on two levels."""
    alte = [n for n, t in enumerate(sopra) if t]
    basse = [n for n, t in enumerate(sotto) if t]
    scritte = [t for t in (*sopra, *sotto) if t]
    if not alte or len(basse) < 2 or any(len(t) > LUNGO for t in scritte):
        return ()
    gruppi = dict(zip(alte, [*alte[1:], len(sotto)], strict=True))
    membri = {i: [n for n in range(i, fine) if n < len(sotto) and sotto[n]] for i, fine in gruppi.items()}
    if not _di_parole(scritte) or (len(alte) == 1 and membri[alte[0]] == basse):
        return ()
    testi = _testi(sopra, sotto, membri, parole)
    di_periodi = any(len(suoi) > 1 and all(_PERIODO.fullmatch(sotto[n]) for n in suoi) for suoi in membri.values())
    note = [_note(riga, parole) for riga in (testi, sopra, sotto)]
    insieme_dice = note[0] > 1 and note[0] > max(note[1:])
    return testi if di_periodi or insieme_dice else ()


def _testi(
    sopra: Sequence[str], sotto: Sequence[str], membri: Mapping[int, Sequence[int]], parole: Vocabolario
) -> tuple[str, ...]:
    testi = [sotto[n] if n < len(sotto) else "" for n in range(max(len(sopra), len(sotto)))]
    for inizio, suoi in membri.items():
        if not suoi:
            testi[inizio] = sopra[inizio]
        for n in suoi:
            testi[n] = _testo(sopra[inizio], sotto[n], parole, solo=len(suoi) == 1)
    return tuple(testi)


def _di_parole(scritte: Sequence[str]) -> bool:
    """Whether some cells may be headings, whose parts of a year have numbers too."""
    return di_parole([t for t in scritte if not _PERIODO.fullmatch(t)])


def _note(riga: Sequence[str], parole: Vocabolario) -> int:
    """How many different headings of a row are known."""
    return sum(bool(parole.noto(t)) for t in {*riga} if t)


def _testo(sopra: str, sotto: str, parole: Vocabolario, *, solo: bool) -> str:
    """What two headings, one above the other, are called together: both, in the order that is known, unless only one
    says something known."""
    insieme, rovescio = f"{sopra} {sotto}", f"{sotto} {sopra}"
    if parole.noto(insieme) or _PERIODO.fullmatch(sotto):
        return insieme
    if parole.noto(rovescio):
        return rovescio
    generica = bool(parole.noto(sopra)) and bool(_GENERICHE.intersection(confronti(sotto)))
    if parole.noto(sotto) and not generica:
        return sotto
    return sopra if solo and parole.noto(sopra) else insieme
