"""Which column is what: headings in any order and in the usual spellings, with a year or a unit appended or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ente.fogli.lettura import Foglio, posto
from ente.fogli.nel_tempo import ColonnaNelTempo, colonna_nel_tempo, separa

CERCATE = 40
"""In how many rows from the top the headings are looked for: above them stand titles."""

LUNGA = 80
"""A heading of a year, or of a part of it, is no longer than this: longer texts are data."""
ANNO = "anno"
"""The field of the year of a row: «Anno», and never «Anno 2020», under which stands something else."""

_ANNO = re.compile(r"\b(?:19|20)\d{2}\b")
_PARENTESI = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ATTACCATE = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=(?:19|20)\d{2}(?!\d))")
_CIFRE = re.compile(r"^[\W_]*\d[\W\d_]*$")
_ANNI = re.compile(r"\W*(?:19|20)\d{2}(?:\W+(?:19|20)\d{2})*\W*")
_MONCA = re.compile(r"\b(?:al|dal|del|nel)\W*$", re.IGNORECASE)
"""How a heading ends that stands over days, or years: «Valori al» is no «Valore»."""
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
    ``sconosciute`` the columns with a heading that is none of ours; ``dette`` how many a person has spoken of;
    ``nel_tempo`` those of other years, or of parts of the year, and ``ripetute`` those that say again of the year what
    these say.
    """

    foglio: Foglio
    riga: int
    indici: Mapping[str, tuple[int, ...]]
    sconosciute: tuple[int, ...]
    dette: int = 0
    nel_tempo: Sequence[ColonnaNelTempo] = ()
    ripetute: Sequence[int] = ()

    @property
    def campi(self) -> set[str]:
        """The fields that it has a column for, of whatever time."""
        return {*self.indici, *(c.campo for c in self.nel_tempo)}


@dataclass(frozen=True, slots=True)
class Vocabolario:
    """What headings mean: ``note`` the usual spellings, ``dette`` what people have answered of some (empty: not to be
    read), both as they are compared; ``esatte`` the spellings letter by letter, ``nomi`` the name of each field."""

    note: Mapping[str, str]
    esatte: frozenset[str]
    dette: Mapping[str, str]
    anno: int
    nomi: Mapping[str, str] = field(default_factory=dict)

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
        if campo and _MONCA.search(testo):
            return ""
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
        campi = {n: campo for n, testo, volta in _volte(celle) if (campo := self.campo(testo, volta))}
        if self.dette:
            senza = {n: self.dette.get(confronti(senza_nome(n))[0], "") for n, testo in enumerate(celle) if not testo}
            campi |= {n: campo for n, campo in senza.items() if campo}
        return dict(sorted(self._una_per_campo(celle, campi).items()))

    def _una_per_campo(self, celle: Sequence[str], campi: dict[int, str]) -> dict[int, str]:
        """Of several columns that may be one field, that which a person has said, or that which has its very name:
        beside «Ufficio», «Responsabile» is something else."""
        if len(set(campi.values())) == len(campi):
            return campi
        for campo in {*campi.values()}:
            suoi = [n for n, altro in campi.items() if altro == campo]
            detti = [n for n in suoi if not celle[n] or self.detto(celle[n]) == campo]
            proprio = [n for n in suoi if normalizza(celle[n]) == self.nomi.get(campo)]
            vero = detti if detti or len(suoi) == 1 else proprio
            if len(vero) == 1:
                campi = {n: altro for n, altro in campi.items() if altro != campo or n in vero}
        return campi

    def nel_tempo(self, celle: Sequence[str], campi: Sequence[str]) -> list[ColonnaNelTempo]:
        """The headings of a row that say a year, or a part of it, of some fields; not those that a person has spoken
        of, which are what was said."""
        if not campi:
            return []
        trovate = (
            colonna_nel_tempo(n, testo, lambda t: self.noto(_MONCA.sub("", t)), self.anno, campi)
            for n, testo, volta in _volte(celle)
            if len(testo) <= LUNGA and (anni_in(testo) or not self.noto(testo)) and self.detto(testo, volta) is None
        )
        return [c for c in trovate if c is not None]


def _volte(celle: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """The headings of a row, by column, and which time each one comes."""
    volte: dict[str, int] = {}
    for n, testo in enumerate(celle):
        if testo:
            uguale = normalizza(testo) + str(anni_in(testo))
            volte[uguale] = volte.get(uguale, 0) + 1
            yield n, testo, volte[uguale]


def divisi(
    celle: Sequence[str], parole: Vocabolario, nel_tempo: Sequence[str]
) -> tuple[dict[int, str], list[ColonnaNelTempo], list[int]]:
    """The fields of a row of headings by column; those of other years, or of parts of the year, of the fields
    ``nel_tempo``; and the columns that say again of the year what these say."""
    campi = parole.campi(celle)
    piane, altre, ripetute = separa(parole.nel_tempo(celle, nel_tempo), parole.anno)
    campi |= {n: campo for campo, n in piane.items()}
    for n in (*ripetute, *(c.indice for c in altre)):
        campi.pop(n, None)
    return campi, altre, ripetute


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
    return Vocabolario(note, esatte, dette, anno, {c.campo: normalizza(c.nome) for c in loro})


def trova_tabella(
    foglio: Foglio, colonne: Sequence[Colonna], anno: int, nel_tempo: Sequence[str] = ()
) -> TabellaDelFoglio | None:
    """The row of the first 40 with most headings recognised, at least two, as a table; None when there is none. What
    a person has said of a heading is enough by itself, and so is that it is a row of headings.

    A heading of another year is not ours: beside «Consuntivo 2019», «Consuntivo 2018» is another thing; but for the
    fields ``nel_tempo``, which are read of several years and parts of a year (``ente.fogli.nel_tempo``).
    """
    parole = vocabolario(colonne, anno)
    if foglio.testata is not None:
        return tabella_in(foglio, foglio.testata, parole, nel_tempo)
    trovate = [tabella_in(foglio, n, parole, nel_tempo) for n in range(min(CERCATE, len(foglio.righe)))]
    buone = [t for t in trovate if t.indici and (len(t.indici) > 2 or _senza_cifre(t))]  # «voce», «totale» may be data
    migliore = max(buone, key=lambda t: (len(t.campi), t.dette), default=None)
    return migliore if migliore and (len(migliore.campi) > 1 or migliore.dette) else None


def _senza_cifre(tabella: TabellaDelFoglio) -> bool:
    """Whether a row may be headings: «31/03» is one, if it is the end of a part of the year."""
    del_tempo = {*tabella.ripetute, *(c.indice for c in tabella.nel_tempo)}
    return di_parole([t for n, t in enumerate(tabella.foglio.righe[tabella.riga]) if n not in del_tempo])


def di_parole(celle: Sequence[str]) -> bool:
    """Whether some cells may be headings: none is a number or a day, unless it is a year."""
    return not any(_CIFRE.search(t) and not _ANNI.fullmatch(t) for t in celle if t)


def tabella_in(foglio: Foglio, riga: int, parole: Vocabolario, nel_tempo: Sequence[str] = ()) -> TabellaDelFoglio:
    """A sheet whose headings are in a row, from 0; of the fields ``nel_tempo`` those of other times too."""
    celle = foglio.righe[riga]
    campi, altre, ripetute = divisi(celle, parole, nel_tempo)
    indici: dict[str, tuple[int, ...]] = {}
    for n, campo in sorted(campi.items()):
        indici[campo] = (*indici.get(campo, ()), n)
    lette = {*campi, *ripetute, *(c.indice for c in altre)}
    sconosciute = tuple(n for n, testo in enumerate(celle) if testo and n not in lette)
    dette = sum(parole.detto(t) is not None for t in celle if t) if parole.dette else 0
    return TabellaDelFoglio(foglio, riga, indici, sconosciute, dette, altre, ripetute)


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
