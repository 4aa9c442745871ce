"""The OIV's road in a real browser, by keyboard: from the list of findings to the published documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from relazione.models import CriterioEsaminato, RelazioneApprovata
from tests.mondi.accessibile import finestra, guasti_axe, larga
from tests.mondi.edizioni import sigillata
from tests.mondi.lavori import esegui_lavori
from tests.mondi.scena import ANNO, Scena, crea_scena
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
APPUNTO = "Da chiedere a voce"


def senza_difetti(pagina: Page) -> None:
    """axe finds nothing at either width, and nothing is wider than the page."""
    for misure in ((360, 800), (1440, 900)):
        finestra(pagina, misure)
        assert guasti_axe(pagina) + larga(pagina) == [], misure


def premi(pagina: Page, nome: str) -> None:
    """A button or a link reached and pressed by keyboard."""
    comincia = re.compile(f"^{re.escape(nome)}")  # then it may say whom it writes to
    trovato = pagina.get_by_role("button", name=comincia).or_(pagina.get_by_role("link", name=comincia)).first
    trovato.wait_for()
    trovato.focus()
    pagina.keyboard.press("Enter")


def giudica_tutti(pagina: Page) -> None:
    """Each criterion judged by keyboard: the choice by its first letters, the reason typed, Enter on the button."""
    for codice in list(CriterioEsaminato.objects.values_list("codice", flat=True)):
        sezione = pagina.locator(f"#criterio-{codice}")
        sezione.get_by_label("Giudizio").focus()
        pagina.keyboard.type("Conforme")
        sezione.get_by_label("Motivazione").focus()
        pagina.keyboard.type("Visto nelle evidenze.")
        sezione.get_by_role("button", name="Salva il giudizio").focus()
        pagina.keyboard.press("Enter")
        pagina.get_by_text("Il giudizio sul criterio").first.wait_for()
    assert not CriterioEsaminato.objects.filter(giudizio="").exists()


def annota(pagina: Page) -> None:
    """A working paper, by keyboard."""
    apri = pagina.get_by_text("Aggiungi una carta di lavoro")
    apri.focus()
    pagina.keyboard.press("Enter")
    pagina.get_by_label("Nota").focus()
    pagina.keyboard.type(APPUNTO)
    premi(pagina, "Aggiungi")
    pagina.locator(".val-elenco-carte").get_by_text(APPUNTO).first.wait_for()


def test_from_the_findings_to_the_published_documents(pagina: Page, live_server: LiveServer) -> None:
    scena: Scena = crea_scena()
    sigillata(scena)
    entra(pagina, live_server, scena["ugo"])
    pagina.goto(f"{live_server.url}/documenti/{ANNO}/controlli/")
    premi(pagina, "Validazione: i criteri e le evidenze")
    premi(pagina, "Comincia l’esame dell’edizione n. 1")
    pagina.get_by_text("0 criteri giudicati su 11").wait_for()
    senza_difetti(pagina)
    giudica_tutti(pagina)
    annota(pagina)
    senza_difetti(pagina)
    pagina.locator("section[aria-labelledby=atto]").get_by_role("link", name="edizioni").focus()
    pagina.keyboard.press("Enter")
    pagina.get_by_label("Conclusioni").focus()
    pagina.keyboard.type("La Relazione è conforme.")
    premi(pagina, "Valida la Relazione")
    pagina.get_by_text("è validata: il controllo").first.wait_for()
    esegui_lavori()
    pagina.context.clear_cookies()
    entra(pagina, live_server, scena["carla"])
    pagina.goto(f"{live_server.url}/documenti/{ANNO}/edizioni/")
    premi(pagina, f"Pubblica la Relazione {ANNO}")
    pagina.get_by_text(f"La Relazione {ANNO} è pubblicata").first.wait_for()
    pagina.goto(f"{live_server.url}/documenti/{ANNO}/validazione/")
    assert APPUNTO not in pagina.content() and "Visto nelle evidenze." in pagina.content()
    senza_difetti(pagina)
    pagina.context.clear_cookies()
    legge_chiunque(pagina, live_server, scena)


def legge_chiunque(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    """Without signing in: the two documents and the third, as PDF, each under its item."""
    pagina.goto(f"{live_server.url}/pubblico/{scena.ente.codice}/")
    senza_difetti(pagina)
    edizione = RelazioneApprovata.objects.get()
    for tipo in ("validazione", "accompagnamento", "funzionamento"):
        dove = pagina.locator(f"#{tipo} a[href$='.pdf']").first.get_attribute("href")
        avuto = pagina.request.get(f"{live_server.url}{dove}")
        assert avuto.ok and avuto.body().startswith(b"%PDF")
        assert edizione.file.get(nome=f"{tipo}-{ANNO}.pdf").dimensione == len(avuto.body())
    assert APPUNTO not in pagina.content()
