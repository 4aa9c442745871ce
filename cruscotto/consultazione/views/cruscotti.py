from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.consultazione.fogli import tabella_cruscotti
from cruscotto.consultazione.meglio_di_prima import confronta, da_confrontare
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import misura_insieme
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def cruscotti(request: HttpRequest, anno: int) -> HttpResponse:
    """The scorecards of a cycle that the user may read, with their SAL at a period."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    ora = Richiesta(scelta.ciclo, scelta.periodo, scelta.cruscotti)
    confrontate = [] if "formato" in request.GET else da_confrontare(scelta)
    prospetti, *altri = misura_insieme(scelta.ciclo.ente_id, [ora, *confrontate])
    if "formato" in request.GET:
        return scarica(request.GET, {"cruscotti": lambda: tabella_cruscotti(scelta.ciclo, prospetti)})
    contesto = {
        "ciclo": scelta.ciclo,
        "anni": scelta.anni,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "prospetti": prospetti,
        "meglio": confronta(confrontate, altri, lambda r: True),
    }
    return render(request, "cruscotto/consultazione/cruscotti.html", contesto)
