"""Charts as inline SVG, drawn on the server by altair and vl-convert: the same drawing on the page and in the PDF.

altair and vl-convert are imported only when the first chart is drawn (about half a second and 150 MB); drawings are
kept by content, since the input is frozen. What vl-convert emits is then cleaned: no class, no role, no `style`, ids
made unique by content, coordinates rounded, the alternative text in `<title>`.
"""

import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path

from contesto.colori import Tema
from contesto.svg import FAMIGLIA, cifra, disegno_vuoto, impronta
from contesto.tipi_grafici import Grafico, Punto, TipoGrafico

__all__ = ["Grafico", "Punto", "Tema", "TipoGrafico", "disegna_grafico", "registra_caratteri"]

_SVG = "{http://www.w3.org/2000/svg}"
_NUMERO = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_DA_TOGLIERE = {"class", "role", "style", "pointer-events", "aria-hidden", "aria-label", "aria-roledescription"}
_PROPRIETA = {
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "font-family",
    "font-size", "font-weight", "font-style", "text-anchor", "display",
}  # fmt: skip


def registra_caratteri(cartella: Path) -> None:
    """Let the engine measure text with the TTF fonts of `cartella`. Not required: without, it measures the fallback."""
    import vl_convert

    vl_convert.register_font_directory(str(cartella))
    _disegna.cache_clear()


def disegna_grafico(grafico: Grafico, tema: Tema) -> str:
    """The chart as one `<svg role="img">` named by its alternative text.

    Equal inputs give equal bytes. A chart without values becomes a framed "Nessun dato da rappresentare". ValueError,
    one Italian sentence: more than six series, two values for one mark, a value that is not finite.
    """
    return _disegna(grafico, tema)


@lru_cache(maxsize=256)
def _disegna(grafico: Grafico, tema: Tema) -> str:
    if all(punto.valore is None for punto in grafico.punti):
        return disegno_vuoto(grafico.titolo or grafico.alternativa, larghezza=grafico.larghezza, prefisso="grafico")
    from contesto.specifica import specifica
    from contesto.tracciato import traccia

    tracciato = traccia(grafico)
    spec = specifica(grafico, tracciato, tema)
    import vl_convert

    grezzo = vl_convert.vegalite_to_svg(spec, format_locale="it-IT", allowed_base_urls=[])
    return _ripulisci(grezzo, grafico.alternativa, f"grafico-{impronta(grafico, tema)}")


def _vuoto(elemento: ET.Element) -> bool:
    """Whether an element leaves no ink: Vega writes many empty backgrounds and groups."""
    nome = elemento.tag.removeprefix(_SVG)
    if elemento.get("display") == "none":
        return True
    if nome == "path":
        return elemento.get("d", "") in ("", "M0,0h0v0h0Z") or (
            elemento.get("aria-hidden") == "true" and elemento.get("stroke") is None and elemento.get("fill") is None
        )
    return nome == "g" and len(elemento) == 0


def _pota(elemento: ET.Element) -> None:
    for figlio in list(elemento):
        _pota(figlio)
        if _vuoto(figlio):
            elemento.remove(figlio)


def _in_righe(radice: ET.Element) -> None:
    """One `<text>` a line instead of one with `<tspan>`s, whose first line WeasyPrint anchors in the wrong place."""
    for padre in list(radice.iter()):
        for posto, figlio in enumerate(list(padre)):
            if figlio.tag != f"{_SVG}text" or len(figlio) == 0:
                continue
            gruppo = ET.Element(f"{_SVG}g", dict(figlio.attrib))
            ordinata = 0.0
            for tratto in figlio:
                ordinata += float(tratto.get("dy", "0"))
                riga = ET.SubElement(gruppo, f"{_SVG}text", {"y": cifra(ordinata)})
                riga.text = tratto.text
            padre[posto] = gruppo


def _pulisci_attributi(elemento: ET.Element, prefisso: str) -> None:
    for dichiarazione in elemento.get("style", "").split(";"):
        proprieta, _, valore = dichiarazione.partition(":")
        if proprieta.strip() in _PROPRIETA:
            elemento.set(proprieta.strip(), valore.strip())
    for nome in list(elemento.attrib):
        valore = elemento.attrib[nome]
        if nome in _DA_TOGLIERE or nome.startswith("{"):
            del elemento.attrib[nome]
        elif nome == "id":
            elemento.set(nome, f"{prefisso}-{valore}")
        elif "url(#" in valore:
            elemento.set(nome, valore.replace("url(#", f"url(#{prefisso}-"))
        elif nome in ("font-family", "fill", "stroke"):
            continue
        else:
            elemento.set(nome, _NUMERO.sub(lambda trovato: cifra(float(trovato[0])), valore))


def _ripulisci(grezzo: str, alternativa: str, prefisso: str) -> str:
    radice = ET.fromstring(grezzo)  # noqa: S314  our own engine's output, not a stranger's file
    _in_righe(radice)
    _pota(radice)
    larghezza, altezza = radice.get("width", ""), radice.get("height", "")
    for elemento in radice.iter():
        _pulisci_attributi(elemento, prefisso)
        elemento.tag = elemento.tag.removeprefix(_SVG)
        if elemento.get("font-family"):
            del elemento.attrib["font-family"]
    radice.attrib.clear()
    radice.attrib.update(
        {
            "xmlns": _SVG[1:-1],
            "width": larghezza,
            "height": altezza,
            "viewBox": f"0 0 {larghezza} {altezza}",
            "role": "img",
            "aria-labelledby": f"{prefisso}-t",
            "font-family": FAMIGLIA,
        }
    )
    titolo = ET.Element("title", {"id": f"{prefisso}-t"})
    titolo.text = alternativa
    radice.insert(0, titolo)
    return ET.tostring(radice, encoding="unicode")
