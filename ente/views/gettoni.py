from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from ente.actions.gettoni import crea_gettone, revoca_gettone
from ente.errori import ErroreUtente
from ente.forms.gettoni import ModuloGettone
from ente.models import Ambito, Gettone
from ente.models.gettone import DELL_API, NEGLI_INDIRIZZI
from ente.poteri import esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

NUOVO = "gettone_nuovo"
"""Where the session keeps the text of a token from the form to the page that shows it, and then no more."""


@never_cache
@sensitive_variables("testo", "nuovo")
@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def gettoni(request: HttpRequest) -> HttpResponse:
    """The person's own tokens of the API; a POST makes one, which this page then shows once and never again."""
    utente = utente_di(request)
    esige(utente.ente_id is not None, "I gettoni sono di chi appartiene a un ente.")
    modulo, status = ModuloGettone(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if modulo.is_valid():
            dati = modulo.cleaned_data
            try:
                gettone, testo = crea_gettone(
                    nome=dati["nome"], ambito=Ambito(dati["ambito"]), giorni=dati["giorni"], da=utente
                )
            except ErroreUtente as rifiuto:
                modulo.add_error(None, str(rifiuto))
            else:
                request.session[NUOVO] = [gettone.pk, testo]
                return redirect("ente:gettoni")
    adesso = timezone.now()
    elenco = list(Gettone.objects.visibili_a(utente).filter(ambito__in=DELL_API)[:100])
    nuovo, testo = request.session.pop(NUOVO, (None, "")) if request.method == "GET" else (None, "")
    contesto = {
        "briciole": [("Inizio", "/"), ("Collegamenti", reverse("ente:collegamenti")), ("Gettoni", "")],
        "modulo": modulo,
        "testo": testo,
        "nuovo": next((g for g in elenco if g.pk == nuovo), None),
        "gettoni": [(g, g.vale_al(adesso)) for g in elenco],
    }
    return render(request, "ente/gettoni.html", contesto, status=status)


@require_POST
def revoca(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the door of a token for good."""
    utente = utente_di(request)
    gettone = get_object_or_404(Gettone.objects.visibili_a(utente), pk=pk)
    revoca_gettone(gettone=gettone, da=utente)
    if gettone.ambito in NEGLI_INDIRIZZI:
        messages.success(request, f"L’indirizzo «{gettone.nome}» è revocato: chi lo apre non trova più nulla.")
        return redirect("ente:collegamenti")
    messages.success(request, f"Il gettone «{gettone.nome}» è revocato.")
    return redirect("ente:gettoni")
