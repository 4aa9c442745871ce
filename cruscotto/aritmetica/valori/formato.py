"""Writing actuals back in one canonical Italian form. Inverse of `lettura`."""

from __future__ import annotations

from decimal import Decimal

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.valori.tipi import Consuntivo


def formatta_consuntivo(c: Consuntivo) -> str:
    """Write an actual so that `leggi_consuntivo(formatta_consuntivo(c), scala=…, tipo=c.tipo) == c`.

    A ratio shows its operands in full beside the value rounded to four decimals: reading goes by the operands.
    """
    if c.valore is not None:
        if c.numeratore is None or c.denominatore is None:
            return formatta_quantita(c.valore, c.unita)
        operandi = f"({formatta_numero(c.numeratore)}/{formatta_numero(c.denominatore)})"
        return f"{formatta_quantita(c.valore, c.unita, 4)} {operandi}"
    if c.data is not None:
        return f"{c.data:%d/%m/%Y}"
    return formatta_fasi(c.fasi) or c.livello


def formatta_quantita(valore: Decimal, unita: str, decimali: int | None = None) -> str:
    """Write a number with its unit: `73%`, `€ 650.000`, `10 giorni`."""
    numero = formatta_numero(valore, decimali)
    if unita == "€":
        return f"€ {numero}"
    return f"{numero}{unita}" if unita in ("", "%", "‰") else f"{numero} {unita}"


def formatta_fasi(fasi: tuple[Decimal, ...]) -> str:
    """Write weights or progresses of phases: `60/40 %`; the empty string when there are none."""
    return "/".join(formatta_numero(f) for f in fasi) + " %" if fasi else ""
