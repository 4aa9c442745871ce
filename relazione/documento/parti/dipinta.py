"""A part laid out and painted: what the pages hold as values that can be kept, or sent to another process.

Page numbers are left out: where they stand is said, and who joins the parts writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.css import ColorProfile
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from relazione.documento.flussi import comprimi_flusso
from relazione.documento.marcatura import PUNTI, leggi_albero, prepara
from relazione.documento.struttura import ElementoPdf

PROFILO = b"%d 0 R" % len(pydyf.PDF().objects)
"""The reference of the colour profile, which is the first object that WeasyPrint adds to a file."""
SPAZIO = b"%d 0 R" % (len(pydyf.PDF().objects) + 1)
"""The reference of the colour spaces, the second one."""


@dataclass(slots=True)
class Collegamento:
    """A link of a page: ``voci`` is what its annotation says beside where it leads; WeasyPrint makes the annotation."""

    voci: Any
    link_annotation: Any = None


@dataclass(frozen=True, slots=True)
class Posto:
    """Where a page number ends, and its line: in CSS pixels from the upper left corner."""

    destra: float
    y: float
    base: float


@dataclass(frozen=True, slots=True)
class UsoCarattere:
    """What a part uses of a font: the advances of its glyphs, and the characters that they stand for."""

    larghezze: dict[int, float]
    caratteri: dict[int, str]


@dataclass(slots=True)
class PaginaDipinta:
    """A painted page, in the shape in which WeasyPrint writes pages."""

    width: float
    height: float
    bleed: dict[str, float]
    links: list[Any]
    anchors: dict[str, tuple[float, ...]]
    bookmarks: list[Any]
    contenuto: Any
    posto: Posto | None
    forms: dict[None, list[Any]] = field(default_factory=lambda: {None: []})

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Put what was painted in the place of the content of a page."""
        stream.stream, stream.extra, stream.compress = self.contenuto.stream, self.contenuto.extra, False


@dataclass(frozen=True, slots=True)
class Dipinta:
    """A part painted: its pages, what they draw with, their structure (whose pages begin from 0), the fonts by key."""

    pagine: list[PaginaDipinta]
    risorse: Any
    radice: ElementoPdf
    caratteri: dict[int, UsoCarattere]


class CaratteriInsoliti(Exception):
    """A part has glyphs without a character, which only a document written whole can number."""


def dipingi(documento: Any) -> Dipinta:
    """Paint the pages of a part that WeasyPrint has laid out.

    Raises:
        RisorsaVietata: a picture inside a picture asks for something outside ``cartelle_ammesse``.
        CaratteriInsoliti: see there.
    """
    posti = [_togli_numero(pagina) for pagina in documento.pages]
    prepara(documento.pages)
    risorse = risorse_vuote()
    profili = {"srgb": _profilo()}
    immagini: dict[str, Any] = {}
    flussi, pagine = [], []
    for pagina, posto in zip(documento.pages, posti, strict=True):
        flusso = Stream(
            documento.fonts,
            (0, 0, pagina.width, pagina.height),
            risorse,
            immagini,
            {},
            profili,
            documento.output_intent,
            compress=True,
        )
        flusso.transform(d=-1, f=pagina.height * PUNTI)
        pagina.paint(flusso, PUNTI)
        flussi.append(flusso)
        pagine.append(_pagina(pagina, posto))
    if documento.url_fetcher.rifiutate:
        raise documento.url_fetcher.rifiutate[0]
    if any(font.missing or font.bitmap for font in documento.fonts.values()):
        raise CaratteriInsoliti
    radice = leggi_albero(documento.pages, flussi)
    for nome, immagine in immagini.items():
        risorse["XObject"][nome] = immagine["image"].get_x_object(immagine["interpolate"], max(immagine["dpi_ratios"]))
    visti: dict[int, Any] = {}
    for pronta, flusso in zip(pagine, flussi, strict=True):
        pronta.contenuto = _ferma(flusso, visti)
    caratteri = {k: UsoCarattere(f.widths, f.to_unicode) for k, f in documento.fonts.items()}
    return Dipinta(pagine, _ferma(risorse, visti), radice, caratteri)


def risorse_vuote() -> Any:
    """What the pages of a part draw with, before anything is drawn. The fonts come when the file is written."""
    nomi = ("ExtGState", "XObject", "Pattern", "Shading")
    return pydyf.Dictionary({**{n: pydyf.Dictionary() for n in nomi}, "ColorSpace": SPAZIO, "Font": None})


def _profilo() -> Any:
    file = (files(weasyprint.pdf) / "sRGB2014.icc").open("rb")
    profilo = ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    profilo.pdf_reference = PROFILO
    return profilo


def _pagina(pagina: Any, posto: Posto | None) -> PaginaDipinta:
    """A page with its links as values; whoever reads the tree writes in ``voci`` what each annotation says."""
    links = []
    for tipo, meta, zona, box in pagina.links:
        box.link_annotation = pydyf.Dictionary({"Subtype": "/Link"})
        links.append((tipo, meta, zona, Collegamento(box.link_annotation)))
    segni, ancore = list(pagina.bookmarks), dict(pagina.anchors)
    return PaginaDipinta(pagina.width, pagina.height, pagina.bleed, links, ancore, segni, None, posto)


def numero_di(pagina: Any) -> tuple[Any, Any] | None:
    """The margin box of a page in which its number stands, and the text; None for a page without."""
    for margine in pagina._page_box.children:
        if isinstance(margine, boxes.MarginBox) and margine.at_keyword == "@bottom-right":
            for box in margine.descendants():
                if isinstance(box, boxes.TextBox):
                    return margine, box
    return None


def _togli_numero(pagina: Any) -> Posto | None:
    """Take the number out of a page, and say where it was."""
    trovato = numero_di(pagina)
    if trovato is None:
        return None
    margine, testo = trovato
    margine.children = ()
    return Posto(testo.position_x + testo.width, testo.position_y, testo.baseline)


def _ferma(oggetto: Any, visti: dict[int, Any]) -> Any:
    """The same PDF object without what binds it to this process: streams are compressed."""
    if id(oggetto) in visti:
        return visti[id(oggetto)]
    fermo: Any = oggetto
    if isinstance(oggetto, pydyf.Stream):
        fermo = visti[id(oggetto)] = pydyf.Stream(list(oggetto.stream), {}, oggetto.compress)
        fermo.extra.update({k: _ferma(v, visti) for k, v in oggetto.extra.items()})
        if (nome := getattr(oggetto, "id", None)) is not None:
            fermo.id = nome
        comprimi_flusso(fermo)
    elif isinstance(oggetto, dict):
        fermo = visti[id(oggetto)] = pydyf.Dictionary()
        fermo.update({k: _ferma(v, visti) for k, v in oggetto.items()})
    elif isinstance(oggetto, pydyf.Array):
        fermo = pydyf.Array(_ferma(v, visti) for v in oggetto)
    return fermo
