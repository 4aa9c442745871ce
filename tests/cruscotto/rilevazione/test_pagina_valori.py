"""The page "I miei valori": what it asks and of whom, when it is only to be read, what it costs."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cruscotto.models import Cruscotto, Evidenza, Indicatore, Riapertura, Rilevazione, StatoPeriodo
from cruscotto.rilevazione.pagina_valori import come_si_scrive
from ente.models import Ruolo, Ufficio
from tests.mondi.valori import ANNO, HTMX, SCALA, Prova, crea_prova, di_ogni_tipo, parole, riga_di

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def prova() -> Prova:
    return crea_prova()


# -- what the page asks ------------------------------------------------------------------------------------------------


def test_each_kind_has_its_box(prova: Prova) -> None:
    tipi = di_ogni_tipo(prova)
    testo, campi = prova.leggi()
    attesi = {
        "numero": 'type="text"',
        "data": 'type="date"',
        "ordinale": '<option value="Buono">Buono</option>',
        "si_no": '<option value="SI">Sì</option>',
        "nominale": '<datalist id="v',
        "prerequisito": '<option value="NO">No</option>',
    }
    for nome, atteso in attesi.items():
        assert atteso in riga_di(testo, tipi[nome]), nome
        assert campi.campi[f"v{tipi[nome].pk}-valore"] == ""
    for nome, etichetta in (("num", "Evase"), ("den", "Ricevute")):
        assert f"v{tipi['rapporto'].pk}-{nome}" in campi.campi
        assert etichetta in riga_di(testo, tipi["rapporto"])
    assert "Apertura (peso 60%)" in riga_di(testo, tipi["fasi"])
    assert '<span class="unita">€</span>' in riga_di(testo, tipi["euro"])


def test_a_row_says_target_last_value_and_what_to_write(prova: Prova) -> None:
    numero = prova.nuovo("numero", accumulo="cumulato", target="≥ 12", prima="4", pira=True)
    detto = parole(riga_di(prova.leggi()[0], numero))
    for atteso in ("Indicatore numero", "PIRA", "Target ≥ 12", "Periodo prima 4", "Da inserire", "– Non rilevato"):
        assert atteso in detto
    assert "Cumulato: scrivete il totale dall’inizio dell’anno al 31 agosto." in detto


@pytest.mark.parametrize(
    ("accumulo", "frase"),
    [
        ("ultimo", "Fotografia, vale l’ultimo periodo: scrivete il valore al 31 agosto."),
        ("alla_data", "Vale solo a quel giorno: scrivete il valore al 31 agosto."),
        ("cumulato", "Cumulato: scrivete il totale dall’inizio dell’anno al 31 agosto."),
        ("somma", "I periodi si sommano: scrivete il valore dal 1º maggio al 31 agosto, senza i periodi prima."),
        ("media", "Dei periodi si fa la media: scrivete il valore dal 1º maggio al 31 agosto."),
    ],
)
def test_the_accumulation_in_words(prova: Prova, accumulo: str, frase: str) -> None:
    assert come_si_scrive(Indicatore(tipo="numero", accumulo=accumulo), prova.periodo) == frase


def test_the_accumulation_of_what_is_no_number(prova: Prova) -> None:
    def frase(tipo: str, **altro: object) -> str:
        return come_si_scrive(Indicatore(tipo=tipo, accumulo="cumulato", **altro), prova.periodo)

    assert "numeratore e denominatore dall’inizio" in frase("percentuale", numeratore="N", denominatore="D")
    assert "il giorno" in frase("data")
    assert "scegliete il livello" in frase("ordinale", scala=SCALA)
    assert "dite l’esito" in frase("nominale")
    assert "ogni fase" in frase("fasi")


def test_what_is_to_be_done_first_and_what_is_not_asked_apart(prova: Prova) -> None:
    fatto = prova.nuovo("fatto")
    prova.scrivi(fatto, "10", stato="trasmessa")
    futuro = prova.nuovo("futuro", "data", "31/12/2025", direzione="")
    manca = prova.nuovo("manca")
    testo, _ = prova.leggi()
    ordine = [testo.index(f'id="v-{i.pk}"') for i in (manca, fatto, futuro)]
    assert ordine == sorted(ordine)
    [altri] = re.findall(r"<details class=\"foglio-sezione.*?</details>", testo, re.DOTALL)[:1]
    assert "Non richiesti in questo periodo" in altri
    assert f'id="v-{futuro.pk}"' in testo[testo.index("foglio-altri") :]
    assert "1 su 2 inserito" in parole(testo)


def test_an_indicator_of_individual_sheets_only_tells_no_target(prova: Prova) -> None:
    scheda = Cruscotto.objects.create(
        ciclo=prova.ciclo, ordine=9, codice="ind", tipo="individuale", titolo="Scheda", area=prova.area
    )
    segreto = prova.nuovo("segreto", target="≥ 7777", cruscotto=scheda)
    testo, _ = prova.leggi()
    riga = parole(riga_di(testo, segreto))
    assert "7777" not in testo
    assert "target e SAL li vede solo chi ne è valutato" in riga
    risposta = prova.riga(segreto, {"versione": "0", "valore": "3"}, "prova/")
    assert "%" not in parole(risposta.content.decode())
    assert prova.riga(segreto, {"versione": "0", "valore": "3"}, "trasmetti/").status_code == 200
    assert prova.valore(segreto).stato == "trasmessa"  # below the sheet's target, that the office does not know


def test_what_was_sent_back_says_why(prova: Prova) -> None:
    restituito = prova.nuovo("restituito")
    prova.scrivi(restituito, "10", stato="restituita", motivo_restituzione="Non torna con il <registro>.")
    testo, campi = prova.leggi()
    assert "Restituito: Non torna con il <registro>." in parole(riga_di(testo, restituito))
    assert campi.campi[f"v{restituito.pk}-valore"] == "10"


def test_fifty_rows_a_page(prova: Prova) -> None:
    for n in range(53):
        prova.nuovo(f"n{n:02}")
    testo, campi = prova.leggi()
    assert testo.count('<li class="valore"') == 50
    assert "Pagina 1 di 2" in testo
    assert "Trasmetti i valori pronti di questa pagina" in parole(testo)
    assert prova.leggi(pagina="2")[0].count('<li class="valore"') == 3
    assert len(campi.campi) < 1000  # Django's limit on the fields of a form


# -- queries -----------------------------------------------------------------------------------------------------------


def test_the_queries_do_not_grow_with_the_rows(
    prova: Prova, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fatte = []
    for primo, ultimo in ((0, 4), (4, 40)):
        for n in range(primo, ultimo):
            indicatore = prova.nuovo(f"n{n:02}", prima="3")
            if n % 2:
                rilevazione = prova.scrivi(indicatore, "9", inserita_da=prova.redattore)
                Evidenza.objects.create(rilevazione=rilevazione, nome="Atto", url="https://www.example.org/atto")
        with django_assert_max_num_queries(12) as interrogazioni:
            prova.client.get(prova.indirizzo)
        fatte.append(len(interrogazioni))
    assert fatte[0] == fatte[1]


def test_the_queries_of_a_row(prova: Prova, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    numero = prova.nuovo("numero")
    with django_assert_max_num_queries(10):
        prova.riga(numero, {"versione": "0", "valore": "9"}, "prova/")
    with django_assert_max_num_queries(19):  # four of them begin and end the transaction and a part of it
        prova.riga(numero, {"versione": "0", "valore": "9"})
    with django_assert_max_num_queries(17):
        prova.riga(numero, {"versione": "1", "valore": "9,5"})


# -- who may -----------------------------------------------------------------------------------------------------------


def test_nobody_enters_the_values_of_another_office(prova: Prova) -> None:
    altro = Ufficio.objects.create(ente=prova.ente, area=prova.area, codice="altro", nome="Altro")
    suo = prova.nuovo("suo", ufficio=altro)
    senza = prova.nuovo("senza", ufficio=None)
    mio = prova.nuovo("mio")
    testo, campi = prova.leggi()
    assert f"v-{mio.pk}" in testo
    assert f"v-{suo.pk}" not in testo
    for indicatore in (suo, senza):
        for dove in ("", "prova/", "trasmetti/", "riprendi/"):
            assert prova.riga(indicatore, {"versione": "0", "valore": "1"}, dove).status_code == 404
    prova.manda(campi.campi | {f"v{suo.pk}-versione": "0", f"v{suo.pk}-prima": "", f"v{suo.pk}-valore": "1"})
    assert not Rilevazione.objects.filter(indicatore__in=[suo, senza]).exists()
    assert prova.client.get(prova.indirizzo, {"ufficio": "altro"}).status_code == 404


def test_nobody_enters_the_values_of_another_body(prova: Prova) -> None:
    mio = prova.nuovo("mio")
    straniero = crea_prova("altro")
    for dove in ("", "prova/", "trasmetti/", "riprendi/"):
        assert straniero.riga(mio, {"versione": "0", "valore": "1"}, dove).status_code == 404
    assert straniero.persona("c", Ruolo.CONTROLLO).get(f"/valori/{ANNO}/").status_code == 200
    assert prova.manca(mio)


@pytest.mark.parametrize("ruolo", [Ruolo.DIRIGENTE, Ruolo.OIV, Ruolo.AMMINISTRATORE])
def test_who_enters_no_values_has_no_such_page(prova: Prova, ruolo: Ruolo) -> None:
    mio = prova.nuovo("mio")
    client = prova.persona("p", ruolo, area=prova.area if ruolo == Ruolo.DIRIGENTE else None)
    assert client.get(prova.indirizzo).status_code == 403
    assert prova.riga(mio, {"versione": "0", "valore": "1"}, client=client).status_code == 403
    assert prova.manda({"periodo": "2"}, client=client).status_code == 403
    assert prova.manca(mio)


def test_an_assignment_that_has_ended_gives_nothing(prova: Prova) -> None:
    mio = prova.nuovo("mio")
    ieri = dt.date(2025, 1, 1)
    client = prova.persona("ex", Ruolo.REDATTORE, ufficio=prova.ufficio, al=ieri)
    assert client.get(prova.indirizzo).status_code == 403
    assert prova.riga(mio, {"versione": "0", "valore": "1"}, client=client).status_code == 403


def test_who_has_not_signed_in_is_sent_to_the_login(prova: Prova) -> None:
    mio = prova.nuovo("mio")
    for risposta in (Client().get(prova.indirizzo), prova.riga(mio, {"valore": "1"}, client=Client())):
        assert risposta.status_code == 302
        assert risposta["Location"].startswith("/accesso/")


def test_controllo_enters_for_any_office_and_for_none(prova: Prova) -> None:
    altro = Ufficio.objects.create(ente=prova.ente, area=prova.area, codice="altro", nome="Altro")
    mio, suo, senza = prova.nuovo("mio"), prova.nuovo("suo", ufficio=altro), prova.nuovo("senza", ufficio=None)
    client = prova.persona("c", Ruolo.CONTROLLO)
    testo, _ = prova.leggi(client)
    assert all(f'id="v-{i.pk}"' in testo for i in (mio, suo, senza))
    for codice, indicatore in (("servizi", mio), ("altro", suo), ("~", senza)):
        assert re.findall(r'<li class="valore"\s+id="v-(\d+)"', prova.leggi(client, ufficio=codice)[0]) == [
            str(indicatore.pk)
        ]
    assert prova.riga(senza, {"versione": "0", "valore": "10"}, client=client).status_code == 200
    assert prova.valore(senza).testo == "10"


@pytest.mark.parametrize("metodo", ["get", "put", "delete"])
def test_a_row_is_only_posted(prova: Prova, metodo: str) -> None:
    mio = prova.nuovo("mio")
    for dove in ("", "prova/", "trasmetti/", "riprendi/"):
        assert getattr(prova.client, metodo)(f"/valori/{ANNO}/2/{mio.pk}/{dove}").status_code == 405


def test_what_does_not_exist(prova: Prova) -> None:
    mio = prova.nuovo("mio")
    for indirizzo in (
        "/valori/1999/",
        f"/valori/{ANNO}/9/{mio.pk}/",
        f"/valori/{ANNO}/2/999999/",
        f"/valori/{ANNO}/2/{mio.pk}-999999/",
        f"/valori/{ANNO}/2/{'9' * 40}/",
        f"/valori/{ANNO}/2/abc/",
    ):
        assert prova.client.post(indirizzo, {"periodo": "2"}).status_code == 404, indirizzo
    assert prova.client.get(prova.indirizzo, {"periodo": "x", "pagina": "-1"}).status_code == 200


# -- closed, reopened, frozen, empty -----------------------------------------------------------------------------------


def test_a_closed_period_is_read_only_and_says_why(prova: Prova) -> None:
    numero = prova.nuovo("numero", prima="4")
    testo, campi = prova.leggi(periodo="1")
    prova.nuovo("mai")
    assert "Primo quadrimestre è chiuso" in parole(testo)
    assert "Non trasmessi 1" in parole(prova.leggi(periodo="1")[0])
    assert f'name="v{numero.pk}-valore"' not in testo
    assert [valore for nome, valore in campi.pulsanti if nome == "azione"] == []
    dati = {f"v{numero.pk}-versione": "1", f"v{numero.pk}-valore": "5"}
    risposta = prova.client.post(f"/valori/{ANNO}/1/{numero.pk}/", dati, headers=HTMX)
    assert "Avevate scritto «5»" in parole(risposta.content.decode())
    assert prova.rilevazioni.get().testo == "4"


def test_a_period_reopened_for_the_office_is_written_until_then(prova: Prova) -> None:
    altro = Ufficio.objects.create(ente=prova.ente, area=prova.area, codice="altro", nome="Altro")
    numero, suo = prova.nuovo("numero"), prova.nuovo("suo", ufficio=altro)
    domani = dt.date(2999, 5, 1)
    Riapertura.objects.create(periodo=prova.periodi[0], ufficio=prova.ufficio, motivo="Errore", fino_al=domani)
    testo, _ = prova.leggi(periodo="1")
    assert "Riaperto per Servizi alle imprese fino al 1 maggio 2999 compreso." in parole(testo)
    assert f'name="v{numero.pk}-valore"' in testo
    controllo, _ = prova.leggi(prova.persona("c", Ruolo.CONTROLLO), periodo="1")
    assert f'name="v{numero.pk}-valore"' in controllo
    assert f'name="v{suo.pk}-valore"' not in controllo
    dati = {f"v{numero.pk}-versione": "0", f"v{numero.pk}-valore": "5"}
    prova.client.post(f"/valori/{ANNO}/1/{numero.pk}/", dati, headers=HTMX)
    assert prova.rilevazioni.get().testo == "5"
    Riapertura.objects.update(fino_al=dt.date(2025, 1, 1))
    assert f'name="v{numero.pk}-valore"' not in prova.leggi(periodo="1")[0]


def test_a_frozen_cycle_is_read_only_and_says_why(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    prova.ciclo.stato, prova.ciclo.approvazione_numero = "relazione_approvata", "1"
    prova.ciclo.approvazione_data = dt.date(2026, 6, 1)
    prova.ciclo.save()
    testo, _ = prova.leggi()
    assert "La Relazione 2025 è già stata adottata" in parole(testo)
    assert f'name="v{numero.pk}-valore"' not in testo
    prova.riga(numero, {"versione": "0", "valore": "9"})
    assert prova.manca(numero)


def test_a_period_to_come_is_not_written(prova: Prova) -> None:
    numero = prova.nuovo("numero")
    dati = {f"v{numero.pk}-versione": "0", f"v{numero.pk}-valore": "5"}
    risposta = prova.client.post(f"/valori/{ANNO}/3/{numero.pk}/", dati, headers=HTMX)
    assert "non è ancora aperto" in parole(risposta.content.decode())
    assert not prova.rilevazioni.exists()


def test_the_empty_pages_say_what_to_do(prova: Prova) -> None:
    assert "chiedete al controllo di gestione di assegnarvelo" in parole(prova.leggi_qualunque())
    for periodo in prova.periodi:
        periodo.stato = StatoPeriodo.FUTURO
        periodo.save()
    assert "Nessun periodo del 2025 è ancora aperto" in parole(prova.leggi_qualunque())


def test_the_home_of_a_redattore_leads_here(prova: Prova) -> None:
    prova.nuovo("numero")
    indirizzo = f"/valori/{ANNO}/?periodo=2&amp;ufficio=servizi"
    assert indirizzo in prova.client.get("/").content.decode()
    assert prova.client.get(html.unescape(indirizzo)).status_code == 200
