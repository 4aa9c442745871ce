"""Which levels a cycle has between a scorecard and its indicators, and what they are called (ADR 43).

Placements stand under an objective, and objectives under a *prospettiva*; where there are none, under an area
strategica; where there is none of these, right in the scorecard. What a body does not have carries no name: it is never
shown, and what stands there comes first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cruscotto.models import ObiettivoInProspettiva

SENZA_LIVELLO = "direttamente nel cruscotto"
"""What is said of rows under nothing, beside others that are under something."""
_AREA = "area:"
"""How the code of an area strategica begins where it stands for a prospettiva: no prospettiva has such a code."""


@dataclass(frozen=True, slots=True)
class PrimoLivello:
    """What a cycle calls the level right under the scorecard, alone and with its articles."""

    uno: str
    molti: str
    la: str
    della: str
    delle: str


PROSPETTIVE = PrimoLivello("prospettiva", "prospettive", "la prospettiva", "della prospettiva", "delle prospettive")
AREE = PrimoLivello(
    "area strategica", "aree strategiche", "l'area strategica", "dell'area strategica", "delle aree strategiche"
)


def primo_livello(codici: Iterable[str]) -> PrimoLivello | None:
    """The level that these codes are of; None when there is none."""
    detti = [c for c in codici if c]
    if not detti:
        return None
    return AREE if detti[0].startswith(_AREA) else PROSPETTIVE


def posto_di(nodo: ObiettivoInProspettiva) -> tuple[str, str]:
    """Code and name of what an objective stands under in a scorecard; both empty when it stands under nothing.

    Reads the area strategica only of an objective under no prospettiva.
    """
    prospettiva = nodo.prospettiva
    if prospettiva.nome or not nodo.obiettivo.area_strategica_id:
        return prospettiva.codice, prospettiva.nome
    area = nodo.obiettivo.area_strategica
    assert area is not None  # noqa: S101 - it has a key
    return posto_di_area(area.numero, area.nome)


def posto_di_area(numero: int, nome: str) -> tuple[str, str]:
    """Code and name of an area strategica that scorecards are divided by."""
    return f"{_AREA}{numero}", f"{numero}. {nome}"


def rango(nodo: ObiettivoInProspettiva) -> int:
    """What puts in order things that stand under different places, beside the order that they have: first what stands
    under nothing; areas strategiche by their number; prospettive as they are."""
    if nodo.prospettiva.nome:
        return 0
    return nodo.obiettivo.area_strategica.numero if nodo.obiettivo.area_strategica else -1


def in_fila(*nomi: str) -> str:
    """The levels that something stands under, from above: «Utenti › 1. Sportello»."""
    return " › ".join(filter(None, nomi))
