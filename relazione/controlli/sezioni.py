"""The sections of a snapshot as the controls look at them: what is written, what they print, what may be published.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.materia import SezioneLetta
from relazione.fotografia import Fotografia, solo_individuali
from relazione.fotografia.edizione import con_riservato, sezioni_pubbliche

CIFRA = re.compile(r"\{\{.*?\}\}", re.DOTALL)
RICHIAMO = re.compile(r"\[\[.*?\]\]", re.DOTALL)
PUNTINI = " … "
"""What stands for a figure that the data write: there is one, and nobody typed it."""
BLOCCO = re.compile(r"^\s*\[\[\s*([a-z-]+)(?:\s+([\w-]+)|\s*:.*?)?\s*\]\]\s*$", re.MULTILINE)
DA_COMPLETARE = "da-completare"


def sezioni_lette(foto: Fotografia) -> tuple[SezioneLetta, ...]:
    """The sections of the full edition in order, each with its text in the public one."""
    pubbliche = {s.codice: s.testo for s in sezioni_pubbliche(foto.sezioni, solo_individuali(foto).cruscotti)}
    return tuple(
        SezioneLetta(
            codice=s.codice,
            titolo=s.titolo,
            testo=_scritto(con_riservato(s.testo)),
            riservato=s.riservata,
            livello=s.livello,
            blocchi=tuple(_blocchi(s.testo)),
            pubblico=_scritto(pubbliche[s.codice]) if s.codice in pubbliche else None,
        )
        for s in foto.sezioni
    )


def _scritto(testo: str) -> str:
    """What a person has typed of a text."""
    return RICHIAMO.sub(" ", CIFRA.sub(PUNTINI, testo))


def _blocchi(testo: str) -> Iterator[tuple[str, str]]:
    """The recalls that stand on a line of their own; what is still to be written prints nothing."""
    for nome, codice in BLOCCO.findall(testo):
        if nome != DA_COMPLETARE:
            yield nome, codice
