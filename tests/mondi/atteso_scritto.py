"""A target written back in one canonical form: what its reader is tried against."""

from __future__ import annotations

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.valori import NUMERICI, Atteso, Tipo, Verso, formatta_quantita
from cruscotto.aritmetica.valori.formato import formatta_fasi

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
