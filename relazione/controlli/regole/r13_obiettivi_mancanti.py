"""In a scorecard with programmes and operating objectives every row has both."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita, elenco
from relazione.controlli.righe import codici, linee


@controllo("R13-obiettivi", "Righe senza programma o obiettivo operativo")
def obiettivi_mancanti(materia: Materia) -> Iterator[EsitoControllo]:
    """The rows of a scorecard that stand under no operating objective where most of the others do; one line each
    scorecard."""
    for cruscotto in materia.cruscotti:
        senza = tuple(r for r in cruscotto.righe if not r.obiettivo_operativo or not r.programma)
        if senza and 2 * len(senza) < len(cruscotto.righe):
            yield EsitoControllo(
                Severita.AVVISO,
                f"Cruscotto {cruscotto.chiamato}, {elenco(cita(r.etichetta) for r in senza)}",
                Luogo("cruscotto", cruscotto.codice, "obiettivi-operativi", codici(senza)),
                "manca l'obiettivo operativo o il programma",
                "programma e obiettivo operativo, come nelle altre righe",
                "Le righe non stanno sotto un obiettivo operativo, mentre le altre del cruscotto sì: una cella è "
                "vuota, o il suo testo è finito nella colonna accanto.",
                linee(senza),
            )
