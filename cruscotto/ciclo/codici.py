"""Codes that nobody has to think of: of indicators, by number; of what has a name, from it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.text import slugify

GENERATO = re.compile(r"i(\d{1,9})", re.IGNORECASE)


def ultimo_generato(codici: Iterable[str]) -> int:
    """The highest number among the codes of indicators that were made here; 0 without any."""
    return max((int(trovato[1]) for c in codici if (trovato := GENERATO.fullmatch(c))), default=0)


def codice_generato(numero: int) -> str:
    return f"i{numero:03d}"


def libero(testo: str, usati: set[str], di_riserva: str) -> str:
    """A code for a name, that nobody has yet."""
    base = slugify(testo)[:32].strip("-") or di_riserva
    codice, n = base, 1
    while codice in usati:
        n += 1
        codice = f"{base}-{n}"
    usati.add(codice)
    return codice
