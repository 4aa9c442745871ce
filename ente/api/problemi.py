"""Errors as problem details (RFC 9457), in Italian, each with its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from ente.api.codifica import Json
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
    411: "Manca la lunghezza",
    412: "Cambiato nel frattempo",
    413: "Troppo grande",
    415: "Tipo di contenuto non ammesso",
    416: "Parte che non c'è",
    422: "Dati da correggere",
    428: "Manca la versione",
    429: "Troppe richieste",
    500: "Guasto",
    503: "Non disponibile",
}
DETTAGLI = {
    401: "Entrate nel sito, o mandate un gettone: Authorization: Bearer ….",
    404: "Qui non c'è niente che possiate vedere.",
    405: "Questo indirizzo non ammette il metodo usato.",
    406: "Chiedete in Accept uno dei tipi che questo indirizzo dà, o toglietelo.",
    411: "Mandate il corpo con Content-Length.",
    413: "Il corpo è troppo grande.",
    415: "Mandate il corpo in uno dei tipi che questo indirizzo prende, e ditelo in Content-Type.",
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
        risposta = problema(errore.status_code, _rimedio(errore, contesto))
        if isinstance(errore, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            risposta["WWW-Authenticate"] = getattr(errore, "auth_header", "Bearer")
        if isinstance(errore, exceptions.AuthenticationFailed):
            risposta.data["detail"] = str(errore.detail)
        if isinstance(errore, exceptions.PermissionDenied):
            risposta.data["detail"] = str(errore.detail)
        if getattr(errore, "wait", None):
            risposta["Retry-After"] = str(int(errore.wait) + 1)  # type: ignore[attr-defined]
    elif isinstance(errore, RequestDataTooBig):
        massimo = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        risposta = problema(413, f"Il corpo è troppo grande: al più {massimo}.")
    elif isinstance(errore, SuspiciousOperation):  # too many parts of a form, and the like
        risposta = problema(400, "Il corpo ha troppi campi o troppi file.")
    else:
        return None
    set_rollback()
    return risposta


def _rimedio(errore: exceptions.APIException, contesto: Mapping[str, Any]) -> str:
    """What to do about a refusal of the framework, which says in English what it did not like."""
    vista = contesto.get("view")
    if isinstance(errore, exceptions.UnsupportedMediaType) and vista is not None:
        presi = " o ".join(parser.media_type for parser in vista.get_parsers())
        return f"Mandate il corpo in {presi}, e ditelo in Content-Type."
    if isinstance(errore, exceptions.NotAcceptable):
        dati = " o ".join(renderer.media_type for renderer in errore.available_renderers or ())
        return f"Qui si risponde in {dati}: chiedetelo in Accept, o togliete Accept." if dati else DETTAGLI[406]
    if isinstance(errore, exceptions.MethodNotAllowed) and vista is not None:
        return f"Questo indirizzo non ammette il metodo usato: ammette {', '.join(vista.allowed_methods)}."
    return DETTAGLI.get(errore.status_code, str(errore.detail))


def problema(codice: int, dettaglio: str, **altro: Any) -> Response:
    """A problem as an answer; ``altro`` are members of its own, such as ``errori`` or ``attuale``."""
    return Response(_membri(codice, dettaglio, altro), status=codice, content_type=TIPO)


def problema_scritto(codice: int, dettaglio: str, **altro: Any) -> HttpResponse:
    """The same where the framework is not: a middleware, what nobody foresaw."""
    return HttpResponse(Json().render(_membri(codice, dettaglio, altro)), status=codice, content_type=TIPO)


def _membri(codice: int, dettaglio: str, altro: Mapping[str, Any]) -> dict[str, Any]:
    titolo = TITOLI.get(codice, "Errore")
    return {"type": "about:blank", "title": titolo, "status": codice, "detail": dettaglio, **altro}


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
