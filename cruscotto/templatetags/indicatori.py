"""How the page of an indicator writes what its SAL is made of."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from contesto.colori import Tema
from contesto.grafici import Grafico, disegna_grafico
from contesto.numeri import formatta_numero
from cruscotto.aritmetica.sal import arrotonda

register = template.Library()

VERSI = {"crescente": "è meglio di più", "decrescente": "è meglio di meno", "neutra": "si mostra e non si valuta"}
TIPI = {
    "data": "data o termine",
    "ordinale": "livello su una scala",
    "nominale": "esito in parole",
    "fasi": "fasi con un peso",
    "calcolato": "calcolato da altri indicatori",
}


@register.filter
def due_decimali(valore: Decimal | None) -> str:
    """Points or percentages with two decimals, ``8,25``; ``–`` when there are none."""
    return "–" if valore is None else formatta_numero(valore, 2)


@register.filter
def quota(valore: Decimal | None) -> str:
    """A share 0–1 as a percentage with at most two decimals, ``33,33%``; ``–`` when there is none."""
    if valore is None:
        return "–"
    return f"{formatta_numero(arrotonda(valore * 100, 2).normalize())}%"


@register.filter
def in_parole(codice: str) -> str:
    """A direction or a kind as people say it."""
    return VERSI.get(codice) or TIPI.get(codice) or codice


@register.simple_tag
def grafico(dati: Grafico, tema: Tema) -> SafeString:
    """A chart, with its alternative text inside."""
    return mark_safe(disegna_grafico(dati, tema))  # noqa: S308 - drawn by us, its texts are escaped
