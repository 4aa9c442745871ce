"""What a cell's text becomes before it is read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import leggi_numero
from contesto.ritocchi import ritocca
from ente.capienza import MISURATO


@pytest.mark.parametrize(
    ("scritto", "decimali", "letto"),
    [
        ("0,666666666666667", 6, "0,666667"),
        ("774,600000000001", 6, "774,6"),
        ("67,1641791044776%", 6, "67,164179%"),
        ("-0,0000005", 6, "-0,000001"),
        ("99,9999999999", 6, "100"),
        ("€ 12,3456789", 6, "€ 12,345679"),
        ("0.6666666666666666", 6, "0,666667"),
        ("93,3333333333333%", 4, "93,3333%"),
        ("123456789012,1234567", 6, "123456789012,123"),
        ("14/08/2020 10:30", 6, "14/08/2020"),
        ("2020-08-14T00:00:00+00:00", 6, "14/08/2020"),
        ("2020-08-13T22:00:00.000Z", 6, "14/08/2020"),
        ("2020-08-14 15:30:00", 6, "14/08/2020"),
        ("2020/08/14", 6, "14/08/2020"),
    ],
)
def test_what_a_computation_or_a_clock_leaves_goes_and_is_said(scritto: str, decimali: int, letto: str) -> None:
    trovato, perche = ritocca(scritto, decimali)
    assert trovato == letto
    assert f"«{scritto}»" in perche
    assert ritocca(letto, decimali) == (letto, "")


@pytest.mark.parametrize(
    "scritto",
    ["", "12,5", "0,666667", "774,600000", "2020-08-14", "2020-13-45T00:00", "1.234.567,8", "tra 1,5 e 2,25", "73 %"],
)
def test_what_is_as_it_should_be_stays_without_a_word(scritto: str) -> None:
    assert ritocca(scritto) == (scritto, "")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=12))
def test_a_rounded_number_always_fits_its_column(valore: Decimal) -> None:
    letto, _ = ritocca(f"{valore:f}".replace(".", ","))
    numero = leggi_numero(letto)[0]
    assert MISURATO.perche_no(numero) == ""
    assert abs(numero - valore) <= Decimal("0.0000005")
    assert numero == valore.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
