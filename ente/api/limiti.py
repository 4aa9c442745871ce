"""How often the API answers: by token, else by person. The counts live in the cache that all processes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from ente.models import Gettone

if TYPE_CHECKING:
    from rest_framework.views import APIView


class PerChiChiede(SimpleRateThrottle):
    """So many requests a minute for each token, and for each person who is signed in."""

    scope = "api"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        gettone = request.auth
        if isinstance(gettone, Gettone):
            chi = f"g{gettone.pk}"
        elif request.user.is_authenticated:
            chi = f"u{request.user.pk}"
        else:
            chi = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": chi}
