"""Who may what: every address × method × role × own, other area, other body × anonymous, as ``matrice_permessi.csv`` says.

The table is written by hand from dominio §1, never from what the site answers. An address that it does not name fails.
302 is the login for who has not signed in, and for the others an act that was done. The administration has its own
table below: there a role either administers the body or sees nothing.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from tests.matrice_mondo import (
    ALTRO_ENTE,
    CASI,
    RUOLI,
    Dati,
    Mondo,
    apparecchia,
    indirizzo,
    nomi_del_sito,
)

pytestmark = pytest.mark.django_db

TABELLA = Path(__file__).parent / "matrice_permessi.csv"
CHI = ("anonimo", *RUOLI)


def _righe() -> dict[str, list[dict[str, str]]]:
    righe: dict[str, list[dict[str, str]]] = defaultdict(list)
    with TABELLA.open(encoding="utf-8", newline="") as file:
        for riga in csv.DictReader(file):
            righe[riga["pagina"]].append(riga)
    return dict(righe)


RIGHE = _righe()


@pytest.fixture
def mondo(db: None) -> Mondo:
    return Mondo()


@contextmanager
def annullato() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_names_every_address() -> None:
    assert sorted(RIGHE) == nomi_del_sito()
    assert {nome for nome, righe in RIGHE.items() if any(r["metodo"] == "POST" for r in righe)} >= CASI.keys()


@pytest.mark.parametrize("nome", RIGHE)
def test_an_address_answers_each_role_as_the_table_says(mondo: Mondo, nome: str) -> None:
    for riga in RIGHE[nome]:
        mondo.oggetto = riga["oggetto"]
        with annullato():
            spediti = _spediti(mondo, nome, riga["metodo"])
            dove = indirizzo(mondo, nome, CASI[nome].numero if nome in CASI else 2)
            trovati = {chi: _codice(mondo, chi, riga["metodo"], dove, spediti) for chi in CHI}
        assert trovati == {chi: int(riga[chi]) for chi in CHI}, f"{riga['metodo']} {riga['oggetto']}"


@pytest.mark.parametrize("metodo", ["GET", "POST"])
def test_what_the_table_does_not_accept_is_not_accepted(mondo: Mondo, metodo: str) -> None:
    for nome, righe in RIGHE.items():
        if metodo not in {r["metodo"] for r in righe}:
            dove = indirizzo(mondo, nome)
            assert _codice(mondo, "controllo", metodo, dove, {}) == 405, nome
            assert _codice(mondo, "anonimo", metodo, dove, {}) == (405 if nome == "salute" else 302), nome


def _spediti(mondo: Mondo, nome: str, metodo: str) -> Dati:
    if nome not in CASI:
        return {}
    if mondo.oggetto == ALTRO_ENTE:
        return CASI[nome].scrivi(mondo) if nome == "cruscotto:revisione" else {}
    if metodo == "GET":
        CASI[nome].prepara(mondo)
        return {}
    return apparecchia(mondo, nome)


def _codice(mondo: Mondo, chi: str, metodo: str, dove: str, spediti: Dati) -> int:
    with annullato():
        cliente = mondo.clienti[chi]
        risposta = cliente.post(dove, spediti) if metodo == "POST" else cliente.get(dove)
        if risposta.streaming:
            b"".join(risposta)  # type: ignore[arg-type]
            risposta.close()
        return risposta.status_code
