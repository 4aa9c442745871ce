"""Years and parts of a year as people write them in headings, cells and titles. Pure: no Django.

«I quadrimestre 2020», «31/03», «Consuntivo al 30.06.2020», «2° trim.», «Valore 2019»: what is said is taken out of the
text, and the rest is left to who reads headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

UNITA = {
    "mese": "mese",
    "bim": "bimestre",
    "trim": "trimestre",
    "quad": "quadrimestre",
    "sem": "semestre",
    "periodo": "",
}
"""How the names of the parts of a year begin, and the part; a «periodo» is of any length."""
ROMANI = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
ORDINALI = ("primo", "secondo", "terzo", "quarto", "quinto", "sesto")
MESI = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
FINE_MESE = 28
"""A day before this ends no part of a year: «1.2» is a number."""

_QUALE = (
    rf"(?:(?P<cifra>[1-9]|1[0-2])|(?P<romano>iii|iv|vi|ii|i|v)|(?P<ordinale>{'|'.join(o[:-1] for o in ORDINALI)})[oa])"
)
_SOLO_NUMERO = r"(?:(?P<cifra>[1-9]|1[0-2])|(?P<romano>iii|iv|vi|ii|i|v))"
_PARTE = r"(?P<parte>mese|bim(?:estre)?|trim(?:estre)?|quad(?:rim(?:estre)?|r)?|sem(?:estre)?|periodo)\b\.?"
_FORME = tuple(
    re.compile(forma, re.IGNORECASE)
    for forma in (
        rf"(?<![\w.,]){_QUALE}\s*[°ºª^.]?\s*{_PARTE}",
        rf"\b{_PARTE}\s*(?:n\.?\s*)?{_SOLO_NUMERO}(?![\w,])",
        r"(?<!\w)(?P<lettera>[qt])(?P<cifra>[1-4])(?!\w)|(?<!\w)(?P<prima>[1-4])\s?(?P<dopo>[qt])(?!\w)",
    )
)
LETTERE = {"t": "trimestre"}
"""«T2» is a quarter; «Q2» may be one, or a quadrimestre."""
NOMI = {"quarter": "trimestre", "semester": "semestre", "month": "mese"}
"""The parts of a year in the headings of English sheets."""
_GIORNO = re.compile(
    r"(?<![\d/.-])(?P<g>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?:(?P=s)(?P<a>\d{4}|\d{2}))?(?![\d/-]|\.\d)"
)
_ISO = re.compile(r"(?<!\d)(?P<a>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<g>\d{2})(?!\d)")
_IN_LETTERE = re.compile(rf"(?<!\d)(?P<g>\d{{1,2}})\s+(?P<mese>{'|'.join(MESI)})[a-z]*\.?", re.IGNORECASE)
_ANNO = re.compile(r"(?<![\d/.,-])(?:19|20)\d{2}(?![\d/-]|[.,]\d)")
_SOLO = re.compile(rf"{_QUALE}\s*[°ºª^.]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PeriodoDetto:
    """What a text says: the year, 0 when it does not; the number of a part of the year (0) and the part («trimestre»;
    empty for one of any length); or the last day of it, as (day, month). ``resto`` is the text without them."""

    anno: int = 0
    numero: int = 0
    unita: str = ""
    fine: tuple[int, int] | None = None
    resto: str = ""

    @property
    def del_periodo(self) -> bool:
        """Whether it names a part of a year."""
        return bool(self.numero or self.fine)


@lru_cache(maxsize=4000)
def leggi_periodo(testo: str, *, da_solo: bool = False) -> PeriodoDetto:
    """What a text says of years and parts of a year. Several years are none: «2019-2021» is no year.

    ``da_solo``: the text is a cell that can only be a period, so that «2», «III», «Secondo» name one too.
    """
    piano = " ".join(testo.split())
    numero, unita, fine, anno, piano = _parte(piano)
    anni = {int(a) for a in _ANNO.findall(piano)}
    if anni:
        piano = _ANNO.sub(" ", piano)
        if len(anni) == 1 and not anno:
            anno = anni.pop()
    piano = " ".join(piano.split())
    if da_solo and not numero and not fine and (solo := _SOLO.fullmatch(piano.strip(" .:"))):
        numero, piano = _quale(solo), ""
    return PeriodoDetto(anno, numero, unita, fine, piano)


def _parte(testo: str) -> tuple[int, str, tuple[int, int] | None, int, str]:
    """The part of a year that a text names, or the day that ends it, with the year beside it; and what is left."""
    for schema in (_ISO, _GIORNO, _IN_LETTERE):
        for data in schema.finditer(testo):
            giorno = _giorno(data)
            if giorno is None:
                continue
            scritto = data.groupdict().get("a")
            anno = (int(scritto) if len(scritto) == 4 else 2000 + int(scritto)) if scritto else 0
            return 0, "", giorno, anno, f"{testo[: data.start()]} {testo[data.end() :]}"
    for schema in _FORME:
        if trovato := schema.search(testo):
            parti = trovato.groupdict()
            lettera = (parti.get("lettera") or parti.get("dopo") or "").casefold()
            unita = LETTERE.get(lettera, "") or _unita(parti.get("parte") or "")
            return _quale(trovato), unita, None, 0, f"{testo[: trovato.start()]} {testo[trovato.end() :]}"
    return 0, "", None, 0, testo


def _unita(parte: str) -> str:
    return next((u for inizio, u in UNITA.items() if parte.casefold().startswith(inizio)), "")


def parte_nominata(testo: str) -> str:
    """The part of a year that a heading is called after, as «Trimestre» above 1, 2, 3; empty when it is none."""
    piano = testo.casefold()
    trovata = re.match(rf"\W*(?:n\.?\s*)?{_PARTE}", piano, re.IGNORECASE)
    return next((u for nome, u in NOMI.items() if nome in piano), "") or (_unita(trovata["parte"]) if trovata else "")


def _giorno(trovato: re.Match[str]) -> tuple[int, int] | None:
    """Day and month of a date that ends a month; None for other figures with marks between them."""
    parti = trovato.groupdict()
    mese = MESI.index(parti["mese"].casefold()) + 1 if "mese" in parti else int(parti["m"])
    giorno = int(parti["g"])
    return (giorno, mese) if FINE_MESE <= giorno <= 31 and 1 <= mese <= 12 else None


def _quale(trovato: re.Match[str]) -> int:
    parti = trovato.groupdict()
    if cifra := parti.get("cifra") or parti.get("prima"):
        return int(cifra)
    if romano := parti.get("romano"):
        return ROMANI[romano.casefold()]
    ordinale = (parti.get("ordinale") or "").casefold()
    return next((n for n, o in enumerate(ORDINALI, 1) if o[:-1] == ordinale), 0)
