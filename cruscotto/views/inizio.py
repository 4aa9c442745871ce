from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.models import Ciclo, Cruscotto
from cruscotto.prospetto import misura_cruscotti
from cruscotto.scelta import ciclo_corrente, periodo_scelto
from ente.models import Utente


@require_safe
def inizio(request: HttpRequest) -> HttpResponse:
    """The scorecards of the current cycle that the user may read, with their SAL."""
    utente = request.user
    assert isinstance(utente, Utente)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    cicli = list(Ciclo.objects.visibili_a(utente).select_related("ente").prefetch_related("periodi"))
    ciclo = ciclo_corrente(cicli)
    if ciclo is None:
        return render(request, "cruscotto/inizio.html", {"ciclo": None, "prospetti": []})
    cruscotti = list(Cruscotto.objects.visibili_a(utente).filter(ciclo=ciclo))
    prospetti = misura_cruscotti(ciclo, periodo_scelto(list(ciclo.periodi.all()), request.GET), cruscotti)
    return render(request, "cruscotto/inizio.html", {"ciclo": ciclo, "prospetti": prospetti})
