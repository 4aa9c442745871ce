"""A list of the export of a cycle: rows of the database under keys that do not change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAROLE = {
    "unita": "unità",
    "criticita": "criticità",
    "opportunita": "opportunità",
    "affidabilita": "affidabilità",
    "sal": "SAL",
    "pira": "PIRA",
    "url": "indirizzo",
    "perche": "perché",
}
"""The words of the keys that are not written as they are read."""


@dataclass(frozen=True, slots=True)
class Elenco:
    """Rows under ``chiavi``, which name them in the JSON; ``titoli`` are what the workbook calls them."""

    codice: str
    chiavi: tuple[str, ...]
    titoli: tuple[str, ...]
    righe: Sequence[Sequence[Any]]

    @property
    def nome(self) -> str:
        """What its sheet is called."""
        return in_parole(self.codice)


def elenco(codice: str, campi: str, righe: QuerySet[Any]) -> Elenco:
    """Read a list, in one query. Of the ``campi``, parted by spaces, each is ``nome`` or ``chiave=percorso__campo``."""
    divisi = [campo.partition("=") for campo in campi.split()]
    chiavi = tuple(chiave for chiave, _, _ in divisi)
    letti = list(righe.values_list(*(percorso or chiave for chiave, _, percorso in divisi)))
    return Elenco(codice, chiavi, tuple(map(in_parole, chiavi)), letti)


def in_parole(chiave: str) -> str:
    """A key as a heading: «unita» is «Unità»."""
    testo = " ".join(PAROLE.get(parola, parola) for parola in chiave.split("_"))
    return testo[:1].upper() + testo[1:]
