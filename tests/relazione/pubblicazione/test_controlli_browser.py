"""The page of the controls in a real browser: run on the real year, a finding accepted, narrow and wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.controlli.actions.verifica import verifica_relazione
from relazione.models import EsitoAccettato, Verifica
from tests.cruscotto.importazione.test_importazioni_browser import controlla
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_run_accept_and_filter(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/documenti/{demo.anno}/")
    pagina.get_by_role("link", name=re.compile("I controlli della Relazione")).click()
    pagina.get_by_role("button", name="Ricontrolla la Relazione").click()
    pagina.get_by_text(re.compile("da correggere o accettare")).wait_for()
    controlla(pagina)
    esiti = Verifica.objects.get().esiti
    assert pagina.locator("main li[id^=esito-]").count() == len(esiti)
    primo = pagina.locator("main li[id^=esito-]").first
    primo.locator("summary").click()
    controlla(pagina)
    primo.get_by_label("Motivo").fill("Lo dice la nota della tavola.")
    primo.get_by_role("button", name="Accetta").click()
    pagina.get_by_text("Lo dice la nota della tavola.").wait_for()
    assert EsitoAccettato.objects.get().chiave == esiti[0]["chiave"]
    pagina.get_by_label("Famiglia").select_option("R12")
    pagina.get_by_role("button", name="Mostra").click()
    assert pagina.locator("main li[id^=esito-]").count() == sum(e["regola"] == "R12" for e in esiti)
    controlla(pagina)


def test_a_finding_is_reached_from_where_the_thing_is(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    controllo = Utente.objects.get(username="controllo")
    verifica_relazione(ciclo=demo, da=controllo)
    entra(pagina, live_server, controllo)
    for strada in (f"indicatori/{demo.anno}/i025", f"contesto/{demo.anno}/personale-titolo-studio"):
        pagina.goto(f"{live_server.url}/{strada}/")
        pagina.get_by_role("heading", name="Che cosa non torna, secondo i controlli").wait_for()
        controlla(pagina)
        meno_grave = pagina.locator(".esiti-qui a").last  # its group is closed, until one comes for it
        nome = meno_grave.inner_text()
        meno_grave.click()
        pagina.locator("main li:target").get_by_role("link", name=nome, exact=True).wait_for()
    controlla(pagina)
