"""Dates as scorecards write them, on their own in a cell. Pure."""

from __future__ import annotations

import datetime as dt
import re

from relazione.controlli.materia import RigaLettaDiCruscotto

DATA = re.compile(r"(?:entro(?:\s+il)?\s+)?(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.IGNORECASE)


def data_di(testo: str) -> dt.date | None:
    """The date that a cell is; None for anything else, and for a day that does not exist."""
    trovata = DATA.fullmatch(testo.strip())
    if trovata is None:
        return None
    try:
        return dt.date(int(trovata[4]), int(trovata[3]), int(trovata[1]))
    except ValueError:
        return None


def separatore(testo: str) -> str:
    """What a date puts between day, month and year; empty for what is not a date."""
    trovata = DATA.fullmatch(testo.strip())
    return trovata[2] if trovata else ""


def in_ritardo(riga: RigaLettaDiCruscotto) -> bool:
    """Whether the actual date comes after the target date."""
    target, actual = data_di(riga.target), data_di(riga.actual)
    return target is not None and actual is not None and actual > target
