"""A kind of import: its columns, how its sheets are read, what they would change. The registry is ``generi``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio
from ente.fogli.righe import Letto, leggi_righe
from ente.models import Ente, Utente
from ente.poteri import Poteri
from ente.progetto import Progetto


@dataclass(frozen=True, slots=True)
class Dove:
    """Where a sheet goes in. ``da`` is None for a command; ``nome`` is the file's."""

    ente: Ente
    ciclo: Ciclo | None = None
    periodo: Periodo | None = None
    cruscotto: Cruscotto | None = None
    da: Utente | None = None
    nome: str = ""
    parametri: Mapping[str, str] = field(default_factory=dict)

    def il_ciclo(self) -> Ciclo:
        """The cycle of the kinds that need one: the form and the command have asked for it."""
        assert self.ciclo is not None  # noqa: S101 - a mistake of the caller
        return self.ciclo


Lettore = Callable[[Sequence[Foglio], Sequence[Colonna], Mapping[str, str]], Letto]
Progettista = Callable[[Dove, Letto, Mapping[str, str]], Progetto]


def amministra(poteri: Poteri, dove: Dove) -> bool:
    """Who brings structure in: the administrator of the body and controllo di gestione (dominio §1)."""
    return poteri.amministratore or poteri.controllo


@dataclass(frozen=True, slots=True)
class Genere:
    """``progetta`` gets the answers to the doubts: by ``codice@posto`` for one cell, by ``codice:chiave`` for all.

    ``chiede`` names what the upload form asks besides the file: ``ciclo``, ``periodo``, ``cruscotto``.
    """

    codice: str
    nome: str
    descrizione: str
    colonne: tuple[Colonna, ...]
    progetta: Progettista
    leggi: Lettore = leggi_righe
    chiede: tuple[str, ...] = ("ciclo",)
    permesso: Callable[[Poteri, Dove], bool] = amministra
