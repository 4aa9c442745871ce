"""What was ticked is what is validated: a page read again in a browser that puts back what stood in its boxes.

Firefox does it at a reload, all three when one goes back; the rows that shift meanwhile must not take over what was
ticked or written for their neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cruscotto.models import Rilevazione, StatoPeriodo
from cruscotto.rilevazione.actions.revisione import DaValidare, valida_valori
from ente.models import Utente
from tests.mondi.motori import Finestra
from tests.mondi.revisioni import CODA, adesso
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

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


TOCCA = """
const caselle = [...document.querySelectorAll("main form[method=post] :is(input, select, textarea), main [form]")]
  .filter(e => !["hidden", "submit", "file"].includes(e.type));
for (const e of caselle) {
  if (e.type === "checkbox") e.checked = !e.checked;
  else if (e.tagName === "SELECT") e.selectedIndex = e.options.length - 1;
  else if (e.type === "date") e.value = "2025-01-02";
  else if (e.type !== "radio") e.value = "7";
}
return caselle.length;
"""
RIMASTE = """
const caselle = [...document.querySelectorAll("main :is(input, select, textarea)")];
const iniziale = e => ([...e.options].find(o => o.defaultSelected) || e.options[0] || e).value;
return caselle.filter(e => e.form && e.form.method === "post").filter(e =>
  ["checkbox", "radio"].includes(e.type) ? e.checked !== e.defaultChecked
  : e.tagName === "SELECT" ? e.value !== iniziale(e)
  : e.value !== e.defaultValue).map(e => e.name);
"""


LISTE = [
    ("rita", f"/valori/{ANNO}/"),
    ("dina", CODA),
    ("dina", "/ente/sostituti/"),
    ("carla", f"/cruscotti/{ANNO}/ente/pesi/"),
    ("carla", f"/chiusura/{ANNO}/"),
]


def test_a_page_read_again_is_as_the_site_has_it(finestra: Finestra, live_server: LiveServer, scena: Scena) -> None:
    """Whatever stands in the boxes of a list: what is closed by one tick is what the page then said."""
    scena.metti("i1", "95")
    scena.metti("i2", "", stato="bozza")
    for chi, pagina in LISTE:
        entra(finestra, live_server, scena[chi], pagina)
        assert finestra.js(TOCCA) > 0, pagina
        finestra.ricarica()
        assert finestra.js(RIMASTE) == [], pagina
