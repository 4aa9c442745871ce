"""What stands around the rows of a table and is none of them: titles, notes, totals, headings said again, the numbers
of the columns. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ente.fogli.intestazioni import normalizza

LUNGA = 120
"""A text alone that is longer, and ends like a sentence, is a note."""

INTESTAZIONI = "le intestazioni sono ripetute: la riga non è stata letta."
NUMERI = "la riga numera le colonne: non è stata letta."
NOTA = "«{}» è una nota: non è stata letta."
TOTALE = "«{}» è un totale: non è stato letto."
TITOLO = "«{}» è un titolo, non una riga di dati: non è stato letto."

_NOTA = re.compile(
    r"not[ae]\b|n\.?\s?b\b|[*(\[]|fonte\b|legenda\b|pag(?:ina|\.)\s*\d|elaborazione\b|aggiornat|[\W\d]+$", re.IGNORECASE
)
_TOTALE = re.compile(
    r"(?:(?:sub)?total[ei](?:\s+(?:generale|complessivo|parziale))?|medi[ae](?:\s+(?:generale|complessiva|sal|"
    r"aritmetica|ponderata|semplice|totale))?|sal\s+(?:medio|complessivo|totale|finale|generale)|valore medio)\W*",
    re.IGNORECASE,
)
_NUMERO = re.compile(r"[(\[]?([1-9][0-9]?)[)\].°]?")
_TRATTI = frozenset({"-", "–", "—", "_", "...", "…"})


def nota(testo: str) -> bool:
    """Whether a text alone in its row is a remark, a page number, a total: nothing that heads other rows."""
    return bool(_NOTA.match(testo)) or somma(testo) or (len(testo) > LUNGA and testo.endswith("."))


def somma(testo: str) -> bool:
    """Whether a text can only be the name of a row that sums up others."""
    return bool(_TOTALE.fullmatch(testo))


def numerazione(testi: Sequence[str]) -> bool:
    """Whether some cells, at least three, are the numbers of the columns: 1, 2, 3."""
    if len(testi) < 3:
        return False
    trovati = [_NUMERO.fullmatch(t) for t in testi]
    return [int(t[1]) for t in trovati if t] == [*range(1, len(testi) + 1)]


def vuota(testi: Collection[str]) -> bool:
    """Whether some cells say nothing: none is written, or there are only dashes."""
    return not any(testi) or all(not t or t in _TRATTI for t in testi)


def _uguali(testo: str, titolo: str) -> bool:
    return testo == titolo or normalizza(testo) == normalizza(titolo)


def perche_non_e_riga(
    celle: Sequence[str],
    valori: Mapping[str, str],
    titoli: Mapping[str, str],
    *,
    dopo_le_intestazioni: bool,
    totali: bool,
    da_soli: Collection[str] | None,
) -> str:
    """Why a row is none of the table; empty when it is. ``valori`` are its cells that would be read, ``titoli`` the
    headings above them.

    ``totali``: rows that sum up others are rows too. ``da_soli``: the fields of which a text alone is a row (all, when
    None).
    """
    scritti = [(v, titoli[campo]) for campo, v in valori.items() if v]
    if len(scritti) > 1 and all(v[0].casefold() == t[:1].casefold() and _uguali(v, t) for v, t in scritti):
        return INTESTAZIONI
    scritte = [t for t in celle if t]
    if dopo_le_intestazioni and numerazione(scritte):
        return NUMERI
    primo = scritte[0]
    detto = f"{primo[:60]}…" if len(primo) > 60 else primo
    if len(scritte) > 2 and len(set(scritte)) == 1 and any(c.isalpha() for c in primo):  # a merged cell written out
        return TITOLO.format(detto)
    if not totali and somma(primo):
        return TOTALE.format(detto)
    if len(scritte) == 1:
        campo = next(campo for campo, v in valori.items() if v)
        if any(c.isalpha() for c in primo) and nota(primo) and not somma(primo):
            return NOTA.format(" ".join(detto.split()))
        if da_soli is not None and campo not in da_soli:
            return TITOLO.format(" ".join(detto.split()))
    return ""
