"""Which column is what: headings in any order and in the usual spellings, with a year or a unit appended or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ente.fogli.lettura import Foglio

CERCATE = 40
"""In how many rows from the top the headings are looked for: above them stand titles."""

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
    ``sconosciute`` the columns with a heading that is none of ours.
    """

    foglio: Foglio
    riga: int
    indici: Mapping[str, tuple[int, ...]]
    sconosciute: tuple[int, ...]


def normalizza(testo: str) -> str:
    """A heading as it is compared: no accents, case, punctuation, years, units in brackets."""
    senza = _PARENTESI.sub(" ", _ANNO.sub(" ", testo.casefold().replace("_", " ")))
    piano = "".join(c for c in unicodedata.normalize("NFKD", senza) if not unicodedata.combining(c))
    parole = re.sub(r"[^a-z0-9%€]+", " ", piano).split()
    return " ".join([p for p in parole if p not in _VUOTE] or parole)


def trova_tabella(foglio: Foglio, colonne: Sequence[Colonna], anno: int) -> TabellaDelFoglio | None:
    """The row of the first 40 with most headings recognised, at least two, as a table; None when there is none.

    A heading of another year is not ours: beside «Consuntivo 2019», «Consuntivo 2018» is another thing.
    """
    note = campi_noti(colonne)
    trovate = [_tabella(foglio, n, note, anno) for n in range(min(CERCATE, len(foglio.righe)))]
    migliore = max(trovate, key=lambda t: len(t.indici), default=None)
    return migliore if migliore and len(migliore.indici) > 1 else None


def campi_noti(colonne: Sequence[Colonna]) -> dict[str, str]:
    """Every spelling of a heading, normalised, with its field."""
    return {chiave: c.campo for c in colonne for chiave in c.chiavi()}


def campo_di(testo: str, note: Mapping[str, str], anno: int) -> str:
    """The field of a heading, empty when it is none of ours: unknown, or of another year."""
    anni = _ANNO.findall(testo)
    campo = note.get(normalizza(testo), "") if not anni or str(anno) in anni else ""
    return "" if campo == ANNO and anni else campo


def _tabella(foglio: Foglio, riga: int, note: Mapping[str, str], anno: int) -> TabellaDelFoglio:
    indici: dict[str, tuple[int, ...]] = {}
    sconosciute = []
    for n, testo in enumerate(foglio.righe[riga]):
        campo = campo_di(testo, note, anno)
        if campo:
            indici[campo] = (*indici.get(campo, ()), n)
        elif testo:
            sconosciute.append(n)
    return TabellaDelFoglio(foglio, riga, indici, tuple(sconosciute))


def con_mappa(colonne: Sequence[Colonna], mappa: Mapping[str, str]) -> tuple[Colonna, ...]:
    """The columns, recognised also by the headings that a person has mapped: normalised heading → field."""
    altre: dict[str, tuple[str, ...]] = {}
    for testo, campo in mappa.items():
        altre[campo] = (*altre.get(campo, ()), testo)
    return tuple(replace(c, sinonimi=(*c.sinonimi, *altre.get(c.campo, ()))) for c in colonne)
