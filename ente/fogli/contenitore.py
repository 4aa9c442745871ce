"""What a spreadsheet file is, by its contents, and whether it is safe to open. Pure: no Django.

An xlsx or an ods is a zip of XML: before any of it is unpacked its declared sizes are summed, and what nobody needs
in a list of values (macros, external links, document type definitions) is refused. Every part of XML that somebody
reads is then read once to its end, so that a part longer than it declares is found here. An old xls is looked into by
``xls``, a flat ods by its reader. What cannot be read is called by its name, with how to save it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import IO
from xml.parsers import expat

from ente.archivi import MEGA, OLE2, ROVINATO, Guasto, guasto, ha_macro
from ente.errori import ErroreUtente

MAX_FILE = 20 * MEGA
NON_FOGLIO = "Il file non è un foglio: si leggono .xlsx, .xls, .ods, .fods e .csv."
CON_MACRO = "Il file contiene macro: salvatelo come cartella di lavoro senza macro (.xlsx)."
CON_COLLEGAMENTI = "Il foglio prende valori da altri file: incollate i valori al posto dei collegamenti."
ALTRO_FORMATO = "Il file è nel formato {}, che non si legge: apritelo con il vostro programma e salvatelo come .xlsx."
ALTRI_ZIP = {"xl/workbook.bin": "binario di Excel (.xlsb)", "Index/Document.iwa": "di Numbers"}
"""By a part that only they have."""
ALTRO = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")
PAGINA = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|script|svg)", re.IGNORECASE)
PIATTO = re.compile(rb"<office:document[\s>]")
XML_2003 = re.compile(rb"<\?mso-application[^>]*Excel|urn:schemas-microsoft-com:office:spreadsheet", re.IGNORECASE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How the «testo Unicode» of Excel begins."""

Inizio = Callable[[str, dict[str, str]], None]
Testo = Callable[[str], None]


class FormatoDiFoglio(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    FODS = "fods"
    CSV = "csv"


class FoglioRifiutato(ErroreUtente):
    """The file cannot be read as a sheet; the message says why and how to mend it."""


CIFRATO = "Il file è protetto da password: apritelo con il vostro programma e salvatelo senza."
ROVINA = "Il file è rovinato: apritelo con il vostro programma e salvatelo di nuovo."
GUASTI = {
    Guasto.BOMBA: "Il file è compresso in modo anomalo e non si apre: salvatelo di nuovo dal vostro programma.",
    Guasto.CIFRATO: CIFRATO,
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
        return FormatoDiFoglio.XLS
    if contenuto.startswith(b"PK\x03\x04"):
        return _cartella(contenuto)
    if contenuto.startswith(UTF_16):
        return FormatoDiFoglio.CSV
    if b"\x00" in contenuto or contenuto.startswith(ALTRO):
        raise FoglioRifiutato(NON_FOGLIO)
    if PAGINA.match(contenuto[:200]):
        if PIATTO.search(contenuto[:20_000]) and b"opendocument.spreadsheet" in contenuto[:20_000]:
            return FormatoDiFoglio.FODS
        if XML_2003.search(contenuto[:2000]):
            raise FoglioRifiutato(ALTRO_FORMATO.format("«Foglio di calcolo XML 2003»"))
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
    """Read a part of XML to its end, telling of its elements and texts, as ``percorri_xml``.

    Raises:
        FileRifiutato: it is not there, too.
    """
    try:
        aperta = archivio.open(parte)
    except ROVINATO:
        raise rovinato() from None
    with aperta:
        percorri_xml(aperta, inizio=inizio, fine=fine, testo=testo)


def percorri_xml(
    aperta: IO[bytes], *, inizio: Inizio | None = None, fine: Testo | None = None, testo: Testo | None = None
) -> None:
    """Read XML to its end, telling of its elements and texts. No document type definitions: a sheet has none, and they
    are how a small file becomes an enormous one.

    Raises:
        FileRifiutato: it has one, or is broken.
    """
    lettore = expat.ParserCreate()
    lettore.buffer_text = True
    lettore.StartDoctypeDeclHandler = _definizioni
    lettore.StartElementHandler = inizio
    lettore.EndElementHandler = fine
    lettore.CharacterDataHandler = testo
    try:
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
            raise FoglioRifiutato(CON_MACRO)
        if any(n.lower().startswith("xl/externallinks/") for n in nomi):
            raise FoglioRifiutato(CON_COLLEGAMENTI)
        for parte, formato in ALTRI_ZIP.items():
            if parte in nomi:
                raise FoglioRifiutato(ALTRO_FORMATO.format(formato))
        if "xl/workbook.xml" in nomi:
            _percorri_tutte(archivio, [p for p in parti if p.filename.startswith("xl/")])
            return FormatoDiFoglio.XLSX
        if {"content.xml", "mimetype"} <= nomi and _e_ods(archivio):
            return FormatoDiFoglio.ODS
    raise FoglioRifiutato(NON_FOGLIO)


def _percorri_tutte(archivio: zipfile.ZipFile, parti: Iterable[zipfile.ZipInfo]) -> None:
    """Read the parts of XML: one without a byte holds nothing that somebody could read."""
    for parte in parti:
        if parte.file_size and parte.filename.lower().endswith((".xml", ".rels")):
            percorri(archivio, parte.filename)


def _e_ods(archivio: zipfile.ZipFile) -> bool:
    """Whether it is a spreadsheet of OpenDocument; one with a password says so in its manifest alone."""
    try:
        foglio = b"opendocument.spreadsheet" in archivio.read("mimetype")[:100]
        manifesto = archivio.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archivio.namelist() else b""
    except ROVINATO:
        raise rovinato() from None
    if foglio and b"encryption-data" in manifesto:
        raise FoglioRifiutato(CIFRATO)
    return foglio
