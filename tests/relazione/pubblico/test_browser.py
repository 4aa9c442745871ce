"""What is public in a real browser: accessible, as wide as a phone, nothing against the policy; a copy verified without
sending it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter

from relazione.models import FileSigillato, RelazioneApprovata
from tests.mondi.accessibile import guasti_axe
from tests.mondi.firme import firma_di
from tests.mondi.pubblicata import MondoPubblico, crea_mondo_pubblico
from tests.mondi.scena import ANNO

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_volta]
CASA = "/pubblico/casa"
PAGINE = (
    "/pubblico/",
    f"{CASA}/",
    f"{CASA}/{ANNO}/relazione/",
    f"{CASA}/{ANNO}/relazione/1/",
    f"{CASA}/{ANNO}/2/relazione-{ANNO}.html",
    f"{CASA}/{ANNO}/dati/",
    "/pubblico/verifica/",
    "/pubblico/verifica/?impronta=ciao",
    "/accessibilita/",
)
STRETTE = [dove for dove in PAGINE if not dove.endswith(".html")]
"""The sealed file is read on a phone from the page made of it."""


@pytest.fixture
def mondo(transactional_db: None) -> MondoPubblico:
    return crea_mondo_pubblico()


def contenuto(edizione: RelazioneApprovata, nome: str = f"relazione-{ANNO}.pdf") -> bytes:
    with FileSigillato.objects.get(approvata=edizione, nome=nome).file.open("rb") as aperto:
        letto: bytes = aperto.read()
    return letto


def con_aggiunte(pdf: bytes, firma: str = "Prima") -> bytes:
    """The file after who signed it inside: an incremental update, which leaves what was before as it is."""
    scrittore = PdfWriter(io.BytesIO(pdf), incremental=True)
    scrittore.add_metadata({"/Firma": firma})
    uscita = io.BytesIO()
    scrittore.write(uscita)
    aggiunto = uscita.getvalue()
    assert aggiunto.startswith(pdf) and len(aggiunto) > len(pdf)
    return aggiunto


def test_the_public_pages_are_clean(mondo: MondoPubblico, pagina: Page, live_server: LiveServer) -> None:
    impronte = [FileSigillato.objects.filter(approvata=e).earliest("pk").impronta for e in (mondo.prima, mondo.seconda)]
    verdetti = [f"/pubblico/verifica/{i}/" for i in (*impronte, "0" * 64)]
    pagina.set_viewport_size({"width": 360, "height": 800})
    for dove in (*PAGINE, *verdetti):
        risposta = pagina.goto(live_server.url + dove)
        assert risposta is not None and risposta.status == 200, dove
        if dove in STRETTE or dove in verdetti:
            assert pagina.evaluate("document.documentElement.scrollWidth") == 360, dove
            assert guasti_axe(pagina) == [], dove
        assert pagina.context.cookies() == [], dove


def test_a_copy_is_verified_and_stays_where_it_is(
    mondo: MondoPubblico, pagina: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    chieste: list[tuple[str, str, str | None]] = []
    pagina.on("request", lambda r: chieste.append((r.method, r.url, r.post_data)))
    pdf = contenuto(mondo.seconda)
    copie = {
        "copia.pdf": (pdf, "È quella pubblicata", "È l’edizione in vigore."),
        "cambiata.pdf": (pdf.replace(b"%%EOF", b"%%EOf"), "Non è nostra", "la copia è stata cambiata"),
        "vecchia.pdf": (contenuto(mondo.prima), "È superata", "dalla n. 2, perché: un dato era errato."),
        "firmata.pdf": (con_aggiunte(pdf), "È quella pubblicata, con delle aggiunte", "le aggiunte possono cambiare"),
        "due-firme.pdf": (
            con_aggiunte(con_aggiunte(contenuto(mondo.prima)), "Seconda"),
            "È superata, con delle aggiunte",
            "dalla n. 2",
        ),
        "firmata.pdf.p7m": (
            firma_di(pdf, dentro=True),
            "È quella pubblicata, con delle aggiunte",
            "attorno al contenuto",
        ),
        "dati.csv": (contenuto(mondo.seconda, "indicatori.csv"), "È quella pubblicata", "file indicatori.csv"),
        "vuoto.txt": (b"", "Non è nostra", "Nessun file pubblicato"),
    }
    pagina.goto(f"{live_server.url}/pubblico/verifica/")
    for nome, (byte, titolo, frase) in copie.items():
        file = tmp_path / nome
        file.write_bytes(byte)
        pagina.get_by_label("Scegliete il file, o trascinatelo qui").set_input_files(file)
        esito = pagina.get_by_role("status")
        esito.get_by_text(f"La vostra copia: {nome}.").wait_for()
        assert esito.get_by_role("heading").inner_text() == titolo, nome
        assert frase in esito.inner_text(), nome
        assert esito.get_by_role("link").count() == (0 if titolo == "Non è nostra" else 2), nome
    esito.get_by_text("Nessun file").wait_for()
    assert {metodo for metodo, _, _ in chieste} == {"GET"}
    assert all(corpo is None for _, _, corpo in chieste)
    assert len([u for _, u, _ in chieste if "/pubblico/verifica/" in u]) > len(copie)


def test_a_file_is_dropped(mondo: MondoPubblico, pagina: Page, live_server: LiveServer) -> None:
    pagina.goto(f"{live_server.url}/pubblico/verifica/")
    testo = contenuto(mondo.seconda, "dizionario.csv").decode()
    trasferimento = pagina.evaluate_handle(
        "testo => { const d = new DataTransfer(); d.items.add(new File([testo], 'd.csv')); return d; }", testo
    )
    pagina.dispatch_event("#verifica-zona", "drop", {"dataTransfer": trasferimento})
    pagina.get_by_role("heading", name="È quella pubblicata").wait_for()


def test_without_javascript_the_hash_is_pasted(mondo: MondoPubblico, browser: Browser, live_server: LiveServer) -> None:
    contesto = browser.new_context(java_script_enabled=False)
    pagina = contesto.new_page()
    pagina.goto(f"{live_server.url}/pubblico/verifica/")
    assert not pagina.locator("#verifica-zona").is_visible()
    impronta = FileSigillato.objects.get(approvata=mondo.seconda, nome="sal.csv").impronta
    pagina.get_by_label("Impronta SHA-256 del file").fill(f"SHA256 {impronta.upper()} sal.csv")
    pagina.get_by_role("button", name="Verifica").click()
    assert pagina.url == f"{live_server.url}/pubblico/verifica/{impronta}/"
    assert pagina.get_by_role("heading", level=1).inner_text() == "È quella pubblicata"
    contesto.close()
