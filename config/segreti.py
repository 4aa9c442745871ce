"""What opens a door never stays in a log: the addresses that carry a token are written without it."""

from __future__ import annotations

import logging
import re

SEGRETI = ("tabelle", "calendari", "invito", "password/nuova")
"""How the addresses begin that have a token right after."""
_TESTO = re.compile(rf"(/(?:{'|'.join(SEGRETI)})/)[^\s\"'?#<>]+")


def nascondi(testo: str) -> str:
    """A line of a log with the tokens of its addresses taken away."""
    return _TESTO.sub(r"\1…", testo)


class Riga(logging.Formatter):
    """A line as the others, the message and the traceback alike without tokens."""

    def format(self, record: logging.LogRecord) -> str:
        return nascondi(super().format(record))
