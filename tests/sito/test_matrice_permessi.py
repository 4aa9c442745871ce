"""Who may what: every address × method × role × own, other area, other body × anonymous: ``matrice_permessi.csv``.

The table is written by hand from docs/dominio.md "Roles", never from what the site answers. An address that it does not
name fails. 302 is the login for who has not signed in, and for the others an act that was done. The administration has
its own table, ``matrice_amministrazione.csv``: there one administers the body or is refused.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import get_resolver, reverse

from ente.models import Utente
from relazione.pubblico.urls import urlpatterns as del_pubblico
from tests.mondi.casi import CASI, Dati, apparecchia, indirizzo, nomi_del_sito, pagina, riga_di
from tests.mondi.due_enti import ALTRO_ENTE, PROPRIO, RUOLI, DueEnti

pytestmark = [pytest.mark.django_db]

TABELLA = Path(__file__).resolve().parents[1] / "matrice_permessi.csv"
CHI = ("anonimo", *RUOLI)
PUBBLICI = {
    "salute",
    "accessibilita",
    "robots",
    "indirizzo-tabella",
    "indirizzo-calendario",
    *(f"pubblico:{voce.name}" for voce in del_pubblico),
}
"""What is told to who has not signed in too, and only told."""
ALLA_PORTA = "/amministrazione/login/"
"""Where the administration sends who may not enter, to be told so."""


def _righe() -> dict[str, list[dict[str, str]]]:
    righe: dict[str, list[dict[str, str]]] = defaultdict(list)
    with TABELLA.open(encoding="utf-8", newline="") as file:
        for riga in csv.DictReader(file):
            righe[riga["pagina"]].append(riga)
    return dict(righe)


RIGHE = _righe()


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


@contextmanager
def annullato() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_names_every_address() -> None:
    assert sorted(RIGHE) == nomi_del_sito()
    assert {nome for nome, righe in RIGHE.items() if any(r["metodo"] == "POST" for r in righe)} >= CASI.keys()


GRUPPI = [sorted(RIGHE)[n : n + 6] for n in range(0, len(RIGHE), 6)]
"""Making the two bodies takes longer than asking an address of every role: some addresses share them."""


@pytest.mark.parametrize("nomi", GRUPPI, ids="…".join)
def test_an_address_answers_each_role_as_the_table_says(mondo: DueEnti, nomi: list[str]) -> None:
    for riga in (riga for n in nomi for riga in RIGHE[n]):
        nome, mondo.oggetto = riga["pagina"], riga["oggetto"]
        with annullato():
            spediti = _spediti(mondo, nome, riga["metodo"])
            dove = indirizzo(mondo, nome, CASI[nome].numero if nome in CASI else 2)
            trovati = {chi: _codice(mondo, chi, riga["metodo"], dove, spediti) for chi in CHI}
        assert trovati == {chi: int(riga[chi]) for chi in CHI}, f"{nome} {riga['metodo']} {riga['oggetto']}"


@pytest.mark.parametrize("metodo", ["GET", "POST"])
def test_what_the_table_does_not_accept_is_not_accepted(mondo: DueEnti, metodo: str) -> None:
    for nome, righe in RIGHE.items():
        if metodo not in {r["metodo"] for r in righe}:
            dove = indirizzo(mondo, nome)
            assert _codice(mondo, "controllo", metodo, dove, {}) == 405, nome
            assert _codice(mondo, "anonimo", metodo, dove, {}) == (405 if nome in PUBBLICI else 302), nome


def _spediti(mondo: DueEnti, nome: str, metodo: str) -> Dati:
    if nome not in CASI:
        return {}
    if mondo.oggetto == ALTRO_ENTE:
        return CASI[nome].scrivi(mondo) if nome == "cruscotto:revisione" else {}
    if metodo == "GET":
        CASI[nome].prepara(mondo)
        return {}
    return apparecchia(mondo, nome)


def _codice(mondo: DueEnti, chi: str, metodo: str, dove: str, spediti: Dati) -> int:
    cliente = mondo.clienti[chi]
    biscotti = deepcopy(cliente.cookies)
    with annullato():
        risposta = cliente.post(dove, spediti) if metodo == "POST" else cliente.get(dove)
        if risposta.status_code == 302 and chi != "anonimo" and risposta["Location"].startswith(ALLA_PORTA):
            risposta = cliente.get(risposta["Location"])
        if risposta.streaming:
            b"".join(risposta)
    cliente.cookies = biscotti  # who has just gone out is in again
    return risposta.status_code


# -- the administration ------------------------------------------------------------------------------------------------

MODELLI = {m._meta.label_lower: m for m in admin.site._registry}
CHI_NON_AMMINISTRA = tuple(ruolo for ruolo in RUOLI if ruolo not in ("amministratore", "superutente"))
VERBI = ("changelist", "add", "change", "delete", "history")
DEL_SITO = {
    "index": 200,
    "login": 302,  # who has signed in is sent to the index
    "logout": 405,  # by POST only
    "password_change": 200,
    "password_change_done": 200,
    "jsi18n": 200,
    "autocomplete": 403,
    "app_list": 200,
    "view_on_site": 404,
}
"""The pages of the administration that are of no model, and what its administrator gets of them."""


def _amministrazione() -> dict[str, dict[str, str]]:
    with (TABELLA.parent / "matrice_amministrazione.csv").open(encoding="utf-8", newline="") as file:
        return {riga["modello"]: riga for riga in csv.DictReader(file)}


AMMINISTRAZIONE = _amministrazione()


def test_the_table_names_every_page_of_the_administration() -> None:
    nomi = {voce.name for voce in get_resolver().namespace_dict["admin"][1].url_patterns if hasattr(voce, "name")}
    for gruppo in get_resolver().namespace_dict["admin"][1].url_patterns:
        nomi |= {voce.name for voce in getattr(gruppo, "url_patterns", [])}
    di_modello = {f"{m.replace('.', '_')}_{verbo}" for m in AMMINISTRAZIONE for verbo in VERBI}
    di_modello |= {f"{m.replace('.', '_')}_export" for m, riga in AMMINISTRAZIONE.items() if riga["esporta"]}
    senza_nome = {None}  # old addresses of the change page and whatever does not exist: both lead elsewhere
    assert nomi - senza_nome == di_modello | DEL_SITO.keys() | {"auth_user_password_change"}
    assert AMMINISTRAZIONE.keys() == MODELLI.keys()


@pytest.mark.parametrize("app", ["ente", "contesto", "cruscotto", "relazione"])
def test_the_administration_answers_its_administrator_as_the_table_says(mondo: DueEnti, app: str) -> None:
    for nome, modello in MODELLI.items():
        if modello._meta.app_label == app:
            riga, attesi = riga_di(mondo, modello), AMMINISTRAZIONE[nome]
            trovati = {
                "elenco": _codice(mondo, "amministratore", "GET", pagina(modello, "changelist"), {}),
                "aggiunge": _codice(mondo, "amministratore", "GET", pagina(modello, "add"), {}),
                "legge": _codice(mondo, "amministratore", "GET", pagina(modello, "change", riga.pk), {}),
                "modifica": _codice(mondo, "amministratore", "POST", pagina(modello, "change", riga.pk), {}),
                "elimina": _codice(mondo, "amministratore", "POST", pagina(modello, "delete", riga.pk), {}),
            }
            assert trovati == {verbo: int(attesi[verbo]) for verbo in trovati}, nome
            if attesi["esporta"]:
                trovati["esporta"] = _codice(mondo, "amministratore", "GET", pagina(modello, "export"), {})
                assert trovati["esporta"] == int(attesi["esporta"]), nome
                assert _codice(mondo, "controllo", "GET", pagina(modello, "export"), {}) == 403, nome
                assert _codice(mondo, "anonimo", "GET", pagina(modello, "export"), {}) == 302, nome
            assert _codice(mondo, "amministratore", "POST", pagina(modello, "add"), {}) == int(attesi["aggiunge"]), nome
            assert _codice(mondo, "amministratore", "GET", pagina(modello, "history", riga.pk), {}) == 200, nome


@pytest.mark.parametrize("metodo", ["GET", "POST"])
def test_the_administration_is_closed_to_the_others(mondo: DueEnti, metodo: str) -> None:
    """Who does not administer is refused, whatever the page; who administers finds nothing of another body."""
    for nome, modello in MODELLI.items():
        mondo.oggetto = PROPRIO
        mia = riga_di(mondo, modello).pk
        for verbo, pk in (("changelist", ()), ("add", ()), ("change", (mia,)), ("delete", (mia,)), ("history", (mia,))):
            dove = pagina(modello, verbo, *pk)
            assert _codice(mondo, "anonimo", metodo, dove, {}) == 302, (nome, verbo)
            chi_prova = CHI_NON_AMMINISTRA if verbo == "change" else ("controllo",)
            assert {_codice(mondo, chi, metodo, dove, {}) for chi in chi_prova} == {403}, (nome, verbo)
        mondo.oggetto = ALTRO_ENTE
        altrui = riga_di(mondo, modello).pk
        for verbo in ("change", "delete", "history"):
            # Django's "does not exist": back to the index, which says so.
            codice = _codice(mondo, "amministratore", metodo, pagina(modello, verbo, altrui), {})
            assert codice in (302, 403), (nome, verbo)


def test_the_other_pages_of_the_administration(mondo: DueEnti) -> None:
    argomenti: dict[str, list[object]] = {"app_list": ["ente"], "view_on_site": [1, 1]}
    for nome, atteso in DEL_SITO.items():
        dove = reverse(f"admin:{nome}", args=argomenti.get(nome, []))
        assert _codice(mondo, "amministratore", "GET", dove, {}) == atteso, nome
        assert _codice(mondo, "anonimo", "GET", dove, {}) in (302, 404), nome
        assert nome == "logout" or _codice(mondo, "controllo", "GET", dove, {}) == 403, nome


def test_nobody_takes_powers_over_the_installation(mondo: DueEnti) -> None:
    """Neither by the form of a person nor by the password of who has them."""
    capo = mondo.persone["superutente"].pk
    dove = reverse("admin:auth_user_password_change", args=[capo])
    assert _codice(mondo, "amministratore", "POST", dove, {}) in (302, 403, 404)
    mio = pagina(Utente, "change", mondo.persone["amministratore"].pk)
    letti = mondo.clienti["amministratore"].get(mio).content.decode()
    assert "is_superuser" not in letti and "user_permissions" not in letti
    mondo.clienti["amministratore"].post(mio, {"is_superuser": "on", "username": "adele.casa"})
    assert not Utente.objects.get(pk=mondo.persone["amministratore"].pk).is_superuser
