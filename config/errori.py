from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.defaults import bad_request, server_error

from ente.api.condizioni import di_programmi
from ente.api.problemi import problema_scritto
from ente.errori import ErroreUtente

GUASTO = "Qualcosa è andato storto: guardate che cosa c'è ora e riprovate, o avvisate chi gestisce il sistema."


def guasto(request: HttpRequest) -> HttpResponse:
    """The answer to what nobody foresaw: a page, and to a program a problem."""
    return problema_scritto(500, GUASTO) if di_programmi(request) else server_error(request)


def incomprensibile(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what Django itself refuses to read."""
    if di_programmi(request):
        return problema_scritto(400, "La richiesta non si può leggere: controllate indirizzo, intestazioni e corpo.")
    return bad_request(request, exception)


class ErroreInPagina:
    """Middleware: what a person can mend is said in a page of the site, with its one sentence, instead of a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ErroreUtente):
            return None
        stato = getattr(exception, "codice_http", 409)
        contesto = {
            "errore": str(exception),
            "anni": getattr(exception, "anni", ()),
            "si_mende": getattr(exception, "si_mende", ""),
        }
        return render(request, "errore_utente.html", contesto, status=stato)
