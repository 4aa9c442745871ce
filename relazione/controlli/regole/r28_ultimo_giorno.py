"""Many things all done exactly on their last day are worth a second look."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.date import data_di
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.righe import codici, linee

QUANTI = 3
"""Below these, or below half of the dates of a scorecard, nobody would look."""


@controllo("R28-ultimo", "Consuntivi identici ai termini")
def ultimo_giorno(materia: Materia) -> Iterator[EsitoControllo]:
    """Each scorecard where most of the dates are exactly the target; one line a scorecard."""
    for cruscotto in materia.cruscotti:
        datate = [r for r in cruscotto.righe if data_di(r.target) and data_di(r.actual)]
        uguali = tuple(r for r in datate if data_di(r.target) == data_di(r.actual))
        if len(uguali) >= QUANTI and 2 * len(uguali) > len(datate):
            yield EsitoControllo(
                Severita.NOTA,
                f"Cruscotto {cruscotto.chiamato}, date di consuntivo",
                Luogo("cruscotto", cruscotto.codice, "ultimo-giorno", codici(uguali)),
                f"{len(uguali)} su {len(datate)} uguali al termine",
                "la data in cui il fatto è avvenuto",
                f"In {len(uguali)} casi su {len(datate)} la data è esattamente quella del termine: controllate che sia "
                "quella del fatto e non il termine ricopiato.",
                linee(uguali),
            )
