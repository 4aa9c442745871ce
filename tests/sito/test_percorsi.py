"""The path of each role in a real browser: clean for axe, no other host asked, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.models import Utente
from tests.mondi.accessibile import guasti
from tests.mondi.demo import PASSWORD
from tests.mondi.pagine import indirizzo
from tests.sito.test_interrogazioni import scritti

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

CODICI = {
    "cruscotto": "ente",
    "pesi": "ente",
    "piano": "ente",
    "indicatore": "i001",
    "target": "i001",
    "regola": "i001",
    "definizione": "i001",
    "tavola": "imprese-settore",
}
DI_TUTTI = (
    "ente:sostituti",
    "ente:persone",
    "ente:gettoni",
    "ente:collegamenti",
    "cruscotto:lettere",
    "accessibilita",
    "account_change_password",
    "account_logout",
)
PRECLUSE = {"redattore": {"ente:sostituti", "ente:persone"}, "dirigente": {"ente:persone"}}
PERCORSI = {
    "dirigente.area3": ["Revisione", "Cruscotti", "Il Cruscotto di Area 3 – Registro Imprese, Anagrafe e Metrico"],
    "redattore.area3": ["I miei valori", "Elenco"],
    "controllo": ["Chiusura", "Elenco"],
    "oiv": ["Cruscotti", "Il Cruscotto di Ente"],
    "amministratore": ["Amministrazione"],
}


@pytest.fixture
def due_cicli(demo: Ciclo) -> Ciclo:
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    return demo


def indirizzi(ruolo: str) -> list[str]:
    """Every page of a role that is not a download, on the real cycle and on the one in progress."""
    trovati = []
    for nome, conti in scritti().items():
        corto = nome.split(":")[1]
        if corto.endswith(("-download", "-workbook")) or conti[ruolo] is None:
            continue
        atto = "-" in corto  # the page of a change: the real cycle is adopted, and a dirigente has the own area's
        if atto and ruolo != "controllo":
            continue
        for anno in (2020,) if atto else (2019,) if corto == "tavola" else (2019, 2020):
            trovati.append(indirizzo(nome, anno, codici=CODICI))
    foglio = f"{reverse('ente:foglio-link')}?di=/elenco/2019/scarica/"
    tutti = set(DI_TUTTI) - PRECLUSE.get(ruolo, set())
    if ruolo == "amministratore":
        tutti.add("vestito:colori")
    return sorted({*trovati, foglio, *map(reverse, tutti)})


def entra(pagina: Page, live_server: LiveServer, utente: Utente) -> None:
    client = Client()
    client.force_login(utente)
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])


PER_CHI = {
    "controllo": "controllo",
    "dirigente.area2": "dirigente",
    "redattore.area1": "redattore",
    "oiv": "oiv",
    "amministratore": "amministratore",
}
DI_QUESTA_VOLTA = """() => {
  const pulito = (e) => e.outerHTML.replace(/<input[^>]*csrfmiddlewaretoken[^>]*>| aria-current="[^"]*"/g, "");
  return [pulito(document.querySelector("header")), pulito(document.querySelector("main")) + document.head.innerHTML];
}"""
_viste: set[str] = set()


def nuova(pagina: Page) -> bool:
    """Whether the page has something that none before it had: roles often read the very same one."""
    parti = set(pagina.evaluate(DI_QUESTA_VOLTA))
    if parti <= _viste:
        return False
    _viste.update(parti)
    return True


@pytest.mark.una_volta
@pytest.mark.parametrize("username", PER_CHI)
def test_every_page_is_clean(
    due_cicli: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente], username: str
) -> None:
    """All that ``guasti`` looks for, and no request to another host; ``pagina`` refuses a CSP violation."""
    altrove: list[str] = []

    def annota(richiesta: Request) -> None:
        if urlsplit(richiesta.url).netloc not in ("", urlsplit(live_server.url).netloc):
            altrove.append(richiesta.url)

    chi = utente(username)
    registra(ente=due_cicli.ente, da=chi, azione="sigilla edizione", oggetto=due_cicli, impronta="0123456789abcdef" * 4)
    pagina.on("request", annota)
    entra(pagina, live_server, chi)
    trovati = []
    for dove in indirizzi(PER_CHI[username]):
        risposta = pagina.goto(live_server.url + dove)
        assert risposta is not None and risposta.status == 200, dove
        if nuova(pagina):
            trovati += [f"{dove} {guasto}" for guasto in guasti(pagina)]
    assert trovati == []
    assert altrove == []


def premi(pagina: Page, nome: str) -> None:
    """Reach a link with the Tab key alone, as somebody without a mouse does, and press Enter."""
    for _ in range(120):
        pagina.keyboard.press("Tab")
        testo = pagina.evaluate("document.activeElement.innerText || ''")
        if testo.strip() == nome:
            with pagina.expect_navigation():
                pagina.keyboard.press("Enter")
            return
    raise AssertionError(f"con il tasto Tab non si arriva a «{nome}»")


@pytest.mark.parametrize("javascript", [True, False], ids=["con JavaScript", "senza JavaScript"])
def test_the_path_of_each_role_by_keyboard(
    due_cicli: Ciclo, browser: Browser, live_server: LiveServer, javascript: bool
) -> None:
    for username, passi in PERCORSI.items():
        contesto = browser.new_context(java_script_enabled=javascript, locale="it-IT")
        pagina = contesto.new_page()
        pagina.goto(live_server.url)
        pagina.get_by_label("Nome utente").focus()
        pagina.keyboard.type(username)
        pagina.keyboard.press("Tab")
        pagina.get_by_label("Password", exact=True).focus()
        pagina.keyboard.type(PASSWORD)
        pagina.keyboard.press("Enter")
        pagina.wait_for_url(live_server.url + "/")
        for passo in passi:
            if javascript:
                premi(pagina, passo)
            else:
                pagina.get_by_role("link", name=passo, exact=True).first.focus()
                with pagina.expect_navigation():
                    pagina.keyboard.press("Enter")
        assert pagina.url != live_server.url + "/"
        assert pagina.locator("h1").count() == 1
        contesto.close()
