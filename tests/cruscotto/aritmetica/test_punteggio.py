"""From performance to score: bands, traffic light, rounding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from cruscotto.aritmetica.sal import (
    Arrotondamento,
    Fascia,
    Punteggio,
    RegolaNonValida,
    Regole,
    Sal,
    arrotonda,
    calcola,
    controlla_fasce,
    semaforo,
)
from cruscotto.aritmetica.valori import leggi_atteso, leggi_consuntivo


def _sal(actual: str, regole: Regole) -> Sal:
    """Target 100, so that the performance is the actual."""
    return calcola(leggi_atteso("≥ 100"), leggi_consuntivo(actual), regole)


BANDE = (
    Fascia(None, D(34), "non_raggiunto", "Non raggiunto", D(0), a_compreso=True),
    Fascia(D(34), D(74), "parziale", "Parzialmente raggiunto", D(50), D(90), a_compreso=True),
    Fascia(D(74), D(100), "raggiunto", "Raggiunto", D(90), D(100), a_compreso=True),
)


@pytest.mark.parametrize(
    ("actual", "fascia", "proporzionale"),
    [("34", "0", None), ("44", "50", "60"), ("74", "50", "90"), ("87", "90", "95"), ("150", "90", "100")],
)
def test_punteggio_a_fasce(actual: str, fascia: str, proporzionale: str | None) -> None:
    assert _sal(actual, Regole(punteggio=Punteggio.FASCIA, fasce=BANDE)).valore == D(fascia)
    s = _sal(actual, Regole(punteggio=Punteggio.FASCIA_PROPORZIONALE, fasce=BANDE))
    assert s.valore == (None if proporzionale is None else D(proporzionale))


def test_fascia_senza_punteggio() -> None:
    senza = (replace(BANDE[0], punti=None, a=None),)
    assert "non ha un punteggio" in _sal("9", Regole(punteggio=Punteggio.FASCIA, fasce=senza)).spiegazione


def test_semaforo() -> None:
    altre = (
        Fascia(D(0), D(70), "non_raggiunto", "Non raggiunto"),
        Fascia(D(70), D(90), "parziale", "Parzialmente raggiunto"),
        Fascia(D(90), D(100), "raggiunto", "Raggiunto"),
    )
    nomi = [getattr(semaforo(D(v), altre), "codice", None) for v in ("-5", "69.999", "70", "89.99", "90", "100", "250")]
    assert nomi == ["non_raggiunto", "non_raggiunto", "parziale", "parziale", "raggiunto", "raggiunto", "raggiunto"]
    assert [getattr(semaforo(D(v), BANDE), "codice", None) for v in ("34", "34.01", "74")] == [
        "non_raggiunto",
        "parziale",
        "parziale",
    ]
    assert semaforo(None, altre) is None
    assert semaforo(D(50), ()) is None


@pytest.mark.parametrize(
    ("limiti", "perche"),
    [
        ([], "mancano"),
        ([("0", "0")], "finisce prima di cominciare"),
        ([("0", "50"), ("60", "100")], "vuoto"),
        ([("0", "50"), ("40", "100")], "sovrapposizione"),
        ([("0", None), ("50", "100")], "manca il limite"),
        ([("0", "50"), (None, "100")], "manca il limite"),
    ],
)
def test_fasce_sbagliate(limiti: list[tuple[str | None, str | None]], perche: str) -> None:
    fasce = [Fascia(D(da) if da else None, D(a) if a else None, "x", "X") for da, a in limiti]
    with pytest.raises(RegolaNonValida, match=perche):
        controlla_fasce(fasce)


@pytest.mark.parametrize(
    ("valore", "decimali", "su", "troncato"),
    [
        ("94.378", 1, "94.4", "94.3"),
        ("0.125", 2, "0.13", "0.12"),
        ("-0.125", 2, "-0.13", "-0.12"),
        ("99.5", 0, "100", "99"),
    ],
)
def test_arrotonda(valore: str, decimali: int, su: str, troncato: str) -> None:
    assert arrotonda(D(valore), decimali) == D(su)
    assert arrotonda(D(valore), decimali, Arrotondamento.TRONCATO) == D(troncato)
