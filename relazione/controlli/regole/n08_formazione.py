"""Each manager has an objective on the training of the people of the office."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.norme import norma
from relazione.controlli.parole import elenco, uguale

INDIVIDUALE = "individuale"


@controllo("N08-formazione", "Obiettivo sulla formazione")
def formazione(materia: Materia) -> Iterator[EsitoControllo]:
    """The individual sheets without a row on training, in one line."""
    legge = norma("formazione", materia.anno)
    if legge is None:
        return
    schede = [c for c in materia.cruscotti if c.tipo == INDIVIDUALE and c.righe]
    senza = []
    for c in schede:
        detti = (uguale(f"{r.etichetta} {r.obiettivo_operativo} {r.programma}") for r in c.righe)
        if not any(parola in detto for detto in detti for parola in legge.dati["parole"]):
            senza.append(c)
    if senza:
        ore = legge.dati["ore"]
        yield EsitoControllo(
            Severita.AVVISO,
            f"Formazione, {elenco(c.chiamato for c in senza)}",
            Luogo("cruscotto", senza[0].codice, "formazione"),
            f"{len(senza)} schede su {len(schede)} senza un obiettivo sulla formazione",
            f"un obiettivo di almeno {ore} ore di formazione per persona",
            f"Chi dirige ha fra gli obiettivi almeno {ore} ore di formazione l'anno per persona ({legge.fonte}): "
            "collocatelo nelle schede che non l'hanno.",
        )
