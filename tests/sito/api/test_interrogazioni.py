"""How many queries each list and each row of the API makes: pinned by role, few, and the same however many the rows.

After a change that is meant: ``AGGIORNA_INTERROGAZIONI=1 .venv/bin/python -m pytest
tests/sito/api/test_interrogazioni.py`` writes ``api_query_counts.json`` again (``DEBUG=1`` in the environment, no
``-n``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.scatto_fotografia import scatta_mancanti
from cruscotto.management.dimostrazione.carico import Piano, genera, togli
from ente.models import Ruolo, Utente
from tests.mondi.api import MODELLI, RADICE

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


FILE = Path(__file__).resolve().parents[2] / "api_query_counts.json"
AGGIORNA = bool(os.environ.get("AGGIORNA_INTERROGAZIONI"))
AL_PIU = 14
POCHI, MOLTI = "carico-0011", "carico-0012"
# Placements that make 10 and 1,000 indicators.
POCHE_COLLOCAZIONI, MOLTE_COLLOCAZIONI = 20, 1923
UNO = "{id}"
SENZA_RIGHE = ["conti/", "evidenze/", "riaperture/"]
"""Lists of which the invented load has no row: they are asked all the same."""
DOMANDE = [f"{nome}/" for nome in MODELLI] + [f"{nome}/{UNO}/" for nome in MODELLI if nome != "registro"] + SENZA_RIGHE

Conti = dict[str, int | None]


@pytest.fixture(scope="module")
def carico(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One body with 10 indicators, one with 1,000, in each of two years."""
    with django_db_blocker.unblock():
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=POCHE_COLLOCAZIONI, primo=11))
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=MOLTE_COLLOCAZIONI, primo=12))
        scatta_mancanti()  # as a body that closes its periods by the act has them
    yield
    with django_db_blocker.unblock():
        togli()


def conta(domanda: str, utente: str) -> tuple[int | None, int]:
    """Queries of a request, None when this person may not see it, and the rows of the answer."""
    client = Client()
    client.force_login(Utente.objects.get(username=utente))
    if UNO in domanda:
        righe = client.get(f"{RADICE}{domanda.split('/')[0]}/?quanti=1&campi=id").json()["results"]
        if not righe:
            return None, 0
        domanda = domanda.format(**righe[0])
    with CaptureQueriesContext(connection) as interrogazioni:
        risposta = client.get(f"{RADICE}{domanda}", {"quanti": 1000} if domanda.count("/") == 1 else {})
    assert risposta.status_code in (200, 404), (domanda, utente, risposta.content[:300])
    lette: Any = risposta.json()
    return (len(interrogazioni), len(lette.get("results", ""))) if risposta.status_code == 200 else (None, 0)


def scritti() -> dict[str, Conti]:
    contenuto: dict[str, Conti] = json.loads(FILE.read_text()) if FILE.exists() else {}
    return contenuto


@pytest.mark.usefixtures("carico", "db")
@pytest.mark.parametrize("domanda", DOMANDE)
def test_the_queries_of_a_request(domanda: str) -> None:
    conti: Conti = {ruolo.value: conta(domanda, f"{POCHI}.{ruolo.value}")[0] for ruolo in Ruolo}
    if AGGIORNA:
        FILE.write_text(json.dumps(dict(sorted((scritti() | {domanda: conti}).items())), indent=2) + "\n")
    assert conti == scritti()[domanda]
    fatte = [n for n in conti.values() if n is not None]
    assert fatte and max(fatte) <= AL_PIU


@pytest.mark.usefixtures("carico", "db")
@pytest.mark.parametrize("domanda", DOMANDE)
def test_the_queries_do_not_grow_with_the_rows(domanda: str) -> None:
    ruolo = max(scritti()[domanda], key=lambda r: scritti()[domanda][r] or 0)
    pochi, molti = conta(domanda, f"{POCHI}.{ruolo}"), conta(domanda, f"{MOLTI}.{ruolo}")
    # The rows of a page that are all of one closed period are all of its photograph: fewer queries.
    assert molti[0] is not None and pochi[0] is not None
    assert molti[0] <= pochi[0] == scritti()[domanda][ruolo]
    if domanda in ("indicatori/", "collocazioni/", "rilevazioni/"):
        assert molti[1] == 1000 > 50 >= pochi[1] >= 10


def test_every_request_is_pinned() -> None:
    assert sorted(scritti()) == sorted(DOMANDE)
