"""The pages with what proves a value, many people at once, and a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.dovuti import Dovuti, Quali
from cruscotto.models import Ciclo, Evidenza, Indicatore, Rilevazione, StatoRilevazione
from cruscotto.rilevazione.actions.evidenze import TroppeEvidenze, aggiungi_file, aggiungi_indirizzo, togli_evidenza
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore, trasmetti_valore
from ente.models import Atto, Incarico, Ruolo, Utente
from tests.mondi import file_di_prova as f
from tests.mondi.accessibile import guasti_axe
from tests.mondi.evidenze import (
    Luogo,
    aggiunta,
    chi,
    entra,
    file,
    in_stato,
    popola,
    scarica,
    sul_cruscotto,
    sul_disco,
    sulla_scheda,
)
from tests.mondi.fabbrica import TreRami
from tests.mondi.folla import accavalla, insieme
from tests.servitore import base_propria

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cartella(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's files go, and no other's."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def luogo() -> Luogo:
    return sul_cruscotto(popola(TreRami().proprio))


@pytest.fixture
def individuale(luogo: Luogo) -> Luogo:
    return sulla_scheda(luogo.ramo)


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_list_alone_for_a_row(luogo: Luogo) -> None:
    client = entra("redattore")
    invio = {"file": [file(), file("x.exe", b"MZ\x90\x00\x00")]}
    testo = client.post(luogo.pagina, invio, headers={"hx-request": "true"}).content.decode()
    assert testo.lstrip().startswith(f'<div class="evidenze" id="evidenze-{luogo.posto.indicatore.pk}"')
    assert "Aggiunta «atto.pdf»." in testo
    assert "«x.exe» è un programma" in testo
    assert "<form" not in testo
    evidenza = Evidenza.objects.get()
    toglie = reverse("cruscotto:evidenza-remove", args=[evidenza.pk])
    testo = client.post(toglie, headers={"hx-request": "true"}).content.decode()
    assert "Tolta «atto.pdf»." in testo
    altrui = entra("oiv").post(toglie, headers={"hx-request": "true"})
    assert "Le evidenze le toglie l&#x27;ufficio dell&#x27;indicatore." in altrui.content.decode()
    in_stato(StatoRilevazione.TRASMESSA)(luogo)
    chiuso = client.post(luogo.pagina, {"file": file()}, headers={"hx-request": "true"})
    assert chiuso.status_code == 200  # or htmx would not show why
    assert "in stato «trasmessa»" in chiuso.content.decode()


def test_who_only_reads_is_given_nothing_to_press(luogo: Luogo) -> None:
    aggiunta(luogo)
    testo = entra("altro.redattore").get(luogo.pagina).content.decode()
    assert "atto.pdf" in testo
    assert "rimuovi" not in testo
    assert 'type="file"' not in testo
    assert "Le evidenze le aggiunge e le toglie l&#x27;ufficio" in testo


def test_names_are_text(luogo: Luogo) -> None:
    aggiungi_indirizzo(
        posto=luogo.posto, indirizzo="https://ente.it/", nome="<img src=x onerror=alert(1)>", da=chi("redattore")
    )
    testo = entra("redattore").get(luogo.pagina).content.decode()
    assert "<img src=x" not in testo
    assert "&lt;img src=x" in testo


def test_the_page_of_the_indicator_lists_them(luogo: Luogo, individuale: Luogo) -> None:
    aggiunta(luogo)
    togli_evidenza(evidenza=aggiunta(luogo, "tolta.png", f.png()), da=chi("redattore"))
    aggiungi_indirizzo(posto=luogo.posto, indirizzo="https://www.ente.it/a", nome="Atto", da=chi("redattore"))
    aggiunta(individuale, "riservata.csv", b"x")
    pagina = entra("altro.redattore").get(reverse("cruscotto:indicatore", args=[2031, luogo.posto.indicatore.codice]))
    testo = pagina.content.decode()
    assert "atto.pdf" in testo
    assert 'href="https://www.ente.it/a"' in testo
    assert "tolta.png" not in testo.split("Storia delle modifiche</h2>")[0]
    assert "riservata.csv" not in testo


def _riempi(luogo: Luogo, quante: int) -> None:
    for n in range(quante):
        utente = Utente.objects.create(username=f"persona-{n}-{Utente.objects.count()}", ente=luogo.ramo.ente)
        Incarico.objects.create(utente=utente, ruolo=Ruolo.REDATTORE, ufficio=luogo.ramo.persone.ufficio)
        aggiungi_file(posto=luogo.posto, file=file(f"{utente.pk}.csv", str(utente.pk).encode()), da=utente)


@pytest.mark.parametrize("nome", ["redattore", "altro.redattore", "oiv"])
def test_queries_do_not_grow(luogo: Luogo, django_assert_max_num_queries: DjangoAssertNumQueries, nome: str) -> None:
    client = entra(nome)
    indirizzi = [luogo.pagina, reverse("cruscotto:indicatore", args=[2031, luogo.posto.indicatore.codice])]
    conti = []
    for quante in (1, 12):
        _riempi(luogo, quante)
        for indirizzo in indirizzi:
            with django_assert_max_num_queries(12) as interrogazioni:
                assert client.get(indirizzo).status_code == 200
            conti.append(len(interrogazioni))
    assert conti[:2] == conti[2:]
    assert conti[0] <= 8
    evidenza = Evidenza.objects.earliest("pk")
    with django_assert_max_num_queries(3):
        assert scarica(client, evidenza) == 200


def test_the_values_of_a_period_read_them_all_in_one_query(
    luogo: Luogo, individuale: Luogo, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _riempi(luogo, 3)
    _riempi(individuale, 2)
    ramo = luogo.ramo
    dovuti = Dovuti(ramo.ciclo, ramo.periodo, None, Quali(ramo.ente.pk))
    with django_assert_max_num_queries(1):
        assert sorted(len(v.evidenze) for v in dovuti.voci()) == [2, 3]
        assert all(e.aggiunta_da is not None for v in dovuti.voci() for e in v.evidenze)


# -- at once -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_at_once_on_a_value_that_nobody_entered(
    luogo: Luogo, cartella: Path, tmp_path: Path, settings: Settings
) -> None:
    """Two people send the same file twice, others one each: one value, the same file once, no more than the limit."""
    settings.EVIDENZE_PER_VALORE = 3
    uguali = [partial(aggiunta, luogo) for _ in range(4)]
    diversi = [partial(aggiunta, luogo, f"{n}.csv", f"riga {n}".encode()) for n in range(6)]
    with base_propria(tmp_path) as base, base.in_uso():
        esiti = insieme(*uguali, *diversi)
        errori = [e for e in esiti if isinstance(e, Exception)]
        assert all(isinstance(e, TroppeEvidenze) for e in errori), errori
        presenti = list(Evidenza.objects.presenti())
        assert len(presenti) == len({e.impronta for e in presenti}) == 3
        assert Rilevazione.objects.di(luogo.ramo.ente).count() == 1
        assert Atto.objects.filter(azione="aggiunge evidenza").count() == 3
    assert len(sul_disco(cartella)) == 3


@pytest.mark.django_db(transaction=True)
def test_who_adds_while_another_transmits_comes_too_late(luogo: Luogo, cartella: Path, tmp_path: Path) -> None:
    """The act that began second waits for the first, and finds the value handed in."""
    posto = luogo.posto
    valore = salva_valore(
        periodo=posto.periodo, indicatore=posto.indicatore, scritto=ValoreScritto("12"), versione=0, da=chi("redattore")
    )
    assert valore is not None
    with base_propria(tmp_path) as base, base.in_uso():
        trasmette = partial(trasmetti_valore, rilevazione=valore, versione=1, da=chi("redattore"))
        esiti: tuple[Any, Any] = accavalla(trasmette, partial(aggiunta, luogo))
        assert isinstance(esiti[0], Rilevazione)
        assert isinstance(esiti[1], NonModificabile)
        assert not Evidenza.objects.exists()
    assert sul_disco(cartella) == []


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_page_in_a_browser(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente], tmp_path: Path
) -> None:
    """A file picked and sent, another refused, one taken away; axe is clean, nothing is wider than a phone."""
    ciclo = prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    redattore = utente("redattore.area3")
    uffici = redattore.incarichi.values("ufficio")
    valori = Rilevazione.objects.filter(periodo__ciclo=ciclo, periodo__numero=2)
    libero = Indicatore.objects.filter(ufficio__in=uffici, collocazioni__cruscotto__ciclo=ciclo).exclude(
        pk__in=valori.values("indicatore")
    )[0]
    client = Client()
    client.force_login(redattore)
    pagina.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    indirizzo = live_server.url + reverse("cruscotto:evidenza-add", args=[2020, 2, libero.pk])
    (tmp_path / "atto.pdf").write_bytes(f.PDF)
    (tmp_path / "pagina.pdf").write_text("<html>")
    pagina.set_viewport_size({"width": 360, "height": 800})
    pagina.goto(indirizzo)
    pagina.get_by_label("File").set_input_files([tmp_path / "atto.pdf"])
    pagina.get_by_role("button", name="Aggiungi").click()
    pagina.get_by_text("Aggiunta «atto.pdf».").wait_for()
    pagina.get_by_label("Oppure un collegamento").fill("https://www.ente.it/atti/12")
    pagina.get_by_label("Nome del collegamento").fill("Determina 12")
    pagina.keyboard.press("Enter")
    pagina.get_by_text("Aggiunta «Determina 12».").wait_for()
    assert guasti_axe(pagina) == []
    assert pagina.evaluate("document.documentElement.scrollWidth") == 360
    with pagina.expect_download() as scarico:
        pagina.get_by_role("link", name="atto.pdf").click()
    assert scarico.value.suggested_filename == "atto.pdf"
    pagina.locator("summary", has_text="Togli atto.pdf").click()
    pagina.get_by_role("button", name="Sì, togli atto.pdf").click()
    pagina.get_by_text("Tolta «atto.pdf».").wait_for()
    assert Evidenza.objects.presenti().get().nome == "Determina 12"
    assert guasti_axe(pagina) == []
