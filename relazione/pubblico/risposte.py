"""How what is public is given: without a session, with the headers that let caches and other sites use it."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

LUNGA = "public, max-age=604800, immutable"
"""A week, of what never changes: an edition withdrawn for a datum that must not be read leaves the caches then."""
Vista = Callable[..., HttpResponseBase]


def pubblica(vista: Vista) -> Vista:
    """A view that anyone may read, and nobody write to."""
    return login_not_required(require_safe(vista))


def pagina(request: HttpRequest, modello: str, contesto: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page drawn without knowing who asks: no context of the request, no session, no CSRF token."""
    dati = {"canonico": assoluto(request, request.path), **contesto}
    return HttpResponse(render_to_string(f"relazione/pubblico/{modello}.html", dati), status=status)


def assoluto(request: HttpRequest, percorso: str) -> str:
    """The whole address of a page: on ``SITE_URL``, or on the host that was asked where it is not set."""
    radice = settings.SITE_URL.rstrip("/") or request.build_absolute_uri("/").rstrip("/")
    return f"{radice}{percorso}"


def in_json(contenuto: Any, tipo: str = "application/json") -> HttpResponse:
    """JSON for whoever asks, from any site."""
    risposta = HttpResponse(json.dumps(contenuto, ensure_ascii=False, indent=2) + "\n", content_type=tipo)
    return per_tutti(risposta)


def per_tutti(risposta: HttpResponse) -> HttpResponse:
    """Programs of other sites may read it: nothing of it depends on who asks."""
    risposta["Access-Control-Allow-Origin"] = "*"
    risposta["Cross-Origin-Resource-Policy"] = "cross-origin"
    return risposta


def sigillato(request: HttpRequest, impronta: str, tipo: str, leggi: Callable[[], bytes]) -> HttpResponseBase:
    """Bytes as they were sealed, with their hash as ETag; 304 to who has them already.

    Raises:
        SigilloRotto: what is on the disk is not what was sealed.
    """
    etag = f'"{impronta}"'
    conosciuta = get_conditional_response(request, etag=etag)
    risposta = conosciuta if isinstance(conosciuta, HttpResponse) else HttpResponse(leggi(), content_type=tipo)
    risposta["ETag"] = etag
    risposta["Cache-Control"] = LUNGA
    return per_tutti(risposta)


def csp_senza_programmi(stili: Iterable[str]) -> str:
    """The policy of a page that runs nothing: its own styles by their hash, pictures that it carries."""
    noti = " ".join(f"'sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in stili)
    return (
        f"default-src 'none'; style-src 'self' {noti}; img-src data:; font-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
