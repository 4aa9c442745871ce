"""What is public is the same for everybody: it does not know who asks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import cc_delim_re

PUBBLICI = ("/stile/", "/pubblico/", "/accessibilita/", "/robots.txt")
BREVE = "public, max-age=300"
"""Of a page, and of a 404: what is published now is seen within five minutes."""
DA_CONSERVARE = {200, 301, 302, 304, 404, 410}


def senza_biscotti(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: to a public address no cookie comes and from it none leaves, and any cache may keep the answer.

    It stands before the one of the sessions: an old session cookie would be deleted by the answer, which is a
    ``Set-Cookie`` too, and a page for who is signed in would be kept for all.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PUBBLICI):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        if response.status_code in DA_CONSERVARE and request.method in ("GET", "HEAD"):
            response.headers.setdefault("Cache-Control", BREVE)
        varia = [v for v in cc_delim_re.split(response.headers.get("Vary", "")) if v and v.lower() != "cookie"]
        response.headers.pop("Vary", None)
        if varia:
            response.headers["Vary"] = ", ".join(varia)
        return response

    return middleware


def non_trovata(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what does not exist: under a public address it leads back to what is public."""
    if request.path_info.startswith(PUBBLICI):
        return HttpResponse(render_to_string("relazione/pubblico/non_trovata.html"), status=404)
    return render(request, "404.html", status=404)
