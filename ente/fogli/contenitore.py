"""What a spreadsheet file is, by its contents, and whether it is safe to open. Pure: no Django.

An xlsx or an ods is a zip of XML: before any of it is unpacked its declared sizes are summed, and what nobody needs
in a list of values (macros, external links, document type definitions) is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from ente.errori import ErroreUtente

MEGA = 1024 * 1024
MAX_FILE = 20 * MEGA
MAX_APERTO = 200 * MEGA
MAX_RAPPORTO = 200
MAX_PARTI = 2000
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Formato(StrEnum):
    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


class FileRifiutato(ErroreUtente):
    """The file cannot be read as a sheet; the message says why and how to mend it."""


def riconosci(contenuto: bytes) -> Formato:
    """The format of a file, from its contents whatever its name.

    Raises:
        FileRifiutato: too big, empty, protected, with macros or links to other files, dangerous, or no sheet at all.
    """
    if not contenuto.strip():
        raise FileRifiutato("Il file è vuoto: scegliete il foglio con i dati.")
    if len(contenuto) > MAX_FILE:
        raise FileRifiutato(
            f"Il file è di {len(contenuto) / MEGA:.0f} MB, al massimo {MAX_FILE // MEGA}: togliete ciò che non serve."
        )
    if contenuto.startswith(OLE2):
        raise FileRifiutato(
            "Il file è protetto da password, o è nel vecchio formato .xls: salvatelo come .xlsx senza password."
        )
    if contenuto.startswith(b"PK"):
        return _cartella(contenuto)
    if b"\x00" in contenuto or contenuto.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise FileRifiutato("Il file non è un foglio: si leggono .xlsx, .ods e .csv.")
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|script|svg)", contenuto[:200], re.IGNORECASE):
        raise FileRifiutato("Il file è una pagina web con il nome di un foglio: apritelo e salvatelo come .xlsx.")
    return Formato.CSV


def _cartella(contenuto: bytes) -> Formato:
    try:
        archivio = zipfile.ZipFile(io.BytesIO(contenuto))
        parti = archivio.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, UnicodeDecodeError, NotImplementedError):
        raise FileRifiutato("Il file è rovinato: apritelo con il vostro programma e salvatelo di nuovo.") from None
    with archivio:
        _controlla_misure(parti)
        nomi = {p.filename for p in parti}
        if any("vbaproject" in n.lower() for n in nomi) or any(n.startswith(("Basic/", "Scripts/")) for n in nomi):
            raise FileRifiutato("Il file contiene macro: salvatelo come cartella di lavoro senza macro (.xlsx).")
        if any(n.startswith("xl/externalLinks/") for n in nomi):
            raise FileRifiutato("Il foglio prende valori da altri file: incollate i valori al posto dei collegamenti.")
        _controlla_xml(archivio, parti)
        if "xl/workbook.xml" in nomi:
            return Formato.XLSX
        if "content.xml" in nomi and b"opendocument.spreadsheet" in _leggi(archivio, "mimetype", 100):
            return Formato.ODS
    raise FileRifiutato("Il file non è un foglio: si leggono .xlsx, .ods e .csv.")


def _controlla_misure(parti: list[zipfile.ZipInfo]) -> None:
    aperto = sum(p.file_size for p in parti)
    chiuso = sum(p.compress_size for p in parti)
    if len(parti) > MAX_PARTI or aperto > MAX_APERTO or aperto > MAX_RAPPORTO * max(chiuso, MEGA // 10):
        raise FileRifiutato(
            "Il file è compresso in modo anomalo e non si apre: salvatelo di nuovo dal vostro programma."
        )
    if any(p.flag_bits & 0x1 for p in parti):
        raise FileRifiutato("Il file è protetto da password: salvatelo senza.")


def _controlla_xml(archivio: zipfile.ZipFile, parti: list[zipfile.ZipInfo]) -> None:
    """No document type definitions: a sheet has none, and they are how a small file becomes an enormous one."""
    for parte in parti:
        if parte.filename.endswith((".xml", ".rels")):
            testa = _leggi(archivio, parte.filename, 4096)
            if b"<!DOCTYPE" in testa.upper() or b"<!ENTITY" in testa.upper():
                raise FileRifiutato("Il file contiene definizioni che un foglio non ha: salvatelo di nuovo come .xlsx.")


def _leggi(archivio: zipfile.ZipFile, nome: str, quanto: int) -> bytes:
    try:
        with archivio.open(nome) as parte:
            return parte.read(quanto)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise FileRifiutato("Il file è rovinato: apritelo con il vostro programma e salvatelo di nuovo.") from None
    except Exception as errore:  # zlib.error has no public base class
        if type(errore).__module__ == "zlib":
            raise FileRifiutato("Il file è rovinato: apritelo con il vostro programma e salvatelo di nuovo.") from None
        raise
