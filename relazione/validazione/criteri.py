"""The criteria of validation in force on a day: the ready ones, with what the body has of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ente.models import Ente
from relazione.models import CriterioOiv
from relazione.models.numerazione import LETTERE

PRONTI = Path(__file__).with_name("criteri.yaml")


@dataclass(frozen=True, slots=True)
class Criterio:
    """A criterion, what it asks and where it comes from, and its days; ``al`` is None while it holds."""

    codice: str
    titolo: str
    domanda: str
    norma: str
    dal: dt.date
    al: dt.date | None = None

    def vale_il(self, giorno: dt.date) -> bool:
        return self.dal <= giorno and (self.al is None or giorno <= self.al)


@cache
def criteri_pronti() -> tuple[Criterio, ...]:
    """All the ready ones, of every time, in their order."""
    return tuple(
        Criterio(c["codice"], c["titolo"], c["domanda"], insieme["norma"], insieme["dal"], insieme["al"])
        for insieme in yaml.safe_load(PRONTI.read_text(encoding="utf-8"))
        for c in insieme["criteri"]
    )


def criteri_in_vigore(ente: Ente, giorno: dt.date) -> tuple[Criterio, ...]:
    """Those that a body uses on a day, in order: each ready one, or what the body has in its place, then the body's
    own. One query."""
    suoi = {c.codice: c for c in CriterioOiv.objects.di(ente).validi_il(giorno).order_by("ordine", "valido_dal")}
    scelti = [
        _dell_ente(suoi.pop(pronto.codice)) if pronto.codice in suoi else pronto
        for pronto in criteri_pronti()
        if pronto.vale_il(giorno) and not (pronto.codice in suoi and suoi[pronto.codice].escluso)
    ]
    return (*scelti, *(_dell_ente(c) for c in suoi.values() if not c.escluso))


def lettera(posto: int) -> str:
    """The letter of a criterion by its place, from 0, in the Italian alphabet: ``a`` … ``z``, then ``aa``."""
    giri, resto = divmod(posto, len(LETTERE))
    return (LETTERE[giri - 1] if giri else "") + LETTERE[resto]


def _dell_ente(c: CriterioOiv) -> Criterio:
    return Criterio(c.codice, c.titolo, c.domanda, c.norma, c.valido_dal, c.valido_al)
