"""One printed row is one indicator."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import cita, elenco
from relazione.controlli.righe import linee, luogo


@controllo("R13-due", "Due indicatori in una riga")
def due_in_una(materia: Materia) -> Iterator[EsitoControllo]:
    """Each line of the document of origin from which more than one row of a scorecard comes."""
    for cruscotto in materia.cruscotti:
        per_linea: dict[int, list[RigaLettaDiCruscotto]] = {}
        for r in cruscotto.righe:
            if r.riga_fonte is not None:
                per_linea.setdefault(r.riga_fonte, []).append(r)
        for righe in per_linea.values():
            if len(righe) > 1:
                yield EsitoControllo(
                    Severita.ERRORE,
                    f"Cruscotto {cruscotto.chiamato}, {elenco(cita(r.etichetta) for r in righe)}",
                    luogo(righe[0], "due"),
                    f"{len(righe)} indicatori in una riga",
                    "una riga per indicatore",
                    "Una riga stampata porta più indicatori, con due valori per cella: divideteli.",
                    linee(tuple(righe)),
                )
