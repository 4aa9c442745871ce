"""How a finding names a row of a scorecard, and many rows with one cause. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from relazione.controlli.esito import Luogo
from relazione.controlli.materia import RigaLettaDiCruscotto, linee
from relazione.controlli.parole import cita, elenco

__all__ = ["dove", "linee", "luogo", "nome_insieme"]


def dove(riga: RigaLettaDiCruscotto) -> str:
    """A row by its scorecard and its label."""
    return f"Cruscotto {riga.scheda}, {cita(riga.etichetta)}"


def luogo(riga: RigaLettaDiCruscotto, posto: str = "") -> Luogo:
    """The place of a row: scorecard, indicator, and what of it."""
    return Luogo("cruscotto", riga.cruscotto, "-".join(p for p in (riga.codice, posto) if p), riga.codice)


def nome_insieme(righe: Sequence[RigaLettaDiCruscotto]) -> str:
    """One indicator in more scorecards."""
    schede = dict.fromkeys(r.scheda for r in righe)
    return f"{cita(righe[0].etichetta)} {'nel cruscotto' if len(schede) == 1 else 'nei cruscotti'} {elenco(schede, 9)}"
