"""A kind of import: its columns, how its file is read, what its rows would change. The registry:
``generi.registro``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio
from ente.fogli.righe import Letto, leggi_righe
from ente.importazione import RigaLetta
from ente.models import Ente, Utente
from ente.poteri import Poteri
from ente.progetto import Progetto

Righe = Sequence[RigaLetta]
Leggi = Callable[[Sequence[Foglio], Sequence[Colonna], int], Letto]


@dataclass(frozen=True, slots=True)
class Dove:
    """Where a file goes in, and whose it is. ``periodo`` and ``cruscotto`` only for the kinds that want them;
    ``crea`` lets it make the tree that it names; ``da`` is None for the system; ``del_sito``: the site wrote the
    file."""

    ente: Ente
    del_ciclo: Ciclo | None = None
    periodo: Periodo | None = None
    cruscotto: Cruscotto | None = None
    da: Utente | None = None
    crea: bool = False
    del_sito: bool = False

    @property
    def ciclo(self) -> Ciclo:
        """The cycle, for the kinds that are of one: all but users and offices."""
        assert self.del_ciclo is not None  # noqa: S101 - see Genere.senza_ciclo
        return self.del_ciclo

    @property
    def anno(self) -> int:
        """The year of the cycle, which headings may name; 0 without one."""
        return self.del_ciclo.anno if self.del_ciclo else 0


def amministra(poteri: Poteri) -> bool:
    """Who imports the structure and the data of the body."""
    return poteri.amministratore or poteri.controllo


def tieni_ciclo(dove: Dove) -> None:
    """Hold what a file goes into; to be called inside the transaction that writes.

    Raises:
        NonModificabile: its cycle is frozen.
    """
    if dove.del_ciclo is not None:
        esige_ciclo_modificabile(blocca_ciclo(dove.del_ciclo.pk))


def niente_altro(dove: Dove) -> None:
    """Nothing follows from what was written."""


@dataclass(frozen=True, slots=True)
class GenereImportabile:
    """``progetta`` says what the file would change, with the answers given to its doubts, and writes nothing.

    ``chi`` may import it. ``misura``: it moves SALs, which its preview shows. ``registrati`` are the models (``_meta``
    labels) whose changes get a line each in the register; ``scansa`` is that of its plans;
    ``concludi`` does what follows from what was written, in the same transaction. The flags say what else it
    wants to know of where it goes.
    """

    codice: str
    nome: str
    descrizione: str
    colonne: tuple[Colonna, ...]
    progetta: Callable[[Dove, Letto, dict[str, str]], Progetto]
    leggi: Leggi = leggi_righe
    chi: Callable[[Poteri], bool] = amministra
    misura: bool = False
    del_periodo: bool = False
    del_cruscotto: bool = False
    senza_ciclo: bool = False
    registrati: tuple[str, ...] = ()
    scansa: Mapping[str, Any] = field(default_factory=dict)
    blocca: Callable[[Dove], None] = tieni_ciclo
    concludi: Callable[[Dove], object] = niente_altro

    @property
    def da_compilare(self) -> tuple[Colonna, ...]:
        """The columns that people fill in."""
        return tuple(c for c in self.colonne if c.da_scrivere)
