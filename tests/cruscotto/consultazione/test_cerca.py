"""The search of the header: what a person may see and no more, found by parts of words, the same on both databases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.consultazione.ricerca import Trovabile, cerca, normale, parole_di
from cruscotto.consultazione.trovabili import PAGINE
from cruscotto.models import Ciclo, Collocazione, Indicatore, ObiettivoStrategico
from ente.models import Ruolo, Utente
from tests.mondi.due_enti import DueEnti

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


def trovati(client: Client, domanda: str, **altro: str) -> dict[str, list[str]]:
    """The names that the page gives, by kind."""
    risposta = client.get(reverse("cruscotto:cerca"), {"q": domanda, **altro})
    assert risposta.status_code == 200
    return {g.nome: [t.nome for t in g.trovati] for g in risposta.context["gruppi"]}


# -- words -------------------------------------------------------------------------------------------------------------


def nomi(domanda: str, *testi: str) -> list[str]:
    return [t.nome for t in cerca(parole_di(domanda), [Trovabile(testo, "/") for testo in testi])]


@pytest.mark.parametrize(
    ("domanda", "testo"),
    [
        ("obiettivo strategico", "Gli obiettivi strategici"),
        ("obiettivi strategici", "L’obiettivo strategico"),
        ("PERCHE", "Perché è così"),
        ("perché", "PERCHE’ E’ COSI’"),
        ("digital", "Servizi digitali"),
        ("digitale", "Servizi digitalizzati"),
        ("medio tempo", "Tempo medio di pagamento"),
        ("tempo-medio", "Tempo medio di pagamento"),
        ("100%", "Quota del 100 %"),
        ("pagam", "Tempo medio di pagamento"),
    ],
)
def test_words_are_found_in_parts_in_any_order_without_accents(domanda: str, testo: str) -> None:
    assert nomi(domanda, testo, "Altro") == [testo]


def test_every_word_counts_and_short_words_stay_whole() -> None:
    assert nomi("tempo assente", "Tempo medio") == []
    assert nomi("sito", "Visite al site") == []  # five letters or fewer lose nothing
    assert nomi("", "Tempo") == nomi("  -- ", "Tempo") == []


def test_the_nearest_come_first() -> None:
    voci = [
        Trovabile("Uso della rete", "/", codice="r9", altro="i1"),
        Trovabile("Numero i1 di prova", "/", codice="r1"),
        Trovabile("i1 per primo", "/", codice="r2"),
        Trovabile("Zeta", "/", codice="i1"),
    ]
    assert [v.nome for v in cerca(parole_di("I1"), voci)] == [
        "Zeta",
        "i1 per primo",
        "Numero i1 di prova",
        "Uso della rete",
    ]


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_written_is_an_answer(testo: str, domanda: str) -> None:
    """No text breaks it; a text is found by any of its own words; comparing twice changes nothing."""
    assert normale(normale(testo)) == normale(testo)
    assert len(nomi(domanda, testo)) <= 1
    proprie = normale(testo).split()
    if proprie:
        assert nomi(proprie[0][:40], testo) == [testo]


# -- what each person finds --------------------------------------------------------------------------------------------


def test_each_kind_is_found_and_leads_where_it_says(mondo: DueEnti) -> None:
    ObiettivoStrategico.objects.filter(ciclo=mondo.casa.ciclo).update(nome="Semplificare le procedure")
    for domanda, gruppo in (
        ("indicatore i2", "Indicatori"),
        ("semplificare procedura", "Obiettivi e programmi"),
        ("anagrafe", "Aree e uffici"),
        ("rita", "Persone"),
        ("albero performance", "Pagine"),
    ):
        for chi in ("controllo", "redattore", "oiv", "amministratore"):
            risposta = mondo.clienti[chi].get(reverse("cruscotto:cerca"), {"q": domanda})
            suoi = [g for g in risposta.context["gruppi"] if g.nome == gruppo]
            assert suoi, (domanda, chi)
            for voce in suoi[0].trovati:
                if voce.indirizzo:
                    assert mondo.clienti[chi].get(voce.indirizzo.partition("#")[0]).status_code == 200, voce
    albero = mondo.clienti["controllo"].get(reverse("cruscotto:cerca"), {"q": "semplificare"}).context["gruppi"][0]
    dove, _, ancora = albero.trovati[0].indirizzo.partition("#")
    assert f'id="{ancora}"' in mondo.clienti["controllo"].get(dove).content.decode()


def test_an_individual_sheet_stays_with_its_manager(mondo: DueEnti) -> None:
    """What stands on it alone: the indicator, its other name, the objective that it serves."""
    segreto = Indicatore.objects.create(
        ente=mondo.casa.ente,
        codice="segreto",
        nome="Riservatissimo",
        tipo="numero",
        ufficio=mondo.casa.uffici["cultura"],
    )
    riga = Collocazione.objects.filter(cruscotto__codice="ind-area2", cruscotto__ciclo=mondo.casa.ciclo)[0]
    riga.pk, riga.indicatore, riga.ordine, riga.etichetta = None, segreto, 9, "Riservatissimo qui"
    riga.save()
    dario = Client()
    dario.force_login(mondo.casa["dario"])
    for client, vede in (
        (dario, True),
        *((mondo.clienti[c], c in ("controllo", "oiv", "amministratore")) for c in mondo.persone if c != "superutente"),
    ):
        assert ("Indicatori" in trovati(client, "riservatissimo")) is vede
        assert ("Indicatori" in trovati(client, "segreto")) is vede


def test_another_body_is_never_found(mondo: DueEnti) -> None:
    Indicatore.objects.filter(ente=mondo.altrove.ente).update(nome="Altrui")
    Collocazione.objects.filter(cruscotto__ciclo=mondo.altrove.ciclo).update(etichetta="Altrui")
    mondo.altrove.ente.uffici.update(nome="Altrui")
    Utente.objects.filter(ente=mondo.altrove.ente).update(qualifica="Altrui")
    ObiettivoStrategico.objects.filter(ciclo=mondo.altrove.ciclo).update(nome="Altrui")
    for chi in mondo.persone:
        if chi != "superutente":
            assert trovati(mondo.clienti[chi], "altrui") == {}, chi
    assert (
        mondo.clienti["controllo"].get(reverse("cruscotto:cerca"), {"anno": "2031", "q": "altrui"}).context["gruppi"]
        == []
    )


def test_the_pages_that_are_found_are_those_that_open(mondo: DueEnti) -> None:
    """For each role: every page that the search gives opens, and what it does not give to a role does not."""
    for chi in ("redattore", "dirigente", "controllo", "oiv", "amministratore", "senza ruolo"):
        for nome, *_ in PAGINE:
            for gruppo in mondo.clienti[chi].get(reverse("cruscotto:cerca"), {"q": nome}).context["gruppi"]:
                for voce in gruppo.trovati if gruppo.nome == "Pagine" else ():
                    assert mondo.clienti[chi].get(voce.indirizzo).status_code == 200, (chi, voce)
    assert trovati(mondo.clienti["controllo"], "validare").keys() == {"Pagine"}
    assert trovati(mondo.clienti["oiv"], "validare") == {}


def test_who_holds_no_role_any_more_is_not_found(mondo: DueEnti) -> None:
    assert trovati(mondo.clienti["controllo"], "rita")["Persone"] == ["Rita"]
    Utente.objects.filter(username=mondo.persone["redattore"].username).update(is_active=False)
    assert "Persone" not in trovati(mondo.clienti["controllo"], "rita")


def test_bad_addresses_are_answered(mondo: DueEnti) -> None:
    client, dove = mondo.clienti["controllo"], reverse("cruscotto:cerca")
    for parametri in ({"q": "\0"}, {"q": "a" * 5000}, {"q": "<script>", "anno": "x"}, {"anno": "9" * 50}, {}):
        risposta = client.get(dove, parametri)
        assert risposta.status_code == 200 and b"<script>" not in risposta.content
    assert client.post(dove, {"q": "i1"}).status_code == 405


def test_queries_do_not_grow_with_what_is_found(mondo: DueEnti) -> None:
    client = mondo.clienti["controllo"]
    conti = []
    for domanda in ("i", "niente di niente"):
        with CaptureQueriesContext(connection) as interrogazioni:
            client.get(reverse("cruscotto:cerca"), {"q": domanda})
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 12


def test_a_body_without_a_cycle_has_the_page(db: None, mondo: DueEnti) -> None:
    from ente.models import Ente, Incarico

    nuovo = Ente.objects.create(codice="vuoto", denominazione="Vuoto")
    utente = Utente.objects.create(username="primo", ente=nuovo)
    Incarico.objects.create(utente=utente, ruolo=Ruolo.AMMINISTRATORE)
    client = Client()
    client.force_login(utente)
    assert client.get(reverse("cruscotto:cerca"), {"q": "x"}).status_code == 200


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_by_keyboard(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    """«/» goes to the box, Enter searches; inside a box it is a letter; on a phone it leads to the page."""
    client = Client()
    client.force_login(Utente.objects.get(username="controllo"))
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.set_viewport_size({"width": 1440, "height": 900})
    pagina.goto(live_server.url)
    pagina.keyboard.press("/")
    assert pagina.evaluate("document.activeElement.id") == "cerca-testata"
    pagina.keyboard.type("i001/")
    assert pagina.locator("#cerca-testata").input_value() == "i001/"
    with pagina.expect_navigation():
        pagina.keyboard.press("Enter")
    assert "/cerca/?q=i001" in pagina.url
    assert re.search(r"\d+ risultat", pagina.inner_text("main"))
    pagina.set_viewport_size({"width": 360, "height": 800})
    pagina.goto(live_server.url)
    with pagina.expect_navigation():
        pagina.keyboard.press("/")
    assert pagina.url.endswith("/cerca/")
    assert pagina.evaluate("document.documentElement.scrollWidth") == 360
