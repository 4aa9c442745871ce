"""Rows of a file and what they are: which placement, of which indicator, what is asked and what stays as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cruscotto.importazione.cartella.actions.indicatori import progetta_indicatori
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoOperativo,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    StatoCiclo,
    StatoPeriodo,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.riporto import riporta_ciclo
from cruscotto.valori.conversioni import campi_atteso
from ente.importazione import RigaLetta
from ente.progetto import CambiatoNelFrattempo, Cambio, Progetto, applica
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

pytestmark = pytest.mark.django_db

SOTTO = {"cruscotto": "ente", "prospettiva": "Prospettiva", "obiettivo_strategico": "1. Obiettivo"}


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.CHIUSO)
    scena.stato(2, StatoPeriodo.CHIUSO)
    scena.stato(3, StatoPeriodo.APERTO, fra(20))
    Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="area1", tipo="ente", titolo="Cruscotto di Area 1")
    return scena


def righe(*celle: dict[str, str]) -> list[RigaLetta]:
    return [RigaLetta("f.csv", n, c) for n, c in enumerate(celle, 2)]


def nuovo(etichetta: str, **altro: str) -> dict[str, str]:
    """A row as a clerk writes it: no code, no kind, no direction."""
    return SOTTO | {"etichetta": etichetta, "target": "10", "actual": "9"} | altro


def progetta(scena: Scena, *celle: dict[str, str], **altro: Any) -> Progetto:
    return progetta_indicatori(ciclo=scena.ciclo, righe=righe(*celle), da=scena["adele"], **altro)


def scrivi(scena: Scena, *celle: dict[str, str], **altro: Any) -> Progetto:
    progetto = progetta(scena, *celle, **altro)
    assert progetto.errori == []
    applica(progetto)
    return progetto


def detti(progetto: Progetto) -> list[tuple[str, dict[str, Any]]]:
    """What a plan changes of rows that are there."""
    return [(c.nome, dict(c.dopo)) for c in progetto.cambi if c.modificato]


def nati(progetto: Progetto, modello: type) -> list[Cambio]:
    return [c for c in progetto.cambi if c.nuovo and isinstance(c.oggetto, modello)]


def posti(progetto: Progetto) -> list[str]:
    return [e.posto for e in progetto.errori]


# -- which placement ---------------------------------------------------------------------------------------------------


def test_a_placement_is_known_by_its_label_however_it_is_written(scena: Scena) -> None:
    progetto = scrivi(
        scena, {"cruscotto": "Il  cruscotto", "etichetta": "x"} | nuovo("INDICATORE  I1 (PIRA)", target="")
    )
    (valore,) = nati(progetto, Rilevazione)
    assert valore.dopo["indicatore"] == scena.indicatori["i1"]
    assert detti(progetto) == [("INDICATORE I1", {"pira": True}), ("INDICATORE I1", {"pira": True})]
    assert Collocazione.objects.di(scena.ente).get(ordine=1).etichetta == "Indicatore i1"


def test_what_the_file_has_no_column_for_stays(scena: Scena) -> None:
    c = Collocazione.objects.di(scena.ente).filter(ordine=1)
    c.update(nota="Nota", blocco=3, riga_fonte=7, sal_pubblicato="80%")
    prima = c.values().get()
    progetto = scrivi(scena, {"etichetta": "Indicatore i1", "actual": "90"}, cruscotto=scena.cruscotto)
    assert [c.oggetto._meta.model_name for c in progetto.cambi] == ["rilevazione"]
    assert c.values().get() == prima
    scrivi(scena, {"etichetta": "Indicatore i1", "riga_fonte": "30"}, cruscotto=scena.cruscotto)
    assert c.values().get() == prima | {"riga_fonte": 30}


def test_the_kth_row_is_the_kth_placement(scena: Scena) -> None:
    scrivi(scena, nuovo("Doppio"), nuovo("Doppio", programma="P", actual="8"))
    chiavi = list(Collocazione.objects.di(scena.ente).filter(etichetta="Doppio").values_list("pk", flat=True))
    assert len(chiavi) == 2
    progetto = progetta(
        scena, nuovo("Doppio", programma="P", riga_fonte="2"), nuovo("Doppio", programma="", riga_fonte="1")
    )
    righe = {c.oggetto.pk: c.dopo["riga_fonte"] for c in progetto.cambi if isinstance(c.oggetto, Collocazione)}
    assert righe == {chiavi[1]: 2, chiavi[0]: 1}, "il programma dice quale delle due"


def test_rows_that_say_the_very_same_are_one_indicator_and_are_said(scena: Scena) -> None:
    progetto = scrivi(scena, nuovo("Doppio"), nuovo("Doppio"))
    assert len(nati(progetto, Indicatore)) == 1
    assert len(nati(progetto, Collocazione)) == 2
    assert [str(a) for a in progetto.avvisi if "pesi" not in a.motivo] == [
        "f.csv!riga 3: la riga è già in f.csv!riga 2: se è un doppione toglietela."
    ]
    assert not progetta(scena, nuovo("Doppio"), nuovo("Doppio")).cambi


def test_new_rows_come_last_and_nothing_is_shuffled(scena: Scena) -> None:
    progetto = scrivi(scena, nuovo("Primo"), nuovo("Indicatore i3", target="100"), nuovo("Secondo"))
    ordini = Collocazione.objects.di(scena.ente).filter(cruscotto=scena.cruscotto).order_by("ordine")
    assert [c.etichetta for c in ordini] == [*(f"Indicatore i{n}" for n in range(1, 5)), "Primo", "Secondo"]
    assert not any("ordine" in c.dopo for c in progetto.cambi if c.modificato)


def test_a_whole_scorecard_with_all_its_columns_gives_the_order(scena: Scena) -> None:
    altre = dict.fromkeys(("programma", "obiettivo_operativo", "actual"), "")
    altre |= {"tipo": "numero", "direzione": "crescente", "target": "100"}

    def intera(n: int, codice: str) -> dict[str, str]:
        return nuovo(f"Indicatore i{n}", codice=codice, **altre)

    scambiate = [intera(n, f"i{n}") for n in (4, 2, 3, 1)]
    assert len(detti(scrivi(scena, *scambiate))) == 2
    ordini = Collocazione.objects.di(scena.ente).order_by("ordine").values_list("etichetta", flat=True)
    assert list(ordini) == ["Indicatore i4", "Indicatore i2", "Indicatore i3", "Indicatore i1"]
    assert not progetta(scena, *scambiate[:2]).cambi, "una parte non riordina"


# -- of which indicator ------------------------------------------------------------------------------------------------


def test_one_operating_objective_one_indicator(scena: Scena) -> None:
    """docs/dominio.md "One indicator, many scorecards": several different indicators have one name."""
    uno, due = ({"programma": "P", "obiettivo_operativo": o} for o in ("Primo", "Secondo"))
    progetto = scrivi(
        scena,
        nuovo("Realizzazione report", **uno),
        nuovo("Realizzazione report", **due),
        nuovo("Realizzazione report", **uno, cruscotto="area1"),
        nuovo("Realizzazione report", programma="P", obiettivo_operativo="Terzo", cruscotto="area1"),
    )
    assert [c.dopo["codice"] for c in nati(progetto, Indicatore)] == ["i005", "i006", "i007"]
    assert not any(k.startswith("stesso") for k in progetto.dubbi)
    codici = [c.dopo["indicatore"].codice for c in nati(progetto, Collocazione)]
    assert codici == ["i005", "i006", "i005", "i007"]


@pytest.mark.parametrize(("target", "risposta", "uguale"), [("10", "", True), ("11", "", False), ("11", "si", True)])
def test_elsewhere_under_the_same_objective_it_is_asked(scena: Scena, target: str, risposta: str, uguale: bool) -> None:
    scrivi(scena, nuovo("Alert"))
    altra = nuovo("Alert", cruscotto="area1", programma="P", obiettivo_operativo="O", target=target)
    (chiave,) = (k for k in progetta(scena, altra).dubbi if k.startswith("stesso"))
    progetto = scrivi(scena, altra, risposte={chiave: risposta} if risposta else {})
    assert "«Alert»: è lo stesso indicatore di «Cruscotto di ente»?" in str(progetto.dubbi[chiave])
    assert [c.oggetto for c in nati(progetto, Indicatore)] == ([] if uguale else [Indicatore.objects.latest("pk")])
    assert not progetta(scena, altra).dubbi, "una riga che c'è già resta del suo indicatore"


def test_another_unit_is_another_indicator(scena: Scena) -> None:
    scrivi(scena, nuovo("Alert", target="90%", actual="80%"))
    progetto = scrivi(scena, nuovo("Alert", cruscotto="area1"))
    assert len(nati(progetto, Indicatore)) == 1
    assert not any(k.startswith("stesso") for k in progetto.dubbi)


def test_the_same_row_of_the_year_before_is_the_same_indicator(scena: Scena) -> None:
    scrivi(scena, nuovo("Alert", programma="P", obiettivo_operativo="O"))
    prima = Indicatore.objects.latest("pk")
    seguente = riporta_ciclo(ciclo=scena.ciclo, anno=ANNO + 1, da=None)
    Collocazione.objects.filter(cruscotto__ciclo=seguente).delete()
    progetto = progetta_indicatori(
        ciclo=seguente, righe=righe(nuovo("ALERT", programma="P", obiettivo_operativo="O")), da=None
    )
    (collocazione,) = nati(progetto, Collocazione)
    assert collocazione.dopo["indicatore"] == prima


# -- kind, direction, numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "tipo", "unita", "direzione", "chiesta"),
    [
        ("≥ 73%", "80%", "percentuale", "%", "crescente", False),
        ("< 30", "20", "numero", "", "decrescente", False),
        ("€ 650.000", "€ 600.000", "euro", "€", "crescente", True),
        ("31/12/2024", "01/12/2024", "data", "", "", False),
        ("1", "0,93 (12,21/13,06)", "rapporto", "", "crescente", True),
        ("≥ Buono", "Buono", "ordinale", "", "crescente", False),
        ("", "45%", "percentuale", "%", "crescente", True),
        ("positivo", "positivo", "nominale", "", "", False),
    ],
)
def test_a_new_indicator_is_what_its_row_says(
    scena: Scena, target: str, actual: str, tipo: str, unita: str, direzione: str, chiesta: bool
) -> None:
    progetto = scrivi(scena, nuovo("Nuovo", target=target, actual=actual))
    i = Indicatore.objects.get(ente=scena.ente, codice="i005")
    assert (i.tipo, i.unita, i.direzione) == (tipo, unita, direzione)
    assert any(k.startswith("verso") for k in progetto.dubbi) == chiesta
    assert ValoreAtteso.objects.filter(indicatore=i).count() == bool(target)


def test_an_unknown_direction_is_asked_once_by_name(scena: Scena) -> None:
    celle = nuovo("Giorni"), nuovo("GIORNI ", programma="P", cruscotto="area1", unita="gg")
    progetto = scrivi(scena, *celle, risposte={"verso|giorni": "decrescente"})
    assert progetto.dubbi["verso|giorni"].quanti == 2
    assert not progetto.da_decidere
    assert set(Indicatore.objects.filter(nome__iexact="giorni").values_list("direzione", flat=True)) == {"decrescente"}


def test_many_of_a_measure_are_asked_about_at_once(scena: Scena) -> None:
    """One question for each measure, and for those whose SAL says the other way; an answer is for these alone."""
    molti = [nuovo(f"Pratica {n}", target="3,0", actual="2,0") for n in range(8)]
    scesi = [nuovo(f"Attesa {n}", target="3,0", actual="1,4", sal="100%") for n in range(7)]
    pochi = [nuovo("Quota", target="", actual="45%")]
    progetto = progetta(scena, *molti, *scesi, *pochi)
    (dei_molti, dei_scesi, di_uno) = (d for k, d in progetto.dubbi.items() if k.startswith("vers"))
    assert (dei_molti.quanti, dei_molti.proposta) == (8, "crescente")
    assert (dei_scesi.quanti, dei_scesi.proposta) == (7, "decrescente")
    assert di_uno.chiave == "verso|quota"
    assert "8 indicatori" in dei_molti.frase

    altri = progetta(scena, *molti[1:], *scesi, risposte={dei_molti.chiave: "decrescente"})
    assert dei_molti.chiave not in altri.dubbi
    risposte = {dei_molti.chiave: "decrescente", dei_scesi.chiave: "uno", "verso|attesa0": "crescente"}
    scrivi(scena, *molti, *scesi, *pochi, risposte=risposte)
    versi = dict(Indicatore.objects.filter(ente=scena.ente).values_list("nome", "direzione"))
    assert {versi[f"Pratica {n}"] for n in range(8)} == {"decrescente"}
    assert versi["Attesa 0"] == "crescente"
    assert {versi[f"Attesa {n}"] for n in range(1, 7)} == {"decrescente"}


def test_one_by_one_is_each_with_its_own_question(scena: Scena) -> None:
    molti = [nuovo(f"Pratica {n}", target="3,0", actual="2,0") for n in range(8)]
    (insieme,) = (k for k in progetta(scena, *molti).dubbi if k.startswith("vers"))
    dubbi = progetta(scena, *molti, risposte={insieme: "uno"}).dubbi
    assert sorted(k for k in dubbi if k.startswith("verso|")) == [f"verso|pratica{n}" for n in range(8)]


def test_the_stated_sal_tells_which_direction_is_likely(scena: Scena) -> None:
    dubbi = progetta(scena, nuovo("Giorni", target="3,0", actual="1,4", sal="100%")).dubbi
    assert dubbi["verso|giorni"].proposta == "decrescente"
    dubbi = progetta(scena, nuovo("Giorni", target="3,0", actual="1,5", sal="50%")).dubbi
    assert dubbi["verso|giorni"].proposta == "crescente"


@pytest.mark.parametrize(("risposta", "testo", "valore"), [("", "1.234", 1234), ("1,234", "1,234", Decimal("1.234"))])
def test_an_ambiguous_number_is_what_whoever_was_asked_says(
    scena: Scena, risposta: str, testo: str, valore: Decimal
) -> None:
    chiave = "numero|actual|1.234"
    risposte = {chiave: risposta} if risposta else {}
    progetto = scrivi(scena, nuovo("Indicatore i1", target="100", actual="1.234"), risposte=risposte)
    assert progetto.dubbi[chiave].posto == "f.csv!actual2"
    letto = Rilevazione.objects.get(indicatore=scena.indicatori["i1"])
    assert (letto.testo, letto.valore) == (testo, valore)
    ancora = progetta(scena, nuovo("Indicatore i1", target="100", actual="1.234"), risposte=risposte)
    assert not ancora.cambi
    assert not ancora.da_decidere


def test_another_writing_of_the_same_value_is_no_change(scena: Scena) -> None:
    scena.metti("i1", "90", 3, stato="validata")
    assert not progetta(scena, nuovo("Indicatore i1", target="100,00", actual="n. 90,0")).cambi


# -- stated and declared SALs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sal", "chiesto"),
    [("90%", False), ("90", False), ("0,9", False), ("90,0%", False), ("100%", True), ("raggiunto", False)],
)
def test_a_stated_sal_that_is_not_the_computed_one_is_asked(scena: Scena, sal: str, chiesto: bool) -> None:
    progetto = progetta(scena, nuovo("Indicatore i1", target="100", actual="90", sal=sal))
    assert bool(progetto.dubbi) == chiesto
    assert not nati(progetto, SalDichiarato), "senza risposta vale quello calcolato"


def test_a_stated_sal_may_be_declared(scena: Scena) -> None:
    riga = nuovo("Indicatore i1", target="100", actual="90", sal="100%")
    (chiave,) = progetta(scena, riga).dubbi
    scrivi(scena, riga, risposte={chiave: "foglio"})
    dichiarato = SalDichiarato.objects.di(scena.ente).get()
    assert dichiarato.valore == 100
    assert (dichiarato.motivo, dichiarato.da) == ("SAL indicato nel foglio importato", scena["adele"])
    ancora = progetta(scena, riga, risposte={chiave: "foglio"})
    assert (ancora.cambi, ancora.dubbi) == ([], {})


def test_a_declared_sal_without_a_column_for_its_reason_keeps_the_one_it_has(scena: Scena) -> None:
    scrivi(scena, nuovo("Indicatore i1", target="100", actual="90", sal_dichiarato="95", motivo="Conta il servizio"))
    scrivi(scena, nuovo("Indicatore i1", target="100", actual="90", sal_dichiarato="96"))
    dichiarato = SalDichiarato.objects.di(scena.ente).get()
    assert dichiarato.valore == 96
    assert dichiarato.motivo == "Conta il servizio"
    progetto = progetta(scena, nuovo("Indicatore i2", target="100", actual="90", sal_dichiarato="96"))
    assert "motivo" in progetto.errori[0].motivo


# -- values ------------------------------------------------------------------------------------------------------------


def test_a_value_of_the_period_before_is_not_written_again_unless_asked(scena: Scena) -> None:
    scena.metti("i1", "80", 2, stato="validata")
    riga = nuovo("Indicatore i1", target="100", actual="80")
    progetto = progetta(scena, riga)
    assert not progetto.cambi
    (dubbio,) = progetto.da_decidere
    assert "valgono anche per Periodo 3 2024?" in dubbio.frase
    assert len(nati(progetta(scena, riga, risposte={dubbio.chiave: "si"}), Rilevazione)) == 1


def test_one_row_of_a_shared_value_that_changes_gets_its_own(scena: Scena) -> None:
    """The other rows of the file still say what is there."""
    scena.metti("i1", "80", 3, stato="bozza")
    Collocazione.objects.create(
        cruscotto=Cruscotto.objects.get(codice="area1", ciclo=scena.ciclo),
        indicatore=scena.indicatori["i1"],
        nodo=Collocazione.objects.di(scena.ente).first().nodo,  # type: ignore[union-attr]
        ordine=1,
        etichetta="Indicatore i1",
    )
    cambiata = nuovo("Indicatore i1", target="100", actual="95", cruscotto="area1")
    progetto = scrivi(scena, cambiata, nuovo("Indicatore i1", target="100", actual="80"))
    valori = Rilevazione.objects.di(scena.ente).values_list("testo", "collocazione__cruscotto__codice")
    assert set(valori) == {("80", None), ("95", "area1")}
    assert [a.posto for a in progetto.avvisi] == ["f.csv!actual2"]


def test_a_target_by_an_act_is_the_one_that_a_sheet_shows(scena: Scena) -> None:
    ValoreAtteso.objects.create(
        ciclo=scena.ciclo,
        indicatore=scena.indicatori["i1"],
        versione=2,
        atto_numero="7",
        atto_data=fra(-400),
        motivo="M",
        **campi_atteso("120", ()),
    )
    for target, errori in (("120", []), ("100", []), ("130", ["f.csv!target2"])):
        progetto = progetta(scena, nuovo("Indicatore i1", target=target, actual=""))
        assert (progetto.cambi, posti(progetto)) == ([], errori)


# -- the tree ----------------------------------------------------------------------------------------------------------


def test_errors_say_what_there_is_and_what_was_meant(scena: Scena) -> None:
    progetto = progetta(
        scena,
        nuovo("A", cruscotto="Cruscotto di Area1"),
        nuovo("B", cruscotto="Cruscotto di Aera 1"),
        nuovo("C", prospettiva="Prospetiva"),
        nuovo("D", obiettivo_strategico="4. Altro"),
        nuovo("E", ufficio="anagrafi"),
        {"cruscotto": "ente", "etichetta": "F", "target": "1"},
        {"etichetta": "G", "target": "1"},
    )
    attesi = "cruscotto3 obiettivo_strategico4 obiettivo_strategico5 ufficio6 cruscotto8 obiettivo_strategico7"
    assert [p.removeprefix("f.csv!") for p in posti(progetto)] == attesi.split()
    motivi = [e.motivo for e in progetto.errori]
    assert "Intendevate «Cruscotto di Area 1»?" in motivi[0]
    assert "Intendevate «Prospettiva»?" in motivi[1]
    assert "Intendevate «anagrafe»?" in motivi[3]
    assert "Ci sono: ente, area1" in motivi[4]


def test_the_tree_is_made_only_when_it_may_be(scena: Scena) -> None:
    righe = [
        nuovo("Uno", prospettiva="Crescita", obiettivo_strategico="2. Innovare", cruscotto="b. Cruscotto dell'Area 2"),
        nuovo("Due", prospettiva="Crescita", obiettivo_strategico="Formare", cruscotto="b. Cruscotto dell'Area 2"),
        nuovo("Tre", programma="P", obiettivo_operativo="O"),
    ]
    assert len(progetta(scena, *righe).errori) == 4
    scrivi(scena, *righe, crea=True)
    prospettiva = Prospettiva.objects.get(nome="Crescita")
    assert (prospettiva.codice, prospettiva.ordine) == ("crescita", 2)
    assert [str(n.obiettivo) for n in prospettiva.nodi.all()] == ["2. Innovare", "3. Formare"]
    cruscotto = Cruscotto.objects.get(ciclo=scena.ciclo, ordine=3)
    assert (cruscotto.titolo, cruscotto.tipo, cruscotto.area) == (
        "b. Cruscotto dell'Area 2",
        "area",
        scena.uffici["cultura"].area,
    )
    assert ObiettivoOperativo.objects.get(nome="O").programma == Programma.objects.get(nome="P")
    assert not progetta(scena, *righe).cambi


def test_the_file_says_which_scorecard_it_is(scena: Scena) -> None:
    progetto = progetta(scena, nuovo("A", cruscotto="area1"), nuovo("B", cruscotto="area1"), cruscotto=scena.cruscotto)
    assert [a.posto for a in progetto.avvisi] == ["f.csv!cruscotto2"]
    altro = progetta(scena, nuovo("A", cruscotto="Mai visto"), cruscotto=scena.cruscotto)
    assert [c.dopo["cruscotto"] for c in nati(altro, Collocazione)] == [scena.cruscotto]


def test_an_individual_sheet_is_not_made_by_a_file(scena: Scena) -> None:
    """It would be everybody's to read."""
    progetto = progetta(scena, nuovo("Uno", cruscotto="Performance individuale – Dirigente 2"), crea=True)
    assert "scheda individuale" in progetto.errori[0].motivo


# -- meanwhile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("modello", "stato"), [(Periodo, StatoPeriodo.CHIUSO), (Ciclo, StatoCiclo.CONSUNTIVO)])
def test_what_was_closed_after_the_plan_is_not_written_into(scena: Scena, modello: Any, stato: str) -> None:
    progetto = progetta(scena, nuovo("Indicatore i1", target="100", actual="90"))
    modello.objects.di(scena.ente).update(stato=stato)
    with pytest.raises(CambiatoNelFrattempo):
        applica(progetto)
    assert not Rilevazione.objects.di(scena.ente).exists()
