from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def ente(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the user's body and the address of its logo, both empty before login."""
    corrente = getattr(getattr(request, "user", None), "ente", None)
    if corrente is None:
        return {}
    return {"ente": corrente, "logo_url": reverse("ente:logo") if corrente.logo else ""}
