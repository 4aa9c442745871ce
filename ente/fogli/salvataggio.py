"""A workbook of ours as bytes that every program opens without mending it."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

CARTELLE = {"xl/worksheets/_rels/": b'Target="../', "xl/_rels/": b'Target="'}
"""Where relations are kept, and how they name a part of ``xl``: openpyxl names it from the root, which is right and
which other readers do not find."""
FOGLI = "xl/worksheets/sheet"
NOMI = (
    (re.compile(rb"xl/comments/comment([0-9]+)\.xml"), rb"xl/comments\1.xml"),
    (re.compile(rb"xl/drawings/commentsDrawing([0-9]+)\.vml"), rb"xl/drawings/vmlDrawing\1.vml"),
)
"""The parts that hold comments, as openpyxl calls them and as Excel does: some readers know no other name."""

_VUOTA = re.compile(rb' t="inlineStr"(?:></c>|\s*/>|><is><t\s*/></is></c>|><is><t></t></is></c>)')


def salva(libro: Workbook) -> bytes:
    """The file of a workbook: its relations are relative, its comments are where Excel puts them, and an empty text is
    an empty cell."""
    grezzo, uscita = io.BytesIO(), io.BytesIO()
    libro.save(grezzo)
    with zipfile.ZipFile(grezzo) as prima, zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as dopo:
        for parte in prima.infolist():
            contenuto, nome = prima.read(parte), parte.filename
            cartella = nome.rpartition("/")[0] + "/"
            if cartella in CARTELLE:
                contenuto = _rinominate(contenuto).replace(b'Target="/xl/', CARTELLE[cartella])
            elif nome == "[Content_Types].xml":
                contenuto = _rinominate(contenuto)
            elif nome.startswith(FOGLI):
                contenuto = _VUOTA.sub(b"/>", contenuto)
            dopo.writestr(_rinominate(nome.encode()).decode(), contenuto)
    return uscita.getvalue()


def _rinominate(contenuto: bytes) -> bytes:
    for schema, altro in NOMI:
        contenuto = schema.sub(altro, contenuto)
    return contenuto
