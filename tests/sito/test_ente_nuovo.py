"""A new body without prospettive, from an empty installation to its Relazione, in a browser and by the pages only."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection

from cruscotto.models import Ciclo, Cruscotto, Prospettiva
from ente.models import Ente, Ufficio, Utente
from ente.registro_protetto import senza_protezione
from relazione.models import Stesura
from tests.mondi.accessibile import guasti_axe
from tests.mondi.detto import tutto
from tests.mondi.fogli import xlsx
from tests.mondi.lavori import esegui_lavori
from tests.sito.test_altre_forme import VUOTA, nudo
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_volta]

ANNO = date.today().year
FOGLIO = (
    ("Obiettivo strategico", "Indicatore", "Ufficio", "Verso", "Target"),
    ("1. Aiutare le imprese", "Imprese aiutate", "Sportello unico", "crescente", 100),
    ("1. Aiutare le imprese", "Giorni per una risposta", "Sportello unico", "decrescente", 10),
    ("2. Curare le persone", "Ore di formazione", "Sportello unico", "crescente", 20),
)
VALORI = {"Imprese aiutate": "95", "Giorni per una risposta": "10,5", "Ore di formazione": "18,6"}
SAL = "94%"
"""By hand: 95% and (2 × 10 − 10,5) / 10 = 95% make 95% for the first objective, 18,6 / 20 = 93% is the second."""

COLONNE = re.compile(r'<select name="campo:.*?</select>', re.DOTALL)
"""What a column of a sheet may be: any level, whatever the body has."""


@pytest.fixture
def vuota(transactional_db: None) -> None:
    """An installation with nothing in it: the first transactional test would find the demo."""
    with senza_protezione(connection):
        call_command("flush", interactive=False, verbosity=0)


def riempi(pagina: Page, **campi: str) -> None:
    for nome, valore in campi.items():
        pagina.locator(f"[name={nome}]").fill(valore)


def salva(pagina: Page) -> None:
    """The save of the administration."""
    with pagina.expect_navigation():
        pagina.locator("[name=_save]").click()
    assert pagina.locator(".errornote").count() == 0, pagina.locator("form").inner_text()


def premi(pagina: Page, nome: str) -> None:
    with pagina.expect_navigation():
        pagina.get_by_role("button", name=nome).first.click()


def guarda(pagina: Page) -> None:
    """Clean for axe, no wider than the screen, and nothing of levels that the body does not have."""
    for larghezza in (360, 1440):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza, pagina.url
    assert guasti_axe(pagina) == [], pagina.url
    contenuto = COLONNE.sub("", pagina.content())
    assert "prospettiv" not in nudo(contenuto), pagina.url
    assert VUOTA.search(contenuto) is None, pagina.url


def test_from_nothing_to_the_relazione(vuota: None, pagina: Page, live_server: LiveServer, tmp_path: Path) -> None:
    call_command("createsuperuser", interactive=False, username="sistema", email="sistema@example.it")
    entra(pagina, live_server, Utente.objects.get(username="sistema"))
    apre_l_ente(pagina, live_server.url)
    entra(pagina, live_server, Utente.objects.get(username="ufficio"))
    dice_come_misura(pagina, live_server.url)
    apre_il_ciclo(pagina, live_server.url)
    importa_il_foglio(pagina, live_server.url, tmp_path)
    da_un_incarico(pagina, live_server.url)
    scrive_i_valori(pagina, live_server.url)
    legge_le_pagine(pagina, live_server.url)
    chiede_la_relazione(pagina, live_server.url, tmp_path)


def apre_l_ente(pagina: Page, sito: str) -> None:
    """The body, and the person who will do everything in it."""
    pagina.goto(f"{sito}/amministrazione/ente/ente/add/")
    riempi(pagina, codice="comunita", denominazione="Comunità di prova")
    salva(pagina)
    pagina.goto(f"{sito}/amministrazione/ente/utente/add/")
    riempi(pagina, username="ufficio", qualifica="Ufficio di piano")
    pagina.locator("[name=ente]").select_option(label="Comunità di prova")
    riempi(pagina, password1="una-parola-lunga-7", password2="una-parola-lunga-7")
    for n, ruolo in enumerate(("amministratore", "controllo")):
        pagina.locator("#incarichi-group .add-row a").click()
        pagina.locator(f"[name=incarichi-{n}-ruolo]").select_option(ruolo)
    salva(pagina)
    utente = Utente.objects.get(username="ufficio")
    pagina.goto(f"{sito}/amministrazione/ente/utente/{utente.pk}/change/")
    pagina.locator("[name=is_staff]").check()
    salva(pagina)
    assert Ente.objects.get().utenti.get() == utente


def dice_come_misura(pagina: Page, sito: str) -> None:
    pagina.goto(f"{sito}/misura/")
    guarda(pagina)
    riempi(pagina, limite_0="50", limite_1="90", motivo="È la misura del nostro SMVP.")
    premi(pagina, "Vedi che cosa cambia")
    premi(pagina, "Conferma")


def apre_il_ciclo(pagina: Page, sito: str) -> None:
    """Who has a sheet and no cycle is led to one."""
    pagina.goto(f"{sito}/importazioni/nuova/?genere=indicatori")
    pagina.get_by_role("link", name="Apri il ciclo di un anno").click()
    riempi(pagina, anno=str(ANNO))
    salva(pagina)
    pagina.goto(f"{sito}/chiusura/{ANNO}/")
    pagina.locator("[name=cadenza]").select_option("anno")
    premi(pagina, "Crea i periodi")
    riempi(pagina, scadenza=date(ANNO, 12, 31).isoformat())
    premi(pagina, "Apri ")


def importa_il_foglio(pagina: Page, sito: str, cartella: Path) -> None:
    """What the sheet names is listed before it is made."""
    file = cartella / "piano.xlsx"
    file.write_bytes(xlsx([list(r) for r in FOGLIO]))
    pagina.goto(f"{sito}/importazioni/nuova/?genere=indicatori")
    pagina.locator("input[type=file]").set_input_files(file)
    premi(pagina, "Carica e controlla")
    esegui_lavori()
    pagina.get_by_role("heading", name="Si crea quello che manca").wait_for()
    mancanti = pagina.locator(".imp-mancanti").inner_text()
    for detto in ("Sportello unico 3 righe", "Cruscotto di ente 3 righe", "2. Curare le persone 1 riga"):
        assert detto in " ".join(mancanti.split()), mancanti
    assert not Cruscotto.objects.exists()
    guarda(pagina)
    pagina.get_by_role("button", name="Conferma e scrivi").click()
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_text("Confermata").first.wait_for()
    assert not Prospettiva.objects.con_nome().exists()


def da_un_incarico(pagina: Page, sito: str) -> None:
    """The office that the sheet made has somebody who writes its values."""
    utente = Utente.objects.get(username="ufficio")
    pagina.goto(f"{sito}/amministrazione/ente/utente/{utente.pk}/change/")
    pagina.locator("#incarichi-group .add-row a").click()
    pagina.locator("[name=incarichi-2-ruolo]").select_option("redattore")
    pagina.locator("[name=incarichi-2-ufficio]").select_option(str(Ufficio.objects.get().pk))
    salva(pagina)


def scrive_i_valori(pagina: Page, sito: str) -> None:
    pagina.goto(f"{sito}/valori/{ANNO}/")
    guarda(pagina)
    for indicatore, valore in VALORI.items():
        riga = pagina.locator("li.valore", has_text=indicatore)
        riga.locator("input[name$=-valore]").fill(valore)
        pagina.keyboard.press("Enter")
        riga.locator('[name$=-versione][value="1"]').wait_for(state="attached")
    premi(pagina, "Trasmetti i valori pronti")


def legge_le_pagine(pagina: Page, sito: str) -> None:
    ciclo = Ciclo.objects.get()
    cruscotto = Cruscotto.objects.get()
    indicatore = cruscotto.collocazioni.get(etichetta="Imprese aiutate").indicatore.codice
    pagina.goto(f"{sito}/cruscotti/{ciclo.anno}/{cruscotto.codice}/")
    assert SAL in pagina.locator(".sintesi").inner_text()
    for strada in (
        f"/cruscotti/{ANNO}/{cruscotto.codice}/",
        f"/cruscotti/{ANNO}/{cruscotto.codice}/?ordine=sal",
        f"/cruscotti/{ANNO}/{cruscotto.codice}/pesi/",
        f"/indicatori/{ANNO}/{indicatore}/",
        f"/albero/{ANNO}/?apri=tutto",
        f"/mappa/{ANNO}/",
        f"/matrice/{ANNO}/",
        f"/elenco/{ANNO}/",
        f"/chiusura/{ANNO}/",
        "/",
    ):
        pagina.goto(f"{sito}{strada}")
        guarda(pagina)


def chiede_la_relazione(pagina: Page, sito: str, cartella: Path) -> None:
    pagina.goto(f"{sito}/documenti/{ANNO}/")
    guarda(pagina)
    with pagina.expect_navigation():
        pagina.locator("#relazione").get_by_role("button", name="Comincia").click()
    guarda(pagina)
    pagina.goto(f"{sito}/documenti/{ANNO}/")
    with pagina.expect_navigation():
        pagina.locator("#relazione").get_by_role("button", name="Chiedi il file").click()
    esegui_lavori()
    stesura = Stesura.objects.get()
    assert stesura.stato == "pronto", stesura.messaggio
    pagina.goto(f"{sito}/documenti/{ANNO}/")
    with pagina.expect_download() as scaricata:
        pagina.locator(".doc-pronta a[download]").first.click()
    file = cartella / "relazione.pdf"
    scaricata.value.save_as(file)
    detti = dict(tutto(file.read_bytes(), "pdf"))
    letto = " ".join(detti["testo letto"].split())
    assert SAL in letto
    assert "1. Aiutare le imprese" in letto
    assert [nome for nome, testo in tutto(file.read_bytes(), "pdf") if "prospettiv" in testo.casefold()] == []
