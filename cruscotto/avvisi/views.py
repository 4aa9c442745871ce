from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cruscotto.avvisi.actions.preferenze import preferenze_di, scegli_avvisi
from cruscotto.avvisi.forms import ModuloLettere
from ente.posta import indirizzo_valido
from ente.poteri import esige
from ente.richiesta import utente_di


@require_http_methods(["GET", "HEAD", "POST"])
def lettere(request: HttpRequest) -> HttpResponse:
    """When the person wants to be written to about what happens; a POST says it."""
    utente = utente_di(request)
    esige(utente.ente_id is not None, "Le lettere vanno a chi appartiene a un ente.")
    modulo, status = ModuloLettere(request.POST or None, preferenze_di(utente)), 200
    if request.method == "POST":
        if modulo.is_valid():
            cambiate = scegli_avvisi(scelte=modulo.scelte, da=utente)
            messages.success(request, "Scelte salvate." if cambiate else "Le scelte erano già queste.")
            return redirect("cruscotto:lettere")
        status = 422
    contesto = {
        "briciole": [("Inizio", "/"), ("Lettere", "")],
        "modulo": modulo,
        "indirizzo": utente.email if indirizzo_valido(utente.email) else "",
    }
    return render(request, "cruscotto/avvisi/lettere.html", contesto, status=status)
