"""The pace of the year, by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.passo import (
    TUTTO,
    Quota,
    atteso_al_passo,
    durante_l_anno,
    frase,
    quota,
    regole_al_passo,
    va_al_passo,
)
from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.aritmetica.regole import Regola, Regole, Soglie
from cruscotto.aritmetica.sal import calcola
from cruscotto.aritmetica.valori import Atteso, Consuntivo, Tipo, Verso

QUADRIMESTRI = [
    (dt.date(2020, 1, 1), dt.date(2020, 4, 30)),
    (dt.date(2020, 5, 1), dt.date(2020, 8, 31)),
    (dt.date(2020, 9, 1), dt.date(2020, 12, 31)),
]
AGOSTO = Quota(8, 12)


def atteso(valore: int, verso: Verso = Verso.CRESCENTE, **altro: object) -> Atteso:
    return Atteso(testo=str(valore), tipo=Tipo.NUMERO, verso=verso, valore=D(valore), **altro)  # type: ignore[arg-type]


def al_passo(di: Atteso, valore: int, regole: Regole | None = None, precedente: int | None = None) -> D | None:
    prima = None if precedente is None else AGOSTO.di(D(precedente))
    letto = Consuntivo(testo=str(valore), tipo=Tipo.NUMERO, valore=D(valore))
    scelte = regole_al_passo(regole or Regole(), AGOSTO)
    return calcola(atteso_al_passo(di, AGOSTO), letto, scelte, precedente=prima).valore


@pytest.mark.parametrize(("fino", "mesi"), [(0, Quota(4, 12)), (1, Quota(8, 12)), (2, Quota(12, 12))])
def test_the_part_of_the_year_that_is_gone(fino: int, mesi: Quota) -> None:
    assert quota(QUADRIMESTRI[fino][1], QUADRIMESTRI) == mesi
    assert mesi.finale is (fino == 2)


def test_a_year_without_periods_is_over() -> None:
    assert quota(dt.date(2020, 8, 31), []) == TUTTO
    assert TUTTO.finale


@pytest.mark.parametrize(
    ("di", "valore", "sal"),
    [
        (atteso(12), 8, D(100)),  # just where it should be
        (atteso(12), 10, D(100)),  # ahead: the cap of the body
        (atteso(12), 6, D(75)),
        (atteso(12, Verso.DECRESCENTE), 8, D(100)),  # at most 12 complaints: 8 at the end of August
        (atteso(12, Verso.DECRESCENTE), 4, D(100)),
        (atteso(12, Verso.DECRESCENTE), 10, D(75)),
        (atteso(12, Verso.DECRESCENTE), 16, D(0)),
        # a tolerance shrinks with the target, a relative one already does
        (atteso(12, tolleranza=D(3)), 6, D(100)),
        (atteso(12, tolleranza=D("0.25"), tolleranza_relativa=True), 6, D(100)),
        (atteso(12, tolleranza=D("0.24"), tolleranza_relativa=True), 6, D(75)),
        (atteso(0, Verso.DECRESCENTE), 0, D(100)),
        (atteso(0, Verso.DECRESCENTE), 1, D(0)),
    ],
)
def test_the_sal_at_pace_at_the_end_of_august(di: Atteso, valore: int, sal: D) -> None:
    assert al_passo(di, valore) == sal


def test_thresholds_and_the_year_before_are_of_this_point_too() -> None:
    soglie = Regole(regola=Regola.SOGLIE3, soglie=Soglie(D(6), D(18)), massimo=D(200))
    assert al_passo(atteso(12), 8, soglie) == 100
    assert al_passo(atteso(12), 4, soglie) == 0
    assert al_passo(atteso(12), 12, soglie) == 200
    assert al_passo(atteso(12), 6, Regole(regola=Regola.AVANZAMENTO), precedente=6) == 50  # from 4 to 8


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.sampled_from([Verso.CRESCENTE, Verso.DECRESCENTE]))
def test_a_value_on_its_way_is_worth_at_the_end_what_it_is_at_pace(target: int, valore: int, verso: Verso) -> None:
    """Who goes on as now gets, at the end of the year, the SAL that the pace tells."""
    adesso = al_passo(atteso(target * 3, verso), valore * 2)
    fine = Consuntivo(testo="", tipo=Tipo.NUMERO, valore=D(valore * 3))
    poi = calcola(atteso(target * 3, verso), fine).valore
    assert adesso is not None and poi is not None and abs(adesso - poi) < D("1e-20")


@pytest.mark.parametrize(
    ("modo", "di", "regola", "quando", "atteso_qui"),
    [
        (Accumulo.CUMULATO, atteso(12), Regola.PERCENTUALE_TARGET, AGOSTO, True),
        (Accumulo.SOMMA, atteso(12), Regola.SOGLIE3, AGOSTO, True),
        (Accumulo.CUMULATO, atteso(12), Regola.PERCENTUALE_TARGET, Quota(12, 12), False),
        (Accumulo.ULTIMO, atteso(12), Regola.PERCENTUALE_TARGET, AGOSTO, False),
        (Accumulo.MEDIA, atteso(12), Regola.PERCENTUALE_TARGET, AGOSTO, False),
        (Accumulo.CUMULATO, atteso(12), Regola.VALORE_DIRETTO, AGOSTO, False),
        (Accumulo.CUMULATO, Atteso(testo="x", tipo=Tipo.DATA), Regola.SCADENZA, AGOSTO, False),
    ],
)
def test_what_has_a_pace(modo: Accumulo, di: Atteso, regola: Regola, quando: Quota, atteso_qui: bool) -> None:
    assert va_al_passo(modo, di, regola, quando) is atteso_qui


def test_the_sentence() -> None:
    assert frase(atteso(12), D(100), AGOSTO) == (
        "A questo punto dell'anno (8 mesi su 12) il target chiede 8: il SAL al passo è 100%."
    )
    assert frase(atteso(10), D("93.75"), Quota(1, 12)) == (
        "A questo punto dell'anno (1 mese su 12) il target chiede 0,83: il SAL al passo è 93,8%."
    )


def test_the_words_of_the_year_in_progress_never_say_that_a_target_is_reached() -> None:
    dell_ente = [Fascia(None, D(50), "non_raggiunto", "Non raggiunto"), Fascia(D(50), None, "raggiunto", "Raggiunto")]
    propria = Fascia(D(95), None, "eccellente", "Eccellente")
    assert [f.nome for f in durante_l_anno((*dell_ente, propria))] == ["Non in linea", "In linea", "Eccellente"]
    assert [f.codice for f in durante_l_anno(tuple(dell_ente))] == ["non_raggiunto", "raggiunto"]
