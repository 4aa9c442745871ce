"""A row of a scorecard on its way from the file to the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Programma,
    Rilevazione,
    ValoreAtteso,
)
from ente.importazione import RigaLetta


@dataclass(slots=True, eq=False)
class RigaDaImportare:
    """``celle`` are the checked values of the columns that the file has (``celle.leggi_celle``).

    Filled in by stages: where it stands in the tree, which placement it is (``nuova``: none that was there) and of
    which indicator, then its target and value, as they are or would be. ``propria``: its value becomes its own.
    """

    riga: RigaLetta
    celle: dict[str, Any]
    cruscotto: Cruscotto
    nodo: ObiettivoInProspettiva | None = None
    programma: Programma | None = None
    operativo: ObiettivoOperativo | None = None
    collocazione: Collocazione = field(init=False)
    nuova: bool = True
    indicatore: Indicatore = field(init=False)
    propria: bool = False
    atteso: ValoreAtteso | None = None
    rilevazione: Rilevazione | None = None
    posto: str = field(init=False)

    def __post_init__(self) -> None:
        self.posto = self.riga.posto()  # asked many times, and one text for all

    @property
    def nome(self) -> str:
        return str(self.celle["etichetta"])

    @property
    def tipo(self) -> Tipo | None:
        """The kind that tells the reader how to take a text; for a computed one the text itself tells."""
        return tipo_per_lettura(self.indicatore)


def tipo_per_lettura(indicatore: Indicatore) -> Tipo | None:
    """The kind that tells the reader how to take a text; for a computed one the text itself tells."""
    tipo = Tipo(indicatore.tipo)
    return None if tipo in (Tipo.CALCOLATO, Tipo.PREREQUISITO) else tipo
