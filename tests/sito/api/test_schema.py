"""The description of the API: every operation has a name, a summary, examples, refusals; every field is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.db import OperationalError, connection
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

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
        risposte, di_tutti = operazione["responses"], dove == "get /status"
        assert risposte.keys() >= ({"400", "406", "429", "503"} if di_tutti else RIFIUTI), dove
        for codice, risposta in risposte.items():
            if codice >= "400":
                assert list(risposta["content"]) == [PROBLEMA], (dove, codice)
                assert risposta["content"][PROBLEMA]["examples"], (dove, codice)
        assert "Retry-After" in risposte["429"]["headers"], dove
        assert operazione["security"] == ([] if di_tutti else [{"gettone": []}, {"cookieAuth": []}]), dove


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


def test_it_says_where_it_is_who_answers_and_what_its_groups_are(
    schema: dict[str, Any], operazioni: Operazioni
) -> None:
    [sito] = schema["servers"]
    assert sito["url"].startswith("https://") and sito["url"].endswith("/api/v1") and sito["description"]
    assert schema["info"]["contact"]["url"] and schema["info"]["version"].count(".") == 2
    definiti = {gruppo["name"]: gruppo["description"] for gruppo in schema["tags"]}
    assert {tag for _, o in operazioni for tag in o["tags"]} == definiti.keys() and all(definiti.values())
    assert not [p for p in schema["paths"] if p.endswith("/")]


def test_every_state_and_kind_has_its_words(schema: dict[str, Any], operazioni: Operazioni) -> None:
    nomi = {
        "stato",
        "tipo",
        "genere",
        "edizione",
        "formato",
        "fase",
        "cadenza",
        "direzione",
        "accumulo",
        "affidabilita",
    }
    nomi |= {"regola", "calcolo", "causa", "stato_valore", "tipologia_pira", "tipo_cruscotto", "scritto_in"}
    detti = [
        (f"{nome}.{campo}", detto)
        for nome, componente in schema["components"]["schemas"].items()
        for campo, detto in componente.get("properties", {}).items()
        if campo in nomi
    ]
    detti += [
        (f"{dove} {p['name']}", p["schema"])
        for dove, o in operazioni
        for p in o.get("parameters", [])
        if p["name"] in nomi
    ]
    assert len(detti) > 30
    assert [dove for dove, detto in detti if not detto.get("enum")] == []


def test_every_example_is_what_its_schema_says(schema: dict[str, Any], operazioni: Operazioni) -> None:
    visti = 0
    for dove, operazione in operazioni:
        contenuti = [operazione.get("requestBody", {}).get("content", {})]
        contenuti += [r.get("content", {}) for r in operazione["responses"].values()]
        for tipo, contenuto in (coppia for c in contenuti for coppia in c.items()):
            giudice = Draft202012Validator(
                contenuto["schema"] | {"components": schema["components"]}, format_checker=FormatChecker()
            )
            for esempio in contenuto.get("examples", {}).values():
                assert [e.message for e in giudice.iter_errors(esempio["value"])] == [], (dove, tipo)
                visti += 1
    assert visti > 300
    for nome, intestazione in schema["components"]["headers"].items():
        Draft202012Validator(intestazione["schema"]).validate(intestazione["example"])
        assert intestazione["description"], nome


def test_what_an_answer_carries_is_said(operazioni: Operazioni) -> None:
    """The limit on every answer that is counted, the version on what is read, the neighbours on what has pages."""
    for dove, operazione in operazioni:
        for codice, risposta in operazione["responses"].items():
            dette = risposta["headers"].keys()
            assert codice >= "500" or dette >= {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}, dove
            assert codice not in ("429", "503") or "Retry-After" in dette, dove
        if dove.startswith("get") and dove != "get /status":
            assert "ETag" in operazione["responses"]["200"]["headers"], dove
        if any(p["name"] == "cursore" for p in operazione.get("parameters", [])):
            assert operazione["responses"]["200"]["headers"].keys() >= {"Link", "Total-Count"}, dove


def test_it_is_given_in_yaml_and_in_json(ciclo: object) -> None:
    client, testate = Client(), _testate("controllo")
    letti = []
    for come, accetta in (
        ("?formato=json", "*/*"),
        ("", "application/vnd.oai.openapi+json"),
        ("/", "application/json"),
    ):
        risposta = client.get(f"/api/v1/schema{come}", headers=testate | {"Accept": accetta})
        assert risposta.status_code == 200, come
        letti.append(json.loads(risposta.content))
    yaml_ = client.get("/api/v1/schema/", headers=testate | {"Accept": "application/yaml"})
    assert yaml_["Content-Type"].startswith("application/yaml")
    letti.append(yaml.safe_load(yaml_.content))
    assert letti[0] == letti[1] == letti[2] == letti[3]
    assert letti[0]["servers"] == [
        {"url": "http://testserver/api/v1", "description": "L'API di questo sito.", "x-sandbox": True}
    ]


def test_the_service_says_that_it_answers_to_anybody(db: None) -> None:
    risposta = Client().get("/api/v1/status")
    assert (risposta.status_code, risposta["Content-Type"]) == (200, PROBLEMA)
    assert risposta.json()["status"] == 200 and risposta["Cache-Control"] == "no-store"


def test_a_service_without_its_database_says_so(db: None) -> None:
    def cade(*_: object, **__: object) -> None:
        raise OperationalError("via")

    with connection.execute_wrapper(cade):
        risposta = Client().get("/api/v1/status")
    assert (risposta.status_code, risposta["Content-Type"]) == (503, PROBLEMA)
    assert risposta["Retry-After"] == "60" and risposta.json()["status"] == 503


def test_no_text_may_have_a_null_character(ciclo: object, operazioni: Operazioni) -> None:
    client, testate = Client(), _testate("controllo")
    for dove, operazione in operazioni:
        metodo, _, percorso = dove.partition(" ")
        indirizzo = "/api/v1" + percorso.replace("{id}", "1")
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
    "resto", ["niente/", "cicl", "cicli/1.5/", "lavori/importazione-x/", "cicli/%00/", "cicli/9" * 9]
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
        p.rpartition("/")[2]: m["post"] for p, m in schema["paths"].items() if "/rilevazioni/{id}/" in p and "post" in m
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
                assert percorso.endswith("/file") == ("206" in risposte) == ("416" in risposte) == ("Range" in nomi)
            for codice in testate.keys() & {"201", "202"}:
                assert "Location" in testate[codice], percorso
            if percorso.startswith("/rilevazioni/{id}") and metodo != "get":
                assert "If-Match" in nomi and {"400", "412", "428"} <= risposte.keys() and "ETag" in testate["200"]
            for contenuto in operazione.get("requestBody", {}).get("content", {}).values():
                componente = schema["components"]["schemas"][contenuto["schema"]["$ref"].rpartition("/")[2]]
                assert componente["additionalProperties"] is False, percorso
    assert schema["components"]["schemas"]["ScrittoRequest"]["required"] == ["testo"]
    assert "required" not in schema["components"]["schemas"]["PatchedScrittoRequest"]
    assert schema["components"]["schemas"]["PatchedScrittoRequest"]["minProperties"] == 1


@pytest.mark.parametrize(
    ("corpo", "giusto"),
    [
        ({}, False),
        ({"mappa": {}}, False),
        ({"mappa": {}, "decisioni": {}}, False),
        ({"mappa": {"Note varie": ""}}, True),
        ({"mappa": {}, "decisioni": {"doppio:x": "seconda"}}, True),
    ],
)
def test_it_says_that_answers_are_some(schema: dict[str, Any], corpo: dict[str, Any], giusto: bool) -> None:
    """As ``test_niente_per_sbaglio`` has them refused."""
    risposte = Draft202012Validator(schema["components"]["schemas"]["RisposteRequest"])
    assert risposte.is_valid(corpo) is giusto
