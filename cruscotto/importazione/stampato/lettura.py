"""Scorecards as they are printed, retyped in a spreadsheet: titles, prospettive and objectives in rows of their own,
headings repeated, cells left blank because they continue from above. The full list, a row an indicator, is read too.

The rows that come out say of each indicator what is written above it, and in which cell. What cannot be understood is
an error at its cell, what is no indicator a warning: nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence

from cruscotto.importazione.stampato.forme import (
    VUOTA,
    Forma,
    Riconoscitore,
    Specie,
)
from cruscotto.importazione.stampato.riga_per_riga import LetturaDelloStampato
from ente.fogli.colonne import riga_probabile
from ente.fogli.intestazioni import (
    CERCATE,
    Colonna,
    di_parole,
    vocabolario,
)
from ente.fogli.lettura import Foglio
from ente.fogli.righe import NON_LETTO as FOGLIO_NON_LETTO
from ente.fogli.righe import (
    Letto,
    chiedi_colonne,
    tutte_fuori,
)
from ente.fogli.testate import componi
from ente.importazione import ErroreNelFile

SICURE = 3
"""With how many known words a row is one of headings, whatever a person has said of another."""


def leggi_stampato(fogli: Sequence[Foglio], colonne: Sequence[Colonna], anno: int) -> Letto:
    """The indicators of every sheet, each with the levels of ``LIVELLI`` that hold for it, blank where none does.

    ``cruscotto`` is the title as printed, or the cell of its column; without either it is the name of the sheet, when
    there are several and it is a name. «(PIRA)» in a name becomes ``pira`` 1, which is there only when it is marked,
    unless it has a column. ``blocco``, if ``colonne`` has it, counts the sub-headings of a scorecard from 1.
    """
    parole = vocabolario(colonne, anno)
    lettura = LetturaDelloStampato(colonne, anno, Letto(fogli=fogli))
    fogli = [componi(f, parole) for f in fogli]
    forme = [[lettura.riconosci.forma(celle) for celle in foglio.righe] for foglio in fogli]
    tabelle = [_con_intestazioni(f, righe, lettura.riconosci) for f, righe in zip(fogli, forme, strict=True)]
    testate = [f for righe in forme for f in righe if f.specie is Specie.INTESTAZIONE]
    lettura.una_testata = len(testate) == 1
    saltati = []
    for foglio, righe, tabella in zip(fogli, forme, tabelle, strict=True):
        if tabella:
            lettura.leggi(foglio, righe, sum(tabelle) > 1)
        elif foglio.testata is not None and any(tabelle):
            chiedi_colonne([foglio], colonne, lettura.letto, anno)
        else:
            saltati.append(ErroreNelFile(f"{foglio.nome}!A1", FOGLIO_NON_LETTO))
    letto = lettura.letto
    if not any(tabelle):
        chiedi_colonne(fogli, colonne, letto, anno)
        return letto
    tutte_fuori(letto)
    if not letto.righe and not letto.errori:
        letto.errori.append(ErroreNelFile(f"{fogli[0].nome}!A1", "sotto le intestazioni non c'è nessuna riga."))
    letto.avvisi.extend(saltati)
    return letto


def _con_intestazioni(foglio: Foglio, forme: list[Forma], riconosci: Riconoscitore) -> bool:
    """Whether a sheet has headings. Where no row is of headings by its looks, the one with three known words is, or the
    one that most looks so with two, or with what a person has said; so are those that are the same."""
    if foglio.testata is not None:
        return _come_detto(foglio, foglio.testata, forme, riconosci)
    if any((f.campi or f.nel_tempo) and f.specie is not Specie.LIVELLO for f in forme):
        return True
    parole, probabile = riconosci.parole, riga_probabile(foglio)
    migliore, quanti = -1, 0
    for n, celle in enumerate(foglio.righe[:CERCATE]):
        if forme[n].specie is not Specie.PIENA or not di_parole(celle):
            continue
        noti = len(set(parole.campi(celle).values()))
        detto = bool(parole.dette) and any(parole.detto(t) is not None for t in celle if t)
        if noti > quanti and (noti > 2 or (n == probabile and noti + detto > 1)):
            migliore, quanti = n, noti
    if migliore < 0:
        return False
    scritta = foglio.righe[migliore]
    for n, celle in enumerate(foglio.righe):
        if celle == scritta:
            forme[n] = riconosci.intestazione(celle)
    return True


def _come_detto(foglio: Foglio, testata: int, forme: list[Forma], riconosci: Riconoscitore) -> bool:
    """Take for headings the row that a person has said, and those that are the same; what may be others is only where
    it says more than a word or two. False when none of its words is known."""
    for n, forma in enumerate(forme):
        if n < testata and forma.specie in (Specie.PIENA, Specie.INTESTAZIONE):
            forme[n] = VUOTA
        elif foglio.righe[n] == foglio.righe[testata]:
            forme[n] = riconosci.intestazione(foglio.righe[n])
        elif n > testata and forma.specie is Specie.INTESTAZIONE and len(forma.note) < SICURE:
            forme[n] = Forma(Specie.PIENA, forma.piene)
    return bool(forme[testata].note)
