"""Deputies: who names them, for which days, what they may do in those days and never see."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cruscotto.models import Cruscotto, StatoPeriodo
from ente.actions.incarichi import NominaRifiutata, nomina_sostituto, revoca_sostituto
from ente.models import Area, Atto, Incarico, Ruolo, Utente
from ente.poteri import Poteri
from tests.mondi.accessibile import guasti_axe
from tests.mondi.revisioni import CODA, adesso, cliente, in_scheda, leggi, restituisci
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from cruscotto.models import Ciclo

pytestmark = pytest.mark.django_db
PAGINA = "/ente/sostituti/"
CHI = ["rita", "rino", "dina", "dario", "carla", "ugo", "adele"]


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(30))
    return scena


def area(scena: Scena) -> Area:
    trovata = scena.uffici["anagrafe"].area
    assert trovata is not None
    return trovata


def nomina(scena: Scena, chi: str = "dina", utente: str = "rino", dal: int = 0, al: int = 0, **altro: Any) -> Incarico:
    dati = {"area": area(scena), "utente": scena[utente], "dal": fra(dal), "al": fra(al), "da": scena[chi], **altro}
    return nomina_sostituto(**dati)


def manda(scena: Scena, chi: str, **altro: Any) -> Any:
    dati = {"area": area(scena).pk, "utente": scena["rino"].pk, "dal": fra(0).isoformat(), "al": fra(2).isoformat()}
    return cliente(scena[chi]).post(PAGINA, {**dati, **altro})


def sostituti(scena: Scena) -> list[Incarico]:
    return list(Incarico.objects.di(scena.ente).filter(sostituto=True).order_by("dal"))


def atti(scena: Scena, azione: str) -> list[Atto]:
    return list(Atto.objects.filter(ente=scena.ente, azione=azione))


# -- who names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", CHI)
def test_who_names_and_who_revokes(scena: Scena, chi: str) -> None:
    """The dirigente of the area, controllo, who administers; not a dirigente of another area, nor a deputy."""
    puo = chi in ("dina", "carla", "adele")
    utente = "rosa"
    risposta = manda(scena, chi, utente=scena[utente].pk)
    assert risposta.status_code == (302 if puo else 422 if chi == "dario" else 403)
    assert len(sostituti(scena)) == len(atti(scena, "nomina sostituto")) == puo
    if not puo:
        with pytest.raises(PermissionDenied):
            nomina(scena, chi, utente)
    incarico = sostituti(scena)[0] if puo else nomina(scena, "dina", utente)
    risposta = cliente(scena[chi]).post(PAGINA, {"revoca": incarico.pk})
    assert risposta.status_code == (302 if puo else 403)
    assert len(sostituti(scena)) == (not puo)


def test_a_deputy_names_nobody(scena: Scena) -> None:
    incarico = nomina(scena, utente="rino")
    assert manda(scena, "rino", utente=scena["rosa"].pk).status_code == 403
    assert cliente(scena["rino"]).post(PAGINA, {"revoca": incarico.pk}).status_code == 403
    pagina = cliente(scena["rino"]).get(PAGINA)
    assert pagina.status_code == 200
    assert pagina.context["modulo"] is None
    assert "Revoca" not in leggi(pagina)
    assert sostituti(scena) == [incarico]


def test_another_body(scena: Scena) -> None:
    altrove = crea_scena("altrove")
    incarico = nomina(scena)
    for chi in ("carla", "adele", "dina"):
        with pytest.raises(PermissionDenied):
            nomina(scena, da=altrove[chi], dal=5, al=6)
        with pytest.raises(PermissionDenied):
            revoca_sostituto(incarico=incarico, da=altrove[chi])
        assert cliente(altrove[chi]).post(PAGINA, {"revoca": incarico.pk}, follow=True).status_code == 200
        assert "Rino" not in leggi(cliente(altrove[chi]).get(PAGINA)).split("Nominate")[0]
    with pytest.raises(NominaRifiutata, match="del vostro ente"):
        nomina(scena, utente="rosa", dal=5, al=6) and nomina_sostituto(
            area=area(scena), utente=altrove["rosa"], dal=fra(8), al=fra(9), da=scena["dina"]
        )
    assert manda(scena, "carla", utente=altrove["rosa"].pk).status_code == 422
    assert manda(scena, "carla", area=area(altrove).pk).status_code == 422
    assert incarico in sostituti(scena)


# -- which days, which person ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambi", "campo"),
    [
        ({"dal": -1, "al": 3}, "dal"),
        ({"dal": 3, "al": 2}, "al"),
        ({"utente": "dina", "chi": "carla"}, "utente"),  # already the dirigente
        ({"utente": "carla", "chi": "carla"}, "utente"),  # herself
        ({"utente": "ugo"}, "utente"),  # the OIV
    ],
)
def test_what_cannot_be(scena: Scena, cambi: dict[str, Any], campo: str) -> None:
    with pytest.raises(NominaRifiutata) as rifiuto:
        nomina(scena, **cambi)
    assert rifiuto.value.campo == campo
    assert not sostituti(scena)


def test_who_cannot_sign_in_cannot_stand_in(scena: Scena) -> None:
    Utente.objects.filter(pk=scena["rosa"].pk).update(is_active=False)
    scena["rosa"].refresh_from_db()
    with pytest.raises(NominaRifiutata):
        nomina(scena, utente="rosa")


@pytest.mark.parametrize(
    ("dal", "al", "ammessa"),
    [(0, 4, True), (5, 5, False), (4, 6, False), (0, 20, False), (10, 12, False), (11, 12, True)],
)
def test_one_deputy_at_a_time(scena: Scena, dal: int, al: int, ammessa: bool) -> None:
    """Another one is in charge from the fifth day to the tenth, both included."""
    nomina(scena, utente="rino", dal=5, al=10)
    if ammessa:
        nomina(scena, utente="rosa", dal=dal, al=al)
    else:
        with pytest.raises(NominaRifiutata, match="Rino fa già le veci"):
            nomina(scena, utente="rosa", dal=dal, al=al)
    assert len(sostituti(scena)) == 1 + ammessa
    # the same person, for the same days, in another area
    altra = scena.uffici["cultura"].area
    assert altra is not None
    nomina(scena, chi="carla", area=altra, utente="rino", dal=5, al=10)


def test_twice_is_once(scena: Scena) -> None:
    for _ in range(2):
        assert manda(scena, "dina", motivo="Ferie.").status_code == 302
    (incarico,) = sostituti(scena)
    (atto,) = atti(scena, "nomina sostituto")
    assert (atto.utente, atto.modello, atto.chiave) == (scena["dina"], "incarico", incarico.pk)
    assert atto.dettagli == {"motivo": "Ferie.", "dopo": {"dal": f"{fra(0):%d/%m/%Y}", "al": f"{fra(2):%d/%m/%Y}"}}
    for _ in range(2):
        assert cliente(scena["dina"]).post(PAGINA, {"revoca": incarico.pk}).status_code == 302
    assert len(atti(scena, "revoca sostituto")) == 1


@pytest.mark.parametrize(("dal", "al", "resta"), [(-3, 3, True), (0, 3, False), (2, 3, False), (-3, -1, True)])
def test_revoked_from_now_on(scena: Scena, dal: int, al: int, resta: bool) -> None:
    """One that had begun keeps the days it had; one that had not is taken away; one that is over is left alone."""
    incarico = Incarico.objects.create(
        utente=scena["rino"], ruolo=Ruolo.DIRIGENTE, area=area(scena), sostituto=True, dal=fra(dal), al=fra(al)
    )
    finita = al < 0
    assert revoca_sostituto(incarico=incarico, motivo="Rientro.", da=scena["dina"]) is not finita
    assert [(i.dal, i.al) for i in sostituti(scena)] == ([(fra(dal), fra(-1))] if resta else [])
    assert not Poteri.di(scena["rino"]).aree
    assert [a.dettagli["motivo"] for a in atti(scena, "revoca sostituto")] == ([] if finita else ["Rientro."])


def test_a_dirigente_is_not_revoked_here(scena: Scena) -> None:
    proprio = scena["dina"].incarichi.get()
    assert cliente(scena["carla"]).post(PAGINA, {"revoca": proprio.pk}).status_code == 302
    assert scena["dina"].incarichi.get() == proprio
    assert not atti(scena, "revoca sostituto")


@pytest.mark.parametrize("chiave", ["", "x", "-1", "9" * 40, "²", "1 or 1"])
def test_hostile_keys(scena: Scena, chiave: str) -> None:
    assert cliente(scena["carla"]).post(PAGINA, {"revoca": chiave}).status_code == 404


@pytest.mark.parametrize(
    "dati",
    [
        {"dal": ""},
        {"dal": "ieri"},
        {"al": "31/02/2030"},
        {"dal": "0001-01-01"},
        {"dal": "99999-01-01"},
        {"utente": "x"},
        {"area": "9" * 40},
        {"motivo": "a" * 501},
        {"motivo": "a\0b"},
    ],
)
def test_a_hostile_nomination_changes_nothing(scena: Scena, dati: dict[str, str]) -> None:
    assert manda(scena, "dina", **dati).status_code == 422
    assert not sostituti(scena)


# -- what a deputy does, and does not see ------------------------------------------------------------------------------

APRILE = (dt.date(2027, 4, 1), dt.date(2027, 4, 10))


@pytest.mark.parametrize(
    ("istante", "in_carica"),
    [
        ("2027-03-31T21:59:59+00:00", False),  # 23:59:59 of 31 March in Rome, where summer time has begun
        ("2027-03-31T22:00:00+00:00", True),  # midnight: the first day begins
        ("2027-04-05T12:00:00+00:00", True),
        ("2027-04-10T21:59:59+00:00", True),  # the last second of the last day
        ("2027-04-10T22:00:00+00:00", False),
    ],
)
def test_in_those_days_only(scena: Scena, monkeypatch: pytest.MonkeyPatch, istante: str, in_carica: bool) -> None:
    """From midnight to midnight as the clocks of Rome strike it, whatever the clock of the server says."""
    Incarico.objects.create(
        utente=scena["rosa"], ruolo=Ruolo.DIRIGENTE, area=area(scena), sostituto=True, dal=APRILE[0], al=APRILE[1]
    )
    primo, secondo = scena.metti("i1", "95"), scena.metti("i2", "95")
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(istante))
    client = cliente(scena["rosa"])
    assert client.get(CODA).status_code == (200 if in_carica else 403)
    assert client.post(CODA, {f"valore:{primo.pk}": "1"}).status_code == (302 if in_carica else 403)
    assert restituisci(client, secondo).status_code == (302 if in_carica else 403)
    assert (adesso(primo).stato, adesso(secondo).stato) == (
        ("validata", "restituita") if in_carica else ("trasmessa", "trasmessa")
    )
    gruppo = "In corso" if in_carica else "Future" if istante < "2027-04" else "Passate"
    trovati = cliente(scena["dina"]).get(PAGINA).context["sostituzioni"]
    assert {nome: len(voci) for nome, voci in trovati.items() if voci} == {gruppo: 1}


def test_a_deputy_never_sees_the_individual_sheet(scena: Scena) -> None:
    """Not the scorecard, nor its indicator, its row in the list, the home, its target in the queue."""
    in_scheda(scena, "s1", "area1", "777")
    scena.metti("s1", "700")
    pagine = [f"/cruscotti/{ANNO}/ind-area1/", f"/indicatori/{ANNO}/s1/"]
    aperte = ["/", f"/cruscotti/{ANNO}/", f"/elenco/{ANNO}/", CODA]
    for chi, vede in (("dina", True), ("rino", False)):
        if chi == "rino":
            nomina(scena, utente="rino")
        client = cliente(scena[chi])
        assert [client.get(p).status_code for p in pagine] == [200 if vede else 404] * 2
        assert ("777" in " ".join(leggi(client.get(p)) for p in aperte)) is vede
        assert Cruscotto.objects.visibili_a(scena[chi]).filter(tipo="individuale").exists() is vede


def test_the_powers_of_a_deputy(scena: Scena) -> None:
    nomina(scena, utente="rino", dal=1, al=2)
    prima, durante, ultimo, dopo = (Poteri.di(scena["rino"], fra(n)) for n in range(4))
    assert (prima.aree, dopo.aree) == (frozenset(), frozenset())
    for giorno in (durante, ultimo):
        assert giorno.aree == {area(scena).pk}
        assert giorno.aree_proprie == frozenset()
        assert giorno.uffici == prima.uffici  # still of the own office


# -- the page ----------------------------------------------------------------------------------------------------------


def test_what_each_role_sees(scena: Scena) -> None:
    altra = scena.uffici["cultura"].area
    assert altra is not None
    nomina(scena, utente="rino")
    nomina(scena, chi="carla", area=altra, utente="rita", dal=3, al=4)
    for chi, attesi in (
        ("dina", {"Rino"}),
        ("dario", {"Rita"}),
        ("carla", {"Rino", "Rita"}),
        ("ugo", {"Rino", "Rita"}),
        ("adele", {"Rino", "Rita"}),
        ("rino", {"Rino"}),
    ):
        risposta = cliente(scena[chi]).get(PAGINA)
        voci = [v for gruppo in risposta.context["sostituzioni"].values() for v in gruppo]
        assert {str(v.incarico.utente) for v in voci} == attesi, chi
        assert all(v.revocabile for v in voci) is (chi in ("dina", "dario", "carla", "adele")), chi
        assert (risposta.context["modulo"] is not None) is (chi in ("dina", "dario", "carla", "adele")), chi
    assert cliente(scena["rita"]).get(PAGINA).status_code == 403  # her days have yet to come
    assert Client().get(PAGINA).headers["Location"].startswith("/accesso/")


def test_queries_do_not_grow(scena: Scena) -> None:
    client = cliente(scena["carla"])

    def costo() -> int:
        with CaptureQueriesContext(connection) as contate:
            assert client.get(PAGINA).status_code == 200
        return len(contate)

    nomina(scena)
    pochi = costo()
    for n in range(1, 30):
        utente = Utente.objects.create(ente=scena.ente, username=f"u{n}")
        Incarico.objects.create(
            utente=utente, ruolo=Ruolo.DIRIGENTE, area=area(scena), sostituto=True, dal=fra(-n), al=fra(-n)
        )
    assert costo() == pochi <= 12


@pytest.mark.django_db(transaction=True)
def test_in_a_browser(demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]) -> None:
    client = cliente(utente("dirigente.area3"))
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.set_viewport_size({"width": 360, "height": 800})
    pagina.goto(live_server.url + PAGINA)
    assert guasti_axe(pagina) == []
    pagina.get_by_label("Sostituto", exact=True).select_option(str(utente("dirigente.area2").pk))
    pagina.get_by_label("Dal", exact=True).fill(fra(0).isoformat())
    pagina.get_by_label("Al, compreso").fill(fra(3).isoformat())
    pagina.get_by_role("button", name="Nomina").click()
    pagina.get_by_text("fa le veci del dirigente dal").wait_for()
    assert pagina.evaluate("document.documentElement.scrollWidth") == 360
    pagina.locator("summary").click()
    assert guasti_axe(pagina) == []
    pagina.get_by_role("button", name="Revoca da subito").click()
    pagina.get_by_text("non fa più le veci del dirigente").wait_for()
    assert not Incarico.objects.filter(sostituto=True).exists()
