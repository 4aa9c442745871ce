"""How written labels are compared: what is the same said with other spaces, capitals, quotes; years in a text. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

ANNO = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?!\d|,\d)")
INTERVALLO = re.compile(r"((?:19|20)\d{2})\s*[-–—/]\s*((?:19|20)\d{2})")
PAROLA = re.compile(r"[^\W\d_]{3,}")
RADICE, CORTA = 6, 4
VUOTE = frozenset(
    re.split(
        r"\s+",
        "che chi con cui dai dal dei del della delle dello degli dalla dalle dallo agli alla alle allo fra gli nel "
        "nella nelle nello negli nei non per più sia sua sue suo sui sul sulla sulle sullo tra una uno come",
    )
)
NUMERO = re.compile(r"\d+(?:[.,]\d+)*")
VIRGOLETTE = str.maketrans(
    {"“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\xa0": " "}
)


def uguale(testo: str) -> str:
    """A text as it is compared: one kind of quotes and dashes, one space, no capitals; every letter and digit stays."""
    return " ".join(unicodedata.normalize("NFKC", testo).translate(VIRGOLETTE).casefold().split())


def nudo(testo: str) -> str:
    """The words of a text only: letters and digits, whatever stands between them."""
    return " ".join(re.findall(r"\w+", uguale(testo)))


def senza_numeri(testo: str) -> str:
    """The words of a text with every number in the same place said the same."""
    return NUMERO.sub("#", nudo(testo))


def radici(testo: str) -> frozenset[str]:
    """The words of a text that say something, without their endings: «imprese» and «impresa» are one."""
    parole = (p for p in PAROLA.findall(uguale(testo)) if p not in VUOTE)
    return frozenset(p if len(p) < CORTA else p[: min(RADICE, len(p) - 1)] for p in parole)


def anni(testo: str) -> frozenset[int]:
    """The years that a text names, each one of a range named by its ends."""
    return frozenset(int(a) for a in ANNO.findall(testo))


def intervalli(testo: str) -> tuple[tuple[int, int], ...]:
    """The ranges of years that a text names."""
    return tuple((int(da), int(a)) for da, a in INTERVALLO.findall(testo) if int(da) < int(a))


def elenco(voci: Iterable[object], quante: int = 6) -> str:
    """Some things in a sentence, the first ones when they are many: «a, b e altre 3»."""
    tutte = [str(v) for v in voci]
    if len(tutte) > quante:
        return f"{', '.join(tutte[:quante])} e altre {len(tutte) - quante}"
    return ", ".join(tutte[:-1]) + f" e {tutte[-1]}" if len(tutte) > 1 else "".join(tutte)


def cita(testo: str, lettere: int = 90) -> str:
    """A text in quotes, cut where it is long."""
    intero = " ".join(testo.split())
    return f"«{intero}»" if len(intero) <= lettere else f"«{intero[: lettere - 1].rstrip()}…»"


def decimali(testo: str) -> int:
    """How many decimals a printed number has."""
    trovato = re.search(r",(\d+)", testo)
    return len(trovato[1]) if trovato else 0


def una_volta(testi: Sequence[str]) -> list[str]:
    """The different texts, in the order in which they come."""
    return list(dict.fromkeys(testi))
