"""The address of the style sheet in which a page stands."""

from __future__ import annotations

from django import template
from django.urls import reverse

from contesto.colori import Tema
from contesto.vestito import nome_di
from ente.models import Ente

register = template.Library()


@register.simple_tag
def stile_di(ente: Ente | None, prova: Tema | None = None) -> str:
    """The address of the colours that are tried, else of those of the body; "" where there is no body."""
    if not prova and not isinstance(ente, Ente):
        return ""
    tema = prova or Tema(ente.colore_primario.lower(), ente.colore_secondario.lower())  # type: ignore[union-attr]
    return reverse("vestito:stile", args=[nome_di(tema)])
