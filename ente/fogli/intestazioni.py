"""Which column is what: headings in any order and in the usual spellings, with a year or a unit appended or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ente.fogli.lettura import Foglio, posto

CERCATE = 40
"""In how many rows from the top the headings are looked for: above them stand titles."""

_ANNO = re.compile(r"\b(?:19|20)\d{2}(?:\s*[-/]\s*(?:19|20)?\d{2})?\b")
_PARENTESI = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column that a kind of sheet may have: the field it fills, its name for people, its usual spellings."""

    campo: str
    nome: str
    sinonimi: tuple[str, ...] = ()
    obbligatoria: bool = False

    def chiavi(self) -> set[str]:
        """Every spelling that is recognised, normalised."""
        return {normalizza(s) for s in (self.campo, self.nome, *self.sinonimi)}


@dataclass(frozen=True, slots=True)
class Intestazione:
    """A heading of a sheet: where it stands (from 0), its text, the field it was recognised as (empty: none)."""

    indice: int
    testo: str
    campo: str


@dataclass(frozen=True, slots=True)
class Tabella:
    """A sheet with its headings found. ``riga`` is the row of the headings, from 0; the data follow."""

    foglio: Foglio
    riga: int
    intestazioni: tuple[Intestazione, ...]

    @property
    def indici(self) -> dict[str, int]:
        """The column of each recognised field."""
        return {i.campo: i.indice for i in self.intestazioni if i.campo}

    @property
    def sconosciute(self) -> tuple[Intestazione, ...]:
        """Headings that nothing recognised, for a person to map or to leave out."""
        return tuple(i for i in self.intestazioni if not i.campo and i.testo)

    def mancanti(self, colonne: Iterable[Colonna]) -> list[Colonna]:
        """The columns without which the sheet cannot be read."""
        return [c for c in colonne if c.obbligatoria and c.campo not in self.indici]

    def posto(self, riga: int, campo: str = "") -> str:
        """The name of a cell for a message, as ``Foglio1!C12``; of the whole row when the field has no column."""
        indice = self.indici.get(campo)
        return f"{self.foglio.nome}!{posto(riga, indice) if indice is not None else f'riga {riga + 1}'}"


def normalizza(testo: str) -> str:
    """A heading as it is compared: no accents, case, punctuation, years, units in brackets."""
    senza = _PARENTESI.sub(" ", _ANNO.sub(" ", testo.casefold().replace("_", " ")))
    piano = "".join(c for c in unicodedata.normalize("NFKD", senza) if not unicodedata.combining(c))
    parole = re.sub(r"[^a-z0-9%€]+", " ", piano).split()
    return " ".join(p for p in parole if p not in ("anno", "al", "di", "del", "della", "il", "n"))


def trova_tabella(
    foglio: Foglio, colonne: Sequence[Colonna], ricordate: Mapping[str, str] | None = None
) -> Tabella | None:
    """The row of the first 40 with most headings recognised (at least two, or all the mandatory ones) as a table.

    ``ricordate`` maps normalised headings to fields, as a person mapped them before (an empty field: leave it out);
    they win over the usual spellings. Of two headings of one field the first is taken. None when there is no such row.
    """
    note = {chiave: c.campo for c in colonne for chiave in c.chiavi()} | dict(ricordate or {})
    migliore: Tabella | None = None
    for n, riga in enumerate(foglio.righe[:CERCATE]):
        tabella = Tabella(foglio, n, tuple(_intestazioni(riga, note)))
        if len(tabella.indici) > (len(migliore.indici) if migliore else 0):
            migliore = tabella
    servono = sum(c.obbligatoria for c in colonne)
    return migliore if migliore and len(migliore.indici) >= min(2, servono or 2) else None


def _intestazioni(riga: Sequence[str], note: Mapping[str, str]) -> Iterable[Intestazione]:
    presi: set[str] = set()
    for indice, testo in enumerate(riga):
        campo = note.get(normalizza(testo), "") if testo else ""
        if campo in presi:
            campo = ""
        presi.add(campo)
        yield Intestazione(indice, testo, campo)
