from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from contesto.actions.colori import A_CHI, cambia_colori
from contesto.colori import Tema
from contesto.forms.colori import ModuloColori
from contesto.vestito import foglio_di_stile, nome_di, rapporto, tema_di
from ente.models import Ente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di

UN_ANNO = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def stile(request: HttpRequest, nome: str) -> HttpResponse:
    """The style sheet of two colours. It is nobody's secret: its address says all that it says."""
    tema = tema_di(nome)
    if tema is None:
        raise Http404
    impronta = f'"{nome}"'
    uguale = impronta in request.headers.get("If-None-Match", "")
    risposta = HttpResponseNotModified() if uguale else HttpResponse(foglio_di_stile(tema), content_type="text/css")
    risposta["ETag"] = impronta
    patch_cache_control(risposta, public=True, max_age=UN_ANNO, immutable=True)
    return risposta


@require_http_methods(["GET", "HEAD", "POST"])
def colori(request: HttpRequest) -> HttpResponse:
    """The colours of the body: GET with two of them shows the whole page in those, POST keeps them."""
    utente = utente_di(request)
    if utente.ente is None:
        raise Http404
    ente, poteri = utente.ente, Poteri.di(utente)
    esige(poteri.amministratore, A_CHI)
    if request.method == "POST":
        modulo = ModuloColori(request.POST)
        if modulo.is_valid():
            cambiati = cambia_colori(ente=ente, tema=modulo.tema, da=utente, poteri=poteri)
            detto = "I colori dell’ente sono cambiati." if cambiati else "I colori erano già questi."
            messages.success(request, detto)
            return redirect("vestito:colori")
        return render(request, "contesto/colori.html", _contesto(ente, modulo), status=422)
    chiesti = {"colore_primario": ente.colore_primario, "colore_secondario": ente.colore_secondario}
    chiesti |= {n: v for n in chiesti if (v := request.GET.get(n))}
    modulo = ModuloColori(chiesti)
    modulo.is_valid()
    return render(request, "contesto/colori.html", _contesto(ente, modulo))


def _contesto(ente: Ente, modulo: ModuloColori) -> dict[str, object]:
    in_vigore = Tema(ente.colore_primario, ente.colore_secondario)
    prova = modulo.tema if modulo.is_valid() else None
    proposti = {t.campo: t.proposto for t in modulo.trovati}
    return {
        "modulo": modulo,
        "prova": prova if prova and nome_di(prova) != nome_di(in_vigore) else None,
        "misure": [(c, rapporto(c)) for c in (prova.primario, prova.secondario)] if prova else [],
        "campioni": modulo.trovati,
        "proposta": f"?{urlencode(modulo.cleaned_data | proposti)}" if proposti else "",
        "vestito": prova,
        "briciole": [("Inizio", reverse("cruscotto:inizio")), ("Colori dell’ente", "")],
    }
