from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ente.logo import riconosci_logo


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The logo of the user's own body. Served as an image that cannot run anything, even if the file is an SVG."""
    ente = getattr(request.user, "ente", None)
    if ente is None or not ente.logo or not ente.logo.storage.exists(ente.logo.name):
        raise Http404
    with ente.logo.open("rb") as file:
        contenuto = file.read()
    formato = riconosci_logo(contenuto)
    if formato is None:
        raise Http404
    risposta = HttpResponse(contenuto, content_type=formato.tipo)
    risposta["Cache-Control"] = "private, max-age=3600"
    return risposta
