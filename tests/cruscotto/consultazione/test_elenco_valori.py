"""The list of the values of a period: each once, filtered, sorted, paged and downloaded by its address."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.stato_dei_valori import STATI, ValoreDaSeguire
from cruscotto.models import Ciclo, Collocazione, Indicatore, Rilevazione
from ente.models import Utente
from tests.mondi.accessibile import guasti_axe

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

ELENCO = "/elenco/2020/"


@pytest.fixture
def controllo(dimostrativo: Ciclo, client: Client, utente: Callable[[str], Utente]) -> Client:
    client.force_login(utente("controllo"))
    return client


def voci(client: Client, indirizzo: str = ELENCO, **filtri: str) -> list[ValoreDaSeguire]:
    """All the values that the list finds, from all its pages."""
    risposta = client.get(indirizzo, filtri)
    assert risposta.status_code == 200
    return list(risposta.context["pagina"].paginator.object_list)


def codici(trovate: list[ValoreDaSeguire]) -> set[str]:
    return {v.codice for v in trovate}


def codici_di(**filtri: Any) -> set[str]:
    """Codes of the indicators with such a value in the open period, asked of the database."""
    insieme = Rilevazione.objects.filter(periodo__ciclo__anno=2020, periodo__numero=2, **filtri)
    return set(insieme.values_list("indicatore__codice", flat=True))


# -- each value once ---------------------------------------------------------------------------------------------------


def test_a_value_in_nine_scorecards_is_one_thing_to_do(controllo: Client) -> None:
    (voce,) = voci(controllo, testo="unificazione della struttura operativa")
    assert len(voce.posti) == len(voce.nomi_cruscotti) == 9
    assert list(voce.nomi_cruscotti.values())[:5] == ["Ente", "Area 1", "Area 2", "Area 3", "Area 4"]
    assert len(voci(controllo)) == Indicatore.objects.count() == 133
    assert Collocazione.objects.filter(cruscotto__ciclo__anno=2020).count() == 251


def test_values_of_their_own_are_things_of_their_own(controllo: Client) -> None:
    """In 2019 eight placements have their own actual; what reads as the shared one is not told apart."""
    proprie = Rilevazione.objects.filter(periodo__ciclo__anno=2019).exclude(collocazione=None)
    assert proprie.count() == 8
    diverse = {
        (r.indicatore_id, r.testo)
        for r in proprie
        if r.testo != Rilevazione.objects.get(indicatore=r.indicatore, periodo=r.periodo, collocazione=None).testo
    }
    assert len(voci(controllo, "/elenco/2019/")) == 133 + len(diverse)


def test_two_targets_for_one_value_stand_on_one_row(controllo: Client) -> None:
    doppie = [v for v in voci(controllo) if len(v.righe) > 1]
    assert doppie
    for voce in doppie:
        assert len({(r.target, r.sal) for r in voce.righe}) == len(voce.righe)


# -- filters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stato", ["trasmessa", "restituita", "validata"])
def test_by_state(controllo: Client, stato: str) -> None:
    trovate = voci(controllo, stato=stato)
    assert codici(trovate) == codici_di(stato=stato)
    assert trovate


def test_missing_is_what_is_due_and_has_no_value(controllo: Client) -> None:
    mancanti = voci(controllo, stato="mancante")
    assert mancanti
    assert not codici(mancanti) & codici_di()
    assert all(v.ha(CodiceAllerta.NON_RILEVATO) for v in mancanti)
    dovute = codici(voci(controllo, stato="dovute"))
    assert dovute == codici(mancanti) | codici_di()
    assert codici(voci(controllo, stato="da_fare")) == codici(mancanti) | codici_di(stato="restituita")
    assert codici(voci(controllo, stato="non_richiesta")) == codici(voci(controllo)) - dovute


def test_by_area_office_prospettiva_and_pira(controllo: Client) -> None:
    tutti = Indicatore.objects.filter(collocazioni__cruscotto__ciclo__anno=2020)
    per = {
        "area": ("area2", tutti.filter(ufficio__area__codice="area2")),
        "ufficio": ("ragioneria", tutti.filter(ufficio__codice="ragioneria")),
        "prospettiva": ("economico", tutti.filter(collocazioni__nodo__prospettiva__codice="economico")),
        "pira": ("1", tutti.filter(collocazioni__pira=True)),
    }
    for nome, (valore, attesi) in per.items():
        trovate = voci(controllo, **{nome: valore})
        assert codici(trovate) == set(attesi.values_list("codice", flat=True)) != set(), nome
    insieme = voci(controllo, area="area2", stato="trasmessa")
    assert codici(insieme) == codici_di(stato="trasmessa", indicatore__ufficio__area__codice="area2")


def test_by_words_whatever_the_accents(controllo: Client) -> None:
    trovate = voci(controllo, testo="QUALITA pratiche")
    assert trovate
    assert all("qualità" in v.etichetta.lower() and "pratiche" in v.etichetta.lower() for v in trovate)


@pytest.mark.parametrize("codice", list(CodiceAllerta))
def test_an_alert_lists_as_many_as_it_counts(controllo: Client, codice: CodiceAllerta) -> None:
    pagina = controllo.get(ELENCO, {"area": "area3"})
    conti = {a["codice"]: a["quante"] for a in pagina.context["allerte"]}
    trovate = voci(controllo, area="area3", allerta=codice.value)
    assert len(trovate) == conti[codice]
    assert all(v.ha(codice) for v in trovate)


def test_what_the_real_year_shows(controllo: Client) -> None:
    """Two declared SALs; one value under the threshold, printed whole in one scorecard and rounded in another."""
    assert len(voci(controllo, "/elenco/2019/", allerta="dichiarato_diverso")) == 2
    sotto = voci(controllo, "/elenco/2019/", allerta="sotto_soglia")
    assert [(v.codice, v.ultimo, f"{v.sal:.1f}") for v in sotto] == [
        ("i031", "€ 542.816,75", "83.5"),
        ("i031", "€ 542.817", "83.5"),
    ]
    assert voci(controllo, "/elenco/2019/", stato="mancante") == []


@pytest.mark.parametrize("nome", ["allerta", "stato", "area", "ufficio", "prospettiva", "manca", "testo"])
def test_a_filter_that_matches_nothing_is_said(controllo: Client, nome: str) -> None:
    pagina = controllo.get(ELENCO, {nome: "inesistente<script>"}).content.decode()
    assert "Nessun valore con questi filtri." in html.unescape(pagina)
    assert "inesistente&lt;script&gt;" in pagina
    assert "<script>" not in pagina


@pytest.mark.parametrize(
    "coda",
    [
        *("pagina=0", "pagina=-3", "pagina=x", "pagina=99999999999999999999", "periodo=9", "periodo=%C2%B2"),
        *("ordine=__class__", "ordine=-", "ordine=--sal", "stato=%00", "testo=%00", "pira=vero"),
        *("area=area1&area=area2", "testo=" + "a" * 5000),
    ],
)
def test_a_hostile_address_is_a_page(controllo: Client, coda: str) -> None:
    assert controllo.get(f"{ELENCO}?{coda}").status_code == 200


@pytest.mark.parametrize("anno", ["1066", "0", "999999999999999999999999"])
def test_a_year_that_is_not_there_is_not_found(controllo: Client, anno: str) -> None:
    assert controllo.get(f"/elenco/{anno}/").status_code == 404


def test_only_reading(controllo: Client) -> None:
    assert controllo.post(ELENCO).status_code == 405
    assert controllo.post(f"{ELENCO}scarica/").status_code == 405


# -- order and pages ---------------------------------------------------------------------------------------------------


def test_orders(controllo: Client) -> None:
    per_sal = [v.sal for v in voci(controllo, ordine="sal") if v.sal is not None]
    assert per_sal == sorted(per_sal)
    discesa = [v.sal for v in voci(controllo, ordine="-sal") if v.sal is not None]
    assert discesa == sorted(per_sal, reverse=True)
    stati = [list(STATI).index(v.stato) for v in voci(controllo, ordine="stato")]
    assert stati == sorted(stati)
    prima = voci(controllo)[0]
    assert prima.allerte[0].codice == CodiceAllerta.IN_RITARDO
    pagina = controllo.get(ELENCO, {"ordine": "ufficio"}).content.decode()
    assert pagina.count("aria-sort=") == 1
    assert 'href="?ordine=-ufficio"' in pagina


def test_pages_of_fifty_keep_the_filters(controllo: Client) -> None:
    prima = controllo.get(ELENCO, {"stato": "dovute", "ordine": "sal"})
    assert len(prima.context["pagina"]) == 50
    assert 'href="?stato=dovute&amp;ordine=sal&amp;pagina=2"' in prima.content.decode()
    seconda = controllo.get(ELENCO, {"stato": "dovute", "ordine": "sal", "pagina": "2"})
    insieme = [*prima.context["pagina"], *seconda.context["pagina"]]
    assert insieme == voci(controllo, stato="dovute", ordine="sal")


# -- who may see -------------------------------------------------------------------------------------------------------


def test_individual_sheets_stay_with_their_manager(
    dimostrativo: Ciclo, client: Client, utente: Callable[[str], Utente]
) -> None:
    """Seven indicators stand on managers' sheets only: each manager sees the own ones, a clerk none."""
    tutti = set(Indicatore.objects.values_list("codice", flat=True))
    fuori = Collocazione.objects.filter(cruscotto__ciclo=dimostrativo).exclude(cruscotto__tipo="individuale")
    segreti = tutti - set(fuori.values_list("indicatore__codice", flat=True))
    assert len(segreti) == 7
    client.force_login(utente("redattore.area3"))
    assert codici(voci(client)) == tutti - segreti
    client.force_login(utente("dirigente.area3"))
    propri = Collocazione.objects.filter(cruscotto__ciclo=dimostrativo, cruscotto__codice="ind_dir3")
    assert codici(voci(client)) == tutti - segreti | set(propri.values_list("indicatore__codice", flat=True))
    nomi = {nome for v in voci(client) for nome in v.nomi_cruscotti.values()}
    assert "Dirigente Area 3" in nomi
    assert "Dirigente Area 2" not in nomi


def test_who_has_not_signed_in_is_sent_to_the_login(dimostrativo: Ciclo, client: Client) -> None:
    for indirizzo in (ELENCO, f"{ELENCO}scarica/"):
        assert client.get(indirizzo).headers["Location"].startswith("/accesso/")


# -- the sheet ---------------------------------------------------------------------------------------------------------


def test_the_sheet_has_what_the_list_finds(controllo: Client) -> None:
    risposta = controllo.get(f"{ELENCO}scarica/", {"formato": "csv", "area": "area3", "stato": "trasmessa"})
    assert risposta.headers["Content-Disposition"] == 'attachment; filename="valori-2020-2.csv"'
    righe = list(csv.DictReader(io.StringIO(risposta.content.decode("utf-8-sig")), delimiter=";"))
    trovate = voci(controllo, area="area3", stato="trasmessa")
    assert [r["Codice"] for r in righe] == [v.codice for v in trovate for _ in v.righe]
    assert {r["Stato"] for r in righe} == {"Trasmessa"}


@pytest.mark.parametrize("formato", ["xlsx", "ods"])
def test_the_other_formats(controllo: Client, formato: str) -> None:
    assert controllo.get(f"{ELENCO}scarica/", {"formato": formato}).content[:2] == b"PK"


def test_an_unknown_format_is_not_found(controllo: Client) -> None:
    assert controllo.get(f"{ELENCO}scarica/", {"formato": "exe"}).status_code == 404


# -- queries -----------------------------------------------------------------------------------------------------------


def test_as_many_queries_for_few_rows_and_for_many(
    controllo: Client,
    dimostrativo: Ciclo,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12) as molte:
        controllo.get(ELENCO)
    restano = list(Collocazione.objects.filter(cruscotto__ciclo=dimostrativo).values_list("pk", flat=True)[:10])
    dimostrativo.valori_attesi.exclude(collocazione=None).delete()
    Collocazione.objects.filter(cruscotto__ciclo=dimostrativo).exclude(pk__in=restano).delete()
    with django_assert_num_queries(len(molte)):
        assert len(controllo.get(ELENCO).context["pagina"]) == 10


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_filtering_in_a_browser(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    """The form filters without JavaScript too, the address can be sent, axe finds nothing at any width."""
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = Client()
    client.force_login(utente("controllo"))
    pagina.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    for larghezza in (360, 1440, 1920):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}{ELENCO}?stato=da_fare")
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        assert guasti_axe(pagina) == [], larghezza
    pagina.get_by_label("Area").select_option("area3")
    pagina.get_by_role("button", name="Filtra").click()
    pagina.wait_for_url(re.compile(r"area=area3"))
    trovate = voci(client, stato="da_fare", area="area3")
    assert f"{len(trovate)} valori" in pagina.get_by_role("status").inner_text()
    assert pagina.locator("tbody tr").count() == len(trovate)
