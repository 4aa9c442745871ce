"""Which column is what: headings in any order and in the usual spellings, with a year or a unit appended or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ente.fogli.lettura import Foglio
from ente.fogli.nel_tempo import ColonnaNelTempo, colonna_nel_tempo, separa

CERCATE = 40
"""In how many rows from the top the headings are looked for: above them stand titles."""

LUNGA = 80
"""A heading of a year, or of a part of it, is no longer than this: longer texts are data."""
ANNO = "anno"
"""The field of the year of a row: «Anno», and never «Anno 2020», under which stands something else."""

_ANNO = re.compile(r"\b(?:19|20)\d{2}\b")
_PARENTESI = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_VUOTE = frozenset({"anno", "al", "di", "del", "della", "dell", "il"})


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column that a kind of sheet may have: the field it fills, its name for people, its usual spellings.

    ``da_scrivere``: people write it; the others are known and not asked for.
    """

    campo: str
    nome: str
    sinonimi: tuple[str, ...] = ()
    obbligatoria: bool = False
    da_scrivere: bool = True

    def chiavi(self) -> set[str]:
        """Every spelling that is recognised, normalised."""
        return {normalizza(s) for s in (self.campo, self.nome, *self.sinonimi)}


@dataclass(frozen=True, slots=True)
class TabellaDelFoglio:
    """A sheet with its headings found. ``riga`` is their row, from 0; the data follow.

    ``indici`` gives the columns (from 0) of each recognised field: more than one when a heading is repeated;
    ``sconosciute`` the columns with a heading that is none of ours; ``nel_tempo`` those of other years, or of parts of
    the year, and ``ripetute`` those that say again of the year what these say.
    """

    foglio: Foglio
    riga: int
    indici: Mapping[str, tuple[int, ...]]
    sconosciute: tuple[int, ...]
    nel_tempo: Sequence[ColonnaNelTempo] = ()
    ripetute: Sequence[int] = ()

    @property
    def campi(self) -> set[str]:
        """The fields that it has a column for, of whatever time."""
        return {*self.indici, *(c.campo for c in self.nel_tempo)}


def normalizza(testo: str) -> str:
    """A heading as it is compared: no accents, case, punctuation, years, units in brackets."""
    senza = _PARENTESI.sub(" ", _ANNO.sub(" ", testo.casefold().replace("_", " ")))
    piano = "".join(c for c in unicodedata.normalize("NFKD", senza) if not unicodedata.combining(c))
    parole = re.sub(r"[^a-z0-9%€]+", " ", piano).split()
    return " ".join([p for p in parole if p not in _VUOTE] or parole)


def trova_tabella(
    foglio: Foglio, colonne: Sequence[Colonna], anno: int, nel_tempo: Sequence[str] = ()
) -> TabellaDelFoglio | None:
    """The row of the first 40 with most headings recognised, at least two, as a table; None when there is none.

    A heading of another year is not ours: beside «Consuntivo 2019», «Consuntivo 2018» is another thing; but for the
    fields ``nel_tempo``, which are read of several years and parts of a year (``ente.fogli.nel_tempo``).
    """
    note = campi_noti(colonne)
    trovate = [_tabella(foglio, n, note, anno, nel_tempo) for n in range(min(CERCATE, len(foglio.righe)))]
    migliore = max(trovate, key=_quante, default=None)
    return migliore if migliore and migliore.indici and _quante(migliore) > 1 else None


def _quante(tabella: TabellaDelFoglio) -> int:
    return len(tabella.campi)


def campi_noti(colonne: Sequence[Colonna]) -> dict[str, str]:
    """Every spelling of a heading, normalised, with its field."""
    return {chiave: c.campo for c in colonne for chiave in c.chiavi()}


def campo_di(testo: str, note: Mapping[str, str], anno: int) -> str:
    """The field of a heading, empty when it is none of ours: unknown, or of another year."""
    anni = _ANNO.findall(testo)
    campo = note.get(normalizza(testo), "") if not anni or str(anno) in anni else ""
    return "" if campo == ANNO and anni else campo


def _tabella(
    foglio: Foglio, riga: int, note: Mapping[str, str], anno: int, nel_tempo: Sequence[str]
) -> TabellaDelFoglio:
    celle = foglio.righe[riga]
    lette = colonne_nel_tempo(celle, note, anno, nel_tempo)
    piane, altre, ripetute = separa(lette, anno)
    indici: dict[str, tuple[int, ...]] = {}
    sconosciute = []
    di_altri = {*ripetute, *(c.indice for c in lette)} - set(piane.values())
    for n, testo in enumerate(celle):
        campo = "" if n in di_altri else campo_di(testo, note, anno)
        if campo:
            indici[campo] = (*indici.get(campo, ()), n)
        elif testo and n not in di_altri:
            sconosciute.append(n)
    return TabellaDelFoglio(foglio, riga, indici, tuple(sconosciute), altre, ripetute)


def colonne_nel_tempo(
    celle: Sequence[str], note: Mapping[str, str], anno: int, campi: Sequence[str]
) -> list[ColonnaNelTempo]:
    """The headings of a row that say a year, or a part of it."""
    if not campi:
        return []
    trovate = (
        colonna_nel_tempo(n, testo, lambda t: note.get(normalizza(t), ""), anno, campi)
        for n, testo in enumerate(celle)
        if testo and len(testo) <= LUNGA and (_ANNO.search(testo) or normalizza(testo) not in note)
    )
    return [c for c in trovate if c is not None]


def con_mappa(colonne: Sequence[Colonna], mappa: Mapping[str, str]) -> tuple[Colonna, ...]:
    """The columns, recognised also by the headings that a person has mapped: normalised heading → field."""
    altre: dict[str, tuple[str, ...]] = {}
    for testo, campo in mappa.items():
        altre[campo] = (*altre.get(campo, ()), testo)
    return tuple(replace(c, sinonimi=(*c.sinonimi, *altre.get(c.campo, ()))) for c in colonne)
