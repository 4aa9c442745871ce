"""A spreadsheet as rows of cells, each as its author sees it: numbers with a comma, dates as day/month/year."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from sys import intern

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from ente.fogli.contenitore import FoglioRifiutato, FormatoDiFoglio, riconosci, rovinato
from ente.fogli.esame import ERRORI, Esame, Posto, esamina_ods, esamina_xlsx, esige_insieme, esige_limiti, esige_pochi

SEPARATORI = ";,\t"
MAX_RIGA = 500_000
RISALVA = "apritelo con il vostro programma e salvatelo di nuovo."
CON_ERRORE = "il foglio dà un errore di calcolo: correggete la formula o scrivete il valore."
SENZA_VALORE = "la formula non ha un valore: aprite il file con il vostro programma, ricalcolate e salvate di nuovo."

Righe = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Foglio:
    """One sheet: its rows of written cells, the first one being row ``1`` of the file; short rows are not padded.

    ``guaste`` are the cells (from 0) whose value cannot be known, and why.
    """

    nome: str
    righe: Righe
    guaste: Mapping[Posto, str] = field(default_factory=dict)


def leggi_fogli(contenuto: bytes, nome: str = "foglio") -> list[Foglio]:
    """The visible sheets of a file that have something written, in order. A csv is one, called ``nome``.

    Raises:
        FileRifiutato: it is no sheet, is dangerous or is larger than a body's data can be.
    """
    formato = riconosci(contenuto)
    fogli = [_csv(contenuto, _pulito(nome))] if formato is FormatoDiFoglio.CSV else _cartella(contenuto, formato)
    fogli = [f for f in fogli if f.righe]
    if not fogli:
        raise FoglioRifiutato("Nel file non c'è scritto nulla: scegliete il foglio con i dati.")
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
        try:
            testo = contenuto.decode("cp1252")
        except UnicodeDecodeError:
            raise FoglioRifiutato("Il file CSV ha caratteri che non si leggono: salvatelo come CSV UTF-8.") from None
    righe: list[tuple[str, ...]] = []
    larga = 0
    try:
        for riga in _righe_csv(testo, _separatore(testo)):
            larga = max(larga, len(riga))
            esige_limiti(nome, len(righe) + 1, larga)
            righe.append(tuple(map(_pulito, riga)))
    except csv.Error:
        raise FoglioRifiutato(f"Il file CSV non si legge alla riga {len(righe) + 1}: {RISALVA}") from None
    return _foglio(nome, righe, Esame(nome))


def _righe_csv(testo: str, separatore: str) -> Iterator[list[str]]:
    """The rows, each as far as a row may go: a file may have one only, or a quote that is never closed.

    Raises:
        FileRifiutato: a row is longer than that.
    """
    lunga = fatte = 0

    def linee() -> Iterator[str]:
        nonlocal lunga
        for linea in io.StringIO(testo, newline=""):
            lunga += len(linea)
            if lunga > MAX_RIGA:
                raise FoglioRifiutato(f"Nel file CSV la riga {fatte + 1} è lunga oltre {MAX_RIGA} caratteri: {RISALVA}")
            yield linea

    for riga in csv.reader(linee(), delimiter=separatore):
        lunga, fatte = 0, fatte + 1
        yield riga


def _separatore(testo: str) -> str:
    """The one that cuts most of the first rows in as many cells: a title or a decimal comma does not mislead it."""

    def regolari(separatore: str) -> tuple[int, int]:
        try:
            righe = list(islice(_righe_csv(testo, separatore), 60))
        except (csv.Error, FoglioRifiutato):
            return (0, 0)
        larghezze = Counter(len(r) for r in righe if len(r) > 1)
        return max(((quante, larga) for larga, quante in larghezze.items()), default=(0, 0))

    return max(SEPARATORI, key=regolari)


def _cartella(contenuto: bytes, formato: FormatoDiFoglio) -> list[Foglio]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
            esami = esamina_xlsx(archivio) if formato is FormatoDiFoglio.XLSX else esamina_ods(archivio)
    except ValueError:  # a number that is not one, in the XML
        raise rovinato() from None
    esige_pochi(len(esami))
    esige_insieme(esami)
    if not any(e.righe for e in esami):
        return []
    try:
        return _valori(load_workbook(io.BytesIO(contenuto)), esami)
    except (CalamineError, ValueError, OSError, LookupError, OverflowError):
        raise rovinato() from None
    except BaseException as errore:
        if type(errore).__name__ == "PanicException":  # the reader's own failure, which is no Exception
            raise rovinato() from None
        raise


def _valori(cartella: CalamineWorkbook, esami: Sequence[Esame]) -> list[Foglio]:
    fogli = []
    for esame in esami:
        if esame.righe:
            valori = cartella.get_sheet_by_name(esame.nome).to_python(skip_empty_area=False)
            righe = [
                tuple([intern(scrivi(v, percento=(r, c) in esame.percenti)) for c, v in enumerate(riga)])
                for r, riga in enumerate(valori)
            ]
            fogli.append(_foglio(esame.nome, righe, esame))
    return fogli


def _foglio(nome: str, righe: list[tuple[str, ...]], esame: Esame) -> Foglio:
    guaste = dict.fromkeys(esame.errori, CON_ERRORE)
    for r, riga in enumerate(righe):
        for c, testo in enumerate(riga):
            if testo.startswith("#") and testo in ERRORI:
                guaste[r, c] = CON_ERRORE
    for r, c in esame.formule - guaste.keys():
        if r >= len(righe) or c >= len(righe[r]) or not righe[r][c]:
            guaste[r, c] = SENZA_VALORE
    ultima = max((r for r, _ in guaste), default=-1)
    while len(righe) > ultima + 1 and not any(righe[-1]):
        righe.pop()
    righe.extend(() for _ in range(ultima + 1 - len(righe)))
    return Foglio(_pulito(nome), tuple(righe), guaste)


def scrivi(valore: object, *, percento: bool = False) -> str:
    """A cell as its author sees it: ``1234,5``, ``73%``, ``31/12/2019``, ``SI``; blanks around a text are dropped."""
    if isinstance(valore, str):
        return _pulito(valore)
    if isinstance(valore, bool):
        return "SI" if valore else "NO"
    if isinstance(valore, int | float):
        return _numero(Decimal(repr(valore)), percento)
    if isinstance(valore, dt.datetime):
        return f"{valore:%d/%m/%Y}" if valore.time() == dt.time() else f"{valore:%d/%m/%Y %H:%M}"
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    return "" if valore is None else str(valore)


def _pulito(testo: str) -> str:
    """No blanks around, nothing that cannot be seen: no database and no terminal is to meet control characters."""
    if testo.isprintable():
        return testo.strip()
    testo = testo.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in testo if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _numero(valore: Decimal, percento: bool) -> str:
    """No thousands separators: what is read back must not depend on them. A spreadsheet keeps 15 digits."""
    if not valore.is_finite():
        return str(valore)
    ridotto = valore.normalize()
    if len(ridotto.as_tuple().digits) > 15:  # 0.1 + 0.2 is 0,3 for who wrote it
        ridotto = Decimal(f"{valore:.14e}").normalize()
    if percento:
        ridotto = ridotto.scaleb(2)
    return f"{ridotto:f}".replace(".", ",") + ("%" if percento else "")
