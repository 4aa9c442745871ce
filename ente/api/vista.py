"""What every address of the API does with a request, whatever is behind it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ente.api.limiti import testate_del_limite
from ente.api.parametri import FORMATO, rifiuta
from ente.api.superati import testate_di


class Vista(APIView):
    """Unknown parameters are refused, once it is known who asks; the answer says how many requests are left, and
    whether what was asked is on its way out."""

    def parametri(self) -> Collection[str]:
        """The names that the address takes after its question mark, besides the format."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if hasattr(self, str(request.method).lower()):  # of a method that is not there nothing else is said
            leggere = request.method in SAFE_METHODS
            rifiuta(request, {*self.parametri(), FORMATO} if leggere else ())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        risposta = super().finalize_response(request, response, *args, **kwargs)
        for nome, valore in {**testate_del_limite(request), **testate_di(request)}.items():
            gia = risposta.headers.get(nome)
            risposta.headers[nome] = f"{gia}, {valore}" if nome == "Link" and gia else valore
        return risposta
