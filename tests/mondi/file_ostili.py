"""Files that mean harm, each with a piece of the sentence that refuses it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from ente.archivi import MAX_PARTI, MEGA
from tests.mondi.file_di_prova import OLE, PDF, docx, odf, png
from tests.mondi.fogli import CASI, con_celle, fods, ods, ods_con, ritocca, xlsx
from tests.mondi.ole import libro, ole, record


def _fogli(quanti: int, parte: Callable[[int], int]) -> bytes:
    """A workbook that names so many sheets; ``parte`` says which part each of them is in."""
    buono = xlsx([["Nome", "Importo"], ["a", 1]])
    with zipfile.ZipFile(io.BytesIO(buono)) as archivio:
        libro, relazioni = (archivio.read(f"xl/{n}").decode() for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    tipo = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    nomi = "".join(f'<sheet name="F{n}" sheetId="{n + 9}" r:id="z{n}"/>' for n in range(quanti))
    spazio = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    libro = libro.replace("<workbook ", f"<workbook {spazio} ", 1).replace("</sheets>", f"{nomi}</sheets>")
    altre = "".join(
        f'<Relationship Type="{tipo}" Target="worksheets/sheet{parte(n)}.xml" Id="z{n}"/>' for n in range(quanti)
    )
    relazioni = relazioni.replace("</Relationships>", f"{altre}</Relationships>")
    return ritocca(buono, {"xl/workbook.xml": libro.encode(), "xl/_rels/workbook.xml.rels": relazioni.encode()})


def _senza_fine() -> bytes:
    """The sectors of its workbook go round."""
    intero = libro()
    prima, ultima = struct.pack("<II", 1, 2), struct.pack("<II", 1, 0)
    assert intero.count(prima, len(intero) - 512) == 1
    return intero[:-512] + intero[-512:].replace(prima, ultima)


UN_FOGLIO = record(0x85, bytes(6) + b"\1\0x")
"""A sheet of an old xls that stands at the beginning of the workbook."""
BUONO = xlsx([["Nome", "Importo"], ["a", 1]])
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
TESTI = "".join(f"<si><t>{'x' * 30000}</t></si>" for _ in range(2))
CONDIVISI = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{TESTI}</sst>'.encode()
OSTILI: dict[str, tuple[bytes, str]] = {
    "empty": (b"  \n", "è vuoto"),
    "25 MB": (b"a;b\n" * (25 * MEGA // 4), "25 MB"),
    "50 MB": (b"a;b\n" * (50 * MEGA // 4), "50 MB"),
    "10,000 sheets": (_fogli(10_000, lambda n: n), "fogli"),
    "one sheet many times": (_fogli(40, lambda n: 1), "rovinato"),
    "one endless line": (b"a" * 15 * MEGA, "riga"),
    "one line of endless cells": (b"a;" * (7 * MEGA), "riga"),
    "cells with newlines, and no end to them": (b'"\n";' * (3 * MEGA), "riga"),
    "an endless cell": (b'a;b\n"' + b"a\n" * (7 * MEGA), "riga"),
    "zip bomb": (ritocca(BUONO, {"xl/media/x.bin": b"\0" * 60 * MEGA}), "anomalo"),
    "many parts": (ritocca(BUONO, {f"xl/{n}.bin": b"" for n in range(MAX_PARTI + 1)}), "anomalo"),
    "entities in the sheet": (ritocca(BUONO, {"xl/worksheets/sheet1.xml": DTD}), "definizioni"),
    "entities in utf-16": (ritocca(BUONO, {"xl/x.xml": DTD[21:].decode().encode("utf-16")}), "definizioni"),
    "entities far down": (ritocca(BUONO, {"xl/x.xml": b"<!--" + b" " * 9000 + b"-->" + DTD[21:]}), "definizioni"),
    "macros": (ritocca(BUONO, {"xl/vbaProject.bin": b"x"}), "macro"),
    "macros of an ods": (ritocca(ods([["x"]]), {"Basic/Standard/Module1.xml": b"<x/>"}), "macro"),
    "external links": (ritocca(BUONO, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "altri file"),
    "a container of nothing": (OLE, "rovinato"),
    "password": (ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "password"),
    "password of an old xls": (libro(record(0x2F, b"\0" * 6)), "password"),
    "macros of an old xls": (ole({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}), "macro"),
    "an old xls whose sheets are one": (libro(*[UN_FOGLIO] * 9, record(0x9999, bytes(8000))), "rovinato"),
    "an old document": (ole({"WordDocument": b"x"}), "non è un foglio"),
    "a container without an end": (_senza_fine(), "rovinato"),
    "an old xls as large as they come": ((CASI / "grande.xls").read_bytes(), "65536 righe"),
    "a binary workbook": ((CASI / "finto.xlsb").read_bytes(), "salvatelo come .xlsx"),
    "password of an ods": ((CASI / "ods_con_password.ods").read_bytes(), "password"),
    "XML of 2003": (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>", "XML 2003"),
    "macros of a flat ods": (fods("<script:module>x</script:module>"), "macro"),
    "entities of a flat ods": (fods("").replace(b"?>", b"?><!DOCTYPE x>", 1), "definizioni"),
    "pdf": (PDF, "non è un foglio"),
    "png": (png(), "non è un foglio"),
    "html": (b"\xef\xbb\xbf <HTML><table><tr><td>Nome</td></tr></table>", "pagina web"),
    "docx": (docx(), "non è un foglio"),
    "odt": (odf(), "non è un foglio"),
    "truncated": (BUONO[:-200], "rovinato"),
    "cut in the middle": (BUONO[: len(BUONO) // 2], "rovinato"),
    "broken xml": (ritocca(BUONO, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"}), "rovinato"),
    "no relations": (ritocca(BUONO, {"xl/_rels/workbook.xml.rels": None}), "rovinato"),
    "no sheet": (ritocca(BUONO, {"xl/worksheets/sheet1.xml": None}), "rovinato"),
    "twice the same part": (ritocca(BUONO, {"XL/workbook.xml": b"<x/>"}), "rovinato"),
    "NUL bytes": (b"Nome;Importo\na\x00;1\n", "non è un foglio"),
    "not even 1252": (b"Nome;Importo\n\x81\x8d\xff;1\n", "UTF-8"),
    "200,000 rows": (b"a;b\n" * 200_000, "righe"),
    "10,000 columns": (b";".join([b"a"] * 10_000), "colonne"),
    "10,000 columns in an xlsx": (xlsx([["a"] * 10_000]), "colonne"),
    "a cell far away": (con_celle('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "righe"),
    "cells at two corners": (con_celle('<row><c r="A1"><v>1</v></c><c r="GR99999"><v>1</v></c></row>'), "celle"),
    "no such cell": (con_celle('<row r="1"><c r="AAAA0"><v>1</v></c></row>'), "rovinato"),
    "no such row": (con_celle('<row r="uno"><c><v>1</v></c></row>'), "rovinato"),
    "a row repeated": (
        ods_con(
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
            'table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "righe",
    ),
    "repeated minus once": (
        ods_con('<table:table-row table:number-rows-repeated="-1"><table:table-cell/></table:table-row>'),
        "rovinato",
    ),
    "a long text repeated": (
        ritocca(
            con_celle("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 2000))),
            {"xl/sharedStrings.xml": CONDIVISI},
        ),
        "troppo testo",
    ),
}  # fmt: skip
