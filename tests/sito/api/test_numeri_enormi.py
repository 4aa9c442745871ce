"""No number, moment or text in an address is a fault: it finds nothing, or the answer says what is wrong of it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from cruscotto.models import Ciclo
from tests.mondi.api import RADICE, cliente

pytestmark = pytest.mark.django_db
CHIAVI = (str(2**63), str(2**64), "9" * 19, "9" * 5_000, "-1", "1.5", "1e3", "٣", "²", " 1", "0x1", "NaN", "1 OR 1=1")
VALORI = (
    *CHIAVI,
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "99999-01-01",
    "2024-02-30T00:00:00Z",
    "\ud800",
    "a\0",
    "[]",
)


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    client = cliente("controllo")
    client.raise_request_exception = False
    return client


@pytest.fixture(scope="module")
def letture() -> dict[str, Any]:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {RADICE[:-1] + percorso: m["get"] for percorso, m in schema["paths"].items() if "get" in m}


def guasti(client: Client, indirizzi: list[str]) -> list[tuple[str, int]]:
    """The addresses that are not answered with what there is, nor with a problem."""
    trovati = []
    for n, indirizzo in enumerate(indirizzi):
        if n % 500 == 0:
            cache.clear()  # more than a minute allows, on a fast machine
        risposta = client.get(indirizzo)
        problema = risposta["Content-Type"] == "application/problem+json"
        if risposta.status_code not in (200, 400, 404) or problema != (risposta.status_code != 200):
            trovati.append((indirizzo[:120], risposta.status_code))
    return trovati


def test_no_key_of_an_address_is_a_fault(controllo: Client, letture: dict[str, Any]) -> None:
    percorsi = [percorso for percorso in letture if "{id}" in percorso]
    chiavi = [*CHIAVI, *(f"{genere}-{chiave}" for genere in ("importazione", "documento") for chiave in CHIAVI)]
    assert len(percorsi) > 20
    assert guasti(controllo, [p.replace("{id}", quote(k)) for p in percorsi for k in chiavi]) == []


def test_no_parameter_is_a_fault(controllo: Client, letture: dict[str, Any]) -> None:
    indirizzi = []
    for percorso, lettura in letture.items():
        nomi = [p["name"] for p in lettura.get("parameters", []) if p["in"] == "query"]
        dove = percorso.replace("{id}", "1")
        for nome in nomi:
            pochi = {"quanti": 1} if "quanti" in nomi and nome != "quanti" else {}
            for valore in VALORI:
                detti = {nome: valore.encode("utf-8", "surrogatepass"), **pochi}
                indirizzi.append(f"{dove}?{urlencode(detti)}")
    assert len(indirizzi) > 1_000
    assert guasti(controllo, indirizzi) == []


def test_no_cursor_is_a_fault(controllo: Client) -> None:
    import base64

    strani: tuple[Any, ...] = (2**63, 2**64, -(2**70), 10**4_000, 1.5, None, True, [], "\ud800", "a\0")
    for valore in strani:
        posto = json.dumps([["pk"], [valore], False]).encode()
        cursore = base64.urlsafe_b64encode(posto).decode().rstrip("=")
        for elenco in ("rilevazioni", "uffici", "lavori", "registro"):
            assert guasti(controllo, [f"/api/v1/{elenco}/?cursore={cursore}"]) == []
