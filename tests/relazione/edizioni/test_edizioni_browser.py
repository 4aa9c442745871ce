"""From the approval to the errata, each of its users in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from relazione.models import RelazioneApprovata, Sezione
from tests.mondi.lavori import esegui_lavori
from tests.mondi.scena import ANNO, a_consuntivo, con_la_relazione, crea_scena
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from ente.models import Utente

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_approval_to_the_errata(pagina: Page, live_server: LiveServer) -> None:
    scena = crea_scena()
    a_consuntivo(scena)
    con_la_relazione(scena.ciclo)

    def vai(chi: Utente, dove: str = f"/documenti/{ANNO}/edizioni/") -> None:
        pagina.context.clear_cookies()
        entra(pagina, live_server, chi)
        pagina.goto(f"{live_server.url}{dove}")

    def approva(numero: str) -> None:
        vai(scena["carla"], f"/documenti/{ANNO}/approvazione/")
        pagina.get_by_label("Numero dell'atto").fill(numero)
        pagina.get_by_label("Data dell'atto").fill(f"{ANNO + 1}-06-20")
        pagina.get_by_role("button", name="Registra l’approvazione").click()
        pagina.get_by_text("è approvata").first.wait_for()
        esegui_lavori()

    def valida() -> None:
        vai(scena["ugo"])
        pagina.get_by_label("Conclusioni").fill("La Relazione è conforme.")
        pagina.get_by_role("button", name="Validate la Relazione").click()
        pagina.get_by_text("è validata").first.wait_for()

    def pubblica() -> None:
        vai(scena["carla"])
        pagina.get_by_role("button", name=f"Pubblicate la Relazione {ANNO}").click()
        pagina.get_by_text("La Relazione 2024 è pubblicata").wait_for()

    approva("7")

    vai(scena["ugo"])
    pagina.get_by_label("Osservazioni").fill("Manca il perché.\n\nLa data non c'è.")
    pagina.get_by_role("button", name="Restituite la Relazione").click()
    pagina.get_by_text("2 osservazioni dell’OIV").wait_for()
    assert not pagina.get_by_role("button", name="Validate la Relazione").is_visible()

    vai(scena["carla"])
    for n in range(2):
        pagina.get_by_label("Risposta").nth(n).fill(f"Risposta {n + 1}")
        pagina.get_by_role("button", name=re.compile(f"osservazione {n + 1}")).click()
        pagina.get_by_text("La risposta è registrata.").wait_for()

    valida()
    pubblica()
    prima = RelazioneApprovata.objects.get()

    pagina.get_by_text("C’è un errore: correggete la Relazione").click()
    pagina.get_by_label("Perché").select_option("refuso")
    pagina.get_by_label("Che cosa era sbagliato").fill("«previsto» era scritto male.")
    pagina.get_by_role("button", name="Aprite la correzione").click()
    pagina.get_by_role("heading", name="In correzione").wait_for()
    Sezione.objects.filter(documento__ciclo=scena.ciclo).update(testo="Tutto è andato come si era previsto.")
    approva("8")
    valida()
    pubblica()

    seconda, vecchia = RelazioneApprovata.objects.all()
    assert (vecchia.stato, vecchia.pubblicata_il) == ("superata", prima.pubblicata_il)
    assert (seconda.numero, seconda.stato) == (2, "pubblicata")
    testo = pagina.locator("main").inner_text()
    assert "l’edizione n. 1: refuso nel testo o in una tavola. «previsto» era scritto male." in testo
    assert "Superata" in testo
