"""What the description of the API (OpenAPI) must be told in words: how one is recognised, how errors look, names that
stay, an example of each answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from ente.api.problemi import DETTAGLI, TIPO, TITOLI

SEMPRE = ("401", "403", "404", "406", "429")
"""How any operation can be refused."""
NOMI = {"list": "elenco", "retrieve": "uno"}


class GettoneNelloSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    target_class = "ente.api.autenticazione.PerGettone"
    name = "gettone"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "cann_…",
            "description": "Un gettone creato nella pagina «Gettoni»: Authorization: Bearer cann_….",
        }


class SessioneNelloSchema(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "ente.api.autenticazione.PerSessione"
    priority = 0


class CampoSbagliato(serializers.Serializer[Any]):
    campo = serializers.CharField(help_text="Il campo da correggere, per esempio azione_entro.", allow_blank=True)
    motivo = serializers.CharField(help_text="Che cosa non va e come rimediare.")


class Problema(serializers.Serializer[Any]):
    """A problem (RFC 9457)."""

    type = serializers.CharField(help_text="Il genere del problema; about:blank quando basta lo stato.")
    title = serializers.CharField(help_text="Il problema in due parole.")
    status = serializers.IntegerField(help_text="Lo stato HTTP.")
    detail = serializers.CharField(help_text="Che cosa non va, dove e come rimediare, in una frase.")
    errori = CampoSbagliato(many=True, required=False, help_text="I campi da correggere.")


class Schema(AutoSchema):
    """Names in Italian that do not depend on the framework, and the refusals that every operation shares."""

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """With what a body must keep as a whole (``Corpo.regola``)."""
        di_base: Any = super()._map_serializer
        detto: Any = di_base(serializer, direction, bypass_extensions)
        return detto | getattr(serializer, "regola", {}) if direction == "request" else detto

    def get_operation_id(self) -> str:
        nome = str(super().get_operation_id())
        inizio, _, fine = nome.rpartition("_")
        return f"{inizio}_{NOMI[fine]}" if fine in NOMI else nome

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operazione: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operazione is None:
            return None
        risposte: dict[str, Any] = operazione["responses"]
        codici = set(SEMPRE if operazione.get("security") else ("400", "406", "429"))
        if any(parametro["in"] == "query" for parametro in operazione.get("parameters", [])):
            codici.add("400")
        if "requestBody" in operazione:
            codici |= {"400", "413", "415"}
        for codice in codici - risposte.keys():
            risposte[codice] = self._get_response_for_code(Problema, codice, None, "response")
        for parametro in operazione.get("parameters", []):
            if parametro["name"] == "formato":
                parametro["schema"]["enum"].append("")  # as if it were not there
                parametro["description"] = "csv per un foglio; senza, quello di Accept."
            if not parametro.get("description"):
                parametro["description"] = f"Solo le righe con questo «{parametro['name']}»."
            if parametro["in"] == "path" and "[0-9]" in parametro["schema"].get("pattern", "").lower()[:6]:
                parametro["schema"] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
            if parametro["in"] == "query" and parametro["schema"] == {"type": "string"}:
                parametro["schema"]["pattern"] = r"\S"
        operazione["responses"] = dict(sorted(risposte.items()))
        return operazione

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> dict[str, Any]:
        tipi = media_types if int(status_code) < 400 else [TIPO]
        di_base: Any = super()._get_response_for_code
        risposta: dict[str, Any] = di_base(serializer, status_code, tipi, direction)
        if int(status_code) < 400:
            return risposta
        risposta["description"] = TITOLI[int(status_code)]
        esempio = _esempio_di(int(status_code)) | getattr(serializer, "esempio_in_piu", {})
        risposta["content"][TIPO]["examples"] = {"Problema": {"value": esempio}}
        return risposta


def _esempio_di(codice: int) -> dict[str, Any]:
    titolo = TITOLI[codice]
    esempio = {"type": "about:blank", "title": titolo, "status": codice, "detail": DETTAGLI.get(codice, f"{titolo}.")}
    if codice in (400, 422):
        motivo = "Questo campo è obbligatorio." if codice == 400 else "Non è un numero: scrivete per esempio 73,5."
        campo = "periodo" if codice == 400 else "testo"
        esempio |= {"detail": f"{campo}: {motivo}", "errori": [{"campo": campo, "motivo": motivo}]}
    return esempio


def senza_barra(endpoints: list[tuple[str, ...]], **altro: Any) -> list[tuple[str, ...]]:
    """Addresses end without a slash: with one they are understood too (a hook of drf-spectacular)."""
    return [(percorso.rstrip("/"), *resto) for percorso, *resto in endpoints]


def esempi_mancanti(result: dict[str, Any], **altro: Any) -> dict[str, Any]:
    """An answer without an example takes the one of the same component elsewhere (a hook of drf-spectacular)."""
    risposte = list(_risposte(result))
    noti: dict[str, Any] = {}
    for contenuto in risposte:
        if "examples" in contenuto:
            noti.setdefault(contenuto["schema"].get("$ref", ""), contenuto["examples"])
    for contenuto in risposte:
        riferimento = contenuto["schema"].get("$ref", "")
        if "examples" not in contenuto and riferimento and riferimento in noti:
            contenuto["examples"] = noti[riferimento]
    return result


def componenti(result: dict[str, Any], **altro: Any) -> dict[str, Any]:
    """Components say what their fields are, not what our classes are for; a row of which one may ask only some fields
    (``?campi=``) is bound to none (a hook of drf-spectacular)."""
    schemi = result["components"]["schemas"]
    for nome, componente in schemi.items():
        componente.pop("description", None)
        if nome.startswith("Paginated"):
            componente["properties"]["results"]["description"] = "Le righe della pagina."
    for percorso in result["paths"].values():
        for operazione in percorso.values():
            if any(parametro["name"] == "campi" for parametro in operazione.get("parameters", [])):
                _riga(operazione["responses"]["200"], schemi).pop("required", None)
    return result


def _riga(risposta: dict[str, Any], schemi: dict[str, Any]) -> dict[str, Any]:
    """The component of a row, of a page or of the row alone."""
    schema: dict[str, Any] = risposta["content"]["application/json"]["schema"]
    while "properties" not in schema or "results" in schema["properties"]:
        if "$ref" in schema:
            schema = schemi[schema["$ref"].rpartition("/")[2]]
        else:
            schema = schema["items"] if "items" in schema else schema["properties"]["results"]
    return schema


def _risposte(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for percorso in schema["paths"].values():
        for operazione in percorso.values():
            for risposta in operazione["responses"].values():
                yield from risposta.get("content", {}).values()


def senza_predefiniti(result: dict[str, Any], **altro: Any) -> dict[str, Any]:
    """What is not sent is not there: a default in the description of a request makes some clients send it always, and
    others ask it of who writes the program; the words say it (a hook of drf-spectacular)."""
    for nome, componente in result["components"]["schemas"].items():
        for campo in componente.get("properties", {}).values() if nome.endswith("Request") else ():
            campo.pop("default", None)
    for metodi in result["paths"].values():
        for operazione in metodi.values():
            for parametro in operazione.get("parameters", []):
                parametro["schema"].pop("default", None)
    return result


def numeri(result: dict[str, Any], **altro: Any) -> dict[str, Any]:
    """A whole number says how many bits it wants (a hook of drf-spectacular)."""
    for parte in _parti(result):
        tipo = parte.get("type")
        if tipo == "integer" or (isinstance(tipo, list) and "integer" in tipo):
            piccolo = parte.get("maximum", 2**63) < 2**31
            parte.setdefault("format", "int32" if piccolo else "int64")
    return result


def _parti(dove: Any) -> Iterator[dict[str, Any]]:
    if isinstance(dove, dict):
        yield dove
        for nome, altro in dove.items():
            if nome not in ("example", "examples"):
                yield from _parti(altro)
    elif isinstance(dove, list):
        for altro in dove:
            yield from _parti(altro)
