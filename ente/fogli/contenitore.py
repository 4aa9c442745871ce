"""What a spreadsheet file is, by its contents, and whether it is safe to open. Pure: no Django.

An xlsx or an ods is a zip of XML: before any of it is unpacked its declared sizes are summed, and what nobody needs
in a list of values (macros, external links, document type definitions) is refused. Every part of XML is then read
once to its end, so that a part longer than it declares is found here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from enum import StrEnum
from xml.parsers import expat

from ente.archivi import MEGA, OLE2, ROVINATO, Guasto, guasto, ha_macro
from ente.errori import ErroreUtente

MAX_FILE = 20 * MEGA
NON_FOGLIO = "Il file non è un foglio: si leggono .xlsx, .ods e .csv."
ALTRO = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")
PAGINA = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|script|svg)", re.IGNORECASE)

Inizio = Callable[[str, dict[str, str]], None]
Testo = Callable[[str], None]


class FormatoDiFoglio(StrEnum):
    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


class FoglioRifiutato(ErroreUtente):
    """The file cannot be read as a sheet; the message says why and how to mend it."""


ROVINA = "Il file è rovinato: apritelo con il vostro programma e salvatelo di nuovo."
GUASTI = {
    Guasto.BOMBA: "Il file è compresso in modo anomalo e non si apre: salvatelo di nuovo dal vostro programma.",
    Guasto.CIFRATO: "Il file è protetto da password: salvatelo senza.",
    Guasto.GEMELLI: ROVINA,
}


def rovinato() -> FoglioRifiutato:
    return FoglioRifiutato(ROVINA)


def esige_misura(quanto: int) -> None:
    """Refuse a file of too many bytes.

    Raises:
        FileRifiutato
    """
    if quanto > MAX_FILE:
        raise FoglioRifiutato(
            f"Il file è di {quanto / MEGA:.0f} MB, al massimo {MAX_FILE // MEGA}: togliete ciò che non serve."
        )


def riconosci(contenuto: bytes) -> FormatoDiFoglio:
    """The format of a file, from its contents whatever its name.

    Raises:
        FileRifiutato: too big, empty, protected, with macros or links to other files, dangerous, or no sheet at all.
    """
    esige_misura(len(contenuto))
    if not contenuto.strip():
        raise FoglioRifiutato("Il file è vuoto: scegliete il foglio con i dati.")
    if contenuto.startswith(OLE2):
        raise FoglioRifiutato(
            "Il file è protetto da password, o è nel vecchio formato .xls: salvatelo come .xlsx senza password."
        )
    if contenuto.startswith(b"PK\x03\x04"):
        return _cartella(contenuto)
    if b"\x00" in contenuto or contenuto.startswith(ALTRO):
        raise FoglioRifiutato(NON_FOGLIO)
    if PAGINA.match(contenuto[:200]):
        raise FoglioRifiutato("Il file è una pagina web con il nome di un foglio: apritelo e salvatelo come .xlsx.")
    return FormatoDiFoglio.CSV


def percorri(
    archivio: zipfile.ZipFile,
    parte: str,
    *,
    inizio: Inizio | None = None,
    fine: Testo | None = None,
    testo: Testo | None = None,
) -> None:
    """Read a part of XML to its end, telling of its elements and texts. No document type definitions: a sheet has
    none, and they are how a small file becomes an enormous one.

    Raises:
        FileRifiutato: it has one, is not there or is broken.
    """
    lettore = expat.ParserCreate()
    lettore.buffer_text = True
    lettore.StartDoctypeDeclHandler = _definizioni
    lettore.StartElementHandler = inizio
    lettore.EndElementHandler = fine
    lettore.CharacterDataHandler = testo
    try:
        with archivio.open(parte) as aperta:
            lettore.ParseFile(aperta)
    except FoglioRifiutato:
        raise
    except (expat.ExpatError, *ROVINATO):
        raise rovinato() from None


def _definizioni(*_: object) -> None:
    raise FoglioRifiutato("Il file contiene definizioni che un foglio non ha: salvatelo di nuovo come .xlsx.")


def _cartella(contenuto: bytes) -> FormatoDiFoglio:
    try:
        archivio = zipfile.ZipFile(io.BytesIO(contenuto))
    except ROVINATO:
        raise rovinato() from None
    with archivio:
        parti = archivio.infolist()
        if trovato := guasto(parti, len(contenuto)):
            raise FoglioRifiutato(GUASTI[trovato])
        nomi = {p.filename for p in parti}
        if ha_macro(nomi):
            raise FoglioRifiutato("Il file contiene macro: salvatelo come cartella di lavoro senza macro (.xlsx).")
        if any(n.lower().startswith("xl/externallinks/") for n in nomi):
            raise FoglioRifiutato(
                "Il foglio prende valori da altri file: incollate i valori al posto dei collegamenti."
            )
        for parte in parti:
            if parte.filename.lower().endswith((".xml", ".rels")):
                percorri(archivio, parte.filename)
        if "xl/workbook.xml" in nomi:
            return FormatoDiFoglio.XLSX
        if {"content.xml", "mimetype"} <= nomi and _e_ods(archivio):
            return FormatoDiFoglio.ODS
    raise FoglioRifiutato(NON_FOGLIO)


def _e_ods(archivio: zipfile.ZipFile) -> bool:
    try:
        return b"opendocument.spreadsheet" in archivio.read("mimetype")[:100]
    except ROVINATO:
        raise rovinato() from None
