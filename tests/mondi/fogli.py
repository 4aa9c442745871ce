"""Spreadsheets made on the spot, as a clerk would save them and as somebody who means harm would."""

from __future__ import annotations

import csv
import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.table import Table, TableCell, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]
from openpyxl import Workbook, load_workbook

from contesto.numeri import ValoreIllegibile, leggi_numero
from tests.mondi.demo import CARTELLA

Griglia = list[list[Any]]
CASI = Path(__file__).resolve().parents[1] / "casi"
"""Files that other programs wrote, or that were made by hand as they would."""
TESTI_VUOTI = re.compile(rb't="inlineStr"(?:/>|></c>|><is ?/>|><is></is>|><is><t ?/>|><is><t></t>)')
CONTENUTO = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def vera(nome: str) -> Griglia:
    """A file of the real folder as a grid: the amounts are numbers, as in a sheet that somebody works on."""
    with (CARTELLA / f"{nome}.csv").open(encoding="utf-8", newline="") as aperto:
        testa, *righe = csv.reader(aperto)
    importi = {"preventivo", "aggiornamento", "consuntivo", "differenza", "importo", "ordine", "riga_fonte"}
    return [list(testa), *([_numero(v) if n in importi else v for n, v in zip(testa, r, strict=True)] for r in righe)]


def _numero(testo: str) -> Any:
    try:
        return leggi_numero(testo)[0]
    except ValoreIllegibile:
        return testo


def xlsx(righe: Sequence[Sequence[Any]], nome: str = "Foglio1", formati: dict[str, str] | None = None) -> bytes:
    cartella = Workbook()
    foglio = cartella.active
    foglio.title = nome
    for riga in righe:
        foglio.append(list(riga))
    for cella, formato in (formati or {}).items():
        foglio[cella].number_format = formato
    uscita = io.BytesIO()
    cartella.save(uscita)
    return uscita.getvalue()


def ods(righe: Sequence[Sequence[Any]], percenti: frozenset[tuple[int, int]] = frozenset()) -> bytes:
    documento = OpenDocumentSpreadsheet()
    tavola = Table(name="Foglio1")
    for r, riga in enumerate(righe):
        linea = TableRow()
        for c, valore in enumerate(riga):
            linea.addElement(_cella(valore, (r, c) in percenti))
        tavola.addElement(linea)
    documento.spreadsheet.addElement(tavola)
    uscita = io.BytesIO()
    documento.save(uscita)
    return uscita.getvalue()


def _cella(valore: Any, percento: bool) -> Any:
    if valore is None or valore == "":
        return TableCell()
    if isinstance(valore, int | float | Decimal):
        return TableCell(valuetype="percentage" if percento else "float", value=str(valore))
    if isinstance(valore, dt.date):
        return TableCell(valuetype="date", datevalue=valore.isoformat())
    cella = TableCell(valuetype="string")
    cella.addElement(P(text=str(valore)))
    return cella


def in_csv(righe: Sequence[Sequence[Any]], separatore: str = ";", codifica: str = "utf-8") -> bytes:
    """With a decimal comma, as Italian spreadsheets save it."""
    uscita = io.StringIO()
    scritte = [
        ["" if v is None else str(v).replace(".", ",") if isinstance(v, Decimal) else v for v in r] for r in righe
    ]
    csv.writer(uscita, delimiter=separatore).writerows(scritte)
    return uscita.getvalue().encode(codifica)


def ritocca(contenuto: bytes, cambi: dict[str, bytes | None]) -> bytes:
    """An archive with some members replaced, added or (None) taken away."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenuto)) as prima, zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as dopo:
        for nome in prima.namelist():
            if nome not in cambi:
                dopo.writestr(nome, prima.read(nome))
        for nome, dati in cambi.items():
            if dati is not None:
                dopo.writestr(nome, dati)
    return uscita.getvalue()


def esige_leggibile_da_tutti(contenuto: bytes) -> None:
    """A workbook as exceljs and xlsx-populate want it: relations that are relative, comments where Excel puts them, no
    empty text in a cell."""
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        parti = set(archivio.namelist())
        for parte in parti:
            if parte.startswith("xl/worksheets/sheet"):
                assert not TESTI_VUOTI.search(archivio.read(parte)), parte
            if not (parte.startswith("xl/") and parte.endswith(".rels")):
                continue
            dove = posixpath.dirname(posixpath.dirname(parte))
            for arrivo in re.findall(r'Target="([^"]*)"', archivio.read(parte).decode()):
                assert not arrivo.startswith("/"), (parte, arrivo)
                assert posixpath.normpath(posixpath.join(dove, arrivo)) in parti, (parte, arrivo)
    assert {p for p in parti if "comment" in p} == {p for p in parti if re.fullmatch(r"xl/comments\d+\.xml", p)}
    load_workbook(io.BytesIO(contenuto))


def con_celle(celle: str, prima: str = "") -> bytes:
    """An xlsx whose only sheet has these rows of XML."""
    foglio = f"{CONTENUTO}{prima}<sheetData>{celle}</sheetData></worksheet>"
    return ritocca(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": foglio.encode()})


def ods_con(righe: str) -> bytes:
    """An ods whose only sheet has these rows of XML."""
    with zipfile.ZipFile(io.BytesIO(ods([["x"]]))) as archivio:
        testo = archivio.read("content.xml").decode()
    inizio, fine = testo.index("<table:table-row"), testo.rindex("</table:table-row>") + len("</table:table-row>")
    return ritocca(ods([["x"]]), {"content.xml": (testo[:inizio] + righe + testo[fine:]).encode()})


SPAZI_ODF = " ".join(
    f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"'
    for n, u in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("script", "script"),
    )
)


def fods(dentro: str, stili: str = "") -> bytes:
    """A flat ods with this inside its spreadsheet."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPAZI_ODF} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{stili}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{dentro}</office:spreadsheet></office:body></office:document>"
    ).encode()


def cella_ods(testo: str = "", attributi: str = "") -> str:
    """A cell of OpenDocument: a text, unless its attributes say more."""
    tipo = "" if "value-type" in attributi or not testo else ' office:value-type="string"'
    return f"<table:table-cell{tipo} {attributi}>{f'<text:p>{testo}</text:p>' if testo else ''}</table:table-cell>"


def tavola_ods(*righe: str, nome: str = "Foglio1", stile: str = "") -> str:
    """A sheet of OpenDocument with these cells in its rows."""
    suo = f' table:style-name="{stile}"' if stile else ""
    corpo = "".join(f"<table:table-row>{r}</table:table-row>" for r in righe)
    return f'<table:table table:name="{nome}"{suo}>{corpo}</table:table>'
