"""A body with indicators of the PIRA prints the annex that has them."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.norme import norma


@controllo("N04-allegato", "Allegato del PIRA")
def allegato_pira(materia: Materia) -> Iterator[EsitoControllo]:
    """Indicators of the PIRA that no section prints, and no document of their own: a note, since the annex may go with
    the accounts."""
    legge = norma("pira", materia.anno)
    if legge is None or not materia.pira or not materia.testi or materia.pira_a_parte:
        return
    if not any({nome for nome, _ in s.blocchi} & set(legge.dati["blocchi"]) for s in materia.testi):
        yield EsitoControllo(
            Severita.NOTA,
            f"{len(materia.pira)} indicatori PIRA, e nessun allegato",
            Luogo("documenti", "pira", "allegato"),
            "nessun allegato del PIRA",
            "l'allegato con gli indicatori e i risultati attesi",
            f"Nessuna sezione stampa gli indicatori del PIRA ({legge.fonte}): aggiungete l'allegato alla Relazione, o "
            "componete il documento PIRA.",
        )
