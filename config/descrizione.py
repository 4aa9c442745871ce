"""What the description of the API says of the whole: where it is, who answers for it, what its groups are, and the
headers that every answer has (a hook of drf-spectacular)."""

from __future__ import annotations

from typing import Any

from config.api import router
from ente.api.servizio import di_questo_sito

RIASSUNTO = "Il ciclo della performance di un ente, fino al singolo valore misurato: si legge e si scrive."
CONTATTO = {
    "name": "Cannocchiale",
    "url": "https://performance.ente.example.it/api/v1/docs/",
}
"""Of the site that is asked: who runs it answers for it."""
ALTRI_GRUPPI = {
    "lavori": "I lavori in coda, in corso e finiti: importazioni e documenti.",
    "status": "Se il servizio risponde.",
}


def _intestazione(descrizione: str, esempio: Any, **schema: Any) -> dict[str, Any]:
    return {"description": descrizione, "schema": schema, "example": esempio}


def _numero(descrizione: str, esempio: int) -> dict[str, Any]:
    return _intestazione(descrizione, esempio, type="integer", format="int32", minimum=0)


def _testo(descrizione: str, esempio: str) -> dict[str, Any]:
    return _intestazione(descrizione, esempio, type="string", maxLength=8000)


INTESTAZIONI: dict[str, dict[str, Any]] = {
    "RateLimit-Limit": _numero("Quante richieste si possono fare nella finestra.", 600),
    "RateLimit-Remaining": _numero("Quante ne restano.", 594),
    "RateLimit-Reset": _numero("Fra quanti secondi la più vecchia esce dal conto.", 42),
    "Retry-After": _numero("Fra quanti secondi riprovare.", 12),
    "Cache-Control": _testo(
        "private: la copia è di chi ha chiesto; no-cache: si riusa chiedendo.", "private, no-cache"
    ),
    "ETag": _testo("La versione di ciò che si è letto, per If-None-Match; di un valore, per If-Match.", '"3124-3"'),
    "Content-Location": _testo("Dove si rilegge ciò che la risposta contiene.", "/api/v1/rilevazioni/3124"),
    "Content-Range": _testo("Quali byte del file sono questi, e quanti sono in tutto.", "bytes 0-999/1843201"),
    "Location": _testo("L'indirizzo di ciò che è nato.", "https://ente.example.it/api/v1/documenti/3"),
    "Link": _testo(
        'Le pagine vicine di un elenco, rel="next" e rel="prev"; rel="deprecation" se si è usato un nome superato.',
        '<https://ente.example.it/api/v1/cicli/?cursore=W10>; rel="next"',
    ),
    "Total-Count": _numero("Quante righe ha l'elenco, se si chiede con conteggio=true.", 1415),
    "Deprecation": _testo("Da quando ciò che si è usato è superato (RFC 9745); se non lo è, non c'è.", "@1796083200"),
    "Sunset": _testo("Quando ciò che si è usato smette di valere (RFC 8594).", "Wed, 01 Dec 2027 00:00:00 GMT"),
}
DEL_LIMITE = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
IN_PIU = {"429": ("Retry-After",), "503": ("Retry-After",), "201": ("ETag", "Location"), "202": ("Location",)}


def completa(result: dict[str, Any], request: Any = None, **altro: Any) -> dict[str, Any]:
    info = result["info"]
    info |= {"summary": RIASSUNTO, "x-summary": RIASSUNTO, "contact": CONTATTO}
    result["servers"] = di_questo_sito(request)
    if request:
        info["contact"] = CONTATTO | {"url": request.build_absolute_uri("/api/v1/docs/")}
    gruppi = {nome: str(vista.__doc__) for nome, vista, _ in router.registry} | ALTRI_GRUPPI
    result["tags"] = [{"name": nome, "description": " ".join(detto.split())} for nome, detto in gruppi.items()]
    result["components"]["headers"] = INTESTAZIONI
    for metodi in result["paths"].values():
        for metodo, operazione in metodi.items():
            operazione.setdefault("security", [])  # said, where nobody need say who they are
            for codice, risposta in operazione["responses"].items():
                nomi = dict.fromkeys([*_intestazioni(metodo, operazione, codice), *risposta.get("headers", {})])
                risposta["headers"] = {n: {"$ref": f"#/components/headers/{n}"} for n in nomi}
    return result


def _intestazioni(metodo: str, operazione: dict[str, Any], codice: str) -> tuple[str, ...]:
    """The headers that an answer of an operation has, or may have."""
    proprie = IN_PIU.get(codice, ())
    if codice.startswith("5"):
        return proprie
    if not codice.startswith("2"):
        return (*DEL_LIMITE, *proprie)
    nomi = (*DEL_LIMITE, "Cache-Control", *proprie)
    parametri = {p["name"] for p in operazione.get("parameters", [])}
    if metodo == "get" and operazione.get("security"):
        nomi += ("ETag",)
    if "If-Match" in parametri:
        nomi += ("ETag",)
    if "cursore" in parametri:
        nomi += ("Link", "Total-Count")
    if parametri & {"periodo", "indicatore", "cruscotto", "aggiornate_da", "dal", "al"}:
        nomi += ("Deprecation", "Sunset")
    return nomi
