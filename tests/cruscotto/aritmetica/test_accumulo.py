"""Values of periods, limits of a unit, trend."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from cruscotto.aritmetica.accumulo import Accumulo, Andamento, Rilevato, Tendenza, accumula, tendenza
from cruscotto.aritmetica.valori import Verso

MARZO, GIUGNO, SETTEMBRE, DICEMBRE = (dt.date(2019, m, g) for m, g in ((3, 31), (6, 30), (9, 30), (12, 31)))
ANNO = [Rilevato(GIUGNO, D(30)), Rilevato(MARZO, D(10)), Rilevato(SETTEMBRE, None), Rilevato(DICEMBRE, D(50))]


@pytest.mark.parametrize(
    ("modo", "alla", "valore"),
    [
        (Accumulo.ALLA_DATA, GIUGNO, "30"),
        (Accumulo.ALLA_DATA, SETTEMBRE, None),
        (Accumulo.ULTIMO, SETTEMBRE, "30"),
        (Accumulo.ULTIMO, dt.date(2019, 1, 31), None),
        (Accumulo.CUMULATO, DICEMBRE, "50"),
        (Accumulo.SOMMA, DICEMBRE, "90"),
        (Accumulo.SOMMA, GIUGNO, "40"),
        (Accumulo.MEDIA, DICEMBRE, "30"),
    ],
)
def test_valore_del_periodo(modo: Accumulo, alla: dt.date, valore: str | None) -> None:
    esito = accumula(ANNO, alla, modo)
    assert esito.valore == (None if valore is None else D(valore))
    assert esito.spiegazione.startswith("Non calcolabile") is (valore is None)


def test_un_cumulato_non_cala_senza_motivo() -> None:
    prima = Rilevato(MARZO, D(10))
    muto = accumula([prima, Rilevato(GIUGNO, D(8), " ")], DICEMBRE, Accumulo.CUMULATO)
    assert muto.valore is None
    assert muto.spiegazione == "Non calcolabile: il valore cumulato cala da 10 a 8 il 30/06/2019 senza un motivo."
    motivato = accumula([prima, Rilevato(GIUGNO, D(8), "atto annullato")], DICEMBRE, Accumulo.CUMULATO)
    assert motivato.valore == 8
    assert motivato.avvisi == ("il valore cumulato cala da 10 a 8 il 30/06/2019: atto annullato",)
    assert accumula([prima, Rilevato(GIUGNO, D(8))], DICEMBRE, Accumulo.ULTIMO).valore == 8


@pytest.mark.parametrize(
    ("prima", "adesso", "verso", "attesa"),
    [
        ("60", "75", Verso.CRESCENTE, Tendenza(Andamento.MIGLIORA, D(15))),
        ("75", "60", Verso.CRESCENTE, Tendenza(Andamento.PEGGIORA, D(-15))),
        ("75", "60", Verso.DECRESCENTE, Tendenza(Andamento.MIGLIORA, D(15))),
        ("60", "60", Verso.CRESCENTE, Tendenza(Andamento.STABILE, D(0))),
        ("60", "75", Verso.NEUTRA, Tendenza(Andamento.IGNOTO, None)),
        ("60", "75", None, Tendenza(Andamento.IGNOTO, None)),
    ],
)
def test_tendenza(prima: str, adesso: str, verso: Verso | None, attesa: Tendenza) -> None:
    assert tendenza(D(80), D(prima), D(adesso), verso) == attesa
    assert tendenza(D(80), None, D(adesso), verso).andamento is Andamento.IGNOTO


def test_a_mean_without_end_is_kept_whole_and_said_short() -> None:
    """Seven thirds had sixty decimals on the page and in the document."""
    terzi = [Rilevato(MARZO, D(2)), Rilevato(GIUGNO, D(2)), Rilevato(DICEMBRE, D(3))]
    calcolo = accumula(terzi, DICEMBRE, Accumulo.MEDIA)
    assert calcolo.valore is not None and str(calcolo.valore).startswith("2.33333333333333333333")
    assert calcolo.spiegazione == "Media di 3 rilevazioni fino al 31/12/2019: 2,3333."
