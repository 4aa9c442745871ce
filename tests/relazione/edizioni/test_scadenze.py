"""The deadlines of the year, told 60, 30 and 7 days before to who has the next step, once."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from cruscotto.models import Ciclo, StatoCiclo
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.scadenze import ricorda_scadenze
from relazione.edizioni.actions.validazione import restituisci_relazione, rispondi_osservazione
from tests.mondi.edizioni import sigillata
from tests.mondi.esami import valida
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db
GIUGNO = dt.date(ANNO + 1, 6, 30)
GENNAIO = dt.date(ANNO, 1, 31)


@pytest.fixture(autouse=True)
def sito(settings: Any) -> None:
    settings.SITE_URL = "https://performance.example.it"


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def a_chi(scena: Scena, giorno: dt.date) -> list[str]:
    mail.outbox.clear()
    ricorda_scadenze(ente=scena.ente, giorno=giorno)
    return [a.split("@")[0] for m in mail.outbox for a in m.to]


@pytest.mark.parametrize(
    ("prima", "scrive"),
    [(61, False), (60, True), (56, True), (55, False), (31, False), (30, True), (7, True), (2, False), (0, False)],
)
def test_sixty_thirty_and_seven_days_before(scena: Scena, prima: int, scrive: bool) -> None:
    assert a_chi(scena, GIUGNO - dt.timedelta(prima)) == (["carla"] if scrive else [])


def test_once_a_day_and_with_the_link(scena: Scena) -> None:
    giorno = GIUGNO - dt.timedelta(30)
    assert a_chi(scena, giorno) == ["carla"]
    (lettera,) = mail.outbox
    assert lettera.subject == "Relazione sulla performance 2024: 30 giorni al 30/06/2025"
    assert "https://performance.example.it/documenti/2024/edizioni/" in lettera.body
    assert a_chi(scena, giorno) == []
    assert a_chi(scena, GIUGNO - dt.timedelta(7)) == ["carla"]


def test_a_day_when_the_machine_was_off_is_made_up_for_once(scena: Scena) -> None:
    assert a_chi(scena, GIUGNO - dt.timedelta(58)) == ["carla"]
    assert "58 giorni" in mail.outbox[0].subject
    assert [a_chi(scena, GIUGNO - dt.timedelta(n)) for n in (57, 56)] == [[], []]
    assert a_chi(scena, GIUGNO - dt.timedelta(30)) == ["carla"]


def test_what_was_published_has_no_deadline_while_it_is_mended(scena: Scena) -> None:
    edizione = sigillata(scena)
    valida(edizione, scena["ugo"])
    pubblica_relazione(edizione=edizione, da=scena["carla"])
    apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    assert a_chi(scena, GIUGNO - dt.timedelta(7)) == []


def test_a_plan_that_nobody_has_begun_is_reminded_too(scena: Scena) -> None:
    """Of the year after one that the body has; not of the years to come after it."""
    prossimo = dt.date(ANNO + 1, 1, 31)
    assert a_chi(scena, prossimo - dt.timedelta(60)) == ["carla"]
    assert "Il ciclo 2025 non è ancora aperto" in mail.outbox[0].body
    assert "https://performance.example.it/anni/apri/\n" in mail.outbox[0].body
    assert a_chi(scena, dt.date(ANNO + 2, 1, 31) - dt.timedelta(60)) == []


def test_it_goes_to_who_has_the_next_step(scena: Scena) -> None:
    edizione = sigillata(scena)
    assert a_chi(scena, GIUGNO - dt.timedelta(60)) == ["ugo"]
    restituisci_relazione(edizione=edizione, osservazioni=["Uno."], da=scena["ugo"])
    assert a_chi(scena, GIUGNO - dt.timedelta(30)) == ["carla"]
    rispondi_osservazione(osservazione=edizione.osservazioni.get(), risposta="Sì.", da=scena["carla"])
    assert a_chi(scena, GIUGNO - dt.timedelta(7)) == ["ugo"]
    valida(edizione, scena["ugo"])
    pubblica_relazione(edizione=edizione, da=scena["carla"])
    assert a_chi(scena, dt.date(ANNO + 1, 5, 1)) == []


def test_the_plan_while_nothing_is_under_way(scena: Scena) -> None:
    assert a_chi(scena, GENNAIO - dt.timedelta(30)) == []
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.PIANIFICAZIONE)
    assert a_chi(scena, GENNAIO - dt.timedelta(30)) == ["carla"]
    assert "31 gennaio 2024" in mail.outbox[0].body


def test_the_command(scena: Scena, settings: Any) -> None:
    detto = StringIO()
    giorno = str(GIUGNO - dt.timedelta(7))
    call_command("scadenze", "--giorno", giorno, "--ente", scena.ente.codice, "--prova", stdout=detto)
    assert detto.getvalue() == "scena: carla.scena (Relazione sulla performance 2024).\n"
    assert mail.outbox == []
    with pytest.raises(CommandError, match="L'ente «boh» non c'è"):
        call_command("scadenze", "--ente", "boh")
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="Manca SITE_URL"):
        call_command("scadenze", "--giorno", giorno)
