"""The Relazione from last year's narrative to the OIV's desk, with its users in a real browser: no command, no figure
copied by hand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cruscotto.models import Evidenza
from relazione.models import Documento
from tests.mondi.lavori import esegui_lavori
from tests.relazione.pubblicazione.test_documenti_browser import scarica
from tests.relazione.pubblicazione.test_scrittura_browser import (
    FERMO,
    cambia,
    dell_area3,
    documento,
    persona,
    riportata,
    salvato,
)
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

__all__ = ["documento"]
pytestmark = pytest.mark.django_db(transaction=True)


def parole(contenuto: bytes) -> str:
    """The text of a PDF, with one space between words."""
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(contenuto)).pages).split())


def chiedi(pagina: Page, edizione: str) -> None:
    """Ask for the PDF of an edition of the Relazione and wait for it."""
    voce = pagina.locator("#relazione")
    if not voce.locator(".doc-modulo").first.is_visible():
        voce.locator("summary", has_text="Chiedi").first.click()
    voce.locator(f"input[name=edizione][value={edizione}]").check()
    voce.get_by_role("button", name="Chiedi il file").click()
    pagina.locator(".doc-attesa").wait_for()
    esegui_lavori()
    pagina.get_by_role("link", name=f"Edizione {edizione}, PDF").wait_for()


def test_from_last_year_s_narrative_to_the_oiv_s_desk(
    pagina: Page, live_server: LiveServer, documento: Documento, tmp_path: Path
) -> None:
    valore, _ = dell_area3()
    Evidenza.objects.create(rilevazione=valore, nome="Delibera", url="https://www.example.org/delibera")
    cambia(valore, "47,2%")
    sezione = riportata(pagina, live_server, documento)
    # A short document is printed in a second; the 89 sections are in tests/relazione/documento.
    documento.sezioni.exclude(codice__in=("presentazione", sezione.codice)).delete()

    pagina.goto(f"{live_server.url}/documenti/2020/{documento.pk}/sezioni/{sezione.codice}/")
    pagina.locator(".anteprima-foglio").wait_for(timeout=FERMO)
    pagina.locator("#id_testo").focus()
    pagina.keyboard.press("Control+Home")
    pagina.keyboard.type("A settembre siamo al 47,2% dopo due periodi.\n\n")
    salvato(pagina, sezione.versione + 1)
    pagina.locator("#cifre summary").click()
    pagina.locator('[data-era="47,2%"]').first.click()
    salvato(pagina, sezione.versione + 2)
    cambia(valore, "52,4%")
    pagina.reload()
    pagina.locator(".anteprima-foglio p", has_text="al 52,4% dopo due periodi").wait_for(timeout=FERMO)

    pagina.goto(f"{live_server.url}/documenti/2020/")
    chiedi(pagina, "pubblica")

    pagina.context.clear_cookies()
    entra(pagina, live_server, persona("oiv"))
    pagina.goto(live_server.url)
    pagina.get_by_role("link", name="Documenti 2020").click()
    chiedi(pagina, "integrale")
    pubblica = parole(scarica(pagina, "Edizione pubblica, PDF", tmp_path / "pubblica.pdf"))
    integrale = parole(scarica(pagina, "Edizione integrale, PDF", tmp_path / "integrale.pdf"))
    for testo in (pubblica, integrale):
        assert "A settembre siamo al 52,4% dopo due periodi" in testo
        assert "47,2%" not in testo
        assert "dati dimostrativi" in testo.casefold() and "bozza" in testo.casefold()
    assert "non pubblicabile" in integrale and "non pubblicabile" not in pubblica

    pagina.goto(f"{live_server.url}/documenti/2020/prove/")
    scarica(pagina, "in un archivio ZIP", tmp_path / "prove.zip")
    with zipfile.ZipFile(tmp_path / "prove.zip") as letto:
        assert letto.testzip() is None and b"https://www.example.org/delibera" in letto.read("indice.csv")
