"""What stood on the sheet before the last paste, kept in the person's session until they undo it or paste again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.models import Periodo
from cruscotto.rilevazione.invio import ricorda as contenuto

CHIAVE = "incollato"


@dataclass(frozen=True, slots=True)
class RigaRicordata:
    """A value that was pasted: its key and name, its version right after, what it said before."""

    chiave: str
    nome: str
    versione: int
    prima: dict[str, str]


@dataclass(frozen=True, slots=True)
class UltimoIncolla:
    """The last paste in a period: how many values, how many of them over others, when."""

    quanti: int
    sopra: int
    quando: dt.datetime


def ricorda(request: HttpRequest, periodo: Periodo, righe: Sequence[tuple[Dovuto, int]]) -> None:
    """Keep what the values said before a paste, each with its version after it. A paste of nothing leaves the one
    before."""
    if righe:
        request.session[CHIAVE] = {
            "periodo": periodo.pk,
            "quando": timezone.now().isoformat(),
            "righe": [[v.chiave, v.indicatore.nome, versione, contenuto(v)] for v, versione in righe],
        }


def ultimo(request: HttpRequest, periodo: Periodo) -> UltimoIncolla | None:
    """The paste that can be undone."""
    tenuto = _tenuto(request, periodo)
    if tenuto is None:
        return None
    sopra = sum(bool(prima.get("testo")) for *_, prima in tenuto["righe"])
    return UltimoIncolla(len(tenuto["righe"]), sopra, dt.datetime.fromisoformat(tenuto["quando"]))


def dimentica(request: HttpRequest, periodo: Periodo) -> list[RigaRicordata]:
    """The rows of the last paste, which is undone once."""
    tenuto = _tenuto(request, periodo)
    if tenuto is None:
        return []
    del request.session[CHIAVE]
    return [RigaRicordata(*riga) for riga in tenuto["righe"]]


def _tenuto(request: HttpRequest, periodo: Periodo) -> dict[str, Any] | None:
    tenuto: dict[str, Any] | None = request.session.get(CHIAVE)
    return tenuto if tenuto and tenuto["periodo"] == periodo.pk else None
