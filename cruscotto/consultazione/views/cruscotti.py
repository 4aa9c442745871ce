from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.consultazione.fogli import tabella_cruscotti
from cruscotto.misurazione.prospetto import misura_cruscotti
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def cruscotti(request: HttpRequest, anno: int) -> HttpResponse:
    """The scorecards of a cycle that the user may read, with their SAL at a period."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    prospetti = misura_cruscotti(scelta.ciclo, scelta.periodo, scelta.cruscotti)
    if "formato" in request.GET:
        return scarica(request.GET, {"cruscotti": lambda: tabella_cruscotti(scelta.ciclo, prospetti)})
    contesto = {
        "ciclo": scelta.ciclo,
        "anni": scelta.anni,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "prospetti": prospetti,
    }
    return render(request, "cruscotto/consultazione/cruscotti.html", contesto)
