"""The days that can be written: the same for the boxes of the pages and for every door that a day comes in by."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

PRIMO = dt.date(2000, 1, 1)
"""Before it nothing is written by hand: a year of two or three digits is one typed by half."""
ANNI_AVANTI = 10


def ultimo() -> dt.date:
    """The last day that can be written today."""
    return dt.date(timezone.localdate().year + ANNI_AVANTI, 12, 31)


def perche_impossibile(giorno: dt.date) -> str:
    """Why a day cannot be, in one sentence; empty when it can."""
    fino_a = ultimo()
    if PRIMO <= giorno <= fino_a:
        return ""
    scritto = f"{giorno.day:02}/{giorno.month:02}/{giorno.year:04}"
    return f"Il {scritto} non va: scrivete un giorno dal {PRIMO:%d/%m/%Y} al {fino_a:%d/%m/%Y}."
