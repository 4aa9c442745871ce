"""The addresses that a person has given to programs which cannot sign in: made, shown once, listed."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ente.actions.gettoni import MASSIMO_GIORNI, crea_indirizzo
from ente.errori import ErroreUtente
from ente.fogli.scrittura import FORMATI
from ente.forms.collegamenti import ModuloFoglio
from ente.models import Ambito, Gettone, Utente
from ente.models.gettone import NEGLI_INDIRIZZI
from ente.poteri import esige
from ente.richiesta import utente_di
from ente.tabelle import leggi_tabella
from ente.una_volta import una_volta

NUOVO = "indirizzo_nuovo"
"""Where the session keeps the text of a new address from the form to the page that shows it, and then no more."""
CHI = "I collegamenti sono di chi appartiene a un ente."
_NOME = re.compile(r'filename="([^"]+)\.csv"')


@never_cache
@sensitive_variables("testo", "nuovo")
@require_safe
def collegamenti(request: HttpRequest) -> HttpResponse:
    """One's own addresses with their last use and expiry; a new one whole, this time alone; how each program opens
    them."""
    utente = utente_di(request)
    esige(utente.ente_id is not None, CHI)
    adesso = timezone.now()
    elenco = list(Gettone.objects.visibili_a(utente).filter(ambito__in=NEGLI_INDIRIZZI)[:100])
    nuovo, testo = request.session.pop(NUOVO, (None, "")) if request.method == "GET" else (None, "")
    appena_fatto = next((g for g in elenco if g.pk == nuovo), None)
    contesto = {
        "briciole": [("Inizio", "/"), ("Collegamenti", "")],
        "nuovo": appena_fatto,
        "indirizzi": _indirizzi(request, appena_fatto, testo) if appena_fatto else {},
        "gettoni": [(g, g.vale_al(adesso)) for g in elenco],
    }
    return render(request, "ente/collegamenti/elenco.html", contesto)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def foglio(request: HttpRequest) -> HttpResponse:
    """Make the address of the table of a page (``?di=``), for a spreadsheet program; 404 of what is not there."""
    utente = utente_di(request)
    esige(utente.ente_id is not None, CHI)
    di = (request.POST if request.method == "POST" else request.GET).get("di", "")
    suggerito = _nome_di(di, utente)
    modulo, status = ModuloFoglio(request.POST or None, initial={"nome": suggerito, "di": di}), 200
    if request.method == "POST":
        status = 422
        if modulo.is_valid():
            dati = modulo.cleaned_data
            try:
                gettone, testo = crea_indirizzo(
                    nome=dati["nome"], ambito=Ambito.FOGLIO, pagina=di, giorni=dati["giorni"], da=utente
                )
            except ErroreUtente as rifiuto:
                modulo.add_error(None, str(rifiuto))
            else:
                request.session[NUOVO] = [gettone.pk, testo]
                return redirect("ente:collegamenti")
    contesto = {
        "briciole": [("Inizio", "/"), ("Collegamenti", reverse("ente:collegamenti")), ("Un foglio", "")],
        "modulo": modulo,
        "di": di,
        "suggerito": suggerito,
    }
    return render(request, "ente/collegamenti/foglio.html", contesto, status=status)


@require_POST
@una_volta
def calendario(request: HttpRequest) -> HttpResponse:
    """Make the address of one's own deadlines, for a calendar program."""
    utente = utente_di(request)
    esige(utente.ente_id is not None, CHI)
    try:
        gettone, testo = crea_indirizzo(
            nome="Le mie scadenze", ambito=Ambito.CALENDARIO, giorni=MASSIMO_GIORNI, da=utente
        )
    except ErroreUtente as rifiuto:
        messages.error(request, str(rifiuto))
    else:
        request.session[NUOVO] = [gettone.pk, testo]
    return redirect("ente:collegamenti")


def _nome_di(di: str, utente: Utente) -> str:
    """What the table of a page is called when it is downloaded.

    Raises:
        Http404: the page has none, or the person does not see it.
    """
    if not di.startswith("/") or di.startswith("//"):
        raise Http404
    risposta = leggi_tabella(di, "csv", utente)
    trovato = _NOME.search(risposta.headers["Content-Disposition"])
    return trovato[1] if trovato else "tabella"


def _indirizzi(request: HttpRequest, gettone: Gettone, testo: str) -> dict[str, str]:
    """The whole address of each format, as a program wants it."""
    if gettone.ambito == Ambito.CALENDARIO:
        dove = reverse("indirizzo-calendario", kwargs={"testo": testo})
        return {"ics": request.build_absolute_uri(dove)}
    return {
        formato: request.build_absolute_uri(reverse("indirizzo-tabella", kwargs={"testo": testo, "formato": formato}))
        for formato in FORMATI
    }
