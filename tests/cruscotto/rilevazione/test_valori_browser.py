"""The sheet in a real browser: by keyboard alone, two persons, a site that does not answer, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.mondi.accessibile import guasti_axe
from tests.mondi.valori import ANNO, Prova, crea_prova, di_ogni_tipo
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prova(transactional_db: None) -> Prova:
    return crea_prova()


def apri(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    entra(pagina, live_server, prova.redattore)
    pagina.goto(f"{live_server.url}/valori/{ANNO}/")


def attivo(pagina: Page) -> str:
    """Where the keyboard is."""
    return str(pagina.evaluate("document.activeElement.id"))


def salvato(pagina: Page, chiave: int, versione: int) -> None:
    """Wait until the page says that the site has a version of a value."""
    pagina.locator(f'[name="v{chiave}-versione"][value="{versione}"]').wait_for(state="attached")


def compila(pagina: Page, i: dict[str, int]) -> None:
    """Fill in every box from the first one, by keys alone."""
    tasti = pagina.keyboard
    for nome, scritto in (("numero", ""), ("giorni", "8"), ("percentuale", "82,5"), ("euro", "650000")):
        assert attivo(pagina) == f"v{i[nome]}-valore"
        tasti.type(scritto)
        tasti.press("Enter")
    assert attivo(pagina) == f"v{i['data']}-valore"
    pagina.locator(f"#v{i['data']}-valore").fill("2025-06-20")  # typed, its order is the browser's
    tasti.press("Enter")
    for tasto in ("b", "s"):  # Buono, Sì
        tasti.press(tasto)
        tasti.press("Enter")
    tasti.type("Positivo")
    tasti.press("Enter")
    tasti.press("s")
    tasti.press("Enter")
    for scritto in ("299", "300", "100", "100"):
        tasti.type(scritto)
        tasti.press("Enter")


def test_a_period_by_keyboard_alone(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    i = {nome: indicatore.pk for nome, indicatore in di_ogni_tipo(prova).items()}
    apri(pagina, live_server, prova)
    assert guasti_axe(pagina) == []
    pagina.locator(f"#v{i['numero']}-valore").focus()
    tasti = pagina.keyboard
    tasti.type("niente")
    pagina.locator(f"#e-{i['numero']}-testo").wait_for()
    tasti.press("Control+a")
    tasti.type("9")
    pagina.locator(f"#esito-{i['numero']}").get_by_text("90%").wait_for()
    assert not prova.rilevazioni.filter(periodo=prova.periodo).exists()
    compila(pagina, i)
    for chiave in i.values():
        salvato(pagina, chiave, 1)
    assert prova.rilevazioni.filter(periodo=prova.periodo, stato="bozza").count() == len(i)
    assert prova.rilevazioni.get(indicatore=i["rapporto"]).testo == "99,6667% (299/300)"
    assert prova.atti("salva valore") == len(i)  # each once
    for larghezza in (360, 800, 1440):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        assert guasti_axe(pagina) == [], larghezza
    for _ in range(60):
        tasti.press("Tab")
        if "Trasmetti i valori pronti" in str(pagina.evaluate("document.activeElement.innerText || ''")):
            break
    with pagina.expect_navigation():
        tasti.press("Enter")
    assert prova.rilevazioni.filter(periodo=prova.periodo, stato="trasmessa").count() == len(i)


def test_leaving_a_row_saves_it_and_the_arrows_move(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    uno, due, tre = (prova.nuovo(n).pk for n in ("uno", "due", "tre"))
    apri(pagina, live_server, prova)
    pagina.locator(f"#v{uno}-valore").focus()
    pagina.keyboard.type("9")
    pagina.keyboard.press("ArrowDown")
    assert attivo(pagina) == f"v{due}-valore"
    salvato(pagina, uno, 1)
    pagina.keyboard.press("ArrowDown")
    assert attivo(pagina) == f"v{tre}-valore"
    pagina.keyboard.press("ArrowUp")
    pagina.keyboard.type("5")  # below the threshold: the row opens what it wants
    pagina.locator(f"#v{due}-causa").wait_for()
    pagina.keyboard.press("Tab")
    assert attivo(pagina) == f"v{due}-causa"
    assert prova.rilevazioni.count() == 1  # still in the row
    pagina.locator(f"#v{due}-causa").select_option("personale")
    pagina.locator(f"#v{due}-causa_scostamento").fill("Una persona in meno.")
    pagina.locator(f"#v{due}-azione_correttiva").fill("Recupero.")
    pagina.locator(f"#v{due}-azione_entro").fill("2025-12-31")
    pagina.keyboard.press("Enter")
    salvato(pagina, due, 1)
    pagina.locator(f"#trasmetti-{due}").click()
    pagina.locator(f"#riprendi-{due}").wait_for()
    assert attivo(pagina) == f"riprendi-{due}"
    assert prova.rilevazioni.get(indicatore=due).stato == "trasmessa"
    assert pagina.locator(f"#v{due}-valore").count() == 0


def test_two_persons_on_one_value(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    uno = prova.nuovo("uno")
    apri(pagina, live_server, prova)
    prova.scrivi(uno, "7", inserita_da=prova.redattore)
    pagina.locator(f"#v{uno.pk}-valore").fill("9")
    pagina.keyboard.press("Enter")
    pagina.locator(f"#tieni-{uno.pk}").wait_for()
    assert "Salvato da Redattore dei servizi" in pagina.locator(f"#esito-{uno.pk}").inner_text()
    assert prova.rilevazioni.get().testo == "7"
    pagina.locator(f"#tieni-{uno.pk}").click()
    salvato(pagina, uno.pk, 2)
    assert prova.rilevazioni.get().testo == "9"
    assert pagina.locator(".conflitto").count() == 0


def test_nothing_is_lost_when_the_site_does_not_answer(page: Page, live_server: LiveServer, prova: Prova) -> None:
    uno = prova.nuovo("uno")
    apri(page, live_server, prova)

    def cade(rotta: Route) -> None:
        rotta.abort()

    page.route("**/valori/**", cade)
    page.locator(f"#v{uno.pk}-valore").fill("9")
    page.keyboard.press("Enter")
    page.get_by_text("Non salvato: il sito non risponde.").first.wait_for()
    assert page.locator(f"#v{uno.pk}-valore").input_value() == "9"
    page.unroute("**/valori/**", cade)
    page.locator(f"#v{uno.pk}-valore").press("Enter")
    salvato(page, uno.pk, 1)
    # the session ends: the login page does not take the place of the row
    page.context.clear_cookies(name="sessionid")
    page.locator(f"#v{uno.pk}-valore").fill("10")
    page.keyboard.press("Enter")
    page.locator(".valore-guasto").filter(has_text="la sessione è scaduta").wait_for()
    assert page.locator(f"#v{uno.pk}-valore").input_value() == "10"
    assert prova.rilevazioni.get().testo == "9"


def test_without_javascript(browser: Browser, live_server: LiveServer, prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    pagina = browser.new_context(java_script_enabled=False, locale="it-IT").new_page()
    apri(pagina, live_server, prova)
    pagina.locator(f"#v{due.pk}-valore").fill("boh")
    pagina.locator(f"#v{uno.pk}-valore").fill("10")
    with pagina.expect_navigation():
        pagina.keyboard.press("Enter")  # the first button of the form: save
    assert prova.valore(uno).stato == "bozza"
    assert pagina.locator(f"#v{due.pk}-valore").input_value() == "boh"
    pagina.locator(f"#v{due.pk}-valore").fill("11")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Trasmetti i valori pronti").click()
    assert prova.valore(uno).stato == prova.valore(due).stato == "trasmessa"
    with pagina.expect_navigation():
        pagina.locator(f"#riprendi-{due.pk}").click()
    assert prova.valore(due).stato == "bozza"
    pagina.context.close()
