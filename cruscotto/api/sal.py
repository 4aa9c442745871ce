from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from ente.api.righe import Decimale

DECIMALI = 8
"""A SAL is a quotient: the arithmetic has it with eighty digits, and whoever rounds it again to what the pages show
finds with eight decimals what they found with all."""
_PASSO = Decimal(1).scaleb(-DECIMALI)
_CONTESTO = Context(prec=80)


def arrotondato(sal: Decimal | None) -> Decimal | None:
    """A SAL as programs are given it: 8 decimals at most, half up."""
    return None if sal is None else sal.quantize(_PASSO, ROUND_HALF_UP, _CONTESTO)


class SalArrotondato(Decimale):
    """A SAL in percentage, already ``arrotondato``."""

    def __init__(self, **kwargs: Any) -> None:
        aiuto = kwargs.pop("help_text")
        super().__init__(help_text=f"{aiuto} In percentuale, arrotondato a {DECIMALI} decimali.", **kwargs)
