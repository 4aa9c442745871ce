"""A stated count is that of what is listed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, uguale

QUANTI = re.compile(r"^n[.°]?\s*(\d+)\s+\w", re.IGNORECASE)
CONTO = re.compile(r"^(?:n\s?[°.o]?|numero|quanti|quantità)$")


@controllo("R18-elenchi", "Conti ed elenchi accanto")
def conti_ed_elenchi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each row with a number in a column of counts and, in a column of words, a list in which every line says how many:
    «N. 1 corso…»."""
    for tavola in materia.tavole:
        conti = [c for c, colonna in enumerate(tavola.colonne) if CONTO.fullmatch(uguale(colonna.etichetta))]
        for r in range(len(tavola.righe)):
            elencati = _elencati(tavola, r)
            for c in conti:
                detto = tavola.valori[r][c]
                if elencati is not None and detto is not None and detto != elencati:
                    yield EsitoControllo(
                        Severita.AVVISO,
                        f"Tavola {cita(tavola.titolo)}, {cita(' '.join(tavola.testi[r][:c]))}",
                        Luogo("tavola", tavola.codice, f"{r}-{c}"),
                        tavola.testi[r][c],
                        formatta_numero(elencati),
                        f"La riga ne conta {tavola.testi[r][c]} e ne elenca {formatta_numero(elencati)}: correggete il "
                        "numero, o completate l'elenco.",
                        tavola.linee(r),
                    )


def _elencati(tavola: TavolaLetta, r: int) -> Decimal | None:
    """How many a row lists; None where no cell is such a list."""
    for c, colonna in enumerate(tavola.colonne):
        righe = [riga.strip() for riga in tavola.testi[r][c].splitlines() if riga.strip()]
        numeri = [QUANTI.match(riga) for riga in righe]
        if colonna.testo and righe and all(numeri):
            return sum((Decimal(n[1]) for n in numeri if n), Decimal(0))
    return None
