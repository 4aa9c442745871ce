"""The description of the API: every operation has a name, a summary, examples, refusals; every field is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente

RIFIUTI = {"401", "403", "404", "406", "429"}
PROBLEMA = "application/problem+json"
Operazioni = list[tuple[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    fatto: dict[str, Any] = SchemaGenerator().get_schema(  # type: ignore[no-untyped-call]  # it has no types
        request=None, public=True
    )
    return fatto


@pytest.fixture(scope="module")
def operazioni(schema: dict[str, Any]) -> Operazioni:
    return [(f"{m} {p}", o) for p, metodi in schema["paths"].items() for m, o in metodi.items()]


def test_it_is_valid(schema: dict[str, Any]) -> None:
    validate_schema(schema)  # type: ignore[no-untyped-call]
    assert schema["openapi"].startswith("3.1")


def test_every_operation_has_a_name_of_its_own_and_a_summary(operazioni: Operazioni) -> None:
    nomi = [o.get("operationId", "") for _, o in operazioni]
    assert all(nomi) and len(set(nomi)) == len(nomi) >= 50
    assert not [n for n in nomi if n.rpartition("_")[2] in {"list", "retrieve", "create", "update", "destroy"}]
    assert not [dove for dove, o in operazioni if not o.get("summary") or not o.get("description")]


def test_every_operation_says_how_it_is_refused_and_who_may_ask(operazioni: Operazioni) -> None:
    for dove, operazione in operazioni:
        risposte = operazione["responses"]
        assert risposte.keys() >= RIFIUTI, dove
        for codice, risposta in risposte.items():
            if codice >= "400":
                assert list(risposta["content"]) == [PROBLEMA], (dove, codice)
                assert risposta["content"][PROBLEMA]["examples"], (dove, codice)
        assert "Retry-After" in risposte["429"]["headers"], dove
        assert operazione["security"] == [{"gettone": []}, {"cookieAuth": []}], dove


def test_every_operation_has_an_example_of_its_answer_and_of_its_body(operazioni: Operazioni) -> None:
    for dove, operazione in operazioni:
        riusciti = {c: r for c, r in operazione["responses"].items() if c < "300"}
        contenuti = [r["content"] for r in riusciti.values() if "content" in r]
        assert contenuti and all("examples" in next(iter(c.values())) for c in contenuti), dove
        corpo = operazione.get("requestBody", {}).get("content", {})
        for tipo, contenuto in corpo.items():
            assert "examples" in contenuto or tipo == "multipart/form-data", (dove, tipo)


def test_every_field_and_parameter_is_described(schema: dict[str, Any], operazioni: Operazioni) -> None:
    def muti() -> Iterator[str]:
        for nome, componente in schema["components"]["schemas"].items():
            for campo, detto in componente.get("properties", {}).items():
                if not detto.get("description"):
                    yield f"{nome}.{campo}"
        for dove, operazione in operazioni:
            for parametro in operazione.get("parameters", []):
                if not parametro.get("description"):
                    yield f"{dove}: {parametro['name']}"

    assert list(muti()) == []


def test_no_text_may_have_a_null_character(ciclo: object, operazioni: Operazioni) -> None:
    client, testate = Client(), _testate("controllo")
    for dove, operazione in operazioni:
        metodo, _, percorso = dove.partition(" ")
        indirizzo = percorso.replace("{id}", "1")
        for parametro in operazione.get("parameters", []):
            if metodo == "get" and parametro["in"] == "query":
                risposta = client.get(indirizzo, {parametro["name"]: "a\0"}, headers=testate)
                assert risposta.status_code in (400, 404), (dove, parametro["name"])
        corpo = operazione.get("requestBody", {}).get("content", {}).get("application/json")
        if corpo:
            mandato = dict.fromkeys(next(iter(corpo["examples"].values()))["value"], "a\x00")
            risposta = client.generic(
                metodo.upper(), indirizzo, json.dumps(mandato), "application/json", headers=testate
            )
            assert risposta.status_code in (400, 404, 428), dove


@pytest.mark.parametrize(
    ("metodo", "tipo", "corpo", "accetta", "codice"),
    [
        ("POST", "text/plain", "x", "*/*", 415),
        ("POST", "application/json", "{", "*/*", 400),
        ("POST", "application/json", "[]", "*/*", 400),
        ("POST", "application/json", '{"periodo": 1e400}', "*/*", 400),
        ("POST", "application/json", '{"periodo": 99999999999999999999, "indicatore": 1}', "*/*", 400),
        ("GET", "", "", "image/png", 406),
        ("GET", "", "", "application/json;q=0.1, text/csv", 200),
        ("DELETE", "", "", "*/*", 405),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    ciclo: object, metodo: str, tipo: str, corpo: str, accetta: str, codice: int
) -> None:
    testate = _testate("controllo") | {"Accept": accetta}
    risposta = Client().generic(metodo, "/api/v1/rilevazioni/", corpo, tipo or "text/plain", headers=testate)
    assert risposta.status_code == codice
    if codice >= 400:
        assert risposta["Content-Type"] == PROBLEMA and risposta.json()["status"] == codice


@pytest.mark.parametrize(
    "resto", ["niente/", "cicli", "cicli/1.5/", "lavori/importazione-x/", "cicli/%00/", "cicli/9" * 9]
)
def test_no_address_is_a_problem_too(ciclo: object, resto: str) -> None:
    assert Client().get(f"/api/v1/{resto}").status_code == 401
    risposta = Client().get(f"/api/v1/{resto}", headers=_testate("controllo"))
    assert (risposta.status_code, risposta["Content-Type"]) == (404, PROBLEMA)


def _testate(chi: str) -> dict[str, str]:
    utente = Utente.objects.get(username=chi)
    testo = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=utente)[1]
    return {"Authorization": f"Bearer {testo}"}


def test_an_act_on_a_value_says_what_it_may_refuse(schema: dict[str, Any]) -> None:
    """Each says how a body that it does not take is refused, and another version; one that hands a value in, what the
    value lacks."""
    trovati = {
        p.rsplit("/", 2)[1]: m["post"] for p, m in schema["paths"].items() if "/rilevazioni/{id}/" in p and "post" in m
    }
    assert {nome for nome, atto in trovati.items() if "requestBody" in atto} == {"restituisci"}
    detti = {nome: {"400", "412", "415", "422", "428"} & atto["responses"].keys() for nome, atto in trovati.items()}
    assert detti == {
        "restituisci": {"400", "412", "415", "422", "428"},
        "trasmetti": {"400", "412", "415", "422", "428"},
        "riprendi": {"400", "412", "415", "428"},
        "valida": {"400", "412", "415", "428"},
    }


def test_it_says_of_http_what_the_api_does(schema: dict[str, Any]) -> None:
    """What is read has a version and may not be sent again; what is made says where; files come in parts; what is sent
    is that and no more."""
    for percorso, metodi in schema["paths"].items():
        for metodo, operazione in metodi.items():
            risposte = operazione["responses"]
            testate = {c: set(r.get("headers", ())) for c, r in risposte.items()}
            nomi = {p["name"] for p in operazione.get("parameters", []) if p["in"] == "header"}
            if metodo == "get":
                assert "If-None-Match" in nomi and "304" in risposte and "ETag" in testate["200"], percorso
                assert percorso.endswith("/file/") == ("206" in risposte) == ("416" in risposte) == ("Range" in nomi)
            for codice in testate.keys() & {"201", "202"}:
                assert "Location" in testate[codice], percorso
            if "/rilevazioni/{id}/" in percorso and metodo != "get":
                assert "If-Match" in nomi and {"400", "412", "428"} <= risposte.keys() and "ETag" in testate["200"]
            for contenuto in operazione.get("requestBody", {}).get("content", {}).values():
                componente = schema["components"]["schemas"][contenuto["schema"]["$ref"].rpartition("/")[2]]
                assert componente["additionalProperties"] is False, percorso
    assert schema["components"]["schemas"]["ScrittoRequest"]["required"] == ["testo"]
    assert "required" not in schema["components"]["schemas"]["PatchedScrittoRequest"]
