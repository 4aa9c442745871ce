"""How money and shares are written in pages."""

from __future__ import annotations

from decimal import Decimal

from django import template

from contesto.numeri import formatta_numero

register = template.Library()


@register.filter
def euro(importo: Decimal | None) -> str:
    """An amount with two decimals and a true minus, ``−4.314.500,00``; a dash when there is none."""
    return "–" if importo is None else formatta_numero(importo, 2).replace("-", "−")


@register.filter
def piu_o_meno(importo: Decimal | None) -> str:
    """A difference with its sign also when it is positive."""
    return f"+{euro(importo)}" if importo and importo > 0 else euro(importo)


@register.filter
def quota(valore: Decimal | None) -> str:
    """A percentage with one decimal and a true minus; a dash when there is none."""
    return "–" if valore is None else f"{formatta_numero(valore, 1).replace('-', '−')}%"


@register.filter
def numero(valore: Decimal | None) -> str:
    """A count as Italians write it; a dash when there is none."""
    return "–" if valore is None else formatta_numero(valore, 0)


@register.filter
def piu_quota(valore: Decimal | None) -> str:
    """A change in percent with its sign."""
    return f"+{quota(valore)}" if valore and valore > 0 else quota(valore)
