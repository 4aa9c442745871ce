from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.allerte import NOMI
from cruscotto.anno import Anno, leggi_anno
from cruscotto.filtri_elenco import Filtri, Scelte
from cruscotto.lavoro import conta_allerte, nome_breve, raccogli
from cruscotto.prospetto import misura_cruscotti
from ente.models import Utente

PER_PAGINA = 50


@require_safe
def elenco(request: HttpRequest, anno: int) -> HttpResponse:
    """The values of a period over all scorecards that the user may see, each once, filtered and sorted."""
    utente = request.user
    assert isinstance(utente, Utente)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    scelta = leggi_anno(utente, anno, request.GET)
    return render(request, "cruscotto/elenco.html", _contesto(request, scelta))


def _contesto(request: HttpRequest, scelta: Anno) -> dict[str, Any]:
    prospetti = misura_cruscotti(scelta.ciclo, scelta.periodo, scelta.cruscotti)
    voci = raccogli(prospetti, {c.codice: nome_breve(c) for c in scelta.cruscotti})
    scelte = Scelte.da(voci, prospetti)
    filtri = Filtri.leggi(request.GET, scelte)
    # Counted without the alert that is chosen, so that one can go from an alert to another.
    conti = conta_allerte(filtri.senza_allerta().applica(voci))
    trovate = filtri.applica(voci)
    return {
        "ciclo": scelta.ciclo,
        "cicli": scelta.cicli,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "filtri": filtri,
        "campi": filtri.campi(scelte),
        "scelti": filtri.scelti(scelte),
        "colonne": filtri.colonne(),
        "allerte": [{"codice": c, "nome": NOMI[c], "quante": n} for c, n in conti.items()],
        "totale": len(voci),
        "pagina": Paginator(trovate, PER_PAGINA).get_page(request.GET.get("pagina")),
    }
