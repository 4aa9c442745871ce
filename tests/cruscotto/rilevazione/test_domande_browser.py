"""Asking, answering and following an action in a real browser, at a desk and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Messaggio, Rilevazione, SeguitoAzione, StatoPeriodo
from tests.mondi.scena import ANNO, Scena, chiudi, crea_scena, fra
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


def apparecchia() -> Scena:
    """An action promised in a closed period is overdue; the next period waits for its review."""
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    for codice in scena.indicatori:
        scena.metti(codice, "50", stato="validata", inserita_da=scena["rita"])
    righe = Rilevazione.objects.filter(periodo=scena.periodi[0], indicatore__codice__in=("i1", "i3"))
    righe.update(azione_correttiva="Assumere due addetti allo sportello.", azione_entro=fra(-1), causa="personale")
    chiudi(scena, 1)
    scena.stato(2, StatoPeriodo.APERTO, fra(60))
    scena.metti("i1", "95", 2, inserita_da=scena["rita"])
    return scena


def vai(pagina: Page, sito: LiveServer, scena: Scena, chi: str, dove: str) -> None:
    pagina.context.clear_cookies()
    entra(pagina, sito, scena[chi])
    pagina.goto(f"{sito.url}{dove}")


@pytest.mark.parametrize("largo", [1440, 360])
def test_a_question_is_asked_at_the_review_and_answered_from_the_sheet(
    pagina: Page, live_server: LiveServer, largo: int
) -> None:
    scena = apparecchia()
    pagina.set_viewport_size({"width": largo, "height": 800})
    vai(pagina, live_server, scena, "dina", f"/revisione/{ANNO}/?periodo=2")
    pagina.get_by_text("Promesso in periodo 1").wait_for()
    pagina.get_by_role("link", name=re.compile(r"Domande.*Indicatore i1")).click()
    pagina.get_by_label("Il vostro messaggio").fill("Come mai @rita.scena?")
    pagina.get_by_role("button", name="Chiedi").click()
    pagina.get_by_text("Messaggio inviato.").wait_for()
    pagina.get_by_text("Aspetta una risposta.").wait_for()
    assert pagina.get_by_label("Il vostro messaggio").input_value() == ""
    vai(pagina, live_server, scena, "rita", f"/valori/{ANNO}/?periodo=2")
    pagina.get_by_text("1 messaggio, una domanda aspetta").click()
    pagina.get_by_role("link", name=re.compile(r"Domande \(1, una aspetta\).*Indicatore i1")).click()
    pagina.get_by_text("Rispondi", exact=False).first.click()
    pagina.get_by_label("La vostra risposta").fill("Due sportelli chiusi.")
    pagina.get_by_role("button", name="Rispondi").click()
    pagina.get_by_text("Messaggio inviato.").wait_for()
    assert [m.risponde_a_id is None for m in Messaggio.objects.order_by("pk")] == [True, False]
    vai(pagina, live_server, scena, "ugo", f"/indicatori/{ANNO}/i1/?periodo=2")
    pagina.get_by_text("Due sportelli chiusi.").wait_for()  # asked for once the page is there
    assert pagina.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("largo", [1440, 360])
def test_an_action_is_found_from_home_and_followed(pagina: Page, live_server: LiveServer, largo: int) -> None:
    scena = apparecchia()
    pagina.set_viewport_size({"width": largo, "height": 800})
    vai(pagina, live_server, scena, "dina", "/")
    pagina.get_by_role("link", name=f"Azioni correttive {ANNO}").click()
    assert pagina.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pagina.get_by_role("link", name="Assumere due addetti").first.click()
    pagina.get_by_label("A che punto è").select_option("Abbandonata")
    pagina.get_by_label("Che cosa è stato fatto").fill("Il servizio passa all’area 2.")
    pagina.get_by_role("button", name="Salva").click()
    pagina.get_by_text("Azione aggiornata.").wait_for()
    assert pagina.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert SeguitoAzione.objects.get().stato == "abbandonata"
