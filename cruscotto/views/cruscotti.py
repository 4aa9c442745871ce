from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.anno import leggi_anno
from cruscotto.prospetto import misura_cruscotti
from ente.richiesta import utente_di


@require_safe
def cruscotti(request: HttpRequest, anno: int) -> HttpResponse:
    """The scorecards of a cycle that the user may read, with their SAL at a period."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    contesto = {
        "ciclo": scelta.ciclo,
        "cicli": scelta.cicli,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "prospetti": misura_cruscotti(scelta.ciclo, scelta.periodo, scelta.cruscotti),
    }
    return render(request, "cruscotto/cruscotti.html", contesto)
