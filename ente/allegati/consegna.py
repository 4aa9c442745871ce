"""Files that people have sent, given back: never a page of the site."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)
SABBIA = "sandbox; default-src 'none'; frame-ancestors 'none'"


def protetta(risposta: R) -> R:
    """No browser takes it for a page, a picture or a script."""
    risposta["X-Content-Type-Options"] = "nosniff"
    risposta["Content-Security-Policy"] = SABBIA
    risposta["Cross-Origin-Resource-Policy"] = "same-origin"
    risposta["Cache-Control"] = "private, no-store"
    risposta["Accept-Ranges"] = "none"
    return risposta
