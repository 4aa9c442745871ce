"""The lines of a preview in words: of a new row what it says, of a changed one from what to what, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from cruscotto.importazione.pagina.linee import PRIME, cella_di, linee
from cruscotto.models import VoceImportazione

pytestmark = pytest.mark.django_db


def voce(*righe: tuple[dict[str, Any], dict[str, Any]], modello: str = "cruscotto.Rilevazione") -> VoceImportazione:
    return VoceImportazione(
        tipo="nuova", posto="Foglio1!C12", nome="x", righe=[[modello, None, prima, dopo] for prima, dopo in righe]
    )


def detto(*righe: tuple[dict[str, Any], dict[str, Any]], modello: str = "cruscotto.Rilevazione") -> list[Any]:
    (linea,) = linee([voce(*righe, modello=modello)], "f.xlsx")
    return [[(c.nome.lower(), c.prima, c.dopo) for c in riga.campi] for riga in linea.righe]


def test_a_new_row_says_its_fields_and_not_what_it_hangs_from() -> None:
    """Nor what is read from its text, nor how the site keeps it."""
    dopo = {"indicatore_id": 1, "collocazione_id": None, "testo": "80", "tipo": "numero", "valore": "80", "versione": 1}
    assert [[c[1:] for c in riga] for riga in detto(({}, dopo))] == [[("", "80")]]


def test_a_changed_row_says_each_field_from_what_to_what() -> None:
    prima, dopo = {"testo": "80", "nota": "a"}, {"testo": "90", "nota": "a"}
    assert [[c[1:] for c in riga] for riga in detto((prima, dopo))] == [[("80", "90")]]


def test_without_a_text_what_it_would_say_is_said() -> None:
    (riga,) = detto(({"valore": "5"}, {"valore": "6"}))
    assert [c[1:] for c in riga] == [("5", "6")]


def test_a_field_that_the_model_has_no_more_is_said_by_its_name() -> None:
    (riga,) = detto(({"colore_di_una_volta": "a"}, {"colore_di_una_volta": "b"}))
    assert [c[1:] for c in riga] == [("a", "b")]


def test_rows_after_the_first_are_counted() -> None:
    (linea,) = linee([voce(*[({}, {"testo": str(n)}) for n in range(PRIME + 3)])], "f.xlsx")
    assert (len(linea.righe), linea.altre) == (PRIME, 3)
    assert (linea.foglio, linea.cella, linea.dove) == ("Foglio1", "C12", "Foglio1!C12")


@pytest.mark.parametrize(
    ("posto", "file", "atteso"),
    [
        ("dati!A2", "dati.csv", ("", "A2")),
        ("Foglio1!A2", "dati.xlsx", ("Foglio1", "A2")),
        ("con!punto!B3", "dati.xlsx", ("con!punto", "B3")),
    ],
)
def test_where_a_line_stands(posto: str, file: str, atteso: tuple[str, str]) -> None:
    assert cella_di(posto, file) == atteso
