from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ente.errori import ErroreUtente


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
        contesto = {"errore": str(exception), "anni": getattr(exception, "anni", ())}
        return render(request, "errore_utente.html", contesto, status=stato)
