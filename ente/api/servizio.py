"""Of the API itself: whether it answers, and its description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, connection
from drf_spectacular.utils import OpenApiExample, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ente.api.codifica import Json
from ente.api.problemi import TIPO, problema
from ente.api.schema import Problema
from ente.api.vista import Vista

BENE = {
    "type": "about:blank",
    "title": "Tutto bene",
    "status": 200,
    "detail": "Il servizio risponde e legge la sua base dati.",
}
MALE = "Il servizio risponde ma non legge la sua base dati: riprovate fra un minuto."
FRA = "60"
"""Seconds after which to ask again of a service that cannot answer now."""


class Salute(Vista):
    """Se il servizio risponde. Non serve un gettone."""

    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()

    @extend_schema(
        operation_id="stato_del_servizio",
        summary="Se il servizio risponde",
        tags=["status"],
        auth=[],
        responses={(200, TIPO): Problema, 503: Problema},
        examples=[OpenApiExample("Tutto bene", value=BENE, response_only=True, status_codes=["200"], media_type=TIPO)],
    )
    def get(self, request: Request) -> Response:
        """Dice se il servizio risponde e legge la sua base dati, come chiedono le linee guida sull'interoperabilità."""
        try:
            connection.ensure_connection()
            with connection.cursor() as cursore:
                cursore.execute("SELECT 1")
        except DatabaseError:
            risposta = problema(503, MALE)
            risposta.headers["Retry-After"] = FRA
        else:
            risposta = Response(BENE, content_type=TIPO)
        risposta.headers["Cache-Control"] = "no-store"
        return risposta


class Descrizione(Vista, SpectacularAPIView):
    """The description of the API, in YAML or JSON; a problem with it is a problem as the others."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        risposta = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(risposta, Response) and risposta.status_code >= 400:
            risposta.accepted_renderer = Json()
        return risposta


def di_questo_sito(richiesta: Any) -> list[Mapping[str, Any]]:
    """The address under which the API is asked, for its description; that of an example where nobody asks."""
    dove = richiesta.build_absolute_uri("/api/v1") if richiesta else "https://ente.example.it/api/v1"
    server: dict[str, Any] = {"url": dove, "description": "L'API di questo sito."}
    return [server if dove.startswith("https:") else server | {"x-sandbox": True}]
