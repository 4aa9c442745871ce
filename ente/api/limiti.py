"""How often the API answers: by token, else by person. The counts live in the cache that all processes share."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from ente.models import Gettone

if TYPE_CHECKING:
    from rest_framework.views import APIView


class PerIndirizzo(SimpleRateThrottle):
    """So many readings a minute of each address with a token; of one that opens nothing, for each machine that asks."""

    scope = "indirizzi"

    def __init__(self, gettone: Gettone | None) -> None:
        self.gettone = gettone
        super().__init__()

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        chi = f"g{self.gettone.pk}" if self.gettone else self.get_ident(request)  # type: ignore[arg-type]
        return self.cache_format % {"scope": self.scope, "ident": chi}

    def attesa(self, request: HttpRequest) -> int:
        """The seconds to wait before asking again; 0 when it may be answered now."""
        if self.allow_request(request, self):  # type: ignore[arg-type]
            return 0
        return max(1, math.ceil(self.wait() or 1))


class PerChiChiede(SimpleRateThrottle):
    """So many requests a minute for each token, and for each person who is signed in."""

    scope = "api"
    num_requests: int
    duration: int

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        gettone = request.auth
        if isinstance(gettone, Gettone):
            chi = f"g{gettone.pk}"
        elif request.user.is_authenticated:
            chi = f"u{request.user.pk}"
        else:
            chi = self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": chi}

    def allow_request(self, request: Request, view: APIView) -> bool:
        ammessa = bool(super().allow_request(request, view))
        if self.rate is not None:
            quante: Any = request
            quante.limite = self.testate()
        return ammessa

    def testate(self) -> dict[str, str]:
        """How many requests one has, how many are left, and in how many seconds the oldest of them is forgotten: the
        three headers of the guidelines for interoperability."""
        chieste: list[float] = self.history
        restano = max(0, self.num_requests - len(chieste))
        attesa = chieste[-1] + self.duration - self.now if chieste else 0
        return {
            "RateLimit-Limit": str(self.num_requests),
            "RateLimit-Remaining": str(restano),
            "RateLimit-Reset": str(max(0, math.ceil(attesa))),
        }


def testate_del_limite(request: Request) -> dict[str, str]:
    """The headers of the limit, when the request was counted: one that nobody is known to make is not."""
    return getattr(request, "limite", {})
