"""What a logo is, by its content: SVG, PNG or JPEG that a page and a PDF can draw, and that can run nothing.

Pure: it reads bytes and knows no database. A logo is examined before it is kept and again before it is drawn, since
what is kept may have come by another way.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

from PIL import Image, UnidentifiedImageError

from ente.errori import ErroreUtente

MASSIMO = 1024 * 1024
LATO_MASSIMO = 4_000  # px
ELEMENTI_MASSIMI = 5_000
PROFONDO_MASSIMO = 60
ESTENSIONI = ("svg", "png", "jpg", "jpeg")

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
DISEGNANO = {
    "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "style", "switch",
}  # fmt: skip
INERTI = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/elements/1.1/",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.inkscape.org/namespaces/inkscape",
    "http://www.serif.com/",
    "http://ns.adobe.com/",
)
"""Namespaces in which drawing programs leave notes: nothing draws or runs them."""


NUMERO = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?")
MISURA = re.compile(rf"({NUMERO.pattern})(?:px|pt|pc|mm|cm|in|em|ex)?")
SEPARATI = re.compile(r"\s*,\s*|\s+")
ENORME = 1e6
NON_NUMERO = re.compile(r"(?<![\w#-])[+-]?(?:nan|inf|infinity)(?![\w-])|(?<![\w#.])[\d.]+e\+?\d{3}", re.IGNORECASE)
"""What Python reads as no number, or as one without end: it would spoil the file that is printed."""
PAROLE = {"id", "class", "href", "font-family", "systemLanguage", "lang", "base", "role", "label"}
"""Attributes that hold words."""


class LogoRifiutato(ErroreUtente):
    """The file cannot be a logo; the message says why and what to send in its place."""


@dataclass(frozen=True, slots=True)
class FormatoLogo:
    """A kind of picture: its media type and the extension under which it is kept."""

    tipo: str
    estensione: str


FINE = {"png": b"IEND\xaeB`\x82", "jpg": b"\xff\xd9"}

F_SVG = FormatoLogo("image/svg+xml", "svg")
F_PNG = FormatoLogo("image/png", "png")
F_JPEG = FormatoLogo("image/jpeg", "jpg")


def riconosci_logo(contenuto: bytes) -> FormatoLogo | None:
    """The format of a picture by its first bytes, whatever its name says; None for anything else."""
    if contenuto.startswith(b"\x89PNG\r\n\x1a\n"):
        return F_PNG
    if contenuto.startswith(b"\xff\xd8\xff"):
        return F_JPEG
    testa = contenuto[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return F_SVG if testa.startswith(b"<") and b"<svg" in contenuto.replace(b"\0", b"").lower() else None


def esamina_logo(contenuto: bytes) -> FormatoLogo:
    """The format of a logo that can be kept and drawn.

    Raises:
        LogoRifiutato: it is empty, too large, of no accepted format, cannot be drawn, or could run or read something.
    """
    if not contenuto:
        raise LogoRifiutato("Il file del logo è vuoto: caricatene un altro.")
    if len(contenuto) > MASSIMO:
        raise LogoRifiutato("Il logo pesa più di 1 MB: salvatelo più piccolo, o in SVG.")
    formato = riconosci_logo(contenuto)
    if formato is None:
        raise LogoRifiutato("Il logo non è un'immagine SVG, PNG o JPEG: salvatelo in uno di questi formati.")
    if formato is F_SVG:
        _esamina_svg(contenuto)
    else:
        _esamina_punti(contenuto, formato)
    return formato


def _esamina_punti(contenuto: bytes, formato: FormatoLogo) -> None:
    """Read the whole picture to its end.

    Its end mark and the sums of a PNG are looked at first: Pillow opens truncated pictures too, once WeasyPrint has
    asked it to (``LOAD_TRUNCATED_IMAGES``, for the whole process).
    """
    nome = formato.estensione.upper().replace("JPG", "JPEG")
    rovinato = LogoRifiutato(f"Il logo {nome} è tronco o rovinato: apritelo e salvatelo di nuovo.")
    if not contenuto.rstrip(b"\0").endswith(FINE[formato.estensione]):
        raise rovinato
    try:
        if formato is F_PNG:
            with Image.open(io.BytesIO(contenuto), formats=["PNG"]) as immagine:
                immagine.verify()
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(contenuto), formats=["PNG", "JPEG"]) as immagine:
                if max(immagine.size) > LATO_MASSIMO:
                    raise LogoRifiutato(f"Il logo ha un lato di più di {LATO_MASSIMO} punti: rimpicciolitelo.")
                modo = immagine.mode
                immagine.load()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
    ):
        raise rovinato from None
    if modo not in ("1", "L", "LA", "P", "PA", "RGB", "RGBA"):
        raise LogoRifiutato("Il logo ha colori da tipografia (CMYK o a più di 8 bit): salvatelo in RGB.")


# -- drawings ----------------------------------------------------------------------------------------------------------


def _esamina_svg(contenuto: bytes) -> None:
    radice = _leggi(contenuto)
    if radice.tag != f"{{{SVG}}}svg":
        raise LogoRifiutato("Il logo SVG non è un disegno: manca l'elemento svg con il suo spazio di nomi.")
    if not _ha_misure(radice):
        raise LogoRifiutato("Il logo SVG non dice quanto è grande (viewBox, o width e height): salvatelo di nuovo.")
    composti = set()
    usi = []
    for elemento in radice.iter():
        nome = _nome(elemento)
        if nome is None:
            continue
        _attributi(elemento, nome)
        if nome == "style":
            regole = "".join(elemento.itertext())
            _stile(regole)
            _misura("style", regole)
        if nome == "use":
            usi.append(_richiamo(elemento))
        if elemento.get("id") and any(_nome(e) == "use" for e in elemento.iter()):
            composti.add(f"#{elemento.get('id')}")
    # A reference to what holds references may double at each step: twenty lines would draw for hours.
    if composti & set(usi) or len(usi) > 200:
        raise LogoRifiutato(
            "Il logo SVG richiama sé stesso troppe volte: convertite in tracciati e salvatelo di nuovo."
        )


def _ha_misure(radice: ET.Element) -> bool:
    """Whether a drawing says a size that is one: a right viewBox, or a width and a height."""
    riquadro = radice.get("viewBox")
    if riquadro is not None:
        misure = [_numero(t) for t in SEPARATI.split(riquadro.strip())]
        return len(misure) == 4 and None not in misure and all(m and 0 < m < ENORME for m in misure[2:])
    lati = [MISURA.fullmatch((radice.get(lato) or "").strip()) for lato in ("width", "height")]
    return all(lato and 0 < float(lato[1]) < ENORME for lato in lati)


def lati_logo(contenuto: bytes) -> tuple[float, float]:
    """Width and height of an examined logo, one to the other."""
    if riconosci_logo(contenuto) is not F_SVG:
        with Image.open(io.BytesIO(contenuto), formats=["PNG", "JPEG"]) as immagine:
            return float(immagine.width), float(immagine.height)
    radice = _leggi(contenuto)
    riquadro = radice.get("viewBox")
    if riquadro is not None:
        _, _, larghezza, altezza = SEPARATI.split(riquadro.strip())
        return float(larghezza), float(altezza)
    lati = [MISURA.fullmatch((radice.get(lato) or "").strip()) for lato in ("width", "height")]
    larghezza_, altezza_ = (float(lato[1]) if lato else 1.0 for lato in lati)
    return larghezza_, altezza_


def _numero(testo: str) -> float | None:
    trovato = NUMERO.fullmatch(testo)
    return float(testo) if trovato else None


def _leggi(contenuto: bytes) -> ET.Element:
    """The tree of an SVG without declarations of its own, which could read files or grow without end."""
    costruttore = ET.TreeBuilder()
    lettore = expat.ParserCreate(namespace_separator="}")
    profondo, quanti = 0, 0

    def vieta(*parti: object) -> None:
        raise LogoRifiutato("Il logo SVG contiene dichiarazioni (DOCTYPE, entità, fogli di stile): salvatelo senza.")

    def apre(nome: str, attributi: dict[str, str]) -> None:
        nonlocal profondo, quanti
        profondo, quanti = profondo + 1, quanti + 1
        if profondo > PROFONDO_MASSIMO or quanti > ELEMENTI_MASSIMI:
            raise LogoRifiutato("Il logo SVG è troppo complicato: semplificatelo, o salvatelo in PNG.")
        costruttore.start(_intero(nome), {_intero(chiave): valore for chiave, valore in attributi.items()})

    def chiude(nome: str) -> None:
        nonlocal profondo
        profondo -= 1
        costruttore.end(_intero(nome))

    def tipo(nome: str, sistema: str | None, pubblico: str | None, dentro: bool) -> None:
        # The name of the standard alone, as many drawing programs write it: nobody reads it, from here or elsewhere.
        if dentro or not (pubblico or "").startswith("-//W3C//DTD SVG"):
            vieta()

    lettore.StartDoctypeDeclHandler = tipo
    lettore.EntityDeclHandler = lettore.ProcessingInstructionHandler = vieta
    lettore.StartElementHandler, lettore.EndElementHandler = apre, chiude
    lettore.CharacterDataHandler = costruttore.data
    try:
        lettore.Parse(contenuto, True)
        return costruttore.close()
    except (expat.ExpatError, ValueError, LookupError):
        raise LogoRifiutato("Il logo SVG non si legge: apritelo e salvatelo di nuovo.") from None


def _intero(nome: str) -> str:
    return "{" + nome if "}" in nome else nome


def _nome(elemento: ET.Element) -> str | None:
    """The name of an element that draws; None for the notes of a drawing program."""
    spazio, _, nome = str(elemento.tag).removeprefix("{").rpartition("}")
    if spazio == SVG and nome in DISEGNANO:
        return nome
    if spazio.startswith(INERTI):
        return None
    raise LogoRifiutato(
        f"Il logo SVG contiene «{nome[:40]}», che un logo non può avere: toglietelo, o salvatelo in PNG."
    )


def _attributi(elemento: ET.Element, nome: str) -> None:
    for chiave, valore in elemento.attrib.items():
        spazio, _, corto = chiave.removeprefix("{").rpartition("}")
        if corto.lower().startswith("on") and not spazio:
            raise LogoRifiutato(f"Il logo SVG contiene comandi («{corto[:40]}»): toglieteli, o salvatelo in PNG.")
        if corto == "href" and spazio in ("", XLINK) and not valore.strip().startswith("#"):
            raise LogoRifiutato(
                f"Il logo SVG richiama «{valore[:60]}», fuori dal disegno: incorporatelo, o salvatelo in PNG."
            )
        if corto not in PAROLE:
            _misura(corto, valore)
        _stile(valore)


def _misura(dove: str, valore: str) -> None:
    if NON_NUMERO.search(valore):
        raise LogoRifiutato(f"Il logo SVG ha una misura che non è un numero («{dove[:40]}»): salvatelo di nuovo.")


def _richiamo(elemento: ET.Element) -> str:
    return (elemento.get("href") or elemento.get(f"{{{XLINK}}}href") or "").strip()


def _stile(testo: str) -> None:
    """A style, or the value of an attribute, may only name parts of the drawing."""
    compatto = "".join(testo.lower().split())
    if "\\" in compatto or "@import" in compatto or "javascript:" in compatto or "expression(" in compatto:
        raise LogoRifiutato("Il logo SVG ha uno stile che richiama altro: salvatelo con gli attributi, o in PNG.")
    for meta in _indirizzi(compatto):
        if not meta.lstrip("'\"").startswith("#"):
            raise LogoRifiutato(
                f"Il logo SVG richiama «{meta[:60]}», fuori dal disegno: incorporatelo, o salvatelo in PNG."
            )


def _indirizzi(compatto: str) -> Iterator[str]:
    for pezzo in compatto.split("url(")[1:]:
        yield pezzo.partition(")")[0]
