"""A validated value, a closed period, an adopted cycle: every page that writes is tried on each, and the rows stay.

Each address is sent what a browser sent when the act was still possible: the form is read first, the lock closes after.
The same form sent without a lock writes, or the proof would prove nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client

from cruscotto.models import ImpostazioniSolleciti, Indicatore, Nesso
from ente.models import Atto, Utente
from relazione.models import Documento
from tests.mondi.casi import CASI, apparecchia, indirizzo, nomi_del_sito, pagina, riga_di
from tests.mondi.due_enti import DueEnti
from tests.mondi.moduli import leggi_moduli
from tests.mondi.serrature import SERRATURE, annullato, tutto

pytestmark = pytest.mark.django_db

CHI_PROVA = ("redattore", "dirigente", "controllo", "amministratore", "superutente")


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


# -- every address -----------------------------------------------------------------------------------------------------


def test_every_address_that_accepts_a_post_has_a_case(mondo: DueEnti) -> None:
    """Whoever adds an address says in ``tests/mondi/casi.py`` what is sent to it."""
    assert CASI.keys() <= set(nomi_del_sito())
    for nome in nomi_del_sito():
        if nome not in CASI and nome not in SENZA_DATI:
            risposta = mondo.clienti["controllo"].post(indirizzo(mondo, nome))
            assert risposta.status_code == 405, f"{nome} accetta POST e in tests/mondi/casi.py non c'è il suo caso"


SENZA_DATI = {"account_login", "account_logout", "account_change_password", "account_reauthenticate"} | {
    "account_reset_password",
    "account_reset_password_key",
    "invito",
}
"""Addresses of the session and of the password: they know nothing of a cycle."""


@pytest.mark.parametrize("nome", CASI)
def test_an_address_opens_no_lock(mondo: DueEnti, nome: str) -> None:
    caso = CASI[nome]
    if caso.scrive:
        with annullato():
            spediti, prima = apparecchia(mondo, nome), tutto()
            risposta = mondo.clienti[caso.chi].post(indirizzo(mondo, nome, caso.numero), spediti)
            assert risposta.status_code in (200, 201, 302), risposta.content.decode()[:2000]
            assert tutto() != prima, "senza serratura non scrive: la prova non proverebbe nulla"
    for serratura, (chiude, resta) in SERRATURE.items():
        if serratura in caso.lecito:
            continue
        with annullato():
            spediti = apparecchia(mondo, nome)
            chiude(mondo)
            dove, prima = indirizzo(mondo, nome, caso.numero), resta(mondo)
            prova(mondo.clienti[caso.chi], dove, spediti, htmx=True)
            for chi in {caso.chi, *CHI_PROVA}:
                prova(mondo.clienti[chi], dove, spediti)
            assert resta(mondo) == prima, serratura


def prova(cliente: Client, dove: str, spediti: dict[str, Any], *, htmx: bool = False) -> None:
    risposta = cliente.post(dove, spediti, headers={"HX-Request": "true"} if htmx else {})
    assert risposta.status_code < 500


# -- every page of the administration ----------------------------------------------------------------------------------

AMMINISTRANO = ("amministratore", "superutente")
MODELLI_AMMINISTRATI = {m._meta.label_lower: m for m in admin.site._registry if m is not Atto}


def liberi(modello: type[models.Model]) -> set[str]:
    """The free texts of a model and of the rows inside its page."""
    inline = admin.site._registry[modello].inlines
    return {
        c.name
        for m in (modello, *(i.model for i in inline))
        for c in m._meta.concrete_fields
        if isinstance(c, models.CharField | models.TextField)
        and not isinstance(c, models.SlugField | models.URLField | models.EmailField | models.FileField)
        and not c.choices
        and not c.name.startswith(("password", "username", "colore"))
    }


def riscritta(modello: type[models.Model], letti: dict[str, Any], coda: str) -> dict[str, Any]:
    nomi = liberi(modello)
    return {n: [f"{v}{coda}" for v in valori] if n.split("-")[-1] in nomi else valori for n, valori in letti.items()}


def cambiata(modello: type[models.Model], letti: dict[str, Any]) -> dict[str, Any]:
    """A form of the administration with every free text changed, and every row inside it too."""
    dati = riscritta(modello, letti, "x")
    if modello is Nesso and letti:
        dati |= {"da": letti["a"], "a": letti["da"]}
    return dati | ({"ultimo_giorno": ["31"]} if modello is ImpostazioniSolleciti else {})


def nuova(modello: type[models.Model], letti: dict[str, Any]) -> dict[str, Any]:
    """The same form for another row: codes and numbers that nobody has, and nothing inside it."""
    unici = {"codice": "nuovo", "ordine": "77", "numero": "77", "anno": "2077"}
    dati = riscritta(modello, letti, "y")
    dati |= {n: [v] for n, v in unici.items() if n in dati}
    dati |= {"tipo": ["numero"], "accumulo": ["ultimo"]} if modello is Indicatore else {}
    return dati | {n: ["0"] for n in dati if n.endswith(("-TOTAL_FORMS", "-INITIAL_FORMS"))}


def spediti_all_amministrazione(mondo: DueEnti, modello: type[models.Model]) -> list[tuple[str, dict[str, Any]]]:
    """What the administrator's browser would send to change, add and delete a row: address and fields."""
    pk = riga_di(mondo, modello).pk
    letta = mondo.clienti["superutente"].get(pagina(modello, "change", pk))
    assert letta.status_code == 200
    letti = max(leggi_moduli(letta.content.decode()), key=len)
    tutte = {"action": "delete_selected", "_selected_action": pk, "post": "yes"}
    return [
        (pagina(modello, "change", pk), cambiata(modello, letti)),
        (pagina(modello, "add"), nuova(modello, letti)),
        (pagina(modello, "delete", pk), {"post": "yes"}),
        (pagina(modello, "changelist"), tutte),
    ]


UNO_SOLO = {ImpostazioniSolleciti, Documento}
"""Of these the body, or the cycle, has one already; a person is made in two pages."""


@pytest.mark.parametrize("nome", MODELLI_AMMINISTRATI)
def test_the_administration_opens_no_lock(mondo: DueEnti, nome: str) -> None:
    modello = MODELLI_AMMINISTRATI[nome]
    spediti = spediti_all_amministrazione(mondo, modello)
    if not getattr(admin.site._registry[modello], "sola_lettura", ""):
        with annullato():
            for dove, dati in spediti[: 1 if modello in UNO_SOLO | {Utente} else 2]:
                prima = tutto()
                risposta = mondo.clienti["superutente"].post(dove, dati)
                assert risposta.status_code == 302, risposta.context["errors"]
                assert tutto() != prima, "senza serratura non scrive: la prova non proverebbe nulla"
    for serratura, (chiude, resta) in SERRATURE.items():
        with annullato():
            chiude(mondo)
            prima = resta(mondo)
            for dove, dati in spediti:
                for chi in AMMINISTRANO:
                    prova(mondo.clienti[chi], dove, dati)
            assert resta(mondo) == prima, serratura
