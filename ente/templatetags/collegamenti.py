from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse

from ente.tabelle import pagina_di

register = template.Library()


@register.simple_tag(takes_context=True)
def collega(context: Context, indirizzo: str = "", tabella: str = "") -> str:
    """Where one makes an address for the table that the page shows, with the parameters of the page."""
    request: HttpRequest = context["request"]
    pagina = pagina_di(indirizzo or request.path, request.GET, tabella or "")
    return f"{reverse('ente:foglio-link')}?{urlencode({'di': pagina})}"


@register.filter
def senza_tabella(pagina: str) -> str:
    """The page whose table an address gives, to be opened in the browser."""
    dove = urlsplit(pagina)
    percorso = dove.path.removesuffix("scarica/")
    return f"{percorso}?{dove.query}" if dove.query else percorso
