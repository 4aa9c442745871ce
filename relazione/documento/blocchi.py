"""The blocks of a document: frozen data that every writer reads in its own way. No HTML, no drawing.

A block declares what it shows, its alternative text, its table for the open data; or, when what it shows is missing,
what there is to complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contesto.grafici import Grafico
from cruscotto.strategia.figure import StrategiaMisurata
from relazione.documento.testo import Nodo, Tipo, quanti
from relazione.fotografia import Fotografia
from relazione.models import TipoDocumento

BREVI = frozenset(
    {
        TipoDocumento.SCHEDA_INDIVIDUALE.value,
        TipoDocumento.PIRA.value,
        TipoDocumento.VALIDAZIONE.value,
        TipoDocumento.ACCOMPAGNAMENTO.value,
        TipoDocumento.FUNZIONAMENTO.value,
        TipoDocumento.CONFRONTO.value,
    }
)
"""Acts and sheets of a few pages: a letterhead in the place of cover and contents, chapters one after the other."""
CONTINUI = frozenset({TipoDocumento.PIANO.value, TipoDocumento.MONITORAGGIO.value})
"""Kinds whose chapters follow one another on the page: they are tables more than prose."""
COLONNE_IN_PIEDI = 6
"""A table of words with more columns than these wants a landscape page."""


class Conteggio(StrEnum):
    """What numbered blocks are called in captions and references."""

    TABELLA = "Tabella"
    FIGURA = "Figura"


@dataclass(frozen=True, slots=True)
class Disegno:
    """A drawing of the core: the tree, the strategic map or the matrix, from the same values."""

    quale: str
    quadro: StrategiaMisurata


@dataclass(frozen=True, slots=True)
class Semplice:
    """A table of words: headings, rows, which columns hold numbers, what stands under it."""

    colonne: tuple[str, ...]
    righe: tuple[tuple[str, ...], ...]
    numeriche: tuple[int, ...] = ()
    note: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prosa:
    """Paragraphs, lists, simple tables of the narrative."""

    nodi: tuple[Nodo, ...]


@dataclass(frozen=True, slots=True)
class Firme:
    """Who signs, by role."""

    ruoli: tuple[str, ...]


Figura = Grafico | Disegno


@dataclass(frozen=True, slots=True)
class Aperti:
    """A table for the open data: numbers unrounded, with a point."""

    nome: str
    titolo: str
    colonne: tuple[str, ...]
    righe: tuple[tuple[str, ...], ...]

    @property
    def file(self) -> str:
        return f"{self.nome}.csv"


@dataclass(frozen=True, slots=True)
class Blocco:
    """A piece of a section. ``tipo`` is what writers choose by; ``titolo`` is the caption without its number;
    ``testata`` is the heading of the first column, where it depends on the levels of the cycle.

    A block with ``manca`` has no data: writers print what there is to complete.
    """

    tipo: str
    dati: Any
    titolo: str = ""
    conteggio: Conteggio | None = None
    numero: int = 0
    ancora: str = ""
    alternativa: str = ""
    aperti: Aperti | None = None
    manca: str = ""
    testata: str = ""

    @property
    def etichetta(self) -> str:
        """``Tabella 3``; empty for what is not numbered."""
        return f"{self.conteggio} {self.numero}" if self.conteggio else ""

    @property
    def didascalia(self) -> str:
        """The caption as printed."""
        return f"{self.etichetta} – {self.titolo}" if self.conteggio else self.titolo


@dataclass(frozen=True, slots=True)
class SezioneComposta:
    codice: str
    numero: str
    titolo: str
    livello: int
    ancora: str
    blocchi: tuple[Blocco, ...]
    larga: bool = False
    """Whether it stands on landscape pages."""

    @property
    def prospetto(self) -> bool:
        """Whether a whole scorecard stands in the section, which needs a landscape page."""
        return any(b.tipo in ("cruscotto", "piano") for b in self.blocchi)

    @property
    def slegate(self) -> int:
        """How many numbers typed by hand a draft marks in the section."""
        return sum(quanti(b.dati.nodi, Tipo.SLEGATA) for b in self.blocchi if isinstance(b.dati, Prosa))

    @property
    def distesa(self) -> bool:
        """Whether a block of the section wants a landscape page."""
        return self.prospetto or any(
            isinstance(b.dati, Semplice) and len(b.dati.colonne) > COLONNE_IN_PIEDI for b in self.blocchi
        )

    @property
    def di_tabelle(self) -> bool:
        """Whether the section is made of tables and notices only."""
        return all(b.tipo not in ("figura", "sguardo", "testo") for b in self.blocchi)

    @property
    def leggera(self) -> bool:
        """Whether the section is at home on a landscape page too: it has no figure, which would be too tall there."""
        return all(b.tipo not in ("figura", "sguardo") for b in self.blocchi)

    @property
    def nome(self) -> str:
        """Number and title."""
        return f"{self.numero} {self.titolo}".strip()


@dataclass(frozen=True, slots=True)
class Incompletezza:
    """Something to complete before the document is approved: in which section, and why; ``richiamo`` is the recall of a
    sentence that says nothing."""

    codice: str
    sezione: str
    perche: str
    richiamo: str = ""

    @property
    def motivo(self) -> str:
        """What and why, in a sentence."""
        return f"{self.richiamo}: {self.perche}" if self.richiamo else self.perche

    def __str__(self) -> str:
        return f"{self.sezione}: {self.motivo}"


@dataclass(frozen=True, slots=True)
class Composto:
    """A whole document, composed: what writers write. ``aperti`` are the tables that travel with it, by name."""

    foto: Fotografia
    sezioni: tuple[SezioneComposta, ...]
    aperti: tuple[Aperti, ...]
    incompletezze: tuple[Incompletezza, ...]
    bersagli: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Where a reference may lead: by kind and code, what it prints and the anchor."""

    @property
    def bozza(self) -> bool:
        """A document is a draft as long as it may change, or has something to complete."""
        return not self.foto.adottato or bool(self.incompletezze)

    @property
    def slegate(self) -> int:
        """How many numbers typed by hand a draft marks; none once it is adopted."""
        return sum(s.slegate for s in self.sezioni)

    @property
    def breve(self) -> bool:
        """Whether it is an act or a sheet of a few pages."""
        return self.foto.tipo in BREVI

    @property
    def continuo(self) -> bool:
        """Whether chapters follow one another on the page: in tables, and where most is still to come."""
        blocchi = [b for s in self.sezioni for b in s.blocchi]
        return self.foto.tipo in CONTINUI or 2 * sum(bool(b.manca) for b in blocchi) > len(blocchi)

    @property
    def marchi(self) -> tuple[str, ...]:
        """What every page says of the document: who may read it, and what it is worth."""
        return tuple(
            marchio
            for marchio, vale in (
                ("Edizione integrale – non pubblicabile", not self.foto.pubblica),
                ("dati dimostrativi", self.foto.dimostrativo),
                ("bozza", self.bozza),
            )
            if vale
        )
