"""How the numbers of an indicator went, in words and as a small line."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.scintilla import disegna_bilancia, disegna_scintilla
from cruscotto.misurazione.letture import Storico
from cruscotto.misurazione.traccia import ULTIMI, Scia, traccia
from cruscotto.models import Indicatore, Periodo, Rilevazione

NUMERI = st.decimals(-(10**9), 10**9, places=2)
SVG = "{http://www.w3.org/2000/svg}"


def serie(*valori: str | None, neutra: int | None = None) -> list[Rilevazione]:
    return [
        Rilevazione(
            periodo=Periodo(numero=n, nome=f"{n}º"),
            valore=None if v is None else Decimal(v),
            neutralizzata=n == neutra,
        )
        for n, v in enumerate(valori, 1)
    ]


def anni(**valori: str) -> list[Storico]:
    return [Storico(1, int(a[1:]), False, v, Decimal(v), "") for a, v in valori.items()]


def parole(valori: list[Rilevazione], storico: list[Storico] | None = None, target: str = "85", **campi: str) -> str:
    indicatore = Indicatore(**{"tipo": "numero", "accumulo": "ultimo", **campi})
    return traccia(indicatore, valori, storico or [], 2020, Decimal(target) if target else None).parole


def test_the_words() -> None:
    assert parole(serie("71", "74", "80")) == "in crescita: 71, 74, 80; target 85"
    assert parole(serie("80", "74.5"), target="") == "in calo: 80, 74,5"
    assert parole(serie("80", "80")) == "stabile: 80, 80; target 85"
    assert parole(serie("80", "90", "85")) == "con alti e bassi: 80, 90, 85; target 85"
    assert parole(serie("80")) == "un solo valore: 80; target 85"
    assert parole(serie()) == "non misurato"
    assert parole(serie("80"), tipo="data") == "non è un numero: nessun andamento"
    assert parole(serie("1234.500000")) == "un solo valore: 1.234,5; target 85"


def test_earlier_years_stand_before_the_periods() -> None:
    assert parole(serie("74"), anni(a2018="60", a2019="70")) == "in crescita: 60, 70, 74; target 85"
    assert parole(serie("74"), anni(a2020="60", a2021="70")) == "un solo valore: 74; target 85"
    di_altri = [Storico(1, 2019, True, "60", Decimal(60), "")]
    assert parole(serie("74"), di_altri) == "un solo valore: 74; target 85"


@pytest.mark.parametrize(("accumulo", "atteso"), [("cumulato", "30, 55"), ("somma", "30, 85")])
def test_a_part_of_the_year_is_not_put_beside_whole_years(accumulo: str, atteso: str) -> None:
    assert parole(serie("30", "55"), anni(a2019="100"), accumulo=accumulo) == f"in crescita: {atteso}; target 85"


def test_what_does_not_count_is_not_shown() -> None:
    assert parole(serie("71", "74", "80", neutra=2)) == "in crescita: 71, 80; target 85"
    assert parole(serie("71", None, "80")) == "in crescita: 71, 80; target 85"


@given(st.lists(NUMERI, min_size=1, max_size=ULTIMI), st.none() | NUMERI)
def test_the_line_holds_in_its_box_and_says_its_words(valori: list[Decimal], target: Decimal | None) -> None:
    detto = Scia(tuple((str(n), v) for n, v in enumerate(valori)), target, True)
    disegno = ElementTree.fromstring(disegna_scintilla(detto.valori, target, detto.parole))
    assert disegno.get("aria-label") == detto.parole
    larga, alta = float(disegno.get("width", 0)), float(disegno.get("height", 0))
    [punto] = disegno.iter(f"{SVG}circle")
    assert 0 < float(punto.get("cx", -1)) < larga
    assert 0 < float(punto.get("cy", -1)) < alta
    linee = [p for p in disegno.iter(f"{SVG}path") if p.get("stroke-dasharray") is None]
    assert len(linee) == (len(valori) > 1)
    for linea in linee:
        punti = [tuple(map(float, p.split(","))) for p in linea.get("d", "")[1:].split("L")]
        assert len(punti) == len(valori)
        assert all(0 <= x <= larga and 0 <= y <= alta for x, y in punti)
        alte = [y for _, y in punti]
        assert all((a < b) <= (ya >= yb) for a, b, ya, yb in zip(valori, valori[1:], alte, alte[1:], strict=False))


@given(st.tuples(*[st.integers(0, 500)] * 4))
def test_the_bar_is_cut_in_shares(conti: tuple[int, int, int, int]) -> None:
    disegno = ElementTree.fromstring(disegna_bilancia(*conti, "parole & segni <"))
    pezzi = [float(r.get("width", 0)) for r in disegno.iter(f"{SVG}rect")]
    assert len(pezzi) == sum(n > 0 for n in conti)
    assert not pezzi or abs(sum(pezzi) - 320) < 0.1
    assert disegno.get("aria-label") == "parole & segni <"
