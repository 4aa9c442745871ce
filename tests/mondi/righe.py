"""Rows of files for the body of ``tests.mondi.scena``, as its import actions read them."""

from __future__ import annotations

from typing import Any

from ente.importazione import RigaLetta
from tests.mondi.scena import ANNO


def riga_letta(**celle: str) -> list[RigaLetta]:
    return [RigaLetta("prova.csv", 2, celle)]


def riga_indicatore(**celle: str) -> list[RigaLetta]:
    """The first row of the body's scorecard as its file would write it."""
    buona = {
        "cruscotto": "ente",
        "prospettiva": "Prospettiva",
        "obiettivo_strategico": "1. Obiettivo",
        "codice": "i1",
        "etichetta": "Indicatore i1",
        "tipo": "numero",
        "direzione": "crescente",
        "ufficio": "anagrafe",
        "peso": "25",
        "target": "100",
    }
    return riga_letta(**(buona | celle))


CICLO: dict[str, Any] = {
    "anno": ANNO,
    "stato": "monitoraggio",
    "cadenza": "quadrimestre",
    "prospettive": [],
    "aree_strategiche": [],
    "obiettivi_strategici": [],
    "nodi": [],
    "cruscotti": [],
}
