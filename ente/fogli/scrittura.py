"""Tables written as xlsx, ods, csv: sheets to go on working with, where numbers are numbers and dates are dates."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ente.fogli.celle import Cella, Mostra, Percento, Tabella, come_si_mostra, larghezze, nomi_di_foglio, sicura
from ente.fogli.ods import libro_ods
from ente.fogli.salvataggio import salva

FORMATI = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}


def foglio(formato: str, titolo: str, titoli: Sequence[str], righe: Iterable[Sequence[Cella]]) -> bytes:
    """Any rows as a sheet in one of ``FORMATI``; the title names the sheet."""
    if formato == "csv":
        return b"".join(csv_a_pezzi(titoli, righe))
    tabelle = [Tabella(titolo, titoli, list(righe))]
    return libro_xlsx(tabelle) if formato == "xlsx" else libro_ods(tabelle)


def libro_xlsx(tabelle: Sequence[Tabella]) -> bytes:
    """A workbook with a sheet a table: headings in bold that stay while one scrolls, and filters."""
    libro = Workbook(write_only=True)
    for nome, tabella in zip(nomi_di_foglio(t.nome for t in tabelle), tabelle, strict=True):
        titoli, righe = tabella.sicure
        pagina: Any = libro.create_sheet(nome)
        pagina.freeze_panes = "A2"
        for posto, larga in enumerate(larghezze(titoli, righe), start=1):
            pagina.column_dimensions[get_column_letter(posto)].width = larga
        if titoli:
            pagina.auto_filter.ref = f"A1:{get_column_letter(len(titoli))}{len(righe) + 1}"
        pagina.append([_intestazione(pagina, titolo) for titolo in titoli])
        for riga in righe:
            pagina.append([_cella_xlsx(pagina, valore) for valore in riga])
    return salva(libro)


def _intestazione(pagina: Any, titolo: Cella) -> Any:
    cella: Any = WriteOnlyCell(pagina, value=titolo)
    cella.font = Font(bold=True)
    cella.alignment = Alignment(wrap_text=True, vertical="top")
    return cella


def _cella_xlsx(pagina: Any, valore: Cella) -> Any:
    """The value, or a cell where it needs a format of its own."""
    mostra = come_si_mostra(valore)
    if mostra is Mostra.COM_E:
        return valore
    cella: Any = WriteOnlyCell(pagina, value=valore.quota if isinstance(valore, Percento) else valore)
    cella.number_format = mostra.value
    return cella


def csv_a_pezzi(titoli: Sequence[str], righe: Iterable[Sequence[Cella]]) -> Iterator[bytes]:
    """As an Italian spreadsheet reads it when one opens it: semicolons, decimal comma, 31/12/2019, marked UTF-8.

    A piece a line, so that however many the rows none is kept.
    """
    uscita = io.StringIO()
    scrittore = csv.writer(uscita, delimiter=";", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    for riga in chain([titoli], righe):
        scrittore.writerow([_scritta(sicura(valore)) for valore in riga])
        yield uscita.getvalue().encode()
        uscita.seek(0)
        uscita.truncate()


def _scritta(valore: Cella) -> str:
    if isinstance(valore, Decimal):
        return f"{valore:f}".replace(".", ",")
    if isinstance(valore, dt.datetime):
        return f"{valore:%d/%m/%Y %H:%M}"
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    return "" if valore is None else str(valore)
