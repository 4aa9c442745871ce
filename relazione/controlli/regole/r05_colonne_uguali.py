"""Two columns of one table do not have the same values row after row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita

QUANTE = 4
"""Identical cells one under the other, from which chance is not a reason any more."""
DIVERSE = 3
"""How many of them differ from one another: a column of 0 or of 100% repeats itself."""


@controllo("R05-colonne", "Colonne con gli stessi valori di seguito")
def colonne_uguali(materia: Materia) -> Iterator[EsitoControllo]:
    """Each pair of columns with four or more identical consecutive numbers, once, at its longest run."""
    for tavola in materia.tavole:
        numeriche = [c for c, colonna in enumerate(tavola.colonne) if not colonna.testo and not colonna.totale]
        for prima, dopo in combinations(numeriche, 2):
            righe = _di_seguito(tavola, prima, dopo)
            if len(righe) >= QUANTE and len({tavola.valori[r][prima] for r in righe}) >= DIVERSE:
                yield _esito(tavola, prima, dopo, righe)


def _di_seguito(tavola: TavolaLetta, prima: int, dopo: int) -> list[int]:
    """The longest run of rows where two columns say the same number."""
    migliore: list[int] = []
    corrente: list[int] = []
    for r, riga in enumerate(tavola.righe):
        uguali = tavola.valori[r][prima] is not None and tavola.valori[r][prima] == tavola.valori[r][dopo]
        corrente = [*corrente, r] if uguali and not riga.totale else []
        migliore = max(migliore, corrente, key=len)
    return migliore


def _esito(tavola: TavolaLetta, prima: int, dopo: int, righe: list[int]) -> EsitoControllo:
    nomi = [cita(tavola.colonne[c].nome) for c in (prima, dopo)]
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}, colonne {nomi[0]} e {nomi[1]}",
        Luogo("tavola", tavola.codice, f"{prima}={dopo}"),
        "; ".join(tavola.testi[r][dopo] for r in righe),
        f"valori propri di {nomi[1]}",
        f"Le due colonne hanno gli stessi numeri in {len(righe)} righe di seguito: una è stata copiata sull'altra. "
        "Riprendete i valori dalla fonte.",
        tavola.linee(*righe),
    )
