"""Numbers that a file writes the English way, ``1,234.50``, in cells that are texts. Pure: no Django.

One number that can only be English is the proof, if none can only be Italian: then all of them are read so. Without a
proof a comma is decimal, and where three figures follow each one of the commas that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

_NUMERO = re.compile(r"([-+−]? ?[€$£]? ?)([0-9][0-9.,]*)( ?[%€$£]?)")
_INGLESE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_ITALIANO = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0,[0-9]+"
)
_DUBBIO = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_MIGLIAIA = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMALE = re.compile(r"[0-9]+\.[0-9]{3}")

Posto = tuple[int, int]


FINE = frozenset("0123456789%€$£")
"""How a number may end."""


def candidato(testo: str) -> bool:
    """Whether a text may be a number that is worth looking at."""
    return testo != "" and testo[-1] in FINE and ("," in testo or "." in testo)


class Scrittura(Enum):
    """How the numbers of a file are written: nothing says it, the Italian way, the English way, both."""

    IGNOTA = auto()
    ITALIANA = auto()
    INGLESE = auto()
    MISTA = auto()


@dataclass(slots=True)
class Numeri:
    """The numbers among some texts: how they are written, the first that proves it and the first that denies it, the
    places of those that can be two, or are of a writing that is not the only one."""

    scrittura: Scrittura = Scrittura.IGNOTA
    prova: tuple[Posto, str] | None = None
    altra: tuple[Posto, str] | None = None
    dubbi: list[Posto] = field(default_factory=list)


def guarda(testi: Iterable[tuple[Posto, str]]) -> Numeri:
    """How the numbers among these texts are written."""
    inglese = italiano = None
    dubbi, inglesi = [], []
    for posto, testo in testi:
        virgole = testo.count(",")
        if italiano is not None and (virgole == 0 or (virgole == 1 and "." not in testo and testo[-4:-3] != ",")):
            continue  # one more that says nothing new: there are thousands
        trovato = _NUMERO.fullmatch(testo)
        if trovato is None:
            continue
        if _INGLESE.fullmatch(trovato[2]):
            inglese = inglese or (posto, testo)
            inglesi.append(posto)
        elif _ITALIANO.fullmatch(trovato[2]):
            italiano = italiano or (posto, testo)
        elif _DUBBIO.fullmatch(trovato[2]):
            dubbi.append(posto)
    if inglese and italiano:
        return Numeri(Scrittura.MISTA, inglese, italiano, [*dubbi, *inglesi])
    if inglese:
        return Numeri(Scrittura.INGLESE, inglese, None, dubbi)
    return Numeri(Scrittura.ITALIANA if italiano else Scrittura.IGNOTA, italiano, None, dubbi)


def in_italiano(testo: str) -> str:
    """A number written the English way as an Italian writes it, without the dots of the thousands; whatever else as it
    is: a dot that three figures do not follow is decimal for who reads it afterwards, too."""
    trovato = _NUMERO.fullmatch(testo)
    if trovato is None or not (_MIGLIAIA.fullmatch(trovato[2]) or _DECIMALE.fullmatch(trovato[2])):
        return testo
    return f"{trovato[1]}{trovato[2].replace(',', '').replace('.', ',')}{trovato[3]}"
