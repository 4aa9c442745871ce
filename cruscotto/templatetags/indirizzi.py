"""Addresses built from the one of the page: everything that a page shows is in its address, so that it can be sent."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.defaulttags import querystring
from django.urls import NoReverseMatch, reverse

from ente.fogli.scrittura import FORMATI
from ente.models import Ruolo, Utente
from ente.poteri import Poteri

register = template.Library()

POSTI = ("pagina", "prima", "dopo")
"""How an address says which part of a list: it means nothing with other filters."""

# {% parametri periodo=2 pagina=None %}: the parameters of this page with some changed, None takes one away.
register.simple_tag(takes_context=True, name="parametri")(querystring)


@register.simple_tag
def formati() -> list[str]:
    """The kinds of sheet in which every table of the site may be downloaded."""
    return list(FORMATI)


@register.simple_tag(takes_context=True)
def altro_anno(context: Context, anno: int) -> str:
    """The address of this page in another year: the same filters, the first page, that year's own current period."""
    request: HttpRequest = context["request"]
    parametri = request.GET.copy()
    for nome in ("anno", "periodo", *POSTI):
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


PAGINE_DI_RUOLO: dict[str, tuple[tuple[Ruolo, ...], tuple[str, ...]]] = {
    "I miei valori": ((Ruolo.REDATTORE, Ruolo.CONTROLLO), ("cruscotto:valori", "/valori/")),
    "Revisione": ((Ruolo.DIRIGENTE, Ruolo.CONTROLLO), ("cruscotto:revisione", "/revisione/")),
    "Chiusura": ((Ruolo.CONTROLLO,), ("cruscotto:chiusura", "/chiusura/")),
    "Documenti": (
        (Ruolo.OIV, Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE, Ruolo.DIRIGENTE),
        ("relazione:documenti", "/documenti/"),
    ),
    "Importazioni": ((Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE), ("cruscotto:importazioni", "/importazioni/")),
}
"""The pages where a role works, before those that all read."""
SENZA_ANNO = ("cruscotto:importazioni",)
"""Those that are of all cycles."""


def _ha(utente: object, ruolo: Ruolo) -> bool:
    """Whether the person of the session holds a role today; ``ente.accesso`` has read it with the person."""
    return bool(getattr(utente, f"ha_{ruolo}", False))


def _ha_documenti(utente: Utente) -> bool:
    """Whether the person reads the whole body, or has an individual sheet: a deputy has not."""
    poteri = Poteri.di(utente)
    return poteri.tutto_l_ente or bool(poteri.aree_proprie)


@register.simple_tag(takes_context=True)
def navigazione(context: Context) -> list[dict[str, str]]:
    """The links of the navigation for the cycle of the page, at its period; none on a page without a cycle."""
    ciclo, request = context.get("ciclo"), context["request"]
    if ciclo is None:
        return []
    numero = request.GET.get("periodo", "")
    seguito = f"?periodo={numero}" if numero.isdecimal() and numero.isascii() else ""
    voci = []
    utente = request.user
    proprie = {nome: p for nome, (ruoli, p) in PAGINE_DI_RUOLO.items() if any(_ha(utente, r) for r in ruoli)}
    if "Documenti" in proprie and not _ha_documenti(utente):
        del proprie["Documenti"]
    for nome, (vista, *sezione) in (proprie | PAGINE).items():
        di_tutti = vista in SENZA_ANNO
        try:
            indirizzo = reverse(vista, args=[] if di_tutti else [ciclo.anno])
        except NoReverseMatch:
            continue
        qui = "page" if request.path == indirizzo else "true" if request.path.startswith(tuple(sezione)) else ""
        voci.append({"nome": nome, "indirizzo": indirizzo if di_tutti else indirizzo + seguito, "qui": qui})
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
    return querystring(context, **dict.fromkeys((nome, *POSTI))) or context["request"].path
