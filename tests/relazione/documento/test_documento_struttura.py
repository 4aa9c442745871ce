"""The tags of small documents, one case each: what a reader with a screen reader hears, and the two standards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import page
import pikepdf
import pytest

from relazione.documento.caratteri import stampabile
from relazione.documento.pdf import scrivi_pdf
from tests.mondi.struttura_pdf import Elemento, Struttura

GIORNO = datetime(2020, 5, 19, tzinfo=UTC)
TESTA = """<html lang="it"><head><title>Prova</title><link rel="stylesheet" href="relazione.css">
<style>:root { --primario: #17324d; --secondario: #c65d21; --velo: #eef; --tinta: #dde; --filo: #ccd; } %s</style>
</head>"""
TESTATA = "<thead><tr><th>A</th><th>B</th></tr></thead>"


Scrive = Callable[..., Struttura]


@pytest.fixture
def scrivi(tmp_path: Path) -> Scrive:
    """Print a body, check the whole of both standards and the marks of its pages, and read its tags."""

    def scrivi(corpo: str, stile: str = "") -> Struttura:
        contenuto = scrivi_pdf(f"{TESTA % stile}<body>{corpo}</body></html>", [], GIORNO)
        file = tmp_path / "prova.pdf"
        file.write_bytes(contenuto)
        for profilo in ("pdfa-3a", "pdfua-1"):
            esito = page.validate_pdf(str(file), profile=profilo)
            assert [f"{g.rule_id}: {g.message}" for g in esito.failures] == []
        struttura = Struttura(contenuto)
        assert struttura.guasti == []
        return struttura

    return scrivi


def font(struttura: Struttura) -> set[str]:
    """The families of the fonts of a PDF."""
    descrittori = [
        o for o in struttura.pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]
    return {str(o.FontName)[8:].split("-")[0] for o in descrittori}


def forma(elemento: Elemento) -> str:
    """The kinds of an element and of those in it, such as ``L(LI(Lbl LBody))``."""
    return elemento.tipo + (f"({' '.join(map(forma, elemento.figli))})" if elemento.figli else "")


def test_a_block_in_a_heading_makes_no_other_heading(scrivi: Scrive) -> None:
    s = scrivi('<h1><span class="numero">1</span> Presentazione</h1>')
    assert forma(s.radice) == "Document(H1)"
    assert s.testo(s.radice) == "1 Presentazione"


def test_headings_never_skip_a_level(scrivi: Scrive) -> None:
    assert forma(scrivi("<h1>a</h1><h4>b</h4><h4>c</h4><h2>d</h2>").radice) == "Document(H1 H2 H2 H2)"


def test_lists_have_labels_and_bodies_and_nest_in_the_body(scrivi: Scrive) -> None:
    s = scrivi("<ol><li>uno<ul><li>uno a</li></ul></li><li><p>due</p></li></ol>")
    assert forma(s.radice) == "Document(L(LI(Lbl LBody(L(LI(Lbl LBody)))) LI(Lbl LBody(P))))"
    assert [str(e.oggetto.A.ListNumbering) for e in s.tutti("L")] == ["/Decimal", "/Disc"]
    assert [s.testo(e).strip() for e in s.tutti("Lbl")] == ["1.", "◦", "2."]


def test_a_footnote_is_a_note_after_its_call(scrivi: Scrive) -> None:
    s = scrivi('<p>Prima<span class="nota">La nota.</span> e dopo<span class="nota">Altra.</span>.</p>')
    assert forma(s.radice) == "Document(P(Reference Note(Lbl) Reference Note(Lbl)))"
    assert [s.testo(e) for e in s.tutti("Note")] == ["1. La nota.", "2. Altra."]
    assert len({str(e.oggetto.ID) for e in s.tutti("Note")}) == 2


def test_text_between_blocks_is_a_paragraph_of_its_own(scrivi: Scrive) -> None:
    s = scrivi("<div>uno <strong>due</strong><p>tre</p>quattro</div><div>cinque</div>")
    assert [s.testo(e).strip() for e in s.tutti("P")] == ["uno due", "tre", "quattro", "cinque"]


def test_contents_are_entries_with_one_link_each_and_dots_are_artifacts(scrivi: Scrive) -> None:
    s = scrivi(
        '<nav class="indice"><ol data-tag="TOC"><li><span class="indice-numero" data-tag="Lbl">1</span>'
        '<a href="#x">Un titolo</a></li></ol></nav><h1 id="x">Un titolo</h1>'
    )
    assert forma(s.radice) == "Document(TOC(TOCI(Lbl Reference(Link))) H1)"
    (voce,) = s.tutti("TOCI")
    assert s.testo(voce) == "1 Un titolo 1"
    (link,) = s.tutti("Link")
    assert [str(a.Contents) for _, a in link.annotazioni] == ["Un titolo"]
    assert len(s.pdf.pages[0].Annots) == 1
    assert "".join(s.artifici[0]).count(".") > 20


def test_a_link_on_more_lines_is_one_annotation_with_its_quadrilaterals(scrivi: Scrive) -> None:
    indirizzo = "https://esempio.it/" + "senzatrattinonespazio" * 6
    s = scrivi(f'<p>Qui: <a href="{indirizzo}">{indirizzo}</a> e dopo.</p>')
    (link,) = s.tutti("Link")
    ((_, annotazione),) = link.annotazioni
    assert len(annotazione.QuadPoints) == 8 * 3
    alti = [float(y) for y in annotazione.QuadPoints][1::8]
    assert alti == sorted(alti, reverse=True)
    assert s.testo(link) == indirizzo, "a line that breaks in an address has no space"
    assert s.testo(s.radice) == f"Qui: {indirizzo} e dopo."


def test_words_broken_by_the_layout_are_whole_and_lines_do_not_glue(scrivi: Scrive) -> None:
    testo = (
        "L'amministrazione precedentemente straordinariamente responsabilizzata ha razionalizzato-semplificato "
        "l'organizzazione interdipartimentale dell'internazionalizzazione e/o della socio-assistenza. "
    ) * 3
    s = scrivi(f'<div class="testo"><p>{testo}</p></div>', ".testo { width: 52mm }")
    assert any("\u00ad" in t for t in s.testi.values()), "the case wants broken words"
    assert s.testo(s.radice).strip() == testo.strip()


def test_spaces_between_inline_boxes_are_read(scrivi: Scrive) -> None:
    sal = '<span class="sal"><strong>99,7%</strong> <span class="parola">Raggiunto</span></span>'
    s = scrivi(f"<p>SAL {sal} <em>a</em> <b>b</b></p>")
    assert s.testo(s.radice) == "SAL 99,7% Raggiunto a b"


def test_what_stands_on_lines_of_a_cell_is_read_apart(scrivi: Scrive) -> None:
    s = scrivi("<table><caption>T</caption><tr><th scope=row>Deposi<br>ti</th><td><p>a</p><p>b</p></td></tr></table>")
    assert s.testo(s.tutti("TH")[0]) == "Deposi ti"


def test_a_table_over_pages_is_one_with_one_caption_and_one_head(scrivi: Scrive) -> None:
    righe = "".join(f"<tr><th scope='row'>Riga {n}</th><td>{n}</td></tr>" for n in range(150))
    s = scrivi(f"<table><caption>Lunga</caption>{TESTATA}<tbody>{righe}</tbody></table>")
    assert len(s.pdf.pages) >= 3
    assert [e.tipo for e in s.radice.figli] == ["Table"]
    (tabella,) = s.tutti("Table")
    assert [e.tipo for e in tabella.figli] == ["Caption", "THead", "TBody"]
    assert [s.testo(r) for r in tabella.figli[2].figli] == [f"Riga {n}{n}" for n in range(150)]
    assert sum("A" in testi for testi in s.artifici) == len(s.pdf.pages) - 1, "heads that repeat are artifacts"


def test_rows_of_a_cell_that_spans_over_a_page_stay_equally_long(scrivi: Scrive) -> None:
    righe = "".join(f"<tr>{'<th scope=row rowspan=90>G</th>' if not n else ''}<td>{n}</td></tr>" for n in range(90))
    s = scrivi(f"<table><caption>T</caption>{TESTATA}<tbody>{righe}</tbody></table>")
    assert len(s.pdf.pages) >= 2
    (gruppo,) = [e for e in s.tutti("TH") if s.testo(e) == "G"]
    assert int(gruppo.oggetto.A.RowSpan) == 90
    assert all(list(e.oggetto.A.Headers) for e in s.tutti("TD"))


@pytest.mark.parametrize("corpo", ["", "<tbody></tbody>"])
def test_a_table_without_data_meets_both_standards(scrivi: Scrive, corpo: str) -> None:
    s = scrivi(f"<table><caption>Vuota</caption>{TESTATA}{corpo}</table>")
    assert forma(s.tutti("Table")[0]) == "Table(Caption TBody(TR(TH TH)))"


def test_a_picture_has_its_alternative_and_a_decoration_is_an_artifact(scrivi: Scrive) -> None:
    apre = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    s = scrivi(
        f"<figure><figcaption>Figura 1</figcaption>{apre}<title>Un quadrato</title>"
        '<rect width="9" height="9"/></svg></figure><img alt="" src="data:image/svg+xml,'
        '%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%229%22 height=%229%22/%3E">'
    )
    assert forma(s.radice) == "Document(Div(Caption Figure))"
    (figura,) = s.tutti("Figure")
    assert str(figura.oggetto.Alt) == "Un quadrato"
    x1, y1, x2, y2 = map(float, figura.oggetto.A.BBox)
    assert 0 <= x1 < x2 <= 595.3 and 0 <= y1 < y2 <= 842


@pytest.mark.parametrize(
    ("testo", "letto"),
    [
        ("Ελληνικά e Български", "Ελληνικά e Български"),
        ("中文 e ᚠ", "[U+4E2D U+6587] e [U+16A0]"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("e\u0301 e\u0300", "é è"),
        ("😀\ufe0f ok", "[U+1F600] ok"),
        ("1\u202f000\u2009x", "1\u00a0000 x"),
        ("x \u2260 y \u2264 z \u2192 w \u2074", "x ≠ y ≤ z → w ⁴"),
        ("\ue000 privato", "[U+E000] privato"),
    ],
)
def test_a_character_is_printed_by_the_fonts_of_the_project_or_visibly_replaced(
    scrivi: Scrive, testo: str, letto: str
) -> None:
    s = scrivi(f"<p>{testo}</p><blockquote><p>{testo}</p></blockquote><pre>{testo}</pre>")
    assert s.testo(s.radice) == letto * 3
    assert font(s) <= {"Titillium", "Lora", "Roboto", "Segni", "Altri"}


def test_text_in_a_drawing_uses_the_fonts_of_the_project(scrivi: Scrive) -> None:
    from contesto.svg import documento, testo

    s = scrivi(documento(200, 40, "Alternativa", testo(5, 20, "Осн 中 ≠ A"), prefisso="p"))
    assert font(s) <= {"Titillium", "Segni", "Altri"}


def test_the_title_keeps_its_characters() -> None:
    assert "中文" in stampabile("<html><head><title>中文\x07</title></head><body>中</body></html>")
    assert "\x07" not in stampabile("<html><head><title>中文\x07</title></head><body>中</body></html>")


def test_an_outline_and_the_printed_numbers_are_shown(scrivi: Scrive) -> None:
    dopo = "<p style='break-before: page'>due</p>"
    for prima, numeri in (("<h1>Uno</h1>", ["1", "2"]), ("<h1 class='copertina'>Uno</h1>", ["Copertina", "2"])):
        s = scrivi(prima + dopo)
        assert str(s.pdf.Root.PageMode) == "/UseOutlines"
        assert [str(p.label) for p in s.pdf.pages] == numeri
