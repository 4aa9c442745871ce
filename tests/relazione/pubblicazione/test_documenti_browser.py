"""The OIV in a real browser, by keyboard: from the home to both editions and the evidence; and without JavaScript."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from cruscotto.models import Ciclo, Evidenza, Rilevazione, StatoCiclo
from ente.models import Utente
from relazione.models import Sezione, StatoStesura, Stesura
from tests.cruscotto.importazione.test_importazioni_browser import controlla, vai
from tests.mondi.lavori import esegui_lavori
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def breve(demo: Ciclo) -> Ciclo:
    """The real cycle with a Relazione of a few short sections, and evidence of one of its values."""
    Sezione.objects.filter(documento__ciclo=demo, ordine__gt=20).delete()
    Sezione.objects.filter(documento__ciclo=demo).update(testo="Un testo breve.")
    valore = Rilevazione.objects.filter(periodo__ciclo=demo, collocazione=None).order_by("pk")[0]
    evidenza = Evidenza(rilevazione=valore, nome="verbale.pdf", contenuto="application/pdf", dimensione=8)
    evidenza.impronta = hashlib.sha256(b"%PDF-1.7").hexdigest()
    evidenza.file.save("verbale.pdf", ContentFile(b"%PDF-1.7"))
    Evidenza.objects.create(rilevazione=valore, nome="Delibera", url="https://www.example.org/delibera")
    return demo


def scarica(pagina: Page, scritta: str, dove: Path) -> bytes:
    with pagina.expect_download() as scaricato:
        vai(pagina, scritta)
    scaricato.value.save_as(dove)
    return dove.read_bytes()


def test_the_oiv_from_the_home_to_both_editions_and_the_evidence(
    breve: Ciclo, pagina: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    entra(pagina, live_server, Utente.objects.get(username="oiv"))
    pagina.goto(live_server.url)
    controlla(pagina)
    for edizione in ("pubblica", "integrale"):
        pagina.goto(live_server.url)
        vai(pagina, f"Chiedi l’edizione {edizione}")
        pagina.locator(".doc-attesa").wait_for()
        controlla(pagina)
        esegui_lavori()
        pagina.get_by_role("link", name=f"Edizione {edizione}, PDF").wait_for()  # the page asks by itself
        assert pagina.locator(".doc-attesa").count() == 0
        assert pagina.locator("#doc-annuncio").inner_text() == f"Edizione {edizione}, PDF: il file è pronto."
        controlla(pagina)
    pagina.goto(live_server.url)
    controlla(pagina)
    file = {e: scarica(pagina, f"Edizione {e}, PDF", tmp_path / f"{e}.pdf") for e in ("pubblica", "integrale")}
    for edizione, contenuto in file.items():
        stesura = Stesura.objects.get(edizione=edizione)
        assert contenuto.startswith(b"%PDF") and hashlib.sha256(contenuto).hexdigest() == stesura.impronta
    vai(pagina, "Evidenze 2019")
    pagina.get_by_role("heading", name="Evidenze 2019").wait_for()
    controlla(pagina)
    scarica(pagina, "in un archivio ZIP", tmp_path / "prove.zip")
    with zipfile.ZipFile(tmp_path / "prove.zip") as letto:
        [verbale] = [n for n in letto.namelist() if n.endswith("verbale.pdf")]
        assert letto.read(verbale) == b"%PDF-1.7" and b"Delibera" in letto.read("indice.csv")
    pagina.goto(f"{live_server.url}/documenti/2019/prove/?testo=verbale")
    assert "1 evidenza" in pagina.locator("main").inner_text()
    controlla(pagina)


def test_a_year_in_every_state_is_clean(breve: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    """All that opens is opened; a failure, something to complete, the act to write."""
    Ciclo.objects.filter(pk=breve.pk).update(
        stato=StatoCiclo.CONSUNTIVO, approvazione_organo="", approvazione_numero="", approvazione_data=None
    )
    documento = breve.composti.get(tipo="relazione")
    for stato, formato in ((StatoStesura.FALLITO, "pdf"), (StatoStesura.RICHIESTO, "odt")):
        Stesura.objects.create(documento=documento, formato=formato, stato=stato, messaggio="Manca il logo.")
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    pagina.goto(f"{live_server.url}/documenti/2019/")
    for chiusa in pagina.locator("details > summary").all():
        chiusa.click()
    controlla(pagina)
    dove = f"{live_server.url}/documenti/2019/approvazione/"
    pagina.goto(dove)
    pagina.get_by_role("button", name="Registra l’approvazione").wait_for()
    controlla(pagina)
    pagina.get_by_role("button", name="Registra l’approvazione").click()
    controlla(pagina)
    Sezione.objects.filter(documento=documento, ordine=10).update(testo="[[fooo]]")
    pagina.goto(dove)
    pagina.get_by_text("Non conosco il richiamo [[fooo]]").wait_for()
    controlla(pagina)


def test_without_javascript(breve: Ciclo, browser: Browser, live_server: LiveServer) -> None:
    contesto = browser.new_context(java_script_enabled=False, locale="it-IT")
    pagina = contesto.new_page()
    entra(pagina, live_server, Utente.objects.get(username="oiv"))
    pagina.goto(f"{live_server.url}/documenti/2019/")
    relazione = pagina.locator("#relazione")
    relazione.get_by_label("Formato").select_option("html")
    relazione.get_by_role("button", name="Chiedi il file").click()
    pagina.get_by_text("In attesa.").wait_for()
    esegui_lavori()
    pagina.get_by_role("link", name="Aggiorna").click()
    with pagina.expect_download() as scaricato:
        pagina.get_by_role("link", name="Edizione pubblica, HTML").click()
    assert scaricato.value.suggested_filename == "relazione-2019-pubblica.html"
    contesto.close()
