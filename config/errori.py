from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import bad_request, server_error

from ente.api.condizioni import di_programmi
from ente.api.problemi import problema_scritto
from ente.errori import ErroreUtente

GUASTO = "Qualcosa è andato storto: guardate che cosa c'è ora e riprovate, o avvisate chi gestisce il sistema."
NON_RISPONDE = (
    "La base di dati non risponde: riprovate fra un minuto. Ciò che non è stato confermato non è stato scritto."
)
FRA = 30
"""Seconds after which who asks may try again."""


def guasto(request: HttpRequest) -> HttpResponse:
    """The answer to what nobody foresaw: a page, and to a program a problem. A database that does not answer is no
    fault of the program, and passes: 503, with when to come back."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _fra_poco(request)
    return problema_scritto(500, GUASTO) if di_programmi(request) else server_error(request)


def _fra_poco(request: HttpRequest) -> HttpResponse:
    if di_programmi(request):
        risposta = problema_scritto(503, NON_RISPONDE)
    else:
        risposta = HttpResponse(render_to_string("503.html", {"detto": NON_RISPONDE}), status=503)
    risposta.headers["Retry-After"] = str(FRA)
    risposta.headers["Cache-Control"] = "no-store"
    return risposta


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
