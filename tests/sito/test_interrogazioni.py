"""How many queries each page makes: pinned by role in ``query_counts.json``, few, and the same however many the rows.

After a change that is meant: ``AGGIORNA_INTERROGAZIONI=1 .venv/bin/python -m pytest tests/sito/test_interrogazioni.py``
writes the file again (``DEBUG=1`` in the environment, no ``-n``); then read the difference before keeping it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.scatto_fotografia import scatta_mancanti
from cruscotto.management.dimostrazione.carico import Piano, genera, togli
from cruscotto.management.dimostrazione.carico.piano import ULTIMO_ANNO
from cruscotto.models import Indicatore
from ente.models import Ruolo, Utente
from tests.mondi.pagine import indirizzo, pagine

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

FILE = Path(__file__).resolve().parents[1] / "query_counts.json"
AGGIORNA = bool(os.environ.get("AGGIORNA_INTERROGAZIONI"))
AL_PIU = 12
POCHI, MOLTI = "carico-0001", "carico-0002"
# Placements that make 10 and 1,000 indicators.
POCHE_COLLOCAZIONI, MOLTE_COLLOCAZIONI = 20, 1923

Conti = dict[str, int | None]


@pytest.fixture(scope="module")
def carico(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One body with 10 indicators in each of two years, one with 1,000."""
    with django_db_blocker.unblock():
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=POCHE_COLLOCAZIONI, primo=1))
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=MOLTE_COLLOCAZIONI, primo=2))
        scatta_mancanti()  # as a body that closes its periods by the act has them
    yield
    with django_db_blocker.unblock():
        togli()


def conta(pagina: str, utente: str) -> int | None:
    """Queries of a page, None when this user may not see it."""
    client = Client()
    client.force_login(Utente.objects.get(username=utente))
    dove = indirizzo(pagina, ULTIMO_ANNO, utente.split(".")[0])
    with CaptureQueriesContext(connection) as interrogazioni:
        risposta = client.get(dove)
        if risposta.streaming:
            b"".join(risposta)
    assert risposta.status_code in (200, 403, 404), f"{pagina} risponde {risposta.status_code} a {utente}"
    return len(interrogazioni) if risposta.status_code == 200 else None


def scritti() -> dict[str, Conti]:
    contenuto: dict[str, Conti] = json.loads(FILE.read_text()) if FILE.exists() else {}
    return contenuto


def test_every_page_is_pinned() -> None:
    """A page that is added to the urlconf is added to the file, and one that is taken away leaves it."""
    if AGGIORNA:
        rimaste = {pagina: conti for pagina, conti in scritti().items() if pagina in pagine()}
        tutte = rimaste | {p: {} for p in pagine() if p not in rimaste}
        FILE.write_text(json.dumps(dict(sorted(tutte.items())), indent=2) + "\n")
    assert sorted(scritti()) == sorted(pagine())


@pytest.mark.usefixtures("carico", "db")
@pytest.mark.parametrize("pagina", pagine())
def test_the_queries_of_a_page(pagina: str) -> None:
    conti: Conti = {ruolo.value: conta(pagina, f"{POCHI}.{ruolo.value}") for ruolo in Ruolo}
    if AGGIORNA:
        FILE.write_text(json.dumps(dict(sorted((scritti() | {pagina: conti}).items())), indent=2) + "\n")
    assert conti == scritti()[pagina]
    fatte = [n for n in conti.values() if n is not None]
    assert fatte, f"{pagina}: nessun ruolo la vede, serve un altro esempio in tests/mondi/pagine.py"
    assert max(fatte) <= AL_PIU


@pytest.mark.usefixtures("carico", "db")
@pytest.mark.parametrize("pagina", pagine())
def test_the_queries_do_not_grow_with_the_rows(pagina: str) -> None:
    assert Indicatore.objects.filter(ente__codice=POCHI).count() == 10
    assert Indicatore.objects.filter(ente__codice=MOLTI).count() == 1000
    # The role that asks for most: in a body of ten indicators an office may have nothing to show.
    ruolo = max(scritti()[pagina], key=lambda r: scritti()[pagina][r] or 0)
    assert conta(pagina, f"{MOLTI}.{ruolo}") == scritti()[pagina][ruolo]
