"""What a file makes: the new things of the tree, told to the plan; and whether their names can be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cruscotto.models import (
    AreaStrategica,
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Area, Ufficio
from ente.progetto import Progetto

CREATE = "o fate creare quello che manca («Crea quello che manca», --crea)"
MAX_NUMERO = 32_000

Cosa = (
    Area
    | Ufficio
    | Cruscotto
    | Prospettiva
    | AreaStrategica
    | ObiettivoStrategico
    | ObiettivoInProspettiva
    | Programma
    | ObiettivoOperativo
)
Nasce = Callable[[Cosa, dict[str, Any], str, str], None]
"""Tell the plan of a new row: its values, its name, the place of the row that names it."""


def adatto(progetto: Progetto, riga: RigaLetta, campo: str, nome: str, limite: int) -> bool:
    """Whether the name that a row gives to something new can be kept; an error of the plan when it cannot."""
    nomi = {
        "prospettiva": "la prospettiva",
        "obiettivo_strategico": "l'obiettivo strategico",
        "area_strategica": "l'area strategica",
    }
    motivo = ""
    if not nome:
        motivo = f"non so sotto quale riga dell'albero va: scrivete {nomi[campo]}."
    elif len(nome) > limite:
        motivo = f"il testo è lungo {len(nome)}, al massimo {limite} caratteri: accorciatelo."
    if motivo:
        progetto.errori.append(ErroreNelFile(riga.posto(campo), motivo))
    return not motivo
