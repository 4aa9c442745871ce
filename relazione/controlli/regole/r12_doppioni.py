"""A row stands once in its scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import uguale
from relazione.controlli.righe import dove, linee, luogo


@controllo("R12-doppioni", "Righe doppie in un cruscotto")
def doppioni(materia: Materia) -> Iterator[EsitoControllo]:
    """Each row that says, under the same objective, exactly what another one of its scorecard says."""
    for cruscotto in materia.cruscotti:
        gruppi: dict[tuple[str, ...], list[RigaLettaDiCruscotto]] = {}
        for r in cruscotto.righe:
            dette = (r.prospettiva, r.obiettivo, r.programma, r.obiettivo_operativo, r.etichetta, r.target, r.actual)
            gruppi.setdefault(tuple(uguale(t) for t in dette), []).append(r)
        for righe in gruppi.values():
            if len(righe) > 1:
                yield EsitoControllo(
                    Severita.ERRORE,
                    dove(righe[0]),
                    luogo(righe[0], "doppia"),
                    f"{len(righe)} righe uguali",
                    "una riga",
                    "La stessa riga è stampata più volte, e nelle medie conta più volte: togliete la copia.",
                    linee(tuple(righe)),
                )
