"""The structure tree of a PDF as plain objects, and its writing among the objects of pydyf.

A tree holds what a page shows by its marks: ``Segno`` is a piece of marked content of a page, ``Nota`` an annotation.
(ISO 32000-1 §14.7; PDF/UA-1 wants an identifier on header cells and footnotes, and §14.7.2 a tree of identifiers.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf


@dataclass(frozen=True, slots=True)
class Segno:
    """Marked content: the number of its page from 0, and its identifier in the page."""

    pagina: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotazione:
    """An annotation of a page, as pydyf's dictionary already among the objects of the file."""

    pagina: int
    oggetto: Any


@dataclass(eq=False, slots=True)
class ElementoPdf:
    """A structure element. ``attributi`` are those of its owner ``/Layout``, ``/Table`` or ``/List``."""

    tipo: str
    figli: list[ElementoPdf | Segno | Annotazione] = field(default_factory=list)
    attributi: dict[str, Any] = field(default_factory=dict)
    alternativa: str = ""
    identificativo: str = ""

    def nuovo(self, tipo: str) -> ElementoPdf:
        """A child put after the others."""
        figlio = ElementoPdf(tipo)
        self.figli.append(figlio)
        return figlio

    def nodi(self) -> list[ElementoPdf]:
        """The children that are elements."""
        return [f for f in self.figli if isinstance(f, ElementoPdf)]

    def discendenti(self) -> Iterator[ElementoPdf]:
        """The element and all those under it, in reading order."""
        yield self
        for figlio in self.nodi():
            yield from figlio.discendenti()


PIENI_ANCHE_VUOTI = {"TD", "TH", "TR"}
"""Elements that count even when nothing stands in them: the grid of a table is made of them."""


def sfoltisci(nodo: ElementoPdf) -> None:
    """Take away the elements in which nothing is left."""
    for figlio in nodo.nodi():
        sfoltisci(figlio)
    nodo.figli = [f for f in nodo.figli if not isinstance(f, ElementoPdf) or f.figli or f.tipo in PIENI_ANCHE_VUOTI]


def scala_titoli(radice: ElementoPdf) -> None:
    """Headings are as deep as they are nested: none skips a level (PDF/UA-1 §7.4.2)."""
    sopra: list[int] = []
    for nodo in radice.discendenti():
        if len(nodo.tipo) == 2 and nodo.tipo[0] == "H" and nodo.tipo[1].isdigit():
            livello = int(nodo.tipo[1])
            while sopra and sopra[-1] >= livello:
                sopra.pop()
            sopra.append(livello)
            nodo.tipo = f"H{len(sopra)}"


def numera_note(radice: ElementoPdf) -> None:
    """Give each footnote the identifier that PDF/UA-1 asks for (§7.9)."""
    for numero, nota in enumerate((n for n in radice.discendenti() if n.tipo == "Note"), 1):
        nota.identificativo = f"nota-{numero}"


def scrivi_struttura(pdf: Any, radice: ElementoPdf, pagine: int) -> None:
    """Write the tree under ``radice`` (the element Document) and bind the marks of pages and annotations to it."""
    tronco = _oggetto(pdf, {"Type": "/StructTreeRoot"})
    scrittura = _Scrittura(pdf, pdf.page_references, [{} for _ in range(pagine)])
    tronco["K"] = pydyf.Array([scrittura.scrivi(radice, tronco).reference])
    numeri = pydyf.Array()
    for pagina, segni in enumerate(scrittura.per_pagina):
        if sorted(segni) != list(range(len(segni))):
            raise AssertionError(f"Pagina {pagina + 1}: segni senza elemento.")
        numeri.extend((pagina, pydyf.Array(segni[n] for n in range(len(segni)))))
    for posto, (annotazione, riferimento) in enumerate(scrittura.annotazioni, start=pagine):
        annotazione["StructParent"] = posto
        numeri.extend((posto, riferimento))
    tronco["ParentTree"] = _oggetto(pdf, {"Nums": numeri}).reference
    tronco["ParentTreeNextKey"] = pagine + len(scrittura.annotazioni)
    if scrittura.identificativi:
        nomi = pydyf.Array()
        for nome in sorted(scrittura.identificativi):
            nomi.extend((pydyf.String(nome), scrittura.identificativi[nome]))
        tronco["IDTree"] = _oggetto(pdf, {"Names": nomi}).reference
    pdf.catalog["StructTreeRoot"] = tronco.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


def _oggetto(pdf: Any, voci: dict[str, Any]) -> Any:
    oggetto = pydyf.Dictionary(voci)
    pdf.add_object(oggetto)
    return oggetto


@dataclass(slots=True)
class _Scrittura:
    """The writing of a tree: which element holds each mark of each page, each annotation, each identifier.

    ``riferimenti`` are those of the pages, which pydyf would make again at every question.
    """

    pdf: Any
    riferimenti: Sequence[bytes]
    per_pagina: list[dict[int, bytes]]
    annotazioni: list[tuple[Any, bytes]] = field(default_factory=list)
    identificativi: dict[str, bytes] = field(default_factory=dict)

    def scrivi(self, nodo: ElementoPdf, padre: Any) -> Any:
        """Write an element and those under it."""
        scritto = _oggetto(self.pdf, {"Type": "/StructElem", "S": f"/{nodo.tipo}", "P": padre.reference})
        sua = next((f.pagina for f in nodo.figli if isinstance(f, Segno)), None)
        if sua is not None:
            scritto["Pg"] = self.riferimenti[sua]
        scritto["K"] = pydyf.Array(self._figlio(figlio, scritto, sua) for figlio in nodo.figli)
        if nodo.attributi:
            scritto["A"] = pydyf.Dictionary(nodo.attributi)
        if nodo.alternativa:
            scritto["Alt"] = pydyf.String(nodo.alternativa)
        if nodo.identificativo:
            scritto["ID"] = pydyf.String(nodo.identificativo)
            self.identificativi[nodo.identificativo] = scritto.reference
        return scritto

    def _figlio(self, figlio: ElementoPdf | Segno | Annotazione, scritto: Any, sua: int | None) -> Any:
        if isinstance(figlio, ElementoPdf):
            return self.scrivi(figlio, scritto).reference
        pagina = self.riferimenti[figlio.pagina]
        if isinstance(figlio, Annotazione):
            self.annotazioni.append((figlio.oggetto, scritto.reference))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": figlio.oggetto.reference, "Pg": pagina})
        if figlio.mcid in self.per_pagina[figlio.pagina]:
            raise AssertionError(f"Pagina {figlio.pagina + 1}: un segno sta in due elementi.")
        self.per_pagina[figlio.pagina][figlio.mcid] = scritto.reference
        if figlio.pagina == sua:
            return figlio.mcid
        # Content of an element that goes on over the page.
        return pydyf.Dictionary({"Type": "/MCR", "Pg": pagina, "MCID": figlio.mcid})
