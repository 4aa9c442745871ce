"""A cell that a program could not compute keeps its row out, named, and no other; never a row in another's place."""

from __future__ import annotations

import pytest

from cruscotto.importazione.generi.registro import GENERI
from cruscotto.importazione.stampato.lettura import leggi_stampato
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import CON_ERRORE, RIGA_FUORI, Foglio, leggi_fogli
from ente.fogli.righe import Letto, leggi_righe

COLONNE = (
    Colonna("nome", "Nome", (), obbligatoria=True),
    Colonna("valore", "Valore"),
    Colonna("anno", "Anno"),
    Colonna("nota", "Nota"),
)


def letto(testo: str) -> Letto:
    return leggi_righe(leggi_fogli(testo.encode(), "f.csv"), COLONNE, 2020)


@pytest.mark.parametrize("errore", ["#DIV/0!", "#N/D", "#RIF!", "#REF!", "#VALORE!", "#N/A"])
def test_the_row_stays_out_and_the_others_go_in(errore: str) -> None:
    trovato = letto(f"Nome;Valore;Nota;Colore\na;1;;#N/D\nb;{errore};;\nc;3;{errore};\nd;4;x;\n")
    assert trovato.errori == []
    assert [r["nome"] for r in trovato.righe] == ["a", "d"]
    fuori = [(a.posto.partition("!")[2], a.motivo) for a in trovato.avvisi if a.motivo == RIGA_FUORI]
    assert fuori == [("B3", RIGA_FUORI), ("C4", RIGA_FUORI)]


def test_the_row_below_goes_on_with_the_year_of_the_one_that_stays_out() -> None:
    trovato = letto("Nome;Valore;Anno\na;1;2019\nb;#DIV/0!;2020\nc;3;\nd;4;2021\n")
    assert [(r["nome"], r["anno"]) for r in trovato.righe] == [("a", "2019"), ("c", "2020"), ("d", "2021")]


def test_a_year_that_cannot_be_known_stops_the_sheet() -> None:
    trovato = letto("Nome;Valore;Anno\na;1;2019\nb;2;#RIF!\nc;3;\n")
    assert [e.motivo for e in trovato.errori] == [CON_ERRORE]


def test_a_total_that_cannot_be_computed_is_a_total() -> None:
    trovato = letto("Nome;Valore\na;1\nTotale;#DIV/0!\n")
    assert trovato.errori == []
    assert [r["nome"] for r in trovato.righe] == ["a"]


def test_a_file_with_nothing_else_is_wrong() -> None:
    trovato = letto("Nome;Valore\na;#N/D\nb;#N/D\n")
    assert [e.motivo for e in trovato.errori] == [CON_ERRORE, CON_ERRORE]
    assert RIGA_FUORI not in [a.motivo for a in trovato.avvisi]


def stampato(*righe: str) -> Letto:
    celle = tuple(tuple(r.split("|")) for r in righe)
    guaste = {
        (n, c): CON_ERRORE for n, riga in enumerate(celle) for c, testo in enumerate(riga) if testo.startswith("#")
    }
    return leggi_stampato([Foglio("F", celle, guaste)], GENERI["indicatori"].colonne, 2020)


def test_in_a_printed_scorecard_what_stands_below_keeps_its_place() -> None:
    """The row that stays out is the one that names the programme: the next goes on with it."""
    trovato = stampato(
        "Programma|Obiettivo operativo|Indicatore|Target|Consuntivo",
        "1. Obiettivo",
        "P1|O1|I1|10|5",
        "P2|O2|I2|10|#DIV/0!",
        "||I3|10|5",
    )
    assert trovato.errori == []
    assert [(r["etichetta"], r["programma"]) for r in trovato.righe] == [("I1", "P1"), ("I3", "P2")]
    assert ["E4" in a.posto for a in trovato.avvisi if a.motivo == RIGA_FUORI] == [True]
