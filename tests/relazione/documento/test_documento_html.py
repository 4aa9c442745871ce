"""The document before it is printed: the frozen snapshot, the blocks of the narrative, what hostile input cannot do."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from contesto.colori import Tema
from contesto.stampa import impagina as tavola
from cruscotto.models import Ciclo
from ente.logo import LogoRifiutato
from relazione.documento import figure
from relazione.documento.cartelle import cartelle_ammesse
from relazione.documento.componi import componi
from relazione.documento.dati_aperti import Allegato
from relazione.documento.genera import trova_richiesta
from relazione.documento.html import scrivi_html as scrivi_composto
from relazione.documento.lettore import LettoreChiuso, RisorsaVietata
from relazione.documento.odt import scrivi_odt
from relazione.documento.pdf import scrivi_pdf
from relazione.documento.tabelle import euro, interventi
from relazione.documento.testo import MARKDOWN, SENZA_IMMAGINI
from relazione.fotografia import DocumentoFoto, Fotografia, SezioneFoto, fotografa

GIORNO = datetime(2020, 5, 19, tzinfo=UTC)
MINIMO = '<html lang="it"><head><title>Prova</title></head><body><p>Prova.</p>{}</body></html>'


@pytest.fixture
def foto(ciclo: Ciclo) -> Fotografia:
    return fotografa(trova_richiesta(ciclo, "relazione"), "integrale")


def scrivi_html(foto: Fotografia) -> str:
    return scrivi_composto(componi(foto))


def con_testo(foto: Fotografia, testo: str) -> Fotografia:
    """The snapshot with one section only."""
    return replace(foto, sezioni=(SezioneFoto("prova", "9.9", "Sezione di prova", 2, testo),))


# -- snapshot ----------------------------------------------------------------------------------------------------------


def test_the_snapshot_cannot_be_changed(foto: Fotografia) -> None:
    with pytest.raises(FrozenInstanceError):
        foto.titolo = "Altro"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        foto.tavole[0].righe[0].totale = True  # type: ignore[misc]
    assert hash(foto.tavole)


def test_no_query_runs_after_the_snapshot(foto: Fotografia, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert scrivi_html(foto) == scrivi_html(foto)


def test_a_later_change_of_the_data_does_not_reach_the_document(ciclo: Ciclo, foto: Fotografia) -> None:
    prima = scrivi_html(foto)
    ciclo.interventi.all().delete()
    ciclo.documenti.all().delete()
    assert scrivi_html(foto) == prima


# -- blocks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("richiamo", "dice"),
    [
        ("[[inesistente]]", "non conosco il richiamo [[inesistente]]"),
        ("[[Tavola imprese-anni]]", "non conosco il richiamo"),
        ("[[tavola che-non-ce]]", "la tavola «che-non-ce» non c'è"),
        ("[[grafico che-non-ce]]", "il grafico «che-non-ce» non c'è"),
        ("[[cruscotto area9]]", "il cruscotto «area9» non c'è"),
        ("[[sintesi-cruscotto]]", "vuole un codice"),
        ("[[albero grande]]", "si scrive senza altro"),
        ("[[risultati nulla]]", "la scheda di risultato «nulla» non c'è"),
        ("[[da-completare: dite chi ha deciso]]", "dite chi ha deciso"),
        ("{{ sezione che-non-ce }}", "non ha «sezione che-non-ce»"),
        ("{{ prezzo pane }}", "non conosco «prezzo»"),
        ("{{ conta nuvole }}", "non so contare «nuvole»"),
    ],
)
def test_what_is_missing_is_printed_and_listed_with_its_section(foto: Fotografia, richiamo: str, dice: str) -> None:
    composto = componi(con_testo(foto, f"Un paragrafo.\n\n{richiamo}\n"))
    (manca,) = composto.incompletezze
    assert manca.sezione == "9.9 Sezione di prova" and dice in manca.motivo
    assert composto.bozza and "bozza" in composto.marchi
    assert "a completare" in scrivi_composto(composto)


def test_a_section_without_a_word_is_to_be_written_unless_others_stand_under_it(foto: Fotografia) -> None:
    vuota = SezioneFoto("vuota", "1", "Vuota", 1, "")
    sotto = SezioneFoto("sotto", "1.1", "Sotto", 2, "Testo.")
    assert [i.codice for i in componi(replace(foto, sezioni=(vuota,))).incompletezze] == ["vuota"]
    assert componi(replace(foto, sezioni=(vuota, sotto))).incompletezze == ()


def test_captions_are_numbered_in_document_order(foto: Fotografia) -> None:
    etichette = [b.etichetta for s in componi(foto).sezioni for b in s.blocchi if b.etichetta]
    tabelle = [e for e in etichette if e.startswith("Tabella")]
    figure = [e for e in etichette if e.startswith("Figura")]
    assert tabelle == [f"Tabella {n}" for n in range(1, len(tabelle) + 1)]
    assert figure == [f"Figura {n}" for n in range(1, len(figure) + 1)]
    assert len(tabelle) + len(figure) == len(etichette) >= 75


def test_references_are_links_to_what_they_name_also_further_on(foto: Fotografia) -> None:
    prima = SezioneFoto("prima", "1", "Prima", 1, "Vedi {{ tavola imprese-anni }} e la sezione {{ sezione dopo }}.")
    dopo = SezioneFoto("dopo", "2", "Dopo", 1, "[[grafico imprese-anni]]\n\n[[tavola imprese-anni]]")
    html = scrivi_html(replace(foto, sezioni=(prima, dopo)))
    assert '<a href="#tavola-imprese-anni">Tabella 1</a>' in html
    assert '<a href="#sezione-dopo">2</a>' in html
    assert html.count('id="tavola-imprese-anni"') == html.count('id="sezione-dopo"') == 1


def test_no_anchor_stands_twice_and_every_reference_has_one(foto: Fotografia) -> None:
    html = scrivi_html(foto)
    ancore = re.findall(r'\bid="([^"]+)"', html)
    assert len(ancore) == len(set(ancore))
    rimandi = set(re.findall(r'href="#([^"]+)"', html))
    assert len(rimandi) > 30 and rimandi <= set(ancore)


def test_negative_amounts_have_a_true_minus_and_missing_ones_a_dash(foto: Fotografia) -> None:
    importi = {v.codice: v for v in foto.bilancio}
    assert euro(importi["6"].preventivo) == "−4.314.500,00"
    assert euro(importi["5"].preventivo) == "–"


def test_merged_totals_span_the_columns_of_their_heading(foto: Fotografia) -> None:
    stampata = tavola(next(t for t in foto.tavole if t.codice == "personale-sesso"))
    totale = stampata.righe[-1]
    assert [(c.testo, c.colonne) for c in totale.celle] == [("40", 2), ("48", 2), ("88", 2)]
    assert not any(c.titolo for c in totale.celle)


def test_no_heading_of_a_table_is_empty(foto: Fotografia) -> None:
    for t in foto.tavole:
        assert all(i.testo.strip() for riga in tavola(t).intestazioni for i in riga), t.codice


def test_provinces_are_series_in_the_same_order_everywhere(foto: Fotografia) -> None:
    """So that each keeps its colour; and no chart puts a total beside its parts."""
    assert len(foto.grafici) >= 25
    con_province = 0
    for g in foto.grafici:
        serie = [s.capitalize() for s in dict.fromkeys(p.serie for p in g.grafico.punti)]
        nomi = {n.capitalize() for p in g.grafico.punti for n in (p.serie, *p.categoria.split("/"))}
        assert not any("total" in n.lower() or n == "Arezzo-siena" for n in nomi), g.codice
        if {"Arezzo", "Siena"} & nomi:
            assert serie == ["Arezzo", "Siena"], g.codice
            con_province += 1
    assert con_province >= 15


# -- hostile input -----------------------------------------------------------------------------------------------------


def test_markup_in_the_narrative_and_in_the_labels_is_text(foto: Fotografia) -> None:
    cattiva = "<script>alert(1)</script>"
    nociva = con_testo(foto, f"{cattiva} <img src=x onerror=alert(1)>\n\n<iframe src='http://esempio.it'></iframe>")
    prospetti = []
    for p in foto.prospetti[:1]:
        prima = p.prospettive[0].obiettivi[0]
        righe = (replace(prima.righe[0], etichetta=cattiva, target=cattiva), *prima.righe[1:])
        obiettivi = (replace(prima, righe=righe), *p.prospettive[0].obiettivi[1:])
        prospetti.append(replace(p, prospettive=(replace(p.prospettive[0], obiettivi=obiettivi), *p.prospettive[1:])))
    nociva = replace(nociva, prospetti=tuple(prospetti), titolo=cattiva, data_documento=cattiva)
    sezione = replace(nociva.sezioni[0], testo=nociva.sezioni[0].testo + "\n\n[[cruscotto ente]]")
    html = scrivi_html(replace(nociva, sezioni=(sezione,)))
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    assert "<script" not in html
    assert "<iframe" not in html
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")


@pytest.mark.parametrize(
    "indirizzo", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,<b>x</b>", "vbscript:x"]
)
def test_dangerous_addresses_are_never_links(foto: Fotografia, indirizzo: str) -> None:
    nociva = con_testo(foto, f"[qui]({indirizzo}) e <{indirizzo}>\n\n[[documenti-ciclo]]")
    html = scrivi_html(replace(nociva, documenti=(DocumentoFoto("Un atto", "", indirizzo),)))
    assert f'href="{indirizzo.split(":")[0]}:' not in html


@pytest.mark.parametrize(
    "immagine",
    ["https://esempio.it/x.png", "/etc/passwd", "../../manage.py", "//esempio.it/x.png", "data:image/png;base64,eA=="],
)
def test_a_picture_in_the_text_is_what_there_is_to_complete(foto: Fotografia, immagine: str) -> None:
    """No address of it reaches a writer: what stands behind would have no checked colours, and no file of its own."""
    composto = componi(con_testo(foto, f"Prima ![figura]({immagine}) dopo"))
    assert [i.perche for i in composto.incompletezze] == [SENZA_IMMAGINI]
    html = scrivi_composto(composto)
    assert f'Prima <span class="da-completare">[da completare: {SENZA_IMMAGINI}]</span> dopo' in html
    assert immagine not in html
    with zipfile.ZipFile(io.BytesIO(scrivi_odt(composto))) as odt:
        assert f"[da completare: {SENZA_IMMAGINI}]" in odt.read("content.xml").decode()


@pytest.mark.parametrize(
    "pezzo",
    [
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://esempio.it/stile.css">',
        "<style>@import url(http://esempio.it/stile.css);</style>",
        "<style>p { background: url(file:///etc/passwd) }</style>",
        '<img alt="" src="relazione.css/../../../manage.py">',
        '<img alt="" src="%2e%2e/%2e%2e/manage.py">',
        '<object data="file:///etc/hostname"></object>',
        '<img alt="" src="ftp://esempio.it/x">',
    ],
)
def test_no_resource_is_read_outside_the_allowed_folders(pezzo: str) -> None:
    with pytest.raises(RisorsaVietata):
        scrivi_pdf(MINIMO.format(pezzo), [], GIORNO)


def test_a_logo_that_reads_files_stops_the_printing(foto: Fotografia) -> None:
    figura = b'<image href="file:///etc/passwd" width="9" height="9"/>'
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + figura + b"</svg>"
    with pytest.raises(LogoRifiutato, match="«image»"):
        scrivi_html(con_testo(replace(foto, ente=replace(foto.ente, logo=svg)), "Testo."))
    indirizzo = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    with pytest.raises(RisorsaVietata):  # and were it let in, the printing would not read it
        scrivi_pdf(MINIMO.format(f'<img alt="Logo" src="{indirizzo}">'), [], GIORNO)


def test_links_in_the_allowed_folder_do_not_lead_out_of_it(tmp_path: Path) -> None:
    dentro, fuori = tmp_path / "dentro", tmp_path / "fuori.txt"
    dentro.mkdir()
    fuori.write_text("segreto")
    (dentro / "rimando").symlink_to(fuori)
    (dentro / "buono.css").write_text("p {}")
    lettore = LettoreChiuso([dentro])
    assert lettore.fetch((dentro / "buono.css").as_uri())
    for indirizzo in (
        (dentro / "rimando").as_uri(),
        f"{dentro.as_uri()}/../fuori.txt",
        f"{dentro.as_uri()}/%2e%2e/fuori.txt",
    ):
        with pytest.raises(RisorsaVietata):
            lettore.fetch(indirizzo)


def test_a_colour_that_is_not_a_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        Tema("red; } * { display: none", "#000000")


def test_the_allowed_folders_hold_style_and_fonts_only() -> None:
    file = {f.suffix for cartella in cartelle_ammesse() for f in cartella.rglob("*") if f.is_file()}
    assert file <= {".css", ".ttf", ".woff", ".woff2", ".eot", ".svg", ".txt"}


def test_a_small_document_prints_the_same_bytes_twice() -> None:
    allegato = [Allegato("dati.csv", "Dati di prova", b"a,b\r\n1,2\r\n")]
    assert scrivi_pdf(MINIMO.format(""), allegato, GIORNO) == scrivi_pdf(MINIMO.format(""), allegato, GIORNO)


# -- typography and grouping -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scritto", "stampato"),
    [
        ('Il bando "Voucher 4.0" e ("altro")', "Il bando «Voucher 4.0» e («altro»)"),
        ('"Tutto"', "«Tutto»"),
        ('Un **"grassetto"** e *"corsivo"*.', "Un <strong>«grassetto»</strong> e <em>«corsivo»</em>."),
        ('dell\'"Albo"', "dell'«Albo»"),
        ('Prima\n"dopo"', "Prima\n«dopo»"),
        ("Arezzo - Siena -- e 2019-2021, -9,0%", "Arezzo – Siena – e 2019-2021, -9,0%"),
        ("La lettera (c) e +-", "La lettera (c) e +-"),
        ('`codice "com\'è" - così`', "<code>codice &quot;com'è&quot; - così</code>"),
        ('[un "atto"](https://esempio.it/)', '<a href="https://esempio.it/">un «atto»</a>'),
    ],
)
def test_quotes_and_dashes_are_italian(scritto: str, stampato: str) -> None:
    assert MARKDOWN.render(scritto) == f"<p>{stampato}</p>\n"


def test_quotes_and_dashes_are_italian_around_a_recall_too(foto: Fotografia) -> None:
    html = scrivi_html(con_testo(foto, 'Vedi "{{ sezione prova }}" - "qui".'))
    assert '<p>Vedi «<a href="#sezione-prova">9.9</a>» – «qui».</p>' in html


def test_interventions_make_one_group_an_objective_in_whatever_order(foto: Fotografia) -> None:
    mischiati = (*foto.interventi[::2], *foto.interventi[1::2])
    assert [i.obiettivo for i in mischiati] != sorted(i.obiettivo for i in mischiati), "the case wants them unsorted"
    dritti, storti = interventi(foto), interventi(replace(foto, interventi=mischiati))
    assert [(g.obiettivo, g.totale) for g in storti.gruppi] == [(g.obiettivo, g.totale) for g in dritti.gruppi]
    assert len({g.obiettivo for g in storti.gruppi}) == len(storti.gruppi) == 5
    assert figure.interventi(replace(foto, interventi=mischiati)) == figure.interventi(foto)


def test_two_objectives_of_the_same_name_are_told_apart(foto: Fotografia) -> None:
    uno, due = foto.interventi[0], foto.interventi[-1]
    omonimi = (replace(uno, etichetta_obiettivo="Turismo"), replace(due, etichetta_obiettivo="Turismo"))
    nomi = [g.obiettivo for g in interventi(replace(foto, interventi=omonimi)).gruppi]
    assert nomi == [f"Turismo (obiettivo {uno.obiettivo})", f"Turismo (obiettivo {due.obiettivo})"]
    assert {p.categoria for p in figure.interventi(replace(foto, interventi=omonimi)).punti} == set(nomi)
