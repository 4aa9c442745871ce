"""The columns of context tables: their headings are their own, and a person may leave some out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from contesto.foglio_tavola import UNITI, descrittive, leggi_sopra, leggi_tavola
from ente.fogli.colonne import Intestazione, primi_valori
from ente.fogli.intestazioni import Vocabolario, chiave, senza_nome
from ente.fogli.lettura import Foglio, posto

NOME, VALORI = "nome", "valori"
RISPOSTE = {NOME: "Nome della riga", VALORI: "Valori"}
"""What a column of a table is taken for."""


def colonne_di_tavola(foglio: Foglio, parole: Vocabolario) -> tuple[list[Intestazione], Foglio]:
    """The columns of a table, and the sheet without those that a person does not want; what is said of them is kept
    with the name of the sheet, for another table may have the same headings."""
    letta = leggi_sopra(foglio)
    leggi_tavola(letta)
    riga, nomi = letta.testata + letta.due_livelli, descrittive(letta)
    intestazioni, tolte = [], set()
    volte: dict[str, int] = {}
    for n, livelli in enumerate(letta.colonne):
        testo = UNITI.join(t for t in livelli if t)
        chiamata = f"{foglio.nome} {testo or senza_nome(n)}"
        volte[chiamata] = volta = volte.get(chiamata, 0) + 1
        detti = (parole.detto(chiamata, volta), parole.detto(testo, volta) if testo else None)
        letta_come = NOME if n in nomi else VALORI
        if "" in detti:
            letta_come = ""
            tolte.add(n)
        dove = f"{foglio.nome}!{posto(riga, n)}"
        valori = primi_valori(foglio, riga, n)
        intestazioni.append(Intestazione(dove, testo, letta_come, chiave(chiamata, parole.anno, volta), valori))
    return intestazioni, senza_colonne(foglio, tolte, letta.testata) if tolte else foglio


def senza_colonne(foglio: Foglio, tolte: Collection[int], dalla: int) -> Foglio:
    """A sheet without some columns, from a row (from 0) on; ``colonne`` says which ones of the file remain."""
    larga = max(map(len, foglio.righe), default=0)
    restano = [c for c in range(larga) if c not in tolte]
    righe = [
        riga if n < dalla else tuple(riga[c] for c in restano if c < len(riga)) for n, riga in enumerate(foglio.righe)
    ]
    dove = {c: n for n, c in enumerate(restano)}
    guaste = {(r, c if r < dalla else dove[c]): m for (r, c), m in foglio.guaste.items() if r < dalla or c in dove}
    return replace(foglio, righe=tuple(righe), guaste=guaste, colonne=restano)


def leggi_colonne_di_tavole(fogli: Sequence[Foglio], parole: Vocabolario) -> tuple[list[Intestazione], list[Foglio]]:
    """``colonne_di_tavola`` of every sheet."""
    lette = [colonne_di_tavola(f, parole) for f in fogli]
    return [i for intestazioni, _ in lette for i in intestazioni], [f for _, f in lette]
