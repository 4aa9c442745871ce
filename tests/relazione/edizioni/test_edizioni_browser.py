"""From the approval to the errata, each of its users in a real browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from relazione.models import RelazioneApprovata, Sezione
from tests.mondi.esami import esamina
from tests.mondi.lavori import esegui_lavori
from tests.mondi.scena import ANNO, Scena, a_consuntivo, con_la_relazione, crea_scena
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Sito:
    """The site as its people go through it."""

    pagina: Page
    sito: LiveServer
    scena: Scena

    def entra(self, chi: str) -> None:
        self.pagina.context.clear_cookies()
        entra(self.pagina, self.sito, self.scena[chi])

    def vai(self, chi: str, dove: str = "edizioni") -> None:
        self.entra(chi)
        self.pagina.goto(f"{self.sito.url}/documenti/{ANNO}/{dove}/")

    def fa(self, bottone: str | re.Pattern[str], detto: str) -> None:
        """Press a button and wait for what the page says then."""
        self.pagina.get_by_role("button", name=bottone).click()
        self.pagina.get_by_text(detto).first.wait_for()

    def approva(self, numero: str) -> None:
        self.vai("carla", "approvazione")
        self.pagina.get_by_label("Numero dell'atto").fill(numero)
        self.pagina.get_by_label("Data dell'atto").fill(f"{ANNO + 1}-06-20")
        self.fa("Registra l’approvazione", "è approvata: i dati del ciclo")
        esegui_lavori()

    def valida_e_pubblica(self) -> None:
        esamina(RelazioneApprovata.objects.latest("numero"), self.scena["ugo"])
        self.vai("ugo")
        self.pagina.get_by_label("Conclusioni").fill("La Relazione è conforme.")
        self.fa("Valida la Relazione", "è validata: il controllo")
        self.vai("carla")
        self.fa(f"Pubblica la Relazione {ANNO}", f"La Relazione {ANNO} è pubblicata")

    def verifica(self, nome: str, copia: bytes, titolo: str) -> None:
        """Whoever has a copy, without signing in, is told what it is."""
        self.pagina.context.clear_cookies()
        self.pagina.goto(f"{self.sito.url}/pubblico/verifica/")
        self.pagina.locator("input[type=file]").set_input_files({"name": nome, "mimeType": "", "buffer": copia})
        self.pagina.get_by_role("heading", name=titolo, exact=True).wait_for()


def pdf_di(edizione: RelazioneApprovata) -> bytes:
    with edizione.file.get(nome__endswith=".pdf").file.open("rb") as aperto:
        letto: bytes = aperto.read()
    return letto


def test_from_the_approval_to_the_errata(pagina: Page, live_server: LiveServer) -> None:
    sito = Sito(pagina, live_server, crea_scena())
    a_consuntivo(sito.scena)
    con_la_relazione(sito.scena.ciclo)
    sito.approva("7")

    sito.vai("ugo")
    pagina.get_by_label("Osservazioni").fill("Manca il perché.\n\nLa data non c'è.")
    sito.fa("Restituisci la Relazione", "2 osservazioni dell’OIV")
    assert not pagina.get_by_role("button", name="Valida la Relazione").is_visible()

    sito.vai("adele")  # who administers reads, and does nothing of it
    assert "Il controllo di gestione risponde a 2 osservazioni dell'OIV." in pagina.locator("main").inner_text()
    assert pagina.locator("main form").count() == 0
    sito.entra("dina")
    pagina.goto(f"{live_server.url}/?anno={ANNO}")
    detto = "edizione n. 1, restituita dall'OIV. Il controllo di gestione risponde a 2 osservazioni dell'OIV."
    assert detto in " ".join(pagina.locator("main").inner_text().split())

    sito.vai("carla")
    pagina.get_by_label("Risposta alla 2ª").fill("Risposta 2")
    sito.fa("Rispondi", "La risposta è registrata.")
    pagina.get_by_label("Risposta alla 1ª").fill("Risposta 1")
    pagina.get_by_label("Risposta alla 2ª").fill("Risposta 2, meglio")
    sito.fa("Rispondi", "2 risposte sono registrate.")
    sito.valida_e_pubblica()
    prima = RelazioneApprovata.objects.get()
    copia = pdf_di(prima)
    sito.verifica("copia.pdf", copia, "È quella pubblicata")
    sito.verifica("cambiata.pdf", copia.replace(b"%%EOF", b"%%EOf"), "Non è nostra")

    corregge(sito)
    seconda, vecchia = RelazioneApprovata.objects.all()
    assert (vecchia.stato, vecchia.pubblicata_il) == ("superata", prima.pubblicata_il)
    dice_la_correzione(sito, seconda, copia)


def corregge(sito: Sito) -> None:
    """A word is mended, the Relazione approved again, validated and published."""
    pagina, live_server = sito.pagina, sito.sito
    sito.vai("carla")
    pagina.get_by_text("C’è un errore: correggi la Relazione").click()
    pagina.get_by_label("Perché").select_option("refuso")
    pagina.get_by_label("Che cosa era sbagliato").fill("«previsto» era scritto male.")
    sito.fa("Apri la correzione", "La correzione è aperta")
    sezione = Sezione.objects.get(documento__ciclo=sito.scena.ciclo)
    pagina.goto(f"{live_server.url}/documenti/{ANNO}/{sezione.documento_id}/sezioni/{sezione.codice}/")
    pagina.locator("textarea[name=testo]").fill("Tutto è andato come si era previsto.")
    pagina.get_by_role("button", name=re.compile("^Salva")).first.click()
    pagina.locator(f'#id_versione[value="{sezione.versione + 1}"]').wait_for(state="attached")
    sezione.refresh_from_db()
    assert sezione.testo == "Tutto è andato come si era previsto."
    sito.approva("8")
    sito.valida_e_pubblica()


def dice_la_correzione(sito: Sito, seconda: RelazioneApprovata, copia: bytes) -> None:
    """The pages of the new edition say what was mended; a copy of the old one is superseded."""
    pagina, live_server = sito.pagina, sito.sito
    assert (seconda.numero, seconda.stato) == (2, "pubblicata")
    testo = pagina.locator("main").inner_text()
    assert "l’edizione n. 1: refuso nel testo o in una tavola. «previsto» era scritto male." in testo
    assert "Superata" in testo
    sito.verifica("copia.pdf", copia, "È superata")
    sito.verifica("nuova.pdf", pdf_di(seconda), "È quella pubblicata")
    pagina.goto(f"{live_server.url}/pubblico/{sito.scena.ente.codice}/{ANNO}/relazione/1/")
    testo = pagina.locator("body").inner_text()
    assert "dalla n. 2" in testo and "«previsto» era scritto male." in testo
