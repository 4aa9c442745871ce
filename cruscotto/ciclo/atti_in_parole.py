"""A line of the register of acts in words: who, what, on what, from what to what, why. Made without queries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone

from contesto.numeri import essenziale, formatta_numero
from ente.models import Atto

SISTEMA = "sistema"
"""Who acts when a command does, and nobody is signed in."""

CAMPI = {
    ("rilevazione", "testo"): "valore",
    ("valore atteso", "testo"): "target",
    ("rilevazione", "causa"): "tipo di causa",
}
"""Names of fields for who reads, where the form's own would not say what it is."""

DETTAGLI = {"esito": "esito", "da_anno": "dal ciclo del", "quanti": "quanti", "campi": "campi", "valore": "valore"}
"""Names of what an act tells besides, where the key alone would not say it."""

GIA_DETTI = ("pk", "prima", "dopo", "motivo")
GIORNO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")
CON_CODICE = re.compile(r"(.+) \(([a-z]\d+)\)", re.DOTALL)
"""How an act names one of many things of the same name: «Proventi (r12)»."""


@dataclass(frozen=True, slots=True)
class CampoModificato:
    """A field that changed; an empty end is nothing written there. ``codice`` names one of many that are alike."""

    nome: str
    prima: str
    dopo: str
    codice: str = ""

    def __str__(self) -> str:
        if not self.prima:
            return f"{self.nome}: «{self.dopo}»"
        if not self.dopo:
            return f"{self.nome}: tolto «{self.prima}»"
        return f"{self.nome}: da «{self.prima}» a «{self.dopo}»"


@dataclass(frozen=True, slots=True)
class AttoDetto:
    """An act as pages and sheets say it. ``quando`` is in the time of the body; ``altro`` are names and values."""

    quando: dt.datetime
    chi: str
    azione: str
    tipo: str
    chiave: int | None
    oggetto: str
    cambi: tuple[CampoModificato, ...]
    motivo: str
    altro: tuple[tuple[str, str], ...]


def racconta(atto: Atto) -> AttoDetto:
    """An act in words; its person is read with it."""
    dettagli = atto.dettagli if isinstance(atto.dettagli, dict) else {}
    return AttoDetto(
        quando=timezone.localtime(atto.created_at),
        chi=str(atto.utente) if atto.utente else SISTEMA,
        azione=atto.azione,
        tipo=atto.modello,
        chiave=atto.chiave,
        oggetto=atto.oggetto,
        cambi=tuple(_cambi(atto.modello, dettagli)),
        motivo=str(dettagli.get("motivo", "")),
        altro=tuple(_altro(atto.modello, dettagli)),
    )


def _cambi(tipo: str, dettagli: Mapping[str, Any]) -> Iterator[CampoModificato]:
    prima, dopo = (parte if isinstance(parte := dettagli.get(nome), dict) else {} for nome in ("prima", "dopo"))
    for campo in sorted({*prima, *dopo}, key=lambda nome: _posto(tipo, nome)):
        valori = (valore_detto(tipo, campo, prima.get(campo, "")), valore_detto(tipo, campo, dopo.get(campo, "")))
        if any(valori):
            trovato = CON_CODICE.fullmatch(campo)
            nome, codice = trovato.groups() if trovato else (nome_campo(tipo, campo), "")
            yield CampoModificato(nome, *valori, codice)


def _altro(tipo: str, dettagli: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for nome, valore in dettagli.items():
        if nome in GIA_DETTI or valore in ("", None, [], {}):
            continue
        if nome == "campi" and isinstance(valore, list):
            valore = [nome_campo(tipo, str(campo)) for campo in valore]
        if nome in DETTAGLI:  # as it was written: the value of a person is not the one of the column
            yield DETTAGLI[nome], _in_parole(valore)
        else:
            yield nome_campo(tipo, nome), valore_detto(tipo, nome, valore)


def _in_parole(valore: Any) -> str:
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, list):
        return ", ".join(map(_in_parole, valore))
    if isinstance(valore, dict):
        return "; ".join(f"{nome}: {_in_parole(v)}" for nome, v in valore.items())
    return str(valore)


@cache
def _modelli() -> dict[str, type[models.Model]]:
    """The models by the name that the register gives them; two never share it, which a test checks."""
    return {str(m._meta.verbose_name): m for m in apps.get_models()}


@cache
def _campo(tipo: str, nome: str) -> models.Field[Any, Any] | None:
    modello = _modelli().get(tipo)
    if modello is None:
        return None
    try:
        campo = modello._meta.get_field(nome)
    except FieldDoesNotExist:
        return None
    return campo if isinstance(campo, models.Field) else None


def _posto(tipo: str, nome: str) -> tuple[int, str]:
    """Where a field stands in its form: a database may give back the names of an act in an order of its own."""
    campo = _campo(tipo, nome)
    return (campo.creation_counter if campo else 0, nome)


def nome_campo(tipo: str, nome: str) -> str:
    """A field of a kind of object in Italian words."""
    campo = _campo(tipo, nome)
    return CAMPI.get((tipo, nome)) or str(campo.verbose_name if campo else nome).replace("_", " ")


def valore_detto(tipo: str, nome: str, valore: Any) -> str:
    """A value as a person writes it: the name of a choice, a date and a number in Italian."""
    testo = "" if valore is None else _in_parole(valore)
    campo = _campo(tipo, nome)
    if campo is None:
        return GIORNO.sub(r"\3/\2/\1", testo)
    if campo.flatchoices:
        return str(dict(campo.flatchoices).get(testo, testo))
    try:
        if isinstance(campo, models.DateField) and not isinstance(campo, models.DateTimeField):
            return f"{dt.date.fromisoformat(testo):%d/%m/%Y}"
        if isinstance(campo, models.DecimalField):
            return formatta_numero(essenziale(Decimal(testo)))
    except (ValueError, InvalidOperation):  # already in words
        pass
    return testo
