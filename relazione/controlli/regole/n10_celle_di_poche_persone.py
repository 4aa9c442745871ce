"""Counts of persons by sex that are too small to be published stand in a table that masks them."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.norme import norma
from relazione.controlli.parole import cita, elenco

PERSONALE = "personale"
"""The theme of the tables whose small cells the public edition does not print."""


@controllo("N10-genere", "Conteggi di poche persone per sesso")
def celle_di_poche_persone(materia: Materia) -> Iterator[EsitoControllo]:
    """Each table by sex, not among those of personnel, with counts below the threshold; one line a table."""
    legge = norma("edizione-pubblica", materia.anno)
    if legge is None:
        return
    soglia = legge.dati["soglia"]
    for tavola in materia.tavole:
        piccole = [] if tavola.tema == PERSONALE else list(_piccole(tavola, soglia))
        if piccole:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Tavola {cita(tavola.titolo)}, {elenco(piccole, 4)}",
                Luogo("tavola", tavola.codice, "genere"),
                f"{len(piccole)} cell{'a' if len(piccole) == 1 else 'e'} sotto le {soglia} persone",
                "n.p. nell'edizione pubblica",
                f"La tavola divide per sesso e ha conteggi di meno di {soglia} persone, che non si pubblicano "
                f"({legge.fonte}): datele il tema «personale», che nell'edizione pubblica li nasconde.",
                tavola.righe_fonte,
            )


def _piccole(tavola: TavolaLetta, soglia: int) -> Iterator[str]:
    for r, riga in enumerate(tavola.righe):
        for c, colonna in enumerate(tavola.colonne):
            valore = tavola.valori[r][c]
            per_sesso = riga.sesso or colonna.sesso
            unita = colonna.unita or riga.unita or tavola.unita
            persone = per_sesso and unita != "%" and "," not in tavola.testi[r][c]
            if persone and valore is not None and 0 < valore < soglia:
                yield f"{cita(tavola.nome_riga(r), 40)} {cita(colonna.nome, 40)}"
