from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ente import manuale


@require_safe
def aiuto(request: HttpRequest) -> HttpResponse:
    """The chapters of the manual."""
    capitoli = [(nome, manuale.capitolo(nome).titolo) for nome in manuale.CAPITOLI]
    briciole = [("Inizio", "/"), ("Aiuto", "")]
    return render(request, "ente/aiuto/indice.html", {"briciole": briciole, "capitoli": capitoli})


@require_safe
def aiuto_capitolo(request: HttpRequest, capitolo: str) -> HttpResponse:
    """A chapter of the manual; 404 without."""
    try:
        letto = manuale.capitolo(capitolo)
    except KeyError:
        raise Http404 from None
    return _pagina(request, letto)


@require_safe
def cosa_c_e_di_nuovo(request: HttpRequest) -> HttpResponse:
    """What changed for who uses the site."""
    return _pagina(request, manuale.novita())


def _pagina(request: HttpRequest, letto: manuale.Capitolo) -> HttpResponse:
    briciole = [("Inizio", "/"), ("Aiuto", "/aiuto/"), (letto.titolo, "")]
    return render(request, "ente/aiuto/capitolo.html", {"briciole": briciole, "capitolo": letto})
