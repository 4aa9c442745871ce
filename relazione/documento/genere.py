"""What a kind of block is: its name, what it needs, how it is made, what says that it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from relazione.documento.blocchi import Blocco
from relazione.fotografia import Fotografia


class Manca(Exception):
    """The data of a block are not there; the message says what to do, in Italian, as the end of a sentence."""


class Argomento(StrEnum):
    """What a recall is followed by."""

    NIENTE = "niente"
    CODICE = "codice"
    TESTO = "testo"


Codici = Callable[[Fotografia], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Genere:
    """A kind of block. ``costruisci`` makes the block, not yet numbered, or raises ``Manca``; more blocks say in
    ``ancora`` by which recall each would be made alone. ``codici`` are those that
    the document has, each with its title: what a picker lists."""

    nome: str
    che_cosa: str
    costruisci: Callable[[Fotografia, str], Blocco | tuple[Blocco, ...]]
    argomento: Argomento = Argomento.NIENTE
    codici: Codici | None = None
