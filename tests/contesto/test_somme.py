"""Totals and their parts, as a table prints them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from contesto.models import Colonna, Riga
from contesto.somme import discordie

TESTO = Colonna(etichetta="Voce", testo=True)


def tavola(
    righe: list[tuple[str, ...]], *, somme: Mapping[str, Any] | None = None
) -> list[tuple[int, int, Decimal, Decimal]]:
    """The discordant totals of a table of one word and some numbers a row; a row of one word is a sub-heading, one that
    begins with «Totale» a total."""
    quante = max(len(r) for r in righe) - 1
    colonne = [TESTO, *(Colonna(etichetta=f"{2018 + n}") for n in range(quante))]
    fatte = [Riga(etichetta=r[0], gruppo=len(r) == 1, totale=r[0].startswith("Totale")) for r in righe]
    testi = [(*r, *[""] * (quante + 1 - len(r))) for r in righe]
    return [(d.riga, d.colonna, d.totale, d.somma) for d in discordie(fatte, colonne, testi, somme or {})]


def test_two_parts_are_enough_to_find_a_total_wrong() -> None:
    assert tavola([("a", "1"), ("b", "2"), ("Totale", "4")]) == [(2, 1, Decimal(4), Decimal(3))]
    assert tavola([("a", "1"), ("b", "2"), ("Totale", "3")]) == []


def test_one_part_alone_says_nothing() -> None:
    assert tavola([("a", "1"), ("Totale", "4")]) == []


@pytest.mark.parametrize(
    ("totale", "discorde"), [("2,8", True), ("2,9", False), ("3,0", False), ("3,1", False), ("3,2", True)]
)
def test_rounded_parts_may_miss_the_total_by_half_a_digit_each(totale: str, *, discorde: bool) -> None:
    """Three numbers of one decimal, each rounded by 0,05 at most, are up to 0,15 apart."""
    assert bool(tavola([("a", "1,5"), ("b", "1,5"), ("Totale", totale)])) is discorde


def test_whole_numbers_have_no_tolerance() -> None:
    assert tavola([("a", "1"), ("b", "1"), ("Totale", "3")])


def test_a_group_sums_its_own_rows_and_a_word_among_them_stops_the_sum() -> None:
    righe = [("Nord",), ("a", "1"), ("b", "2"), ("Totale", "3"), ("Sud",), ("c", "5"), ("d", "6"), ("Totale", "12")]
    assert tavola(righe) == [(7, 1, Decimal(12), Decimal(11))]
    assert tavola([("a", "1"), ("b", "n.d. per segreto"), ("c", "2"), ("Totale", "9")]) == []


def test_a_total_may_name_its_parts_with_their_sign() -> None:
    somme = {"parti": {"Totale": ["iscritte", "-cessate"]}}
    assert tavola([("iscritte", "10"), ("cessate", "4"), ("altro", "1"), ("Totale", "6")], somme=somme) == []
    assert tavola([("iscritte", "10"), ("cessate", "4"), ("Totale", "14")], somme=somme) == [
        (2, 1, Decimal(14), Decimal(6))
    ]
    assert tavola([("a", "1"), ("b", "1"), ("Totale", "5")], somme={"totali_non_esaustivi": ["Totale"]}) == []
