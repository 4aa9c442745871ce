"""Projection to the end of the year: by hand for each accumulation, and what it may never do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.proiezione import proietta

FINI = [dt.date(2020, 3, 31), dt.date(2020, 6, 30), dt.date(2020, 9, 30), dt.date(2020, 12, 31)]


def punti(*valori: str | D) -> list[tuple[dt.date, D]]:
    return [(fine, D(v)) for fine, v in zip(FINI, valori, strict=False)]


@pytest.mark.parametrize(
    ("modo", "valori", "atteso"),
    [
        (Accumulo.SOMMA, ("10", "20"), "60"),  # 30 so far, twice the mean of 15
        (Accumulo.SOMMA, ("10", "20", "60"), "120"),
        (Accumulo.CUMULATO, ("10", "30"), "60"),  # 30 in two periods of four
        (Accumulo.CUMULATO, ("0", "30"), "60"),
        (Accumulo.MEDIA, ("10", "20"), "15"),
        (Accumulo.ULTIMO, ("10", "20"), "40"),  # a step of 10, two periods to go
        (Accumulo.ULTIMO, ("10", "90", "20"), "25"),  # the mean step, (20 − 10) / 2 = 5
        (Accumulo.ALLA_DATA, ("20", "15"), "5"),
        (Accumulo.ULTIMO, ("7", "7"), "7"),
        (Accumulo.ULTIMO, ("-5", "-10"), "-20"),  # what was negative may stay so
    ],
)
def test_by_hand(modo: Accumulo, valori: tuple[str, ...], atteso: str) -> None:
    proiezione = proietta(punti(*valori), FINI, modo, "")
    assert proiezione is not None
    assert proiezione.valore == D(atteso)


def test_a_fall_stops_at_zero_and_says_so() -> None:
    proiezione = proietta(punti("20", "5"), FINI, Accumulo.ULTIMO, "")
    assert proiezione is not None
    assert proiezione.valore == 0
    assert proiezione.ipotesi.endswith("senza scendere sotto zero.")


def test_a_percentage_stops_at_a_hundred_and_says_so() -> None:
    proiezione = proietta(punti("80", "95"), FINI, Accumulo.ULTIMO, "%")
    assert proiezione is not None
    assert (proiezione.valore, proiezione.testo) == (D(100), "100%")
    assert proiezione.ipotesi.endswith("senza superare il 100%.")


def test_a_percentage_that_was_already_beyond_a_hundred_goes_on() -> None:
    proiezione = proietta(punti("100", "110"), FINI, Accumulo.ULTIMO, "%")
    assert proiezione is not None
    assert proiezione.valore == 130


@pytest.mark.parametrize(
    ("valori", "unita", "testo"),
    [
        (("10", "21"), "", "43"),  # 21 + 2 × 11
        (("10.5", "21"), "€", "€ 42,00"),
        (("10", "20"), "giorni", "40 giorni"),
    ],
)
def test_decimals_are_shown_only_when_the_values_have_them(valori: tuple[str, ...], unita: str, testo: str) -> None:
    proiezione = proietta(punti(*valori), FINI, Accumulo.ULTIMO, unita)
    assert proiezione is not None
    assert proiezione.testo == testo


@pytest.mark.parametrize(
    ("modo", "parole"),
    [
        (Accumulo.SOMMA, "Ipotesi: nei 2 periodi che mancano si ripete la media dei 2 rilevati."),
        (Accumulo.CUMULATO, "Ipotesi: nei 2 periodi che mancano continua il ritmo dei primi 2."),
        (Accumulo.MEDIA, "Ipotesi: la media dei 2 periodi rilevati non cambia."),
        (Accumulo.ULTIMO, "Ipotesi: il valore continua a variare come fra i 2 periodi rilevati."),
        (Accumulo.ALLA_DATA, "Ipotesi: il valore continua a variare come fra i 2 periodi rilevati."),
    ],
)
def test_the_assumption_is_in_words(modo: Accumulo, parole: str) -> None:
    proiezione = proietta(punti("10", "20"), FINI, modo, "")
    assert proiezione is not None
    assert proiezione.ipotesi == parole


def test_one_period_to_go_is_said_in_the_singular() -> None:
    proiezione = proietta(punti("1", "2", "3"), FINI, Accumulo.CUMULATO, "")
    assert proiezione is not None
    assert proiezione.ipotesi == "Ipotesi: nel periodo che manca continua il ritmo dei primi 3."


def test_nothing_when_the_year_is_over_or_has_no_periods() -> None:
    assert proietta(punti("1", "2", "3", "4"), FINI, Accumulo.SOMMA, "") is None
    assert proietta(punti("1", "2"), [], Accumulo.SOMMA, "") is None


valori_possibili = st.decimals(-10_000, 10_000, places=2)
quote = st.decimals(0, 100, places=2)


@given(st.lists(valori_possibili, max_size=1), st.sampled_from(Accumulo))
def test_nothing_is_projected_from_one_point_or_none(valori: list[D], modo: Accumulo) -> None:
    assert proietta(punti(*valori), FINI, modo, "%") is None


@given(st.lists(quote, min_size=2, max_size=3), st.sampled_from(Accumulo))
def test_percentages_within_a_hundred_stay_within_it(valori: list[D], modo: Accumulo) -> None:
    proiezione = proietta(punti(*valori), FINI, modo, "%")
    assert proiezione is not None
    assert 0 <= proiezione.valore <= 100


@given(st.lists(valori_possibili, min_size=2, max_size=3))
def test_a_mean_stays_among_its_values(valori: list[D]) -> None:
    proiezione = proietta(punti(*valori), FINI, Accumulo.MEDIA, "")
    assert proiezione is not None
    assert min(valori) <= proiezione.valore <= max(valori)


@given(valori_possibili, st.integers(2, 3), st.sampled_from([Accumulo.ULTIMO, Accumulo.ALLA_DATA, Accumulo.MEDIA]))
def test_what_does_not_move_stays_there(valore: D, quanti: int, modo: Accumulo) -> None:
    proiezione = proietta(punti(*[valore] * quanti), FINI, modo, "")
    assert proiezione is not None
    assert proiezione.valore == valore


@given(st.lists(st.decimals(0, 1000, places=2), min_size=2, max_size=3), st.sampled_from(Accumulo))
def test_what_adds_up_never_ends_below_what_is_done(valori: list[D], modo: Accumulo) -> None:
    proiezione = proietta(punti(*valori), FINI, modo, "")
    assert proiezione is not None
    if modo is Accumulo.SOMMA:
        assert proiezione.valore >= sum(valori, D(0))
    if modo is Accumulo.CUMULATO:
        assert proiezione.valore >= valori[-1]


def test_a_missing_period_between_two_counts_as_time_gone() -> None:
    """Values of the first and third quarter: from 10 to 30 in two quarters is 10 a quarter, so 40 at the fourth."""
    saltato = [(FINI[0], D(10)), (FINI[2], D(30))]
    proiezione = proietta(saltato, FINI, Accumulo.ULTIMO, "")
    assert proiezione is not None
    assert proiezione.valore == 40


def test_a_cumulative_value_after_a_missing_period_covers_it() -> None:
    """30 at the third quarter covers the second too: 10 a quarter, 40 at the end."""
    saltato = [(FINI[0], D(10)), (FINI[2], D(30))]
    proiezione = proietta(saltato, FINI, Accumulo.CUMULATO, "")
    assert proiezione is not None
    assert proiezione.valore == 40
