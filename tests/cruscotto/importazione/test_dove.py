"""Where a file that a command names goes in: what is found, what is not, and what there is instead."""

from __future__ import annotations

import pytest

from cruscotto.ciclo.trova import NonTrovato
from cruscotto.importazione.dove import trova_dove
from cruscotto.models import Ciclo
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    crea_scena("altra")
    return crea_scena()


def test_without_a_period_it_is_the_last_one(scena: Scena) -> None:
    dove = trova_dove("scena", ANNO)
    assert (dove.ente, dove.del_ciclo, dove.cruscotto, dove.crea) == (scena.ente, scena.ciclo, None, False)
    assert dove.periodo == scena.periodi[2]
    assert dove.periodo.ciclo.ente == scena.ente


def test_what_is_named_is_that_of_the_body_and_of_the_year(scena: Scena) -> None:
    """Another body has a scorecard and periods of the same names."""
    dove = trova_dove("scena", ANNO, "ente", 2, crea=True)
    assert (dove.cruscotto, dove.periodo, dove.crea) == (scena.cruscotto, scena.periodi[1], True)


def test_what_is_not_there_is_said_with_what_there_is(scena: Scena) -> None:
    with pytest.raises(NonTrovato) as mancato:
        trova_dove("scena", ANNO, "area9")
    assert str(mancato.value) == f"Il cruscotto «area9» non c'è nel ciclo {ANNO}. Ci sono: ente."
    with pytest.raises(NonTrovato) as mancato:
        trova_dove("scena", ANNO, None, 9)
    assert str(mancato.value) == f"Il periodo 9 non c'è nel ciclo {ANNO}. Ci sono: 1, 2, 3."
    with pytest.raises(NonTrovato):
        trova_dove("scena", ANNO - 1)
    with pytest.raises(NonTrovato):
        trova_dove("nessuno", ANNO)


def test_a_cycle_with_nothing_in_it(scena: Scena) -> None:
    Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    assert trova_dove("scena", ANNO + 1).periodo is None
    with pytest.raises(NonTrovato, match="Ci sono: nessuno"):
        trova_dove("scena", ANNO + 1, "ente")
    with pytest.raises(NonTrovato, match="Ci sono: nessuno"):
        trova_dove("scena", ANNO + 1, None, 1)
