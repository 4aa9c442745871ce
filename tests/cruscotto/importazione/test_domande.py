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
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    ValoreAtteso,
)
from ente.importazione import ErroreNelFile, raggruppa, tratti
from ente.models import Ufficio
from ente.progetto import Progetto, applica
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.scena import Scena, crea_scena, misurato
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
    ("pesi", "domanda", "proposti"),
    [
        ((30, 20), "sommano a 50 invece che a 100", [60, 40]),
        ((100, ""), "date un peso a tutte le voci", [100, 0]),
        ((1, 2, ""), "date un peso a tutte le voci", [Decimal("33.3333"), Decimal("66.6667"), 0]),
        ((100 / 3,) * 3, "sommano a 99,9999", [Decimal("33.3334"), Decimal("33.3333"), Decimal("33.3333")]),
    ],
)
def test_weights_that_do_not_stand_together_are_asked_about(
    scena: Scena, pesi: tuple[Any, ...], domanda: str, proposti: list[Any]
) -> None:
    sotto = ["Prospettiva", "7. Altro obiettivo"]
    righe = [[*sotto, f"Nuovo {'abc'[n]}", "crescente", 10, p] for n, p in enumerate(pesi)]
    progetto = indicatori(scena, ["Target", "Peso"], *righe, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == proposti
    detto = risposta(progetto, domanda, "nessuno")
    progetto = indicatori(scena, ["Target", "Peso"], *righe, risposte=detto, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == [None] * len(pesi)


def test_weights_that_are_all_zero_are_no_weights(scena: Scena) -> None:
    sotto = ["Prospettiva", "7. Altro obiettivo"]
    righe = [[*sotto, f"Nuovo {'ab'[n]}", "crescente", 10, 0] for n in (0, 1)]
    progetto = indicatori(scena, ["Target", "Peso"], *righe, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == [None, None]
    (avviso,) = [a.motivo for a in progetto.avvisi if "pesi" in a.motivo]
    assert "i pesi sono tutti zero, e un SAL non si calcolerebbe: nessun peso" in avviso


@pytest.mark.parametrize("coda", [["Target"], ["Target", "Peso"]])
def test_a_row_that_comes_among_others_with_a_weight(scena: Scena, coda: list[str]) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", 10, 30][: 4 + len(coda)]
    progetto = indicatori(scena, coda, riga)
    (avviso,) = [a.motivo for a in progetto.avvisi if "pesi" in a.motivo]
    assert "restano quelli del sito, e le righe nuove pesano zero" in avviso
    applica(progetto)
    assert sum(c.peso or 0 for c in Collocazione.objects.filter(cruscotto=scena.cruscotto)) == 100
    for codice in scena.indicatori:
        scena.metti(codice, "80", 1)
    prospetto, _ = misurato(scena)
    assert prospetto.media.valore == 80


def test_a_row_that_goes_elsewhere_leaves_weights_that_do_not_stand(scena: Scena) -> None:
    progetto = progetta(
        scena,
        "indicatori",
        [["Codice", *TESTA], ["i1", "Prospettiva", "7. Altro obiettivo", "Indicatore i1", "crescente"]],
        crea=True,
    )
    detti = " ".join(a.motivo for a in progetto.avvisi)
    assert "spostata la riga, sotto «1. Obiettivo» i pesi sommano a 75 invece che a 100" in detti


def test_an_objective_that_comes_among_others_with_a_weight(scena: Scena) -> None:
    ObiettivoInProspettiva.objects.update(peso=100)
    Prospettiva.objects.update(peso=100)
    righe = [
        ["Prospettiva", "7. Altro obiettivo", "Nuovo a", "crescente", 10],
        ["Seconda", "8. Terzo", "Nuovo b", "crescente", 10],
    ]
    progetto = indicatori(scena, ["Target"], *righe, crea=True)
    assert [p.peso for p in nuovi(progetto, Prospettiva)] == [0]
    assert [n.peso for n in nuovi(progetto, ObiettivoInProspettiva)] == [0, None]
    assert sum("pesa zero finché" in a.motivo for a in progetto.avvisi) == 2


def test_a_prerequisite_is_given_no_weight(scena: Scena) -> None:
    riga = ["Prospettiva", "7. Altro", "Nuovo", "", "prerequisito", "SI", 50]
    progetto = indicatori(scena, ["Tipo", "Target", "Peso"], riga, crea=True)
    assert [c.peso for c in nuovi(progetto, Collocazione)] == [None]
    assert any("è un prerequisito" in a.motivo for a in progetto.avvisi)


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
    assert "scrivete il valore misurato" in errore.motivo


def test_a_share_of_one_for_a_percentage_is_asked_about(scena: Scena) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", "90%", 0.95]
    progetto = indicatori(scena, ["Target", "Consuntivo"], riga)
    assert [(r.testo, r.valore) for r in nuovi(progetto, Rilevazione)] == [("95%", 95)]
    detto = risposta(progetto, "che è una percentuale: quanto vale?", "intero")
    progetto = indicatori(scena, ["Target", "Consuntivo"], riga, risposte=detto)
    assert [r.valore for r in nuovi(progetto, Rilevazione)] == [Decimal("0.95")]
    basso = indicatori(scena, ["Target", "Consuntivo"], [*SOTTO, "Nuovo", "crescente", "0,5%", 0.4])
    assert not [d for d in basso.dubbi.values() if "percentuale" in d.frase]


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
    assert sum("decimali: letto" in a.motivo for a in progetto.avvisi) == 3
    assert "letto 33,3333" in " ".join(a.motivo for a in progetto.avvisi)


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


# -- levels, names that a number tells apart, SALs that are not computed, waves ---------------------------------------


def test_a_level_without_a_scale_is_asked_about(scena: Scena) -> None:
    riga = [*SOTTO, "Qualità", "", "≥ Buono", "Ottimo"]
    progetto = indicatori(scena, ["Target", "Consuntivo"], riga)
    (dubbio,) = [d for d in progetto.dubbi.values() if "manca la scala" in d.frase]
    assert dict(dubbio.risposte)[dubbio.proposta] == "Insufficiente, Sufficiente, Buono, Ottimo"
    (nato,) = nuovi(progetto, Indicatore)
    assert (nato.tipo, nato.scala) == ("ordinale", ["Insufficiente", "Sufficiente", "Buono", "Ottimo"])
    (atteso,) = nuovi(progetto, ValoreAtteso)
    assert (atteso.tipo, atteso.livello) == ("ordinale", "Buono")
    progetto = indicatori(scena, ["Target", "Consuntivo"], riga, risposte={dubbio.chiave: "senza"})
    assert [i.scala for i in nuovi(progetto, Indicatore)] == [[]]


def test_levels_that_no_scale_has_are_said(scena: Scena) -> None:
    progetto = indicatori(scena, ["Target", "Consuntivo"], [*SOTTO, "Qualità", "", "≥ Verdino", "Blu"])
    assert not [d for d in progetto.dubbi.values() if "scala" in d.frase]
    assert any("Scrivete nella colonna «Scala» i livelli dal peggiore" in a.motivo for a in progetto.avvisi)


def test_the_scales_of_the_body_come_first(scena: Scena) -> None:
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(tipo="ordinale", scala=["Rosso", "Buono", "Ottimo"])
    progetto = indicatori(scena, ["Target", "Consuntivo"], [*SOTTO, "Qualità", "", "≥ Buono", "Ottimo"])
    (dubbio,) = [d for d in progetto.dubbi.values() if "manca la scala" in d.frase]
    assert dict(dubbio.risposte)[dubbio.proposta] == "Rosso, Buono, Ottimo"


@pytest.mark.parametrize(
    ("prima", "dopo", "proposta"), [("entro 30 giorni", "entro 20 giorni", "no"), ("eventi 2023", "eventi 2024", "si")]
)
def test_an_indicator_equal_but_for_a_number_is_asked_about(scena: Scena, prima: str, dopo: str, proposta: str) -> None:
    Collocazione.objects.filter(indicatore=scena.indicatori["i1"]).update(etichetta=f"Pratiche {prima}")
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(nome=f"Pratiche {prima}")
    riga = [*SOTTO, f"Pratiche {dopo}", "crescente", 100]
    progetto = indicatori(scena, ["Target"], riga)
    (dubbio,) = [d for d in progetto.dubbi.values() if "ma per un numero" in d.frase]
    assert dubbio.proposta == proposta
    for risposta_data, quanti in (("no", 1), ("si", 0)):
        progetto = indicatori(scena, ["Target"], riga, risposte={dubbio.chiave: risposta_data})
        assert sum(c.nuovo for c in progetto.cambi if isinstance(c.oggetto, Indicatore)) == quanti
    assert [c.dopo for c in progetto.cambi if isinstance(c.oggetto, Collocazione)] == [
        {"etichetta": f"Pratiche {dopo}"}
    ]


def test_two_rows_that_a_number_tells_apart_are_two(scena: Scena) -> None:
    Collocazione.objects.filter(indicatore=scena.indicatori["i1"]).update(etichetta="Evento 1")
    righe = [[*SOTTO, f"Evento {n}", "crescente", 100] for n in (2, 3)]
    assert not [d for d in indicatori(scena, ["Target"], *righe).dubbi.values() if "numero" in d.frase]


def test_the_indicator_of_the_year_before_with_another_number_is_asked_about(scena: Scena) -> None:
    Collocazione.objects.filter(indicatore=scena.indicatori["i1"]).update(etichetta="Eventi 2024")
    dopo = Ciclo.objects.create(ente=scena.ente, anno=2025, stato="pianificazione")
    cruscotto = Cruscotto.objects.create(ciclo=dopo, ordine=1, codice="ente", tipo="ente", titolo="Cruscotto di ente")
    dove = Dove(ente=scena.ente, del_ciclo=dopo, cruscotto=cruscotto, da=scena["adele"], crea=True)
    foglio = xlsx([[*TESTA, "Target"], [*SOTTO, "Eventi 2025", "crescente", 100]])
    progetto = progetta_file(GENERI["indicatori"], dove, "f.xlsx", foglio)[1]
    (dubbio,) = [d for d in progetto.dubbi.values() if "ma per un numero" in d.frase]
    assert dubbio.proposta == "si"
    assert not [c for c in progetto.cambi if isinstance(c.oggetto, Indicatore) and c.nuovo]


def test_a_sal_that_is_not_computed_is_declared_or_dropped_by_decision(scena: Scena) -> None:
    riga = [*SOTTO, "Nuovo", "crescente", "", 40, "80%"]
    progetto = indicatori(scena, ["Target", "Consuntivo", "SAL"], riga)
    detto = risposta(progetto, "SAL di valori da cui qui non si calcola, il primo è «80%»", "foglio")
    assert not nuovi(progetto, SalDichiarato)
    progetto = indicatori(scena, ["Target", "Consuntivo", "SAL"], riga, risposte=detto)
    assert [d.valore for d in nuovi(progetto, SalDichiarato)] == [80]


def test_what_is_wrong_in_a_row_is_told_in_one_wave(scena: Scena) -> None:
    """A wrong office does not hide a target that may not change, nor a value that was handed in."""
    scena.metti("i1", "50", 1, stato="validata")
    righe: Griglia = [["Codice", *TESTA, "Target", "Consuntivo", "Ufficio", "Blocco"]]
    righe += [["i1", *SOTTO, "Indicatore i1", "obliquo", 90, 60, "Che non c'è", "x"]]
    motivi = " ".join(e.motivo for e in progetta(scena, "indicatori", righe).errori)
    for atteso in ("non è un verso", "un target si cambia dalla sua pagina", "già validato", "l'ufficio", "intero"):
        assert atteso in motivi
