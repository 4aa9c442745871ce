from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from ente.richiesta import utente_di
from ente.scarico import allegato
from relazione.pubblicazione.scheda_area import prepara, stampa_scheda


@require_safe
def scheda_area(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The page of an area at a period, as a PDF to bring to a meeting: for who reads the area's scorecard.

    Raises:
        Http404
    """
    scelta = leggi_anno(utente_di(request), anno, request.GET)
    scheda = prepara(scelta, codice)
    quando = f"-{scelta.periodo.numero}" if scelta.periodo else ""
    return allegato(stampa_scheda(scheda), "application/pdf", f"scheda-{codice}-{anno}{quando}.pdf")
