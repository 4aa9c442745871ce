"""What was ticked is what is validated: a page read again in a browser that puts back what stood in its boxes.

Firefox does it at a reload, all three when one goes back; the rows that shift meanwhile must not take over what was
ticked or written for their neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cruscotto.actions.revisione import DaValidare, valida_valori
from cruscotto.models import Rilevazione, StatoPeriodo
from ente.models import Utente
from tests.motori import Finestra
from tests.revisioni import CODA, adesso
from tests.scena import Scena, crea_scena, fra

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_volta]


@pytest.fixture
def scena(transactional_db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(10))
    return scena


def entra(finestra: Finestra, live_server: LiveServer, utente: Utente, dove: str) -> None:
    client = Client()
    client.force_login(utente)
    finestra.biscotto("sessionid", client.cookies["sessionid"].value, live_server.url)
    finestra.vai(live_server.url + dove)


def valida(scena: Scena, *valori: Rilevazione) -> None:
    """These have been validated meanwhile, from another window."""
    valida_valori(valori=[DaValidare(v.pk, v.versione) for v in valori], da=scena["dina"])


def torna(finestra: Finestra, come: str) -> None:
    """Read the page again: by F5, or coming back to it from another one."""
    if come == "ricarica":
        finestra.ricarica()
    else:
        with finestra.cambia_pagina():
            finestra.clicca(".breadcrumb a")
        finestra.indietro()
        finestra.aspetta("h1")


@pytest.mark.parametrize("come", ["ricarica", "indietro"])
def test_what_is_ticked_stays_with_its_value(
    finestra: Finestra, live_server: LiveServer, scena: Scena, come: str
) -> None:
    primo, secondo, terzo = (scena.metti(codice, "95") for codice in ("i1", "i2", "i3"))
    entra(finestra, live_server, scena["dina"], CODA)
    finestra.spunta(f"#scelto-{primo.indicatore_id}")
    assert finestra.spuntati() == [f"scelto-{primo.indicatore_id}"]
    valida(scena, primo)
    torna(finestra, come)
    with finestra.cambia_pagina():
        finestra.clicca("p.azioni button[form=valida]")
    assert [adesso(v).stato for v in (secondo, terzo)] == ["trasmessa", "trasmessa"]


@pytest.mark.parametrize("come", ["ricarica", "indietro"])
def test_the_reason_of_a_return_stays_with_its_value(
    finestra: Finestra, live_server: LiveServer, scena: Scena, come: str
) -> None:
    primo, secondo = (scena.metti(codice, "95") for codice in ("i1", "i2"))
    entra(finestra, live_server, scena["dina"], CODA)
    finestra.clicca(f"#valore-{primo.indicatore_id} summary")
    finestra.scrivi(f"#motivo-{primo.indicatore_id}", "Manca l'atto.")
    valida(scena, primo)
    torna(finestra, come)
    assert finestra.valore(f"#motivo-{secondo.indicatore_id}") == ""
