"""Errors as problem details (RFC 9457), in Italian, each with its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ente.errori import ErroreUtente

TIPO = "application/problem+json"
TITOLI = {
    400: "Richiesta non valida",
    401: "Serve un accesso",
    403: "Non permesso",
    404: "Non trovato",
    405: "Metodo non ammesso",
    406: "Formato non disponibile",
    409: "Non si può fare ora",
    412: "Cambiato nel frattempo",
    413: "Troppo grande",
    415: "Tipo di contenuto non ammesso",
    422: "Dati da correggere",
    428: "Manca la versione",
    429: "Troppe richieste",
    503: "Non disponibile",
}
DETTAGLI = {
    401: "Entrate nel sito, o mandate un gettone: Authorization: Bearer ….",
    404: "Qui non c'è niente che possiate vedere.",
    405: "Questo indirizzo non ammette il metodo usato.",
    406: "Chiedete application/json, o text/csv per gli elenchi.",
    415: "Mandate application/json.",
    503: "Il servizio per ora non risponde: riprovate fra un minuto.",
    429: "Avete fatto troppe richieste: riprovate fra qualche istante.",
}


class Precondizione(ErroreUtente):
    """What the request must carry for its act is not there, or is not what it should be."""

    def __init__(self, frase: str, codice_http: int) -> None:
        self.codice_http = codice_http
        super().__init__(frase)


def rispondi(errore: Exception, contesto: Mapping[str, Any]) -> Response | None:
    """The answer to what a view raised; None for what is a fault of ours."""
    if isinstance(errore, ErroreUtente):
        codice = getattr(errore, "codice_http", status.HTTP_409_CONFLICT)
        risposta = problema(codice, str(errore), **getattr(errore, "altro", {}))
    elif isinstance(errore, Http404):
        risposta = problema(404, DETTAGLI[404])
    elif isinstance(errore, PermissionDenied):
        risposta = problema(403, str(errore) or "Non avete i poteri per farlo.")
    elif isinstance(errore, exceptions.ValidationError):
        errori = [{"campo": campo, "motivo": motivo} for campo, motivo in _campi(errore.detail)]
        dettaglio = "; ".join(f"{e['campo']}: {e['motivo']}" if e["campo"] else e["motivo"] for e in errori)
        risposta = problema(400, dettaglio[:1000], errori=errori)
    elif isinstance(errore, exceptions.APIException):
        risposta = problema(errore.status_code, DETTAGLI.get(errore.status_code, str(errore.detail)))
        if isinstance(errore, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            risposta["WWW-Authenticate"] = getattr(errore, "auth_header", "Bearer")
        if isinstance(errore, exceptions.AuthenticationFailed):
            risposta.data["detail"] = str(errore.detail)
        if isinstance(errore, exceptions.PermissionDenied):
            risposta.data["detail"] = str(errore.detail)
        if getattr(errore, "wait", None):
            risposta["Retry-After"] = str(int(errore.wait) + 1)  # type: ignore[attr-defined]
    else:
        return None
    set_rollback()
    return risposta


def problema(codice: int, dettaglio: str, **altro: Any) -> Response:
    """A problem as an answer; ``altro`` are members of its own, such as ``errori`` or ``attuale``."""
    titolo = TITOLI.get(codice, "Errore")
    dati = {"type": "about:blank", "title": titolo, "status": codice, "detail": dettaglio, **altro}
    return Response(dati, status=codice, content_type=TIPO)


def _campi(dettaglio: Any, dove: str = "") -> Iterator[tuple[str, str]]:
    """Each wrong field with its reason, as a path: ``righe.3.valore``."""
    if isinstance(dettaglio, Mapping):
        for nome, altro in dettaglio.items():
            chiave = "" if nome == "non_field_errors" else str(nome)
            yield from _campi(altro, ".".join(p for p in (dove, chiave) if p))
    elif isinstance(dettaglio, Sequence) and not isinstance(dettaglio, str):
        for n, voce in enumerate(dettaglio):
            yield from _campi(voce, f"{dove}.{n}" if isinstance(voce, Mapping) else dove)
    else:
        yield dove, str(dettaglio)
