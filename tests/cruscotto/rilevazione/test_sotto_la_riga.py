"""What stands under a row of "I miei valori" is open when it holds something to read, and closed otherwise."""

from __future__ import annotations

import pytest

from cruscotto.models import Indicatore
from tests.mondi.valori import Prova, crea_prova, riga_di

pytestmark = pytest.mark.django_db


@pytest.fixture
def prova() -> Prova:
    return crea_prova()


def aperta(testo: str, indicatore: Indicatore) -> bool:
    riga = riga_di(testo, indicatore)
    assert '<details class="altro"' in riga
    return '<details class="altro" open' in riga


def test_a_note_that_is_there_is_seen_without_opening_anything(prova: Prova) -> None:
    con, senza, vuoto = (prova.nuovo(codice) for codice in ("con", "senza", "vuoto"))
    prova.scrivi(con, "9", nota="Dal registro.", stato="bozza")
    prova.scrivi(senza, "9", stato="bozza")
    testo = prova.leggi_qualunque()
    assert [aperta(testo, i) for i in (con, senza, vuoto)] == [True, False, False]
