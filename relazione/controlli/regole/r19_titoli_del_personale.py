"""The qualifier in the title of a table of personnel fits its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, uguale
from relazione.controlli.regole.r19_organico import PERSONALE

STABILE = re.compile(r"\b(?:in ruolo|di ruolo|a? ?tempo indeterminato)\b")
A_TERMINE = re.compile(r"\btempo determinato\b")


@controllo("R19-titoli", "Qualifica nei titoli delle tavole del personale")
def titoli_del_personale(materia: Materia) -> Iterator[EsitoControllo]:
    """Each table of permanent staff with a row of staff on a fixed term, or that counts as many as those that have."""
    tavole = [t for t in materia.tavole if t.tema == PERSONALE]
    con_termine = [t for t in tavole if _righe_a_termine(t)]
    totali_con = {v for t in con_termine for v in _totali(t)}
    for tavola in tavole:
        stampato = tavola.didascalia or tavola.titolo
        if not STABILE.search(uguale(stampato)):
            continue
        righe = _righe_a_termine(tavola)
        if righe:
            perche = f"ma ha la riga {cita(tavola.righe[righe[0]].etichetta)}"
        elif "indeterminato" in uguale(stampato) and totali_con & _totali(tavola):
            perche = "ma conta tante persone quante le tavole che hanno anche chi è a tempo determinato"
        else:
            continue
        yield EsitoControllo(
            Severita.AVVISO,
            f"Tavola {cita(tavola.titolo)}, titolo {cita(stampato)}",
            Luogo("tavola", tavola.codice, "titolo"),
            stampato,
            "un titolo che dica chi è contato",
            f"Il titolo dice {cita(stampato)}, {perche}: correggete il titolo o togliete quelle persone.",
            (*tavola.testata[:1], *tavola.linee(*righe)) if righe else tavola.testata[:1] or tavola.righe_fonte,
        )


def _righe_a_termine(tavola: TavolaLetta) -> list[int]:
    """The rows of staff on a fixed term that count somebody."""
    return [
        r
        for r, riga in enumerate(tavola.righe)
        if A_TERMINE.search(uguale(riga.etichetta)) and any(v for v in tavola.valori[r])
    ]


def _totali(tavola: TavolaLetta) -> set[object]:
    """The headcounts of the last total row: of all, whatever the split."""
    ultima = max((r for r, riga in enumerate(tavola.righe) if riga.totale), default=None)
    if ultima is None:
        return set()
    numeri = [v for c, v in enumerate(tavola.valori[ultima]) if v is not None and tavola.colonne[c].totale]
    return {sum(numeri)} if numeri else set()
