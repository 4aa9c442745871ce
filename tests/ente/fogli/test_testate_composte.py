"""Headings on two and three levels, or broken over two rows: names of their own, on every page where they come."""

from __future__ import annotations

import pytest

from cruscotto.importazione.generi.registro import GENERI
from ente.fogli.lettura import Foglio
from ente.fogli.periodi import leggi_periodo
from ente.fogli.righe import RigaDiFoglio
from ente.importazione import RigaLetta

INDICATORI = GENERI["indicatori"]
Righe = tuple[tuple[str, ...], ...]
GRUPPI: Righe = (
    ("Obiettivo", "", "Indicatore", "", "", "Valori", ""),
    ("Codice", "Descrizione", "Codice", "Descrizione", "Unità di misura", "Atteso", "Raggiunto"),
)
SPEZZATE: Righe = (
    ("Obiettivo", "Indicatore di", "Unità di", "Valore", "Valore", "Grado di"),
    ("strategico", "performance", "misura", "atteso", "raggiunto", "raggiungimento"),
)
TRE_LIVELLI: Righe = (
    ("Settore", "Indicatore", "2020", "", "", "", "", "2021"),
    ("", "", "Target", "Consuntivo", "", "", "Note", "Target"),
    ("", "", "", "I quadrimestre", "II quadrimestre", "III quadrimestre", "", ""),
)


def leggi(*righe: tuple[str, ...]) -> list[RigaLetta]:
    letto = INDICATORI.leggi([Foglio("F", righe)], INDICATORI.colonne, 2020)
    assert letto.errori == []
    return letto.righe


def test_names_below_a_name_are_columns_of_their_own() -> None:
    riga = ("OB1", "Aprire", "I1", "Sportelli", "numero", "12", "11")
    (letta,) = leggi(*GRUPPI, riga)
    assert {n: letta[n] for n in ("obiettivo_strategico", "codice", "etichetta", "unita", "target", "actual")} == {
        "obiettivo_strategico": "Aprire",
        "codice": "I1",
        "etichetta": "Sportelli",
        "unita": "numero",
        "target": "12",
        "actual": "11",
    }
    assert letta.posto("target") == "F!F3"


def test_a_code_below_an_objective_is_no_code_of_the_indicator() -> None:
    intestazioni = INDICATORI.leggi([Foglio("F", (*GRUPPI, ("a",) * 7))], INDICATORI.colonne, 2020).intestazioni
    assert [(i.posto, i.campo) for i in intestazioni if i.testo == "Obiettivo Codice"] == [("F!A2", "")]


def test_a_heading_goes_on_in_the_row_below() -> None:
    (letta,) = leggi(*SPEZZATE, ("Sviluppo", "Corsi", "n.", "10", "12", "100%"))
    assert (letta["obiettivo_strategico"], letta["etichetta"], letta["unita"]) == ("Sviluppo", "Corsi", "n.")
    assert (letta["target"], letta["actual"], letta["sal"]) == ("10", "12", "100%")


def test_a_year_above_names_above_periods() -> None:
    righe = leggi(*TRE_LIVELLI, ("Tecnico", "Sopralluoghi", "30", "8", "19", "29", "due", "31"))
    detti = {(r["anno"], leggi_periodo(r["periodo"]).numero, r["target"], r["actual"]) for r in righe}
    assert detti == {
        ("", 0, "30", ""),
        ("2020", 1, "", "8"),
        ("2020", 2, "", "19"),
        ("2020", 3, "", "29"),
        ("2021", 0, "31", ""),
    }
    assert {r["nota"] for r in righe if r["target"] == "30"} == {"due"}


def test_headings_on_two_levels_come_again_on_another_page() -> None:
    riga = ("OB1", "Aprire", "I1", "Sportelli", "numero", "12", "11")
    altra = ("OB2", "Chiudere", "I2", "Pratiche", "numero", "5", "6")
    lette = leggi(*GRUPPI, riga, (), *GRUPPI, altra)
    assert [(r["etichetta"], r["target"]) for r in lette] == [("Sportelli", "12"), ("Pratiche", "5")]


@pytest.mark.parametrize(
    ("sopra", "sotto"),
    [
        (("Obiettivo", "Indicatore", "Target"), ("Crescere", "Imprese", "alto")),
        (("Settore", "Tecnico", ""), ("Obiettivo", "Indicatore", "Target")),
        (("Indicatore", "Target", "Consuntivo"), ("Codice unico", "sì", "no")),
    ],
)
def test_rows_that_say_nothing_more_together_stay_apart(sopra: tuple[str, ...], sotto: tuple[str, ...]) -> None:
    letto = INDICATORI.leggi([Foglio("F", (sopra, sotto, ("x", "y", "1")))], INDICATORI.colonne, 2020)
    testi = {i.testo for i in letto.intestazioni}
    assert testi <= {*sopra, *sotto}
    assert all(isinstance(r, RigaDiFoglio) for r in letto.righe)
