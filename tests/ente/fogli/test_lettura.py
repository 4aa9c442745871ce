"""The reading of spreadsheets: what their author sees, and a clear refusal of what would do harm."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ente.archivi import MEGA
from ente.errori import ErroreUtente
from ente.fogli.aspetto import scrivi
from ente.fogli.contenitore import FoglioRifiutato, FormatoDiFoglio, riconosci
from ente.fogli.intestazioni import Colonna, normalizza, trova_tabella
from ente.fogli.lettura import CON_ERRORE, SENZA_VALORE, Foglio, leggi_fogli, posto
from ente.fogli.righe import leggi_righe
from tests.mondi.file_ostili import BUONO, OSTILI
from tests.mondi.fogli import con_celle, in_csv, ods, ods_con, ritocca, xlsx

COLONNE = (Colonna("nome", "Nome", ("Denominazione",), True), Colonna("importo", "Importo", ("€",), True))
VALORI = [["Città", 1234.5, dt.date(2019, 12, 31), 0.73, True, -3, "<b>x</b>", "=1+1"[1:], None]]
SCRITTI = ("Città", "1234,5", "31/12/2019", "73%", "SI", "-3", "<b>x</b>", "1+1")


def solo(contenuto: bytes) -> Foglio:
    (foglio,) = leggi_fogli(contenuto, "prova.csv")
    return foglio


# -- what their author sees --------------------------------------------------------------------------------------------


def test_an_xlsx_is_read_as_it_is_seen() -> None:
    letto = solo(xlsx([[], *VALORI], nome="Dati", formati={"D2": "0.0%"}))
    assert letto.nome == "Dati"
    assert letto.righe[1][:8] == SCRITTI
    assert not any(letto.righe[0])


def test_an_ods_is_read_as_it_is_seen() -> None:
    letto = solo(ods([["x"], *[[("SI" if v is True else v) for v in r] for r in VALORI]], percenti=frozenset({(1, 3)})))
    assert letto.righe[1][:8] == SCRITTI


@pytest.mark.parametrize("codifica", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separatore", [";", ",", "\t"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(separatore: str, codifica: str) -> None:
    righe = [["Bilancio 2019, prima versione"], [], ["Nome", "Importo"], ["Città, «à»", "1.234,50"], ["B;C", "2,5"]]
    letto = solo(in_csv(righe, separatore, codifica))
    assert letto.righe == tuple(tuple(r) for r in righe)


@pytest.mark.parametrize(
    ("valore", "scritto"),
    [
        (0.1 + 0.2, "0,3"),
        (1e15, "1000000000000000"),
        (-0.0, "-0"),
        (12.0, "12"),
        (dt.datetime(2019, 1, 2, 3, 4), "02/01/2019 03:04"),
        (None, ""),
        (False, "NO"),
        ("a\x00b\x1b[31m\r\nc ", "ab[31m\nc"),
    ],
)
def test_a_value_is_written(valore: object, scritto: str) -> None:
    assert scrivi(valore) == scritto


def test_a_percentage_is_found_without_references_and_with_a_prefix() -> None:
    stili = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        b'<xf numFmtId="10"/></cellXfs></styleSheet>'
    )
    celle = "<row><c><v>0.5</v></c><c s='1'><v>0.5</v></c></row>"
    assert solo(ritocca(con_celle(celle), {"xl/styles.xml": stili})).righe == (("0,5", "50%"),)


def test_places_are_named_as_spreadsheets_do() -> None:
    assert [posto(0, 0), posto(11, 2), posto(0, 25), posto(9, 26), posto(0, 702)] == ["A1", "C12", "Z1", "AA10", "AAA1"]


def test_hidden_sheets_are_left_out() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([["x"]]))) as archivio:
        libro = archivio.read("xl/workbook.xml")
    assert b'state="visible"' in libro
    with pytest.raises(FoglioRifiutato, match="non c'è scritto nulla"):
        leggi_fogli(ritocca(xlsx([["x"]]), {"xl/workbook.xml": libro.replace(b'"visible"', b'"hidden"')}))


# -- cells whose value cannot be known ---------------------------------------------------------------------------------


def test_errors_and_formulas_without_a_value_are_not_blank_cells() -> None:
    celle = (
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>C9*2</f></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c></row>'
    )
    letto = solo(con_celle(celle))
    assert letto.guaste == {(0, 0): CON_ERRORE, (0, 1): SENZA_VALORE}
    assert letto.righe[0][2] == "2"


def test_errors_of_an_ods_and_of_a_csv() -> None:
    celle = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p>'
        '</table:table-cell><table:table-cell table:formula="of:=[.A9]"/></table:table-row>'
    )
    assert solo(ods_con(celle)).guaste == {(0, 1): CON_ERRORE, (0, 2): SENZA_VALORE}
    assert solo(b"a;b\n1;#RIF!\n").guaste == {(1, 1): CON_ERRORE}


# -- headings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scritta", "letta"),
    [("  IMPORTO (in €) 2019 ", "importo"), ("Voce_di-Bilancio", "voce bilancio"), ("N.", "n"), ("Città", "citta")],
)
def test_a_heading_is_compared_without_what_changes(scritta: str, letta: str) -> None:
    assert normalizza(scritta) == letta


def tabella(*righe: tuple[str, ...], anno: int = 2019) -> dict[str, tuple[int, ...]]:
    trovata = trova_tabella(Foglio("F", righe), COLONNE, anno)
    return dict(trovata.indici) if trovata else {}


def test_headings_are_found_below_titles_and_in_any_order() -> None:
    assert tabella(("Nome del foglio",), (), ("Importo 2019", "x", "DENOMINAZIONE")) == {"importo": (0,), "nome": (2,)}


def test_the_heading_of_another_year_is_another_thing() -> None:
    assert tabella(("Nome", "Importo 2018", "Importo 2019")) == {"nome": (0,), "importo": (2,)}
    assert tabella(("Nome", "Importo 2018"), ("2019", "(x)")) == {}


def test_without_headings_the_first_cell_says_what_is_needed() -> None:
    (errore,) = leggi_righe([Foglio("F", (("a", "b"), ("Nome", "c")))], COLONNE, 2019).errori
    assert (errore.posto, "Servono almeno «Nome», «Importo»" in errore.motivo) == ("F!A1", True)
    (errore,) = leggi_righe([Foglio("F", (("Nome", "Importo"),))], COLONNE, 2019).errori
    assert "nessuna riga" in errore.motivo


def test_what_is_left_out_and_what_is_missing_is_said_with_its_cell() -> None:
    altro = Foglio("Note", (("Ciao",),))
    letto = leggi_righe([altro, Foglio("F", (("Nome", "Importo", "Nome", "Colore"), ("a", "1")))], COLONNE, 2019)
    assert [e.posto for e in letto.errori] == ["F!C1"]
    assert [e.posto for e in letto.avvisi] == ["F!D1", "Note!A1"]
    assert [(r["nome"], r.posto("importo"), r.posto("altro")) for r in letto.righe] == [("a", "F!B2", "F!A2")]


# -- harm --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caso", OSTILI)
def test_a_hostile_file_is_refused_in_one_sentence(caso: str) -> None:
    contenuto, parte = OSTILI[caso]
    with pytest.raises(FoglioRifiutato, match=parte) as rifiuto:
        leggi_fogli(contenuto, "prova.xlsx")
    assert "\n" not in str(rifiuto.value)


def test_the_empty_libraries_of_libreoffice_are_no_macros() -> None:
    vuote = {"Basic/script-lc.xml": b"<x/>", "Basic/Standard/script-lb.xml": b"<x/>"}
    assert riconosci(ritocca(ods([["x"]]), dict(vuote))) is FormatoDiFoglio.ODS


def test_a_part_longer_than_it_declares_is_refused() -> None:
    """The declared size of the sheet, in the index and before it, is made smaller."""
    contenuto = xlsx([["x" * 1000] * 50] * 50)
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        vera = archivio.getinfo("xl/worksheets/sheet1.xml").file_size
    with pytest.raises(FoglioRifiutato, match="rovinato"):
        leggi_fogli(contenuto.replace(vera.to_bytes(4, "little"), (100).to_bytes(4, "little")))


def test_ten_thousand_rows_stay_under_a_hundred_megabytes() -> None:
    contenuto = xlsx([[f"testo {r} {c}" if c % 2 else r * 1.5 for c in range(20)] for r in range(10_000)])
    tracemalloc.start()
    letto = solo(contenuto)
    picco = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(letto.righe) == 10_000
    assert picco < 100 * MEGA


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"a;b\n"]))
def test_any_bytes_are_read_or_refused(coda: bytes, testa: bytes) -> None:
    try:
        leggi_righe(leggi_fogli(testa + coda), COLONNE, 2019)
    except ErroreUtente as rifiuto:
        assert str(rifiuto)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BUONO) - 1), st.binary(min_size=1, max_size=4))
def test_a_damaged_xlsx_is_read_or_refused(dove: int, danno: bytes) -> None:
    try:
        leggi_fogli(BUONO[:dove] + danno + BUONO[dove + len(danno) :])
    except ErroreUtente as rifiuto:
        assert str(rifiuto)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='<>/="crvtsef A1B2-9 ', max_size=80))
def test_any_rows_of_xml_are_read_or_refused(celle: str) -> None:
    try:
        leggi_fogli(con_celle(f'<row r="1"><c r="A1">{celle}</c></row>'))
    except ErroreUtente as rifiuto:
        assert str(rifiuto)


def test_decimals_of_a_sheet_are_the_numbers_that_were_written() -> None:
    assert solo(xlsx([["a", Decimal("2316941.05")]])).righe == (("a", "2316941,05"),)
