from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

from ente.api.condizioni import di_programmi
from ente.api.problemi import problema_scritto

PEZZO = 64 * 1024
PAZIENZA = 5
"""A browser shows an answer only when it has sent all it had: up to so many times the limit it is let finish."""


def limita_invio(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a request that declares to be too large is refused, and nothing of it is kept.

    It stands before the one that looks for the CSRF token in the body. A request that does not declare its length has
    none for Django, so there is no other way in.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if _lungo(request) <= settings.INVIO_MASSIMO:
            return get_response(request)
        _lascia_finire(request)
        massimo = filesizeformat(settings.INVIO_MASSIMO)
        if di_programmi(request):
            return problema_scritto(413, f"Il corpo è troppo grande: al più {massimo}.")
        errore = f"In un solo invio si mandano al più {massimo}: tornate indietro e mandate meno file alla volta."
        if request.headers.get("HX-Request"):
            return HttpResponse(errore, status=413, content_type="text/plain; charset=utf-8")
        return render(request, "errore_utente.html", {"errore": errore}, status=413)

    return middleware


def _lascia_finire(request: HttpRequest) -> None:
    """Throw away what the browser is sending, a piece at a time."""
    if _lungo(request) > PAZIENZA * settings.INVIO_MASSIMO:
        return
    try:
        while request.read(PEZZO):
            pass
    except UnreadablePostError:
        return  # it has gone


def _lungo(request: HttpRequest) -> int:
    dichiarato = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(dichiarato) if dichiarato.isdecimal() else 0
