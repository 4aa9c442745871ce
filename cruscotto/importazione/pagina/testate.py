"""Where the headings of each sheet of an import are, as its page shows and asks it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cruscotto.models import Importazione, Ricordo
from ente.fogli.testata_detta import DETTA, riga_scritta

_CELLA = re.compile(r"(.*)![A-Z]{1,3}([1-9][0-9]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class InizioDelFoglio:
    """How a sheet begins: its first rows with their number, the row of its headings (0 when nobody knows), whether a
    person has said it; ``dette`` are the keys of its rows that people have said to be of headings."""

    foglio: str
    righe: Sequence[tuple[int, Sequence[str]]]
    riga: int
    dette: Sequence[str]


def inizi(importazione: Importazione, detti: Mapping[str, str]) -> list[InizioDelFoglio]:
    """The first sheets of an import, given what people have said of rows (``detti_di``)."""
    prime: list[Mapping[str, Any]] = importazione.riepilogo.get("prime", [])
    trovate: dict[str, int] = {}
    for i in importazione.riepilogo.get("intestazioni", []):
        if cella := _CELLA.fullmatch(i["posto"]):
            trovate.setdefault(cella[1], int(cella[2]))
    return [
        InizioDelFoglio(
            p["foglio"],
            p["righe"],
            trovate.get(p["foglio"], 0),
            [f for f in p.get("firme", {}).values() if detti.get(f) == DETTA],
        )
        for p in prime
    ]


def detti_di(importazione: Importazione) -> dict[str, str]:
    """What was answered of the headings of an import, by heading and by row: for a file before, or for this one."""
    ricordi = Ricordo.objects.di(importazione.ente).filter(genere=importazione.genere, intestazione=True)
    return {**dict(ricordi.values_list("chiave", "risposta")), **importazione.mappa}


def righe_cambiate(importazione: Importazione, scelte: Mapping[str, str]) -> dict[str, str]:
    """Of the rows that a person has written, by sheet, what has to be kept: another one than where the headings were
    found. Empty: no row is said any more.

    Raises:
        ErroreUtente: there is no such row.
    """
    firme = {p["foglio"]: p.get("firme", {}) for p in importazione.riepilogo.get("prime", [])}
    cambiate: dict[str, str] = {}
    for inizio in inizi(importazione, detti_di(importazione)):
        scritta = scelte.get(inizio.foglio, str(inizio.riga)).strip()
        if scritta == str(inizio.riga) or not (scritta or inizio.dette):
            continue
        cambiate |= dict.fromkeys(inizio.dette, "")
        if scritta:
            sue = {int(n): firma for n, firma in firme[inizio.foglio].items()}
            cambiate[riga_scritta(inizio.foglio, scritta, sue)] = DETTA
    return cambiate
