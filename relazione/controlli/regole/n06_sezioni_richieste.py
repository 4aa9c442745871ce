"""The Relazione has the sections that the law lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, SezioneLetta
from relazione.controlli.norme import norma
from relazione.controlli.parole import uguale


@controllo("N06-sezioni", "Sezioni chieste dalla legge")
def sezioni_richieste(materia: Materia) -> Iterator[EsitoControllo]:
    """Each thing that the law wants shown and no section of the public edition is about, by its title or by what it
    prints. A title may say it in other words: it asks for a look, and stops nothing."""
    legge = norma("sezioni", materia.anno)
    if legge is None or not materia.testi:
        return
    for richiesta in legge.dati["richieste"]:
        if not any(_risponde(s, richiesta) for s in materia.testi):
            yield EsitoControllo(
                Severita.AVVISO,
                f"Manca una sezione: {richiesta['nome']}",
                Luogo("documenti", "sezioni", richiesta["nome"].replace(" ", "-")),
                "nessuna sezione",
                f"una sezione che mostri {richiesta['nome']}",
                f"La legge vuole che la Relazione mostri {richiesta['nome']} ({legge.fonte}): aggiungete la sezione.",
            )


def _risponde(sezione: SezioneLetta, richiesta: Mapping[str, Any]) -> bool:
    titolo = uguale(sezione.titolo)
    if any(parola in titolo for parola in richiesta["parole"]):
        return True
    return any(nome in richiesta["blocchi"] for nome, _ in sezione.blocchi)
