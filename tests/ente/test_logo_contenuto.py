"""Logos by their content: what is kept and drawn, and what is refused with a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from ente.logo import LogoRifiutato, esamina_logo, riconosci_logo

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "arezzo-siena-2019" / "logo.svg"
APRE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def punti(formato: str, modo: str = "RGB", lato: int = 40) -> bytes:
    import weasyprint  # which asks Pillow to open truncated pictures, for the whole process

    assert weasyprint.images
    uscita = io.BytesIO()
    Image.new(modo, (lato, lato // 2 or 1)).save(uscita, formato)
    return uscita.getvalue()


def svg(dentro: str, testa: str = "", apre: str = APRE) -> bytes:
    return f"{testa}{apre}{dentro}</svg>".encode()


@pytest.mark.parametrize(
    ("contenuto", "tipo"),
    [
        (DEMO.read_bytes(), "image/svg+xml"),
        (punti("PNG"), "image/png"),
        (punti("PNG", "RGBA"), "image/png"),
        (punti("PNG", "P"), "image/png"),
        (punti("PNG", "LA"), "image/png"),
        (punti("JPEG"), "image/jpeg"),
        (punti("JPEG", "L"), "image/jpeg"),
        (svg("<path d='M0 0h9v9z'/>", '<?xml version="1.0"?>\n<!-- disegno -->\n'), "image/svg+xml"),
        (svg("<path d='M0 0h9'/>", "\ufeff"), "image/svg+xml"),
        (
            svg(
                "<rect/>",
                '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
            ),
            "image/svg+xml",
        ),
        (
            svg(
                '<rect id="inf" fill="#12e345"/>',
                apre='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0 , 1e1 .5">',
            ),
            "image/svg+xml",
        ),
        (f'<?xml version="1.0" encoding="UTF-16"?>{APRE}<path d="M0 0h9"/></svg>'.encode("utf-16"), "image/svg+xml"),
        (
            svg(
                '<defs><linearGradient id="a"><stop offset="0"/></linearGradient><g id="b"><rect width="2"/></g></defs>'
                '<style>.c { fill: url(#a) } </style><use xlink:href="#b"/><use href="#b"/>'
                '<rect class="c" fill="url( \'#a\' )"/>'
            ),
            "image/svg+xml",
        ),
        (
            svg(
                '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'
                '<i:namedview xmlns:i="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/><g/>'
            ),
            "image/svg+xml",
        ),
    ],
)
def test_a_picture_is_known_by_its_content(contenuto: bytes, tipo: str) -> None:
    assert esamina_logo(contenuto).tipo == tipo


@pytest.mark.parametrize(
    ("contenuto", "dice"),
    [
        (b"", "è vuoto"),
        (b"GIF89a" + b"\0" * 40, "non è un'immagine SVG, PNG o JPEG"),
        (b"<html><body>logo</body></html>", "non è un'immagine"),
        (b"%PDF-1.7", "non è un'immagine"),
        (punti("PNG")[:60], "PNG è tronco o rovinato"),
        (punti("JPEG")[:-200], "JPEG è tronco o rovinato"),
        (punti("PNG").replace(b"IDAT", b"IDAX"), "PNG è tronco o rovinato"),
        (punti("PNG", lato=4001), "rimpicciolitelo"),
        (punti("JPEG", "CMYK"), "salvatelo in RGB"),
        (punti("PNG", "I;16"), "salvatelo in RGB"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (1024 * 1024), "più di 1 MB"),
        (svg("<script>alert(1)</script>"), "«script»"),
        (svg("<foreignObject/>"), "«foreignObject»"),
        (svg('<image href="data:image/png;base64,AA"/>'), "«image»"),
        (svg('<a href="https://esempio.it"/>'), "«a»"),
        (svg("<animate/>"), "«animate»"),
        (svg("<filter/>"), "«filter»"),
        (svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'), "«script»"),
        (svg('<rect onload="x()"/>'), "comandi («onload»)"),
        (svg('<rect ONCLICK="x()"/>'), "comandi"),
        (svg('<use href="https://esempio.it/a.svg#b"/>'), "fuori dal disegno"),
        (svg('<use xlink:href="file:///etc/passwd"/>'), "fuori dal disegno"),
        (svg('<rect fill="url(https://esempio.it/a)"/>'), "fuori dal disegno"),
        (svg('<rect style="fill: URL( \'//esempio.it/a\' )"/>'), "fuori dal disegno"),
        (svg("<style>@import 'https://esempio.it/a.css';</style>"), "stile che richiama altro"),
        (svg("<style>@\\69mport 'x';</style>"), "stile che richiama altro"),
        (svg("<rect/>", '<?xml-stylesheet href="https://esempio.it/a.css"?>'), "dichiarazioni"),
        (svg("<rect/>", "<!DOCTYPE svg>"), "dichiarazioni"),
        (svg("<text>&a;</text>", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "dichiarazioni"),
        (
            f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE svg [<!ENTITY a "b">]>{APRE}&a;</svg>'.encode("utf-16"),
            "dichiarazioni",
        ),
        (svg("<rect>"), "non si legge"),
        (svg("<rect/>", apre="<svg viewBox='0 0 1 1'>"), "spazio di nomi"),
        (svg("<rect/>", apre='<svg xmlns="http://www.w3.org/2000/svg">'), "quanto è grande"),
        *[
            (svg("<rect/>", apre=f'<svg xmlns="http://www.w3.org/2000/svg" {misure}>'), "quanto è grande")
            for misure in (
                'viewBox="a b c d"',
                'viewBox="0 0 10"',
                'viewBox="0 0 0 0"',
                'viewBox="0 0 -9 9"',
                'viewBox="0 0 nan nan"',
                'viewBox="0 0 1e99 9"',
                'width="100%" height="100%"',
                'width="0" height="9"',
                'width="x" height="inf"',
            )
        ],
        (svg('<path d="M nan nan L 1 1"/>'), "non è un numero («d»)"),
        (svg('<rect width="1e999" height="1"/>'), "non è un numero («width»)"),
        (svg('<rect style="stroke-width: NaN"/>'), "non è un numero («style»)"),
        (svg("<style>rect{x: -Infinity}</style>"), "non è un numero («style»)"),
        (svg("<rect/>", '<!DOCTYPE svg SYSTEM "file:///etc/passwd">'), "dichiarazioni"),
        (svg("<g>" * 70 + "</g>" * 70), "troppo complicato"),
        (svg("<rect/>" * 5_001), "troppo complicato"),
        (svg('<g id="a"><rect/></g><g id="b"><use href="#a"/><use href="#a"/></g><use href="#b"/>'), "sé stesso"),
        (svg('<g id="a"><use href="#a"/></g>'), "sé stesso"),
        (svg('<rect id="a"/>' + '<use href="#a"/>' * 201), "sé stesso"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_logo_is_refused_with_a_sentence(contenuto: bytes, dice: str) -> None:
    with pytest.raises(LogoRifiutato) as errore:
        esamina_logo(contenuto)
    assert dice in str(errore.value)
    assert str(errore.value).endswith(".")


def test_the_name_counts_for_nothing() -> None:
    assert riconosci_logo(b"\x89PNG\r\n\x1a\n<svg") is not None
    assert riconosci_logo(b"testo <svg>") is None
