"""One name, one meaning: what a row calls a thing finds it in the filters; what version 0.1 took still works, and says
that it will not for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client

from config.api import router
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Indicatore, Periodo, Rilevazione
from ente.models import Ente
from tests.mondi.api import RADICE, cliente, leggi, tutte

pytestmark = [pytest.mark.django_db]

SUPERATO = {"Deprecation", "Sunset"}
PRIMA_CHIAVE = 900_001
"""Keys that are no number of a period and no code: as in a body that has been at it for years."""


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    return cliente("controllo")


@pytest.fixture
def lontani(controllo: Client, ciclo: Ciclo) -> list[Periodo]:
    """A second year, with periods whose keys are far from their numbers."""
    altro = Ciclo.objects.create(ente=ciclo.ente, anno=2031, triennio="2031-2033")
    fatti = []
    for numero in (1, 2, 3):
        mese = f"2031-{numero:02}"
        fatti.append(
            Periodo(
                pk=PRIMA_CHIAVE + numero,
                ciclo=altro,
                numero=numero,
                nome=f"{numero}",
                inizio=f"{mese}-01",
                fine=f"{mese}-28",
                stato="aperto",
            )
        )
    return Periodo.objects.bulk_create(fatti)


def _chiavi(client: Client, indirizzo: str) -> set[int]:
    return {r["id"] for r in tutte(client, indirizzo)}


def _vicini(client: Client, indirizzo: str) -> set[str]:
    return SUPERATO & set(client.get(f"{RADICE}{indirizzo}").headers)


# -- what a row says is what a filter takes ----------------------------------------------------------------------------
@pytest.mark.parametrize("elenco", ["collocazioni", "rilevazioni"])
@pytest.mark.parametrize("nome", ["indicatore", "indicatore_codice"])
def test_the_indicator_of_a_row_finds_the_rows_of_that_indicator(controllo: Client, elenco: str, nome: str) -> None:
    tutti = tutte(controllo, f"{elenco}/?quanti=1000&campi=id,indicatore,indicatore_codice")
    cercato = tutti[7][nome]
    attese = {r["id"] for r in tutti if r[nome] == cercato}
    indirizzo = f"{elenco}/?quanti=1000&campi=id&{nome}={cercato}"
    assert _chiavi(controllo, indirizzo) == attese != set()
    assert _vicini(controllo, indirizzo) == set()


@pytest.mark.parametrize("nome", ["cruscotto", "cruscotto_codice", "obiettivo", "prospettiva", "ufficio", "area"])
def test_what_a_placement_says_finds_it(controllo: Client, nome: str) -> None:
    tutti = tutte(controllo, f"collocazioni/?quanti=1000&campi=id,{nome}")
    cercato = next(r[nome] for r in tutti if r[nome] not in (None, ""))
    indirizzo = f"collocazioni/?quanti=1000&campi=id&{nome}={cercato}"
    assert _chiavi(controllo, indirizzo) == {r["id"] for r in tutti if r[nome] == cercato}
    assert _vicini(controllo, indirizzo) == set()


def test_the_values_that_a_scorecard_shows_by_its_key(controllo: Client, ciclo: Ciclo) -> None:
    cruscotto = Cruscotto.objects.get(ciclo=ciclo, codice="area2")
    per_codice = _chiavi(controllo, "rilevazioni/?cruscotto_codice=area2&quanti=1000&campi=id")
    assert _chiavi(controllo, f"rilevazioni/?cruscotto={cruscotto.pk}&quanti=1000&campi=id") == per_codice != set()


def test_the_period_of_a_value_finds_the_values_of_that_period(controllo: Client, lontani: list[Periodo]) -> None:
    indicatore = Indicatore.objects.order_by("pk")[0]
    suo = Rilevazione.objects.create(indicatore=indicatore, periodo=lontani[1], testo="1", tipo="numero", valore=1)
    letta = leggi(controllo, f"rilevazioni/{suo.pk}/?campi=periodo,periodo_numero,ciclo")
    assert letta == {"ciclo": lontani[1].ciclo_id, "periodo": lontani[1].pk, "periodo_numero": 2}
    assert _chiavi(controllo, f"rilevazioni/?periodo={letta['periodo']}") == {suo.pk}
    assert _chiavi(controllo, f"rilevazioni/?periodo={lontani[0].pk}") == set()
    assert _vicini(controllo, f"rilevazioni/?periodo={letta['periodo']}") == set()


def test_placements_are_measured_at_a_period_by_its_key(controllo: Client, lontani: list[Periodo]) -> None:
    """And they are those of its year."""
    Cruscotto.objects.create(ciclo=lontani[0].ciclo, codice="ente", tipo="ente", titolo="Ente", ordine=1)
    assert _chiavi(controllo, f"collocazioni/?periodo={lontani[0].pk}") == set()
    vecchio = Periodo.objects.get(ciclo__anno=2019, numero=2)
    for indirizzo in (f"collocazioni/?anno=2019&periodo={vecchio.pk}", "collocazioni/?anno=2019&periodo_numero=2"):
        lette = tutte(controllo, f"{indirizzo}&campi=periodo_numero,sal,etichetta&quanti=1000")
        assert {r["periodo_numero"] for r in lette} == {2} and len(lette) == 251
        assert _vicini(controllo, f"{indirizzo}&campi=periodo_numero") == set()


# -- what was there works, and says until when -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("com_era", "com_e"),
    [
        ("collocazioni/?cruscotto=area2", "collocazioni/?cruscotto_codice=area2"),
        ("rilevazioni/?cruscotto=area2", "rilevazioni/?cruscotto_codice=area2"),
        ("collocazioni/?indicatore=i063", "collocazioni/?indicatore_codice=i063"),
        ("rilevazioni/?indicatore=i063", "rilevazioni/?indicatore_codice=i063"),
        ("rilevazioni/?anno=2031&periodo=1", "rilevazioni/?anno=2031&periodo_numero=1"),
        ("collocazioni/?periodo=9", "collocazioni/?periodo_numero=9"),
        ("rilevazioni/?aggiornate_da=2001-01-01T00:00:00", "rilevazioni/?aggiornate_da=2001-01-01T00:00:00%2B01:00"),
        ("registro/?dal=2001-01-01T00:00:00", "registro/?dal=2001-01-01T00:00:00%2B01:00"),
    ],
)
@pytest.mark.usefixtures("lontani")
def test_what_worked_works_and_says_until_when(controllo: Client, com_era: str, com_e: str) -> None:
    prima = controllo.get(f"{RADICE}{com_era}&campi=id&quanti=1000")
    assert prima.json()["results"] == leggi(controllo, f"{com_e}&campi=id&quanti=1000")["results"]
    assert datetime.fromtimestamp(int(prima["Deprecation"].removeprefix("@")), UTC).year >= 2026
    assert parsedate_to_datetime(prima["Sunset"]) > datetime.fromtimestamp(int(prima["Deprecation"][1:]), UTC)
    assert f'<http://testserver{RADICE}docs/>; rel="deprecation"' in prima["Link"]
    assert _vicini(controllo, f"{com_e}&campi=id") == set()


def test_a_field_that_is_on_its_way_out_says_so_only_where_it_is_given(controllo: Client) -> None:
    assert _vicini(controllo, "collocazioni/?quanti=1") == SUPERATO
    assert _vicini(controllo, "collocazioni/?quanti=1&campi=id,periodo_numero") == set()
    assert _vicini(controllo, f"cruscotti/{Cruscotto.objects.order_by('pk')[0].pk}/") == SUPERATO
    assert _vicini(controllo, "cicli/") == set()


# -- what could be two things is neither -------------------------------------------------------------------------------
@pytest.mark.usefixtures("senza_fotografie")
def test_a_number_that_is_a_key_and_a_code_is_refused(controllo: Client, ciclo: Ciclo) -> None:
    uno, altro = Indicatore.objects.filter(collocazioni__cruscotto__ciclo=ciclo).distinct().order_by("pk")[:2]
    Indicatore.objects.filter(pk=altro.pk).update(codice=str(uno.pk))
    problema = leggi(controllo, f"rilevazioni/?indicatore={uno.pk}", 400)
    assert problema["errori"][0]["campo"] == "indicatore" and "indicatore_codice=" in problema["detail"]
    attese = set(Collocazione.objects.filter(indicatore=altro).values_list("pk", flat=True))
    assert _chiavi(controllo, f"collocazioni/?indicatore_codice={uno.pk}") == attese


@pytest.mark.usefixtures("senza_fotografie")
def test_a_code_that_is_a_number_and_no_key_is_still_a_code(controllo: Client, ciclo: Ciclo) -> None:
    uno = Indicatore.objects.filter(collocazioni__cruscotto__ciclo=ciclo).order_by("pk")[0]
    Indicatore.objects.filter(pk=uno.pk).update(codice="800800")
    attese = set(Collocazione.objects.filter(indicatore=uno).values_list("pk", flat=True))
    assert _chiavi(controllo, "collocazioni/?indicatore=800800") == attese != set()


def test_codes_of_another_body_make_no_doubt(controllo: Client, ciclo: Ciclo) -> None:
    uno = Indicatore.objects.filter(collocazioni__cruscotto__ciclo=ciclo).order_by("pk")[0]
    altrove = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    Indicatore.objects.create(ente=altrove, codice=str(uno.pk), nome="Altrui", tipo="numero")
    attese = set(Collocazione.objects.filter(indicatore=uno).values_list("pk", flat=True))
    assert _chiavi(controllo, f"collocazioni/?indicatore={uno.pk}") == attese != set()


def test_a_number_that_is_a_key_and_a_place_in_the_year_is_refused(controllo: Client, lontani: list[Periodo]) -> None:
    """A key of one period, the number of another: the year says which."""
    primo = Periodo.objects.get(ciclo__anno=2019, numero=1)
    altri = Periodo.objects.filter(ciclo__anno=2031)
    Periodo.objects.filter(pk=lontani[0].pk).update(numero=primo.pk if primo.pk > 3 else 9)
    cercato = altri.get(pk=lontani[0].pk).numero
    if Periodo.objects.filter(pk=cercato).exists():
        problema = leggi(controllo, f"rilevazioni/?periodo={cercato}", 400)
        assert problema["errori"][0]["campo"] == "periodo" and "periodo_numero=" in problema["detail"]
    leggi(controllo, f"rilevazioni/?periodo_numero={cercato}")
    leggi(controllo, f"rilevazioni/?periodo={cercato}&anno=2031")


def test_a_key_and_a_code_together_are_refused(controllo: Client) -> None:
    problema = leggi(controllo, "rilevazioni/?indicatore=i063&indicatore_codice=i001", 400)
    assert problema["errori"][0]["campo"] == "indicatore"


# -- numbers and moments -----------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("senza_fotografie")
def test_an_actual_has_its_number_or_its_date(controllo: Client, ciclo: Ciclo) -> None:
    periodo = Periodo.objects.get(ciclo=ciclo, numero=3)
    lette = tutte(controllo, "collocazioni/?anno=2019&periodo_numero=3&quanti=1000")
    soli = {
        r.indicatore_id: r
        for r in Rilevazione.objects.filter(periodo=periodo, collocazione=None, indicatore__accumulo="ultimo")
        if r.stato == "validata" and not r.neutralizzata
    }
    visti = {"valore": 0, "data": 0}
    for riga in lette:
        valore = soli.get(riga["indicatore"])
        if valore is None or riga["rilevata_a_parte"] or riga["consuntivo"] != valore.testo:
            continue
        if valore.data is not None:
            assert riga["consuntivo_data"] == valore.data.isoformat()
            visti["data"] += 1
        if valore.valore is not None and valore.numeratore is None:
            assert Decimal(riga["consuntivo_valore"]) == valore.valore, riga
            visti["valore"] += 1
    assert visti["valore"] > 50 and visti["data"] > 3


def test_every_sal_has_eight_decimals_at_most(controllo: Client) -> None:
    lette = tutte(controllo, "collocazioni/?quanti=1000&campi=sal,sal_calcolato,sal_dichiarato")
    decimali = {len(str(sal).partition(".")[2]) for r in lette for sal in r.values() if sal is not None}
    assert max(decimali) == 8


def test_every_moment_has_its_zone(controllo: Client) -> None:
    visti = 0
    for nome, vista, _ in router.registry:
        campi = getattr(getattr(vista, "serializer_class", None), "_declared_fields", {})
        momenti = [n for n, campo in campi.items() if type(campo).__name__ == "DateTimeField"]
        righe: list[dict[str, Any]] = leggi(controllo, f"{nome}/?quanti=50")["results"] if momenti else []
        for testo in (r[n] for r in righe for n in momenti if r[n]):
            assert datetime.fromisoformat(testo).tzinfo is not None, (nome, testo)
            visti += 1
    assert visti
