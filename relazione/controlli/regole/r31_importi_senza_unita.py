"""An amount says what it is counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, elenco, uguale

DENARO = re.compile(
    r"\b(?:import[oi]|spes[ae]|ricav[oi]|cost[oi]|contribut[oi]|stanziament[oi]|oner[ei]|provent[oi]|entrat[ae]|reddit[oi]"
    r"|fatturat[oi]|valore\s+aggiunto|budget|prestit[oi]|esportazion[ei]|importazion[ei])\b"
)
DETTA = re.compile(r"€|\beuro\b|\bdollari\b|\bmigliaia\b|\bmilioni\b|\bmiliardi\b|%|\bn\.|\bnumero\b")


@controllo("R31-unita", "Importi senza unità di misura")
def importi_senza_unita(materia: Materia) -> Iterator[EsitoControllo]:
    """The columns of amounts of money of a table where neither title, headings, notes nor cells say in what; one line a
    table, and a note."""
    for tavola in materia.tavole:
        mute = [] if tavola.unita or _detta(tavola) else list(_mute(tavola))
        if mute:
            yield EsitoControllo(
                Severita.NOTA,
                f"Tavola {cita(tavola.titolo)}, {elenco(cita(m) for m in mute)}",
                Luogo("tavola", tavola.codice, "unita"),
                "importi senza unità",
                "euro, migliaia o milioni di euro",
                "Sono importi e la tavola non dice in che cosa: scrivete l'unità di misura, sua o della colonna.",
                tavola.testata,
            )


def _detta(tavola: TavolaLetta) -> bool:
    testi = (tavola.titolo, tavola.didascalia, *tavola.note, *(t for riga in tavola.testi for t in riga))
    return any(DETTA.search(uguale(t)) for t in testi)


def _mute(tavola: TavolaLetta) -> Iterator[str]:
    """The columns that count money by their heading, or by the title of the table, and have numbers and no unit."""
    della_tavola = bool(DENARO.search(uguale(f"{tavola.titolo} {tavola.didascalia} {tavola.misura}")))
    for c, colonna in enumerate(tavola.colonne):
        numeri = [r for r in range(len(tavola.righe)) if tavola.valori[r][c] is not None]
        detto = uguale(colonna.nome)
        if colonna.testo or colonna.unita or DETTA.search(detto) or not numeri:
            continue
        if any(not tavola.righe[r].unita for r in numeri) and (della_tavola or DENARO.search(detto)):
            yield colonna.nome or f"colonna {c + 1}"
