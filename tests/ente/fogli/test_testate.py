"""Headings as people write them: joined, plural, in two or three rows, by year and by period, of another language."""

from __future__ import annotations

import pytest

from ente.fogli.colonne import riga_probabile
from ente.fogli.intestazioni import Colonna, chiave, con_mappa, confronti, trova_tabella, vocabolario
from ente.fogli.lettura import Foglio
from ente.fogli.righe import leggi_righe
from ente.fogli.testate import componi

COLONNE = (
    Colonna("nome", "Nome indicatore", ("Indicatore",), True),
    Colonna("target", "Valore atteso", ("Target",)),
    Colonna("actual", "Consuntivo"),
    Colonna("ufficio", "Ufficio", ("Unità organizzativa",)),
    Colonna("anno", "Anno"),
)
Righe = tuple[tuple[str, ...], ...]


def lette(*righe: tuple[str, ...], anno: int = 2020, mappa: dict[str, str] | None = None) -> dict[str, int]:
    """The column of each field of a sheet."""
    colonne = con_mappa(COLONNE, mappa or {})
    foglio = componi(Foglio("F", righe), vocabolario(colonne, anno))
    trovata = trova_tabella(foglio, colonne, anno)
    return {campo: dove[0] for campo, dove in trovata.indici.items()} if trovata else {}


SCRITTE = """NomeIndicatore|nome_indicatori|NOMI INDICATORI|nomeindicatore|nomi-indicatore|Nome dell'indicatore
Nome (breve) indicatore|Nome indicatore 2020|NomeIndicatore2020""".replace("\n", "|").split("|")


@pytest.mark.parametrize("scritta", SCRITTE)
def test_a_heading_is_known_however_it_is_written(scritta: str) -> None:
    assert set(confronti("Nome indicatore")) & set(confronti(scritta))


@pytest.mark.parametrize(
    ("uno", "altro"), [("Target", "Targa"), ("Cruscotto", "Cruscotto A"), ("Codice", "Codice obiettivo"), ("UM", "UO")]
)
def test_other_headings_stay_other(uno: str, altro: str) -> None:
    assert not set(confronti(uno)) & set(confronti(altro))


@pytest.mark.parametrize(
    ("singolare", "plurale"),
    [
        ("ufficio", "uffici"),
        ("obiettivo strategico", "obiettivi strategici"),
        ("prospettiva", "prospettive"),
        ("unità organizzativa", "unità organizzative"),
        ("programma", "programmi"),
        ("area", "aree"),
        ("target", "targets"),
        ("strategic objective", "strategic objectives"),
        ("valore atteso", "valori attesi"),
    ],
)
def test_the_plural_is_the_same_heading(singolare: str, plurale: str) -> None:
    assert set(confronti(singolare)) & set(confronti(plurale))


TARGET_PER_ANNO: Righe = (
    ("Indicatore", "Target", "", "", "Consuntivo", ""),
    ("", "2019", "2020", "2021", "2019", "2020"),
    ("a", "1", "2", "3", "4", "5"),
)


@pytest.mark.parametrize(("anno", "dove"), [(2019, (1, 4)), (2020, (2, 5))])
def test_of_several_years_side_by_side_the_one_of_the_cycle_is_read(anno: int, dove: tuple[int, int]) -> None:
    assert lette(*TARGET_PER_ANNO, anno=anno) == {"nome": 0, "target": dove[0], "actual": dove[1]}
    (riga,) = leggi_righe([Foglio("F", TARGET_PER_ANNO)], COLONNE, anno).righe
    assert (riga["target"], riga["actual"]) == (str(dove[0]), str(dove[1]))
    assert riga.posto("target") == f"F!{'ABC'[dove[0]]}3"


def test_a_name_above_may_head_columns_that_have_their_own() -> None:
    righe = (("", "", "Dati", "", ""), ("Codice", "Indicatore", "Target", "Consuntivo", "Uffici"), ("x",) * 5)
    assert lette(*righe) == {"nome": 1, "target": 2, "actual": 3, "ufficio": 4}


def test_three_rows_of_headings_are_one() -> None:
    righe = (
        ("Titolo",),
        ("Indicatore", "Rilevato", "", "", ""),
        ("", "2019", "", "2020", ""),
        ("", "I sem.", "II sem.", "I sem.", "II sem."),
        ("a", "1", "2", "3", "4"),
    )
    mappa = {chiave("Rilevato 2020 II sem.", 2020): "actual"}
    assert lette(*righe, mappa=mappa) == {"nome": 0, "actual": 4}
    letto = leggi_righe([Foglio("F", righe)], con_mappa(COLONNE, mappa), 2020)
    assert [(r["nome"], r["actual"], r.numero) for r in letto.righe] == [("a", "4", 5)]


@pytest.mark.parametrize(
    "righe",
    [
        (("Indicatore", "", "Target"), ("Giorni", "una nota", "alto"), ("Ore", "", "basso")),
        (("Indicatore", "Target", ""), ("Giorni", "10", "12")),
        (("Misura 3", "Positivo", "", ""), ("Indicatore", "Target", "Consuntivo", "Ufficio"), ("Ore", "1", "2", "x")),
        (("Piano 2020", "", ""), ("Indicatore", "Target", "Consuntivo"), ("Giorni", "10", "12")),
    ],
)
def test_a_row_of_data_is_no_heading(righe: Righe) -> None:
    foglio = Foglio("F", righe)
    assert componi(foglio, vocabolario(COLONNE, 2020)) is foglio


# -- what a person says ------------------------------------------------------------------------------------------------


def test_what_a_person_says_counts_more_than_the_words() -> None:
    righe = (("Indicatore", "Target", "Consuntivo"), ("a", "1", "2"))
    assert lette(*righe, mappa={"target": "actual", "consuntivo": ""}) == {"nome": 0, "actual": 1}


def test_what_is_said_is_of_that_heading_alone() -> None:
    """A meaning that is no column of the sheet («valore:2») is not read in a heading that sounds like it."""
    righe = (("Indicatore", "Target", "Dato", "Valore 2"), ("a", "1", "2", "3"))
    assert lette(*righe, mappa={"dato": "valore:2"}) == {"nome": 0, "target": 1, "valore:2": 2}


def test_what_is_said_of_a_year_holds_for_the_same_year_of_the_next_cycle() -> None:
    mappa = {chiave("Dato 2020", 2020): "actual", chiave("Dato 2021", 2020): ""}
    assert chiave("Dato 2020", 2020) == chiave("Dato 2021", 2021)
    assert lette(("Indicatore", "Dato 2020", "Dato 2021"), ("a", "1", "2"), mappa=mappa)["actual"] == 1
    assert lette(("Indicatore", "Dato 2020", "Dato 2021"), ("a", "1", "2"), anno=2021, mappa=mappa)["actual"] == 2
    assert lette(("Indicatore", "Dato 2020", "x"), ("a", "1", "2"), anno=2022, mappa=mappa) == {}


def test_two_columns_with_one_heading_are_told_apart() -> None:
    righe = (("Indicatore", "Valore", "Valore"), ("a", "1", "2"))
    assert lette(*righe, mappa={"valore": "target", "valore volta2": "actual"}) == {"nome": 0, "target": 1, "actual": 2}
    righe = (("Indicatore", "Target", "Target"), ("a", "1", "2"))
    (errore,) = leggi_righe([Foglio("F", righe)], COLONNE, 2020).errori
    assert (errore.posto, "c'è già in B1" in errore.motivo) == ("F!C1", True)
    assert lette(*righe, mappa={"target volta2": ""}) == {"nome": 0, "target": 1}


def test_a_column_without_a_heading_can_be_named() -> None:
    righe = (("Indicatore", "Target", ""), ("a", "1", "2"))
    letto = leggi_righe([Foglio("F", righe)], COLONNE, 2020)
    assert [(i.testo, i.chiave, i.valori) for i in letto.intestazioni][-1] == ("", "colonna C", ("2",))
    assert [e.posto for e in letto.avvisi] == ["F!C1"]
    letto = leggi_righe([Foglio("F", righe)], con_mappa(COLONNE, {"colonna C": "actual"}), 2020)
    assert ([r["actual"] for r in letto.righe], letto.avvisi) == (["2"], [])


def test_a_heading_that_is_there_is_never_called_missing() -> None:
    for righe in (("Indicatori", "Boh"), ("NomeIndicatore", "Boh"), ("Boh", "INDICATORE")):
        letto = leggi_righe([Foglio("F", (righe, ("a", "b")))], COLONNE, 2020)
        assert ([e.motivo for e in letto.errori], len(letto.righe)) == ([], 1), righe
    (errore,) = leggi_righe([Foglio("F", (("Indicatore 2019", "Target"), ("a", "b")))], COLONNE, 2020).errori
    assert "«Indicatore 2019» è del 2019, e si importa nel 2020" in errore.motivo


def test_of_a_sheet_that_nobody_knows_the_columns_are_shown() -> None:
    righe = (("Elenco",), (), ("Alfa", "Beta", "Gamma"), ("x", "1", "2"), ("y", "1", "3"))
    letto = leggi_righe([Foglio("F", righe)], COLONNE, 2020)
    assert not letto.giudicabile
    assert [(i.posto, i.testo, i.campo, i.valori) for i in letto.intestazioni] == [
        ("F!A3", "Alfa", "", ("x", "y")),
        ("F!B3", "Beta", "", ("1",)),
        ("F!C3", "Gamma", "", ("2", "3")),
    ]
    (errore,) = letto.errori
    assert (errore.posto, "«Nome indicatore»" in errore.motivo) == ("F!A3", True)


@pytest.mark.parametrize(
    ("righe", "attesa"),
    [
        ((("a", "1"), ("b", "2")), 0),
        ((("Titolo",), ("1", "2", "3"), ("a", "b", "c"), ("x", "1", "2")), 2),
        ((("solo",), ("una",)), None),
        ((("Nota", "del 2020"), ("Alfa", "Beta", "Gamma", "Delta"), ("x", "1", "2", "3")), 0),
    ],
)
def test_the_row_that_may_be_of_headings(righe: Righe, attesa: int | None) -> None:
    assert riga_probabile(Foglio("F", righe)) == attesa


def test_a_word_among_the_data_is_no_heading() -> None:
    """«target» is a value here: of the row of headings nothing is known."""
    righe = (("Alfa", "Beta", "Gamma"), ("Nome indicatore", "target", "3"), ("x", "y", "1"))
    letto = leggi_righe([Foglio("F", righe)], COLONNE, 2020)
    assert ([e.posto for e in letto.errori], letto.righe) == (["F!A1"], [])
    assert [i.testo for i in letto.intestazioni] == ["Alfa", "Beta", "Gamma"]
    letto = leggi_righe([Foglio("F", (righe[0], ("Nome indicatore", "y", "z")))], COLONNE, 2020)
    assert [i.testo for i in letto.intestazioni] == ["Alfa", "Beta", "Gamma"]


def test_of_two_columns_the_one_with_the_very_name_is_the_field() -> None:
    righe = (("Indicatore", "Unità organizzativa", "Ufficio"), ("a", "Dirigente", "Anagrafe"))
    letto = leggi_righe([Foglio("F", righe)], COLONNE, 2020)
    assert (letto.errori, [r["ufficio"] for r in letto.righe]) == ([], ["Anagrafe"])
    assert [(a.posto, "«Ufficio» c'è già" in a.motivo) for a in letto.avvisi] == [("F!B1", True)]
    detta = con_mappa(COLONNE, {"unita organizzativa": "ufficio"})
    assert [r["ufficio"] for r in leggi_righe([Foglio("F", righe)], detta, 2020).righe] == ["Dirigente"]
    righe = (("Nome indicatore", "Ufficio", "Ufficio"), ("a", "x", "y"))
    assert len(leggi_righe([Foglio("F", righe)], COLONNE, 2020).errori) == 1
