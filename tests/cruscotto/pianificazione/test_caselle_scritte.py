"""The boxes where a person writes numbers, bands, scales and operands: what is shown is read back as it was, whatever
it is, and what cannot be is said in words beside the box."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.pianificazione.actions.misura import impronta_misura, scelte_attuali
from cruscotto.pianificazione.forms.misura import SEMAFORO, FascePunteggioField, MisuraForm
from cruscotto.pianificazione.forms.numero import NumeroItaliano
from cruscotto.pianificazione.forms.regola import OperandiField, ScalaField

PUNTI = st.decimals(min_value=Decimal(-99999), max_value=Decimal(99999), places=4, allow_nan=False)
POSITIVI = st.decimals(min_value=Decimal(0), max_value=Decimal(1000), places=4, allow_nan=False)
LIVELLO = st.text(st.characters(categories=["L", "Nd"], max_codepoint=0x17F), min_size=1, max_size=12)


def detto(campo: Any, scritto: str) -> str:
    """The sentence that refuses a text."""
    with pytest.raises(ValidationError) as rifiuto:
        campo.clean(scritto)
    return " ".join(rifiuto.value.messages)


# -- a number ----------------------------------------------------------------------------------------------------------


@given(PUNTI)
def test_a_number_shown_is_the_number_read(numero: Decimal) -> None:
    campo = NumeroItaliano()
    mostrato = campo.prepare_value(numero)
    assert campo.clean(mostrato) == numero
    assert not campo.has_changed(numero, mostrato)
    assert campo.has_changed(numero, campo.prepare_value(numero + 1))


@pytest.mark.parametrize(
    ("scritto", "parte"),
    [
        ("12x", "non è un numero scritto all'italiana"),
        ("1,234.5", "all'inglese"),
        ("100000", "troppo grande, al massimo 5 cifre"),
        ("1,23456", "4 decimali"),
        ("1" * 41, "40 caratteri"),
    ],
)
def test_a_number_that_the_column_would_not_keep(scritto: str, parte: str) -> None:
    assert parte in detto(NumeroItaliano(), scritto)


def test_an_empty_box_is_no_number() -> None:
    assert NumeroItaliano(required=False).clean("  ") is None
    assert detto(NumeroItaliano(), "  ")


# -- score bands -------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.none() | PUNTI, st.none() | PUNTI, POSITIVI, st.booleans(), st.none() | POSITIVI), max_size=6)
)
def test_bands_shown_are_the_bands_read(voci: list[Any]) -> None:
    """Also without an end, and with points at the end: what the box shows, sent back untouched, changes nothing."""
    fasce = []
    for da, a, punti, con_fine, fine in voci:
        fascia = {"da": _testo(da), "a": _testo(a), "punti": _testo(punti)}
        fasce.append(fascia | ({"punti_fine": _testo(fine)} if con_fine else {}))
    campo = FascePunteggioField(required=False)
    lette = campo.clean(campo.prepare_value(fasce))
    assert [{n: _numero(t) for n, t in f.items()} for f in lette] == [
        {n: _numero(t) for n, t in f.items()} for f in fasce
    ]


def _testo(numero: Decimal | None) -> str | None:
    return None if numero is None else f"{numero:f}"


def _numero(testo: str | None) -> Decimal | None:
    return None if testo is None else Decimal(testo)


def test_bands_as_a_person_writes_them() -> None:
    scritto = "; 50 ; 20\n\n 50;90,5;60;80 \n90,5;;100"
    assert FascePunteggioField().clean(scritto) == [
        {"da": None, "a": "50", "punti": "20"},
        {"da": "50", "a": "90.5", "punti": "60", "punti_fine": "80"},
        {"da": "90.5", "a": None, "punti": "100"},
    ]


@pytest.mark.parametrize(
    ("riga", "parte"),
    [
        ("0; 50", "«0; 50»: scrivete «da; fino a; punti»"),
        ("0; 50; 1; 2; 3", "una fascia per riga"),
        ("0; cinquanta; 1", "cinquanta"),
        ("0; 100.000; 1", "«100.000» è troppo grande"),
        ("0; 1,23456; 1", "«1,23456» ha più di"),
    ],
)
def test_a_band_that_cannot_be_read_is_quoted(riga: str, parte: str) -> None:
    assert parte in detto(FascePunteggioField(), f"0; 10; 5\n{riga}")


def test_what_was_typed_wrong_comes_back_as_it_was() -> None:
    """A form with errors shows the text, not a list."""
    assert FascePunteggioField().prepare_value("0; x") == "0; x"
    assert ScalaField().prepare_value("Buono = x") == "Buono = x"
    assert OperandiField().prepare_value("i1 i2") == "i1 i2"


# -- scale and operands ------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(LIVELLO, POSITIVI), max_size=6), st.booleans())
def test_a_scale_shown_is_the_scale_read(righe: list[tuple[str, Decimal]], con_punti: bool) -> None:
    livelli = tuple(livello for livello, _ in righe)
    punti = tuple(f"{p:f}" for _, p in righe) if con_punti else ()
    campo = ScalaField(required=False)
    letti, letti_punti = campo.clean(campo.prepare_value((livelli, punti)))
    assert letti == livelli
    assert [Decimal(p) for p in letti_punti] == [Decimal(p) for p in punti]


@pytest.mark.parametrize(
    ("scritto", "parte"),
    [
        ("Scarso = 10\nBuono", "a tutti i livelli, o a nessuno"),
        ("= 10", "a tutti i livelli, o a nessuno"),
        ("Scarso = dieci", "dieci"),
        ("Scarso = -1", "da 0 a 1000"),
        ("Scarso = 1000,1", "da 0 a 1000"),
        ("Scarso = 0,00001", "4 decimali"),
    ],
)
def test_points_of_a_scale_that_cannot_be(scritto: str, parte: str) -> None:
    assert parte in detto(ScalaField(), scritto)


def test_the_ends_of_the_points_are_allowed() -> None:
    assert ScalaField().clean("Scarso = 0\nBuono = 1.000") == (("Scarso", "Buono"), ("0", "1000"))
    assert ScalaField().clean("0,0001 = 0,0001") == (("0,0001",), ("0.0001",))


def test_operands_in_any_list_a_person_writes() -> None:
    assert OperandiField().clean(" I1,i2;\n i3\ti4 ") == ("i1", "i2", "i3", "i4")
    assert OperandiField().prepare_value(("i1", "i2")) == "i1\ni2"
    assert OperandiField(required=False).clean(" , ") == ()


# -- the form of the settings ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_body_without_bands_is_offered_those_of_the_drawings_without_holes() -> None:
    """Each band begins where the one before ends, whatever is written: the last one has no limit."""
    scelte, fasce = scelte_attuali(0)
    assert fasce == ()
    vuoto = MisuraForm(None, scelte=scelte, fasce=fasce)
    dati = {c.html_name: c.value() for c in vuoto if c.value() is not None and c.value() is not False}
    dati |= {"motivo": "x", "limite_0": "50", "limite_1": "90,5", "nome_2": "Fatto"}
    modulo = MisuraForm(dati, scelte=scelte, fasce=fasce)
    assert modulo.is_valid(), modulo.errors
    assert modulo.cleaned_data["viste"] == impronta_misura(scelte, fasce)
    assert modulo.fasce == (
        Fascia(None, Decimal(50), *SEMAFORO[0]),
        Fascia(Decimal(50), Decimal("90.5"), *SEMAFORO[1]),
        Fascia(Decimal("90.5"), None, "raggiunto", "Fatto"),
    )
    assert [limite is None for _, _, limite in modulo.semaforo()] == [False, False, True]
    assert modulo.scelte == scelte
