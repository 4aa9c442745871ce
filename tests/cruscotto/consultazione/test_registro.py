"""The register of acts: who reads it, what a line says, filters, pages, sheets."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import tablib
from django.test import Client
from django.utils import timezone

from cruscotto.consultazione.registro import foglio as scarico_registro
from cruscotto.consultazione.registro.filtri import FiltriRegistro
from cruscotto.models import Ciclo, Indicatore, Rilevazione
from ente.actions.registro import differenze, registra
from ente.models import Atto, Ente, Incarico, Ruolo, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.registro import MOTIVO, REGISTRO, atti, correggi_un_valore, leggi

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

SCARICA = "/registro/scarica/"


@pytest.fixture
def controllo(ciclo: Ciclo, client: Client, utente: Callable[[str], Utente]) -> Client:
    client.force_login(utente("controllo"))
    return client


@pytest.fixture
def corretto(ciclo: Ciclo) -> Rilevazione:
    return correggi_un_valore(ciclo)


def scrivi(ente: Ente, quando: str, azione: str) -> None:
    """An act at an hour of the body, which the model would not let one choose."""
    campo = Atto._meta.get_field("created_at")
    with pytest.MonkeyPatch.context() as ritocco:
        ritocco.setattr(campo, "auto_now_add", False)
        ora = timezone.make_aware(dt.datetime.fromisoformat(quando))
        Atto(ente=ente, azione=azione, oggetto="Oggetto", created_at=ora).save()


# -- who reads it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chi", "codice"),
    [
        ("controllo", 200),
        ("oiv", 200),
        ("amministratore", 200),
        ("dirigente.area2", 404),
        ("redattore.area1", 404),
    ],
)
@pytest.mark.parametrize("indirizzo", [REGISTRO, SCARICA])
def test_by_role(ciclo: Ciclo, utente: Callable[[str], Utente], chi: str, codice: int, indirizzo: str) -> None:
    client = Client()
    assert client.get(indirizzo).status_code == 302
    client.force_login(utente(chi))
    assert client.get(indirizzo).status_code == codice
    assert client.post(indirizzo).status_code == 405


def test_of_the_own_body_only(ciclo: Ciclo, controllo: Client) -> None:
    altro = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    fuori = Utente.objects.create(username="altro.controllo", qualifica="Controllo di altrove", ente=altro)
    Incarico.objects.create(utente=fuori, ruolo=Ruolo.CONTROLLO)
    registra(ente=altro, da=fuori, azione="prova altrui", oggetto="Cosa altrui")
    for testo in (leggi(controllo), b"".join(controllo.get(SCARICA)).decode()):
        assert "altru" not in testo
        assert "altrove" not in testo
    client = Client()
    client.force_login(fuori)
    assert [a.azione for a in atti(client)] == ["prova altrui"]
    assert "Arezzo" not in leggi(client)


def test_whoever_runs_the_installation_has_no_register(ciclo: Ciclo) -> None:
    client = Client()
    client.force_login(Utente.objects.create(username="gestore", is_superuser=True))
    assert client.get(REGISTRO).status_code == 404


def test_an_empty_register_says_what_will_fill_it() -> None:
    ente = Ente.objects.create(codice="nuovo", denominazione="Nuovo")
    chi = Utente.objects.create(username="nuovo.controllo", ente=ente)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.CONTROLLO)
    client = Client()
    client.force_login(chi)
    assert "Il registro è vuoto: il primo atto sarà il primo dato importato o modificato." in leggi(client)


# -- filters and pages -------------------------------------------------------------------------------------------------


def test_by_person_kind_act_and_text(corretto: Rilevazione, controllo: Client) -> None:
    chi = Utente.objects.get(username="redattore.area3")
    assert {a.utente for a in atti(controllo, persona="redattore.area3")} == {chi}
    assert {a.utente for a in atti(controllo, persona="~")} == {None}
    assert len(atti(controllo, tipo="rilevazione")) == 4
    assert {a.modello for a in atti(controllo, tipo="~")} == {""}
    assert [a.azione for a in atti(controllo, azione="salva valore")] == ["salva valore"]
    assert {a.oggetto.split(",")[0] for a in atti(controllo, testo=f"{corretto.indicatore.codice} VALORE")} == {
        corretto.indicatore.codice
    }
    uniti = atti(controllo, tipo="rilevazione", persona="redattore.area3", testo="trasmette")
    assert [a.azione for a in uniti] == ["trasmette valore"]
    risposta = controllo.get(REGISTRO, {"tipo": "rilevazione"})
    campi = {c["codice"]: c for c in risposta.context["campi"]}
    assert "importa indicatori" not in campi["azione"]["scelte"]
    assert "salva valore" in campi["azione"]["scelte"]
    assert campi["persona"]["scelte"]["~"] == "sistema (un comando)"


def test_by_day_and_year_both_ends_included(ciclo: Ciclo, controllo: Client) -> None:
    for quando in ("2019-12-31T23:59:59", "2020-01-01T00:00:00", "2020-12-31T23:59:59", "2021-01-01T00:00:00"):
        scrivi(ciclo.ente, quando, f"prova {quando[:10]}")
    per_filtri = {
        ("2020-01-01", "2020-12-31", ""): ["prova 2020-12-31", "prova 2020-01-01"],
        ("", "2019-12-31", ""): ["prova 2019-12-31"],
        ("", "", "2020"): ["prova 2020-12-31", "prova 2020-01-01"],
        ("2020-06-01", "", "2020"): ["prova 2020-12-31"],
        ("2020-06-01", "", "2019"): [],
    }
    for (dal, al, anno), attesi in per_filtri.items():
        trovati = [a.azione for a in atti(controllo, dal=dal, al=al, anno=anno)]
        assert trovati == attesi, (dal, al, anno)
    testo = leggi(controllo, dal="2020-06-01", anno="2019")
    assert "0 atti" in testo
    assert "Dal: 01/06/2020" in testo
    assert "Nessun atto con questi filtri." in testo


@pytest.mark.parametrize(
    ("filtri", "errore"),
    [
        ({"dal": "31/12/2020"}, "Scrivete il giorno così: 2020-12-31."),
        ({"al": "2020-02-30"}, "Scrivete il giorno così: 2020-12-31."),
        ({"al": "9999-12-31"}, "Scrivete il giorno così: 2020-12-31."),
        ({"dal": "2020-02-02", "al": "2020-02-01"}, "L'ultimo giorno viene prima del primo."),
        ({"anno": "²019"}, "Scrivete l'anno con quattro cifre."),
        ({"anno": "9" * 40}, "Scrivete l'anno con quattro cifre."),
    ],
)
def test_what_cannot_be_understood_is_said_and_finds_nothing(
    controllo: Client, filtri: dict[str, str], errore: str
) -> None:
    assert atti(controllo, **filtri) == []
    assert errore in leggi(controllo, **filtri)


@pytest.mark.parametrize(
    "filtri",
    [
        {"testo": "%_\\'\"--"},
        {"persona": "'; DROP TABLE"},
        {"tipo": "<b>"},
        {"azione": "\0"},
        {"testo": "x" * 5000},
        {"pagina": "-1"},
        {"pagina": "9" * 50},
        {"prima": "99991231T235959.999999-" + "9" * 18},
        {"dopo": "00010101T000000.000000-1"},
        {"testo": 'a"b OR "'},
        {"testo": "NEAR(x y)"},
    ],
)
def test_hostile_addresses(controllo: Client, filtri: dict[str, str]) -> None:
    assert controllo.get(REGISTRO, filtri).status_code == 200
    assert controllo.get(SCARICA, filtri).status_code == 200


def test_a_choice_that_is_not_there_is_said(controllo: Client) -> None:
    assert "Chi: nessuno.di.loro ×" in leggi(controllo, persona="nessuno.di.loro")
    assert not FiltriRegistro.leggi({"altro": "x"}).attivi


def test_pages_of_fifty_with_the_same_queries(
    ciclo: Ciclo, controllo: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, person with the roles, acts, people who acted, people, years, places, lines, objects, cycle; and the
    count of a register that has more than a page."""
    with django_assert_num_queries(10):
        controllo.get(REGISTRO)
    ente, indicatori = ciclo.ente, list(Indicatore.objects.di(ciclo.ente)[:60])
    for n in range(120):
        registra(ente=ente, da=None, azione=f"prova {n}", oggetto=indicatori[n % 60])
    with django_assert_num_queries(11):
        controllo.get(REGISTRO)
    with django_assert_num_queries(11):
        prima = controllo.get(REGISTRO, {"testo": "prova"})
    assert [linea.atto.azione for linea in prima.context["linee"]] == [f"prova {n}" for n in range(119, 69, -1)]
    assert [a.azione for a in atti(controllo, testo="prova")] == [f"prova {n}" for n in range(119, -1, -1)]
    assert "testo=prova&amp;prima=" in prima.content.decode()


def test_how_many_is_said_up_to_a_thousand(ciclo: Ciclo, controllo: Client) -> None:
    for quanti, detto in ((999, "999 atti"), (1, "1.000 atti"), (1, "Più di 1.000 atti")):
        Atto.objects.bulk_create([Atto(ente=ciclo.ente, azione="prova", oggetto="n.") for _ in range(quanti)])
        assert detto in leggi(controllo, azione="prova")


@pytest.mark.parametrize(
    ("filtri", "detto"),
    [
        ({"pagina": "3"}, "Il registro non ha più pagine numerate"),
        ({"prima": "ieri"}, "Non si capisce da quale punto riprendere"),
        ({"dopo": "20201399T000000.000000-1"}, "Non si capisce da quale punto riprendere"),
        ({"prima": "²0200101T000000.000000-1"}, "Non si capisce da quale punto riprendere"),
    ],
)
def test_an_address_that_no_page_has_is_said_and_gives_the_first(
    corretto: Rilevazione, controllo: Client, filtri: dict[str, str], detto: str
) -> None:
    risposta = controllo.get(REGISTRO, filtri | {"tipo": "rilevazione"})
    assert detto in risposta.context["pagina"].avviso
    assert len(risposta.context["pagina"].atti) == 4
    assert detto in leggi(controllo, **filtri)
    assert risposta.context["pagina"].avviso not in leggi(controllo, pagina="1")


def test_a_filter_taken_away_begins_again(corretto: Rilevazione, controllo: Client) -> None:
    pagina = controllo.get(REGISTRO, {"tipo": "rilevazione", "prima": "20990101T000000.000000-1"}).content.decode()
    indirizzo = re.search(r'class="filtro-scelto" href="([^"]*)"', pagina)
    assert indirizzo
    assert indirizzo[1] in ("?", REGISTRO)


# -- sheets ------------------------------------------------------------------------------------------------------------


def righe_csv(client: Client, **filtri: str) -> list[dict[str, str]]:
    risposta = client.get(SCARICA, filtri)
    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="registro-[\d-]+\.csv"', risposta["Content-Disposition"])
    testo = b"".join(risposta).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(testo), delimiter=";"))


def test_the_sheet_has_what_the_filters_show(corretto: Rilevazione, controllo: Client) -> None:
    righe = righe_csv(controllo, tipo="rilevazione")
    assert [r["Atto"] for r in righe] == ["valida valore", "trasmette valore", "salva valore", "restituisce valore"]
    assert righe[2]["Nome utente"] == "redattore.area3"
    assert righe[2]["Giorno"] == f"{timezone.localdate():%d/%m/%Y}"
    assert re.fullmatch(r"\d\d:\d\d:\d\d", righe[2]["Ora"])
    assert "valore: da «90,5%» a «47,2%»; nota: «Corretto.»" in righe[2]["Che cosa è cambiato"]
    assert righe[3]["Perché"] == MOTIVO
    assert len(righe_csv(controllo)) == Atto.objects.di(corretto.periodo.ciclo.ente).count()


@pytest.mark.parametrize("formato", ["csv", "xlsx", "ods"])
def test_no_cell_runs(ciclo: Ciclo, controllo: Client, formato: str) -> None:
    pericolose = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    for testo in pericolose:
        registra(ente=ciclo.ente, da=None, azione="prova", oggetto=testo, motivo=testo, dopo={"nome": testo})
    risposta = controllo.get(SCARICA, {"formato": formato, "azione": "prova"})
    dati = b"".join(risposta)
    if formato == "csv":
        celle = [c for riga in csv.reader(io.StringIO(dati.decode("utf-8-sig")), delimiter=";") for c in riga]
    else:
        celle = [c for riga in tablib.Dataset().load(dati, format=formato) for c in riga]
    scritte = [str(c) for c in celle]
    assert sum(c.startswith("'=") for c in scritte) >= 2
    assert not [c for c in scritte if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_sheet_that_cannot_hold_them_all_says_so(
    ciclo: Ciclo, controllo: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "atti più recenti" not in leggi(controllo)
    monkeypatch.setattr(scarico_registro, "AL_PIU", 3)
    assert "Un foglio xlsx o ods tiene i 3 atti più recenti: per gli altri" in leggi(controllo)
    dati = b"".join(controllo.get(SCARICA, {"formato": "xlsx"}))
    foglio = tablib.Dataset().load(dati, format="xlsx")
    assert foglio.headers == list(scarico_registro.TITOLI)
    assert len(foglio) == 4
    assert str(foglio[3][0]).startswith("Un foglio xlsx o ods tiene i 3 atti più recenti")
    assert len(righe_csv(controllo)) == Atto.objects.di(ciclo.ente).count() > 3
    assert controllo.get(SCARICA, {"formato": "pdf"}).status_code == 404


def test_a_long_csv_is_not_kept_in_memory(
    ciclo: Ciclo, controllo: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    Atto.objects.bulk_create([Atto(ente=ciclo.ente, azione="prova", oggetto=f"n. {n}") for n in range(2500)])
    with django_assert_max_num_queries(5):
        risposta = controllo.get(SCARICA, {"azione": "prova"})
        assert risposta.streaming
        righe = b"".join(risposta).decode("utf-8-sig").splitlines()
    assert len(righe) == 2501
    assert differenze({"a": 1}, {"a": 1}) == {}


# -- browser -----------------------------------------------------------------------------------------------------------


def test_in_a_browser(demo: Ciclo, utente: Callable[[str], Utente], live_server: LiveServer, pagina: Page) -> None:
    """No violation, nothing overflows, and by keyboard from the filters to the page of an object."""
    indicatore = Indicatore.objects.get(codice="i031")
    cambio: dict[str, Any] = differenze({"nome": "Prima"}, {"nome": "Dopo " + "lungo " * 30})
    registra(ente=demo.ente, da=utente("amministratore"), azione="prova", oggetto=indicatore, motivo="M", **cambio)
    client = Client()
    client.force_login(utente("controllo"))
    sessione = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": sessione, "url": live_server.url}])
    for larghezza, coda in ((360, ""), (1440, ""), (360, "?dal=ieri&tipo=indicatore"), (1440, "?dal=ieri")):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}{REGISTRO}{coda}")
        assert guasti_axe(pagina) == []
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
    pagina.goto(f"{live_server.url}{REGISTRO}")
    pagina.locator("summary").press("Enter")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("prova")
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/registro/?testo=prova*")
    assert "1 atto" in pagina.get_by_role("status").inner_text()
    pagina.get_by_role("link", name=indicatore.nome).press("Enter")
    pagina.wait_for_url("**/indicatori/2019/i031/")
    pagina.locator("summary", has_text="Storia delle modifiche").press("Enter")
    pagina.get_by_role("link", name="Cercate i031 nel registro degli atti").press("Enter")
    pagina.wait_for_url("**/registro/?testo=i031")
