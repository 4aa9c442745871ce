"""A spreadsheet as rows of cells, each as its author sees it: numbers with a comma, dates as day/month/year."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_calamine import CalamineError, load_workbook

from ente.fogli.contenitore import FileRifiutato, Formato, riconosci

MAX_RIGHE = 100_000
MAX_COLONNE = 200
MAX_FOGLI = 50
ERRORI = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#RIF!", "#VALORE!", "#NOME?", "#N/D")


@dataclass(frozen=True, slots=True)
class Foglio:
    """One sheet: its rows of written cells, the first one being row ``1`` of the file; short rows are not padded."""

    nome: str
    righe: tuple[tuple[str, ...], ...]

    def cella(self, riga: int, colonna: int) -> str:
        """What is written at a place (from 0), empty outside the sheet."""
        if riga >= len(self.righe) or colonna >= len(self.righe[riga]):
            return ""
        return self.righe[riga][colonna]


def leggi_fogli(contenuto: bytes, nome: str = "foglio") -> list[Foglio]:
    """The sheets of a file that have something written, in order.

    Raises:
        FileRifiutato: it is no sheet, is dangerous or is larger than a body's data can be.
    """
    formato = riconosci(contenuto)
    fogli = [_csv(contenuto, nome)] if formato is Formato.CSV else _cartella(contenuto, formato)
    fogli = [f for f in fogli if f.righe]
    if not fogli:
        raise FileRifiutato("Nel file non c'è scritto nulla: scegliete il foglio con i dati.")
    return fogli


def posto(riga: int, colonna: int) -> str:
    """The name of a cell (from 0) as spreadsheets call it: (11, 2) is ``C12``."""
    lettere, resto = "", colonna + 1
    while resto:
        resto, cifra = divmod(resto - 1, 26)
        lettere = chr(65 + cifra) + lettere
    return f"{lettere}{riga + 1}"


def _csv(contenuto: bytes, nome: str) -> Foglio:
    try:
        testo = contenuto.decode("utf-8-sig")
    except UnicodeDecodeError:
        testo = contenuto.decode("cp1252", errors="replace")
    prima = next((r for r in testo.splitlines() if r.strip()), "")
    separatore = max(";\t,", key=prima.count) if any(s in prima for s in ";\t,") else ";"
    try:
        righe = list(csv.reader(io.StringIO(testo), delimiter=separatore))
    except csv.Error as errore:
        raise FileRifiutato(f"Il file CSV non si legge ({errore}): salvatelo di nuovo dal vostro programma.") from None
    _controlla(len(righe), max(map(len, righe), default=0), nome)
    return Foglio(nome, _senza_coda([tuple(c.strip() for c in r) for r in righe]))


def _cartella(contenuto: bytes, formato: Formato) -> list[Foglio]:
    try:
        cartella = load_workbook(io.BytesIO(contenuto))
        if len(cartella.sheet_names) > MAX_FOGLI:
            raise FileRifiutato(f"Il file ha {len(cartella.sheet_names)} fogli, al massimo {MAX_FOGLI}.")
        percenti = _percenti(contenuto, cartella.sheet_names) if formato is Formato.XLSX else {}
        fogli = []
        for nome in cartella.sheet_names:
            foglio = cartella.get_sheet_by_name(nome)
            _controlla(foglio.total_height, foglio.total_width, nome)
            righe = foglio.to_python(skip_empty_area=False)
            fogli.append(Foglio(nome, _scritte(righe, percenti.get(nome, frozenset()))))
    except (CalamineError, ValueError, OSError, IndexError) as errore:
        raise FileRifiutato(f"Il file non si legge ({errore}): salvatelo di nuovo dal vostro programma.") from None
    return fogli


def _controlla(righe: int, colonne: int, nome: str) -> None:
    if righe > MAX_RIGHE or colonne > MAX_COLONNE:
        raise FileRifiutato(
            f"Il foglio «{nome}» ha {righe} righe e {colonne} colonne, al massimo {MAX_RIGHE} e {MAX_COLONNE}: "
            "cancellate le righe e le colonne che non servono, anche quelle vuote."
        )


def _scritte(righe: Sequence[Sequence[object]], percenti: frozenset[tuple[int, int]]) -> tuple[tuple[str, ...], ...]:
    if not percenti:
        return _senza_coda([tuple(map(scrivi, riga)) for riga in righe])
    return _senza_coda(
        [tuple(scrivi(v, percento=(r, c) in percenti) for c, v in enumerate(riga)) for r, riga in enumerate(righe)]
    )


def _senza_coda(righe: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    while righe and not any(righe[-1]):
        righe.pop()
    return tuple(righe)


def scrivi(valore: object, *, percento: bool = False) -> str:
    """A cell as its author sees it: ``1234,5``, ``73%``, ``31/12/2019``, ``SI``; blanks around a text are dropped."""
    if isinstance(valore, str):
        return valore.strip()
    if isinstance(valore, bool):
        return "SI" if valore else "NO"
    if isinstance(valore, int | float):
        numero = Decimal(repr(valore))
        return _numero(numero.scaleb(2)) + "%" if percento else _numero(numero)
    if isinstance(valore, dt.datetime):
        return f"{valore:%d/%m/%Y}" if valore.time() == dt.time() else f"{valore:%d/%m/%Y %H:%M}"
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    return "" if valore is None else str(valore)


def _numero(valore: Decimal) -> str:
    """No thousands separators: what is read back must not depend on them. A spreadsheet keeps 15 digits."""
    if not valore.is_finite():
        return str(valore)
    ridotto = valore.normalize()
    if len(ridotto.as_tuple().digits) > 15:  # 0.1 + 0.2 is 0,3 for who wrote it
        ridotto = Decimal(f"{valore:.14e}").normalize()
    return f"{ridotto:f}".replace(".", ",")


FORMATO = re.compile(rb"<numFmt [^>]*>")
CELLA = re.compile(rb'<c [^>]*?r="([A-Z]+)(\d+)"[^>]*? s="(\d+)"')
FOGLIO = re.compile(rb'<sheet [^>]*?r:id="([^"]+)"|<sheet [^>]*?\bid="([^"]+)"')
RELAZIONE = re.compile(rb"<Relationship [^>]*>")


def _percenti(contenuto: bytes, nomi: Sequence[str]) -> dict[str, frozenset[tuple[int, int]]]:
    """The cells shown as a percentage, by sheet: their number is a hundredth of what their author sees."""
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        if "xl/styles.xml" not in archivio.namelist():
            return {}
        stili = _stili_percento(archivio.read("xl/styles.xml"))
        if not stili:
            return {}
        parti = _parti_dei_fogli(archivio)
        return {
            nome: frozenset(
                (int(riga) - 1, _colonna(lettere))
                for lettere, riga, stile in CELLA.findall(archivio.read(parte))
                if int(stile) in stili
            )
            for nome, parte in zip(nomi, parti, strict=False)
            if parte in archivio.namelist()
        }


def _stili_percento(xml: bytes) -> set[int]:
    formati = {9, 10}  # the two that every spreadsheet has
    for voce in FORMATO.findall(xml):
        numero = re.search(rb'numFmtId="(\d+)"', voce)
        if numero and re.search(rb'formatCode="[^"]*%', voce):
            formati.add(int(numero[1]))
    inizio = xml.find(b"<cellXfs")
    stili = re.findall(rb'<xf [^>]*?numFmtId="(\d+)"', xml[inizio : xml.find(b"</cellXfs>")]) if inizio >= 0 else []
    return {n for n, formato in enumerate(stili) if int(formato) in formati}


def _parti_dei_fogli(archivio: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets, in the order of the workbook."""
    relazioni: dict[bytes, str] = {}
    for voce in RELAZIONE.findall(archivio.read("xl/_rels/workbook.xml.rels")):
        chiave, dove = re.search(rb'Id="([^"]+)"', voce), re.search(rb'Target="([^"]+)"', voce)
        if chiave and dove:
            relazioni[chiave[1]] = "xl/" + dove[1].decode().removeprefix("/xl/").removeprefix("xl/")
    ordine = [a or b for a, b in FOGLIO.findall(archivio.read("xl/workbook.xml"))]
    return [relazioni.get(chiave, "") for chiave in ordine]


def _colonna(lettere: bytes) -> int:
    numero = 0
    for lettera in lettere:
        numero = numero * 26 + lettera - 64
    return numero - 1
