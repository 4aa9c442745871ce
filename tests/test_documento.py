"""The Relazione made from the real 2019 cycle: what its PDF contains, how it is laid out, which standards it meets."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
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

from cruscotto.letture import trova_ciclo
from relazione.documento.componi import componi
from relazione.documento.cruscotti import sintesi
from relazione.documento.dati import allegati
from relazione.documento.genera import genera, momento, trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import impagina, stampa
from relazione.documento.tabelle import euro
from relazione.fotografia import Fotografia, fotografa, scrivi_json

STESSA_STAMPA = """
import hashlib, pathlib, sys, django
django.setup()
from relazione.documento.genera import scrivi
from relazione.fotografia import leggi_json
foto = leggi_json(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
print(hashlib.sha256(scrivi(foto, "pdf")).hexdigest())
"""


@dataclass(frozen=True)
class Documento:
    """The document as laid out, as bytes and as read back; ``testi`` are ``stampati`` without white space."""

    foto: Fotografia
    pagine: list[Any]
    pdf: bytes
    lettore: PdfReader
    stampati: list[str]
    testi: list[str]
    titoli: dict[str, int]
    livelli: set[int]

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
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.una_volta]


@pytest.fixture(scope="module")
def documento(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    cartella_media: Path,
    senza_copertura: Callable[[], AbstractContextManager[None]],
) -> Documento:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        foto = fotografa(trova_richiesta(trova_ciclo("arezzo-siena", 2019), "relazione"), "integrale")
    with senza_copertura():
        return _stampa_e_rilegge(foto)


@pytest.fixture(scope="module")
def pubblica(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    cartella_media: Path,
    senza_copertura: Callable[[], AbstractContextManager[None]],
) -> bytes:
    """The public edition, written as the command writes it."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media), senza_copertura():
        return genera(trova_richiesta(trova_ciclo("arezzo-siena", 2019), "relazione"))


def _stampa_e_rilegge(foto: Fotografia) -> Documento:
    composto = componi(foto)
    pagine = impagina(scrivi_html(composto))
    pdf = stampa(pagine, allegati(composto), momento(foto))
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
    return Documento(foto, [p._page_box for p in pagine.pages], pdf, lettore, stampati, testi, titoli, livelli)


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


def test_pages_are_many_and_none_is_empty(documento: Documento) -> None:
    assert len(documento.testi) >= 60
    assert [n for n, testo in enumerate(documento.testi, 1) if len(testo) < 80] == []


def test_nothing_unresolved_is_printed(documento: Documento) -> None:
    for stampato in documento.stampati:
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


def test_every_cell_of_every_context_table_is_printed(documento: Documento) -> None:
    tutto = documento.testo(0, len(documento.testi))
    for tavola in documento.foto.tavole:
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


def _discendenti(box: Any) -> Iterator[Any]:
    box = getattr(box, "_box", box)
    yield box
    for figlio in getattr(box, "children", ()):
        yield from _discendenti(figlio)


def test_no_text_leaves_its_page(documento: Documento) -> None:
    fuori = []
    for n, foglio in enumerate(documento.pagine, 1):
        for box in _discendenti(foglio):
            if type(box).__name__ == "TextBox" and box.text.strip():
                a_destra, in_basso = box.position_x + box.width, box.position_y + box.height
                if (
                    box.position_x < 0
                    or box.position_y < 0
                    or a_destra > foglio.margin_width()
                    or in_basso > foglio.margin_height()
                ):
                    fuori.append((n, box.text))
    assert fuori == []


def test_no_cell_is_overflown_and_no_table_is_wider_than_its_page(documento: Documento) -> None:
    guasti = []
    for n, foglio in enumerate(documento.pagine, 1):
        limite = foglio.content_box_x() + foglio.width + 0.5
        for box in _discendenti(foglio):
            nome = type(box).__name__
            if nome == "TableBox" and box.position_x + box.margin_width() > limite:
                guasti.append((n, "tabella"))
            if nome == "TableCellBox":
                bordo = box.border_box_x() + box.border_width() + 0.5
                guasti += [
                    (n, testo.text)
                    for testo in _discendenti(box)
                    if type(testo).__name__ == "TextBox" and testo.position_x + testo.width > bordo
                ]
    assert guasti == []


def test_no_heading_closes_a_page(documento: Documento) -> None:
    ultimi = []
    for n, foglio in enumerate(documento.pagine, 1):
        testi = [
            box
            for box in _discendenti(foglio.children[0])
            if type(box).__name__ in ("TextBox", "InlineReplacedBox", "BlockReplacedBox")
        ]
        ultimo = max(testi, key=lambda box: box.position_y)
        if ultimo.element_tag in ("h1", "h2", "h3", "h4", "caption", "figcaption"):
            ultimi.append((n, getattr(ultimo, "text", "")))
    assert ultimi == []


def test_figures_are_inside_the_text_area(documento: Documento) -> None:
    figure = 0
    for n, foglio in enumerate(documento.pagine, 1):
        fondo = foglio.content_box_y() + foglio.height + 0.5
        for box in _discendenti(foglio):
            if type(box).__name__ in ("BlockReplacedBox", "InlineReplacedBox") and n > 1:
                figure += 1
                assert box.position_y + box.height <= fondo, n
                assert box.width <= foglio.width + 0.5, n
    assert figure >= 33


# -- standards ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profilo", ["pdfa-3a", "pdfua-1"])
def test_the_pdf_meets_the_standard(documento: Documento, profilo: str, tmp_path: Path) -> None:
    file = tmp_path / "relazione.pdf"
    file.write_bytes(documento.pdf)
    esito = page.validate_pdf(str(file), profile=profilo)
    assert [f"{g.rule_id}: {g.message}" for g in esito.failures] == []
    assert esito.is_compliant


def test_the_pdf_names_itself_and_its_sections(documento: Documento) -> None:
    radice: Any = documento.lettore.trailer["/Root"]
    assert radice["/Lang"] == "it"
    assert radice["/ViewerPreferences"]["/DisplayDocTitle"]
    assert documento.lettore.metadata is not None
    assert documento.lettore.metadata.title == "Relazione sulla Performance 2019 – Camera di Commercio di Arezzo-Siena"
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
    assert famiglie == {"Titillium", "Lora", "Segni"}


def test_every_figure_has_an_alternative_and_every_header_a_scope(documento: Documento) -> None:
    with pikepdf.open(io.BytesIO(documento.pdf)) as pdf:
        elementi = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"]
        figure = [e for e in elementi if e["/S"] == "/Figure"]
        assert len(figure) >= 34
        assert all(len(str(e["/Alt"])) > 5 for e in figure)
        intestazioni = [e for e in elementi if e["/S"] == "/TH"]
        assert len(intestazioni) > 500
        assert {str(e["/A"]["/Scope"]) for e in intestazioni} == {"/Row", "/Column"}


def test_the_open_data_travel_with_the_document(documento: Documento) -> None:
    (dati,) = documento.lettore.attachments["indicatori.csv"]
    righe = dati.decode().splitlines()
    assert righe[0].startswith("ente,anno,cruscotto,prospettiva,obiettivo_strategico")
    assert all(riga.startswith("arezzo-siena,2019,") for riga in righe[1:])
    assert not any(",ind_" in riga for riga in righe)
    assert {f"{t.codice}.csv" for t in documento.foto.tavole} <= set(documento.lettore.attachments)


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


def test_the_public_pdf_says_nothing_of_an_individual_sheet(
    documento: Documento, pubblica: bytes, tmp_path: Path
) -> None:
    def ridotto(testo: str) -> str:
        return re.sub(r"[\W_]", "", testo).casefold()

    lettore = PdfReader(io.BytesIO(pubblica))
    stampato = ridotto("".join(p.extract_text() for p in lettore.pages))
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
    file = tmp_path / "pubblica.pdf"
    file.write_bytes(pubblica)
    for profilo in ("pdfa-3a", "pdfua-1"):
        assert page.validate_pdf(str(file), profile=profilo).is_compliant
