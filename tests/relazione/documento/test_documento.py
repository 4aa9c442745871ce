"""The Relazione made from the real 2019 cycle: what its PDF contains, how it is laid out, which standards it meets."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from django.conf import settings
from django.test import override_settings
from pypdf import PdfReader
from pypdf.generic import Destination
from pytest_django import DjangoDbBlocker

from cruscotto.ciclo.trova import trova_ciclo
from relazione.documento.componi import componi
from relazione.documento.controllo import controlla_pubblica
from relazione.documento.cruscotti import sintesi
from relazione.documento.dati_aperti import allegati
from relazione.documento.genera import fotografa_edizione, momento, trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import impagina, scrivi_pdf, stampa
from relazione.documento.tabelle import euro
from relazione.documento.testo import Nodo, Tipo, solo_testo
from relazione.fotografia import Fotografia, fotografa, scrivi_json
from tests.mondi import impaginato
from tests.mondi.pdf_uguali import differenze
from tests.mondi.struttura_pdf import Elemento, Struttura, guasti_di_figure, guasti_di_link, guasti_di_tabelle

STESSA_STAMPA = """
import hashlib, pathlib, sys, django
django.setup()
from relazione.documento.genera import scrivi
from relazione.fotografia import leggi_json
foto = leggi_json(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
print(hashlib.sha256(scrivi(foto, "pdf")).hexdigest())
"""


DISEGNI = 5  # tree, map, matrix, budget, interventions


@dataclass(frozen=True)
class Documento:
    """The document as laid out whole, as the bytes of that, as the bytes written in parts and as these are read back;
    ``testi`` are ``stampati`` without white space."""

    foto: Fotografia
    pagine: list[Any]
    intero: bytes
    pdf: bytes
    lettore: PdfReader
    stampati: list[str]
    testi: list[str]
    titoli: dict[str, int]
    livelli: set[int]
    struttura: Struttura

    def testo(self, da: int, a: int) -> str:
        """Text of the pages from ``da`` to ``a``, included, counted from 0."""
        return "".join(self.testi[da : a + 1])

    def testo_sezione(self, numero: str) -> str:
        """Text from the page where a section begins to the one where the next begins."""
        numeri = [s.numero for s in self.foto.sezioni]
        posto = numeri.index(numero)
        fine = self.titoli[numeri[posto + 1]] if posto + 1 < len(numeri) else len(self.testi) - 1
        return self.testo(self.titoli[numero], fine)


def stretto(testo: str) -> str:
    """A text as it can be compared with the one of a page: no white space, one kind of minus."""
    return re.sub(r"\s", "", testo).replace("−", "-")


# pytest-django runs the tests that flush the database after those that are marked: these need the demo still there.
# Once is enough: what each database gives is compared by `test_documento_html`, on both.
pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]


@pytest.fixture(scope="module")
def documento(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    cartella_media: Path,
) -> Documento:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        foto = fotografa(trova_richiesta(trova_ciclo("arezzo-siena", 2019), "relazione"), "integrale")
    return _stampa_e_rilegge(foto)


@pytest.fixture(scope="module")
def pubblica(django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path) -> Documento:
    """The public edition, checked as the command checks it."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        richiesta = trova_richiesta(trova_ciclo("arezzo-siena", 2019), "relazione")
        foto, vietate = fotografa_edizione(richiesta, "pubblica")
    scritta = _stampa_e_rilegge(foto)
    controlla_pubblica(scritta.pdf, "pdf", vietate)
    return scritta


@pytest.fixture(params=["documento", "pubblica"])
def edizione(request: pytest.FixtureRequest) -> Documento:
    """Each of the two editions."""
    letta: Documento = request.getfixturevalue(request.param)
    return letta


def _stampa_e_rilegge(foto: Fotografia) -> Documento:
    composto = componi(foto)
    html = scrivi_html(composto)
    pagine = impagina(html)
    intero = stampa(pagine, allegati(composto), momento(foto))
    pdf = scrivi_pdf(html, allegati(composto), momento(foto))
    lettore = PdfReader(io.BytesIO(pdf))
    titoli: dict[str, int] = {}
    livelli: set[int] = set()
    for livello, voce in _segnalibri(lettore.outline):
        livelli.add(livello)
        posto = lettore.get_destination_page_number(voce)
        assert posto is not None
        titoli[str(voce.title).split(" ", 1)[0]] = posto
    stampati = [p.extract_text() for p in lettore.pages]
    testi = [stretto(t) for t in stampati]
    return Documento(
        foto,
        [p._page_box for p in pagine.pages],
        intero,
        pdf,
        lettore,
        stampati,
        testi,
        titoli,
        livelli,
        Struttura(pdf),
    )


def _segnalibri(voci: Any, livello: int = 1) -> Iterator[tuple[int, Destination]]:
    for voce in voci:
        if isinstance(voce, list):
            yield from _segnalibri(voce, livello + 1)
        else:
            yield livello, voce


def in_ordine(testo: str, parti: list[str]) -> str:
    """The first part that does not follow the ones before it in the text, or an empty string."""
    posto = 0
    for parte in parti:
        trovato = testo.find(stretto(parte), posto)
        if trovato < 0:
            return parte
        posto = trovato + len(stretto(parte))
    return ""


# -- content -----------------------------------------------------------------------------------------------------------


def test_pages_are_many_and_none_is_empty(edizione: Documento) -> None:
    assert len(edizione.testi) >= 60
    assert [n for n, testo in enumerate(edizione.testi, 1) if len(testo) < 80] == []


def test_nothing_unresolved_is_printed(edizione: Documento) -> None:
    for stampato in edizione.stampati:
        assert re.findall(r"\b(?:None|nan|NaN|inf)\b|\{\{|\}\}|\{%|\[\[|\]\]|Decimal\(", stampato) == []


def test_every_row_of_every_scorecard_is_printed_in_its_place(documento: Documento) -> None:
    righe = 0
    sezioni = [s for s in documento.foto.sezioni if s.numero.startswith("7.1.")]
    for sezione, prospetto in zip(sezioni, documento.foto.prospetti, strict=True):
        parti = [parte for riga in prospetto.righe for parte in (riga.etichetta, riga.target, riga.actual)]
        assert in_ordine(documento.testo_sezione(sezione.numero), parti) == "", prospetto.codice
        righe += len(prospetto.righe)
    assert righe == 251


def test_every_pira_badge_is_printed(documento: Documento) -> None:
    allegato = documento.testo(documento.titoli["7.1.a"], documento.titoli["7.2"])
    allegato = allegato[allegato.index(stretto("7.1.a Il Cruscotto")) :]
    attesi = sum(riga.pira for prospetto in documento.foto.prospetti for riga in prospetto.righe)
    assert attesi == 54
    assert allegato.count("(PIRA)") == attesi


def test_every_figure_of_the_budget_is_printed(documento: Documento) -> None:
    parti = []
    for voce in documento.foto.bilancio:
        importi = (voce.preventivo, voce.aggiornamento, voce.consuntivo, voce.differenza)
        parti += [voce.etichetta, *(euro(i) for i in importi if i is not None)]
    assert len(parti) > 100
    assert in_ordine(documento.testo_sezione("4"), parti) == ""


def test_every_intervention_is_printed_with_its_amount(documento: Documento) -> None:
    testo = documento.testo_sezione("2.2.3")
    testo = testo[testo.index(stretto("per obiettivo strategico (euro)")) :]
    parti = [parte for i in documento.foto.interventi for parte in (i.descrizione, euro(i.importo))]
    assert len(parti) == 48
    assert in_ordine(testo, [*parti, "2.316.941,05"]) == ""


def test_every_cell_of_every_context_table_is_printed(edizione: Documento) -> None:
    tutto = edizione.testo(0, len(edizione.testi))
    for tavola in edizione.foto.tavole:
        inizio = re.search(r"Tabella\d+–" + re.escape(stretto(tavola.titolo)), tutto)
        assert inizio, tavola.codice
        celle = [cella for riga in tavola.righe for cella in riga.celle if cella]
        assert in_ordine(tutto[inizio.end() :], celle) == "", tavola.codice


def test_ticks_are_printed_with_a_word(documento: Documento) -> None:
    assert documento.testo_sezione("2.2.9").count("✓sì") == 19


def test_summaries_show_the_measured_results(documento: Documento) -> None:
    per_codice = {p.codice: p for p in documento.foto.prospetti}
    for numero, codice in (("3.3.1", "area1"), ("3.3.4", "area4"), ("3.4.2", "ind_dir2")):
        parti = [p for r in sintesi(per_codice[codice], documento.foto.misura) for p in (r.testo, r.sal.testo)]
        assert in_ordine(documento.testo_sezione(numero), parti) == ""


def test_contents_give_the_page_where_each_heading_stands(documento: Documento) -> None:
    voci = [s for s in documento.foto.sezioni if s.livello < 3 or s.numero.startswith("7.1.")]
    assert len(voci) == 38
    atteso = "".join(
        re.escape(stretto(s.numero + s.titolo)) + r"\.*" + str(documento.titoli[s.numero] + 1) for s in voci
    )
    assert re.search(atteso, documento.testi[1])
    for s in documento.foto.sezioni:
        assert stretto(s.numero + s.titolo) in documento.testi[documento.titoli[s.numero]]


# -- layout ------------------------------------------------------------------------------------------------------------


def test_no_text_leaves_its_page(edizione: Documento) -> None:
    assert impaginato.fuori_pagina(edizione.pagine) == []


def test_no_cell_is_overflown_and_no_table_is_wider_than_its_page(edizione: Documento) -> None:
    assert impaginato.celle_strette(edizione.pagine) == []


def test_no_heading_closes_a_page(edizione: Documento) -> None:
    assert impaginato.titoli_in_fondo(edizione.pagine) == []


def test_every_figure_is_whole(edizione: Documento) -> None:
    figure = [
        box
        for foglio in edizione.pagine[1:]
        for box in impaginato.discendenti(foglio)
        if type(box).__name__ in impaginato.FIGURE
    ]
    assert len(figure) == len(edizione.foto.grafici) + DISEGNI


def test_pages_are_full_but_where_a_chapter_ends(edizione: Documento) -> None:
    assert impaginato.pagine_vuote(edizione.pagine) == []


def test_no_table_leaves_a_row_alone_over_the_page(edizione: Documento) -> None:
    divise, sole = impaginato.righe_sole(edizione.pagine)
    assert divise >= 5
    assert sole == []


def test_the_page_after_the_letter_says_the_results_at_a_glance(edizione: Documento) -> None:
    testo = edizione.testi[edizione.titoli["1"] + 1]
    assert edizione.titoli["2"] == edizione.titoli["1"] + 2
    ente = next(p for p in edizione.foto.prospetti if p.tipo == "ente")
    attese = [edizione.foto.misura.mostra(ente.media.valore), "123su126", "2,3mln€", "79mila€"]
    attese += [parte for p in ente.prospettive for parte in (p.nome, edizione.foto.misura.mostra(p.media.valore))]
    attese += [p.titolo for p in edizione.foto.prospetti if p.tipo != "individuale"]
    assert in_ordine(testo, ["colpod'occhio", *attese]) == ""


# -- in parts ----------------------------------------------------------------------------------------------------------


def test_the_document_in_parts_is_the_document_laid_out_whole(edizione: Documento) -> None:
    assert edizione.intero != edizione.pdf
    assert differenze(edizione.intero, edizione.pdf) == []


# -- standards ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profilo", ["pdfa-3a", "pdfua-1"])
def test_the_pdf_meets_the_standard(edizione: Documento, profilo: str, tmp_path: Path) -> None:
    file = tmp_path / "relazione.pdf"
    file.write_bytes(edizione.pdf)
    esito = page.validate_pdf(str(file), profile=profilo)
    assert [f"{g.rule_id}: {g.message}" for g in esito.failures] == []
    assert esito.is_compliant


def test_the_pdf_names_itself_and_its_sections(documento: Documento) -> None:
    radice: Any = documento.lettore.trailer["/Root"]
    assert radice["/Lang"] == "it"
    assert radice["/ViewerPreferences"]["/DisplayDocTitle"]
    assert documento.lettore.metadata is not None
    assert documento.lettore.metadata.title == "Relazione della Performance 2019 – Camera di Commercio di Arezzo-Siena"
    assert {1, 2, 3} == documento.livelli
    assert {s.numero for s in documento.foto.sezioni} <= set(documento.titoli)


def test_all_fonts_are_embedded_and_come_with_the_project(documento: Documento) -> None:
    with pikepdf.open(io.BytesIO(documento.pdf)) as pdf:
        descrittori = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert descrittori
        for d in descrittori:
            assert any(chiave in d for chiave in ("/FontFile", "/FontFile2", "/FontFile3"))
        famiglie = {re.split(r"[-+]", str(d["/FontName"]))[1] for d in descrittori}
    assert {"Titillium", "Lora"} <= famiglie <= {"Titillium", "Lora", "Roboto", "Segni", "Altri"}


# -- tags, beyond what a checker sees ----------------------------------------------------------------------------------


def test_all_that_a_page_shows_belongs_to_one_element_or_is_an_artifact(edizione: Documento) -> None:
    """The checker calls compliant a file whose second page has no tags."""
    struttura = edizione.struttura
    assert struttura.guasti == []
    segnate = {pagina for pagina, _ in struttura.testi}
    assert segnate == set(range(len(struttura.pdf.pages)))


def test_margins_are_artifacts_and_never_text(documento: Documento) -> None:
    per_pagina = documento.struttura.artifici
    assert [n for n, testi in enumerate(per_pagina[1:], 2) if testi[-1] != str(n)] == []
    assert all("Relazione della Performance 2019" in testi for testi in per_pagina[1:])


def test_headings_are_those_of_the_sections_one_inside_none(documento: Documento) -> None:
    struttura = documento.struttura
    titoli = [e for e in struttura.radice.tutti() if re.fullmatch("H[1-6]", e.tipo)]
    assert all(not e.figli for e in titoli)
    livelli = [int(e.tipo[1]) for e in titoli]
    assert livelli[0] == 1
    assert all(dopo <= prima + 1 for prima, dopo in pairwise(livelli))
    letti = [struttura.testo(e).strip() for e in titoli]
    attesi = [f"{s.numero} {s.titolo}".strip() for s in documento.foto.sezioni]
    assert [t for t in letti if t in attesi] == attesi


def test_every_table_is_one_with_one_caption_and_its_rows_in_order(edizione: Documento) -> None:
    assert guasti_di_tabelle(edizione.struttura) == []


def test_headers_say_something_and_cells_name_theirs(edizione: Documento) -> None:
    struttura = edizione.struttura
    intestazioni = struttura.tutti("TH")
    assert len(intestazioni) > 500
    assert [e for e in intestazioni if not struttura.testo(e).strip()] == []
    assert {str(e.oggetto.A.Scope) for e in intestazioni} == {"/Row", "/Column"}
    nomi = [str(e.oggetto.ID) for e in intestazioni]
    assert len(set(nomi)) == len(nomi)
    assert {str(h) for e in struttura.tutti("TD") for h in e.oggetto.A.Headers} <= set(nomi)


def test_every_link_is_one_annotation_named_by_its_text(edizione: Documento) -> None:
    struttura = edizione.struttura
    assert guasti_di_link(struttura) == []
    voci = [struttura.testo(e) for e in struttura.tutti("TOCI")]
    attese = [s for s in edizione.foto.sezioni if s.livello < 3 or s.numero.startswith("7.1.")]
    assert voci == [f"{s.numero} {s.titolo} {edizione.titoli[s.numero] + 1}" for s in attese]


def test_every_figure_lies_on_its_page_and_has_an_alternative(edizione: Documento) -> None:
    figure = edizione.struttura.tutti("Figure")
    assert len(figure) == len(edizione.foto.grafici) + DISEGNI + 1, "and the logo"
    assert guasti_di_figure(edizione.struttura) == []


def test_lists_and_footnotes_have_their_parts(documento: Documento) -> None:
    struttura = documento.struttura
    for lista in struttura.tutti("L"):
        assert {e.tipo for e in lista.figli} == {"LI"}
        assert str(lista.oggetto.A.ListNumbering) in ("/Disc", "/Decimal", "/None")
        marcata = str(lista.oggetto.A.ListNumbering) != "/None"
        assert all([e.tipo for e in v.figli] == ["Lbl"] * marcata + ["LBody"] for v in lista.figli)
    note = struttura.tutti("Note")
    assert note
    for nota in note:
        assert nota.padre is not None
        richiamo = nota.padre.figli[nota.padre.figli.index(nota) - 1]
        assert richiamo.tipo == "Reference"
        assert struttura.testo(nota).startswith(f"{struttura.testo(richiamo).strip()}. ")


def test_the_text_layer_says_the_words_of_the_narrative(documento: Documento) -> None:
    """No words glued where a line ends, none broken by a hyphen of the layout."""
    letti = {struttura_testo(documento, e) for tipo in ("P", "LBody") for e in documento.struttura.tutti(tipo)}
    paragrafi = 0
    for sezione in componi(documento.foto).sezioni:
        for blocco in (b for b in sezione.blocchi if b.tipo == "testo"):
            for testo in _paragrafi(blocco.dati.nodi):
                assert testo in letti, f"{sezione.numero}: {testo[:60]}"
                paragrafi += 1
    assert paragrafi > 200


def struttura_testo(documento: Documento, elemento: Elemento) -> str:
    return documento.struttura.testo(elemento).strip()


def _paragrafi(nodi: Iterable[Nodo]) -> Iterator[str]:
    """The plain text of the paragraphs of a section, with its recalls resolved."""
    for nodo in nodi:
        if nodo.tipo in (Tipo.PARAGRAFO, Tipo.STRETTO):
            yield solo_testo(nodo.figli).strip()
        else:
            yield from _paragrafi(nodo.figli)


def test_the_outline_is_open_and_pages_are_called_by_their_printed_number(documento: Documento) -> None:
    pdf = documento.struttura.pdf
    assert str(pdf.Root.PageMode) == "/UseOutlines"
    assert [str(p.label) for p in pdf.pages][:3] == ["Copertina", "2", "3"]


def test_qpdf_finds_nothing_wrong(edizione: Documento) -> None:
    assert edizione.struttura.pdf.check_pdf_syntax() == []


def test_every_table_of_open_data_travels_once_with_body_and_year(edizione: Documento) -> None:
    foto, pdf = edizione.foto, edizione.struttura.pdf
    sempre = ("bilancio", "criticita", "documenti", "indicatori", "interventi", "sal", "scostamenti")
    attesi = {f"{nome}.csv" for nome in (*sempre, *(f"tavola-{t.codice}" for t in foto.tavole))}
    nomi = list(pdf.Root.Names.EmbeddedFiles.Names)
    assert [str(n) for n in nomi[::2]] == sorted(attesi), "a tree of names is in order"
    assert [f.objgen for f in nomi[1::2]] == [f.objgen for f in pdf.Root.AF], "and each file is listed once"
    for nome, (contenuto,) in edizione.lettore.attachments.items():
        righe = list(csv.DictReader(io.StringIO(contenuto.decode())))
        assert {(r["ente"], r["anno"]) for r in righe} == {("arezzo-siena", "2019")}, nome


def test_open_data_have_the_sal_as_printed_beside_the_unrounded(documento: Documento) -> None:
    (dati,) = documento.lettore.attachments["sal.csv"]
    sal = {(r["cruscotto"], r["livello"], r["nome"]): r for r in csv.DictReader(io.StringIO(dati.decode()))}
    innovazione = sal["ente", "prospettiva", "Innovazione e Crescita"]
    assert (innovazione["sal"][:9], innovazione["sal_stampato"]) == ("99.714285", "99,7%")
    (dati,) = documento.lettore.attachments["indicatori.csv"]
    righe = list(csv.DictReader(io.StringIO(dati.decode())))
    assert not {r["cruscotto"] for r in righe} & {p.codice for p in documento.foto.prospetti if p.tipo == "individuale"}
    apprendisti = next(
        r for r in righe if r["cruscotto"] == "ente" and r["indicatore"].startswith("Proventi da Progetto")
    )
    assert (apprendisti["sal"][:8], apprendisti["sal_stampato"]) == ("83.51026", "83,5%")
    (dati,) = documento.lettore.attachments["tavola-imprese-anni.csv"]
    assert "67106" in dati.decode()


def test_another_process_writes_the_same_bytes(documento: Documento, tmp_path: Path) -> None:
    file = tmp_path / "foto.json"
    file.write_text(scrivi_json(documento.foto), encoding="utf-8")
    esito = subprocess.run(
        [sys.executable, "-c", STESSA_STAMPA, str(file)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONHASHSEED": "20190519", "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert esito.stdout.strip() == hashlib.sha256(documento.pdf).hexdigest(), esito.stderr


# -- editions ----------------------------------------------------------------------------------------------------------


def test_the_full_edition_says_on_every_page_that_it_is_not_public(documento: Documento) -> None:
    marchio = stretto("Edizione integrale – non pubblicabile")
    assert [n for n, testo in enumerate(documento.testi, 1) if marchio not in testo] == []


def test_the_public_pdf_says_nothing_of_an_individual_sheet(documento: Documento, pubblica: Documento) -> None:
    def ridotto(testo: str) -> str:
        return re.sub(r"[\W_]", "", testo).casefold()

    lettore = pubblica.lettore
    stampato = ridotto("".join(pubblica.stampati))
    organizzativi = ridotto(" ".join(str(p) for p in documento.foto.prospetti if p.tipo != "individuale"))
    vietate = []
    for p in documento.foto.prospetti:
        if p.tipo == "individuale":
            vietate += [p.titolo, p.sottotitolo, p.titolo_sintesi]
            vietate += [r.etichetta for r in p.righe if ridotto(r.etichetta) not in organizzativi]
    vietate += [s.titolo for s in documento.foto.sezioni if s.riservata]
    assert len(vietate) > 20
    corredo = " ".join(str(v) for v in (lettore.metadata or {}).values())
    segnalibri = " ".join(str(v.title) for _, v in _segnalibri(lettore.outline))
    allegati = " ".join(d.decode() for versioni in lettore.attachments.values() for d in versioni)
    for dove in (stampato, ridotto(corredo), ridotto(segnalibri), ridotto(allegati)):
        assert [v for v in vietate if ridotto(v) in dove] == []
    assert stampato.count("nonpubblicabile") == 0 and "7.1.fPerformanceArezzoSviluppo" in re.sub(r"\s", "", segnalibri)


def test_the_open_data_of_both_editions_hold_no_sheet_and_the_public_ones_no_hidden_cell(
    documento: Documento, pubblica: Documento
) -> None:
    propri = {p.codice for p in documento.foto.prospetti if p.tipo == "individuale"}
    assert len(propri) == 4
    for scritta in (documento, pubblica):
        for nome, (contenuto,) in scritta.lettore.attachments.items():
            righe = csv.DictReader(io.StringIO(contenuto.decode()))
            assert not propri & {r.get("cruscotto") for r in righe}, nome
    nascoste = 0
    for tavola in pubblica.foto.tavole:
        (contenuto,) = pubblica.lettore.attachments[f"tavola-{tavola.codice}.csv"]
        scritte = [riga[2:] for riga in csv.reader(io.StringIO(contenuto.decode()))][1:]
        for riga, celle in zip(tavola.righe, scritte, strict=True):
            assert [c == "n.p." for c in celle] == [c == "n.p." for c in riga.celle]
            nascoste += celle.count("n.p.")
    assert nascoste > 20
