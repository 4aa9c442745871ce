"""A numeric cell holds one number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita

VUOTE = frozenset({"", "-", "–", "—", "n.p.", "n.d."})
CIFRE = re.compile(r"\d+(?:[.,]\d+)*")


@controllo("R13-numeri", "Un numero per cella")
def un_numero_per_cella(materia: Materia) -> Iterator[EsitoControllo]:
    """Each cell of a column of numbers that holds two of them, or words among numbers."""
    for tavola in materia.tavole:
        for r, riga in enumerate(tavola.righe):
            for c, colonna in enumerate(tavola.colonne):
                testo = tavola.testi[r][c].strip()
                if colonna.testo or riga.gruppo or testo in VUOTE or tavola.valori[r][c] is not None:
                    continue
                if _di_numeri([tavola.valori[n][c] for n in range(len(tavola.righe)) if n != r]):
                    quanti = len(CIFRE.findall(testo))
                    yield EsitoControllo(
                        Severita.ERRORE if quanti > 1 else Severita.AVVISO,
                        f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(r))}, {cita(colonna.nome)}",
                        Luogo("tavola", tavola.codice, f"{r}-{c}"),
                        testo,
                        "un numero",
                        "La colonna è di numeri e questa cella "
                        f"{'ne ha più di uno' if quanti > 1 else 'non è un numero'}: scrivetene uno.",
                        tavola.linee(r),
                    )


def _di_numeri(altri: list[object]) -> bool:
    return 2 * sum(v is not None for v in altri) > len(altri)
