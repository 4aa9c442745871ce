"""What stands around the rows of a table and is none of them."""

from __future__ import annotations

import pytest

from ente.fogli.contorno import nota, numerazione, somma, vuota
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio
from ente.fogli.righe import leggi_righe

COLONNE = (Colonna("nome", "Nome", (), True), Colonna("importo", "Importo", (), True), Colonna("nota", "Nota"))
DATI = [("a", "1", ""), ("b", "2", "x")]


def lette(*righe: tuple[str, ...], **modo: object) -> tuple[list[str], list[str]]:
    """The names of the rows, and the places and first words of what was left out."""
    letto = leggi_righe([Foglio("F", righe)], COLONNE, 2020, **modo)  # type: ignore[arg-type]
    assert not letto.errori
    return [r["nome"] for r in letto.righe], [f"{a.posto.removeprefix('F!')} {a.motivo}" for a in letto.avvisi]


def test_what_is_no_row_is_left_out_and_said() -> None:
    nomi, avvisi = lette(
        ("Un titolo",),
        ("Nome", "Importo 2020", "Nota"),
        ("(1)", "(2)", "(3)"),
        DATI[0],
        ("Area 1", "Area 1", "Area 1"),
        ("", "–", "-"),
        ("NOME", "Importo", ""),
        ("1", "2", "3"),
        DATI[1],
        ("Totale generale", "3", ""),
        ("Fonte: ufficio studi",),
        da_soli=(),
    )
    assert nomi == ["a", "b"]
    assert [a.partition(" ")[0] for a in avvisi] == ["A3", "A5", "A7", "A8", "A10", "A11"]
    assert "è un totale" in avvisi[4]


def test_a_kind_may_have_totals_and_texts_alone_as_rows() -> None:
    righe = (("Nome", "Importo", "Nota"), ("Proventi", "", ""), DATI[0], ("Totale", "1", ""), ("", "", "Nota: x"))
    nomi, avvisi = lette(*righe, totali=True, da_soli=("nome",))
    assert nomi == ["Proventi", "a", "Totale"]
    assert [a.partition(" ")[0] for a in avvisi] == ["C5"]


def test_numbers_in_order_further_down_are_data() -> None:
    assert lette(("Nome", "Importo", "Nota"), DATI[0], ("1", "2", "3"))[0] == ["a", "1"]


@pytest.mark.parametrize("testi", [("1", "2", "3"), ("(1)", "(2)", "(3)", "(4)"), ("1.", "2.", "3.")])
def test_the_numbers_of_the_columns(testi: tuple[str, ...]) -> None:
    assert numerazione(testi)


@pytest.mark.parametrize("testi", [("1", "2"), ("2", "3", "4"), ("1", "2", "4"), ("1", "2", "tre"), ("10", "20", "30")])
def test_what_is_no_numbering(testi: tuple[str, ...]) -> None:
    assert not numerazione(testi)


def test_words() -> None:
    assert somma("TOTALE") and somma("Totale generale:") and not somma("Totale entrate correnti")
    assert nota("N.B. dati provvisori") and not nota("Nota spese rimborsate".replace("Nota", "Rimborsi"))
    assert vuota(["", "-", "–"]) and not vuota(["-", "0"])
