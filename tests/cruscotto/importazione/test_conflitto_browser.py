"""The sheet of an office whose value changed meanwhile, in a real browser: the row stays out, and is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cruscotto.importazione.actions.importazioni import carica_importazione
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Rilevazione, StatoPeriodo
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore
from tests.cruscotto.importazione.test_importazioni_browser import controlla, vai
from tests.cruscotto.rilevazione.test_file_ufficio import Libro, scarica
from tests.mondi.lavori import esegui_lavori
from tests.mondi.scena import crea_scena
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_row_that_is_in_conflict_is_chosen_by_keyboard(pagina: Page, live_server: LiveServer) -> None:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO)
    scena.salva("i1", "80")
    libro = Libro(scarica(scena["rita"], 2024)).scrivi("i1", Valore=85).scrivi("i2", Valore=7)
    periodo = scena.periodo(1)
    salva_valore(
        periodo=periodo,
        indicatore=scena.indicatori["i1"],
        scritto=ValoreScritto(testo="82"),
        versione=1,
        da=scena["carla"],
    )
    dove = Dove(ente=scena.ente, del_ciclo=scena.ciclo, periodo=periodo, da=scena["rita"])
    file = SimpleUploadedFile("u.xlsx", libro.salvato)
    fatta = carica_importazione(
        genere=GENERI["rilevazioni"], dove=dove, nome="u.xlsx", contenuto=file.read(), da=scena["rita"]
    )
    esegui_lavori()
    entra(pagina, live_server, scena["rita"])
    pagina.goto(f"{live_server.url}/importazioni/{fatta.pk}/")
    pagina.get_by_text("Conferma e scrivi 1 riga").wait_for()
    controlla(pagina)
    vai(pagina, "Scegliete quale valore vale")
    pagina.get_by_label("Tieni il mio, quello del foglio").check()
    vai(pagina, "Rispondi e rileggi")
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_text("Conferma e scrivi 2 righe").wait_for()
    controlla(pagina)
    vai(pagina, "Conferma e scrivi 2 righe")
    pagina.locator("#avanzamento").wait_for()
    esegui_lavori()
    pagina.get_by_text("Annulla l’importazione").wait_for()
    scritte = Rilevazione.objects.filter(periodo=periodo).values_list("indicatore__codice", "testo")
    assert dict(scritte) == {"i1": "85", "i2": "7"}
