"""What the rows around a row of a scorecard say of it: which column is what, titles, levels, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cruscotto.importazione.stampato.forme import TUTTI, Forma, Rango, Specie, chiave
from ente.fogli.nel_tempo import ColonnaNelTempo

IDEM = frozenset({'"', "”", "''", "〃", "idem", "Idem", "c.s.", "come sopra"})
SEMPRE_INTERI = frozenset({"cruscotto", "prospettiva", "area_strategica", "obiettivo_strategico"})
"""Where one of these is written in the row of an indicator, all of it is: blank cells there continue nothing."""

Scritto = tuple[str, str]
"""A text and the cell it stands in."""


@dataclass(slots=True)
class Mappa:
    """Which column is what, from a row of headings on. ``viste`` are the columns that have been spoken of;
    ``nel_tempo`` those of other years and of parts of the year, which ``testata`` (the row, from 0) names."""

    indici: dict[str, int]
    viste: set[int]
    nel_tempo: Sequence[ColonnaNelTempo] = ()
    testata: int = 0
    altri: list[tuple[str, int]] = field(init=False)
    livelli: list[tuple[str, int]] = field(init=False)
    prima: int = field(init=False)
    di_sal: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.altri = [(c, i) for c, i in self.indici.items() if c not in TUTTI]
        self.livelli = [(c, self.indici.get(c, -1)) for c in TUTTI]
        self.prima = min(self.indici.values())
        self.di_sal = frozenset(i for campo, i in self.altri if campo.startswith("sal"))

    def solo_sal(self, piene: Sequence[int]) -> bool:
        """Whether a row, given its written cells, has nothing after the first but a SAL."""
        return len(piene) > 1 and self.di_sal.issuperset(piene[1:])


@dataclass(slots=True)
class Titolo:
    """A title in a row of its own, from 0."""

    rango: Rango
    testo: str
    riga: int
    colonna: int

    @property
    def chiave(self) -> str:
        return chiave(self.testo)


@dataclass(slots=True)
class Contesto:
    """A scorecard as far as it has been read: ``sopra`` are the levels in rows of their own, ``colonna`` those in the
    columns of the table, with what names their cell: few are asked for.

    ``titoli`` are its titles as compared, ``titolo`` the one that names it, ``forte`` when by its words it can only be
    that; ``blocco`` counts its sub-headings. ``ripreso``: the title has just been repeated, as on a new page.
    ``forse_titolo``: its prospettiva is a text that may be a title.
    """

    sopra: dict[str, Scritto] = field(default_factory=dict)
    colonna: dict[str, tuple[str, Callable[[int], str], int]] = field(default_factory=dict)
    titoli: set[str] = field(default_factory=set)
    titolo: str = ""
    forte: bool = False
    blocco: int = 0
    ripreso: bool = False
    forse_titolo: bool = False

    def stesso(self, gruppo: Sequence[Titolo]) -> bool:
        """Whether titles are those of this scorecard again: the same name or, without a name, a title in common."""
        forti = [t.chiave for t in gruppo if t.rango is Rango.FORTE]
        if forti and self.forte:
            return self.titolo in forti
        return any(t.chiave in self.titoli for t in gruppo if t.rango > Rango.GENERICO)

    def riprendi(self, gruppo: Sequence[Titolo]) -> None:
        """Its titles have been repeated: what was said before goes on."""
        self.titoli.update(t.chiave for t in gruppo)
        self.ripreso = True
        forte = next((t for t in gruppo if t.rango is Rango.FORTE), None)
        if forte is not None and not self.forte:
            self.titolo, self.forte = forte.chiave, True

    def scrivi(self, livello: str, testo: str, dove: str) -> None:
        """A level in a row of its own: what is narrower ends. A new page may say again what holds already."""
        if self.ripreso and livello in self.sopra and chiave(self.sopra[livello][0]) == chiave(testo):
            return
        for altro in TUTTI[TUTTI.index(livello) :]:
            self.sopra.pop(altro, None)
            self.colonna.pop(altro, None)
        self.sopra[livello] = (testo, dove)
        self.forse_titolo = self.forse_titolo and livello != "prospettiva"
        self.blocco += livello == "obiettivo_strategico"

    def livelli(self, celle: Sequence[str], mappa: Mappa, dove: Callable[[int], str]) -> Mapping[str, Scritto]:
        """The levels of a row, blank where there is none; with the cell when it is another one.

        A cell that is written holds until the next in its column, or until what is wider than it changes.
        """
        letti: dict[str, Scritto] = {}
        cambiato = False
        for livello, i in mappa.livelli:
            testo = celle[i] if 0 <= i < len(celle) else ""
            if testo and testo not in IDEM:
                testo = " ".join(testo.split()) if "\n" in testo else testo
                prima = self.colonna.get(livello)
                cambiato = cambiato or livello in SEMPRE_INTERI or prima is None or prima[0] != testo
                self.colonna[livello] = (testo, dove, i)
                letti[livello] = (testo, "")
            elif i >= 0 and cambiato and not testo:
                self.colonna.pop(livello, None)
                letti[livello] = ("", "")
            else:
                da = self.colonna.get(livello) if i >= 0 else None
                letti[livello] = (da[0], da[1](da[2])) if da else self.sopra.get(livello) or ("", "")
        return letti


def righe_dopo(forme: Sequence[Forma]) -> list[int | None]:
    """For each row, the next one that is neither blank nor a note."""
    dopo: list[int | None] = [None] * len(forme)
    seguente: int | None = None
    for n in range(len(forme) - 1, -1, -1):
        dopo[n] = seguente
        if forme[n].specie not in (Specie.VUOTA, Specie.NOTA):
            seguente = n
    return dopo


def oltre_i_titoli(forme: Sequence[Forma], dopo: Sequence[int | None], n: int) -> tuple[int | None, list[int]]:
    """The next row that says something and is no title, and the titles before it."""
    titoli = []
    seguente = dopo[n]
    while seguente is not None and forme[seguente].specie is Specie.TITOLO:
        titoli.append(seguente)
        seguente = dopo[seguente]
    return seguente, titoli


def usate_sotto(forme: Sequence[Forma], n: int) -> set[int]:
    """The columns in which the rows under some headings, up to the next ones, have something."""
    usate: set[int] = set()
    for m in range(n + 1, len(forme)):
        forma = forme[m]
        if forma.campi and forma.specie is not Specie.LIVELLO:
            break
        if forma.specie is Specie.PIENA:
            usate.update(forma.piene)
    return usate
