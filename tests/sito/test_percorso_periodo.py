"""A whole period in the browser, by keyboard alone: entered, reviewed, corrected, closed. Four hands, one story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Periodo
from ente.models import Incarico, Ruolo, Utente
from tests.cruscotto.chiusura.test_chiusura import premi
from tests.mondi.accessibile import guasti_axe
from tests.mondi.valori import ANNO, Prova, crea_prova
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

QUANTI = 20
MOTIVO = "Il numero non è quello del registro."


@pytest.fixture
def prova(transactional_db: None) -> Prova:
    return crea_prova()


def persona(prova: Prova, username: str, ruolo: Ruolo, **dove: object) -> Utente:
    utente = Utente.objects.create(username=username, ente=prova.ente, qualifica=username)
    Incarico.objects.create(utente=utente, ruolo=ruolo, **dove)
    return utente


def pulita(pagina: Page) -> None:
    assert guasti_axe(pagina) == []


def stati(prova: Prova) -> dict[str, int]:
    valori = prova.rilevazioni.filter(periodo=prova.periodo).values_list("stato", flat=True)
    return {stato: list(valori).count(stato) for stato in sorted(set(valori))}


def test_a_period_from_the_first_value_to_the_close(pagina: Page, live_server: LiveServer, prova: Prova) -> None:
    indicatori = [prova.nuovo(f"i{n:02}").pk for n in range(QUANTI)]
    dirigente = persona(prova, "chi.valida", Ruolo.DIRIGENTE, area=prova.area)
    controllo = persona(prova, "chi.chiude", Ruolo.CONTROLLO)

    inserisce(pagina, live_server, prova, indicatori)
    assert stati(prova) == {"trasmessa": QUANTI}

    revisiona(pagina, live_server, dirigente, indicatori[3])
    assert stati(prova) == {"restituita": 1, "validata": QUANTI - 1}

    corregge(pagina, live_server, prova, indicatori[3])
    assert prova.rilevazioni.get(indicatore=indicatori[3]).testo == "11"
    entra(pagina, live_server, dirigente)
    pagina.goto(f"{live_server.url}/revisione/{ANNO}/")
    with pagina.expect_navigation():
        premi(pagina, "Valida")
    assert stati(prova) == {"validata": QUANTI}

    entra(pagina, live_server, controllo)
    pagina.goto(f"{live_server.url}/chiusura/{ANNO}/")
    pulita(pagina)
    with pagina.expect_navigation():
        premi(pagina, "Chiudi")
    assert Periodo.objects.get(pk=prova.periodo.pk).stato == "chiuso"
    assert prova.atti("trasmette valore") == QUANTI + 1
    assert prova.atti("valida valore") == QUANTI


def inserisce(pagina: Page, live_server: LiveServer, prova: Prova, indicatori: list[int]) -> None:
    entra(pagina, live_server, prova.redattore)
    pagina.goto(f"{live_server.url}/valori/{ANNO}/")
    pulita(pagina)
    pagina.locator(f"#v{indicatori[0]}-valore").focus()
    for chiave in indicatori:
        assert pagina.evaluate("document.activeElement.id") == f"v{chiave}-valore"
        pagina.keyboard.type("10")
        pagina.keyboard.press("Enter")
    for chiave in indicatori:
        pagina.locator(f'[name="v{chiave}-versione"][value="1"]').wait_for(state="attached")
    with pagina.expect_navigation():
        premi(pagina, "Trasmetti i valori pronti")


def revisiona(pagina: Page, live_server: LiveServer, dirigente: Utente, chiave: int) -> None:
    """One goes back with a reason, in place; the rest is validated in one act."""
    entra(pagina, live_server, dirigente)
    pagina.goto(f"{live_server.url}/revisione/{ANNO}/")
    pulita(pagina)
    pagina.locator(f"#valore-{chiave} summary").focus()
    pagina.keyboard.press("Enter")
    pagina.locator(f"#motivo-{chiave}:focus").wait_for()
    pagina.keyboard.type(MOTIVO)
    for tasto in ("Tab", "Enter"):
        pagina.keyboard.press(tasto)
    pagina.locator(f"#valore-{chiave}.rev-fatta").wait_for()
    with pagina.expect_navigation():
        premi(pagina, f"Valida tutti i {QUANTI - 1}")


def corregge(pagina: Page, live_server: LiveServer, prova: Prova, chiave: int) -> None:
    entra(pagina, live_server, prova.redattore)
    pagina.goto(f"{live_server.url}/valori/{ANNO}/")
    assert MOTIVO in pagina.locator("main").inner_text()
    pagina.locator(f"#v{chiave}-valore").focus()
    pagina.keyboard.press("Control+a")
    pagina.keyboard.type("11")
    pagina.keyboard.press("Enter")
    pagina.locator(f"#trasmetti-{chiave}").wait_for()
    with pagina.expect_navigation():
        premi(pagina, "Trasmetti i valori pronti")
