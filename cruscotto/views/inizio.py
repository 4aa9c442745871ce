from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.letture import ultimo_periodo
from cruscotto.models import Ciclo, Cruscotto
from cruscotto.prospetto import misura_cruscotti
from ente.models import Utente


@require_safe
def inizio(request: HttpRequest) -> HttpResponse:
    """The scorecards of the latest cycle that the user may read, with their SAL."""
    utente = request.user
    assert isinstance(utente, Utente)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    ciclo = Ciclo.objects.visibili_a(utente).select_related("ente").order_by("-anno").first()
    if ciclo is None:
        return render(request, "cruscotto/inizio.html", {"ciclo": None, "prospetti": []})
    cruscotti = list(Cruscotto.objects.visibili_a(utente).filter(ciclo=ciclo))
    prospetti = misura_cruscotti(ciclo, ultimo_periodo(ciclo), cruscotti)
    return render(request, "cruscotto/inizio.html", {"ciclo": ciclo, "prospetti": prospetti})
