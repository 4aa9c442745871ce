"""Whether things go better than last time: what is counted, for whom, and what cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cruscotto.consultazione.meglio_di_prima import MeglioDiPrima
from cruscotto.models import Cruscotto, Periodo, StatoPeriodo
from ente.models import Area, Ruolo, Ufficio
from tests.mondi.accessibile import guasti_axe
from tests.mondi.valori import Prova, crea_prova, parole

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def prova(db: None) -> Prova:
    """The first two periods are closed, the third is open."""
    prova = crea_prova()
    Periodo.objects.filter(pk__in=[p.pk for p in prova.periodi[:2]]).update(stato=StatoPeriodo.CHIUSO)
    Periodo.objects.filter(pk=prova.periodi[2].pk).update(stato=StatoPeriodo.APERTO)
    for nome, prima, adesso in (("uno", "5", "9"), ("due", "9", "9"), ("tre", "9", "5"), ("sei", "4", "8")):
        prova.scrivi(prova.nuovo(nome, prima=prima), adesso, stato="validata")
    prova.scrivi(prova.nuovo("quattro"), "9", stato="validata")
    return prova


def detto(prova: Prova, username: str, ruolo: Ruolo, **dove: object) -> str:
    return parole(prova.persona(username, ruolo, **dove).get("/").content.decode())


TUTTI = (
    "Meglio della volta prima : 2 indicatori vanno meglio, 1 come prima, 1 peggio, "
    "1 non si confronta (SAL non misurato)."
)


def test_each_home_says_it_in_words_and_in_one_bar(prova: Prova) -> None:
    pagina = parole(prova.client.get("/").content.decode())
    assert TUTTI in pagina
    assert "secondo quadrimestre 2025 rispetto a primo quadrimestre 2025" in pagina
    assert TUTTI in detto(prova, "dirigente", Ruolo.DIRIGENTE, area=prova.area)
    assert TUTTI in detto(prova, "chi.controlla", Ruolo.CONTROLLO)
    assert TUTTI in detto(prova, "chi.amministra", Ruolo.AMMINISTRATORE)
    oiv = prova.persona("chi.valuta", Ruolo.OIV)
    assert "Se va meglio della volta prima" in oiv.get("/").content.decode()
    assert TUTTI in parole(oiv.get("/cruscotti/2025/").content.decode())
    assert 'role="img" aria-label="Meglio della volta prima: 2 indicatori' in prova.client.get("/").content.decode()


def test_who_has_another_area_reads_of_that(prova: Prova) -> None:
    altra = Area.objects.create(ente=prova.ente, codice="area2", numero=2, nome="Altra")
    ufficio = Ufficio.objects.create(ente=prova.ente, area=altra, codice="altro", nome="Altro ufficio")
    prova.scrivi(prova.nuovo("sette", prima="9", ufficio=ufficio), "5", stato="validata")
    suo = detto(prova, "dirigente", Ruolo.DIRIGENTE, area=altra)
    assert "Peggio della volta prima : 0 indicatori vanno meglio, 0 come prima, 1 peggio." in suo
    assert TUTTI in detto(prova, "primo", Ruolo.DIRIGENTE, area=prova.area)


def test_an_individual_sheet_is_not_counted(prova: Prova) -> None:
    scheda = Cruscotto.objects.create(
        ciclo=prova.ciclo, ordine=2, codice="ind", tipo="individuale", titolo="Scheda", area=prova.area
    )
    prova.scrivi(prova.nuovo("sette", prima="9", cruscotto=scheda), "5", stato="validata")
    assert TUTTI in detto(prova, "dirigente", Ruolo.DIRIGENTE, area=prova.area)


def test_one_closed_period_compares_with_nothing(prova: Prova) -> None:
    Periodo.objects.filter(pk=prova.periodo.pk).update(stato=StatoPeriodo.APERTO)
    pagina = parole(prova.client.get("/").content.decode())
    assert "Se va meglio della volta prima si vede quando ci sono due periodi chiusi." in pagina


def test_in_the_past_it_is_said_of_the_past(prova: Prova) -> None:
    pagina = parole(prova.client.get("/", {"periodo": "1"}).content.decode())
    assert "si vede quando ci sono due periodi chiusi" in pagina


@pytest.mark.django_db(transaction=True)
def test_the_home_of_the_oiv_draws_it_too(prova: Prova, pagina: Page, live_server: LiveServer) -> None:
    """Read from the page of the scorecards, after its own; without scripts a link goes there."""
    oiv = prova.persona("chi.valuta", Ruolo.OIV)
    biscotto = oiv.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.goto(live_server.url)
    pagina.locator("main .meglio svg[role=img]").wait_for()
    assert TUTTI in parole(pagina.locator("main").inner_html())
    assert guasti_axe(pagina) == []


@pytest.mark.parametrize(
    ("conti", "titolo"),
    [
        ((2, 9, 1, 0), "Meglio della volta prima"),
        ((1, 0, 2, 5), "Peggio della volta prima"),
        ((1, 0, 1, 0), "Come la volta prima"),
        ((0, 3, 0, 0), "Come la volta prima"),
        ((0, 0, 0, 4), "Non si può ancora dire"),
    ],
)
def test_the_heading(conti: tuple[int, int, int, int], titolo: str) -> None:
    assert MeglioDiPrima("ora", "prima", *conti).titolo == titolo
