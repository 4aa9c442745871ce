"""Addresses built from the one of the page: everything that a page shows is in its address, so that it can be sent."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.defaulttags import querystring
from django.urls import reverse

register = template.Library()

# {% parametri periodo=2 pagina=None %}: the parameters of this page with some changed, None takes one away.
register.simple_tag(takes_context=True, name="parametri")(querystring)


@register.simple_tag(takes_context=True)
def altro_anno(context: Context, anno: int) -> str:
    """The address of this page in another year: the same filters, the first page, that year's own current period."""
    request: HttpRequest = context["request"]
    parametri = request.GET.copy()
    for nome in ("anno", "periodo", "pagina"):
        parametri.pop(nome, None)
    dove: Any = request.resolver_match
    if "anno" in dove.kwargs:
        indirizzo = reverse(dove.view_name, kwargs=dove.kwargs | {"anno": anno})
    else:
        indirizzo = request.path
        parametri["anno"] = str(anno)
    return f"{indirizzo}?{parametri.urlencode()}" if parametri else indirizzo
