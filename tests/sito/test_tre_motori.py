"""The paths of redattore, dirigente and controllo in all three engines, by keyboard: one period, one story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cruscotto.models import Periodo
from ente.models import Incarico, Ruolo, Utente
from tests.mondi.motori import Finestra
from tests.mondi.valori import ANNO, Prova, crea_prova
from tests.sito.test_ricarica import entra

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_volta]

VALORI, REVISIONE, CHIUSURA = (f"/{pagina}/{ANNO}/" for pagina in ("valori", "revisione", "chiusura"))
PASSWORD = "una password per le prove"
MOTIVO = "Il numero non è quello del registro."


@pytest.fixture
def prova(transactional_db: None) -> Prova:
    return crea_prova()


def persona(prova: Prova, username: str, ruolo: Ruolo, **dove: object) -> Utente:
    utente = Utente.objects.create(username=username, ente=prova.ente, qualifica=username)
    Incarico.objects.create(utente=utente, ruolo=ruolo, **dove)
    return utente


def stati(prova: Prova) -> list[str]:
    return sorted(prova.rilevazioni.filter(periodo=prova.periodo).values_list("stato", flat=True))


def salvato(finestra: Finestra, chiave: int, versione: int) -> None:
    finestra.aspetta(f'[name="v{chiave}-versione"][value="{versione}"]')


def invia(finestra: Finestra, nome: str) -> None:
    """Reach a button by the Tab key, and press it: it leads to another page."""
    finestra.raggiungi(nome)
    with finestra.cambia_pagina():
        finestra.premi("Enter")


def intera(finestra: Finestra) -> None:
    """A page that holds in its window, whose scripts and sheets of style have all been taken."""
    assert finestra.js("return document.documentElement.scrollWidth <= window.innerWidth")
    assert finestra.js("return !!window.htmx")
    assert finestra.js("return [...document.styleSheets].every(f => f.cssRules.length > 0)")


def test_who_signs_in_finds_what_to_do(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    prova.redattore.set_password(PASSWORD)
    prova.redattore.save()
    finestra.vai(f"{live_server.url}/salute/")
    finestra.biscotto("di-nessuno", "x", live_server.url)
    finestra.vai(live_server.url)
    finestra.scrivi("#id_login", prova.redattore.username)
    finestra.premi("Tab")
    finestra.scrivi("#id_password", PASSWORD)
    with finestra.cambia_pagina():
        finestra.premi("Enter")
    assert prova.redattore.username in finestra.testo("header")
    invia(finestra, "I miei valori")
    assert finestra.testo("h1") == "I miei valori"
    intera(finestra)


def inserisce(finestra: Finestra, live_server: LiveServer, prova: Prova, uno: int, due: int, tre: int) -> None:
    """The redattore: boxes by Enter and by the arrows, one value below the threshold with what it wants."""
    entra(finestra, live_server, prova.redattore, VALORI)
    intera(finestra)
    finestra.js("document.querySelector(arguments[0]).focus()", f"#v{uno}-valore")
    finestra.batti("10")
    finestra.premi("Enter")
    assert finestra.attivo() == f"v{due}-valore"
    finestra.batti("9,5")
    finestra.premi("ArrowDown")
    assert finestra.attivo() == f"v{tre}-valore"
    finestra.batti("5")
    finestra.finche(lambda: finestra.si_vede(f"#v{tre}-causa"), "la riga non chiede la causa")
    finestra.premi("Tab")
    assert finestra.attivo() == f"v{tre}-causa"
    finestra.premi("ArrowDown")
    finestra.js("document.querySelector(arguments[0]).value = arguments[1]", f"#v{tre}-azione_entro", f"{ANNO}-12-31")
    finestra.scrivi(f"#v{tre}-causa_scostamento", "Una persona in meno.")
    finestra.scrivi(f"#v{tre}-azione_correttiva", "Recupero.")
    for chiave in (uno, due):
        salvato(finestra, chiave, 1)
    invia(finestra, "Trasmetti i valori pronti")
    assert stati(prova) == ["trasmessa"] * 3


def rivede(finestra: Finestra, live_server: LiveServer, prova: Prova, dirigente: Utente, uno: int, tre: int) -> None:
    """The dirigente: one goes back with a reason, in place; one is ticked; one is validated by the button of the
    others."""
    entra(finestra, live_server, dirigente, REVISIONE)
    intera(finestra)
    finestra.js("document.querySelector(arguments[0]).focus()", f"#valore-{uno} summary")
    finestra.premi("Enter")
    finestra.scrivi(f"#motivo-{uno}", MOTIVO)
    finestra.premi("Tab", "Enter")
    finestra.aspetta(f"#valore-{uno}.rev-fatta")
    finestra.spunta(f"#scelto-{tre}")
    assert finestra.spuntati() == [f"scelto-{tre}"]
    invia(finestra, "Valida quelli scelti")
    assert stati(prova) == ["restituita", "trasmessa", "validata"]
    invia(finestra, "Valida quello senza allerte")
    assert stati(prova) == ["restituita", "validata", "validata"]


def test_a_period_from_the_first_value_to_the_close(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    uno, due, tre = (prova.nuovo(nome).pk for nome in ("uno", "due", "tre"))
    dirigente = persona(prova, "chi.valida", Ruolo.DIRIGENTE, area=prova.area)
    controllo = persona(prova, "chi.chiude", Ruolo.CONTROLLO)
    inserisce(finestra, live_server, prova, uno, due, tre)
    rivede(finestra, live_server, prova, dirigente, uno, tre)

    # the redattore corrects, the dirigente validates
    entra(finestra, live_server, prova.redattore, VALORI)
    assert MOTIVO in finestra.testo()
    finestra.scrivi(f"#v{uno}-valore", "11")
    finestra.premi("Enter")
    finestra.aspetta(f"#trasmetti-{uno}")
    invia(finestra, "Trasmetti i valori pronti")
    entra(finestra, live_server, dirigente, REVISIONE)
    invia(finestra, "Valida")
    assert stati(prova) == ["validata"] * 3

    # controllo closes
    entra(finestra, live_server, controllo, CHIUSURA)
    intera(finestra)
    invia(finestra, "Chiudi")
    assert Periodo.objects.get(pk=prova.periodo.pk).stato == "chiuso"
    assert "chiuso" in finestra.testo()


def test_a_column_copied_and_pasted_by_its_keys(finestra: Finestra, live_server: LiveServer, prova: Prova) -> None:
    uno, due, tre = (prova.nuovo(nome).pk for nome in ("uno", "due", "tre"))
    entra(finestra, live_server, prova.redattore, VALORI)
    finestra.js("document.querySelector('.foglio-incolla').open = true")
    finestra.js("const e = document.querySelector('#incolla'); e.value = arguments[0]; e.focus()", "9\n10\n")
    finestra.premi("Control+a", "Control+c")
    finestra.js("document.querySelector('#incolla').value = ''")
    finestra.js("document.querySelector(arguments[0]).focus()", f"#v{due}-valore")
    with finestra.cambia_pagina():
        finestra.premi("Control+v")
    assert finestra.attivo() == "incollato"
    assert "Incollati 2 valori" in finestra.testo("#incollato")
    assert [finestra.valore(f"#v{chiave}-valore") for chiave in (uno, due, tre)] == ["", "9", "10"]
    finestra.premi("Tab")
    with finestra.cambia_pagina():
        finestra.premi("Enter")
    vuote = "return [...document.querySelectorAll('.caselle input')].map(e => e.value).join()"
    finestra.finche(lambda: finestra.js(vuote) == ",,", "l’incolla non è annullato")
