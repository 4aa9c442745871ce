"""Files that other programs write, and that are valid: read as their author sees them, or called by their name."""

from __future__ import annotations

import io
import zipfile

import pytest

from ente.fogli import esame
from ente.fogli.contenitore import FoglioRifiutato, FormatoDiFoglio, riconosci
from ente.fogli.formati_numero import Segno, formato
from ente.fogli.inglese import in_italiano
from ente.fogli.lettura import Foglio, leggi_fogli
from tests.mondi.fogli import CASI, Griglia, cella_ods, con_celle, fods, ods, ritocca, tavola_ods, xlsx


def solo(contenuto: bytes) -> Foglio:
    (foglio,) = leggi_fogli(contenuto, "prova.csv")
    return foglio


def in_ods(contenuto: bytes) -> bytes:
    """A flat ods in its archive."""
    corpo = contenuto.replace(b"office:document ", b"office:document-content ").replace(
        b"</office:document>", b"</office:document-content>"
    )
    return ritocca(ods([["x"]]), {"content.xml": corpo})


def odf(dentro: str, stili: str = "") -> list[Foglio]:
    """The sheets of an OpenDocument, which are the same in an archive and without one."""
    piatto = fods(dentro, stili)
    letti = leggi_fogli(in_ods(piatto))
    assert letti == leggi_fogli(piatto)
    return letti


# -- ods ---------------------------------------------------------------------------------------------------------------


def test_an_indented_ods_is_the_same_sheet() -> None:
    righe: Griglia = [["Codice", "Valore"], ["i001", 12.5], ["i002", "a  b"]]
    with zipfile.ZipFile(io.BytesIO(ods(righe))) as archivio:
        corpo = archivio.read("content.xml").decode()
    rientrato = corpo.replace("<table:table-", "\n    <table:table-").replace(
        "</table:table-row>", "\n </table:table-row>"
    )
    assert rientrato != corpo
    letto = solo(ritocca(ods(righe), {"content.xml": rientrato.encode()}))
    assert letto == solo(ods(righe))
    assert letto.righe == (("Codice", "Valore"), ("i001", "12,5"), ("i002", "a b"))


def test_the_ods_of_gnumeric_and_of_sheetjs_are_read() -> None:
    gnumeric = solo((CASI / "ods_gnumeric-t3.ods").read_bytes())
    assert gnumeric.righe[4:6] == (("", "", "Codice", "Valore", "Nota"), ("", "", "i008", "5", "a"))
    assert solo((CASI / "ods_sheetjs-t3.ods").read_bytes()).righe[1] == ("i003", "14/08/2020")


def test_a_part_without_a_byte_holds_nothing_to_read() -> None:
    vuote = {"Configurations2/accelerator/current.xml": b"", "customXml/item1.xml": b"<a>", "docProps/app.xml": b"<a>"}
    assert solo(ritocca(ods([["x"]]), dict(vuote))).righe == (("x",),)
    assert solo(ritocca(xlsx([["x"]]), dict(vuote))).righe == (("x",),)


def test_a_break_between_words_keeps_them_two() -> None:
    testo = "prima<text:tab/>seconda<text:line-break/>terza<text:s text:c='2'/>q</text:p><text:p>altra "
    testo += "<text:span>x</text:span>"
    (foglio,) = odf(tavola_ods(cella_ods(testo)))
    assert foglio.righe == (("prima\tseconda\nterza  q\naltra x",),)


def test_a_remark_a_drawing_a_recorded_change_are_no_cells() -> None:
    nota = "<office:annotation><text:p>di chi controlla</text:p></office:annotation>"
    forma = "<table:shapes><table:x><text:p>figura</text:p></table:x></table:shapes>"
    cella = f'<table:table-cell office:value-type="float" office:value="3">{nota}<text:p>3</text:p></table:table-cell>'
    (foglio,) = odf(tavola_ods(cella).replace("<table:table-row>", f"{forma}<table:table-row>", 1))
    assert foglio.righe == (("3",),)


def test_the_kinds_of_cell_of_an_ods() -> None:
    stili = (
        '<number:number-style style:name="N1"><number:number/><number:text>%</number:text></number:number-style>'
        '<number:time-style style:name="N2" number:truncate-on-overflow="false"><number:hours/></number:time-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="ce2" style:family="table-cell" style:data-style-name="N2"/>'
    )
    celle = (
        'office:value-type="float" office:value="774.6"',
        'office:value-type="float" office:value="95" table:style-name="ce1"',
        'office:value-type="percentage" office:value="0.735"',
        'office:value-type="date" office:date-value="2020-08-14T00:00:00.000Z"',
        'office:value-type="date" office:date-value="2020-08-14T12:30:00"',
        'office:value-type="boolean" office:boolean-value="true"',
        'office:value-type="time" office:time-value="PT14H30M00S"',
        'office:value-type="time" office:time-value="PT06H15M00S" table:style-name="ce2"',
        'office:value-type="time" office:time-value="PT26H30M00S"',
    )
    (foglio,) = odf(tavola_ods("".join(cella_ods("mostrato", c) for c in celle)), stili)
    attese = ("774,6", "95%", "73,5%", "14/08/2020", "14/08/2020 12:30", "SI", "14:30", "6,25", "26,5")
    assert foglio.righe == (attese,)
    assert [dove for dove, _ in foglio.note] == [(0, 7), (0, 8)]


def test_the_style_of_a_column_is_that_of_its_cells() -> None:
    stili = (
        '<number:number-style style:name="N1"><number:number/><number:text>%</number:text></number:number-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    colonne = '<table:table-column/><table:table-column table:default-cell-style-name="ce1"/>'
    celle = cella_ods("", 'office:value-type="float" office:value="5"') * 2
    dentro = tavola_ods(celle).replace("<table:table-row>", f"{colonne}<table:table-row>")
    assert odf(dentro, stili)[0].righe == (("5", "5%"),)


# -- what is hidden, what is under merged cells ------------------------------------------------------------------------


def test_hidden_sheets_are_not_read_hidden_rows_and_columns_are_in_an_ods() -> None:
    stili = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/>'
    stili += "</style:style>"
    righe = tavola_ods(cella_ods("a") + cella_ods("b"), cella_ods("1") + cella_ods("2"))
    righe = righe.replace("<table:table-row>", '<table:table-row table:visibility="filter">', 1)
    righe = righe.replace(
        "<table:table-row ",
        '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-row ',
        1,
    )
    (foglio,) = odf(tavola_ods(cella_ods("no"), nome="Segreto", stile="ta1") + righe, stili)
    assert foglio.righe == (("a", "b"), ("1", "2"))
    assert (foglio.righe_nascoste, foglio.colonne_nascoste, foglio.fogli_nascosti) == ([0], [1], ("Segreto",))


def test_hidden_sheets_are_not_read_hidden_rows_and_columns_are_in_an_xlsx() -> None:
    celle = '<row r="1" hidden="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    celle += '<row r="2"><c r="A2"><v>3</v></c></row>'
    foglio = solo(
        con_celle(celle, '<cols><col min="2" max="2" hidden="1"/><col min="9" max="16384" hidden="1"/></cols>')
    )
    assert foglio.righe[0] == ("1", "2")
    assert (foglio.righe_nascoste, foglio.colonne_nascoste) == ([0], [1])


def test_only_hidden_sheets_is_said() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx([["x"]], nome="Dati veri"))) as archivio:
        libro = archivio.read("xl/workbook.xml")
    with pytest.raises(FoglioRifiutato, match=r"nascosti \(Dati veri\)"):
        leggi_fogli(ritocca(xlsx([["x"]]), {"xl/workbook.xml": libro.replace(b'"visible"', b'"hidden"')}))


def test_a_value_under_merged_cells_is_not_read_unless_it_is_what_they_show() -> None:
    celle = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>7</v></c></row>'
    celle += '<row r="2"><c r="A2"><v>8</v></c><c r="C2"><v>9</v></c></row>'
    unite = "<mergeCells><mergeCell ref='A1:B2'/></mergeCells>"
    con = con_celle(celle)
    with zipfile.ZipFile(io.BytesIO(con)) as archivio:
        foglio = archivio.read("xl/worksheets/sheet1.xml")
    in_xlsx = solo(
        ritocca(con, {"xl/worksheets/sheet1.xml": foglio.replace(b"</sheetData>", f"</sheetData>{unite}".encode())})
    )
    sopra = cella_ods("7", 'table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"')
    coperta = cella_ods("7").replace("table-cell", "covered-table-cell")
    sotto = cella_ods("8").replace("table-cell", "covered-table-cell") + coperta.replace(">7<", "><") + cella_ods("9")
    (in_odf,) = odf(tavola_ods(sopra + coperta, sotto))
    for letto in (in_xlsx, in_odf):
        assert [tuple(r) for r in letto.righe] == [("7", "7", *r) for r in [letto.righe[0][2:]]] + [("", "", "9")]
        ((dove, motivo),) = letto.note
        assert (dove, "«8»" in motivo) == ((1, 0), True)


def test_many_merged_areas_over_one_another_are_refused() -> None:
    con = con_celle("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 2001)))
    unite = "<mergeCell ref='A1:B2000'/>" * 2000
    with zipfile.ZipFile(io.BytesIO(con)) as archivio:
        foglio = archivio.read("xl/worksheets/sheet1.xml").replace(b"</sheetData>", f"</sheetData>{unite}".encode())
    with pytest.raises(FoglioRifiutato, match="rovinato"):
        leggi_fogli(ritocca(con, {"xl/worksheets/sheet1.xml": foglio}))


# -- old xls, unicode text ---------------------------------------------------------------------------------------------


def test_an_old_xls_is_read_as_it_is_seen() -> None:
    contenuto = (CASI / "vecchio.xls").read_bytes()
    assert riconosci(contenuto) is FormatoDiFoglio.XLS
    foglio = solo(contenuto)
    assert [r[:2] for r in foglio.righe] == [
        ("Codice", "Valore"),
        ("i001", "73,5%"),
        ("i004", "95%"),
        ("i003", "14/08/2020"),
        ("i053", "75"),
        ("i022", "SI"),
        ("ore", "36"),
        ("unite", ""),
    ]
    assert foglio.righe[1][2] == "è così"
    assert (foglio.righe_nascoste, foglio.colonne_nascoste, foglio.fogli_nascosti) == ([4], [2], ("Vecchio",))


def test_the_texts_of_an_old_xls_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    contenuto = (CASI / "lunghi.xls").read_bytes()
    letti = solo(contenuto).righe
    quanti = sum(len(t) for r in letti for t in r[:2])
    assert (len(letti), letti[7][1]) == (8, "a" * 5000 + "7")
    monkeypatch.setattr(esame, "MAX_TESTO", quanti - 1)
    with pytest.raises(FoglioRifiutato, match="troppo testo"):
        leggi_fogli(contenuto)


@pytest.mark.parametrize("taglio", [513, 1500, 3000, 5000])
def test_an_old_xls_cut_short_is_refused(taglio: int) -> None:
    contenuto = (CASI / "vecchio.xls").read_bytes()
    try:
        leggi_fogli(contenuto[:taglio])
    except FoglioRifiutato as rifiuto:
        assert str(rifiuto)


def test_the_unicode_text_of_excel_is_read() -> None:
    assert solo((CASI / "unicode_text_excel.txt").read_bytes()).righe == (("Codice", "Valore"), ("i053", "75"))
    assert solo("a\tb\nperché\t2\n".encode("utf-16-be").join([b"\xfe\xff", b""])).righe[1] == ("perché", "2")


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codice", "valore", "segno"),
    [
        ("0%", 0.5, Segno.PERCENTO),
        ('0"%"', 95, Segno.SCRITTO),
        (r"0\%", 95, Segno.SCRITTO),
        (r"0.0\ \%", 95, Segno.SCRITTO),
        ('[>1]0"%";0%', 5, Segno.SCRITTO),
        ('[>1]0"%";0%', 0.5, Segno.PERCENTO),
        ("0%;-0%;0", -0.5, Segno.PERCENTO),
        ("0%;-0%;0", 0, Segno.NESSUNO),
        ('0" (in %)"', 3, Segno.SCRITTO),
        ("[Red]0.00%", 1, Segno.PERCENTO),
    ],
)
def test_what_a_percent_sign_in_a_format_means(codice: str, valore: float, segno: Segno) -> None:
    trovato = formato(codice)
    assert trovato is not None
    assert trovato.segno(valore) is segno


@pytest.mark.parametrize("codice", ["0.00", "0_%", "General", "0*%"])
def test_a_format_without_a_percentage(codice: str) -> None:
    assert formato(codice) is None


def test_days_that_an_xlsx_writes_as_texts_are_days() -> None:
    celle = '<row r="1"><c r="A1" t="d"><v>2020-08-14T00:00:00.000Z</v></c><c r="B1" t="d"><v>2020-08-14</v></c></row>'
    assert solo(con_celle(celle)).righe == (("14/08/2020", "14/08/2020"),)


@pytest.mark.parametrize("parola", ["VERO", "TRUE", "True"])
def test_true_in_a_csv_is_true(parola: str) -> None:
    assert solo(f"a;b\n{parola};FALSO\n".encode()).righe[1] == ("SI", "NO")
    assert solo(xlsx([["a", "b"], [True, False]])).righe[1] == ("SI", "NO")


def test_numbers_that_prove_to_be_english_are_read_so() -> None:
    foglio = solo((CASI / "csv_inglese-t1.csv").read_bytes())
    assert [r[2:] for r in foglio.righe[1:]] == [("15000", "14820"), ("1234,50", "1300,07")]
    ((dove, motivo),) = foglio.note
    assert (dove, "«1,234.50»" in motivo) == ((2, 2), True)
    di_testo = solo(xlsx([["a", "b"], ["14,820", "1,234.50"], ["5.700", 12.5]]))
    assert di_testo.righe[1:] == (("14820", "1234,50"), ("5,700", "12,5"))


def test_without_a_proof_the_comma_is_decimal_and_said() -> None:
    foglio = solo(b'a,b\nx,"14,820"\n')
    assert foglio.righe[1] == ("x", "14,820")
    assert [(dove, "14,82" in motivo) for dove, motivo in foglio.note] == [((1, 1), True)]
    assert solo(b"a;b\n14,820;12,5\n").note == ()


def test_where_both_writings_stand_nothing_is_guessed() -> None:
    foglio = solo(b"a;b;c\n14,820;12,5;1,234.50\n")
    assert sorted(foglio.guaste) == [(1, 0), (1, 2)]
    assert "C2 «1,234.50»" in foglio.guaste[1, 0]


@pytest.mark.parametrize(
    ("inglese", "italiano"),
    [("1,234.50", "1234,50"), ("-15,000", "-15000"), ("14.5", "14.5"), ("5.700%", "5,700%"), ("7.1.2", "7.1.2")],
)
def test_an_english_number_as_an_italian_writes_it(inglese: str, italiano: str) -> None:
    assert in_italiano(inglese) == italiano
