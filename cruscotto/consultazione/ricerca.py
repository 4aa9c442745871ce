"""The words that one looks for, and how they are found: the same on every database, because no database is asked to.

What a person may see of a cycle is a few thousand names: they are read once and compared here (ADR 53).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LUNGA = 5
"""Longer words lose their last vowel: «obiettivi strategici» finds «obiettivo strategico»."""
PAROLE = 8
LETTERE = 100
VOCALI = "aeiou"


@dataclass(frozen=True, slots=True)
class Trovabile:
    """Something that can be found: its name, what else is said of it, where it is. ``altro`` are words by which one
    may look for it; ``codice`` comes first when it is what was written."""

    nome: str
    indirizzo: str
    dettaglio: str = ""
    codice: str = ""
    altro: str = ""


def normale(testo: str) -> str:
    """Lower case, without accents, words parted by one space: how texts are compared."""
    piano = unicodedata.normalize("NFKD", testo.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in piano if not unicodedata.combining(c)).split())


def parole_di(domanda: str) -> tuple[str, ...]:
    """The words of a question, as they are looked for."""
    return tuple(_radice(p) for p in normale(domanda[:LETTERE]).split()[:PAROLE])


def cerca(parole: Sequence[str], fra: Iterable[Trovabile]) -> list[Trovabile]:
    """Those that have all the words somewhere, the nearest first: the code itself, a name that begins so, a name that
    has them all, then the others; by name among equals."""
    if not parole:
        return []
    trovati = []
    for voce in fra:
        nome, codice = normale(voce.nome), normale(voce.codice)
        tutto = f"{nome} {codice} {normale(voce.dettaglio)} {normale(voce.altro)}"
        if all(parola in tutto for parola in parole):
            trovati.append(((_distanza(parole, nome, codice), nome, codice), voce))
    return [voce for _, voce in sorted(trovati, key=lambda t: t[0])]


def _distanza(parole: Sequence[str], nome: str, codice: str) -> int:
    if codice and codice == " ".join(parole):
        return 0
    if nome.startswith(parole[0]) and all(p in nome for p in parole):
        return 1
    return 2 if all(p in nome for p in parole) else 3


def _radice(parola: str) -> str:
    return parola[:-1] if len(parola) > LUNGA and parola[-1] in VOCALI else parola
