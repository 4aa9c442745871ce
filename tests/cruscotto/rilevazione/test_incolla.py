"""A column copied from a spreadsheet, on the sheet: where each cell goes, what is refused, one undo for all of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.models import Periodo, StatoPeriodo
from cruscotto.rilevazione.incolla import NonIncollabile, leggi_celle, righe_in_ordine
from tests.mondi.valori import ANNO, Prova, crea_prova, di_ogni_tipo, parole, riga_di

CELLA = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('"\n'), max_size=12)


@pytest.fixture
def prova(db: None) -> Prova:
    return crea_prova()


def incolla(prova: Prova, testo: str, da: int, **campi: str) -> tuple[int, str]:
    """Paste from a row down; the status and the page that follows."""
    _, modulo = prova.leggi()
    dati = {**modulo.campi, **campi, "incolla": testo, "incolla-da": str(da), "azione": "incolla"}
    risposta = prova.client.post(prova.indirizzo, dati, follow=True)
    stato = 200 if risposta.redirect_chain else risposta.status_code
    return stato, risposta.content.decode()


def annulla(prova: Prova, **campi: str) -> str:
    _, modulo = prova.leggi()
    dati = {**modulo.campi, **campi, "azione": "annulla-incolla"}
    return str(prova.client.post(prova.indirizzo, dati, follow=True).content.decode())


def scritti(prova: Prova) -> dict[str, str]:
    periodo = prova.rilevazioni.filter(periodo=prova.periodo).exclude(testo="")
    return dict(periodo.values_list("indicatore__codice", "testo"))


# -- the text of the clipboard -----------------------------------------------------------------------------------------
@given(st.lists(st.tuples(CELLA, CELLA), min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_is_read_back(righe: list[tuple[str, str]]) -> None:
    scritto = io.StringIO(newline="")
    csv.writer(scritto, dialect="excel-tab").writerows(righe)
    nette = [[c.strip().replace("\r", "") for c in riga] for riga in righe]
    while nette and not any(nette[-1]):
        nette.pop()
    if not nette:
        with pytest.raises(NonIncollabile):
            leggi_celle(scritto.getvalue())
        return
    larghe = 2 if any(b for _, b in nette) else 1
    assert leggi_celle(scritto.getvalue()) == [riga[:larghe] for riga in nette]


@pytest.mark.parametrize(
    ("testo", "celle"),
    [
        ("1\r\n2\r\n", [["1"], ["2"]]),
        ("1\n\n3", [["1"], [""], ["3"]]),
        ("1\r2\r", [["1"], ["2"]]),
        ("10\tdetto\n20\t\n", [["10", "detto"], ["20", ""]]),
        ('10\t"due\nrighe e ""virgolette"""\n', [["10", 'due\nrighe e "virgolette"']]),
        ('5 "\n6\n', [['5 "'], ["6"]]),
        ('"5\n6\n', [['"5'], ["6"]]),  # a quote that nobody closes keeps the cells apart
        ("7\t\t\r\n8\t\t\r\n\t\t\r\n", [["7"], ["8"]]),
        ("\u00a01.234,50\u00a0\r\n", [["1.234,50"]]),
    ],
)
def test_the_cells(testo: str, celle: list[list[str]]) -> None:
    assert leggi_celle(testo) == celle


def test_a_column_ends_with_its_section() -> None:
    campi = [
        "sezione-da_fare",
        "v1-versione",
        "v1-prima",
        "v2-prima",
        "v3-4-prima",
        "sezione-non_richieste",
        "v5-prima",
    ]
    assert righe_in_ordine(campi, "2") == ["2", "3-4"]
    assert righe_in_ordine(campi, "5") == ["5"]
    for sbagliata in ("", "9", "3"):
        with pytest.raises(NonIncollabile):
            righe_in_ordine(campi, sbagliata)


# -- on the sheet ------------------------------------------------------------------------------------------------------
def test_three_cells_go_down_three_rows(prova: Prova) -> None:
    uno, due, _tre, quattro = (prova.nuovo(n) for n in ("uno", "due", "tre", "quattro"))
    stato, pagina = incolla(prova, "9,5\r\n10\r\n12\r\n", due.pk)
    assert stato == 200
    assert scritti(prova) == {"due": "9,5", "tre": "10", "quattro": "12"}
    assert prova.manca(uno)
    assert prova.valore(quattro).stato == "bozza"
    assert prova.atti("salva valore") == 3
    assert "3 valori salvati." in parole(pagina)
    assert "Incollati 3 valori" in parole(pagina)


def test_every_kind_takes_the_cell_that_says_it(prova: Prova) -> None:
    di_ogni_tipo(prova)
    colonna = [
        "5",
        "8 giorni",
        "82,5%",
        "€ 1.250,00",
        "20/06/2025",
        "buono",
        "sì",
        "Positivo",
        "SI",
        "299/300",
        "50/20 %",
    ]
    primo = prova.rilevazioni.first()
    assert primo
    stato, pagina = incolla(prova, "\r\n".join(colonna) + "\r\n", primo.indicatore_id)
    assert stato == 200, parole(pagina)
    assert scritti(prova) == {
        "numero": "5",
        "giorni": "8",
        "percentuale": "82,5%",
        "euro": "€ 1.250,00",
        "data": "20/06/2025",
        "ordinale": "Buono",
        "si_no": "SI",
        "nominale": "Positivo",
        "prerequisito": "SI",
        "rapporto": "99,6667% (299/300)",
        "fasi": "50/20 %",
    }


def test_what_cannot_be_read_stands_at_its_row_and_the_others_are_kept(prova: Prova) -> None:
    i = di_ogni_tipo(prova)
    colonna = ["cinque", "8", "1,234.5", "650000", "domani", "Discreto", "forse", "#N/D", "no", "93%", "50 %"]
    stato, pagina = incolla(prova, "\n".join(colonna), i["numero"].pk)
    assert stato == 422
    assert scritti(prova) == {"giorni": "8", "euro": "€ 650.000", "prerequisito": "NO"}
    for nome, frase in {
        "numero": "«cinque»",
        "percentuale": "all'inglese",
        "data": "«domani»",
        "ordinale": "«Discreto» non è fra le scelte: «Insufficiente», «Sufficiente», «Buono», «Ottimo».",
        "si_no": "«forse» non è fra le scelte: «Sì», «No».",
        "nominale": "«#N/D»",
        "rapporto": "«93%»: qui servono numeratore e denominatore",
        "fasi": "«50 %»: qui serve l’avanzamento di ogni fase, come «100/100 %».",
    }.items():
        assert frase in parole(riga_di(pagina, i[nome])), nome
    # what can be typed in its box stands there, to be mended
    assert f'name="v{i["numero"].pk}-valore"' in pagina
    assert 'value="cinque"' in pagina


def test_two_columns_are_the_value_and_its_note(prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    prova.scrivi(due, "7", nota="Già detto.", inserita_da=prova.redattore)
    incolla(prova, '9\t"Riga uno\nRiga due"\r\n8\t\r\n', uno.pk)
    assert prova.valore(uno).nota == "Riga uno\nRiga due"
    assert (prova.valore(due).testo, prova.valore(due).nota) == ("8", "Già detto.")


def test_two_numbers_are_the_operands_of_a_value_that_wants_two(prova: Prova) -> None:
    altro: dict[str, Any] = {"unita": "%", "numeratore": "Evase", "denominatore": "Ricevute"}
    uno = prova.nuovo("uno", "percentuale", "≥ 80%", **altro)
    due = prova.nuovo("due")
    stato, _ = incolla(prova, "299\t300\tTre mesi.\r\n10\t\tNota in terza cella.\r\n", uno.pk)
    assert stato == 422
    assert (prova.valore(uno).testo, prova.valore(uno).nota) == ("99,6667% (299/300)", "Tre mesi.")
    assert prova.manca(due)


def test_an_empty_cell_empties_nothing_and_it_is_said(prova: Prova) -> None:
    uno, due, _tre = (prova.nuovo(n) for n in ("uno", "due", "tre"))
    prova.scrivi(due, "7", inserita_da=prova.redattore)
    _, pagina = incolla(prova, "9\r\n\r\n8\r\n", uno.pk)
    assert scritti(prova) == {"uno": "9", "due": "7", "tre": "8"}
    assert "Una cella era vuota: quel valore resta com’è." in parole(pagina)


def test_more_cells_than_rows_are_counted(prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    _, pagina = incolla(prova, "1\n2\n3\n4\n", due.pk)
    assert scritti(prova) == {"due": "1"}
    assert "3 celle in più non avevano righe e non sono state incollate." in parole(pagina)
    assert prova.manca(uno)


def test_a_heading_is_left_out(prova: Prova) -> None:
    uno, _due = prova.nuovo("uno"), prova.nuovo("due")
    _, pagina = incolla(prova, "Consuntivo\tNota\n9\tdetto\n8\t\n", uno.pk)
    assert scritti(prova) == {"uno": "9", "due": "8"}
    assert "«Consuntivo», è un’intestazione" in parole(pagina)


@pytest.mark.parametrize("testo", ["", " \r\n\t\r\n", "1\t2\t3\n", "x" * 200_001])
def test_what_is_no_column_writes_nothing(prova: Prova, testo: str) -> None:
    uno = prova.nuovo("uno")
    stato, pagina = incolla(prova, testo, uno.pk)
    assert stato == 200
    assert prova.manca(uno)
    assert "alert-danger" in pagina
    assert "Niente da salvare" not in pagina


def test_what_others_are_typing_goes_with_it(prova: Prova) -> None:
    uno, due, tre = (prova.nuovo(n) for n in ("uno", "due", "tre"))
    incolla(prova, "9\n", due.pk, **{f"v{tre.pk}-valore": "5", f"v{uno.pk}-nota": "Una nota."})
    assert scritti(prova) == {"due": "9", "tre": "5"}
    assert prova.valore(uno).nota == "Una nota."


def test_a_row_that_somebody_changed_is_a_conflict(prova: Prova) -> None:
    uno, _due = prova.nuovo("uno"), prova.nuovo("due")
    _, modulo = prova.leggi()
    prova.scrivi(uno, "7", inserita_da=prova.redattore)
    dati = {**modulo.campi, "incolla": "9\n8\n", "incolla-da": str(uno.pk), "azione": "incolla"}
    risposta = prova.client.post(prova.indirizzo, dati)
    assert risposta.status_code == 409
    assert scritti(prova) == {"uno": "7", "due": "8"}
    assert "Nel frattempo il valore è cambiato." in risposta.content.decode()


def test_the_rows_are_those_of_the_page_that_was_seen(prova: Prova) -> None:
    uno, _due, _tre = (prova.nuovo(n) for n in ("uno", "due", "tre"))
    _, modulo = prova.leggi()
    prova.scrivi(uno, "7", inserita_da=prova.redattore, stato="trasmessa")  # by then it stands among those done
    dati = {**modulo.campi, "incolla": "1\n2\n3\n", "incolla-da": str(uno.pk), "azione": "incolla"}
    risposta = prova.client.post(prova.indirizzo, dati)
    assert risposta.status_code == 422
    assert scritti(prova) == {"uno": "7", "due": "2", "tre": "3"}


# -- the undo ----------------------------------------------------------------------------------------------------------
def test_one_undo_puts_back_what_stood_before(prova: Prova) -> None:
    uno, due, _tre = (prova.nuovo(n) for n in ("uno", "due", "tre"))
    entro = dt.date(ANNO, 10, 31)
    prova.scrivi(due, "7", nota="Prima.", azione_entro=entro, inserita_da=prova.redattore)
    incolla(prova, "9\tuno\n8\tdue\n", uno.pk)
    assert scritti(prova) == {"uno": "9", "due": "8"}
    pagina = annulla(prova)
    assert scritti(prova) == {"due": "7"}
    assert (prova.valore(due).nota, prova.valore(due).azione_entro) == ("Prima.", entro)
    assert prova.valore(uno).nota == ""
    assert "2 valori sono tornati com’erano" in parole(pagina)
    assert "Annulla l’incolla" not in parole(pagina)
    assert "niente da annullare" in annulla(prova)


def test_the_undo_leaves_what_changed_after_the_paste(prova: Prova) -> None:
    uno, due, tre = (prova.nuovo(n) for n in ("uno", "due", "tre"))
    incolla(prova, "9\n8\n7\n", uno.pk)
    _, modulo = prova.leggi()
    prova.manda({**modulo.campi, f"v{due.pk}-valore": "11"})
    prova.rilevazioni.filter(indicatore=tre).update(stato="trasmessa")
    pagina = parole(annulla(prova))
    assert scritti(prova) == {"due": "11", "tre": "7"}
    assert "un valore è tornato com’era" in pagina
    assert "«Indicatore due» è cambiato dopo, e resta com’è" in pagina
    assert "«Indicatore tre»: Il valore" in pagina


def test_what_is_typed_beside_the_undo_is_not_undone(prova: Prova) -> None:
    uno, due = prova.nuovo("uno"), prova.nuovo("due")
    incolla(prova, "9\n8\n", uno.pk)
    annulla(prova, **{f"v{due.pk}-valore": "11"})
    assert scritti(prova) == {"due": "11"}


def test_the_undo_is_of_its_period_and_of_its_person(prova: Prova) -> None:
    uno = prova.nuovo("uno")
    incolla(prova, "9\n", uno.pk)
    Periodo.objects.filter(pk=prova.periodi[2].pk).update(stato=StatoPeriodo.APERTO)
    assert "Annulla l’incolla" not in prova.client.get(prova.indirizzo, {"periodo": "3"}).content.decode()
    assert "Annulla l’incolla" in prova.client.get(prova.indirizzo, {"periodo": "2"}).content.decode()
    Periodo.objects.filter(pk=prova.periodo.pk).update(stato=StatoPeriodo.CHIUSO)
    _, modulo = prova.leggi(periodo="3")
    prova.client.post(f"{prova.indirizzo}?periodo=2", {**modulo.campi, "periodo": "2", "azione": "annulla-incolla"})
    assert scritti(prova) == {"uno": "9"}


# -- as the period before ----------------------------------------------------------------------------------------------
def test_as_the_period_before(prova: Prova) -> None:
    uno, due = prova.nuovo("uno", prima="7,5"), prova.nuovo("due")
    pagina, modulo = prova.leggi()
    assert 'data-prima="7,5"' in riga_di(pagina, uno)
    assert ("azione", f"prima:{uno.pk}") in modulo.pulsanti
    assert ("azione", f"prima:{due.pk}") not in modulo.pulsanti
    prova.manda(modulo.campi, f"prima:{uno.pk}")
    assert scritti(prova) == {"uno": "7,5"}


@pytest.mark.parametrize("scritto", ["9", "nove"])
def test_the_period_before_goes_over_nothing(prova: Prova, scritto: str) -> None:
    uno = prova.nuovo("uno", prima="7")
    _, modulo = prova.leggi()
    risposta = prova.manda({**modulo.campi, f"v{uno.pk}-valore": scritto}, f"prima:{uno.pk}")
    assert risposta.status_code == 422
    assert "Qui c’è già un valore" in risposta.content.decode()
    assert f'value="{scritto}"' in risposta.content.decode()
    assert prova.manca(uno)


def test_the_boxes_of_the_period_before_are_those_of_now(prova: Prova) -> None:
    altro: dict[str, Any] = {"unita": "%", "numeratore": "Evase", "denominatore": "Ricevute"}
    uno = prova.nuovo("uno", "percentuale", "≥ 80%", prima="99% (99/100)", **altro)
    due = prova.nuovo("due", "percentuale", "≥ 80%", prima="99%", **altro)  # came from a sheet, without its operands
    pagina, modulo = prova.leggi()
    assert 'data-prima="99"' in riga_di(pagina, uno)
    assert "data-prima" not in riga_di(pagina, due)
    prova.manda(modulo.campi, f"prima:{uno.pk}")
    assert prova.valore(uno).testo == "99% (99/100)"
    assert prova.manda(modulo.campi, f"prima:{due.pk}").status_code == 422
