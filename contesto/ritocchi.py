"""What a cell's text becomes before it is read: the hour of a day goes, so do the digits that only a computation
writes. Each with what a person should know of it. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from contesto.numeri import CONTESTO, cita
from ente.capienza import CIFRE_ESATTE, MISURATO
from ente.fogli.aspetto import data_iso, scrivi

IN_PAROLE = {2: "due", 4: "quattro", 6: "sei"}

_DECIMALI = re.compile(r"([-+]?(?:€ ?)?)([0-9]{1,18})[.,]([0-9]+)( ?[%€]?)")
_PUNTO = re.compile(r"([-+−]?(?:€ ?)?)([0-9]{1,18})\.([0-9]{1,2}|[0-9]{4,}|(?<=\b0\.)[0-9]{3})( ?[%€]?)")
_CON_ORA = re.compile(r"([0-9]{1,2}/[0-9]{1,2}/[0-9]{4}) +[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?")
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}.*)?")


def ritocca(testo: str, decimali: int = MISURATO.decimali) -> tuple[str, str]:
    """The text of a number or of a day as it is to be read, and why it is not as it was written (empty when it is).

    ``0,666666666666667`` is ``0,666667``; ``14/08/2020 10:30`` and ``2020-08-14T00:00:00`` are ``14/08/2020``. Any
    other text stays as it is.
    """
    if len(testo) < 8 or not testo[-1].isascii():
        return testo, ""
    if trovato := _DECIMALI.fullmatch(testo):
        return _arrotondato(testo, trovato, decimali)
    if trovato := _CON_ORA.fullmatch(testo):
        return trovato[1], f"{cita(testo)} è letto come giorno, senza l'ora."
    if _ISO.fullmatch(testo):
        return _giorno(testo)
    return testo, ""


def da_stampare(testo: str) -> str:
    """A figure or a day of a table as an Italian prints it: ``1234.5`` is ``1234,5``, ``1251.0`` is ``1251``,
    ``2019-12-31`` is ``31/12/2019``; a dot that three figures follow separates the thousands, and stays."""
    if trovato := _PUNTO.fullmatch(testo):
        prima, intero, decimali, dopo = trovato.groups()
        cifre = decimali if decimali.strip("0") else ""
        return f"{prima}{intero}{',' if cifre else ''}{cifre}{dopo}"
    if _ISO.fullmatch(testo) and (giorno := data_iso(testo.replace("/", "-"))):
        return scrivi(dt.datetime.combine(giorno, dt.time()))
    return testo


def _arrotondato(testo: str, trovato: re.Match[str], decimali: int) -> tuple[str, str]:
    prima, intero, cifre, dopo = trovato.groups()
    quante = min(decimali, max(CIFRE_ESATTE - len(intero.lstrip("0")), 0))
    if len(cifre.rstrip("0")) <= quante:
        return testo, ""
    passo = Decimal(1).scaleb(-quante)
    corto = Decimal(f"{intero}.{cifre}").quantize(passo, rounding=ROUND_HALF_UP, context=CONTESTO)
    scritto = f"{corto:f}".rstrip("0").rstrip(".") if quante else f"{corto:f}"
    letto = f"{prima}{scritto.replace('.', ',')}{dopo}"
    return letto, f"{cita(testo)} ha più di {IN_PAROLE.get(decimali, decimali)} decimali: letto {letto}."


def _giorno(testo: str) -> tuple[str, str]:
    giorno = data_iso(testo.replace("/", "-"))
    if giorno is None or (testo[4] == "-" and len(testo) == 10):  # a day alone is read as it is
        return testo, ""
    letto = scrivi(dt.datetime.combine(giorno, dt.time()))
    return letto, f"{cita(testo)} è letto come giorno: {letto}."
