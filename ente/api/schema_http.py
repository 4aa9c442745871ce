"""What the description of the API says of HTTP itself: tags, what is not sent again, parts of files, where what is new
is (a hook of drf-spectacular). What the middleware ``condizionale`` does is said here once for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from ente.api.condizioni import ETICHETTE
from ente.api.problemi import TIPO, TITOLI

QUELLA = {"type": "string", "pattern": ETICHETTE}
SE_E_QUELLA = OpenApiParameter(
    "If-Match",
    QUELLA,
    OpenApiParameter.HEADER,
    required=True,
    description="L'ETag della rilevazione letta, anche come lo ha cambiato un proxy che comprime (W/); si può scrivere "
    "da sé, con chiave e versione. * è qualunque versione.",
)
SE_E_ANCORA = OpenApiParameter(
    "If-Match",
    QUELLA,
    OpenApiParameter.HEADER,
    description="L'ETag di ciò che avete letto: se nel frattempo è cambiato la risposta è 412. Si può non mandare.",
)
SE_NON = {
    "name": "If-None-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "L'ETag di ciò che avete già: se vale ancora la risposta è 304, senza corpo.",
}
PARTE = {
    "name": "Range",
    "in": "header",
    "schema": {"type": "string"},
    "description": "Una parte del file, per esempio bytes=1000-: la risposta è 206.",
}
SE_PARTE = {
    "name": "If-Range",
    "in": "header",
    "schema": {"type": "string"},
    "description": "L'ETag della parte che avete: se il file è un altro arriva intero.",
}
TESTATE = {
    "ETag": "La versione: da rimandare in If-None-Match, o in If-Match per scrivere.",
    "Location": "Dov'è ciò che è stato creato, o dove guardare a che punto è.",
    "Content-Location": "Dove si rilegge ciò che la risposta contiene.",
    "Content-Range": "Quali byte del file sono questi, e quanti sono in tutto.",
    "Cache-Control": "Chi può tenerla, e come.",
}


def di_http(result: dict[str, Any], **altro: Any) -> dict[str, Any]:
    for percorso, metodi in result["paths"].items():
        for metodo, operazione in metodi.items():
            if metodo == "get":
                _lettura(operazione, a_porzioni=percorso.endswith("/file"))
            else:
                _scrittura(operazione)
    for metodo, componente in _mandati(result):
        componente["additionalProperties"] = False
        if metodo == "patch":  # of nothing there is nothing to change
            componente["minProperties"] = 1
    return result


def _lettura(operazione: dict[str, Any], *, a_porzioni: bool) -> None:
    risposte = operazione["responses"]
    operazione.setdefault("parameters", []).append(SE_NON)
    _intesta(risposte["200"], "ETag", "Cache-Control")
    risposte["304"] = {"description": "Vale ancora ciò che avete"}
    _intesta(risposte["304"], "ETag", "Cache-Control")
    if a_porzioni:
        operazione["parameters"] += [PARTE, SE_PARTE]
        risposte["206"] = {"description": "Una parte del file", "content": risposte["200"]["content"]}
        _intesta(risposte["206"], "ETag", "Content-Range")
        esempio = {"type": "about:blank", "title": TITOLI[416], "status": 416, "detail": "Il file ha 10249 byte: …"}
        problema = risposte["404"]["content"][TIPO]["schema"]
        contenuto = {TIPO: {"schema": problema, "examples": {"Problema": {"value": esempio}}}}
        risposte["416"] = {"description": TITOLI[416], "content": contenuto}
        _intesta(risposte["416"], "Content-Range")
    operazione["responses"] = dict(sorted(risposte.items()))


def _scrittura(operazione: dict[str, Any]) -> None:
    for codice, risposta in operazione["responses"].items():
        if codice in ("201", "202"):
            _intesta(risposta, "Location")
        if operazione["operationId"].startswith("rilevazioni_") and codice in ("200", "201"):
            _intesta(risposta, "ETag", "Content-Location")


def _intesta(risposta: dict[str, Any], *nomi: str) -> None:
    dette = {nome: {"schema": {"type": "string"}, "description": TESTATE[nome]} for nome in nomi}
    risposta["headers"] = {**risposta.get("headers", {}), **dette}


def _mandati(result: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The methods and the components of the bodies: what these do not name is refused."""
    schemi = result["components"]["schemas"]
    trovati = []
    for metodi in result["paths"].values():
        for metodo, operazione in metodi.items():
            for contenuto in operazione.get("requestBody", {}).get("content", {}).values():
                trovati.append((metodo, schemi[contenuto["schema"]["$ref"].rpartition("/")[2]]))
    return trovati
