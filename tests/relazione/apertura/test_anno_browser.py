"""A year from its opening to its first validated value, in the browser, by the three who do it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Ciclo, Collocazione, Periodo, Rilevazione, StatoCiclo, ValoreAtteso
from tests.mondi.scena import ANNO, Scena, crea_scena, fra
from tests.sito.test_percorsi import entra
from tests.sito.test_percorso_periodo import pulita

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

NUOVO = ANNO + 1


@pytest.fixture
def scena(transactional_db: None) -> Scena:
    scena = crea_scena(stato=StatoCiclo.CONSUNTIVO)
    scena.metti("i1", "93", 3, stato="validata")
    return scena


def test_a_year_is_opened_planned_and_under_way(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    apre(pagina, live_server, scena)
    pianifica(pagina, live_server, scena)
    adotta_e_comincia(pagina, live_server, scena)
    inserisce(pagina, live_server, scena)
    valida(pagina, live_server, scena)
    ciclo = Ciclo.objects.get(ente=scena.ente, anno=NUOVO)
    assert (ciclo.stato, ciclo.piano_numero) == ("monitoraggio", "5")
    valore = Rilevazione.objects.get(periodo__ciclo=ciclo)
    assert (valore.testo, valore.stato, valore.validata_da) == ("94", "validata", scena["dina"])


def apre(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    """From the home: the only objective is changed; the opening is taken back and done again."""
    entra(pagina, live_server, scena["carla"])
    pagina.goto(f"{live_server.url}/?anno={ANNO}")
    pagina.get_by_role("link", name="Apertura di un anno").click()
    pulita(pagina)
    pagina.get_by_label("Che cosa ne fate").select_option("modificato")
    pagina.get_by_label("Perché").fill("Si allarga alle imprese nuove.")
    pagina.get_by_label("Nome nuovo").fill("Obiettivo allargato")
    pagina.get_by_role("button", name="Apri l’anno").click()
    assert pagina.locator("h1").inner_text() == f"Il {NUOVO} rispetto al {ANNO}"
    assert "Obiettivo allargato" in pagina.locator("main").inner_text()
    pulita(pagina)
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Annulla l’apertura").click()
    assert not Ciclo.objects.filter(ente=scena.ente, anno=NUOVO).exists()
    pagina.get_by_role("button", name="Apri l’anno").click()
    assert Ciclo.objects.filter(ente=scena.ente, anno=NUOVO).exists()


def pianifica(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    """The manager of the area takes the last actual for a target of the own, and reads the other area's."""
    entra(pagina, live_server, scena["dina"])
    pagina.goto(f"{live_server.url}/pianificazione/{NUOVO}/")
    pulita(pagina)
    pagina.get_by_role("link", name="Cruscotto di ente").click()
    pulita(pagina)
    riga = Collocazione.objects.get(cruscotto__ciclo__anno=NUOVO, indicatore=scena.indicatori["i1"])
    pagina.get_by_role("button", name=re.compile("^93.*scrivilo come target")).click()
    assert pagina.evaluate("document.activeElement.id") == f"id_t{riga.pk}"
    assert pagina.locator(".piano-target").count() == 3
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Salva i target").click()
    atteso = ValoreAtteso.objects.get(ciclo__anno=NUOVO, indicatore=scena.indicatori["i1"])
    assert (atteso.testo, atteso.versione) == ("93", 1)


def adotta_e_comincia(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    entra(pagina, live_server, scena["carla"])
    pagina.goto(f"{live_server.url}/pianificazione/{NUOVO}/")
    pagina.get_by_label("Numero dell'atto").fill("5")
    pagina.get_by_label("Data dell'atto").fill(f"{NUOVO}-01-25")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Registra l’adozione").click()
    assert "atto n. 5 del 25 gennaio" in pagina.locator(".lead").inner_text()
    pulita(pagina)
    pagina.goto(f"{live_server.url}/chiusura/{NUOVO}/")
    pagina.get_by_label("Termine").first.fill(
        max(fra(20), Periodo.objects.get(ciclo__anno=NUOVO, numero=1).fine).isoformat()
    )
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Apri periodo 1").click()


def inserisce(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    entra(pagina, live_server, scena["rita"])
    pagina.goto(f"{live_server.url}/valori/{NUOVO}/")
    campo = pagina.locator(f"#v{scena.indicatori['i1'].pk}-valore")
    campo.fill("94")
    campo.press("Enter")
    pagina.locator(f"#trasmetti-{scena.indicatori['i1'].pk}").wait_for()
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Trasmetti i valori pronti").click()


def valida(pagina: Page, live_server: LiveServer, scena: Scena) -> None:
    entra(pagina, live_server, scena["dina"])
    pagina.goto(f"{live_server.url}/revisione/{NUOVO}/")
    with pagina.expect_navigation():
        pagina.get_by_role("button", name="Valida").first.click()
