"""Addresses built from the one of the page: everything that a page shows is in its address, so that it can be sent."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
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


PAGINE = {
    "Cruscotti": ("cruscotto:cruscotti", "/cruscotti/", "/indicatori/"),
    "Elenco": ("cruscotto:elenco", "/elenco/"),
    "Albero": ("cruscotto:albero", "/albero/"),
    "Mappa": ("cruscotto:mappa", "/mappa/"),
    "Matrice": ("cruscotto:matrice", "/matrice/"),
    "Contesto": ("cruscotto:contesto", "/contesto/", "/bilancio/", "/interventi/", "/personale/"),
}
"""The pages of a cycle in the navigation: its address, and how the addresses of its section begin."""


@register.simple_tag(takes_context=True)
def navigazione(context: Context) -> list[dict[str, str]]:
    """The links of the navigation for the cycle of the page, at its period; none on a page without a cycle."""
    ciclo, request = context.get("ciclo"), context["request"]
    if ciclo is None:
        return []
    numero = request.GET.get("periodo", "")
    seguito = f"?periodo={numero}" if numero.isdecimal() and numero.isascii() else ""
    voci = []
    for nome, (vista, *sezione) in PAGINE.items():
        indirizzo = reverse(vista, args=[ciclo.anno])
        qui = "page" if request.path == indirizzo else "true" if request.path.startswith(tuple(sezione)) else ""
        voci.append({"nome": nome, "indirizzo": indirizzo + seguito, "qui": qui})
    return voci


@register.simple_tag(takes_context=True)
def elenco(context: Context, **filtri: str) -> str:
    """The list of the values of the page's cycle and period that a count has counted: ``{% elenco area="area1" %}``."""
    parametri = QueryDict(mutable=True)
    if context.get("periodo"):
        parametri["periodo"] = str(context["periodo"].numero)
    parametri.update({nome: valore for nome, valore in filtri.items() if valore})
    indirizzo = reverse("cruscotto:elenco", args=[context["ciclo"].anno])
    return f"{indirizzo}?{parametri.urlencode()}" if parametri else indirizzo


@register.simple_tag(takes_context=True)
def senza(context: Context, nome: str) -> str:
    """The address of this page without one parameter, from the first page."""
    return querystring(context, **{nome: None, "pagina": None}) or context["request"].path
