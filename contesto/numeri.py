"""Numbers as Italian clerks write them, and their Italian writing. Decimal only. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import overload

from ente.capienza import AMPIO

MAX_CARATTERI = 200
"""Longest text that is read at all: a target is a cell, not a paragraph."""

MAX_CIFRE = 24
"""Longest number, in digits: more is a typing slip or an attack."""

CONTESTO = Context(prec=80, rounding=ROUND_HALF_UP)
"""Precision of every division: far more than any displayed digit, so that operands are never rounded."""

_SOSTITUZIONI = str.maketrans(
    dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014", "-")
    | dict.fromkeys("\u2019\u2018\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2265\u2267\u2a7e", "≥")
    | dict.fromkeys("\u2264\u2266\u2a7d", "≤")
    # Marks that word processors and browsers leave in copied cells, invisible to who pastes them.
    | dict.fromkeys("\ufeff\u200b\u200e\u200f\u00ad\u2060", "")
)
_ASSENTI = frozenset(
    {"nd", "nda", "na", "nan", "snan", "null", "none", "inf", "infinity", "infinito"}
    | {"nonrilevato", "nondisponibile", "nonpervenuto", "nonapplicabile"}
)

_SEMPLICE = re.compile(r"[0-9]+(?:[.,][0-9]+)?%?")
_INTERO = re.compile(r"[0-9]+")
_SPAZI = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?")
_VIRGOLA = re.compile(r"[0-9]+,[0-9]+")
_MIGLIAIA = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_PUNTO = re.compile(r"[0-9]+\.[0-9]+")
_INGLESE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class ValoreIllegibile(ValueError):
    """The text cannot be read. The message is one Italian sentence: what, why, how to mend it."""


def cita(testo: object) -> str:
    """Quote user text inside a message: one line, printable, at most 60 characters."""
    righe = "".join(c if c.isprintable() else " " for c in str(testo)[:61])
    return f"«{righe[:60]}…»" if len(righe) > 60 else f"«{righe}»"


def illegibile(campo: str, testo: object, perche: str) -> ValoreIllegibile:
    """Build the error; `campo` is what is being read (valore atteso, consuntivo, numero…)."""
    return ValoreIllegibile(f"Il {campo} {cita(testo)} non è leggibile: {perche}.")


def pulisci(testo: object, campo: str) -> str:
    """Return the text on one line with plain spaces, minus and quotes.

    Raises ValoreIllegibile for an empty or missing value, a text too long, control characters and digits that are
    not 0-9 (other alphabets, superscripts, fractions), because each of them could hide a different number.
    """
    if not isinstance(testo, str):
        raise illegibile(campo, testo, "non è un testo")
    if len(testo) > MAX_CARATTERI:
        raise illegibile(campo, testo, f"supera {MAX_CARATTERI} caratteri; scrivete solo il valore")
    if _SEMPLICE.fullmatch(testo):
        return testo
    pulito = " ".join(testo.translate(_SOSTITUZIONI).split())
    if not pulito:
        raise illegibile(campo, testo, "è vuoto; scrivete un numero, una data o un livello")
    for carattere in pulito:
        categoria = unicodedata.category(carattere)
        if categoria.startswith("C"):
            raise illegibile(campo, testo, "contiene caratteri invisibili; riscrivetelo a mano")
        if categoria.startswith("N") and carattere not in "0123456789":
            raise illegibile(campo, testo, f"contiene «{carattere}» che non è una cifra da 0 a 9; riscrivetelo")
    nudo = re.sub(r"[^a-z]", "", pulito.casefold())
    if pulito.startswith("#") or not any(c.isalnum() for c in pulito) or _assente(pulito, nudo):
        raise illegibile(campo, testo, "indica un valore che manca; lasciate vuoto il campo o scrivete il valore")
    return pulito


def _assente(pulito: str, nudo: str) -> bool:
    """True for n.d., N/A, NaN, -inf…: words that stand for no value and must not pass as a nominal level."""
    return nudo in _ASSENTI and not any(c.isdigit() for c in pulito)


def leggi_numero(testo: str, campo: str = "numero") -> tuple[Decimal, tuple[str, ...]]:
    """Read one Italian number and the warnings it deserves.

    A comma is the decimal mark, dots or spaces group thousands: `1.234,56`, `1 140`, `12,5`. A dot not followed by
    exactly three digits is a decimal point, as exported sheets write it: `1.07`, `87.3`, `0.123`. One dot followed by
    three digits (`5.700`) is thousands, with a warning because it could be a decimal. English grouping (`1,234.56`),
    Swiss grouping (`1'234`), two numbers in one cell and more than 24 digits raise ValoreIllegibile.
    """
    pulito = pulisci(testo, campo)
    segno, corpo = (pulito[0], pulito[1:].lstrip()) if pulito[0] in "+-" else ("", pulito)
    if sum(c.isdigit() for c in corpo) > MAX_CIFRE:
        raise illegibile(campo, testo, f"ha più di {MAX_CIFRE} cifre; controllate la digitazione")
    normale, avvisi = _forma(corpo, testo, campo)
    valore = Decimal(normale)
    return (-valore if segno == "-" and valore else valore), avvisi


def _forma(corpo: str, testo: str, campo: str) -> tuple[str, tuple[str, ...]]:
    """Return the unsigned number in the form Decimal reads, with warnings."""
    if _INTERO.fullmatch(corpo):
        return corpo, ()
    if _VIRGOLA.fullmatch(corpo):
        return corpo.replace(",", "."), ()
    if _SPAZI.fullmatch(corpo):
        return corpo.replace(" ", "").replace(",", "."), ()
    if _MIGLIAIA.fullmatch(corpo):
        intero = corpo.replace(".", "").replace(",", ".")
        if "," in corpo or corpo.count(".") > 1:
            return intero, ()
        return intero, (f"«{corpo}» è ambiguo: letto {intero}; se il punto è decimale scrivete «{_virgola(corpo)}»",)
    if _PUNTO.fullmatch(corpo):
        decimali = len(corpo) - corpo.index(".") - 1
        if decimali != 3 or corpo.startswith("0."):
            return corpo, ()
        return corpo, (f"«{corpo}» è ambiguo: letto {_virgola(corpo)} con il punto decimale",)
    raise illegibile(campo, testo, _perche(corpo))


def _virgola(corpo: str) -> str:
    return corpo.replace(".", ",")


def _perche(corpo: str) -> str:
    """Say why an unsigned text is no Italian number, and how to mend it."""
    if "'" in corpo:
        return "separa le migliaia con l'apostrofo; scrivete «1.234,56»"
    if _INGLESE.fullmatch(corpo):
        return "è scritto all'inglese; in italiano la virgola è decimale, scrivete «1.234,56»"
    if " " in corpo and re.fullmatch(r"[0-9., ]+", corpo):
        return "contiene due numeri; scrivetene uno per cella"
    return "non è un numero scritto all'italiana; scrivete per esempio «1.234,56»"


def formatta_numero(valore: Decimal, decimali: int | None = None) -> str:
    """Write a Decimal the Italian way: `1.234,56`. With `decimali`, round half-up to that many digits.

    Without, every digit is written. The minus is the ASCII hyphen, so that the text can be read back.
    """
    if decimali is not None:
        valore = valore.quantize(Decimal(1).scaleb(-decimali), rounding=ROUND_HALF_UP, context=CONTESTO)
    if not valore:
        valore = abs(valore)
    intero, _, resto = f"{valore:f}".partition(".")
    gruppi = f"{int(intero):,}".replace(",", ".")
    if valore < 0 and not gruppi.startswith("-"):
        gruppi = f"-{gruppi}"
    return f"{gruppi},{resto}" if resto else gruppi


def leggi_cella(testo: str) -> Decimal | None:
    """The number of a printed table cell, in the unit of its column: `82.859`, `-1,4%`, `€ 1.200`; None for words,
    for a dash (no value, which is not 0) and for an empty cell."""
    nudo = testo.strip().removesuffix("%").removeprefix("€").removesuffix("€").strip()
    try:
        return leggi_numero(nudo)[0]
    except ValoreIllegibile:
        return None


@overload
def essenziale(valore: Decimal) -> Decimal: ...


@overload
def essenziale(valore: None) -> None: ...


@overload
def essenziale(valore: Decimal | None) -> Decimal | None: ...


def essenziale(valore: Decimal | None) -> Decimal | None:
    """The same number without the zeros that the column's scale adds: 14.950000 is 14.95, 400.000000 is 400."""
    if valore is None:
        return None
    intero = valore == valore.to_integral_value(context=AMPIO)
    return valore.quantize(Decimal(1), context=AMPIO) if intero else valore.normalize(AMPIO)
