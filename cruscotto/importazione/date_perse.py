"""Days whose format another program has lost: 44165 is how spreadsheets keep 30/11/2020. It is asked, once a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from contesto.numeri import cita
from ente.fogli.aspetto import giorno_numerato
from ente.progetto import Progetto

GIORNO, NUMERO = "giorno", "numero"
UNITA = frozenset({"data", "date", "giorno", "gg/mm/aaaa", "data (gg/mm/aaaa)", "data scadenza", "scadenza"})
"""Units whose values are days."""
PRIMO, ULTIMO = 25_569, 73_050
"""From 1970 to 2099: smaller and larger numbers are measures."""

_SERIALE = re.compile(r"([1-9][0-9]{4})(?:[.,][0-9]+)?")
_DATA = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")


def giorno_perso(testo: str) -> str:
    """The day that a bare number may be, as 30/11/2020; empty when it is none."""
    trovato = _SERIALE.fullmatch(testo)
    if trovato is None or not PRIMO <= int(trovato[1]) <= ULTIMO:
        return ""
    giorno = giorno_numerato(float(trovato[1]))
    return f"{giorno:%d/%m/%Y}" if giorno else ""


def chiedi_del_giorno(testo: str, posto: str, progetto: Progetto) -> str:
    """A text where a day is wanted: the day that its number is, as whoever was asked says; else the text itself."""
    giorno = giorno_perso(testo)
    if not giorno:
        return testo
    frase = f"{cita(testo)} sta dove serve una data, e un foglio conserva così il {giorno}: come si legge?"
    risposte = ((GIORNO, "è il giorno, in questa cella e nelle altre come questa"), (NUMERO, "è un numero"))
    return giorno if progetto.chiedi("data persa", posto, frase, risposte, GIORNO) == GIORNO else testo


def campi_persi(celle: Mapping[str, Any]) -> list[str]:
    """Which of target and actual may be days, in a row whose unit, or the other of the two, says that they are."""
    testi = {campo: str(celle[campo]) for campo in ("target", "actual") if celle.get(campo)}
    persi = [campo for campo, testo in testi.items() if giorno_perso(testo)]
    di_giorni = str(celle.get("unita", "")).casefold() in UNITA or any(_DATA.search(t) for t in testi.values())
    return persi if di_giorni else []
