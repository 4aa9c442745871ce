"""A printed total is the sum of its parts, by row and by column, subtotals included."""

from __future__ import annotations

from collections.abc import Iterator

from contesto.numeri import formatta_numero
from contesto.somme import Discordia, discordie
from relazione.controlli.esito import Esito, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita


@controllo("R01-totali", "Totali di una tavola e loro parti")
def totali_di_tavola(materia: Materia) -> Iterator[Esito]:
    """Each total that is not the sum of its parts; one that also counts what is not listed is a note, with how much."""
    for tavola in materia.tavole:
        aperti = frozenset(tavola.somme.get("totali_non_esaustivi", ()))
        somme = {**tavola.somme, "totali_non_esaustivi": ()}
        for d in discordie(tavola.righe, tavola.colonne, tavola.testi, somme):
            if tavola.righe[d.riga].etichetta in aperti and not tavola.colonne[d.colonna].totale:
                yield _esito(tavola, d, Severita.ERRORE if d.somma > d.totale else Severita.NOTA)
            else:
                yield _esito(tavola, d, Severita.ERRORE)


def _esito(tavola: TavolaLetta, d: Discordia, severita: Severita) -> Esito:
    riga, colonna = tavola.nome_riga(d.riga), tavola.colonne[d.colonna].nome
    scarto = formatta_numero(abs(d.totale - d.somma))
    detto = "in più" if d.totale > d.somma else "in meno"
    conto = f"Il totale è {formatta_numero(d.totale)}, le sue parti sommano {formatta_numero(d.somma)}"
    if severita is Severita.NOTA:
        fare = f"; {scarto} stanno in voci che la tavola non elenca. Ditelo in una nota."
    else:
        fare = f", {scarto} {detto}: correggete il totale, o la parte che è sbagliata."
    return Esito(
        severita,
        f"Tavola {cita(tavola.titolo)}, {cita(riga)}, {cita(colonna)}",
        Luogo("tavola", tavola.codice, f"{d.riga}-{d.colonna}"),
        formatta_numero(d.totale),
        formatta_numero(d.somma),
        f"{conto}{fare}",
        tavola.linee(d.riga),
    )
