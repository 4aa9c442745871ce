"""The interventions in a chart: thousands of euro, exact, each said in the alternative text."""

from __future__ import annotations

from decimal import Decimal

from cruscotto.strategia.interventi import grafico_interventi


def test_the_chart_is_in_thousands_and_exact() -> None:
    grafico = grafico_interventi([("Obiettivo 1", Decimal("1234567.89")), ("Obiettivo 2", Decimal(0))])
    assert [(p.categoria, p.valore) for p in grafico.punti] == [
        ("Obiettivo 1", Decimal("1234.56789")),
        ("Obiettivo 2", Decimal(0)),
    ]
    assert grafico.alternativa.endswith("in migliaia di euro. Obiettivo 1: 1.235; Obiettivo 2: 0.")
