"""What the controls look at: the snapshot of a Relazione, with what the printed document says beside it. Pure.

Flat values with their source lines, so that a control is a page and its test builds what it needs by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from contesto.bilancio import Voce
from contesto.numeri import leggi_cella


@dataclass(frozen=True, kw_only=True)
class AsseLetto:
    """A row or a column of a table, with what it stands for. ``riga_fonte`` is the line of the document of origin."""

    etichetta: str = ""
    livello_superiore: str = ""
    anno: int | None = None
    territorio: str = ""
    misura: str = ""
    sesso: str = ""
    unita: str = ""
    totale: bool = False
    intensiva: bool = False
    gruppo: bool = False
    testo: bool = False
    riga_fonte: int | None = None

    @property
    def nome(self) -> str:
        """The label under the heading that it stands below."""
        return " / ".join(dict.fromkeys(p for p in (self.livello_superiore, self.etichetta) if p))


@dataclass(frozen=True, kw_only=True)
class TavolaLetta:
    """A context table as printed. ``testi`` are its cells by row; ``somme`` says what its totals are made of."""

    codice: str
    titolo: str = ""
    didascalia: str = ""
    tema: str = ""
    unita: str = ""
    anno_dati: int | None = None
    misura: str = ""
    territorio: str = ""
    note: tuple[str, ...] = ()
    righe_fonte: tuple[int, ...] = ()
    colonne: tuple[AsseLetto, ...] = ()
    righe: tuple[AsseLetto, ...] = ()
    testi: tuple[tuple[str, ...], ...] = ()
    somme: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def valori(self) -> tuple[tuple[Decimal | None, ...], ...]:
        """The numbers of the cells, None where there is none."""
        return tuple(
            tuple(None if c.testo else leggi_cella(testo) for c, testo in zip(self.colonne, riga, strict=True))
            for riga in self.testi
        )

    def linee(self, *righe: int) -> tuple[int, ...]:
        """The source lines of some rows; those of the whole table where a row has none."""
        proprie = tuple(n for r in righe if (n := self.righe[r].riga_fonte) is not None)
        return proprie if len(proprie) == len(righe) and righe else self.righe_fonte

    @property
    def testata(self) -> tuple[int, ...]:
        """The source lines of caption and headings: the first of the table, and the one above its first row."""
        prima = min((r.riga_fonte for r in self.righe if r.riga_fonte is not None), default=None)
        if prima is None:
            return self.righe_fonte
        return tuple(dict.fromkeys(n for n in (*self.righe_fonte[:1], prima - 1) if n < prima))

    def nome_riga(self, r: int) -> str:
        """The label of a row, under its group."""
        riga = self.righe[r]
        gruppo = next((self.righe[n].etichetta for n in range(r, -1, -1) if self.righe[n].gruppo), "")
        return " / ".join(dict.fromkeys(p for p in (gruppo, riga.etichetta) if p)) or f"riga {r + 1}"


@dataclass(frozen=True, kw_only=True)
class RigaLettaDiCruscotto:
    """A placement of an indicator in a scorecard. ``sal`` counts in the means, ``sal_calcolato`` is that of the rules,
    ``sal_grezzo`` before the cap; ``sal_stampato`` is what the document of origin prints. ``propria``: with a value of
    its own."""

    cruscotto: str
    nome_cruscotto: str = ""
    tipo_cruscotto: str = "area"
    prospettiva: str = ""
    obiettivo: str = ""
    numero_obiettivo: int = 0
    blocco: int = 1
    programma: str = ""
    obiettivo_operativo: str = ""
    codice: str = ""
    etichetta: str = ""
    tipo: str = ""
    unita: str = ""
    direzione: str = ""
    pira: bool = False
    propria: bool = False
    calcolata: bool = False
    operandi: tuple[str, ...] = ()
    target: str = ""
    actual: str = ""
    sal: Decimal | None = None
    sal_calcolato: Decimal | None = None
    sal_grezzo: Decimal | None = None
    sal_dichiarato: Decimal | None = None
    sal_stampato: str = ""
    motivo: str = ""
    peso: Decimal | None = None
    stato: str = "rilevato"
    riga_fonte: int | None = None

    @property
    def scheda(self) -> str:
        """The scorecard as a person calls it."""
        return self.nome_cruscotto or self.cruscotto

    @property
    def linea(self) -> tuple[int, ...]:
        return () if self.riga_fonte is None else (self.riga_fonte,)


@dataclass(frozen=True, kw_only=True)
class AggregatoStampato:
    """A SAL printed for what gathers rows: an objective under a prospettiva, or a prospettiva (``obiettivo`` 0), of a
    scorecard. ``calcolato`` is the mean that the snapshot has, unrounded; None where nothing of it is there."""

    cruscotto: str
    prospettiva: str
    obiettivo: int
    testo: str
    calcolato: Decimal | None = None
    riga_fonte: int | None = None


@dataclass(frozen=True, kw_only=True)
class CruscottoLetto:
    """A scorecard: its titles in the detail and in the summary, the area it is of, and its rows."""

    codice: str
    tipo: str = "area"
    lettera: str = ""
    titolo: str = ""
    sottotitolo: str = ""
    titolo_sintesi: str = ""
    intestazione_sintesi: str = ""
    area: str = ""
    righe: tuple[RigaLettaDiCruscotto, ...] = ()
    riga_fonte: int | None = None
    riga_sintesi: int | None = None
    sintesi: tuple[tuple[str, int, int | None], ...] = ()
    """The pairs (prospettiva, number of the objective, line) of the printed summary; empty where there is none."""
    nome: str = ""
    titolare: str = ""
    """The role of who answers for it."""

    @property
    def chiamato(self) -> str:
        """As a person calls it: its short name, its title where it has none."""
        return self.nome or self.titolo or self.codice


@dataclass(frozen=True, kw_only=True)
class InterventoLetto:
    """Money spent on an objective; ``voce`` is the code of the budget line that it belongs to."""

    obiettivo: int
    etichetta_obiettivo: str
    descrizione: str
    importo: Decimal
    importo_stampato: str = ""
    voce: str = ""
    riga_fonte: int | None = None


@dataclass(frozen=True, kw_only=True)
class VoceLetta:
    """A budget line with its line of origin."""

    voce: Voce
    riga_fonte: int | None = None

    @property
    def linea(self) -> tuple[int, ...]:
        return () if self.riga_fonte is None else (self.riga_fonte,)


@dataclass(frozen=True, kw_only=True)
class Citazione:
    """An objective (or a prospettiva) named somewhere by who writes: number, 0 where there is none, and name."""

    genere: str
    dove: str
    luogo: tuple[str, str]
    numero: int
    nome: str
    riga_fonte: int | None = None


@dataclass(frozen=True, kw_only=True)
class TitoloStampato:
    """A heading of the document: its number as printed, its text; ``indice`` says that it stands in the index."""

    numero: str
    testo: str
    indice: bool = False
    riga_fonte: int | None = None


@dataclass(frozen=True, kw_only=True)
class SezioneLetta:
    """Something written: the code and title of its section, the text without recalls."""

    codice: str
    titolo: str
    testo: str
    riservato: bool = False
    livello: int = 1
    blocchi: tuple[tuple[str, str], ...] = ()
    """What the section prints beside its text: the name and the code of each recall on a line of its own."""
    pubblico: str | None = None
    """The text of the public edition; None where that edition has not the section."""


@dataclass(frozen=True, kw_only=True)
class RimodulazioneLetta:
    """A target changed during the year, with its act and the reason."""

    indicatore: str
    cruscotto: str
    prima: str
    dopo: str
    atto: str
    motivo: str


@dataclass(frozen=True, kw_only=True)
class AttoLetto:
    """An act that the law wants by a day: ``quale`` is ``piano`` or ``relazione``."""

    quale: str
    nome: str
    data: dt.date
    motivo: str = ""


@dataclass(frozen=True, kw_only=True)
class DefinizioneCambiata:
    """What the definition of an indicator said last year and says now: ``campo`` is how a person calls the part."""

    codice: str
    indicatore: str
    campo: str
    prima: str
    dopo: str


@dataclass(frozen=True, kw_only=True)
class PiraLetto:
    """An indicator of the PIRA; ``mancano`` are the fields of the law that nobody has filled."""

    nome: str
    mancano: tuple[str, ...] = ()
    quanti: int = 0
    """How many of those fields it has."""


@dataclass(frozen=True, kw_only=True)
class Materia:
    """Everything that the controls of one Relazione look at. ``concluso``: the year is over and every value is due."""

    anno: int
    concluso: bool = True
    sito: str = ""
    obiettivi: tuple[tuple[int, str], ...] = ()
    prospettive: tuple[tuple[str, str], ...] = ()
    cruscotti: tuple[CruscottoLetto, ...] = ()
    aggregati: tuple[AggregatoStampato, ...] = ()
    tavole: tuple[TavolaLetta, ...] = ()
    bilancio: tuple[VoceLetta, ...] = ()
    interventi: tuple[InterventoLetto, ...] = ()
    citazioni: tuple[Citazione, ...] = ()
    titoli: tuple[TitoloStampato, ...] = ()
    testi: tuple[SezioneLetta, ...] = ()
    documenti: tuple[tuple[str, str, int | None], ...] = ()
    rimodulazioni: tuple[RimodulazioneLetta, ...] = ()
    pira: tuple[PiraLetto, ...] = ()
    pira_a_parte: bool = False
    """Whether the cycle has a document of its own for the PIRA."""
    definizioni: tuple[DefinizioneCambiata, ...] = ()
    atti: tuple[AttoLetto, ...] = ()
    persone: tuple[str, ...] = ()
    """The names of the people who are assessed, which the public edition does not say beside a result."""

    @cached_property
    def righe(self) -> tuple[RigaLettaDiCruscotto, ...]:
        """All the rows of all the scorecards, in document order."""
        return tuple(r for c in self.cruscotti for r in c.righe)

    def per_indicatore(self) -> Mapping[str, tuple[RigaLettaDiCruscotto, ...]]:
        """The rows of each indicator, by its code."""
        gruppi: dict[str, list[RigaLettaDiCruscotto]] = {}
        for riga in self.righe:
            gruppi.setdefault(riga.codice, []).append(riga)
        return {codice: tuple(righe) for codice, righe in gruppi.items()}

    def nome_cruscotto(self, codice: str) -> str:
        """A scorecard as a person calls it, by its code."""
        return next((c.chiamato for c in self.cruscotti if c.codice == codice), codice)


def codici(righe: Iterable[RigaLettaDiCruscotto]) -> tuple[str, ...]:
    """The codes of the indicators of some rows, each once."""
    return tuple(dict.fromkeys(r.codice for r in righe if r.codice))


def linee(righe: Iterable[RigaLettaDiCruscotto]) -> tuple[int, ...]:
    """The source lines of some rows."""
    return tuple(n for r in righe for n in r.linea)
