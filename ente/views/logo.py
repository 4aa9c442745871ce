from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def logo(request: HttpRequest) -> FileResponse:
    """The logo of the user's own body. Served as an image that cannot run anything, even if the file is an SVG."""
    ente = getattr(request.user, "ente", None)
    if ente is None or not ente.logo or not ente.logo.storage.exists(ente.logo.name):
        raise Http404
    tipo = "image/svg+xml" if ente.logo.name.endswith(".svg") else "image/png"
    risposta = FileResponse(ente.logo.open("rb"), content_type=tipo)
    risposta["Cache-Control"] = "private, max-age=3600"
    return risposta
