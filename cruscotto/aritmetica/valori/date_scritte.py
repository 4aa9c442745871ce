"""Dates as Italian clerks write them: `31/12/2019`, `28.02.2018`, `31-12-19`, `2019-12-31`, `31 dicembre 2019`."""

from __future__ import annotations

import datetime as dt
import re

from contesto.numeri import illegibile
from cruscotto.aritmetica.valori.tipi import Letto, Tipo

ANNI = range(1900, 2100)
"""Years taken as plausible: outside them the year is a typing slip."""

_MESI = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)
_CIFRE = re.compile(r"([0-9]{1,2}) ?([/.\-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PAROLE = re.compile(rf"([0-9]{{1,2}})[°º]? ({'|'.join(_MESI)}) ([0-9]{{4}})", re.IGNORECASE)


def leggi_data(testo: str, intero: str, campo: str) -> Letto | None:
    """Read a whole date, or return None when the text has not the form of one.

    A year in two digits is read in this century with a warning. Raises ValoreIllegibile for a day that does not
    exist and for a year outside 1900-2099.
    """
    avvisi: tuple[str, ...] = ()
    if trovato := _CIFRE.fullmatch(testo):
        giorno, _, mese, anno = trovato.groups()
        if len(anno) == 2:
            anno = f"20{anno}"
            avvisi = (f"l'anno di «{testo}» è letto {anno}",)
    elif trovato := _ISO.fullmatch(testo):
        anno, mese, giorno = trovato.groups()
    elif trovato := _PAROLE.fullmatch(testo):
        giorno, nome, anno = trovato.groups()
        mese = str(_MESI.index(nome.casefold()) + 1)
    else:
        return None
    if int(anno) not in ANNI:
        raise illegibile(campo, intero, f"l'anno {anno} non è tra 1900 e 2099; correggete l'anno")
    try:
        data = dt.date(int(anno), int(mese), int(giorno))
    except ValueError:
        perche = "la data non esiste nel calendario; scrivete giorno, mese e anno, per esempio «31/12/2019»"
        raise illegibile(campo, intero, perche) from None
    return Letto(Tipo.DATA, data=data, avvisi=avvisi)
