"""How the change of a SAL is said. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import pytest

from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.misurazione.effetto import CambioDiSal, LuogoDelSal, SalConFascia

VERDE = Fascia(da=Decimal(90), a=None, codice="raggiunto", nome="Raggiunto")
GIALLO = Fascia(da=None, a=Decimal(90), codice="parziale", nome="Parziale")


def cambio(prima: str | None, dopo: str | None, fascia: Fascia = VERDE) -> CambioDiSal:
    da, a = (None if v is None else Decimal(v) for v in (prima, dopo))
    return CambioDiSal(cast(LuogoDelSal, None), SalConFascia(da, VERDE), SalConFascia(a, fascia))


@pytest.mark.parametrize(
    ("prima", "dopo", "parole"),
    [
        ("50", "62.5", "+12,50 punti"),
        ("62.5", "50", "-12,50 punti"),
        ("50", "51", "+1,00 punto"),
        ("50", "49", "-1,00 punto"),
        ("50", "50.01", "+0,01 punti"),
        ("50", "50.003", "meno di 0,01 punti in più"),
        ("50", "49.997", "meno di 0,01 punti in meno"),
        (None, "50", "prima non si calcolava"),
        ("50", None, "non si calcola più"),
    ],
)
def test_the_change_in_words(prima: str | None, dopo: str | None, parole: str) -> None:
    assert cambio(prima, dopo).parole == parole


def test_the_light_alone_may_change() -> None:
    assert cambio("89.9999999999999999999", "90", GIALLO).parole == "cambia solo il colore"


def test_what_appears_or_disappears_comes_before_any_difference() -> None:
    cambi = [cambio("1", "2"), cambio(None, "2"), cambio(None, None), cambio("1", "100")]
    assert sorted((c.grandezza for c in cambi), reverse=True) == [Decimal("Infinity"), 99, 1, 0]
