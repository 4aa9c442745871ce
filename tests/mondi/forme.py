"""Sheets of bodies that have not the four prospettive, and the body that they make from nothing. Invented data."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.models import Ciclo
from tests.mondi.fogli import xlsx

Foglio = Sequence[Sequence[Any]]
ENTE, ANNO = "nuovo", 2026

SENZA: Foglio = (
    ("Obiettivo strategico", "Indicatore", "Ufficio", "Verso", "Target", "Consuntivo"),
    ("1. Servizi", "Giorni di apertura", "Sportello", "crescente", 100, 80),
    ("1. Servizi", "Pratiche online", "Sportello", "crescente", 50, 20),
    ("2. Persone", "Ore di formazione", "Personale", "crescente", 10, 9),
)
NUDO: Foglio = (
    ("Indicatore", "Verso", "Target", "Consuntivo"),
    ("Giorni di apertura", "crescente", 100, 80),
    ("Pratiche online", "crescente", 50, 20),
    ("Ore di formazione", "crescente", 10, 9),
)
CON_AREE: Foglio = (
    ("Area strategica", "Obiettivo strategico", "Indicatore", "Verso", "Target", "Consuntivo"),
    ("1. Competitività", "1. Imprese", "Imprese aiutate", "crescente", 100, 80),
    ("1. Competitività", "2. Mercati", "Fiere", "crescente", 10, 4),
    ("2. Regolazione", "3. Registro", "Pratiche", "crescente", 10, 9),
)
SOLO_AREE: Foglio = (
    ("Area strategica", "Indicatore", "Verso", "Target", "Consuntivo"),
    ("1. Competitività", "Imprese aiutate", "crescente", 100, 80),
    ("1. Competitività", "Fiere", "crescente", 10, 4),
    ("2. Regolazione", "Pratiche", "crescente", 10, 9),
)
SOLO_PROSPETTIVE: Foglio = (
    ("Prospettiva", "Indicatore", "Verso", "Target", "Consuntivo"),
    ("Utenti", "Imprese aiutate", "crescente", 100, 80),
    ("Utenti", "Fiere", "crescente", 10, 4),
    ("Processi", "Pratiche", "crescente", 10, 9),
)


def importa(righe: Foglio, cartella: Path, *opzioni: str) -> str:
    """What the command says of a sheet; by itself it makes all that is missing.

    Raises:
        CommandError: with every error, one a line.
    """
    file, detto, errori = cartella / "foglio.xlsx", io.StringIO(), io.StringIO()
    file.write_bytes(xlsx([list(r) for r in righe]))
    dove = ("--ente", ENTE, "--anno", str(ANNO))
    try:
        call_command("importa", "indicatori", str(file), *dove, *(opzioni or ("--crea",)), stdout=detto, stderr=errori)
    except CommandError as errore:
        raise CommandError(f"{errori.getvalue()}\n{errore}") from None
    return detto.getvalue()


def ciclo_nuovo() -> Ciclo:
    return trova_ciclo(ENTE, ANNO)
