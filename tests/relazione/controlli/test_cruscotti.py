"""The controls of the scorecards: each finds its case, and lets the near miss go."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relazione.controlli.esito import Severita
from relazione.controlli.materia import RigaLettaDiCruscotto
from relazione.controlli.regole.r06_etichette import anni_delle_etichette
from relazione.controlli.regole.r07_diciture import diciture
from relazione.controlli.regole.r07_stesso_indicatore import stesso_indicatore
from relazione.controlli.regole.r08_nomi_quasi_uguali import nomi_quasi_uguali
from relazione.controlli.regole.r09_date_fuori_anno import date_fuori_anno
from relazione.controlli.regole.r09_date_oltre_il_termine import date_oltre_il_termine
from relazione.controlli.regole.r10_anno_del_target import anno_del_target
from relazione.controlli.regole.r11_sal_ricalcolato import sal_ricalcolati
from relazione.controlli.regole.r11_tolleranze import tolleranze
from relazione.controlli.regole.r11_versi import versi
from relazione.controlli.regole.r12_doppioni import doppioni
from relazione.controlli.regole.r13_due_in_una import due_in_una
from relazione.controlli.regole.r13_obiettivi_mancanti import obiettivi_mancanti
from relazione.controlli.regole.r13_righe_intere import righe_intere
from relazione.controlli.regole.r23_diciture_tronche import diciture_tronche
from relazione.controlli.regole.r24_formati import date_scritte, migliaia
from relazione.controlli.regole.r28_giorni import giorni_festivi
from relazione.controlli.regole.r28_ultimo_giorno import ultimo_giorno
from relazione.controlli.regole.r29_superamenti import superamenti
from relazione.controlli.regole.r32_misura_di_se import misura_di_se
from tests.mondi.materie import cruscotto, riga, trova


def due(prima: RigaLettaDiCruscotto, dopo: RigaLettaDiCruscotto, **altro: Any) -> tuple[Any, Any]:
    """The body and one of its areas, a row each."""
    return cruscotto(prima, codice="ente", tipo="ente", area=""), cruscotto(dopo, **altro)


def test_the_copies_of_an_indicator_name_the_same_years() -> None:
    prima, dopo = riga(etichetta="Piano 2031-2033", riga_fonte=5), riga(etichetta="Piano 2030-2032", riga_fonte=9)
    (esito,) = trova(anni_delle_etichette, *due(prima, dopo))
    assert (esito.severita, esito.righe) == (Severita.ERRORE, (5, 9))
    assert not trova(anni_delle_etichette, *due(prima, riga(etichetta="Piano triennale")))
    # Two codes that are called the same but for the year are one measure written twice.
    assert trova(anni_delle_etichette, *due(prima, riga(codice="i2", etichetta="Piano 2030-2032")))
    assert not trova(anni_delle_etichette, *due(prima, riga(codice="i2", etichetta="Bilancio 2030-2032")))


@pytest.mark.parametrize(
    ("actual", "peso"),
    [("99,9%", Severita.ERRORE), ("100%", None), ("100,0%", None)],
)
def test_body_and_area_say_the_same_actual(actual: str, peso: Severita | None) -> None:
    esiti = trova(stesso_indicatore, *due(riga(actual="100%", riga_fonte=5), riga(actual=actual, riga_fonte=9)))
    assert [e.severita for e in esiti] == ([peso] if peso else [])
    assert all(e.righe == (5, 9) for e in esiti)


def test_a_copy_that_is_only_rounded_is_a_note() -> None:
    (esito,) = trova(stesso_indicatore, *due(riga(actual="€ 542.816,75"), riga(actual="€ 542.817")))
    assert esito.severita is Severita.NOTA
    (esito,) = trova(stesso_indicatore, *due(riga(actual="€ 542.816,75"), riga(actual="€ 542.818")))
    assert esito.severita is Severita.ERRORE


def test_two_areas_may_have_numbers_of_their_own_but_not_two_dates() -> None:
    aree = [cruscotto(riga(actual=a, target="≥ 10"), codice=c) for c, a in (("area1", "12"), ("area2", "15"))]
    (esito,) = trova(stesso_indicatore, *aree)
    assert esito.severita is Severita.AVVISO
    date = [cruscotto(riga(actual=a), codice=c) for c, a in (("area1", "31/12/2031"), ("area2", "30/04/2031"))]
    assert trova(stesso_indicatore, *date)[0].severita is Severita.ERRORE


def test_a_value_that_a_person_declared_its_own_may_differ() -> None:
    propria = riga(actual="15", propria=True, riga_fonte=None)
    assert not trova(stesso_indicatore, *due(riga(actual="12"), propria))
    # What was transcribed only says that it was printed so.
    assert trova(stesso_indicatore, *due(riga(actual="12"), riga(actual="15", propria=True)))


def test_the_same_date_written_otherwise_is_the_same() -> None:
    assert not trova(stesso_indicatore, *due(riga(actual="31/12/2031"), riga(actual="31.12.2031")))


def test_an_indicator_has_one_wording() -> None:
    assert len(trova(diciture, *due(riga(etichetta="Report inviati"), riga(etichetta="Report spediti")))) == 1
    assert not trova(diciture, *due(riga(etichetta="Report inviati"), riga(etichetta="Report  «inviati»")))


def test_two_names_do_not_differ_by_a_number_alone() -> None:
    (esito,) = trova(
        nomi_quasi_uguali, *due(riga(etichetta="Spesa 2031 / spesa 2029"), riga(etichetta="Spesa 2031 / spesa 2030"))
    )
    assert esito.severita is Severita.AVVISO
    assert not trova(nomi_quasi_uguali, *due(riga(etichetta="Spesa 2031"), riga(etichetta="Spese 2030")))
    assert not trova(nomi_quasi_uguali, *due(riga(etichetta="Bando n. 1"), riga(etichetta="Bando n. 2")))


def test_a_late_date_has_not_a_full_sal() -> None:
    tardi = riga(target="30/06/2031", actual="01/07/2031", sal=Decimal(100), motivo="Proroga", riga_fonte=7)
    (esito,) = trova(date_oltre_il_termine, cruscotto(tardi))
    assert (esito.severita, esito.righe) == (Severita.ERRORE, (7,))
    assert not trova(date_oltre_il_termine, cruscotto(riga(target="30/06/2031", actual="30/06/2031")))
    assert not trova(date_oltre_il_termine, cruscotto(riga(target="30/06/2031", actual="01/07/2031", sal=Decimal(0))))
    stampato = riga(target="30/06/2031", actual="01/07/2031", sal=Decimal(0), sal_stampato="100%")
    assert len(trova(date_oltre_il_termine, cruscotto(stampato))) == 1


def test_actual_and_target_dates_are_of_the_year() -> None:
    def peso(actual: str) -> list[Severita]:
        return [e.severita for e in trova(date_fuori_anno, cruscotto(riga(actual=actual)))]

    assert peso("17/02/2032") == [Severita.ERRORE]
    assert peso("30/12/2030") == [Severita.AVVISO]
    assert peso("31/12/2031") == []
    assert len(trova(anno_del_target, cruscotto(riga(target="28.02.2030")))) == 1
    assert not trova(anno_del_target, cruscotto(riga(target="28.02.2031")))


@pytest.mark.parametrize(
    ("stampato", "calcolato", "atteso"),
    [("84%", "83.51", None), ("100%", "0", "0%"), ("83,5%", "83.51", None), ("83,6%", "83.51", "83,5%")],
)
def test_a_printed_sal_is_the_computed_one_rounded(stampato: str, calcolato: str, atteso: str | None) -> None:
    esiti = trova(sal_ricalcolati, cruscotto(riga(sal_stampato=stampato, sal_calcolato=Decimal(calcolato))))
    assert [e.atteso for e in esiti] == ([atteso] if atteso else [])


def test_a_declared_sal_with_its_reason_is_a_note() -> None:
    detta = {"sal_calcolato": Decimal(50), "sal": Decimal(80), "sal_dichiarato": Decimal(80)}
    (con,) = trova(sal_ricalcolati, cruscotto(riga(**detta, motivo="Fornitore in ritardo")))
    (senza,) = trova(sal_ricalcolati, cruscotto(riga(**detta)))
    assert (con.severita, senza.severita) == (Severita.NOTA, Severita.ERRORE)


def test_a_bare_target_says_its_direction() -> None:
    (esito,) = trova(versi, cruscotto(riga(target="1,40", actual="1,34", direzione="decrescente")))
    assert esito.severita is Severita.NOTA
    senza = riga(target="1,40", actual="1,34", direzione="", sal=None, sal_calcolato=None)
    assert trova(versi, cruscotto(senza))[0].severita is Severita.ERRORE
    assert not trova(versi, cruscotto(riga(target="≤ 1,40", actual="1,34", direzione="decrescente")))
    assert not trova(versi, cruscotto(riga(target="12", actual="13")))


def test_a_tolerance_says_what_it_is_of() -> None:
    assert len(trova(tolleranze, cruscotto(riga(target="> 5.700 (+/- 0,05)")))) == 1
    assert not trova(tolleranze, cruscotto(riga(target="> 5.700 (+/- 5%)")))
    assert not trova(tolleranze, cruscotto(riga(target="> 5.700 (± 50)")))


def test_a_row_stands_once() -> None:
    (esito,) = trova(doppioni, cruscotto(riga(riga_fonte=3), riga(riga_fonte=5)))
    assert esito.righe == (3, 5)
    assert not trova(doppioni, cruscotto(riga(), riga(obiettivo_operativo="Un altro")))
    assert not trova(doppioni, cruscotto(riga(actual="12"), riga(actual="13")))


def test_a_row_has_everything() -> None:
    def manca(*righe: RigaLettaDiCruscotto, **altro: Any) -> list[str]:
        return [e.dichiarato for e in trova(righe_intere, cruscotto(*righe), **altro)]

    stampata = riga(sal_stampato="100%")
    assert manca(stampata, riga(sal_stampato=""), stampata) == ["manca il SAL stampato"]
    assert manca(riga(target=""), riga(actual="")) == ["manca il target", "manca il consuntivo"]
    assert manca(riga(), riga(actual="", stato="neutralizzato")) == []
    assert manca(riga(actual="", sal=None), concluso=False) == []
    assert manca(riga(sal=None)) == ["manca il SAL"]


def test_a_printed_row_is_one_indicator() -> None:
    assert len(trova(due_in_una, cruscotto(riga(riga_fonte=8), riga(codice="i2", riga_fonte=8)))) == 1
    assert not trova(due_in_una, cruscotto(riga(riga_fonte=8), riga(codice="i2", riga_fonte=9), riga(riga_fonte=None)))


def test_rows_stand_under_an_operating_objective_like_the_others() -> None:
    senza = riga(obiettivo_operativo="", riga_fonte=4)
    (esito,) = trova(obiettivi_mancanti, cruscotto(riga(), riga(), senza))
    assert esito.righe == (4,)
    assert not trova(obiettivi_mancanti, cruscotto(senza, senza))  # a scorecard without that level


@pytest.mark.parametrize(
    ("dicitura", "trovata"),
    [
        ("Percorsi obbligatori, professionali e di", True),
        ("Attività connesse al rilascio dei", True),
        ("Regolamento delle P.O.", False),
        ("Percorsi obbligatori e professionali", False),
    ],
)
def test_a_wording_does_not_end_in_a_word_that_leads_on(dicitura: str, trovata: bool) -> None:
    esiti = trova(diciture_tronche, cruscotto(riga(obiettivo_operativo=dicitura)))
    assert bool(esiti) is trovata


def test_a_wording_is_not_the_beginning_of_its_own_copy() -> None:
    (esito,) = trova(
        diciture_tronche, *due(riga(etichetta="Bando per i media"), riga(etichetta="Bando per i media locali"))
    )
    assert (esito.dichiarato, esito.atteso) == ("Bando per i media", "Bando per i media locali")
    altro = riga(codice="i2", etichetta="Bando per i media locali")
    assert not trova(diciture_tronche, *due(riga(etichetta="Bando per i media"), altro))


def test_dates_are_written_one_way() -> None:
    righe = [riga(target="31/12/2031", actual="30/06/2031"), riga(target="31.12.2031", actual="x", riga_fonte=9)]
    (esito,) = trova(date_scritte, cruscotto(*righe))
    assert (esito.dichiarato, esito.righe) == ("1: 31.12.2031", (9,))
    assert not trova(date_scritte, cruscotto(righe[0]))


def test_thousands_are_written_one_way() -> None:
    (esito,) = trova(migliaia, cruscotto(riga(target="> 5.700", actual="6306", riga_fonte=9)))
    assert (esito.dichiarato, esito.righe) == ("1: 6306", (9,))
    assert not trova(migliaia, cruscotto(riga(target="> 5.700", actual="306")))
    assert not trova(migliaia, cruscotto(riga(target="> 700", actual="6306")))  # nobody marks them


def test_holidays_come_from_the_library() -> None:
    def peso(giorno: str) -> list[Severita]:
        return [e.severita for e in trova(giorni_festivi, cruscotto(riga(actual=giorno)))]

    assert peso("25/12/2031") == [Severita.AVVISO]
    assert peso("12/10/2031") == [Severita.NOTA]  # a Sunday
    assert peso("13/10/2031") == []
    # 4 October is a holiday again from 2026 (law 151/2025).
    assert peso("04/10/2027") == [Severita.AVVISO]
    assert peso("04/10/2024") == []


def test_not_everything_is_done_on_the_last_day() -> None:
    uguali = [riga(target="30/06/2031", actual="30.06.2031", riga_fonte=n) for n in (1, 2, 3)]
    altra = riga(target="30/06/2031", actual="12/05/2031")
    (esito,) = trova(ultimo_giorno, cruscotto(*uguali, altra))
    assert esito.righe == (1, 2, 3)
    assert not trova(ultimo_giorno, cruscotto(*uguali, altra, altra, altra))


def test_a_target_passed_by_half_is_said() -> None:
    assert len(trova(superamenti, cruscotto(riga(target="2", actual="3", sal_grezzo=Decimal(150))))) == 1
    assert not trova(superamenti, cruscotto(riga(sal_grezzo=Decimal("149.99"))))
    assert not trova(superamenti, cruscotto(riga(target="< 3", actual="0", sal_grezzo=Decimal(200))))


def test_an_indicator_does_not_measure_its_own_scorecard() -> None:
    nome = "Percentuale di realizzazione della performance dell'ente"
    (esito,) = trova(misura_di_se, cruscotto(riga(etichetta=nome), codice="ente", tipo="ente"))
    assert esito.severita is Severita.ERRORE
    assert not trova(misura_di_se, cruscotto(riga(etichetta=nome)))  # in an area it measures another
    report = riga(etichetta="n° report monitoraggio della performance")
    assert not trova(misura_di_se, cruscotto(report, codice="ente", tipo="ente"))
    calcolata = riga(codice="m", operandi=("i1", "i2"), calcolata=True, etichetta="Sintesi")
    assert len(trova(misura_di_se, cruscotto(riga(), riga(codice="i2"), calcolata))) == 1
    assert not trova(misura_di_se, cruscotto(riga(), riga(codice="i2"), riga(codice="i3"), calcolata))
