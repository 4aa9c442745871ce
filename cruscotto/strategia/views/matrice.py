from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.models import TipoCruscotto
from cruscotto.strategia import figure, fogli
from cruscotto.strategia.tabelle import leggi_quadro, tabella_matrice
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def matrice(request: HttpRequest, anno: int) -> HttpResponse:
    """Prospettive by aree strategiche: the drawing of the document, and its data as a table."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET, tipo=TipoCruscotto.ENTE)
    quadro = leggi_quadro(scelta, nessi=False)
    colonne, righe = tabella_matrice(quadro)
    if "formato" in request.GET:
        return scarica(request.GET, {"matrice": lambda: fogli.tabella_matrice(scelta.ciclo, colonne, righe)})
    return render(
        request,
        "cruscotto/strategia/matrice.html",
        {
            "ciclo": scelta.ciclo,
            "anni": scelta.anni,
            "periodi": scelta.periodi,
            "periodo": scelta.periodo,
            "codice_ente": quadro.ente.codice if quadro.ente else "",
            "disegno": mark_safe(figure.matrice(quadro)),  # noqa: S308 - drawn by us, its texts are escaped
            "colonne": colonne,
            "righe": righe,
            "albero": bool(quadro.struttura.nodi),
        },
    )
