"""What a browser says of a box that stops a form, in a browser that speaks English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sito.test_lingua import INGLESE

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

CASI = {
    '<input name="a" required>': "Scrivete qui: non può restare vuoto.",
    '<textarea name="a" required></textarea>': "Scrivete qui: non può restare vuoto.",
    '<input name="a" type="checkbox" required>': "Spuntate la casella per andare avanti.",
    '<input name="a" type="radio" required>': "Scegliete una voce.",
    '<select name="a" required><option value=""></option></select>': "Scegliete una voce.",
    '<input name="a" type="file" required>': "Scegliete un file.",
    '<input name="a" type="date" required>': "Scrivete la data.",
    '<input name="a" type="email" value="posta">': "Scrivete un indirizzo di posta, per esempio ufficio@ente.it.",
    '<input name="a" type="url" value="www">': "Scrivete l’indirizzo intero, per esempio https://www.ente.it/.",
    '<input name="a" pattern="\\d+" title="Solo cifre." value="x">': "Solo cifre.",
    '<input name="a" type="number" min="2" value="1">': "Non meno di 2.",
    '<input name="a" type="number" max="2" value="3">': "Non più di 2.",
    '<input name="a" type="date" min="2020-05-01" value="2020-04-30">': "Non prima del 01/05/2020.",
    '<input name="a" type="date" max="2020-05-01" value="2020-05-02">': "Non dopo il 01/05/2020.",
    '<input name="a" type="number" min="0" value="1.5">': "Scrivete un numero intero.",
    '<input name="a" type="number" min="0" step="0.5" value="1.2">': "Scrivete un numero che va di 0,5 in 0,5.",
}
METTI = """(html) => {
  const modulo = document.createElement("form");
  modulo.id = "prova";
  modulo.innerHTML = `${html}<button>Invia</button>`;
  modulo.addEventListener("submit", (e) => { e.preventDefault(); window.inviato = true; });
  document.body.append(modulo);
  const campo = modulo.elements[0];
  modulo.querySelector("button").click();
  const detto = campo.validationMessage;
  modulo.remove();
  return detto;
}"""


@pytest.mark.django_db(transaction=True)
def test_a_box_that_stops_a_form_says_why_in_italian(browser: Browser, live_server: LiveServer) -> None:
    contesto = browser.new_context(locale="en-US")
    pagina = contesto.new_page()
    pagina.goto(f"{live_server.url}/accesso/")
    for html, atteso in CASI.items():
        detto = pagina.evaluate(METTI, html)
        assert detto == atteso, html
        assert not INGLESE.search(detto)
    # by hand, on a form of ours: told once, then free to go on
    pagina.get_by_role("button", name="Entra").click()
    nome = pagina.get_by_label("Nome utente")
    assert nome.evaluate("e => e.validationMessage") == "Scrivete qui: non può restare vuoto."
    nome.fill("qualcuno")
    pagina.get_by_label("Password", exact=True).fill("una password")
    with pagina.expect_navigation():
        pagina.keyboard.press("Enter")
    contesto.close()


@pytest.mark.django_db(transaction=True)
def test_what_was_said_stops_nothing_once_it_is_mended_by_a_script(browser: Browser, live_server: LiveServer) -> None:
    contesto = browser.new_context(locale="en-US")
    pagina = contesto.new_page()
    pagina.goto(f"{live_server.url}/accesso/")
    pagina.get_by_role("button", name="Entra").click()
    pagina.evaluate("document.querySelectorAll('#id_login, #id_password').forEach((e) => { e.value = 'qualcosa'; })")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Entra").click()
    contesto.close()
