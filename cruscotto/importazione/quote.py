"""Percentages that a file writes without the sign, as parts of one: 0,935 may be 93,5 % or 0,935 %. It is asked, once
for each indicator. A program that knows no formats writes them so, in a csv or in a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contesto.numeri import cita
from ente.progetto import Progetto

QUOTA, INTERO = "quota", "intero"
UNITA = frozenset({"%", "percentuale", "percento", "per cento", "in %"})

_PARTE = re.compile(r"(?:0|1)[.,][0-9]{1,10}|0|1")
_DECIMALI = re.compile(r"0[.,][0-9]{1,10}")
_FINO_A_UNO = re.compile(r"-?(?:0[.,][0-9]{1,10}|1(?:[.,]0{1,10})?)")


def parte_di_uno(testo: str) -> bool:
    """Whether a bare number may be a share, and is no whole one."""
    return bool(_DECIMALI.fullmatch(testo)) and any(c in "123456789" for c in testo)


def fino_a_uno(testo: str) -> bool:
    """Whether a bare number is one at most, whatever its sign, and not nothing: it may be all of it, «1», too."""
    return bool(_FINO_A_UNO.fullmatch(testo)) and any(c in "123456789" for c in testo)


def in_percento(testo: str) -> str:
    """The share as a percentage: ``0,935`` is ``93,5%``."""
    quota = Decimal(testo.replace(",", ".")).scaleb(2).normalize()
    return f"{quota:f}%".replace(".", ",")


def chiedi_della_quota(testo: str, chiave: str, nome: object, posto: str, progetto: Progetto) -> str:
    """A share of a percentage as the person says that it is to be read, with its sign; what is proposed is that it is
    one."""
    intero = f"{testo.replace('.', ',')}%"
    risposta = progetto.chiedi(
        f"quota:{chiave}",
        posto,
        f"{cita(testo)} di {cita(nome)}, che è una percentuale: quanto vale?",
        ((QUOTA, f"{in_percento(testo)}: è una parte di 1"), (INTERO, f"{intero}, com'è scritto")),
        QUOTA,
    )
    return in_percento(testo) if risposta == QUOTA else intero


def campo_in_quota(celle: Mapping[str, Any]) -> str | None:
    """Which of target and actual may be a share, in a row whose unit is a percentage: both bare, neither above one."""
    if celle.get("unita", "").casefold() not in UNITA:
        return None
    testi = {campo: celle[campo] for campo in ("target", "actual") if celle.get(campo)}
    if not all(_PARTE.fullmatch(testo) for testo in testi.values()):
        return None
    return next((campo for campo, testo in testi.items() if parte_di_uno(testo)), None)
