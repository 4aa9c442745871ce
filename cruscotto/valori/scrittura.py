"""Writing targets and actuals back in one canonical Italian form. Inverse of `lettura`."""

from __future__ import annotations

from decimal import Decimal

from contesto.numeri import formatta_numero
from cruscotto.valori.tipi import NUMERICI, Atteso, Consuntivo, Tipo, Verso

_SIMBOLI = {
    (Verso.CRESCENTE, False): "≥ ",
    (Verso.CRESCENTE, True): "> ",
    (Verso.DECRESCENTE, False): "≤ ",
    (Verso.DECRESCENTE, True): "< ",
}


def formatta_atteso(a: Atteso) -> str:
    """Write a target so that `leggi_atteso(formatta_atteso(a), scala=…, tipo=a.tipo) == a`."""
    if a.tipo in NUMERICI and a.valore is not None:
        return f"{_operatore(a)}{formatta_quantita(a.valore, a.unita)}{_tolleranza(a)}"
    if a.tipo is Tipo.ORDINALE:
        return f"{_operatore(a)}{a.livello}"
    if a.data is not None:
        return f"{'< ' if a.stretto else ''}{a.data:%d/%m/%Y}"
    return formatta_fasi(a.fasi) or a.livello


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


def _operatore(a: Atteso) -> str:
    if a.uguale:
        return "= "
    return _SIMBOLI.get((a.verso, a.stretto), "") if a.verso else ""


def _tolleranza(a: Atteso) -> str:
    if a.tolleranza is None:
        return ""
    if a.tolleranza_relativa:
        return f" (+/- {formatta_numero(a.tolleranza.scaleb(2))}% relativa)"
    return f" (+/- {formatta_numero(a.tolleranza)} assoluta)"
