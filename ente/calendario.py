"""Days of a person as an iCalendar file (RFC 5545): events of a whole day, which no time zone moves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TIPO = "text/calendar; charset=utf-8"
OTTETTI = 75
"""How long a line is at most, in bytes, before it is folded (RFC 5545, 3.1)."""
_COMANDI = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Giornata:
    """A day to remember. ``uid`` is always the same for the same thing, so that a calendar moves it and makes no
    second one; ``indirizzo`` is the page where it is done."""

    uid: str
    giorno: dt.date
    titolo: str
    testo: str
    indirizzo: str


def scrivi_calendario(nome: str, giornate: Iterable[Giornata], adesso: dt.datetime) -> bytes:
    """The file of a calendar; ``adesso`` is when it is written."""
    righe = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cannocchiale//Scadenze//IT",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_testo(nome)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for giornata in giornate:
        righe += _evento(giornata, adesso)
    righe.append("END:VCALENDAR")
    return "".join(pezzo for riga in righe for pezzo in _piegata(riga)).encode()


def _evento(giornata: Giornata, adesso: dt.datetime) -> list[str]:
    dopo = giornata.giorno + dt.timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{_testo(giornata.uid)}",
        f"DTSTAMP:{adesso.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{giornata.giorno:%Y%m%d}",
        f"DTEND;VALUE=DATE:{dopo:%Y%m%d}",
        f"SUMMARY:{_testo(giornata.titolo)}",
        f"DESCRIPTION:{_testo(giornata.testo)}",
        f"URL:{giornata.indirizzo}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _testo(testo: str) -> str:
    """A text with what has a meaning in the file written so that it has none."""
    pulito = _COMANDI.sub("", testo.replace("\r\n", "\n").replace("\r", "\n"))
    return pulito.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _piegata(riga: str) -> Iterator[str]:
    """A line in pieces that are short enough, never inside a letter; those after the first begin with a space."""
    pezzo, lungo = "", 0
    for lettera in riga:
        ottetti = len(lettera.encode())
        if lungo + ottetti > OTTETTI:
            yield f"{pezzo}\r\n"
            pezzo, lungo = " ", 1
        pezzo, lungo = pezzo + lettera, lungo + ottetti
    yield f"{pezzo}\r\n"
