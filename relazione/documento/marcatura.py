"""Our own tags in place of WeasyPrint's: one structure element for each element of the HTML, also across pages.

WeasyPrint 70 tags boxes: a table once for each page that it crosses, a heading once more for each anonymous box in it,
a link once for each pseudo-element; margins and leader dots are marked as text that no element holds. Here boxes of one
HTML element share one structure element, and what repeats or decorates (margins, leader dots, table heads after the
first page, pictures without alternative) is an artifact.

Internals of WeasyPrint in use, for which it is pinned: ``weasyprint.pdf.add_tags`` (replaced) and the ``_tags`` of its
``Stream``, whose ``marked`` is replaced too; the boxes of a page (``_page_box``, their ``element`` and ``element_tag``,
``AbsolutePlaceholder``, ``link_annotation``); ``links`` of a page. Those of documents in parts are in ``parti``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream

from relazione.documento.etichette import completa_tabelle
from relazione.documento.struttura import (
    Annotazione,
    ElementoPdf,
    Segno,
    numera_note,
    scala_titoli,
    scrivi_struttura,
    sfoltisci,
)

PUNTI = 0.75  # points in a CSS pixel
SVG = "{http://www.w3.org/2000/svg}"

TIPI = {
    **{f"h{n}": f"H{n}" for n in range(1, 7)},
    **{nome: nome.upper() for nome in ("p", "tr", "th", "td")},
    "pre": "P", "section": "Sect", "article": "Art", "blockquote": "BlockQuote", "figure": "Div",
    "table": "Table", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "caption": "Caption", "figcaption": "Caption",
    "ul": "L", "ol": "L", "li": "LI", "li::marker": "Lbl", "a": "Link", "img": "Figure", f"{SVG}svg": "Figure",
}  # fmt: skip
"""The structure element of each HTML element; the others lend their content to the one that they stand in.

An element names another one by ``data-tag``: the list of the contents is a TOC, a number of its entries a Lbl."""

DI_CONTENUTO = {"P", "TH", "TD", "LBody", "Lbl", "Caption", "Link", "Note", "Reference", "Figure", "TOCI"} | {
    f"H{n}" for n in range(1, 7)
}
"""Elements that hold text themselves; in the others it goes into a paragraph."""


def installa() -> None:
    """Put the tags of this module in the place of WeasyPrint's."""
    Stream.marked = _marca
    weasyprint.pdf.add_tags = _etichetta


@contextmanager
def _marca(self: Any, box: Any, tag: str) -> Iterator[None]:
    """Marked content of a box: an artifact, or a piece of text or picture that the tree will hold."""
    if self._tags is None:
        yield
        return
    artificio = getattr(box, "artificio", None)
    if artificio is not None:
        voci: dict[str, Any] = {"Type": "/Pagination", "Subtype": f"/{artificio}"} if artificio else {"Type": "/Layout"}
        pydyf.Stream.begin_marked_content(self, "Artifact", pydyf.Dictionary(voci))
    else:
        voci = {"MCID": len(self._tags)}
        self._tags[box] = voci["MCID"]
        if (vero := getattr(box, "testo_vero", None)) is not None:
            voci["ActualText"] = pydyf.String(vero)
        pydyf.Stream.begin_marked_content(self, tag, pydyf.Dictionary(voci))
    yield
    pydyf.Stream.end_marked_content(self)


# -- before the pages are painted --------------------------------------------------------------------------------------


def prepara(pagine: Sequence[Any]) -> None:
    """Say which boxes are artifacts, what the text at the end of a line means, and leave one link for each ``<a>``."""
    teste: set[int] = set()
    for pagina in pagine:
        for box in pagina._page_box.children:
            _artifici(box, teste, None)
        pagina.links[:] = _un_link_ciascuno(pagina.links)
    ultimi: dict[int, _Foglia] = {}
    for pagina in pagine:
        for box in pagina._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                _fine_riga(box, None, None, ultimi)


def _vero(box: Any) -> Any:
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def _artifici(box: Any, teste: set[int], artificio: str | None) -> None:
    box = _vero(box)
    if isinstance(box, boxes.MarginBox):
        artificio = "Header" if box.at_keyword.startswith("@top") else "Footer"
    elif box.is_leader:
        artificio = ""
    elif isinstance(box, boxes.TableRowGroupBox) and box.is_header and box.element is not None:
        if id(box.element) in teste:
            artificio = "Header"
        teste.add(id(box.element))
    elif box.element_tag == "img" and not box.element.get("alt"):
        artificio = ""
    if artificio is not None:
        box.artificio = artificio
    for figlio in getattr(box, "children", ()):
        _artifici(figlio, teste, artificio)


def _un_link_ciascuno(links: Sequence[Any]) -> list[Any]:
    """The links of a page, one for each ``<a>``: its lines are the quadrilaterals of one annotation.

    What stands inside an ``<a>`` widens its box, which covers it already.
    """
    primi: dict[int, tuple[str, str, tuple[float, float, float, float], Any]] = {}
    for tipo, meta, zona, box in links:
        if box.element_tag != "a" or getattr(box, "artificio", None) is not None:
            continue
        chiave = id(box.element)
        if chiave not in primi:
            box.zone = [zona]
            primi[chiave] = (tipo, meta, zona, box)
            continue
        _, _, prima, primo = primi[chiave]
        primo.zone.append(zona)
        unione = (*map(min, prima[:2], zona[:2]), *map(max, prima[2:], zona[2:]))
        primi[chiave] = (tipo, meta, unione, primo)
    return list(primi.values())


@dataclass(slots=True)
class _Foglia:
    """The last text seen in a block, the line in which it stands, and whether something came after it."""

    box: Any
    riga: Any
    staccata: bool = False

    @property
    def testo(self) -> str:
        vero: str | None = getattr(self.box, "testo_vero", None)
        return self.box.pango_layout.text if vero is None else vero

    def finisci(self) -> None:
        """End the text with a space, unless it does already."""
        if not self.testo.endswith((" ", "\u00a0")):
            self.box.testo_vero = self.testo + " "


CON_TESTO = {"p", "pre", "th", "td", "li", "caption", "figcaption", "div"} | {f"h{n}" for n in range(1, 7)}


def _fine_riga(box: Any, riga: Any, blocco: Any, ultimi: dict[int, _Foglia]) -> None:
    """Give the space or the soft hyphen that the layout took from the end of a line back to its text."""
    box = _vero(box)
    in_riga = isinstance(box, boxes.InlineBlockBox) or box.is_leader
    if in_riga and id(blocco) in ultimi:
        ultimi[id(blocco)].staccata = True
    if getattr(box, "artificio", None) is not None:
        return
    if isinstance(box, boxes.LineBox):
        riga = box
    elif isinstance(box, boxes.TextBox):
        prima = ultimi.get(id(blocco))
        if not box.text.strip(" "):
            # WeasyPrint draws no space between two inline boxes: it goes to the text before it.
            box.artificio = ""
            if prima is not None:
                prima.finisci()
            return
        if prima is not None and (prima.riga is not riga or prima.staccata):
            _congiungi(prima, box, blocco)
        ultimi[id(blocco)] = _Foglia(box, riga)
        return
    elif box.element_tag in CON_TESTO:
        blocco = box.element
    for figlio in getattr(box, "children", ()):
        _fine_riga(figlio, riga, figlio.element if isinstance(box, boxes.FootnoteAreaBox) else blocco, ultimi)
    if in_riga and id(blocco) in ultimi:
        ultimi[id(blocco)].staccata = True


def _congiungi(prima: _Foglia, dopo: Any, blocco: Any) -> None:
    testo = prima.testo
    if testo.endswith((" ", "\u00a0")) or dopo.text.startswith((" ", "\u00a0")):
        return
    sorgente = "".join(_sorgente(blocco)) if blocco is not None else ""
    seguito = dopo.text[:12]
    coda = testo.rstrip("\u00ad")[-12:]
    if coda + seguito in sorgente and not prima.staccata:
        return  # broken where no space was: after a hyphen, a slash, in an address
    if coda.endswith("-") and coda[:-1] + seguito in sorgente.replace("\u00ad", ""):
        prima.box.testo_vero = testo.rstrip("\u00ad")[:-1] + "\u00ad"
    else:
        prima.finisci()


def _sorgente(elemento: Any) -> Iterator[str]:
    """The text of an HTML element with white space as the layout sees it."""
    yield re.sub(r"\s+", " ", elemento.text or "")
    for figlio in elemento:
        if figlio.tag == "br":
            yield "\n"
        elif isinstance(figlio.tag, str):
            yield from _sorgente(figlio)
        yield re.sub(r"\s+", " ", figlio.tail or "")


# -- after they are painted --------------------------------------------------------------------------------------------


def _etichetta(pdf: Any, documento: Any, versione: Any, flussi: Sequence[Any]) -> None:
    """The tree of a document whose pages are painted. Called by WeasyPrint in place of its own ``add_tags``."""
    impaginate = [p for p in documento.pages if isinstance(p, Page)]
    radice = leggi_albero(impaginate, flussi[: len(impaginate)])
    if len(impaginate) < len(documento.pages):
        radice.figli += documento.rami()
    sfoltisci(radice)
    scala_titoli(radice)
    numera_note(radice)
    completa_tabelle(radice)
    scrivi_struttura(pdf, radice, len(documento.pages))
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def leggi_albero(pagine: Sequence[Any], flussi: Sequence[Any]) -> ElementoPdf:
    """The elements of pages laid out and painted, under one that stands for the document."""
    albero = _Albero()
    for numero, (pagina, flusso) in enumerate(zip(pagine, flussi, strict=True)):
        albero.leggi(numero, pagina, flusso._tags)
    return albero.radice


class _Albero:
    """The tree while it grows, page after page."""

    def __init__(self) -> None:
        self.radice = ElementoPdf("Document")
        self._visti: dict[tuple[int, str], ElementoPdf] = {}
        self._note: dict[int, tuple[ElementoPdf, ElementoPdf]] = {}
        self._blocco: Any = None
        self._sciolti: dict[int, Any] = {}

    def leggi(self, numero: int, pagina: Any, segni: dict[Any, int]) -> None:
        """Add what a page shows."""
        self._numero, self._alta, self._larga, self._segni = numero, pagina.height, pagina.width, segni
        for box in pagina._page_box.children:
            self._visita(box, self.radice)

    def _visita(self, box: Any, nodo: ElementoPdf) -> None:
        box = _vero(box)
        if isinstance(box, boxes.MarginBox) or getattr(box, "artificio", None) is not None:
            return
        if isinstance(box, boxes.TextBox):
            self._contenuto(box, nodo)
            return
        if isinstance(box, boxes.LineBox):
            self._blocco = box.element
        elif box.element is not None:
            nodo = self._nodo(box, nodo)
        if box.link_annotation:
            self._link(box, nodo)
        if isinstance(box, boxes.ReplacedBox):
            self._contenuto(box, nodo)
            return
        for figlio in box.children:
            self._visita(figlio, nodo)

    def _contenuto(self, box: Any, nodo: ElementoPdf) -> None:
        if box not in self._segni:
            return
        if nodo.tipo not in DI_CONTENUTO:
            nodo = self._paragrafo(nodo)
        nodo.figli.append(Segno(self._numero, self._segni[box]))

    def _paragrafo(self, nodo: ElementoPdf) -> ElementoPdf:
        """The paragraph for text that stands in an element of blocks only."""
        ultimo = nodo.figli[-1] if nodo.figli else None
        if isinstance(ultimo, ElementoPdf) and self._sciolti.get(id(ultimo)) is self._blocco is not None:
            return ultimo
        paragrafo = nodo.nuovo("P")
        self._sciolti[id(paragrafo)] = self._blocco
        return paragrafo

    def _trova(self, elemento: Any, nome: str, padre: ElementoPdf, tipo: str) -> ElementoPdf:
        chiave = (id(elemento), nome)
        if chiave not in self._visti:
            self._visti[chiave] = padre.nuovo(tipo)
        return self._visti[chiave]

    def _nodo(self, box: Any, padre: ElementoPdf) -> ElementoPdf:
        """The structure element of a box: the one of its HTML element, made at its first box."""
        elemento, nome = box.element, box.element_tag
        if (id(elemento), nome) in self._visti:
            return self._visti[id(elemento), nome]
        if nome.endswith("::footnote-call"):
            richiamo = self._trova(elemento, nome, padre, "Reference")
            self._note[id(elemento)] = (padre, richiamo)
            return richiamo
        if id(elemento) in self._note:
            return self._di_nota(elemento, nome, padre)
        tipo = (elemento.get("data-tag") if "::" not in nome else "") or TIPI.get(nome)
        if tipo is None or (tipo == "Figure" and not isinstance(box, boxes.ReplacedBox)):
            return padre
        if nome in ("li", "li::marker"):
            return self._di_voce(elemento, nome, padre)
        if padre.tipo == "TOCI" and tipo == "Link":
            padre = self._trova(elemento, "rimando", padre, "Reference")
        return self._proprieta(self._trova(elemento, nome, padre, tipo), box)

    def _di_nota(self, elemento: Any, nome: str, padre: ElementoPdf) -> ElementoPdf:
        """A footnote stands in the tree just after its call, on whatever page it is printed."""
        if nome.endswith("::footnote-marker"):
            return self._trova(elemento, nome, padre, "Lbl")
        dove, richiamo = self._note[id(elemento)]
        nota = ElementoPdf("Note")
        dove.figli.insert(dove.figli.index(richiamo) + 1, nota)
        self._visti[id(elemento), nome] = nota
        return nota

    def _di_voce(self, elemento: Any, nome: str, padre: ElementoPdf) -> ElementoPdf:
        """An item of a list: its marker is the label, all the rest its body."""
        if nome == "li::marker":
            voce = self._visti.get((id(elemento), "voce"))
            if voce is None:
                return padre
            marca = ElementoPdf("Lbl")
            voce.figli.insert(0, marca)
            self._visti[id(elemento), nome] = marca
            return marca
        if padre.tipo == "TOC":
            return self._trova(elemento, nome, padre, "TOCI")
        if padre.tipo != "L":
            return padre
        return self._trova(elemento, nome, self._trova(elemento, "voce", padre, "LI"), "LBody")

    def _proprieta(self, nodo: ElementoPdf, box: Any) -> ElementoPdf:
        if nodo.tipo == "Figure":
            nodo.alternativa = _alternativa(box.element)
            nodo.attributi = {"O": "/Layout", "Placement": "/Block", "BBox": self._riquadro(box)}
        elif nodo.tipo in ("TH", "TD"):
            for nome, quanti in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
                if (valore := int(box.element.get(quanti) or 1)) > 1:
                    nodo.attributi[nome] = valore
        elif nodo.tipo == "L":
            nodo.attributi = {"O": "/List", "ListNumbering": _numerazione(box)}
        return nodo

    def _riquadro(self, box: Any) -> Any:
        """Where a picture lies, in points from the lower left corner of its page, and never outside it."""
        x, y = box.content_box_x(), box.content_box_y()
        sinistra, destra = max(x, 0), min(x + box.width, self._larga)
        alto, basso = max(y, 0), min(y + box.height, self._alta)
        lati = (sinistra, self._alta - basso, destra, self._alta - alto)
        return pydyf.Array(round(lato * PUNTI, 3) for lato in lati)

    def _link(self, box: Any, nodo: ElementoPdf) -> None:
        annotazione = box.link_annotation
        annotazione["Contents"] = pydyf.String(" ".join("".join(box.element.itertext()).split()))
        if len(box.zone) > 1:
            annotazione["QuadPoints"] = pydyf.Array(
                round(lato * PUNTI, 3)
                for x1, y1, x2, y2 in box.zone
                for x, y in ((x1, y1), (x2, y1), (x1, y2), (x2, y2))
                for lato in (x, self._alta - y)
            )
        nodo.figli.append(Annotazione(self._numero, annotazione))


def _numerazione(box: Any) -> str:
    """How the items of a list are marked (ISO 32000-1, table 347)."""
    if box.style["list_style_type"] == "none":
        return "/None"
    return "/Decimal" if box.element_tag == "ol" else "/Disc"


def _alternativa(elemento: Any) -> str:
    """The alternative text of a picture: the title of an SVG, the ``alt`` of the others."""
    if elemento.tag == f"{SVG}svg":
        titolo = elemento.find(f"{SVG}title")
        return (titolo.text or "") if titolo is not None else ""
    return elemento.get("alt") or ""


installa()
