"""Years and parts of a year as people write them."""

from __future__ import annotations

import pytest

from ente.fogli.periodi import PeriodoDetto, leggi_periodo

P = PeriodoDetto


@pytest.mark.parametrize(
    ("testo", "detto"),
    [
        ("Valore 2019", P(2019, resto="Valore")),
        ("I quadrimestre", P(numero=1, unita="quadrimestre")),
        ("Consuntivo II quadr. 2020", P(2020, 2, "quadrimestre", resto="Consuntivo")),
        ("2° trim.", P(numero=2, unita="trimestre")),
        ("trimestre 4", P(numero=4, unita="trimestre")),
        ("Primo semestre", P(numero=1, unita="semestre")),
        ("Risultato Q3", P(numero=3, resto="Risultato")),
        ("3T 2021", P(2021, 3, "trimestre")),
        ("31/03", P(fine=(31, 3))),
        ("31/03/2020", P(2020, fine=(31, 3))),
        ("Consuntivo al 30.06.20", P(2020, fine=(30, 6), resto="Consuntivo al")),
        ("al 31 agosto 2020", P(2020, fine=(31, 8), resto="al")),
        ("2020-12-31", P(2020, fine=(31, 12))),
        ("Periodo 2", P(numero=2)),
        ("dal 01/01/2020 al 30/06/2020", P(2020, fine=(30, 6), resto="dal 01/01/2020 al")),
        ("Valore al 15/09/2024", P(resto="Valore al 15/09/2024")),
        ("Periodo prima", P(resto="Periodo prima")),
        ("Target 2019-2021", P(resto="Target 2019-2021")),
        ("Valori 2019 e 2020", P(resto="Valori e")),
        ("1.2 Indicatore", P(resto="1.2 Indicatore")),
        ("N. 31.12", P(fine=(31, 12), resto="N.")),
        ("Semestrale", P(resto="Semestrale")),
        ("legge 241/1990", P(resto="legge 241/1990")),
    ],
)
def test_what_a_text_says(testo: str, detto: PeriodoDetto) -> None:
    assert leggi_periodo(testo) == detto


@pytest.mark.parametrize(("testo", "numero"), [("1", 1), ("2°", 2), ("III", 3), ("Secondo", 2), ("terza", 3), ("x", 0)])
def test_a_cell_that_can_only_be_a_period(testo: str, numero: int) -> None:
    assert leggi_periodo(testo, da_solo=True).numero == numero
    assert not leggi_periodo(testo).del_periodo
