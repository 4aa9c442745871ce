"""What the drawings are made of. `Tema` (the colours of the body) is the one of the charts."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from contesto.colori import Tema
from contesto.svg import formatta_decimale

__all__ = [
    "ColonnaMatrice",
    "EsitoDisegnato",
    "FasciaMappa",
    "FasciaNominata",
    "LivelloDellAlbero",
    "NodoAlbero",
    "ObiettivoDisegnato",
    "RigaMatrice",
    "Tema",
]


class FasciaNominata(Protocol):
    """A band of the traffic light as far as a drawing needs it; `cruscotto.aritmetica.sal.Fascia` is one."""

    @property
    def codice(self) -> str: ...

    @property
    def nome(self) -> str: ...


@dataclass(frozen=True, slots=True)
class EsitoDisegnato:
    """A SAL and its traffic light, as they are to be shown.

    `valore` is the percentage (100 = whole), None when not computable. `codice` is one of non_raggiunto, parziale,
    raggiunto, non_rilevato; `nome` the word the body uses for it. `testo` is the SAL as written, rounded by the rule of
    the body ("94,4%"); without it the value is written with one decimal at most, half up.
    """

    valore: Decimal | None
    codice: str
    nome: str
    testo: str = ""

    def scritto(self) -> str:
        """The SAL in words: `94,4%`, or `n.r.` (non rilevato) when there is none."""
        if self.testo:
            return self.testo
        if self.valore is None:
            return "n.r."
        intero = self.valore == self.valore.to_integral_value()
        return f"{formatta_decimale(self.valore, 0 if intero else 1)}%"


@dataclass(frozen=True, slots=True)
class ObiettivoDisegnato:
    """A strategic objective where it stands. `chiave` identifies the place (objective 6 stands in three prospettive).

    `area` is the code of its area strategica, None when it belongs to all of them.
    """

    chiave: str
    codice: str
    nome: str
    esito: EsitoDisegnato | None = None
    area: str | None = None

    def etichetta(self) -> str:
        """Number and name as they are printed: `1. Verso una P.A. semplice`."""
        return f"{self.codice}. {self.nome}" if self.codice else self.nome


class LivelloDellAlbero(StrEnum):
    """The levels of the performance tree."""

    MANDATO = "mandato"
    MISSION = "mission"
    VISION = "vision"
    AREA = "area"
    PROSPETTIVA = "prospettiva"
    OBIETTIVO = "obiettivo"

    def titolo(self) -> str:
        """The name of the level as a reader knows it."""
        return {
            LivelloDellAlbero.MANDATO: "Mandato istituzionale",
            LivelloDellAlbero.MISSION: "Mission",
            LivelloDellAlbero.VISION: "Vision",
            LivelloDellAlbero.AREA: "Area strategica",
            LivelloDellAlbero.PROSPETTIVA: "Prospettiva",
            LivelloDellAlbero.OBIETTIVO: "Obiettivo strategico",
        }[self]


@dataclass(frozen=True, slots=True)
class NodoAlbero:
    """A node of the tree. A `trasversale` node belongs to all its siblings and is drawn under them, full width."""

    livello: LivelloDellAlbero
    testo: str
    codice: str = ""
    esito: EsitoDisegnato | None = None
    figli: tuple["NodoAlbero", ...] = ()
    trasversale: bool = False

    def etichetta(self) -> str:
        """Code and text as printed."""
        return f"{self.codice}. {self.testo}" if self.codice else self.testo


@dataclass(frozen=True, slots=True)
class FasciaMappa:
    """One prospettiva of the strategic map and the objectives that stand in it, in order. ``livello`` says what it is;
    without a name it is the objectives alone."""

    codice: str
    nome: str
    esito: EsitoDisegnato | None
    obiettivi: tuple[ObiettivoDisegnato, ...]
    livello: str = "Prospettiva"


@dataclass(frozen=True, slots=True)
class ColonnaMatrice:
    """An area strategica as a column of the matrix."""

    codice: str
    nome: str
    esito: EsitoDisegnato | None = None


@dataclass(frozen=True, slots=True)
class RigaMatrice:
    """A prospettiva as a row of the matrix; each objective falls in the column of its `area`, or across all of them."""

    codice: str
    nome: str
    esito: EsitoDisegnato | None
    obiettivi: tuple[ObiettivoDisegnato, ...]
