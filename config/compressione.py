from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Compressione(GZipMiddleware):
    """Pages go out compressed, with a random length more (ADR 65). What holds a secret that is shown once, and says
    ``no-store``, does not; nor does anything that is not a page: files are compressed already, and the version in the
    ETag of the API must come back as it went."""

    max_random_bytes = 100

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        pagina = response.headers.get("Content-Type", "").startswith("text/html")
        segreta = "no-store" in response.headers.get("Cache-Control", "")
        if not pagina or segreta or response.has_header("ETag"):
            return response
        return super().process_response(request, response)
