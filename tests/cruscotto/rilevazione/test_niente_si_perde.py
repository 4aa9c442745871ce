"""Nothing typed on the sheet of the values is lost, in any browser: who leaves it saves, or stays and reads why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Indicatore
from ente.models import Incarico, Ruolo, Utente
from tests.mondi.motori import Finestra
from tests.mondi.valori import ANNO, HTMX, Prova, crea_prova
from tests.sito.test_percorsi import entra as entra_pagina
from tests.sito.test_ricarica import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_volta]

FOGLIO = f"/valori/{ANNO}/"


@pytest.fixture
def prova(transactional_db: None) -> Prova:
    return crea_prova()


def sotto_soglia(finestra: Finestra, indicatore: Indicatore) -> None:
    """Write a value below the threshold, with a part of what it then wants, and leave all of it unsaved."""
    riga = f"#v{indicatore.pk}"
    finestra.scrivi(f"{riga}-valore", "5")
    finestra.finche(lambda: finestra.si_vede(f"{riga}-causa_scostamento"), "la riga non chiede la causa")
    finestra.scrivi(f"{riga}-causa_scostamento", "Una persona in meno.")
    finestra.scrivi(f"{riga}-azione_correttiva", "Recupero a ottobre.")


def salvato(prova: Prova, indicatore: Indicatore) -> tuple[str, str, str]:
    valore = prova.valore(indicatore)
    return valore.testo, valore.causa_scostamento, valore.azione_correttiva


TUTTO = ("5", "Una persona in meno.", "Recupero a ottobre.")


def test_adding_a_link_saves_the_row(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    uno = prova.nuovo("uno")
    entra(finestra, live_server, prova.redattore, FOGLIO)
    sotto_soglia(finestra, uno)
    finestra.clicca(f"#v-{uno.pk} .altro summary")
    finestra.scrivi(f"#v{uno.pk}-nota", "Vedi la determina.")
    with finestra.cambia_pagina():
        finestra.clicca(f'[value="evidenze:{uno.pk}"]')
    assert finestra.testo("h1") == "Evidenze"
    assert salvato(prova, uno) == TUTTO
    assert prova.valore(uno).nota == "Vedi la determina."


def test_following_a_link_saves_the_rows(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    uno = prova.nuovo("uno")
    entra(finestra, live_server, prova.redattore, FOGLIO)
    sotto_soglia(finestra, uno)
    with finestra.cambia_pagina():
        finestra.clicca(f"#v-{uno.pk} .altro summary")
        finestra.clicca(f"#v-{uno.pk} .altro-campi > p a")
    assert "Indicatore uno" in finestra.testo("h1")
    assert salvato(prova, uno) == TUTTO


def test_a_link_waits_for_what_cannot_be_saved(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    entra(finestra, live_server, prova.redattore, FOGLIO)
    finestra.scrivi(f"#v{uno.pk}-valore", "boh")
    finestra.scrivi(f"#v{due.pk}-valore", "9")
    finestra.clicca(".breadcrumb a")
    finestra.finche(lambda: "se uscite lo perdete" in finestra.testo(f"#esito-{uno.pk}"), "non dice che cosa resta")
    assert finestra.valore(f"#v{uno.pk}-valore") == "boh"
    assert finestra.attivo() == f"v{uno.pk}-valore"
    assert prova.valore(due).testo == "9"
    assert prova.manca(uno)


def test_a_date_half_written_in_a_closed_section_is_shown(
    finestra: Finestra, live_server: LiveServer, prova: Prova
) -> None:
    """The section of what the period does not ask is closed by who has half written a date in it."""
    pronto = prova.nuovo("pronto")
    data = prova.nuovo("data", "data", "31/12/2025", direzione="")
    entra(finestra, live_server, prova.redattore, FOGLIO)
    finestra.clicca(".foglio-altri > summary")
    finestra.scrivi(f"#v{data.pk}-valore", "12")
    assert finestra.js("return document.querySelector(arguments[0]).validity.badInput", f"#v{data.pk}-valore")
    finestra.clicca(".foglio-altri > summary")
    assert not finestra.js("return document.querySelector('.foglio-altri').open")
    finestra.scrivi(f"#v{pronto.pk}-valore", "10")
    finestra.clicca('.foglio-azioni [value="trasmetti"]')
    finestra.finche(lambda: "a metà" in finestra.testo(f"#esito-{data.pk}"), "non dice che la data è a metà")
    assert finestra.js("return document.querySelector('.foglio-altri').open")
    assert finestra.si_vede(f"#v{data.pk}-valore")
    assert finestra.attivo() == f"v{data.pk}-valore"


def test_the_button_of_a_row_does_not_send_half_a_date(
    finestra: Finestra, live_server: LiveServer, prova: Prova
) -> None:
    """What was saved stays: a date half written would go as no date."""
    uno = prova.nuovo("uno")
    scritto = {"valore": "5", "versione": "0", "prima": "", "azione_entro": "2025-10-31", "causa": "personale"}
    scritto |= {"causa_scostamento": TUTTO[1], "azione_correttiva": TUTTO[2]}
    assert prova.riga(uno, scritto).status_code == 200
    entra(finestra, live_server, prova.redattore, FOGLIO)
    finestra.js("document.querySelector(arguments[0]).focus()", f"#v{uno.pk}-azione_entro")
    finestra.premi("Backspace")
    assert finestra.js("return document.querySelector(arguments[0]).validity.badInput", f"#v{uno.pk}-azione_entro")
    finestra.clicca(f"#trasmetti-{uno.pk}")
    finestra.finche(lambda: "a metà" in finestra.testo(f"#esito-{uno.pk}"), "non dice che la data è a metà")
    valore = prova.valore(uno)
    assert (valore.stato, str(valore.azione_entro)) == ("bozza", "2025-10-31")


def test_hidden_fields_take_no_focus(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    """From the first box to the last by the Tab key, every stop is seen."""
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    entra(finestra, live_server, prova.redattore, FOGLIO)
    finestra.js("document.querySelector(arguments[0]).focus()", f"#v{uno.pk}-valore")
    fermate: list[str] = []
    while not fermate or fermate[-1] != f"v{due.pk}-valore":
        finestra.premi("Tab")
        fermate.append(finestra.attivo() or str(finestra.js("return document.activeElement.tagName")))
        assert len(fermate) < 20
    assert fermate == ["SUMMARY", f"v{due.pk}-valore"]


# -- without a script --------------------------------------------------------------------------------------------------


def test_adding_a_link_without_javascript(browser: Browser, live_server: LiveServer, prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    pagina = browser.new_context(java_script_enabled=False, locale="it-IT").new_page()
    biscotto = prova.client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.goto(live_server.url + FOGLIO)
    pagina.locator(f"#v{due.pk}-valore").fill("boh")
    pagina.locator(f"#v{uno.pk}-valore").fill("10")
    pagina.locator(f"#v-{uno.pk} summary").click()
    pagina.get_by_role("button", name="Aggiungi o togli evidenze a prova di Indicatore uno").click()
    # what cannot be saved is still there, and one stays to mend it
    assert pagina.locator(f"#v{due.pk}-valore").input_value() == "boh"
    assert prova.valore(uno).testo == "10"
    pagina.locator(f"#v{due.pk}-valore").fill("11")
    pagina.locator(f"#v-{uno.pk} summary").click()
    pagina.get_by_role("button", name="Aggiungi o togli evidenze a prova di Indicatore uno").click()
    assert pagina.locator("h1").inner_text() == "Evidenze"
    assert prova.valore(due).testo == "11"
    pagina.context.close()


def test_the_button_of_the_evidence_leads_nowhere_else(prova: Prova) -> None:
    """A value of another office, or none: the sheet is saved and one stays."""
    uno = prova.nuovo("uno")
    _, modulo = prova.leggi()
    for su in ("", "999999999", "x", f"{uno.pk}-1", "../../1"):
        risposta = prova.manda(modulo.campi, f"evidenze:{su}")
        assert (risposta.status_code, risposta["Location"]) == (302, prova.indirizzo)
    risposta = prova.manda(modulo.campi, f"evidenze:{uno.pk}")
    assert (risposta.status_code, risposta["Location"]) == (302, f"/valori/{ANNO}/2/{uno.pk}/evidenze/")
    pagina = prova.client.get(risposta["Location"], headers=HTMX).content.decode()
    assert "Niente da salvare" not in pagina


def test_half_a_date_is_shown_without_javascript(browser: Browser, live_server: LiveServer, prova: Prova) -> None:
    """The section stays closed, and its content is seen all the same, or the browser would stop the form in silence."""
    data = prova.nuovo("data", "data", "31/12/2025", direzione="")
    prova.nuovo("pronto")
    pagina = browser.new_context(java_script_enabled=False, locale="it-IT").new_page()
    biscotto = prova.client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.goto(live_server.url + FOGLIO)
    pagina.locator(".foglio-altri > summary").click()
    pagina.locator(f"#v{data.pk}-valore").focus()
    pagina.keyboard.type("12")
    pagina.locator(".foglio-altri > summary").click()
    pagina.get_by_role("button", name="Trasmetti i valori pronti").click()
    assert pagina.locator(f"#v{data.pk}-valore").is_visible()
    assert pagina.locator(f"#v{data.pk}-valore").evaluate("e => e === document.activeElement")
    pagina.context.close()


# -- the other forms ---------------------------------------------------------------------------------------------------


@pytest.fixture
def dirigente(prova: Prova) -> Utente:
    utente = Utente.objects.create(username="chi.valida", ente=prova.ente, qualifica="Chi valida")
    Incarico.objects.create(utente=utente, ruolo=Ruolo.DIRIGENTE, area=prova.area)
    return utente


def test_leaving_a_form_in_which_something_is_written_asks(
    pagina: Page, live_server: LiveServer, prova: Prova, dirigente: Utente
) -> None:
    """The reason of a return, when another form is sent or a link is followed; not when it is sent itself."""
    valori = [prova.scrivi(prova.nuovo(nome), "10", stato="trasmessa") for nome in ("uno", "due")]
    uno, due = (v.indicatore_id for v in valori)
    chieste: list[str] = []

    def resta(domanda: Dialog) -> None:
        chieste.append(domanda.type)
        domanda.dismiss()

    entra_pagina(pagina, live_server, dirigente)
    pagina.goto(f"{live_server.url}/revisione/{ANNO}/")
    pagina.locator(f"#valore-{uno} summary").click()
    pagina.locator(f"#motivo-{uno}").fill("Manca l'atto.")
    pagina.on("dialog", resta)
    pagina.get_by_role("button", name="Valida tutti i 2 senza allerte").click()
    pagina.locator(".breadcrumb a").click()
    pagina.wait_for_timeout(200)
    assert chieste == ["beforeunload", "beforeunload"]
    assert pagina.locator(f"#motivo-{uno}").input_value() == "Manca l'atto."
    pagina.locator(f"#valore-{uno}").get_by_role("button", name="Restituisci all’ufficio").click()
    pagina.locator(f"#valore-{uno}.rev-fatta").wait_for()
    # a tick is no text: nobody is asked
    pagina.locator(f"#scelto-{due}").focus()
    pagina.keyboard.press("Space")
    with pagina.expect_navigation():
        pagina.locator(".breadcrumb a").click()
    assert chieste == ["beforeunload", "beforeunload"]


def test_no_hidden_field_has_a_box(
    finestra: Finestra, live_server: LiveServer, prova: Prova, dirigente: Utente
) -> None:
    """In WebKit one that a rule of style shows takes the focus."""
    prova.scrivi(prova.nuovo("uno"), "10", stato="trasmessa")
    prova.nuovo("due")
    nascosti = "[...document.querySelectorAll('input[type=hidden]')]"
    mostrati = f"{nascosti}.filter(e => getComputedStyle(e).display != 'none').map(e => e.name)"
    for chi, dove in (
        (prova.redattore, FOGLIO),
        (dirigente, f"/revisione/{ANNO}/"),
        (dirigente, "/ente/sostituti/"),
        (dirigente, "/ente/gettoni/"),
    ):
        entra(finestra, live_server, chi, dove)
        assert finestra.js(f"return {nascosti}.length") > 0
        assert finestra.js(f"return {mostrati}") == [], dove
