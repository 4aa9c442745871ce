"""What a printed document says beside the data, read from what was stored of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CHIAVI = ("titoli", "aggregati", "sintesi", "cruscotti", "tavole", "importi", "righe")


@dataclass(frozen=True)
class Stampato:
    """The printed document: ``titoli`` (numero, testo, indice, riga), ``aggregati`` (cruscotto, prospettiva, obiettivo,
    testo, riga), ``sintesi`` (cruscotto, prospettiva, obiettivo, riga), ``cruscotti`` by code (riga, riga_sintesi,
    intestazione_sintesi), ``tavole`` by code (da, a), ``importi`` by line, ``righe`` (testo, riga)."""

    titoli: Sequence[Mapping[str, Any]] = ()
    aggregati: Sequence[Mapping[str, Any]] = ()
    sintesi: Sequence[Mapping[str, Any]] = ()
    cruscotti: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tavole: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    importi: Mapping[str, str] = field(default_factory=dict)
    righe: Sequence[Mapping[str, Any]] = ()

    @property
    def linee(self) -> Mapping[str, int]:
        """The line of each label that the data keep without it."""
        return {str(r["testo"]): int(r["riga"]) for r in self.righe}


def leggi_stampato(contenuto: Mapping[str, Any]) -> Stampato:
    """The printed document that was stored; keys that are not known, of another version, say nothing."""
    return Stampato(**{chiave: contenuto[chiave] for chiave in CHIAVI if contenuto.get(chiave)})
