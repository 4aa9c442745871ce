"""The total of a density, a rate, a ratio is not the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, decimali


@controllo("R03-somma", "Totali di misure che non si sommano")
def misure_non_sommabili(materia: Materia) -> Iterator[EsitoControllo]:
    """Each total row of an intensive measure that is, within its rounding, the sum of its parts; one line a row."""
    for tavola in materia.tavole:
        for r, riga in enumerate(tavola.righe):
            if riga.totale and riga.intensiva and (sommate := _sommate(tavola, r)):
                nomi = [tavola.testi[r][c] for c in sommate]
                primo = sommate[0]
                addendi = " + ".join(tavola.testi[n][primo] for n in _parti(tavola, r))
                yield EsitoControllo(
                    Severita.ERRORE,
                    f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(r))}",
                    Luogo("tavola", tavola.codice, f"{r}"),
                    "; ".join(nomi),
                    "il valore dell'insieme, che sta fra quelli delle parti",
                    f"{addendi} è stato sommato, ma questa misura non si somma: calcolatela sull'insieme, oppure "
                    "lasciate vuota la cella.",
                    tavola.linee(r),
                )


def _parti(tavola: TavolaLetta, r: int) -> list[int]:
    inizio = max((n for n in range(r) if tavola.righe[n].gruppo), default=-1) + 1
    return [n for n in range(inizio, r) if not tavola.righe[n].totale]


def _sommate(tavola: TavolaLetta, r: int) -> list[int]:
    """The columns where the total is the sum of two or more parts, and no part is zero."""
    trovate = []
    for c in range(len(tavola.colonne)):
        totale = tavola.valori[r][c]
        parti = [v for n in _parti(tavola, r) if (v := tavola.valori[n][c]) is not None]
        numeri = [v for v in parti if v]
        if totale is None or len(numeri) < 2 or len(numeri) != len(parti):
            continue
        tolleranza = Decimal("0.5").scaleb(-decimali(tavola.testi[r][c]))
        if abs(sum(numeri, Decimal(0)) - totale) <= tolleranza:
            trovate.append(c)
    return trovate
