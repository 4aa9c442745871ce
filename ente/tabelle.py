"""The table of a page, read for a person by an address alone: what the page would give her to download, no more."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from ente.fogli.scrittura import FORMATI
from ente.models import Utente

SENZA = ("formato", "pagina")
"""What an address of a page says of how it is shown, and not of what."""


def pagina_di(indirizzo: str, parametri: QueryDict, tabella: str = "") -> str:
    """The page of a table, as it is kept: its address with the parameters that say what is in it."""
    tenuti = [(n, v) for n, valori in parametri.lists() for v in valori if n not in SENZA and n != "tabella"]
    if tabella:
        tenuti.append(("tabella", tabella))
    return f"{indirizzo}?{urlencode(tenuti)}" if tenuti else indirizzo


def leggi_tabella(pagina: str, formato: str, utente: Utente) -> HttpResponseBase:
    """The sheet that the page gives the person today: her own view is asked, with her powers of now.

    Raises:
        Http404: no such page, or one without that table, or that the person does not see.
        PermissionDenied, ErroreUtente: as the page itself.
    """
    dove = urlsplit(pagina)
    try:
        trovata = resolve(dove.path)
    except Resolver404 as mancante:
        raise Http404 from mancante
    if trovata.app_names[:1] not in (["cruscotto"], ["relazione"], ["ente"]):
        raise Http404
    richiesta = HttpRequest()
    richiesta.method = "GET"
    richiesta.path = richiesta.path_info = dove.path
    richiesta.META |= {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    richiesta.GET = QueryDict(dove.query, mutable=True)
    richiesta.GET["formato"] = formato
    richiesta.resolver_match = trovata
    richiesta.user = utente
    richiesta.session = SessionStore()  # nobody's, and never saved
    richiesta.htmx = HtmxDetails(richiesta)  # type: ignore[attr-defined]
    risposta: HttpResponseBase = trovata.func(richiesta, *trovata.args, **trovata.kwargs)
    allegata = risposta.headers.get("Content-Disposition", "").startswith("attachment")
    if risposta.status_code != 200 or not allegata or risposta.headers.get("Content-Type") != FORMATI[formato]:
        raise Http404
    return risposta
