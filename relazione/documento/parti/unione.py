"""Painted parts joined behind cover and contents: one document that WeasyPrint writes, with one structure tree, one
outline, each font once, and the page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import pydyf
from weasyprint.document import Document
from weasyprint.draw.text import draw_text
from weasyprint.pdf import _reference_resources
from weasyprint.pdf.stream import Stream
from weasyprint.text.line_break import split_first_line

from relazione.documento.marcatura import PUNTI
from relazione.documento.parti.dipinta import (
    PROFILO,
    SPAZIO,
    CaratteriInsoliti,
    Dipinta,
    PaginaDipinta,
    Posto,
    numero_di,
    risorse_vuote,
)
from relazione.documento.parti.divisione import Diviso
from relazione.documento.parti.impaginazione import Officina, apri_officina, ogni_faccia
from relazione.documento.parti.processi import dipingi_parti
from relazione.documento.struttura import Annotazione, ElementoPdf, Segno

RIMANDO = re.compile(r'<a href="#([^"]+)"')
ARTIFICIO = b"/Artifact <</Type/Pagination/Subtype/Footer>> BDC"


def unisci(diviso: Diviso, processi: int | None = None) -> Unito:
    """A document laid out in parts. By however many processes, the pages are the same.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
        CarattereMancante: a font of the project is missing.
        CaratteriInsoliti: the document is to be laid out whole.
    """
    officina = apri_officina()
    dipinte, fronte = dipingi_parti(officina, diviso, lambda: _fronte(officina, diviso, {}), processi)
    quante = 0
    while len(fronte.pages) != quante:  # contents that took another page would move all the numbers in them
        quante = len(fronte.pages)
        fronte = _fronte(officina, diviso, _numeri(dipinte, quante))
    return Unito(fronte, dipinte, _facce(officina))


@lru_cache(maxsize=1)
def _facce(officina: Officina) -> Mapping[int, Any]:
    """Every face of the style as a font of this process, by its key."""
    campione = officina.impagina(ogni_faccia())
    for pagina in campione.pages:
        pagina.paint(Stream(campione.fonts, (0, 0, 1, 1), risorse_vuote(), {}, None, {}, None), PUNTI)
    return dict(campione.fonts)


def _fronte(officina: Officina, diviso: Diviso, numeri: Mapping[str, int]) -> Any:
    """Cover and contents laid out, with the page of each entry."""
    scritto = RIMANDO.sub(lambda r: f'{r[0]} data-pagina="{numeri.get(r[1], "00")}"', diviso.fronte)
    return officina.impagina(diviso.intero(scritto))


def _numeri(dipinte: Sequence[Dipinta], prima: int) -> dict[str, int]:
    """The page on which each anchor stands, when the first part comes after so many pages."""
    numeri: dict[str, int] = {}
    tutte = (pagina for dipinta in dipinte for pagina in dipinta.pagine)
    for numero, pagina in enumerate(tutte, prima + 1):
        for ancora in pagina.anchors:
            numeri.setdefault(ancora, numero)
    return numeri


class Unito(Document):  # type: ignore[misc]  # weasyprint ships no types
    """Cover and contents as WeasyPrint laid them out, and behind them pages already painted."""

    def __init__(self, fronte: Any, dipinte: Sequence[Dipinta], facce: Mapping[int, Any]) -> None:
        pagine = [*fronte.pages, *(pagina for dipinta in dipinte for pagina in dipinta.pagine)]
        super().__init__(
            pagine,
            fronte.metadata,
            fronte.url_fetcher,
            fronte.font_config,
            fronte.color_profiles,
            fronte.output_intent,
        )
        self.dipinte = dipinte
        self.proprie = len(fronte.pages)
        self._unisci_caratteri(facce)
        modello = next(trovato[1] for pagina in fronte.pages if (trovato := numero_di(pagina)))
        self._timbri = [
            (pagina, self._timbro(modello, dipinta, numero, pagina.posto))
            for dipinta, pagina, numero in self._numerate()
        ]

    def _numerate(self) -> Iterator[tuple[Dipinta, PaginaDipinta, int]]:
        numero = self.proprie
        for dipinta in self.dipinte:
            for pagina in dipinta.pagine:
                numero += 1
                yield dipinta, pagina, numero

    def _unisci_caratteri(self, facce: Mapping[int, Any]) -> None:
        """The fonts that the parts use, each once with the glyphs of all."""
        for dipinta in self.dipinte:
            for chiave, uso in dipinta.caratteri.items():
                if chiave not in facce:
                    raise CaratteriInsoliti
                if chiave not in self.fonts:
                    font = self.fonts[chiave] = copy(facce[chiave])
                    font.widths, font.to_unicode, font.missing = {}, {}, {}
                self.fonts[chiave].widths.update(uso.larghezze)
                self.fonts[chiave].to_unicode.update(uso.caratteri)

    def _timbro(self, modello: Any, dipinta: Dipinta, numero: int, posto: Posto | None) -> Any:
        """The number of a page as a stream that follows its content, in its coordinates; None where none stands."""
        if posto is None:
            return None
        flusso = Stream(self.fonts, (0, 0, 1, 1), dipinta.risorse, {}, None, {}, None)
        testo = modello.copy()
        testo.text = str(numero)
        testo.pango_layout, _, _, testo.width, testo.height, _ = split_first_line(
            testo.text, modello.style, None, None, 0
        )
        testo.position_x, testo.position_y, testo.baseline = posto.destra - testo.width, posto.y, posto.base
        with flusso.stacked():
            flusso.transform(a=PUNTI, d=PUNTI)
            draw_text(flusso, testo, 0, "clip", "none")
        return pydyf.Stream([ARTIFICIO, *flusso.stream, b"EMC"], compress=True)

    def rami(self) -> Iterator[ElementoPdf | Segno | Annotazione]:
        """What stands under the document in the structure of the parts, on the pages where they come to be."""
        prima = self.proprie
        for dipinta in self.dipinte:
            vere = {}
            for pagina in dipinta.pagine:
                for _, _, _, collegamento in pagina.links:
                    if collegamento.link_annotation is not None:
                        collegamento.link_annotation.update(collegamento.voci)
                        vere[id(collegamento.voci)] = collegamento.link_annotation
            for nodo in list(dipinta.radice.discendenti()):
                nodo.figli = [f for f in (_spostato(f, prima, vere) for f in nodo.figli) if f is not None]
            prima += len(dipinta.pagine)
            yield from dipinta.radice.figli

    def completa(self, pdf: Any) -> None:
        """Give the pages of the parts what they draw with, and their numbers."""
        fogli = [pdf.objects[numero] for numero in pdf.pages["Kids"][::3]]
        comuni = pdf.objects[int(fogli[0]["Resources"].split()[0])]
        if comuni["ColorSpace"] != SPAZIO or self.color_profiles["srgb"].pdf_reference != PROFILO:
            raise AssertionError("WeasyPrint non comincia più il file dal profilo dei colori.")
        per_foglio = dict(zip(map(id, self.pages), fogli, strict=True))
        for dipinta in self.dipinte:
            risorse = _reference_resources(pdf, dipinta.risorse, {}, comuni["Font"], {})
            for pagina in dipinta.pagine:
                per_foglio[id(pagina)]["Resources"] = risorse
        for pagina, timbro in self._timbri:
            if timbro is not None:
                pdf.add_object(timbro)
                foglio = per_foglio[id(pagina)]
                foglio["Contents"] = pydyf.Array([foglio["Contents"], timbro.reference])


def _spostato(
    figlio: ElementoPdf | Segno | Annotazione, di: int, vere: Mapping[int, Any]
) -> ElementoPdf | Segno | Annotazione | None:
    """A mark or an annotation ``di`` pages further on; None for a link that leads nowhere."""
    if isinstance(figlio, Segno):
        return Segno(figlio.pagina + di, figlio.mcid)
    if isinstance(figlio, Annotazione):
        vera = vere.get(id(figlio.oggetto))
        return None if vera is None else Annotazione(figlio.pagina + di, vera)
    return figlio
