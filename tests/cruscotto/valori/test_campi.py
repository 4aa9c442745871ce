"""What a value says beside its number, as pages read it."""

from __future__ import annotations

import datetime as dt

import pytest

from cruscotto.models import Rilevazione
from cruscotto.valori.campi import Detto, detti


@pytest.mark.parametrize(
    ("campi", "attesi"),
    [
        ({}, []),
        (
            {"azione_correttiva": "Un concorso", "azione_entro": dt.date(2020, 6, 30)},
            [Detto("Azione correttiva", "Azione correttiva", "Un concorso", "Entro il 30/06/2020.")],
        ),
        # a day written without its action is said by itself, not kept silent nor hung on another field
        (
            {"nota": "Bando in ritardo", "azione_entro": dt.date(2020, 6, 30)},
            [Detto("Nota", "Nota", "Bando in ritardo"), Detto("Entro il", "Entro il", "30/06/2020")],
        ),
        ({"azione_entro": dt.date(2020, 6, 30)}, [Detto("Entro il", "Entro il", "30/06/2020")]),
    ],
)
def test_what_a_value_says(campi: dict[str, object], attesi: list[Detto]) -> None:
    assert detti(Rilevazione(testo="8", **campi)) == attesi
