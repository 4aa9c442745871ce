"""The cockpit of the close: its counts are those of their lists, what the close would do, its acts, who sees it."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.sal import PoliticaMancanti, Stato, VoceDellaMedia, media
from cruscotto.aritmetica.spiegazione import scomponi
from cruscotto.chiusura.actions.periodi import chiudi_periodo, leggi_conseguenze, riapri_ufficio
from cruscotto.chiusura.situazione import alla_chiusura
from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.consultazione.filtri_valori import FiltriValori
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import (
    Ciclo,
    ImpostazioniMisura,
    Periodo,
    Riapertura,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    ValoreAtteso,
)
from ente.models import Atto, Incarico, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.scena import Scena, cliente, con_la_relazione, crea_scena, fra, leggi, misurato

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
CABINA_2020 = "/chiusura/2020/"
CONTO = re.compile(r'href="/elenco/2020/\?([^"]+)"[^>]*>\s*(?:<strong>)?(\d+)<')
D = Decimal


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


@pytest.fixture
def entra(utente: Callable[[str], Utente]) -> Callable[[str], Client]:
    return lambda username: cliente(utente(username))


# -- the counts --------------------------------------------------------------------------------------------------------


def test_each_count_is_that_of_its_list(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    """Every number of the page that leads to a list is as many as the list shows; the parts make the whole."""
    client = entra("controllo")
    sollecitate = list(Rilevazione.objects.filter(periodo__ciclo=dimostrativo, periodo__numero=2)[:3])
    Rilevazione.objects.filter(pk=sollecitate[0].pk).update(stato="bozza", validata_il=None, validata_da=None)
    Rilevazione.objects.filter(pk=sollecitate[1].pk).update(
        neutralizzata=True, motivo_neutralizzazione="Sospeso.", stato="validata", validata_il=timezone.now()
    )
    risposta = client.get(CABINA_2020)
    conti = [
        (QueryDict(html.unescape(filtri)).dict(), int(n)) for filtri, n in CONTO.findall(risposta.content.decode())
    ]
    assert len(conti) > 60
    voci = _voci_dell_elenco(client)
    for filtri, quanti in conti:
        assert filtri.pop("periodo") == "2"
        assert len(FiltriValori.leggi(filtri).applica(voci)) == quanti, filtri
    chiesti = {tuple(filtri) for filtri, _ in conti}
    assert {("area", "stato"), ("ufficio", "stato"), ("area", "allerta"), ("ufficio", "allerta")} <= chiesti
    totale, aree = risposta.context["totale"], risposta.context["aree"]
    assert totale.bozze == totale.neutralizzati == 1
    for nome in ("dovuti", "mancanti", "in_ritardo", "trasmessi", "validati", "senza_motivo"):
        intero = getattr(totale, nome)
        assert (
            intero == sum(getattr(a.tutta, nome) for a in aree) == sum(getattr(u, nome) for a in aree for u in a.uffici)
        )
    assert totale.dovuti == totale.da_fare + totale.trasmessi + totale.validati


def _voci_dell_elenco(client: Client) -> list:  # type: ignore[type-arg]
    """What the list without filters shows on all its pages."""
    voci = []
    for pagina in range(1, 9):
        trovata = client.get(f"/elenco/2020/?pagina={pagina}").context["pagina"]
        voci += list(trovata)
        if not trovata.has_next():
            return voci
    raise AssertionError("l'elenco non finisce")


def test_values_of_no_office_have_their_row(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    scena.indicatori["i4"].ufficio = None
    scena.indicatori["i4"].save()
    risposta = cliente(scena["carla"]).get("/chiusura/2024/")
    ultima = risposta.context["aree"][-1]
    assert (ultima.tutta.codice, ultima.uffici[0].codice, ultima.tutta.mancanti) == ("~", "", 1)
    assert "?periodo=1&amp;manca=ufficio" in risposta.content.decode()


def test_a_neutralised_value_is_said_in_the_list(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    scena.metti("i1", "", stato="validata", neutralizzata=True, motivo_neutralizzazione="Sospeso.")
    client = cliente(scena["carla"])
    pagina = client.get("/elenco/2024/?stato=neutralizzate").content.decode()
    assert "1 valore su 4" in leggi(pagina)
    assert "<strong>Neutralizzata</strong>" in pagina
    assert f"/valori/2024/1/{scena.indicatori['i1'].pk}/riammetti/" in pagina
    assert f"/valori/2024/1/{scena.indicatori['i2'].pk}/neutralizza/" in client.get("/elenco/2024/").content.decode()
    assert "/neutralizza/" not in cliente(scena["rita"]).get("/elenco/2024/").content.decode()


# -- what the close would do -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("politica", "dopo"), [("escluso", D(70)), ("zero", D(35)), ("errore", None)])
def test_the_sal_before_and_after_the_close(scena: Scena, politica: str, dopo: Decimal | None) -> None:
    """80 and 60 in, two missing: 70 while the period is open; at the close 140 ÷ 4 = 35 where they count zero."""
    scena.politica(politica)
    scena.stato(1, StatoPeriodo.APERTO)
    scena.metti("i1", "80")
    scena.metti("i2", "60")
    prospetto, misura = misurato(scena)
    assert prospetto.media.valore == 70
    assert alla_chiusura(prospetto, misura) == (dopo, dopo)
    scena.stato(1, StatoPeriodo.CHIUSO)
    assert misurato(scena)[0].media.valore == dopo


@pytest.mark.parametrize("politica", ["zero", "errore"])
def test_what_is_not_asked_yet_neither_counts_zero_nor_stops_the_close(scena: Scena, politica: str) -> None:
    """The day of a date is in the third period: the first one does not ask it, whatever the policy."""
    scena.politica(politica)
    scena.stato(1, StatoPeriodo.APERTO)
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i4"]).update(
        testo="31/12/2024", tipo="data", valore=None, data=dt.date(2024, 12, 31)
    )
    for codice in ("i1", "i2", "i3"):
        scena.metti(codice, "80", stato="validata")
    assert leggi_conseguenze(scena.periodo(1)).frasi == ()
    chiudi_periodo(periodo=scena.periodo(1), da=scena["carla"])
    assert misurato(scena)[0].media.valore == 80


@pytest.mark.parametrize("mancanti", PoliticaMancanti)
def test_the_parts_of_a_mean_leave_out_what_is_not_due(mancanti: PoliticaMancanti) -> None:
    voci = [VoceDellaMedia(D(80), None), VoceDellaMedia(None, None, Stato.NON_RILEVATO, "data", dovuta=False)]
    totale, (_, fuori) = scomponi(voci, periodo_aperto=False, mancanti=mancanti)
    assert totale == media(voci, mancanti=mancanti)
    assert (totale.valore, totale.esclusi, fuori.valore) == (D(80), 1, None)


def test_the_page_says_what_the_close_would_do(scena: Scena) -> None:
    scena.politica("zero")
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    scena.metti("i1", "80", stato="validata")
    scena.metti("i2", "60")
    risposta = cliente(scena["carla"]).get("/chiusura/2024/")
    pagina = leggi(risposta.content.decode())
    assert "2 valori conteranno zero. 1 valore conterà senza essere validato." in pagina
    assert re.search(r"70%\s+Parzialmente in linea.*35%\s+Non in linea\s+−35 punti", pagina)
    assert "non è ancora passato" in pagina
    assert 'value="2-0-1"' in risposta.content.decode()


def test_the_page_lists_what_stops_the_close(scena: Scena) -> None:
    scena.politica("errore")
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    scena.metti("i1", "80", stato="validata")
    risposta = cliente(scena["carla"]).get("/chiusura/2024/")
    pagina = leggi(risposta.content.decode())
    assert "Non si può chiudere. Mancano 3 valori" in pagina
    for codice in ("i2", "i3", "i4"):
        assert f"Indicatore {codice}" in pagina
    assert reverse("cruscotto:periodo-close", args=[2024, 1]) not in risposta.content.decode()
    assert risposta.context["anteprime"] == ()


def test_the_alert_of_a_closed_period_asks_nothing_impossible(scena: Scena) -> None:
    scena.metti("i1", "40", stato="validata")
    frasi = {}
    for stato in (StatoPeriodo.APERTO, StatoPeriodo.CHIUSO):
        scena.stato(1, stato)
        (allerta,) = [a for a in misurato(scena)[0].righe[0].allerte if a.codice is CodiceAllerta.SENZA_MOTIVAZIONE]
        frasi[stato] = allerta.perche
    assert "prima della chiusura" in frasi[StatoPeriodo.APERTO]
    assert frasi[StatoPeriodo.CHIUSO] == "Il periodo è chiuso e lo scostamento non ha una causa scritta."


# -- the acts, by the page ---------------------------------------------------------------------------------------------


def test_open_close_reopen_by_the_page(scena: Scena) -> None:
    client = cliente(scena["carla"])
    aperto = client.post("/periodi/2024/1/apri/", {"scadenza": fra(5).isoformat()}, follow=True)
    assert aperto.redirect_chain == [("/chiusura/2024/?periodo=1", 302)]
    assert "Periodo 1 è aperto: i valori si inseriscono entro il" in leggi(aperto.content.decode())
    senza = client.post("/periodi/2024/1/chiudi/")
    assert senza.status_code == 409
    assert "Prima di chiudere confermate: 4 valori resteranno fuori dalla media." in leggi(senza.content.decode())
    assert client.post("/periodi/2024/1/chiudi/", {"conferma": "4-0-0"}).status_code == 302
    assert scena.periodo(1).stato == StatoPeriodo.CHIUSO
    dati = {"ufficio": "anagrafe", "motivo": "Un dato è arrivato tardi.", "fino_al": ""}
    rifiutato = client.post("/periodi/2024/1/riapri/", dati)
    assert rifiutato.status_code == 422
    assert "Un dato è arrivato tardi." in rifiutato.content.decode()
    assert "Scrivete un giorno." in rifiutato.content.decode()
    assert client.post("/periodi/2024/1/riapri/", dati | {"fino_al": f"{fra(4):%d/%m/%Y}"}).status_code == 302
    pagina = leggi(client.get("/chiusura/2024/").content.decode())
    assert "Riaperture in corso Ufficio anagrafe , periodo 1: fino al" in pagina
    assert client.post("/periodi/2024/1/richiudi/", {"ufficio": "anagrafe"}).status_code == 302
    assert not Riapertura.objects.filter(richiusa_il=None).exists()
    assert client.post("/periodi/2024/1/richiudi/", {"ufficio": "anagrafe"}).status_code == 404


def test_the_periods_and_the_adoption_by_the_page(scena: Scena) -> None:
    client = cliente(scena["carla"])
    scena.ciclo.periodi.all().delete()
    assert "Crea i periodi" in client.get("/chiusura/2024/").content.decode()
    assert client.post("/periodi/2024/crea/", {"cadenza": "settimana"}).status_code == 422
    assert client.post("/periodi/2024/crea/", {"cadenza": "anno"}).status_code == 302
    Periodo.objects.filter(ciclo=scena.ciclo).update(stato=StatoPeriodo.CHIUSO)
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    pagina = client.get("/chiusura/2024/").content.decode()
    assert 'href="/documenti/2024/approvazione/"' in pagina
    con_la_relazione(scena.ciclo)
    dati = {"organo": "Giunta", "numero": "32", "data_atto": "2025-06-01"}
    assert client.post("/documenti/2024/approvazione/", dati).status_code == 302
    pagina = client.get("/chiusura/2024/").content.decode()
    assert "Relazione approvata con atto n. 32 del 1 giugno 2025: i dati non cambiano più." in leggi(pagina)
    assert 'action="/periodi/' not in pagina and "/approvazione/" not in pagina


@pytest.mark.parametrize("scadenza", ["", "domani", "2024-13-40", "0001-01-01", "9999-12-31"])
def test_nonsense_in_a_deadline(scena: Scena, scadenza: str) -> None:
    risposta = cliente(scena["carla"]).post("/periodi/2024/1/apri/", {"scadenza": scadenza})
    assert risposta.status_code == 422
    assert "Non è stato fatto niente" in leggi(risposta.content.decode())
    assert scena.periodo(1).stato == StatoPeriodo.FUTURO


ATTI = [
    "/periodi/2024/crea/",
    "/periodi/2024/1/apri/",
    "/periodi/2024/1/chiudi/",
    "/periodi/2024/1/riapri/",
    "/periodi/2024/1/richiudi/",
    "/chiusura/2024/sollecita/",
]
LEGGONO = {"carla", "ugo", "adele"}


@pytest.mark.parametrize("chi", ["rita", "dina", "carla", "ugo", "adele"])
def test_who_reads_and_who_acts(scena: Scena, chi: str) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    client = cliente(scena[chi])
    risposta = client.get("/chiusura/2024/")
    assert risposta.status_code == (200 if chi in LEGGONO else 404)
    if chi in LEGGONO:
        moduli = re.findall(r'<form[^>]* action="(/(?:periodi|chiusura)/[^"]+)"', risposta.content.decode())
        assert bool(moduli) == (chi == "carla")
    valore = f"/valori/2024/1/{scena.indicatori['i1'].pk}/neutralizza/"
    for indirizzo in [*ATTI, valore]:
        assert client.get(indirizzo).status_code in ({200, 405} if chi == "carla" else {403, 405})
        if chi != "carla":
            assert client.post(indirizzo).status_code == 403, indirizzo
    assert not Atto.objects.filter(ente=scena.ente).exists()


def test_another_body_and_nobody(scena: Scena) -> None:
    altra = crea_scena("altrove", anno=2031)
    client = cliente(altra["carla"])
    for indirizzo in ["/chiusura/2024/", f"/valori/2024/1/{scena.indicatori['i1'].pk}/neutralizza/"]:
        assert client.get(indirizzo).status_code == 404
    for indirizzo in ATTI:
        assert client.post(indirizzo).status_code == 404, indirizzo
        assert Client().post(indirizzo).status_code == 302
    assert Client().get("/chiusura/2024/").status_code == 302


def test_a_role_that_has_ended(scena: Scena) -> None:
    Incarico.objects.filter(utente=scena["carla"]).update(al=fra(-1))
    client = cliente(scena["carla"])
    assert client.get("/chiusura/2024/").status_code == 404
    assert client.post("/periodi/2024/1/apri/", {"scadenza": fra(5)}).status_code == 403


# -- cost, browser -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["controllo", "oiv", "amministratore"])
def test_queries(
    dimostrativo: Ciclo,
    entra: Callable[[str], Client],
    username: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = entra(username)
    with django_assert_max_num_queries(12):
        assert client.get(CABINA_2020).status_code == 200


def test_the_queries_do_not_grow(scena: Scena, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The same with four values, none and three reopenings."""
    scatta(scena.stato(1, StatoPeriodo.CHIUSO))
    client = cliente(scena["carla"])
    with django_assert_num_queries(7):
        client.get("/chiusura/2024/")
    for codice in scena.indicatori:
        scena.metti(codice, "80")
    for ufficio in scena.uffici.values():
        riapri_ufficio(periodo=scena.periodo(1), ufficio=ufficio, motivo="E.", fino_al=fra(3), da=scena["carla"])
    with django_assert_num_queries(7):
        assert len(client.get("/chiusura/2024/").context["riaperture"]) == 3


def test_a_body_without_settings_is_told_so(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    ImpostazioniMisura.objects.all().delete()
    risposta = cliente(scena["carla"]).get("/chiusura/2024/")
    assert risposta.status_code == 409
    assert "impostazioni di misura" in risposta.content.decode()


def premi(pagina: Page, nome: str, tasto: str = "Enter") -> None:
    """Reach with the Tab key what is called ``nome`` and press it."""
    for _ in range(250):
        pagina.keyboard.press("Tab")
        qui = "(document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || '')"
        if pagina.evaluate(qui).strip().startswith(nome):
            pagina.keyboard.press(tasto)
            return
    raise AssertionError(f"con il tasto Tab non si arriva a «{nome}»")


@pytest.mark.django_db(transaction=True)
def test_controllo_closes_and_opens_by_keyboard(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    biscotto = cliente(utente("controllo")).cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.set_viewport_size({"width": 360, "height": 800})
    pagina.goto(live_server.url + CABINA_2020)

    def pulita() -> None:
        assert pagina.evaluate("document.documentElement.scrollWidth") == 360
        assert guasti_axe(pagina) == []

    pulita()
    premi(pagina, "Ho letto", "Space")
    with pagina.expect_navigation():
        premi(pagina, "Chiudi secondo")
    pagina.get_by_text("Secondo quadrimestre è chiuso").wait_for()
    pulita()
    premi(pagina, "Termine per inserire", "Tab")
    with pagina.expect_navigation():
        premi(pagina, "Apri terzo")
    pagina.get_by_text("Terzo quadrimestre è aperto").wait_for()
    pulita()
    premi(pagina, "Riapri a un ufficio", "Enter")
    pulita()
    stati = Periodo.objects.filter(ciclo__anno=2020).order_by("numero").values_list("stato", flat=True)
    assert list(stati) == ["chiuso", "chiuso", "aperto"]
