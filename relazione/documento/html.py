"""From the snapshot to the final HTML of the document: one string, no reference outside the allowed folders."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from django.template.loader import render_to_string

from contesto.colori import Tema, con_luce
from ente.logo import esamina_logo
from relazione.documento import figure
from relazione.documento.blocchi import Sezione, componi_sezioni
from relazione.fotografia import Fotografia

SVG = "image/svg+xml"
MESI = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Luce:
    """A traffic light as a style: the word stands in the text, the shape is decoration beside it."""

    codice: str
    immagine: str


@dataclass(frozen=True, slots=True)
class Anello:
    """A ring of the cover, in millimetres: the tubes of a spyglass seen from the front."""

    x: int
    y: int
    raggio: int
    colore: str


def scrivi_html(foto: Fotografia) -> str:
    """The HTML of the whole Relazione. The same snapshot gives the same string.

    Raises:
        RichiamoSbagliato: the narrative names a block that the cycle does not have.
        LogoRifiutato: the logo cannot be drawn, or could run or read something.
    """
    sezioni = componi_sezioni(foto)
    return render_to_string(
        "relazione/relazione.html",
        {
            "foto": foto,
            "sezioni": sezioni,
            "indice": [s for s in sezioni if s.livello < 3 or s.prospetto],
            "logo": _logo(foto.ente.logo),
            "approvazione": _approvazione(foto),
            "creato": _istante(foto),
            "luci": [Luce(codice, _dati(figure.luce(codice).encode(), SVG)) for codice in figure.CODICI_LUCI],
            "colori": _colori(foto.ente.tema),
            "copertina": _dati(_copertina(foto.ente.tema).encode(), SVG),
        },
    )


def _colori(tema: Tema) -> dict[str, str]:
    """The colours of the style sheet: the two of the body and pale tints of the first."""
    return {
        "primario": tema.primario,
        "secondario": tema.secondario,
        "velo": con_luce(tema.primario, 97, croma_massimo=3),
        "tinta": con_luce(tema.primario, 93, croma_massimo=6),
        "filo": con_luce(tema.primario, 80, croma_massimo=10),
    }


def _copertina(tema: Tema) -> str:
    """The picture of the cover: rings of a spyglass, each one drawn out of the one around it, in the body's colours."""
    passi = [(150, 26), (118, 31), (88, 37), (60, 44), (35, 52)]
    anelli = [
        Anello(196 - i * 5, 220 - i * 4, raggio, con_luce(tema.primario, luce))
        for i, (raggio, luce) in enumerate(passi)
    ]
    anelli.append(Anello(172, 201, 14, con_luce(tema.secondario, 66)))
    return render_to_string("relazione/copertina.svg", {"tema": tema, "anelli": anelli})


def _dati(contenuto: bytes, tipo: str) -> str:
    return f"data:{tipo};base64,{b64encode(contenuto).decode()}" if contenuto else ""


def _logo(contenuto: bytes) -> str:
    """The logo as an address of data, judged by its content: what cannot be drawn stops the document."""
    return _dati(contenuto, esamina_logo(contenuto).tipo) if contenuto else ""


def _approvazione(foto: Fotografia) -> str:
    if foto.approvazione is None:
        return "Bozza non ancora approvata"
    organo, numero, data = foto.approvazione
    return f"Approvata con delibera di {organo} n. {numero} del {data.day} {MESI[data.month - 1]} {data.year}"


def _istante(foto: Fotografia) -> str:
    """The document's date is that of its act, not of the machine: the same content gives the same bytes."""
    if foto.approvazione is None:
        return f"{foto.anno + 1}-01-01T00:00:00Z"
    return f"{foto.approvazione[2].isoformat()}T00:00:00Z"


__all__ = ["Sezione", "scrivi_html"]
