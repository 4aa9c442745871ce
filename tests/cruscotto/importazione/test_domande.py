"""What a sheet leaves open is asked, never decided in silence: each question, and what each of its answers does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from contesto.models import VoceBilancio
from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.anni_e_periodi import ALTRO, numero_di
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Collocazione,
    Indicatore,
    ObiettivoStrategico,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    ValoreAtteso,
)
from ente.importazione import ErroreNelFile, raggruppa, tratti
from ente.models import Ufficio
from ente.progetto import Progetto, applica
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.scena import Scena, crea_scena
from tests.mondi.vita_importazione import annulla, conferma, letta, tutto

pytestmark = pytest.mark.django_db
TESTA = ["Prospettiva", "Obiettivo strategico", "Indicatore", "Verso"]
SOTTO = ["Prospettiva", "1. Obiettivo"]


@pytest.fixture
def scena(db: None) -> Scena:
    fatta = crea_scena()
    fatta.stato(1, StatoPeriodo.APERTO)
    return fatta


def progetta(
    scena: Scena, genere: str, righe: Griglia, risposte: dict[str, str] | None = None, **altro: Any
) -> Progetto:
    dove = Dove(
        ente=scena.ente,
        del_ciclo=scena.ciclo,
        periodo=scena.periodo(1),
        cruscotto=scena.cruscotto if genere == "indicatori" else None,
        da=scena["adele"],
        **altro,
    )
    return progetta_file(GENERI[genere], dove, "f.xlsx", xlsx(righe), None, risposte)[1]


def indicatori(
    scena: Scena, coda: list[str], *righe: list[Any], risposte: dict[str, str] | None = None, crea: bool = False
) -> Progetto:
    return progetta(scena, "indicatori", [[*TESTA, *coda], *righe], risposte, crea=crea)


def risposta(progetto: Progetto, quale: str, codice: str) -> dict[str, str]:
    """An answer to the only question whose words have these."""
    (dubbio,) = [d for d in progetto.dubbi.values() if quale in d.frase]
    assert codice in dict(dubbio.risposte)
    return {dubbio.chiave: codice}


def nuovi(progetto: Progetto, modello: type[Any]) -> list[Any]:
    assert not progetto.errori, progetto.errori
    return [c.oggetto for c in progetto.cambi if isinstance(c.oggetto, modello)]


# -- SALs, weights, objectives, offices --------------------------------------------------------------------------------


def test_a_sal_without_its_value_is_declared_or_dropped_by_decision(scena: Scena) -> None:
    righe = [[*SOTTO, "Nuovo A", "crescente", 100, 50], [*SOTTO, "Nuovo B", "crescente", 100, 60]]
    progetto = indicatori(scena, ["Target", "% raggiungimento"], *righe)
    assert [d.quanti for d in progetto.dubbi.values() if "SAL senza consuntivo" in d.frase] == [2]
    assert not nuovi(progetto, SalDichiarato)
    detto = risposta(progetto, "SAL senza consuntivo", "foglio")
    dichiarati = nuovi(indicatori(scena, ["Target", "% raggiungimento"], *righe, risposte=detto), SalDichiarato)
    assert [d.valore for d in dichiarati] == [50, 60]


def test_a_sal_without_its_value_in_a_closed_period_is_said(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.CHIUSO)
    progetto = indicatori(scena, ["Target", "SAL"], [*SOTTO, "Nuovo", "crescente", 100, 50])
    assert "SAL scritto senza consuntivo" in " ".join(a.motivo for a in progetto.avvisi)


@pytest.mark.parametrize(
    ("pesi", "domanda", "proposti", "altra", "altri"),
    [
        ((0, 0), "tutti zero", [None, None], "foglio", [0, 0]),
        ((30, 20), "sommano a 50 invece che a 100", [30, 20], "nessuno", [None, None]),
        ((100, ""), "date un peso a tutte le voci", [100, None], "nessuno", [None, None]),
    ],
)
def test_weights_that_do_not_stand_together_are_asked_about(
    scena: Scena, pesi: tuple[Any, Any], domanda: str, proposti: list[Any], altra: str, altri: list[Any]
) -> None:
    sotto = ["Prospettiva", "7. Altro obiettivo"]
    righe = [[*sotto, f"Nuovo {n}", "crescente", 10, p] for n, p in enumerate(pesi)]
    progetto = indicatori(scena, ["Target", "Peso"], *righe, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == proposti
    detto = risposta(progetto, domanda, altra)
    progetto = indicatori(scena, ["Target", "Peso"], *righe, risposte=detto, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == altri


def test_weights_that_sum_to_the_total_are_not_asked_about(scena: Scena) -> None:
    sotto = ["Prospettiva", "7. Altro obiettivo"]
    righe = [[*sotto, f"Nuovo {n}", "crescente", 10, p] for n, p in enumerate((30, 70))]
    progetto = indicatori(scena, ["Target", "Peso"], *righe, crea=True)
    assert not [d for d in progetto.dubbi.values() if "pesi" in d.frase]
    applica(progetto)
    progetto = indicatori(scena, ["Target", "Peso"], *righe)
    assert (progetto.cambi, progetto.dubbi) == ([], {})


def test_an_objective_with_a_known_number_and_another_name_is_asked_about(scena: Scena) -> None:
    riga = ["Prospettiva", "1. Ridurre le attese allo sportello", "Nuovo", "crescente", 10]
    progetto = indicatori(scena, ["Target"], riga, crea=True)
    (obiettivo,) = ObiettivoStrategico.objects.filter(ciclo=scena.ciclo)
    (collocata,) = nuovi(progetto, Collocazione)
    assert collocata.nodo.obiettivo == obiettivo
    altro = risposta(progetto, "nel foglio «Ridurre le attese allo sportello»", "altro")
    due = [riga, [*riga[:2], "Secondo", "crescente", 10]]
    progetto = indicatori(scena, ["Target"], *due, crea=True, risposte=altro)
    (nato,) = nuovi(progetto, ObiettivoStrategico)
    assert (nato.numero, nato.nome) == (2, "Ridurre le attese allo sportello")
    assert {c.nodo.obiettivo.numero for c in nuovi(progetto, Collocazione)} == {2}
    (errore,) = indicatori(scena, ["Target"], riga, risposte=altro).errori
    assert "Crea quello che manca" in errore.motivo


def test_an_office_that_is_missing_is_made_when_it_may_be(scena: Scena) -> None:
    righe = [[*SOTTO, f"Nuovo {n}", "crescente", 10, "Ufficio nuovo"] for n in range(9)]
    (errore,) = indicatori(scena, ["Target", "Ufficio"], *righe).errori
    assert len(errore.altri) == 8
    assert "Lo stesso in altre 8 celle: F3:F10." in errore.frase
    progetto = indicatori(scena, ["Target", "Ufficio"], *righe, crea=True)
    (ufficio,) = nuovi(progetto, Ufficio)
    assert (ufficio.codice, ufficio.nome) == ("ufficio-nuovo", "Ufficio nuovo")
    applica(progetto)
    assert Indicatore.objects.filter(ufficio__codice="ufficio-nuovo").count() == 9


def test_an_office_that_an_import_made_goes_with_it(scena: Scena) -> None:
    contenuto = xlsx([[*TESTA, "Target", "Ufficio"], [*SOTTO, "Nuovo", "crescente", 10, "Ufficio nuovo"]])
    prima = tutto()
    fatta = letta(contenuto, scena.ciclo, scena["adele"], "indicatori", crea=True)
    fatta = conferma(fatta, scena["adele"])
    assert fatta.stato == "confermata", fatta.messaggio
    assert Ufficio.objects.filter(nome="Ufficio nuovo").count() == 1
    assert annulla(fatta, scena["adele"]) == []
    dopo = tutto()
    assert {k for k in prima if prima[k] != dopo[k]} == set()


# -- values ------------------------------------------------------------------------------------------------------------


def test_a_threshold_is_no_actual(scena: Scena) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", "90%", "≥95%"]
    progetto = indicatori(scena, ["Target", "Consuntivo"], riga)
    assert not nuovi(progetto, Rilevazione)
    detto = risposta(progetto, "è una soglia", "valore")
    (rilevata,) = nuovi(indicatori(scena, ["Target", "Consuntivo"], riga, risposte=detto), Rilevazione)
    assert (rilevata.testo, rilevata.valore) == ("95%", 95)
    (errore,) = progetta(scena, "rilevazioni", [["Codice", "Valore"], ["i1", "≥95"]]).errori
    assert "scrivi il valore misurato" in errore.motivo


def test_a_percentage_of_an_indicator_that_is_a_number_is_asked_about(scena: Scena) -> None:
    righe: Griglia = [["Codice", "Valore"], ["i1", "12%"]]
    progetto = progetta(scena, "rilevazioni", righe)
    assert [r.valore for r in nuovi(progetto, Rilevazione)] == [12]
    detto = risposta(progetto, "non è una percentuale", "quota")
    assert [r.valore for r in nuovi(progetta(scena, "rilevazioni", righe, detto), Rilevazione)] == [Decimal("0.12")]


def test_what_a_formula_leaves_is_rounded_in_targets_actuals_and_weights(scena: Scena) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", 200 / 3, 774.600000000001, 100 / 3]
    progetto = indicatori(scena, ["Target", "Consuntivo", "Peso"], riga)
    assert [a.testo for a in nuovi(progetto, ValoreAtteso)] == ["66,666667"]
    assert [r.testo for r in nuovi(progetto, Rilevazione)] == ["774,6"]
    assert [c.peso for c in nuovi(progetto, Collocazione)] == [Decimal("33.3333")]
    assert sum("decimali: letto" in a.motivo for a in progetto.avvisi) == 3


def test_shown_and_compared_sals_have_the_same_decimals(scena: Scena) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", 300, 280.3, "93,50%"]
    progetto = indicatori(scena, ["Target", "Consuntivo", "SAL"], riga)
    (frase,) = [d.frase for d in progetto.dubbi.values() if "un SAL" in d.frase]
    assert "«93,50%», il calcolo dà 93,43%" in frase


# -- years and periods -------------------------------------------------------------------------------------------------


def test_rows_of_other_years_and_periods_stay_out(scena: Scena) -> None:
    anno = scena.ciclo.anno
    righe: Griglia = [
        ["Anno", "Periodo", "Codice", "Valore"],
        [anno, 1, "i1", 10],
        ["", "2° quadrimestre", "i1", 20],
        ["", "", "i2", 21],
        [anno - 1, 1, "i1", 5],
        [anno, "Periodo 1", "i2", 30],
        [anno, "I", "i3", 31],
    ]
    progetto = progetta(scena, "rilevazioni", righe)
    assert [(r.indicatore.codice, r.valore) for r in nuovi(progetto, Rilevazione)] == [
        ("i1", 10),
        ("i2", 30),
        ("i3", 31),
    ]
    assert [a.motivo.partition(",")[0] for a in progetto.avvisi] == [
        f"una riga è di altri anni ({anno - 1})",
        "2 righe sono di altri periodi (2° quadrimestre)",
    ]


def test_a_sheet_of_another_year_or_period_is_refused(scena: Scena) -> None:
    (errore,) = progetta(scena, "rilevazioni", [["Anno", "Codice", "Valore"], [1999, "i1", 10]]).errori
    assert "sono di altri anni (1999)" in errore.motivo
    (errore,) = progetta(scena, "rilevazioni", [["Periodo", "Codice", "Valore"], [3, "i1", 10]]).errori
    assert "sono di altri periodi (3)" in errore.motivo
    trovati = progetta(
        scena, "rilevazioni", [["Anno", "Periodo", "Codice", "Valore"], ["x", 1, "i1", 1], [2024, "?", "i1", 1]]
    )
    assert [e.motivo.partition(":")[0] for e in trovati.errori] == [
        "«x» non è un anno",
        "«?» non è un periodo del 2024",
    ]


def test_the_periods_as_people_write_them(scena: Scena) -> None:
    detti = {"1": 1, "2°": 2, "III": 3, "iv trimestre": ALTRO, "Secondo": 2, "terza": 3, "Periodo 2": 2, "primavera": 0}
    assert {testo: numero_di(testo, scena.periodi) for testo in detti} == detti


def test_a_column_called_with_a_year_is_not_that_of_the_years(scena: Scena) -> None:
    righe: Griglia = [["Codice", "Valore", "Anno 2024", "2023"], ["i1", 10, 7, 8]]
    progetto = progetta(scena, "rilevazioni", righe)
    assert [r.valore for r in nuovi(progetto, Rilevazione)] == [10]


# -- budget ------------------------------------------------------------------------------------------------------------


def test_the_kind_of_budget_lines_is_proposed_from_their_names(scena: Scena) -> None:
    righe: Griglia = [
        ["Voce", "Consuntivo"],
        ["A) Proventi correnti", ""],
        ["1 Diritto annuale", 10],
        ["Totale proventi correnti (A)", 10],
        ["Risultato della gestione corrente", 10],
    ]
    progetto = progetta(scena, "bilancio", righe)
    assert [v.tipo for v in nuovi(progetto, VoceBilancio)] == ["titolo", "voce", "totale", "totale"]
    detto = risposta(progetto, "manca la colonna «Tipo»", "voci")
    assert {v.tipo for v in nuovi(progetta(scena, "bilancio", righe, detto), VoceBilancio)} == {"voce"}
    applica(progetto)
    progetto = progetta(scena, "bilancio", [righe[0], *righe[1:3], ["Totale proventi correnti (A)", 12], righe[4]])
    assert not progetto.dubbi
    assert [(v.tipo, v.consuntivo) for v in nuovi(progetto, VoceBilancio)] == [("totale", 12)]


# -- one problem, one line ---------------------------------------------------------------------------------------------


def test_a_problem_of_many_cells_is_one_line() -> None:
    molti = [ErroreNelFile(f"F!D{n}", "manca.") for n in (2, 3, 4, 7)] + [ErroreNelFile("F!A1", "altro.")]
    assert [str(e) for e in raggruppa(molti)] == [
        "F!D2: manca. Lo stesso in altre 3 celle: D3:D4, D7.",
        "F!A1: altro.",
    ]
    assert raggruppa(molti[:3]) == molti[:3]
    simili = [ErroreNelFile(f"F!D{n}", f"«{n},1234567» ha più di sei decimali: letto {n}.") for n in range(2, 100)]
    (uno,) = raggruppa(simili, simili=True)
    assert uno.frase.endswith("Lo stesso in altre 97 celle: D3:D99.")


def test_cells_in_stretches() -> None:
    assert tratti(["A!B1", "A!B2", "A!C3", "G!C4", "senza cella"]) == "A!B1:B2, C3, G!C4, senza cella"
