"""Requests × answer: what is asked is given whole, or refused with its name; never half, never in silence."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from config.api import router
from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Rilevazione
from ente.models import Atto, Utente
from tests.mondi.api import MODELLI, RADICE, cliente, leggi, tutte

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    return cliente("controllo")


def _foglio(risposta: Any) -> list[dict[str, str]]:
    contenuto = risposta.getvalue() if risposta.streaming else risposta.content
    return list(csv.DictReader(io.StringIO(contenuto.decode("utf-8-sig")), delimiter=";"))


# -- parameters --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("uno", "altro"),
    [
        ("campi=id&campi=nome", "campi=id,nome"),
        ("campi=id,nome&campi=codice", "campi=codice,id,nome"),
        ("campi=id,%20nome", "campi=id,nome"),
        ("ordine=-tipo&ordine=codice&campi=id", "ordine=-tipo,codice&campi=id"),
    ],
)
def test_many_values_are_one_thing_however_written(controllo: Client, uno: str, altro: str) -> None:
    prima, seconda = (leggi(controllo, f"indicatori/?{come}&quanti=1000")["results"] for come in (uno, altro))
    assert prima == seconda and len(prima[0]) == len(set(altro.split("campi=")[-1].split("&")[0].split(",")))


def test_the_next_page_of_a_repeated_parameter_asks_the_same(controllo: Client) -> None:
    lette = tutte(controllo, "indicatori/?campi=id&campi=nome&quanti=20&ordine=tipo&ordine=-codice")
    assert {tuple(r) for r in lette} == {("id", "nome")}
    assert [r["id"] for r in lette] == [
        r["id"] for r in leggi(controllo, "indicatori/?quanti=1000&ordine=tipo,-codice")["results"]
    ]


@pytest.mark.parametrize(
    ("indirizzo", "campo", "detto"),
    [
        ("cicli/?pippo=1", "pippo", "anno, campi, conteggio, cursore, formato, ordine, quanti, stato"),
        ("indicatori/?indicatore=78", "indicatore", "codice"),
        ("cicli/1/?anno=2019", "anno", "campi, formato"),
        ("enti/?ordine=id", "ordine", "campi"),
        ("indicatori/?ordine=codice,", "ordine", "codice, nome, tipo"),
        ("lavori/?quanti=5", "quanti", "campi, formato, stato"),
        ("schema/?anno=1", "anno", "formato"),
        ("status?anno=1", "anno", "formato"),
        ("cicli/?anno=2019&anno=2020", "anno", "2 volte"),
        ("cicli/?stato=boh", "stato", "pianificazione, monitoraggio, consuntivo"),
        ("periodi/?stato=boh", "stato", "futuro, aperto, chiuso"),
        ("rilevazioni/?stato=boh", "stato", "bozza, trasmessa, restituita, validata"),
        ("cruscotti/?tipo=boh", "tipo", "ente, area, individuale, azienda"),
        ("collocazioni/?tipo_cruscotto=boh", "tipo_cruscotto", "ente, area, individuale, azienda"),
        ("indicatori/?tipo=boh", "tipo", "percentuale"),
        ("bilancio/?tipo=boh", "tipo", "titolo, voce, totale"),
        ("documenti/?tipo=boh", "tipo", "relazione"),
        ("documenti/?stato=boh", "stato", "richiesto"),
        ("documenti/?scritto_in=boh", "scritto_in", "pdf, html, odt, json"),
        ("importazioni/?genere=boh", "genere", "rilevazioni"),
        ("lavori/?stato=boh", "stato", "in_coda, in_corso, finito, fallito"),
        ("collocazioni/?pira=forse", "pira", "true o false"),
        ("cicli/?anno=duemila", "anno", "numero intero"),
        ("cicli/?anno=-1", "anno", "numero intero"),
        ("cicli/?conteggio=si", "conteggio", "true o false"),
        ("cicli/?formato=pdf", "formato", "csv"),
        ("rilevazioni/?aggiornate_da=ieri", "aggiornate_da", "2020-05-01T00:00:00Z"),
    ],
)
def test_what_is_not_known_is_said_with_what_is(controllo: Client, indirizzo: str, campo: str, detto: str) -> None:
    problema = leggi(controllo, indirizzo.replace("cicli/1/", f"cicli/{Ciclo.objects.get().pk}/"), 400)
    assert [e["campo"] for e in problema["errori"]] == [campo]
    assert detto in problema["detail"]


@pytest.mark.parametrize("nome", MODELLI)
def test_no_list_gives_everything_to_who_asks_for_something_else(controllo: Client, nome: str) -> None:
    assert leggi(controllo, f"{nome}/?codixe=x", 400)["errori"][0]["campo"] == "codixe"


def test_nobody_is_told_of_parameters_before_saying_who_they_are(ciclo: Ciclo) -> None:
    assert leggi(Client(), "cicli/?pippo=1", 401)["status"] == 401


def test_a_write_takes_no_parameters(controllo: Client) -> None:
    risposta = controllo.post(f"{RADICE}documenti/?ciclo=1", {"ciclo": 1}, "application/json")
    assert risposta.status_code == 400 and risposta.json()["errori"][0]["campo"] == "ciclo"


# -- sheets ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nome", MODELLI)
def test_a_sheet_is_the_whole_list(controllo: Client, nome: str) -> None:
    righe = _foglio(controllo.get(f"{RADICE}{nome}/?formato=csv&campi=id"))
    assert sorted(int(r["id"]) for r in righe) == sorted(MODELLI[nome]._default_manager.values_list("pk", flat=True))


def test_a_sheet_of_thousands_of_rows_is_whole_and_in_order(db: None) -> None:
    genera(Piano(enti=1, anni=1, periodi=4, collocazioni=1100, primo=3))
    client, chi = Client(), Utente.objects.get(username="carico-0003.controllo")
    client.force_login(chi)
    modelli: dict[str, Any] = {"rilevazioni": Rilevazione, "collocazioni": Collocazione}
    for elenco, modello in modelli.items():
        ordine = "-indicatore_codice"
        risposta: Any = client.get(f"{RADICE}{elenco}/?formato=csv&campi=id&ordine={ordine}&conteggio=true")
        righe = [int(r["id"]) for r in _foglio(risposta)]
        quante = modello.objects.visibili_a(chi).count()
        assert risposta.streaming and len(righe) == quante == int(risposta["Total-Count"]) > 1000
        assert righe == [r["id"] for r in tutte(client, f"{elenco}/?campi=id&ordine={ordine}&quanti=1000")]


def test_a_sheet_of_no_rows_has_its_titles(controllo: Client) -> None:
    risposta: Any = controllo.get(f"{RADICE}uffici/?formato=csv&codice=nessuno")
    assert risposta.getvalue().decode("utf-8-sig") == "id;codice;nome;area\r\n"


def test_a_page_of_a_sheet_says_where_the_next_one_is(controllo: Client) -> None:
    visti: list[int] = []
    prossimo = f"{RADICE}collocazioni/?quanti=100&campi=id"
    while prossimo:
        risposta = controllo.get(prossimo, headers={"accept": "text/csv"})
        visti += [int(r["id"]) for r in _foglio(risposta)]
        trovato = re.search('<([^>]+)>; rel="next"', risposta.get("Link", ""))
        prossimo = trovato[1] if trovato else ""
    assert sorted(visti) == sorted(Collocazione.objects.values_list("pk", flat=True)) and len(visti) > 200


def test_what_is_wrong_with_a_sheet_is_a_problem(controllo: Client) -> None:
    risposta = controllo.get(f"{RADICE}collocazioni/?formato=csv&campi=segreto")
    assert (risposta.status_code, risposta["Content-Type"]) == (400, "application/problem+json")


# -- counts ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nome", MODELLI)
def test_a_list_counts_its_rows_when_asked(controllo: Client, nome: str) -> None:
    quante = MODELLI[nome]._default_manager.count()
    risposta = controllo.get(f"{RADICE}{nome}/?quanti=1&conteggio=true")
    assert (risposta.json()["count"], risposta["Total-Count"]) == (quante, str(quante))
    senza = controllo.get(f"{RADICE}{nome}/?quanti=1")
    assert "count" not in senza.json() and "Total-Count" not in senza


def test_a_count_is_of_the_rows_that_are_asked(controllo: Client) -> None:
    quanti = Cruscotto.objects.filter(tipo="area").count()
    assert 0 < quanti < Cruscotto.objects.count()
    assert leggi(controllo, "cruscotti/?tipo=area&conteggio=true&quanti=1")["count"] == quanti
    assert Atto.objects.count() == leggi(controllo, "registro/?conteggio=true")["count"]


# -- limits ------------------------------------------------------------------------------------------------------------
def test_every_answer_says_how_many_requests_are_left(ciclo: Ciclo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "api", "5/min")
    client = cliente("oiv")
    restano = []
    for indirizzo in ("cicli/", "cicli/?pippo=1", "cicli/0/", "schema/", "niente/", "cicli/"):
        risposta = client.get(f"{RADICE}{indirizzo}")
        assert risposta["RateLimit-Limit"] == "5", indirizzo
        assert 1 <= int(risposta["RateLimit-Reset"]) <= 60
        restano.append((risposta.status_code, int(risposta["RateLimit-Remaining"])))
    assert restano == [(200, 4), (400, 3), (404, 2), (200, 1), (404, 0), (429, 0)]
    assert abs(int(risposta["Retry-After"]) - int(risposta["RateLimit-Reset"])) <= 1


def test_the_schema_says_which_parameters_there_are(controllo: Client) -> None:
    """What is refused and what is described are one list."""
    descritti = controllo.get(f"{RADICE}schema/?formato=json").json()["paths"]
    visti = 0
    for nome, vista, _ in router.registry:
        for percorso, dove in ((f"/{nome}", "list"), (f"/{nome}/{{id}}", "retrieve")):
            detti = {p["name"] for p in descritti[percorso]["get"].get("parameters", []) if p["in"] == "query"}
            una: Any = vista()
            una.action, una.request = dove, None
            assert detti | {"formato"} == {*una.parametri(), "formato"}, percorso
            visti += 1
    assert visti >= 40
