"""The document before it is printed: the frozen snapshot, the blocks of the narrative, what hostile input cannot do."""

from __future__ import annotations

import base64
import re
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from contesto.colori import Tema
from contesto.stampa import impagina as tavola
from cruscotto.models import Ciclo
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.html import scrivi_html as scrivi_composto
from relazione.documento.pdf import Allegato, LettoreChiuso, RisorsaVietata, cartelle_ammesse, scrivi_pdf
from relazione.documento.tabelle import euro
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


@pytest.mark.no_cover
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


@pytest.mark.no_cover
def test_every_chart_meets_the_schema_of_vega_lite(foto: Fotografia) -> None:
    from contesto.specifica import specifica
    from contesto.tracciato import traccia

    assert len(foto.grafici) >= 25
    for g in foto.grafici:
        composta = specifica(g.grafico, traccia(g.grafico), foto.ente.tema, controlla=True)
        assert composta == specifica(g.grafico, traccia(g.grafico), foto.ente.tema)


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
    ["http://esempio.it/x.png", "https://esempio.it/x.png", "/etc/passwd", "../../manage.py", "//esempio.it/x.png"],
)
def test_a_picture_from_elsewhere_stops_the_printing(foto: Fotografia, immagine: str) -> None:
    html = scrivi_html(con_testo(foto, f"![figura]({immagine})"))
    with pytest.raises(RisorsaVietata, match="fuori dalle cartelle ammesse"):
        scrivi_pdf(html, [], GIORNO)


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
    nociva = con_testo(replace(foto, ente=replace(foto.ente, logo=svg, logo_svg=True)), "Testo.")
    html = scrivi_html(nociva)
    assert base64.b64encode(svg).decode() in html
    with pytest.raises(RisorsaVietata):
        scrivi_pdf(html, [], GIORNO)


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
