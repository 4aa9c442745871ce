"""A column pasted in a real browser, from its clipboard; the value of the period before by one key; nothing hidden by
the bar at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cruscotto.rilevazione.test_incolla import scritti
from tests.cruscotto.rilevazione.test_valori_browser import apri, attivo, salvato
from tests.mondi.accessibile import guasti_axe
from tests.mondi.valori import Prova, crea_prova, di_ogni_tipo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prova(transactional_db: None) -> Prova:
    return crea_prova()


def copia(pagina: Page, testo: str) -> None:
    """Put a text on the clipboard, as another program would."""
    pagina.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pagina.evaluate("testo => navigator.clipboard.writeText(testo)", testo)


def test_a_column_from_the_clipboard_and_its_undo(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    uno, due, _tre, quattro = (prova.nuovo(n).pk for n in ("uno", "due", "tre", "quattro"))
    apri(pagina, live_server, prova)
    copia(pagina, "9,5\r\n10\r\n12\r\n")
    pagina.locator(f"#v{quattro}-valore").fill("4")  # not yet saved
    pagina.locator(f"#v{uno}-valore").focus()
    with pagina.expect_navigation():
        pagina.keyboard.press("Control+V")
    assert attivo(pagina) == "incollato"
    assert scritti(prova) == {"uno": "9,5", "due": "10", "tre": "12", "quattro": "4"}
    for larghezza in (360, 1440):
        # As high as the page: a bar that stays lies on nothing, wherever one has scrolled to.
        pagina.set_viewport_size({"width": larghezza, "height": 4000})
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        assert guasti_axe(pagina) == [], larghezza
    pagina.keyboard.press("Tab")
    with pagina.expect_navigation():
        pagina.keyboard.press("Enter")
    assert pagina.locator(f"#v{due}-valore").input_value() == ""
    assert pagina.locator(f"#v{quattro}-valore").input_value() == "4"
    assert pagina.locator("#incollato").count() == 0


def test_one_cell_in_a_box_goes_there_and_nothing_is_sent(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    uno = prova.nuovo("uno").pk
    apri(pagina, live_server, prova)
    copia(pagina, "9,5\r\n")
    pagina.locator(f"#v{uno}-valore").focus()
    pagina.keyboard.press("Control+V")
    assert pagina.locator(f"#v{uno}-valore").input_value() == "9,5"
    assert prova.rilevazioni.count() == 0
    pagina.keyboard.press("Enter")
    salvato(pagina, uno, 1)


def test_a_cell_on_a_day_and_on_a_choice(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    i = di_ogni_tipo(prova)
    apri(pagina, live_server, prova)
    for nome, cella, testo in (("data", "20/06/2025\r\n", "20/06/2025"), ("ordinale", "buono\r\n", "Buono")):
        copia(pagina, cella)
        pagina.locator(f"#v{i[nome].pk}-valore").focus()
        with pagina.expect_navigation():
            pagina.keyboard.press("Control+V")
        assert prova.valore(i[nome]).testo == testo


def test_what_cannot_be_pasted_has_the_focus(page: Page, live_server: LiveServer, prova: Prova) -> None:
    pagina = page  # a page that is refused is an error on the console
    uno, due = prova.nuovo("uno").pk, prova.nuovo("due").pk
    apri(pagina, live_server, prova)
    copia(pagina, "9\r\nnove\r\n")
    pagina.locator(f"#v{uno}-valore").focus()
    with pagina.expect_navigation():
        pagina.keyboard.press("Control+V")
    assert attivo(pagina) == f"v{due}-valore"
    assert pagina.locator(f"#v{due}-valore").input_value() == "nove"
    assert "«nove» non è leggibile" in pagina.locator(f"#esito-{due}").inner_text()


def test_the_period_before_by_one_key(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    uno, due, tre = prova.nuovo("uno", prima="7").pk, prova.nuovo("due", prima="8").pk, prova.nuovo("tre").pk
    apri(pagina, live_server, prova)
    pagina.locator(f"#v{uno}-valore").focus()
    pagina.keyboard.press("=")
    assert pagina.locator(f"#v{uno}-valore").input_value() == "7"
    pagina.keyboard.press("Enter")
    salvato(pagina, uno, 1)
    pagina.keyboard.type("5=")  # never over what is there
    assert pagina.locator(f"#v{due}-valore").input_value() == "5"
    assert "c’è già un valore" in pagina.locator(f"#esito-{due}").inner_text()
    pagina.locator(f"#v{due}-valore").fill("")
    pagina.locator(f"#v-{due}").get_by_role("button", name="Come prima").click()
    assert pagina.locator(f"#v{due}-valore").input_value() == "8"
    assert attivo(pagina) == f"v{due}-valore"
    pagina.keyboard.press("Enter")
    salvato(pagina, due, 1)
    pagina.keyboard.press("=")
    assert "Nel periodo prima non c’è un valore" in pagina.locator(f"#esito-{tre}").inner_text()


def test_without_javascript(browser: Browser, live_server: LiveServer, prova: Prova) -> None:
    uno, due = prova.nuovo("uno", prima="7"), prova.nuovo("due")
    pagina = browser.new_context(java_script_enabled=False, locale="it-IT").new_page()
    apri(pagina, live_server, prova)
    with pagina.expect_navigation():
        pagina.locator(f"#v-{uno.pk}").get_by_role("button", name="Come prima").click()
    assert prova.valore(uno).testo == "7"
    pagina.get_by_text("Incolla una colonna di Excel").click()
    pagina.get_by_label("Le celle copiate").fill("9\n10\n")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Incolla nel foglio").click()
    assert (prova.valore(uno).testo, prova.valore(due).testo) == ("9", "10")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Annulla l’incolla").click()
    assert prova.valore(uno).testo == "7"
    pagina.context.close()


@pytest.mark.parametrize("alta", [640, 900])
@pytest.mark.parametrize("larga", [360, 1440])
def test_the_focus_is_never_under_the_bars(
    pagina: Page, live_server: LiveServer, prova: Prova, larga: int, alta: int
) -> None:
    for n in range(12):
        prova.nuovo(f"n{n}", prima="7")
    pagina.set_viewport_size({"width": larga, "height": alta})
    apri(pagina, live_server, prova)
    pagina.locator(".caselle input").first.focus()
    for tasto in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        pagina.keyboard.press(tasto)
        for _ in range(20):  # the page scrolls smoothly
            if not (sotto := pagina.evaluate(SOTTO)):
                break
            pagina.wait_for_timeout(50)
        assert sotto == "", tasto


SOTTO = """() => {
  const e = document.activeElement, r = e.getBoundingClientRect();
  if (!e.closest(".valore")) return "";
  return [".foglio-azioni", ".foglio-colonne"].filter((quale) => {
    const barra = document.querySelector(quale).getBoundingClientRect();
    return barra.height && r.bottom > barra.top + 1 && r.top < barra.bottom - 1;
  }).map((quale) => `${e.id || e.className || e.innerText} sotto ${quale}: ${r.top}–${r.bottom}`).join();
}"""
