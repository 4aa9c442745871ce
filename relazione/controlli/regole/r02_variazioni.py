"""A growth printed between two years is that of the cells of those years."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import CONTESTO, formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, decimali, intervalli, uguale


@controllo("R02-variazioni", "Variazioni percentuali fra due anni")
def variazioni(materia: Materia) -> Iterator[EsitoControllo]:
    """Each growth between two years of the table that is not, within its printed rounding, 100 × (new − old) / old."""
    for tavola in materia.tavole:
        for c, colonna in enumerate(tavola.colonne):
            da_a = intervalli(colonna.etichetta)
            if colonna.testo or len(da_a) != 1 or "var" not in uguale(colonna.etichetta):
                continue
            prima, dopo = (_colonna(tavola, anno, c) for anno in da_a[0])
            if prima is not None and dopo is not None:
                for r in range(len(tavola.righe)):
                    if esito := _diversa(tavola, r, c, prima, dopo):
                        yield esito


def _colonna(tavola: TavolaLetta, anno: int, sua: int) -> int | None:
    """The column of a year under the same heading as the growth."""
    sopra = tavola.colonne[sua].livello_superiore
    trovate = [
        n
        for n, k in enumerate(tavola.colonne)
        if n != sua and k.anno == anno and not k.intensiva and (k.livello_superiore == sopra or not sopra)
    ]
    return trovate[0] if len(trovate) == 1 else None


def _diversa(tavola: TavolaLetta, r: int, c: int, prima: int, dopo: int) -> EsitoControllo | None:
    scritta, da, a = (tavola.valori[r][n] for n in (c, prima, dopo))
    if scritta is None or not da or a is None:
        return None
    esatta, cifre = CONTESTO.divide(100 * (a - da), da), decimali(tavola.testi[r][c])
    if abs(esatta - scritta) <= Decimal("0.5").scaleb(-cifre):
        return None
    attesa = f"{formatta_numero(esatta, cifre)}%"
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(r))}, {cita(tavola.colonne[c].nome)}",
        Luogo("tavola", tavola.codice, f"{r}-{c}"),
        tavola.testi[r][c],
        attesa,
        f"Da {formatta_numero(da)} a {formatta_numero(a)} la variazione è {attesa}: correggete la percentuale "
        "o i valori.",
        tavola.linee(r),
    )
