"""The row of headings, when a person has said which it is: kept by what is written in it, so that it holds for the next
files too, wherever in them it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ente.errori import ErroreUtente
from ente.fogli.intestazioni import chiave
from ente.fogli.lettura import Foglio

SEGNO = "#testata "
"""How the key of an answer about a row begins: no heading begins so."""
DETTA = "testata"
LUNGA = 60
"""How much of its texts is kept as they are."""
GUARDATE = 60
"""In how many rows from the top the headings may be said to be."""


def firma(celle: Sequence[str], anno: int) -> str:
    """The key by which a row of headings is remembered: its texts, their years told from the one of the cycle."""
    testi = "|".join(chiave(t, anno) for t in celle)
    return f"{SEGNO}{testi.strip('|')[:LUNGA]}#{hashlib.sha256(testi.encode()).hexdigest()[:16]}"


def firme(foglio: Foglio, anno: int) -> Iterator[tuple[int, str]]:
    """The rows, from 1, that may be said to be of headings, each with its key."""
    return ((n, firma(riga, anno)) for n, riga in enumerate(foglio.righe[:GUARDATE], 1) if any(riga))


def con_testata(fogli: Sequence[Foglio], detti: Mapping[str, str], anno: int) -> list[Foglio]:
    """Sheets with the row of headings that a person has said, where they have it."""
    dette: Collection[str] = {k for k, v in detti.items() if k.startswith(SEGNO) and v == DETTA}
    if not dette:
        return list(fogli)
    return [replace(f, testata=next((n - 1 for n, k in firme(f, anno) if k in dette), None)) for f in fogli]


def senza_testate(detti: Mapping[str, str]) -> dict[str, str]:
    """The answers about columns alone."""
    return {k: v for k, v in detti.items() if not k.startswith(SEGNO)}


def testate_dette(scritte: Sequence[str], fogli: Sequence[Foglio], anno: int) -> dict[str, str]:
    """The answers that say which rows are of headings, as a command writes them: ``7``, ``Foglio1=7``.

    Raises:
        ErroreUtente: there is no such sheet, or no such row with something written in it.
    """
    dette = {}
    for scritta in scritte:
        nome, _, numero = scritta.rpartition("=")
        suoi = [f for f in fogli if not nome or f.nome.casefold() == nome.strip().casefold()]
        if not suoi:
            nomi = ", ".join(f"«{f.nome}»" for f in fogli)
            raise ErroreUtente(f"Nel file non c'è il foglio «{nome}»: ci sono {nomi}.")
        if len(suoi) > 1:
            raise ErroreUtente(f"«{scritta}» non dice di quale foglio: scrivete «Foglio=riga».")
        dette[riga_scritta(suoi[0].nome, numero, dict(firme(suoi[0], anno)))] = DETTA
    return dette


def riga_scritta(foglio: str, numero: str, sue: Mapping[int, str]) -> str:
    """The key of a row that a person names by its number.

    Raises:
        ErroreUtente: it is no row in which something is written.
    """
    numero = numero.strip()
    trovata = sue.get(int(numero)) if numero.isascii() and numero.isdecimal() and len(numero) < 6 else None
    if trovata is None:
        raise ErroreUtente(
            f"«{numero}» non è una riga di intestazioni del foglio «{foglio}»: scrivete il numero di una riga che ha "
            f"qualcosa, fra le prime {GUARDATE}."
        )
    return trovata
