"""The file that a person sent, with what is wrong written at the cells: a comment and a red fill.

A workbook keeps its looks; what would not fit in memory, an ods and a csv come back as an xlsx with the same cells.
Formulas stay texts to this program: none is computed, and a text never becomes one.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import coordinate_to_tuple, get_column_letter, range_boundaries

from ente.archivi import MEGA
from ente.fogli.celle import MAI_STAMPATI, nomi_di_foglio
from ente.fogli.contenitore import FormatoDiFoglio, percorri, riconosci
from ente.fogli.lettura import Foglio, leggi_fogli
from ente.fogli.salvataggio import salva
from ente.importazione import ErroreNelFile

MASSIMI = 2000
"""Cells with a comment at most: beyond these a program opens the file slowly, and nobody reads them."""
IN_MEMORIA = 5 * MEGA
"""Bytes of XML up to which a workbook is opened whole: about 100,000 cells, some seconds and 100 MB."""
CELLE_UNITE = 100_000
AUTORE = "Cannocchiale"
ROSSO = "FFF4B6BD"
LUNGO = 1500
"""Characters of a comment."""
ALTRI = "In questo file ci sono altri {} errori: correggete questi e caricatelo di nuovo per vedere gli altri."
_CELLA = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_NUMERO = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:,[0-9]{1,6})?")

RigaEColonna = tuple[int, int]


@dataclass(slots=True)
class Segni:
    """What is to be written on a sheet, by row and column from 1."""

    per_cella: dict[RigaEColonna, list[str]] = field(default_factory=dict)

    def aggiungi(self, posto: RigaEColonna, motivo: str) -> None:
        self.per_cella.setdefault(posto, []).append(motivo)

    def testo(self, posto: RigaEColonna) -> str:
        return MAI_STAMPATI.sub("", "\n".join(dict.fromkeys(self.per_cella[posto])))[:LUNGO]


def file_con_errori(contenuto: bytes, nome: str, errori: Iterable[ErroreNelFile]) -> bytes:
    """The file as an xlsx with the errors at their cells; those of no cell are on the first one.

    Raises:
        FileRifiutato: it cannot be read as a sheet.
    """
    formato = riconosci(contenuto)
    fogli = leggi_fogli(contenuto, nome)
    segni = _segni([f.nome for f in fogli], errori)
    if formato is FormatoDiFoglio.XLSX and _sta_in_memoria(contenuto):
        scritto = _sul_suo(contenuto, [f.nome for f in fogli], segni)
        if scritto is not None:
            return scritto
    return _rifatto(fogli, segni)


def _segni(fogli: Sequence[str], errori: Iterable[ErroreNelFile]) -> dict[str, Segni]:
    """The errors by sheet. Of what exceeds the limit the first cell says how much it is."""
    segni = {nome: Segni() for nome in fogli}
    celle: set[tuple[str, RigaEColonna]] = set()
    altri = 0
    for errore in errori:
        foglio, posto = _dove(fogli, errore.posto)
        if len(celle) >= MASSIMI and (foglio, posto) not in celle:
            altri += 1
            continue
        celle.add((foglio, posto))
        segni[foglio].aggiungi(posto, errore.motivo)
    if altri:
        per_cella = segni[fogli[0]].per_cella
        per_cella[1, 1] = [ALTRI.format(altri), *per_cella.get((1, 1), [])]
    return segni


def _dove(fogli: Sequence[str], posto: str) -> tuple[str, RigaEColonna]:
    foglio, _, cella = posto.rpartition("!")
    trovata = _CELLA.fullmatch(cella)
    if foglio not in fogli:
        lungo = [f for f in fogli if foglio and f.startswith(foglio)]  # the preview shortens a long name
        if len(fogli) > 1 and len(lungo) != 1:
            return fogli[0], (1, 1)
        foglio = lungo[0] if len(lungo) == 1 else fogli[0]
    riga, colonna = coordinate_to_tuple(cella) if trovata else (1, 1)
    return foglio, (min(riga, 1_048_576), min(colonna, 16_384))


def _commento(testo: str, gia: str = "") -> Comment:
    commento = Comment(f"{testo}\n\n{gia}"[:LUNGO] if gia else testo, AUTORE)
    commento.width = 320
    commento.height = 40 + 18 * (len(testo) // 45 + testo.count("\n") + 1)
    return commento


def _rosso() -> PatternFill:
    return PatternFill("solid", start_color=ROSSO, end_color=ROSSO)


# -- the person's own workbook -----------------------------------------------------------------------------------------


def _sta_in_memoria(contenuto: bytes) -> bool:
    """Whether the workbook may be opened whole: by its size, and by the ranges that are opened cell by cell, of which
    a few bytes can name millions."""
    celle = 0

    def inizio(nome: str, attributi: dict[str, str]) -> None:
        nonlocal celle
        if nome.rpartition(":")[2] in ("mergeCell", "hyperlink") and ":" in attributi.get("ref", ""):
            celle += _area(attributi["ref"])

    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        parti = [p for p in archivio.infolist() if not p.filename.lower().startswith("xl/media/")]
        if sum(p.file_size for p in parti) > IN_MEMORIA:
            return False
        for parte in parti:
            if parte.filename.lower().endswith(".xml"):
                percorri(archivio, parte.filename, inizio=inizio)
    return celle <= CELLE_UNITE


def _area(intervallo: str) -> int:
    try:
        sinistra, sopra, destra, sotto = range_boundaries(intervallo)
        return int((destra - sinistra + 1) * (sotto - sopra + 1))
    except (ValueError, TypeError):
        return CELLE_UNITE + 1


def _sul_suo(contenuto: bytes, nomi: Sequence[str], segni: Mapping[str, Segni]) -> bytes | None:
    """The workbook itself with the comments; None when it cannot be written again as it is."""
    try:
        libro: Any = load_workbook(io.BytesIO(contenuto), keep_links=False)
        fogli = {f.title.strip(): f for f in libro.worksheets if f.sheet_state == "visible"}
        for foglio in libro.worksheets:
            _pulisci(foglio)
        for nome in nomi:
            _segna(fogli[nome], segni[nome])
        return salva(libro)
    except Exception:  # what others write in a workbook has no end: the cells alone are always there
        return None


def _pulisci(foglio: Any) -> None:
    """Take away what this program wrote the time before: the file may come back with it."""
    for cella in foglio._cells.values():  # those that are written: a rectangle of them may have billions
        commento = cella.comment
        if commento is not None and commento.author == AUTORE:
            cella.comment = None
            if cella.fill.start_color.rgb == ROSSO:
                cella.fill = PatternFill()


def _segna(foglio: Any, segni: Segni) -> None:
    for posto in segni.per_cella:
        cella = foglio.cell(*posto)
        if isinstance(cella, MergedCell):
            cella = foglio.cell(*_principale(foglio, posto))
        gia = cella.comment.text if cella.comment is not None else ""
        cella.comment = _commento(segni.testo(posto), gia)
        cella.fill = _rosso()


def _principale(foglio: Any, posto: RigaEColonna) -> RigaEColonna:
    """The first cell of the merged ones that a cell is among."""
    riga, colonna = posto
    for unite in foglio.merged_cells.ranges:
        if unite.min_row <= riga <= unite.max_row and unite.min_col <= colonna <= unite.max_col:
            return unite.min_row, unite.min_col
    return posto


# -- the same cells in a new one ---------------------------------------------------------------------------------------


def _rifatto(fogli: Sequence[Foglio], segni: Mapping[str, Segni]) -> bytes:
    libro = Workbook(write_only=True)
    for titolo, foglio in zip(nomi_di_foglio(f.nome for f in fogli), fogli, strict=True):
        pagina: Any = libro.create_sheet(titolo)
        suoi = segni[foglio.nome]
        for colonna, larga in enumerate(_larghezze(foglio), 1):
            pagina.column_dimensions[get_column_letter(colonna)].width = larga
        ultima = max((r for r, _ in suoi.per_cella), default=0)
        oltre: Iterable[tuple[str, ...]] = (() for _ in range(max(ultima - len(foglio.righe), 0)))
        per_riga: dict[int, dict[int, str]] = {}
        for posto in suoi.per_cella:
            per_riga.setdefault(posto[0], {})[posto[1]] = suoi.testo(posto)
        for numero, celle in enumerate((*foglio.righe, *oltre), 1):
            pagina.append(_riga(pagina, celle, per_riga.get(numero, {})))
    return salva(libro)


def _riga(pagina: Any, celle: Sequence[str], segnate: Mapping[int, str]) -> list[Any]:
    larga = max(len(celle), *segnate) if segnate else len(celle)
    scritte = []
    for colonna in range(1, larga + 1):
        testo = celle[colonna - 1] if colonna <= len(celle) else ""
        cella = _cella(pagina, testo)
        if colonna in segnate:
            cella = cella if isinstance(cella, Cell) else WriteOnlyCell(pagina, value=cella)
            cella.comment = _commento(segnate[colonna])
            cella.fill = _rosso()
            cella.font = Font(bold=False)
        scritte.append(cella)
    return scritte


def _cella(pagina: Any, testo: str) -> Any:
    """A number as a number; anything else as the text that it is, even when it looks like a formula or an error."""
    if not testo:
        return None
    if _NUMERO.fullmatch(testo):
        return Decimal(testo.replace(",", "."))
    testo = MAI_STAMPATI.sub("", testo)
    if not testo.startswith(("=", "#")):
        return testo
    cella: Any = WriteOnlyCell(pagina, value=testo)
    cella.data_type = "s"
    return cella


def _larghezze(foglio: Foglio) -> list[int]:
    larghe: list[int] = []
    for celle in foglio.righe[:200]:
        for n, testo in enumerate(celle):
            if n == len(larghe):
                larghe.append(9)
            larghe[n] = min(max(larghe[n], len(testo) + 2), 60)
    return larghe
