"""The value of an indicator at a period, from those of the periods before."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from cruscotto.models import Periodo, Rilevazione
from cruscotto.valori.accumulati import consuntivo
from cruscotto.valori.conversioni import campi_rilevazione

GIUGNO, DICEMBRE = (Periodo(numero=n, fine=dt.date(2020, m, g)) for n, m, g in ((1, 6, 30), (2, 12, 31)))


@pytest.mark.parametrize(
    ("tipo", "accumulo", "prima", "dopo", "atteso"),
    [
        ("numero", "somma", "8", "12", "20"),
        ("numero", "media", "8", "12", "10"),
        ("numero", "ultimo", "8", "12", "12"),
        # days and conditions met do not add up, whatever the indicator says: the last one counts
        ("data", "somma", "31/05/2020", "30/09/2020", "30/09/2020"),
        ("prerequisito", "media", "no", "sì", "sì"),
    ],
)
def test_what_adds_up_and_what_does_not(tipo: str, accumulo: str, prima: str, dopo: str, atteso: str) -> None:
    valori = [
        Rilevazione(periodo=p, stato="validata", **campi_rilevazione(testo, ()))
        for p, testo in ((GIUGNO, prima), (DICEMBRE, dopo))
    ]
    fatto, _ = consuntivo(SimpleNamespace(tipo=tipo, accumulo=accumulo), valori)
    assert fatto is not None
    assert fatto.testo == atteso
