"""What looks like a slip is asked about; what does not is left alone."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.plausibilita import CodiceDomanda as C
from cruscotto.aritmetica.plausibilita import Digitato, domande


def codici(digitato: Digitato) -> list[C]:
    return [d.codice for d in domande(digitato)]


@pytest.mark.parametrize(
    ("digitato", "attese"),
    [
        (Digitato(D(140), D("14.42")), [C.SALTO]),
        (Digitato(D("14.42"), D(140)), [C.SALTO]),
        (Digitato(D("115.3"), D("14.42")), []),  # 7,99 times
        (Digitato(D("115.36"), D("14.42")), [C.SALTO]),  # 8 times
        (Digitato(D(9), D(1)), []),  # small counts jump
        (Digitato(D(12), D(1)), [C.SALTO]),
        (Digitato(D(140), D(0)), []),  # no comparison with nothing
        (Digitato(D(0), D(140)), []),
        (Digitato(D(140), None), []),
        (Digitato(D(-3)), [C.NEGATIVO]),
        (Digitato(D(-3), D(5), (D(10),)), [C.NEGATIVO]),
        (Digitato(D(-3), D(-5)), []),
        (Digitato(D(-3), None, (D(-10),)), []),
        (Digitato(D(-3), None, (), D(-10)), []),
        (Digitato(D(-3), None, (), D(0)), [C.SOTTO_MINIMO]),  # one question is enough
        (Digitato(D(-140), D(14)), [C.NEGATIVO]),
        (Digitato(D(300), None, (D(10),)), [C.OLTRE_TARGET]),
        (Digitato(D(100), None, (D(10),)), [C.OLTRE_TARGET]),
        (Digitato(D("99.99"), None, (D(10),)), []),
        (Digitato(D(300), None, (D(10), D(40))), []),  # the farthest target explains it
        (Digitato(D(300), D(290), (D(10),)), []),  # it was so before
        (Digitato(D(9), None, (D("0.5"),)), []),
        (Digitato(D(300), None, (D(0),)), []),
        (Digitato(D(101), None, (), D(0), D(100)), [C.SOPRA_MASSIMO]),
        (Digitato(D(100), None, (), D(0), D(100)), []),
        (Digitato(D("-0.01"), None, (), D(0), D(100)), [C.SOTTO_MINIMO]),
        (Digitato(D(300), D(10), (D(10),), None, D(100)), [C.SOPRA_MASSIMO, C.SALTO, C.OLTRE_TARGET]),
    ],
)
def test_what_is_asked(digitato: Digitato, attese: list[C]) -> None:
    assert codici(digitato) == attese


def test_the_sentence_says_the_numbers() -> None:
    [salto] = domande(Digitato(D(140), D("14.420000")))
    assert salto.frase == "Il valore 140 viene dopo 14,42, 9,7 volte: è giusto?"
    [meno] = domande(Digitato(D("14.42"), D(140)))
    assert meno.frase == "Il valore 14,42 viene dopo 140, 9,7 volte meno: è giusto?"
    [oltre] = domande(Digitato(D(300), None, (D("10.000000"),)))
    assert oltre.frase == "Il valore 300 è 30 volte il target 10: è giusto?"


NUMERI = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)


@given(NUMERI, st.none() | NUMERI, st.lists(NUMERI, max_size=3), st.none() | NUMERI, st.none() | NUMERI)
def test_any_number_can_be_asked_about(
    valore: D, prima: D | None, attesi: list[D], minimo: D | None, massimo: D | None
) -> None:
    trovate = domande(Digitato(valore, prima, tuple(attesi), minimo, massimo))
    assert all(d.frase.endswith(": è giusto?") for d in trovate)
    assert len({d.codice for d in trovate}) == len(trovate)


@given(NUMERI)
def test_the_same_number_again_is_never_a_jump(valore: D) -> None:
    assert codici(Digitato(valore, valore, (valore,), valore, valore)) == []
