"""What is on its way out: it works until a stated day, and every answer that used it says so (RFC 9745, RFC 8594)."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from typing import Any

from django.urls import reverse
from rest_framework.request import Request

DAL = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
"""Since when the names of version 0.1 that meant two things are deprecated."""
FINO_AL = dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
"""When they stop to work: a year, in which a body that updates once a year has met them."""
FINE = f"{FINO_AL:%d/%m/%Y}"


def segna(request: Any) -> None:
    """The request uses something that is on its way out."""
    request.superato = True


def testate_di(request: Request) -> dict[str, str]:
    """The headers of the answer: none, when the request asks nothing that is on its way out."""
    if not getattr(request, "superato", False):
        return {}
    return {
        "Deprecation": f"@{int(DAL.timestamp())}",
        "Sunset": format_datetime(FINO_AL, usegmt=True),
        "Link": f'<{request.build_absolute_uri(reverse("api:docs"))}>; rel="deprecation"; type="text/html"',
    }
