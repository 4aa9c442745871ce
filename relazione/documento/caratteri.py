"""Characters that the document can print: those of the project's own fonts, and a visible stand-in for the others.

Without it a character that these fonts lack would take one of the machine's, another one on each machine, or print as
an empty box, which both standards forbid.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from contesto.svg import FAMIGLIA
from ente.errori import ErroreUtente

RIPIEGO = "Titillium Web,Segni,Altri Segni"
"""The families that end every list of fonts of the document, in the order in which a character is looked for.

No space after the commas and no quotes: in an attribute of an SVG WeasyPrint 70 would take them for a part of the name.
"""

STILE = Path("relazione", "stile")
TITILLIUM = Path(
    "node_modules", "bootstrap-italia", "dist", "fonts", "Titillium_Web",
    "titillium-web-v10-latin-ext_latin-regular.ttf",
)  # fmt: skip
SPAZI = {"\u00a0": "\u00a0", "\u2007": "\u00a0", "\u202f": "\u00a0"}
MOLLE = "\u00ad"
_NEL_CSS = re.compile(r'url\("([^"]+\.ttf)"\)')
_FUORI = re.compile(r"[^\n -~]+")


@cache
def coperti() -> frozenset[int]:
    """The code points for which the fonts of ``RIPIEGO`` have a glyph."""
    radice = Path(settings.BASE_DIR)
    file = (TITILLIUM, STILE / "segni.ttf", STILE / "altri-segni.ttf")
    codici: set[int] = set()
    for nome in file:
        with TTFont(radice / nome, lazy=True) as font:
            codici.update(font.getBestCmap())
    return frozenset(codici)


class CarattereMancante(ErroreUtente):
    """A font of the project is not where it should be: a document would take one of the machine's."""


def esige_caratteri() -> None:
    """Refuse to print when a font that the style names is missing (CarattereMancante)."""
    stile = Path(settings.BASE_DIR) / STILE
    for nome in _NEL_CSS.findall((stile / "relazione.css").read_text(encoding="utf-8")):
        if not (stile / nome).is_file():
            raise CarattereMancante(
                f"Manca un carattere con cui si stampa («{Path(nome).name}»): avvisate chi cura l'installazione, "
                "che ripeta la preparazione dell'ambiente."
            )


def stampabile(html: str) -> str:
    """The HTML of a document with only characters that its fonts have, composed (NFC).

    Spaces of every width become one of the two that fonts have, invisible characters go, and what no font has becomes
    its code between square brackets, ``[U+4E2D U+6587]``: who reads sees that something is there, and what.
    """
    testa, corpo, resto = html.partition("<body")
    testa = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", testa)
    corpo = unicodedata.normalize("NFC", corpo + resto).replace(f'font-family="{FAMIGLIA}"', f'font-family="{RIPIEGO}"')
    return testa + _FUORI.sub(lambda trovato: _pezzo(trovato[0]), corpo)


def _pezzo(testo: str) -> str:
    uscita: list[str] = []
    ignoti: list[str] = []
    for carattere in testo:
        ammesso = _carattere(carattere)
        if ammesso is None:
            ignoti.append(f"U+{ord(carattere):04X}")
            continue
        if ignoti and ammesso:
            uscita.append(f"[{' '.join(ignoti)}]")
            ignoti.clear()
        uscita.append(ammesso)
    if ignoti:
        uscita.append(f"[{' '.join(ignoti)}]")
    return "".join(uscita)


def _carattere(carattere: str) -> str | None:
    """What is printed for a character; None where no font has it."""
    if carattere == MOLLE or carattere == "\t":
        return carattere
    categoria = unicodedata.category(carattere)
    if categoria[0] == "Z":
        return SPAZI.get(carattere, " ")
    if categoria in ("Cc", "Cf", "Cs") or "\ufe00" <= carattere <= "\ufe0f":  # variation selectors
        return ""
    return carattere if ord(carattere) in coperti() else None
