"""Which column is what: headings in any order and in the usual spellings, with a year or a unit appended or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ente.fogli.lettura import Foglio, posto

CERCATE = 40
"""In how many rows from the top the headings are looked for: above them stand titles."""

ANNO = "anno"
"""The field of the year of a row: «Anno», and never «Anno 2020», under which stands something else."""

_ANNO = re.compile(r"\b(?:19|20)\d{2}\b")
_PARENTESI = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ATTACCATE = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=(?:19|20)\d{2}(?!\d))")
_CIFRE = re.compile(r"^[\W_]*\d[\W\d_]*$")
_ANNI = re.compile(r"\W*(?:19|20)\d{2}(?:\W+(?:19|20)\d{2})*\W*")
_VUOTE = re.compile("anno|al|di|del|dell|dell[aeo]|dei|degli|dal|per|gli|l[aeo]?|il|d|of|the")
"""Words that say nothing of a column."""


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column that a kind of sheet may have: the field it fills, its name for people, its usual spellings.

    ``da_scrivere``: people write it; the others are known and not asked for. ``detti`` are the headings that a person
    has said to be this one (``chiave``): they count more than any spelling.
    """

    campo: str
    nome: str
    sinonimi: tuple[str, ...] = ()
    obbligatoria: bool = False
    da_scrivere: bool = True
    detti: tuple[str, ...] = ()

    def chiavi(self) -> set[str]:
        """Every spelling that is recognised, as it is compared."""
        return {c for s in (self.campo, self.nome, *self.sinonimi) for c in confronti(s)}


@dataclass(frozen=True, slots=True)
class TabellaDelFoglio:
    """A sheet with its headings found. ``riga`` is their row, from 0; the data follow.

    ``indici`` gives the columns (from 0) of each recognised field: more than one when a heading is repeated;
    ``sconosciute`` the columns with a heading that is none of ours; ``dette`` how many a person has spoken of.
    """

    foglio: Foglio
    riga: int
    indici: Mapping[str, tuple[int, ...]]
    sconosciute: tuple[int, ...]
    dette: int = 0


@dataclass(frozen=True, slots=True)
class Vocabolario:
    """What headings mean: ``note`` the usual spellings, ``dette`` what people have answered of some (empty: not to be
    read), both as they are compared; ``esatte`` the spellings letter by letter."""

    note: Mapping[str, str]
    esatte: frozenset[str]
    dette: Mapping[str, str]
    anno: int

    def campo(self, testo: str, volta: int = 1) -> str:
        """The field of a heading, empty when it is none of ours: unknown, of another year, not to be read. ``volta``
        counts the columns of a row with the same heading."""
        detto = self.detto(testo, volta)
        if detto is not None:
            return detto
        campo = self.noto(testo)
        anni = anni_in(testo) if campo else []
        return campo if not anni or self.anno in anni else ""

    def noto(self, testo: str) -> str:
        """The field of a heading by its words, whatever its year."""
        intera, unita = confronti(testo)
        campo = self.note.get(intera) or self.note.get(unita, "")
        return "" if campo == ANNO and anni_in(testo) else campo

    def detto(self, testo: str, volta: int = 1) -> str | None:
        """What a person answered of a heading; None when nobody has. Without a year it holds for the one of the cycle
        too."""
        if not self.dette:
            return None
        chiavi = [chiave(testo, self.anno, volta)]
        if set(anni_in(testo)) == {self.anno}:
            chiavi.append(chiave(normalizza(testo), self.anno, volta))
        return next((self.dette[c] for k in chiavi for c in confronti(k) if c in self.dette), None)

    def campi(self, celle: Sequence[str]) -> dict[int, str]:
        """The fields of a row of headings, by column; those without a name when somebody has said what they are."""
        volte: dict[str, int] = {}
        campi = {}
        for n, testo in enumerate(celle):
            if testo:
                uguale = normalizza(testo) + str(anni_in(testo))
                volte[uguale] = volte.get(uguale, 0) + 1
                if campo := self.campo(testo, volte[uguale]):
                    campi[n] = campo
            elif self.dette and (campo := self.dette.get(confronti(senza_nome(n))[0], "")):
                campi[n] = campo
        return campi


def normalizza(testo: str) -> str:
    """A heading without accents, case, punctuation, years, units in brackets; words that are joined («ValoreAtteso»)
    are told apart."""
    sciolto = _ATTACCATE.sub(" ", testo).casefold().replace("_", " ")
    senza = _PARENTESI.sub(" ", _ANNO.sub(" ", sciolto))
    piano = senza
    if not senza.isascii():
        piano = "".join(c for c in unicodedata.normalize("NFKD", senza) if not unicodedata.combining(c))
    parole = re.sub(r"[^a-z0-9%€]+", " ", piano).split()
    return " ".join([p for p in parole if not _VUOTE.fullmatch(p)] or parole)


def confronti(testo: str) -> tuple[str, str]:
    """A heading as it is compared: besides what ``normalizza`` takes away, without blanks nor plurals, word by word
    and as one word."""
    parole = normalizza(testo).split()
    radici = [*map(_radice, parole)]
    return "".join(radici), "".join([*parole[:-1], *radici[-1:]])


def _radice(parola: str) -> str:
    """A word without what changes in its plural, Italian or English."""
    if len(parola) < 4:
        return parola
    tolta = parola.removesuffix("s").rstrip("aeio").removesuffix("h")
    return tolta if len(tolta) > 1 else parola


def anni_in(testo: str) -> list[int]:
    """The years that a heading names."""
    return [int(a) for a in _ANNO.findall(_ATTACCATE.sub(" ", testo))]


def chiave(testo: str, anno: int, volta: int = 1) -> str:
    """How what is answered of a heading is remembered: normalised, its years told from the one of the cycle, so that
    next year it holds for the next; ``volta`` counts the columns with the same heading."""
    anni = [_rispetto(a - anno) for a in anni_in(testo)] if anno else []
    return " ".join([normalizza(testo), *anni, *([f"volta{volta}"] if volta > 1 else [])]).strip()


def _rispetto(anni: int) -> str:
    return f"piu{anni}" if anni > 0 else f"meno{-anni}" if anni < 0 else "questanno"


def senza_nome(colonna: int) -> str:
    """How a column (from 0) without a heading is called: «colonna C»."""
    return f"colonna {posto(0, colonna)[:-1]}"


def vocabolario(colonne: Sequence[Colonna], anno: int) -> Vocabolario:
    """What the headings of a year mean, by the columns that a sheet may have."""
    loro = [c for c in colonne if c.nome != c.campo]  # the others only have what people said: see con_mappa
    note = {chiave: c.campo for c in reversed(loro) for chiave in c.chiavi() if chiave}
    dette = {confronto: c.campo for c in colonne for detto in c.detti for confronto in confronti(detto)}
    esatte = frozenset(normalizza(s) for c in loro for s in (c.campo, c.nome, *c.sinonimi))
    return Vocabolario(note, esatte, dette, anno)


def trova_tabella(foglio: Foglio, colonne: Sequence[Colonna], anno: int) -> TabellaDelFoglio | None:
    """The row of the first 40 with most headings recognised, at least two, as a table; None when there is none. What
    a person has said of a heading is enough by itself.

    A heading of another year is not ours: beside «Consuntivo 2019», «Consuntivo 2018» is another thing.
    """
    parole = vocabolario(colonne, anno)
    trovate = [tabella_in(foglio, n, parole) for n in range(min(CERCATE, len(foglio.righe)))]
    buone = [t for t in trovate if len(t.indici) > 2 or di_parole(foglio.righe[t.riga])]  # «voce», «totale» may be data
    migliore = max(buone, key=lambda t: (len(t.indici), t.dette), default=None)
    return migliore if migliore and (len(migliore.indici) > 1 or (migliore.indici and migliore.dette)) else None


def di_parole(celle: Sequence[str]) -> bool:
    """Whether some cells may be headings: none is a number or a day, unless it is a year."""
    return not any(_CIFRE.search(t) and not _ANNI.fullmatch(t) for t in celle if t)


def tabella_in(foglio: Foglio, riga: int, parole: Vocabolario) -> TabellaDelFoglio:
    """A sheet whose headings are in a row, from 0."""
    celle = foglio.righe[riga]
    campi = parole.campi(celle)
    indici: dict[str, tuple[int, ...]] = {}
    for n, campo in campi.items():
        indici[campo] = (*indici.get(campo, ()), n)
    sconosciute = tuple(n for n, testo in enumerate(celle) if testo and n not in campi)
    dette = sum(parole.detto(t) is not None for t in celle if t) if parole.dette else 0
    return TabellaDelFoglio(foglio, riga, indici, sconosciute, dette)


def con_mappa(colonne: Sequence[Colonna], mappa: Mapping[str, str]) -> tuple[Colonna, ...]:
    """The columns, recognised first of all by the headings that a person has spoken of: ``chiave`` → field, empty when
    it is not to be read. A field that is none of theirs becomes one more."""
    detti: dict[str, tuple[str, ...]] = {}
    ultime = {confronti(testo): (testo, campo) for testo, campo in mappa.items()}  # the last one said of each counts
    for testo, campo in ultime.values():
        detti[campo] = (*detti.get(campo, ()), testo)
    noti = {c.campo for c in colonne}
    altre = (Colonna(campo, campo, da_scrivere=False) for campo in detti if campo not in noti)
    return tuple(replace(c, detti=detti.get(c.campo, ())) if detti else c for c in (*colonne, *altre))
