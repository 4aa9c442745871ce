"""A kind of import: its columns, what its rows would change, and the change. The registry is ``generi``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cruscotto.models import Ciclo
from ente.fogli.intestazioni import Colonna
from ente.importazione import Esito, RigaLetta
from ente.progetto import Progetto

Righe = Sequence[RigaLetta]


@dataclass(frozen=True, slots=True)
class Genere:
    """``progetta`` writes nothing; ``importa`` refuses what would change a cycle that is frozen."""

    codice: str
    colonne: tuple[Colonna, ...]
    progetta: Callable[[Ciclo, Righe], Progetto]
    importa: Callable[[Ciclo, Righe], Esito]
