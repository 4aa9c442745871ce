from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.models import TipoCruscotto
from cruscotto.strategia.albero import apri, costruisci_albero, percorso
from cruscotto.strategia.fogli import tabella_albero
from ente.richiesta import utente_di
from ente.scarico import scarica

APERTI_ALL_INIZIO = ("tutto", "mandato", "mission", "vision")


@require_safe
def albero(request: HttpRequest, anno: int) -> HttpResponse:
    """The performance tree over the scorecards that the user may read, or over one of them (``?cruscotto=``).

    ``?nodo=`` opens the path to a point, ``?apri=tutto`` every level, ``?apri=niente`` none.
    """
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    scelto = next((c for c in scelta.cruscotti if c.codice == request.GET.get("cruscotto")), None)
    misura = Misura.al_periodo(scelta.ciclo, scelta.periodo)
    prospetti = misura_cruscotti(scelta.ciclo, scelta.periodo, [scelto] if scelto else scelta.cruscotti, misura)
    struttura = leggi_struttura(scelta.ciclo, scelta.periodo, nessi=False)
    radice = costruisci_albero(struttura, prospetti, misura, aperto=scelta.aperto)
    if "formato" in request.GET:
        return scarica(request.GET, {"albero": lambda: tabella_albero(scelta.ciclo, radice)})
    cammino = percorso(radice, request.GET.get("nodo", ""))
    aperti = {"tutto": None, "niente": ()}.get(request.GET.get("apri", ""), (*APERTI_ALL_INIZIO, *cammino))
    qui = request.GET.copy()
    for nome in ("nodo", "apri"):
        qui.pop(nome, None)
    return render(
        request,
        "cruscotto/strategia/albero.html",
        {
            "ciclo": scelta.ciclo,
            "anni": scelta.anni,
            "periodi": scelta.periodi,
            "periodo": scelta.periodo,
            "cruscotti": scelta.cruscotti,
            "scelto": scelto,
            "codice_ente": next((c.codice for c in scelta.cruscotti if c.tipo == TipoCruscotto.ENTE), ""),
            "radice": apri(radice, aperti),
            "struttura": struttura,
            "collegamento": f"?{qui.urlencode()}&nodo=" if qui else "?nodo=",
            "al_periodo": f"?{urlencode({'periodo': qui['periodo']})}" if "periodo" in qui else "",
            "cercato": request.GET.get("nodo", "") if cammino else "",
        },
    )
