"""In a real browser: the page to try the API, with nothing from elsewhere; tokens by keyboard, clean for axe."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from cruscotto.models import Ciclo
from ente.models import Gettone, Utente
from tests.cruscotto.importazione.test_importazioni_browser import controlla, vai
from tests.mondi.accessibile import guasti_axe
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

NON_NOSTRE = [".swagger-ui"]
"""What Swagger UI draws is as its authors made it: the same operations are in the manual and in the schema."""


def test_the_page_to_try_the_api(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    """``pagina`` fails at any error on the console: a violation of the CSP is one."""
    chiesti: list[str] = []
    pagina.on("request", lambda richiesta: chiesti.append(richiesta.url))
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/api/v1/docs/")
    operazione = pagina.locator("#operations-cicli-cicli_elenco")
    operazione.get_by_role("button").first.click()
    operazione.get_by_role("button", name="Try it out").click()
    operazione.get_by_role("button", name="Execute").click()
    risposta = operazione.locator(".live-responses-table .response .microlight").first
    risposta.wait_for()
    assert '"triennio": "2019-2021"' in risposta.inner_text()
    qui = urlsplit(live_server.url).netloc
    assert {urlsplit(u).netloc for u in chiesti if not u.startswith("data:")} == {qui}
    assert [u for u in chiesti if urlsplit(u).path == "/api/v1/cicli"]
    trovate = guasti_axe(pagina, fuori=NON_NOSTRE)
    assert trovate == []


def test_a_token_by_keyboard(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/ente/gettoni/")
    controlla(pagina)
    vai_al_campo(pagina, "nome")
    pagina.keyboard.type("magazzino dati")
    vai(pagina, "Crea")
    pagina.locator("#testo-gettone").wait_for()
    testo = pagina.locator("#testo-gettone").input_value()
    assert testo.startswith("cann_")
    controlla(pagina)
    pagina.goto(f"{live_server.url}/ente/gettoni/")
    assert testo not in pagina.content()
    controlla(pagina)
    vai(pagina, "magazzino dati")
    pagina.get_by_text("è revocato").wait_for()
    controlla(pagina)
    assert Gettone.objects.get().revocato_il is not None


def vai_al_campo(pagina: Page, nome: str) -> None:
    for _ in range(80):
        pagina.keyboard.press("Tab")
        if pagina.evaluate("document.activeElement.name || ''") == nome:
            return
    raise AssertionError(f"da tastiera non si arriva a «{nome}»")
