"""An import in a real browser, by keyboard: errors, the file that says them, the corrected one, confirmation, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from contesto.models import VoceBilancio
from cruscotto.models import Ciclo, Importazione
from ente.models import Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.fogli import xlsx
from tests.mondi.importazioni import apri_ciclo, bilancio, con_voci
from tests.mondi.lavori import esegui_lavori
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aperto(demo: Ciclo) -> Ciclo:
    return apri_ciclo(demo)


def controlla(pagina: Page) -> None:
    """Clean for axe and no wider than the screen, on a phone and on a desk."""
    for larghezza in (360, 1440):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        trovate = guasti_axe(pagina)
        assert trovate == [], (pagina.url, larghezza)


def vai(pagina: Page, scritta: str) -> None:
    """Tab until the control that says so has the focus, and press Enter."""
    for _ in range(80):
        pagina.keyboard.press("Tab")
        if scritta in str(pagina.evaluate("document.activeElement.innerText || ''")):
            return pagina.keyboard.press("Enter")
    raise AssertionError(f"da tastiera non si arriva a «{scritta}»")


def carica(pagina: Page, file: Path) -> None:
    pagina.locator("input[type=file]").set_input_files(file)
    pagina.locator("input[type=file]").focus()
    vai(pagina, "Carica e controlla")
    pagina.locator("#avanzamento").wait_for()


def test_from_a_wrong_file_to_its_undoing_by_keyboard(
    aperto: Ciclo, pagina: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/bilancio/2019/")
    vai(pagina, "Importa da un foglio")
    pagina.locator("input[type=file]").wait_for()
    controlla(pagina)
    (tmp_path / "bilancio.xlsx").write_bytes(xlsx(bilancio(D4="boh", H5="77")))
    carica(pagina, tmp_path / "bilancio.xlsx")
    controlla(pagina)
    esegui_lavori()
    pagina.get_by_role("heading", name="Da correggere: 1 errore").wait_for()  # the page asks by itself
    controlla(pagina)
    with pagina.expect_download() as scaricato:
        vai(pagina, "Scarica il file con gli errori")
    scaricato.value.save_as(tmp_path / "corretto.xlsx")
    libro = load_workbook(tmp_path / "corretto.xlsx")
    assert "non esiste" in libro.worksheets[0]["D4"].comment.text
    libro.worksheets[0]["D4"] = "voce"
    libro.save(tmp_path / "corretto.xlsx")
    vai(pagina, "Carica un altro file")
    pagina.locator("input[type=file]").wait_for()
    carica(pagina, tmp_path / "corretto.xlsx")
    esegui_lavori()
    pagina.get_by_role("heading", name="Pronta da confermare").wait_for()
    controlla(pagina)
    prima = VoceBilancio.objects.get(anno=2019, codice="2").consuntivo
    vai(pagina, "Conferma e scrivi 1 riga")
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_role("heading", name="Scritta: 1 riga").wait_for()
    assert VoceBilancio.objects.get(anno=2019, codice="2").consuntivo == 77
    controlla(pagina)
    vai(pagina, "Annulla l’importazione")
    vai(pagina, "Sì, annulla 1 riga")
    pagina.get_by_role("heading", name="Annullata").wait_for()
    assert VoceBilancio.objects.get(anno=2019, codice="2").consuntivo == prima
    controlla(pagina)
    pagina.goto(f"{live_server.url}/importazioni/")
    controlla(pagina)


def test_every_list_is_clean(aperto: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    carla = Utente.objects.get(username="controllo")
    importazione = con_voci(carla, aperto, 60)
    entra(pagina, live_server, carla)
    for vista in ("errori", "dubbi", "modificate", "nuove", "sal", "rimaste"):
        pagina.goto(f"{live_server.url}/importazioni/{importazione.pk}/?vista={vista}")
        controlla(pagina)
    pagina.goto(f"{live_server.url}/importazioni/nuova/")
    controlla(pagina)
    Importazione.objects.filter(pk=importazione.pk).update(stato="fallita", messaggio="Il file è rovinato.")
    pagina.goto(f"{live_server.url}/importazioni/{importazione.pk}/")
    controlla(pagina)


def test_without_javascript(aperto: Ciclo, browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    contesto = browser.new_context(java_script_enabled=False, locale="it-IT")
    pagina = contesto.new_page()
    entra(pagina, live_server, Utente.objects.get(username="amministratore"))
    pagina.goto(f"{live_server.url}/importazioni/nuova/?genere=bilancio")
    (tmp_path / "b.xlsx").write_bytes(xlsx(bilancio(H5="78")))
    pagina.locator("input[type=file]").set_input_files(tmp_path / "b.xlsx")
    pagina.get_by_role("button", name="Carica e controlla").click()
    esegui_lavori()
    pagina.get_by_role("link", name="Aggiorna").click()
    pagina.get_by_role("button", name="Conferma e scrivi 1 riga").click()
    esegui_lavori()
    pagina.get_by_role("link", name="Aggiorna").click()
    assert VoceBilancio.objects.get(anno=2019, codice="2").consuntivo == 78
    pagina.get_by_text("Annulla l’importazione").click()
    pagina.get_by_role("button", name="Sì, annulla 1 riga").click()
    assert pagina.get_by_role("heading", name="Annullata").count() == 1
    contesto.close()
