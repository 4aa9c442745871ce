"""Columns that say the same thing of several years, or parts of a year: «Valore 2019 | Valore 2020», «I quadrimestre |
II quadrimestre». Each becomes a row of its own, that says its year and its period as a column would. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ente.fogli.periodi import leggi_periodo

ANNO, PERIODO = "anno", "periodo"
FINE_ANNO = (31, 12)
_SENZA_NOME = re.compile(
    r"[\W_]*(?:(?:fino\s+)?(?:valori\s+)?(?:al|del|dell|di|nel|anno|periodo)?[\W_]*)*", re.IGNORECASE
)
DELL_ANNO = "«{}» è dell'anno intero: valgono le colonne dei periodi, e questa non è stata letta."


@dataclass(frozen=True, slots=True)
class ColonnaNelTempo:
    """A column of one year, or of one part of it: its place, its field, the year, the heading when it names a part."""

    indice: int
    campo: str
    anno: int
    periodo: str


def colonna_nel_tempo(
    indice: int, testo: str, campo_di: Callable[[str], str], anno: int, campi: Sequence[str]
) -> ColonnaNelTempo | None:
    """What a heading says of a year or of a part of it; None when it says neither.

    ``campi`` are the fields that may be said several times: the first one is that of a heading which is only a period;
    ``campo_di`` gives the field of what is left of a heading. A target is of the whole year: of a part of it, but its
    end, nothing is known.
    """
    detto = leggi_periodo(testo)
    if not campi or not (detto.anno or detto.del_periodo):
        return None
    solo = campi[0] if detto.del_periodo else ""
    campo = solo if _SENZA_NOME.fullmatch(detto.resto) else campo_di(detto.resto)
    if campo not in campi:
        return None
    periodo = testo if detto.del_periodo else ""
    if campo == "target":
        if detto.del_periodo and detto.fine != FINE_ANNO:
            return None
        periodo = ""
    return ColonnaNelTempo(indice, campo, detto.anno or anno, periodo)


def separa(colonne: Sequence[ColonnaNelTempo], anno: int) -> tuple[dict[str, int], list[ColonnaNelTempo], list[int]]:
    """The columns of the year itself, by field, those of other years and of its parts, and the places of those that
    say of the year what others say of its parts. Only the first of two that say the same is taken."""
    parti = {c.campo for c in colonne if c.periodo and c.anno == anno}
    piane: dict[str, int] = {}
    altre: dict[tuple[str, int, object], ColonnaNelTempo] = {}
    ripetute = []
    for c in colonne:
        if c.periodo or c.anno != anno:
            altre.setdefault((c.campo, c.anno, _parte(c.periodo)), c)
        elif c.campo in parti:
            ripetute.append(c.indice)
        else:
            piane.setdefault(c.campo, c.indice)
    return piane, list(altre.values()), ripetute


def righe_nel_tempo(
    celle: Sequence[str], valori: Mapping[str, str], colonne: Sequence[ColonnaNelTempo], campi: Collection[str]
) -> Iterator[tuple[dict[str, str], dict[str, int]]]:
    """The rows that a row becomes, one for each year and part of it that has something written: values and places of
    what was read of it. What the row says of its own year stays with the row."""
    gruppi: dict[tuple[int, object], list[ColonnaNelTempo]] = {}
    for c in colonne:
        gruppi.setdefault((c.anno, _parte(c.periodo)), []).append(c)
    for gruppo in gruppi.values():
        scritti = {c.campo: celle[c.indice] for c in gruppo if c.indice < len(celle) and celle[c.indice]}
        if not scritti:
            continue
        base = {campo: v for campo, v in valori.items() if campo not in campi}
        primo = gruppo[0]
        yield (
            {**base, **scritti, ANNO: str(primo.anno), PERIODO: primo.periodo},
            {c.campo: c.indice for c in gruppo if c.campo in scritti},
        )


def _parte(testo: str) -> tuple[int, str, tuple[int, int] | None]:
    detto = leggi_periodo(testo)
    return detto.numero, detto.unita, detto.fine
