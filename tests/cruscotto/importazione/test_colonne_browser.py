"""What the columns of a sheet are, said in a real browser: by keyboard, on a phone, without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contesto.models import VoceBilancio
from cruscotto.models import Ciclo, Importazione
from ente.models import Utente
from tests.cruscotto.importazione.test_importazioni_browser import carica, controlla, vai
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.importazioni import apri_ciclo, bilancio
from tests.mondi.lavori import esegui_lavori
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
NOMI = ("Posto", "Lettera data", "Che", "Genere", "Parte", "Chiesto", "Corretto", "Speso")


def sconosciuto() -> Griglia:
    """The real budget under words that nobody knows, with one amount changed."""
    righe = [riga[:8] for riga in bilancio(H5="78")]
    return [["Il nostro bilancio"], [], [*NOMI], *righe[1:]]


CAMPI = dict(
    zip(
        NOMI,
        ("Ordine", "Codice", "Voce", "Tipo", "Sezione", "Preventivo", "Aggiornamento", "Consuntivo"),
        strict=True,
    )
)


@pytest.fixture
def aperto(demo: Ciclo) -> Ciclo:
    return apri_ciclo(demo)


def scegli(pagina: Page, nome: str, campo: str) -> None:
    """Tab to the select of a column and type the beginning of the field."""
    for _ in range(80):
        pagina.keyboard.press("Tab")
        if f"«{nome}»" in str(pagina.evaluate("document.activeElement.getAttribute('aria-label') || ''")):
            pagina.keyboard.type(campo, delay=5)
            scelto = "(e => e.options[e.selectedIndex].text)(document.activeElement)"
            assert pagina.evaluate(scelto) == campo
            return
    raise AssertionError(f"da tastiera non si arriva a «{nome}»")


def test_the_columns_are_named_by_keyboard_once(
    aperto: Ciclo, pagina: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/importazioni/nuova/?genere=bilancio&anno=2019")
    (tmp_path / "b.xlsx").write_bytes(xlsx(sconosciuto()))
    carica(pagina, tmp_path / "b.xlsx")
    esegui_lavori()
    pagina.get_by_role("heading", name="Le colonne del foglio").wait_for()
    assert (
        pagina.get_by_text("8 non lette").is_visible() and pagina.get_by_text("Il nostro bilancio").first.is_visible()
    )
    controlla(pagina)
    pagina.set_viewport_size({"width": 360, "height": 900})
    for nome, campo in CAMPI.items():
        scegli(pagina, nome, campo)
    vai(pagina, "Rileggi il foglio così")
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_role("heading", name="Pronta da confermare").wait_for()
    pagina.get_by_text("8 lette").click()
    assert pagina.get_by_text("Come avete detto").count() == 8
    controlla(pagina)
    pagina.reload()  # the focus goes back to the top
    vai(pagina, "Conferma e scrivi 1 riga")
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_role("heading", name="Scritta: 1 riga").wait_for()
    assert VoceBilancio.objects.get(anno=2019, codice="2").consuntivo == 78


def test_the_columns_are_named_without_javascript(
    aperto: Ciclo, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    contesto = browser.new_context(java_script_enabled=False, locale="it-IT")
    pagina = contesto.new_page()
    entra(pagina, live_server, Utente.objects.get(username="amministratore"))
    pagina.goto(f"{live_server.url}/importazioni/nuova/?genere=bilancio&anno=2019")
    (tmp_path / "b.xlsx").write_bytes(xlsx(sconosciuto()))
    pagina.locator("input[type=file]").set_input_files(tmp_path / "b.xlsx")
    pagina.get_by_role("button", name="Carica e controlla").click()
    esegui_lavori()
    pagina.get_by_role("link", name="Aggiorna").click()
    for nome, campo in CAMPI.items():
        pagina.get_by_label(f"Che cos’è «{nome}»").select_option(label=campo)
    pagina.get_by_role("button", name="Rileggi il foglio così").click()
    esegui_lavori()
    pagina.get_by_role("link", name="Aggiorna").click()
    assert pagina.get_by_role("heading", name="Pronta da confermare").count() == 1
    assert Importazione.objects.get().riepilogo["modificata"] == 1
    contesto.close()
