"""What a graphic designer looks at in pages already laid out: each function gives the faults that it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

TESTO = ("TextBox", "InlineReplacedBox", "BlockReplacedBox")
FIGURE = TESTO[1:]
TITOLI = ("h1", "h2", "h3", "h4", "caption", "figcaption")
PIENA = 0.55
"""Of its height, what the text of a page fills at least."""
Guasto = tuple[object, ...]


def discendenti(box: Any) -> Iterator[Any]:
    """A box and all the boxes in it."""
    box = getattr(box, "_box", box)
    yield box
    for figlio in getattr(box, "children", ()):
        yield from discendenti(figlio)


def _tipo(box: Any) -> str:
    return type(box).__name__


def _fine(box: Any) -> float:
    return float(box.position_y + box.height)


def _dipinti(parte: Any) -> list[Any]:
    """The boxes of a part of a page that leave ink."""
    return [b for b in discendenti(parte) if _tipo(b) in TESTO and (_tipo(b) in FIGURE or b.text.strip())]


def fuori_pagina(pagine: Sequence[Any]) -> list[Guasto]:
    """Texts that leave their page, and figures that leave the space of the text on it."""
    fuori: list[Guasto] = []
    for n, foglio in enumerate(pagine, 1):
        fondo = foglio.content_box_y() + foglio.height + 0.5
        for box in discendenti(foglio):
            a_destra = box.position_x + (box.width if isinstance(box.width, int | float) else 0)
            if _tipo(box) == "TextBox" and box.text.strip():
                dentro = box.position_x >= 0 and box.position_y >= 0 and a_destra <= foglio.margin_width()
                if not dentro or _fine(box) > foglio.margin_height():
                    fuori.append((n, box.text))
            elif _tipo(box) in FIGURE and n > 1 and (_fine(box) > fondo or box.width > foglio.width + 0.5):
                fuori.append((n, "figura"))
    return fuori


def celle_strette(pagine: Sequence[Any]) -> list[Guasto]:
    """Texts wider than their cell, and tables wider than their page."""
    guasti: list[Guasto] = []
    for n, foglio in enumerate(pagine, 1):
        limite = foglio.content_box_x() + foglio.width + 0.5
        for box in discendenti(foglio):
            if _tipo(box) == "TableBox" and box.position_x + box.margin_width() > limite:
                guasti.append((n, "tabella"))
            if _tipo(box) == "TableCellBox":
                bordo = box.border_box_x() + box.border_width() + 0.5
                testi = [b for b in discendenti(box) if _tipo(b) == "TextBox"]
                guasti += [(n, b.text) for b in testi if b.position_x + b.width > bordo]
    return guasti


def titoli_in_fondo(pagine: Sequence[Any]) -> list[Guasto]:
    """Headings and captions that close a page, but for the cover."""
    trovati: list[Guasto] = []
    for n, foglio in enumerate(pagine, 1):
        if foglio.page_type.name != "copertina" and (testi := _dipinti(foglio.children[0])):
            ultimo = max(testi, key=lambda box: box.position_y)
            if ultimo.element_tag in TITOLI:
                trovati.append((n, getattr(ultimo, "text", "")))
    return trovati


def pagine_vuote(pagine: Sequence[Any]) -> list[Guasto]:
    """Pages less than 55 % full, but for the cover, the contents, the last one, those after which a chapter begins or
    the paper turns, and those whose next figure is taller than the room that is left."""
    vuote: list[Guasto] = []
    for n, (foglio, dopo) in enumerate(pairwise(pagine), 1):
        fine = max(map(_fine, [b for parte in foglio.children[:2] for b in _dipinti(parte)]), default=0.0)
        piena = (fine - foglio.content_box_y()) / foglio.height
        gira = foglio.width != dopo.width
        if piena < PIENA and foglio.page_type.name != "copertina" and not (gira or _apre(dopo) or _alta(dopo, piena)):
            vuote.append((n, round(piena, 2)))
    return vuote


def _primo(foglio: Any) -> Any:
    return min(_dipinti(foglio.children[0]), key=lambda b: b.position_y, default=None)


def _apre(foglio: Any) -> bool:
    """Whether a page begins with a chapter."""
    primo = _primo(foglio)
    return (
        primo is not None
        and primo.element_tag in ("h1", "span")
        and any(
            b.element_tag == "h1" and any(d is primo for d in discendenti(b)) for b in discendenti(foglio.children[0])
        )
    )


def _alta(foglio: Any, piena: float) -> bool:
    """Whether a page begins with a figure that the room left on the page before could not hold."""
    primo = _primo(foglio)
    if primo is None or primo.element_tag != "figcaption":
        return False
    figura = next((b for b in discendenti(foglio.children[0]) if _tipo(b) in FIGURE), None)
    return figura is not None and (_fine(figura) - primo.position_y) / foglio.height > 1 - piena - 0.05


def righe_sole(pagine: Sequence[Any]) -> tuple[int, list[dict[int, int]]]:
    """How many tables cross pages, and those that leave one row alone on one of them, by page."""
    righe: dict[int, dict[int, int]] = {}
    for n, foglio in enumerate(pagine, 1):
        for tabella in discendenti(foglio):
            if _tipo(tabella) == "TableBox":
                gruppi = [g for g in tabella.children if not g.is_header]
                righe.setdefault(id(tabella.element), {})[n] = sum(len(g.children) for g in gruppi)
    divise = [pagine for pagine in righe.values() if len(pagine) > 1]
    return len(divise), [pagine for pagine in divise if min(pagine.values()) < 2]
