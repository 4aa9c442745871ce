"""What a row of a sheet says of a value, and what the site says now: the words of a conflict between the two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contesto.numeri import cita
from cruscotto.models import Indicatore, Rilevazione
from cruscotto.rilevazione.file_ufficio.impronte import Portato
from cruscotto.valori.campi import CAMPI as CAMPI_VALORE
from cruscotto.valori.campi import PER_NOME
from ente.importazione import RigaLetta
from ente.models import Utente

CAMPI = {"valore": "testo", **{c.colonna: c.nome for c in CAMPI_VALORE}}
"""The columns that say something of a value, and the field of each."""
COLONNE = {nome: colonna for colonna, nome in CAMPI.items()}
DEL_SITO, DEL_FOGLIO = "sito", "foglio"
QUALE_VALE = ((DEL_SITO, "tieni quello del sito"), (DEL_FOGLIO, "tieni il mio, quello del foglio"))


@dataclass(slots=True)
class RigaScritta:
    """What a row says of a value: its fields that somebody wrote, those that the text of the value gives with it, where
    each stands. ``portato`` is what the sheet carried."""

    riga: RigaLetta
    valori: dict[str, Any] = field(default_factory=dict)
    letti: dict[str, Any] = field(default_factory=dict)
    portato: Portato | None = None
    collocazione: int | None = None

    def posto(self, nome: str) -> str:
        return self.riga.posto(COLONNE[nome])


def conflitto(
    indicatore: Indicatore, attuale: Rilevazione | None, campi: Sequence[tuple[str, Any, Any]], scritta: RigaScritta
) -> str:
    """What the site and the sheet say of the cells of a row, each in its words."""
    if attuale is None:
        return f"Di {cita(indicatore)} nel frattempo il valore è stato tolto: quale vale?"
    detti = []
    for nome, mio, suo in campi:
        titolo = PER_NOME[nome].intestazione.casefold() if nome in PER_NOME else "valore"
        detti.append(f"{titolo} {_detto(nome, suo)} sul sito, {_detto(nome, mio)} nel foglio")
    chi: Utente | str = attuale.inserita_da or "un'altra persona"
    perso = "" if scritta.riga["versione"] else " Il foglio ha perso le sue colonne nascoste: non si sa che cosa c'era."
    return f"Di {cita(indicatore)} nel frattempo ha scritto {chi}: {'; '.join(detti)}. Quale vale?{perso}"


def _detto(nome: str, valore: object) -> str:
    if nome in PER_NOME:
        valore = dict(PER_NOME[nome].scelte).get(str(valore), valore)
    testo = f"{valore:%d/%m/%Y}" if isinstance(valore, dt.date) else str(valore or "")
    return cita(testo) if testo else "niente"
