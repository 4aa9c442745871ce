"""A text alone above the only headings of a file: the prospettiva of its rows, or the title of the sheet. It is asked,
unless the cycle has that prospettiva."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.stampato.forme import FORSE_TITOLO
from ente.fogli.righe import RigaDiFoglio
from ente.importazione import RigaLetta
from ente.progetto import Progetto

TITOLO, PROSPETTIVA = "titolo", "prospettiva"
CHE_COS_E = ((TITOLO, "il titolo del foglio: non si legge"), (PROSPETTIVA, "la prospettiva delle sue righe"))


def senza_titoli(righe: Sequence[RigaLetta], presenti: Presenti, progetto: Progetto) -> list[RigaLetta]:
    """The rows, without a prospettiva where what stands above them is a title."""
    note = {chiave(nome) for p in presenti.prospettive.values() for nome in (p.nome, p.codice)}
    return [_senza(r, progetto) if _dubbia(r, note) else r for r in righe]


def _dubbia(riga: RigaLetta, note: set[str]) -> bool:
    return bool(riga[FORSE_TITOLO]) and chiave(riga[PROSPETTIVA]) not in note


def _senza(riga: RigaLetta, progetto: Progetto) -> RigaLetta:
    assert isinstance(riga, RigaDiFoglio)  # noqa: S101 - only a printed scorecard says it
    testo = riga[PROSPETTIVA]
    frase = f"Sopra le intestazioni c'è scritto {cita(testo)}: che cos'è?"
    domanda = chiave_dubbio("sopra", chiave(testo))
    if progetto.chiedi(domanda, riga.posto(PROSPETTIVA), frase, CHE_COS_E, TITOLO) == PROSPETTIVA:
        return riga
    ereditati = {campo: dove for campo, dove in riga.ereditati.items() if campo != PROSPETTIVA}
    return replace(riga, valori={**riga.valori, PROSPETTIVA: ""}, ereditati=ereditati)
