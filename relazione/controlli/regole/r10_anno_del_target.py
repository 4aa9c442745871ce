"""The year of a target date is that of the cycle."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.date import data_di
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.righe import dove, luogo


@controllo("R10-anno", "Anno dei termini")
def anno_del_target(materia: Materia) -> Iterator[EsitoControllo]:
    """Each target date of another year."""
    for riga in materia.righe:
        termine = data_di(riga.target)
        if termine is not None and termine.year != materia.anno:
            yield EsitoControllo(
                Severita.ERRORE,
                dove(riga),
                luogo(riga, "anno-target"),
                riga.target,
                f"una data del {materia.anno}",
                f"Il termine è del {termine.year}, il ciclo del {materia.anno}: correggete l'anno.",
                riga.linea,
            )
