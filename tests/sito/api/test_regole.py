"""The description of the API against the rules of Redocly, of Spectral and of the guidelines of the public
administration: it breaks none, and one that is broken is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.mondi.clienti import node
from tests.mondi.processi import Manca, manca_qui

pytestmark = pytest.mark.una_volta
Schema = dict[str, Any]


def _giudicato(schema: Schema, cartella: Path) -> set[str]:
    """The rules that a description breaks."""
    file = cartella / "schema.json"
    file.write_text(json.dumps(schema))
    try:
        fatto = node("regole.mjs", file)
    except Manca as manca:
        manca_qui(manca)
    rotte = {riga.split(":")[0].split(" ")[1] for riga in fatto.stderr.splitlines()}
    assert fatto.returncode == bool(rotte), fatto.stderr
    return rotte


def _guasta(schema: Schema) -> Schema:
    """With a fault of each kind."""
    rotto = copy.deepcopy(schema)
    percorsi = rotto["paths"]
    del percorsi["/status"]
    cicli = percorsi["/cicli"]["get"]
    del cicli["responses"]["200"]["headers"]["RateLimit-Limit"], cicli["responses"]["200"]["headers"]["Cache-Control"]
    cicli["responses"]["400"]["content"] = {"application/json": {"schema": {"type": "string"}}}
    del cicli["responses"]["429"]["headers"]["Retry-After"]
    cicli["parameters"].append({"name": "password", "in": "query", "schema": {"type": "integer"}})
    cicli["parameters"].append({"name": "X-Cosa", "in": "header", "schema": {"type": "number"}})
    cicli["requestBody"] = {"content": {"application/json": {"schema": {"type": "string"}}}}
    esempi = percorsi["/aree"]["get"]["responses"]["429"]["content"]["application/problem+json"]["examples"]
    next(iter(esempi.values()))["value"] = {"title": 3}
    percorsi["/con/barra/"] = {"get": percorsi["/aree"]["get"] | {"operationId": "un_altro"}}
    del rotto["info"]["contact"]
    rotto["info"]["version"] = "1"
    rotto["servers"][0]["url"] = "http://ente.example.it"
    del percorsi["/enti"]["get"]["responses"]["200"]["content"], percorsi["/enti"]["get"]["security"]
    del percorsi["/uffici"]["get"]["responses"]["200"]["headers"]
    return rotto


ATTESE = {
    *("paths-status", "missing-ratelimit", "cache-responses", "use-problem-json-for-errors", "missing-retry-after"),
    *("sec-credentials-parameters", "integer-has-format", "no-x-headers", "number-has-format", "http-request-no-body"),
    *("no-invalid-media-type-examples", "oas3-valid-media-example", "no-path-trailing-slash", "paths-kebab-case"),
    *("has-contact", "use-semver", "servers-use-https", "http-response-content-2xx", "operations-say-who-may"),
    *("security-defined", "responses-have-headers"),
}


@pytest.mark.parametrize(("come", "attese"), [(lambda s: s, set()), (_guasta, ATTESE)], ids=["com_e", "guasta"])
def test_it_breaks_no_rule_and_a_broken_one_is_told(
    tmp_path: Path, come: Callable[[Schema], Schema], attese: set[str]
) -> None:
    schema: Schema = SchemaGenerator().get_schema(  # type: ignore[no-untyped-call]  # it has no types
        request=None, public=True
    )
    rotte = _giudicato(come(schema), tmp_path)
    assert rotte >= attese and bool(rotte) == bool(attese), rotte ^ attese
