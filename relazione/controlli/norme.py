"""What the law asks of a cycle, read from dated data: ``norme.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("norme.yaml")


@dataclass(frozen=True, slots=True)
class Norma:
    """A rule of the law from a day to another; None: it is still in force. ``dati`` is what its control reads."""

    codice: str
    dal: dt.date
    al: dt.date | None
    fonte: str
    dati: Mapping[str, Any]


@cache
def tutte_le_norme() -> tuple[Norma, ...]:
    """Every row of the data, in force or not."""
    righe = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Norma(codice=r.pop("codice"), dal=r.pop("dal"), al=r.pop("al", None), fonte=r.pop("fonte"), dati=r)
        for r in righe
    )


def norma(codice: str, anno: int) -> Norma | None:
    """The rule of a code that is in force at the end of a cycle's year; None where the law asks nothing yet, or any
    more."""
    giorno = dt.date(anno, 12, 31)
    in_vigore = (n for n in tutte_le_norme() if n.codice == codice and n.dal <= giorno and (not n.al or giorno <= n.al))
    return next(in_vigore, None)
