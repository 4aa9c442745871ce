"""The narrative in the ODT: what Markdown has, and what a pasted text may bring."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from cruscotto.models import Ciclo
from relazione.documento.genera import scrivi, trova_richiesta
from relazione.documento.html import giorno
from relazione.fotografia import Fotografia, SezioneFoto, fotografa

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
TESTO, STILE, TABELLA, XLINK = (
    *(f"{{urn:oasis:names:tc:opendocument:xmlns:{n}:1.0}}" for n in ("text", "style", "table")),
    "{http://www.w3.org/1999/xlink}",
)
Corpo = tuple[list[ET.Element], ET.Element]


@pytest.fixture
def scritto(ciclo: Ciclo) -> Callable[..., Corpo]:
    """The blocks of a section with that text, and the whole content of the file."""
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")

    def _scritto(testo: str, **altro: object) -> Corpo:
        sezione = SezioneFoto("prova", "1", "Prova", 1, testo)
        corpo: Fotografia = replace(foto, **{"sezioni": (sezione,), **altro})  # type: ignore[arg-type]
        with zipfile.ZipFile(io.BytesIO(scrivi(corpo, "odt"))) as archivio:
            contenuto = ET.fromstring(archivio.read("content.xml"))
            ET.fromstring(archivio.read("styles.xml"))
        (blocchi,) = contenuto.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text")
        dopo = next(n for n, b in enumerate(blocchi) if b.tag == f"{TESTO}h")
        return list(blocchi)[dopo + 1 :], contenuto

    return _scritto


def parole(blocco: ET.Element) -> str:
    return "".join(blocco.itertext())


SPEZZANO = (11, 12, 28, 29, 30)
"""Those of them that end a line, for Python."""
VIETATI = [*range(1, 9), *SPEZZANO, *range(14, 28), 31, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("segno", ["".join(chr(c) for c in VIETATI if c not in SPEZZANO), "\ud800"])
def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays(scritto: Callable[..., Corpo], segno: str) -> None:
    """In a sentence, in a table and in a title: the file is written and opens."""
    testo = f"Uno{segno}due [qui](https://a.it/b).\n\n| A{segno} | B |\n|---|---|\n| x{segno}y | 2 |"
    blocchi, _ = scritto(testo, titolo=f"Relazione{segno} vera")
    assert parole(blocchi[0]).replace(" ", "") == "Unoduequi."
    assert [parole(c).replace(" ", "") for c in blocchi[1].iter(f"{TABELLA}table-cell")] == ["A", "B", "xy", "2"]


def test_what_ends_a_line_in_a_pasted_text_loses_no_word(scritto: Callable[..., Corpo]) -> None:
    blocchi, _ = scritto("".join(f"parola{c}{chr(c)}" for c in SPEZZANO), titolo="Una\x0bdue")
    tutto = "".join(map(parole, blocchi))
    assert all(f"parola{c}" in tutto for c in SPEZZANO)


def test_what_xml_writes_with_a_name_is_read_back(scritto: Callable[..., Corpo]) -> None:
    blocchi, _ = scritto("Ricavi < 5 & costi > 3: l'«uno», caffè, €, 中, 😀")
    assert parole(blocchi[0]).replace("’", "'") == "Ricavi < 5 & costi > 3: l'«uno», caffè, €, 中, 😀"


def test_lists_keep_their_numbers_and_their_dots(scritto: Callable[..., Corpo]) -> None:
    blocchi, contenuto = scritto("3. tre\n4. quattro\n   - dentro\n\nEcco:\n\n- punto\n\n1. uno")
    numerata, _, puntata, altra = blocchi
    stili = {s.get(f"{STILE}name"): s for s in contenuto.iter(f"{TESTO}list-style")}

    def genere(lista: ET.Element) -> str:
        return stili[lista.get(f"{TESTO}style-name")][0].tag.removeprefix(f"{TESTO}list-level-style-")

    assert [genere(b) for b in (numerata, puntata, altra)] == ["number", "bullet", "number"]
    assert [v.get(f"{TESTO}start-value") for v in numerata] == ["3", None]
    assert [v.get(f"{TESTO}start-value") for v in altra] == ["1"], "una lista nuova non continua quella di prima"
    assert [v.get(f"{TESTO}start-value") for v in puntata] == [None]
    (dentro,) = numerata[1].iter(f"{TESTO}list")
    assert (genere(dentro), parole(dentro)) == ("bullet", "dentro")


def test_quotations_headings_code_and_breaks(scritto: Callable[..., Corpo]) -> None:
    blocchi, _ = scritto(
        "> Citata.\n> Ancora.\n\n#### Titoletto\n\n    codice < 1\n\nPrima  \ndopo **forte** *corsivo* `x`"
    )
    citata, titolo, codice, ultimo = blocchi
    assert (citata.get(f"{TESTO}style-name"), parole(citata)) == ("Quotations", "Citata. Ancora.")
    assert parole(titolo) == "Titoletto"
    assert parole(codice).strip() == "codice < 1"
    assert len(list(ultimo.iter(f"{TESTO}line-break"))) == 1
    stili = {parole(s): s.get(f"{TESTO}style-name") for s in ultimo.iter(f"{TESTO}span")}
    assert stili == {"forte": "Forte", "corsivo": "Corsivo"}
    assert parole(ultimo) == "Primadopo forte corsivo x"


def test_a_table_of_the_narrative_has_one_heading_and_its_numbers_to_the_right(scritto: Callable[..., Corpo]) -> None:
    (tabella, *_), _ = scritto("| Voce | Quanti |\n|---|---|\n| **a** | 1.200 |\n| b | − |".replace("−", "–"))
    righe = [[(parole(c), c[0].get(f"{TESTO}style-name")) for c in r] for r in tabella.iter(f"{TABELLA}table-row")]
    assert righe == [
        [("Voce", "Cella"), ("Quanti", "Cifra")],
        [("a", "Cella"), ("1.200", "Cifra")],
        [("b", "Cella"), ("–", "Cifra")],
    ]
    assert len(tabella.findall(f"{TABELLA}table-header-rows")) == 1


def test_links_and_references_lead_where_they_say(scritto: Callable[..., Corpo]) -> None:
    blocchi, _ = scritto('[sito](https://a.it/?q=1&b="2") e {{ sezione prova }}')
    indirizzi = {parole(a): a.get(f"{XLINK}href") for a in blocchi[0].iter(f"{TESTO}a")}
    assert indirizzi.pop("sito") == "https://a.it/?q=1&b=%222%22"
    assert list(indirizzi.values()) == ["#sezione-prova"]


def test_what_is_missing_is_said_in_its_place(scritto: Callable[..., Corpo]) -> None:
    blocchi, _ = scritto("Sono {{ sal nessuno }}.\n\n[[tavola non-c-e]]\n\n[[da-completare: il testo]]")
    assert parole(blocchi[0]).startswith("Sono [da completare: ")
    assert [parole(b)[:15] for b in blocchi[1:]] == ["Da completare: "] * 2
    assert parole(blocchi[2]) == "Da completare: il testo."


def test_every_level_of_heading_has_its_style_the_higher_the_larger(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    sezioni = tuple(SezioneFoto(f"s{n}", str(n), f"Titolo {n}", n, "x") for n in (1, 2, 3))
    with zipfile.ZipFile(io.BytesIO(scrivi(replace(foto, sezioni=sezioni), "odt"))) as archivio:
        contenuto, stili = (ET.fromstring(archivio.read(f"{n}.xml")) for n in ("content", "styles"))
    corpi = {
        s.get(f"{STILE}name"): float(
            p.get("{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-size", "0")[:-2]
        )
        for s in stili.iter(f"{STILE}style")
        if s.get(f"{STILE}default-outline-level")
        for p in s.iter(f"{STILE}text-properties")
    }
    usati = [str(h.get(f"{TESTO}style-name")) for h in contenuto.iter(f"{TESTO}h")]
    assert usati == ["Heading_20_1", "Heading_20_2", "Heading_20_3"]
    grandezze = [corpi[nome] for nome in usati]
    assert grandezze == sorted(set(grandezze), reverse=True)


def test_the_day_of_a_document_is_that_of_its_act_or_the_one_after_its_year(ciclo: Ciclo) -> None:
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    assert giorno(foto) == ciclo.approvazione_data
    assert giorno(replace(foto, approvazione=None)) == date(2020, 1, 1)
