from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.models import TipoCruscotto
from cruscotto.strategia import figure
from cruscotto.strategia.fogli import tabella_mappa
from cruscotto.strategia.tabelle import leggi_quadro, tabella_nessi
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def mappa(request: HttpRequest, anno: int) -> HttpResponse:
    """The strategic map: the drawing of the document, and its cause-effect links as a table."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET, tipo=TipoCruscotto.ENTE)
    quadro = leggi_quadro(scelta, aree=False)
    righe = tabella_nessi(quadro)
    if "formato" in request.GET:
        return scarica(request.GET, {"mappa": lambda: tabella_mappa(scelta.ciclo, righe, quadro.struttura.livello)})
    return render(
        request,
        "cruscotto/strategia/mappa.html",
        {
            "ciclo": scelta.ciclo,
            "anni": scelta.anni,
            "periodi": scelta.periodi,
            "periodo": scelta.periodo,
            "disegno": mark_safe(figure.mappa(quadro)),  # noqa: S308 - drawn by us, its texts are escaped
            "codice_ente": quadro.ente.codice if quadro.ente else "",
            "nessi": len(quadro.struttura.nessi),
            "righe": righe,
            "livello": quadro.struttura.livello,
        },
    )
