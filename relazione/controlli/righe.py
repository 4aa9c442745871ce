"""How a finding names a row of a scorecard, and many rows with one cause. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from relazione.controlli.esito import Luogo
from relazione.controlli.materia import RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import cita, elenco

__all__ = ["codici", "dove", "linee", "luogo", "nome_insieme"]


def dove(riga: RigaLettaDiCruscotto) -> str:
    """A row by its scorecard and its label."""
    return f"Cruscotto {riga.scheda}, {cita(riga.etichetta)}"


def luogo(riga: RigaLettaDiCruscotto, posto: str = "", altre: Iterable[RigaLettaDiCruscotto] = ()) -> Luogo:
    """The place of a row: scorecard, indicator, what of it; ``altre`` are the rows that the finding is about too."""
    return Luogo("cruscotto", riga.cruscotto, "-".join(p for p in (riga.codice, posto) if p), codici((riga, *altre)))


def nome_insieme(righe: Sequence[RigaLettaDiCruscotto]) -> str:
    """One indicator in more scorecards."""
    schede = dict.fromkeys(r.scheda for r in righe)
    return f"{cita(righe[0].etichetta)} {'nel cruscotto' if len(schede) == 1 else 'nei cruscotti'} {elenco(schede, 9)}"
