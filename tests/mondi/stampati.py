"""The printed scorecards of the real document as a clerk would retype them in a spreadsheet.

Labels and headings come from the loaded folder, values from the independent transcription. Each scorecard is typed in
a way of its own: dates and percentages as such or as text, columns in another order, blank columns before the table.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import yaml
from odf.opendocument import OpenDocumentSpreadsheet  # type: ignore[import-untyped]
from odf.table import CoveredTableCell, Table, TableCell, TableRow  # type: ignore[import-untyped]
from odf.text import P  # type: ignore[import-untyped]
from openpyxl import Workbook

from cruscotto.importazione.generi.indicatori import INDICATORI
from tests.mondi.demo import CARTELLA

COLONNE = INDICATORI.colonne
TESTATE = {
    "programma": "Programmi di Intervento",
    "obiettivo_operativo": "Obiettivi Operativi",
    "etichetta": "Indicatori",
    "target": "Target",
    "actual": "Actual",
    "sal": "SAL",
}
ORDINI = (tuple(TESTATE), (*tuple(TESTATE)[:3], "sal", "target", "actual"))
_FONTE = Path(__file__).resolve().parents[1] / "dati" / "fonte_7_1.csv"
_DUE_IN_UNA = "1727"
"""The one line of the document that holds two indicators: typed as two."""

_DATA = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_NUMERO = re.compile(r"\d+(?:,\d+)?")


@dataclass(slots=True)
class Stampa:
    """A sheet: rows of cells, the rectangles that are merged (from row, column to row, column), percentages."""

    nome: str
    righe: list[list[Any]] = field(default_factory=list)
    unite: list[tuple[int, int, int, int]] = field(default_factory=list)
    percenti: set[tuple[int, int]] = field(default_factory=set)

    def accoda(self, altra: Stampa) -> None:
        """Put another one below, after a blank row."""
        giu = len(self.righe) + 1 if self.righe else 0
        self.righe += [[]] * (giu - len(self.righe)) + altra.righe
        self.unite += [(a + giu, b, c + giu, d) for a, b, c, d in altra.unite]
        self.percenti |= {(r + giu, c) for r, c in altra.percenti}


@lru_cache(maxsize=1)
def attesi() -> tuple[dict[str, str], ...]:
    """What must come back, one an indicator: ``cruscotto`` is the title as printed."""
    with (CARTELLA / "indicatori.csv").open(encoding="utf-8", newline="") as aperto:
        righe = list(csv.DictReader(aperto))
    titoli = {c["codice"]: f"{c['lettera']} {c['titolo']}" for c in _cruscotti()}
    return tuple({**r, "codice_cruscotto": r["cruscotto"], "cruscotto": titoli[r["cruscotto"]]} for r in righe)


def _cruscotti() -> list[dict[str, Any]]:
    letto: dict[str, Any] = yaml.safe_load((CARTELLA / "ciclo.yaml").read_text(encoding="utf-8"))
    cruscotti: list[dict[str, Any]] = letto["cruscotti"]
    return cruscotti


@lru_cache(maxsize=1)
def _valori_stampati() -> dict[str, dict[str, str]]:
    with _FONTE.open(encoding="utf-8", newline="") as aperto:
        return {r["riga_fonte"]: r for r in csv.DictReader(aperto)}


def stampe(*, testo: bool = False) -> list[Stampa]:
    """The ten scorecards in the order of the document; ``testo`` types everything as text."""
    per_codice = groupby(attesi(), key=lambda r: r["codice_cruscotto"])
    cruscotti = {c["codice"]: c for c in _cruscotti()}
    return [
        _Battitura(n, cruscotti[codice], list(righe), testo).stampa() for n, (codice, righe) in enumerate(per_codice)
    ]


class _Battitura:
    """One scorecard being typed, the ``n``-th."""

    def __init__(self, n: int, cruscotto: dict[str, Any], righe: list[dict[str, str]], testo: bool) -> None:
        self.n, self.righe, self.testo = n, righe, testo
        self.titolo = f"{cruscotto['lettera']} {cruscotto['titolo']}"
        self.sottotitolo = cruscotto["sottotitolo"]
        self.di_ente = not any(r["programma"] for r in righe)
        self.campi = ("etichetta", "target", "actual", "sal") if self.di_ente else ORDINI[n % 3 == 2]
        self.vuote = 1 if n % 4 == 3 else 0
        self.uscita = Stampa(f"Cruscotto {n + 1}")

    def stampa(self) -> Stampa:
        self._sola(self.titolo)
        if self.sottotitolo:
            self._sola(self.sottotitolo)
        prospettiva = obiettivo = ""
        for n, (_, gruppo) in enumerate(groupby(self.righe, key=lambda r: r["blocco"])):
            righe = list(gruppo)
            stesso = (prospettiva, obiettivo) == (righe[0]["prospettiva"], righe[0]["obiettivo_strategico"])
            if n and n % 2 == 0 and not stesso:
                self._pagina_nuova(n)
            if righe[0]["prospettiva"] != prospettiva:
                prospettiva = righe[0]["prospettiva"]
                self._sola(prospettiva)
            obiettivo = righe[0]["obiettivo_strategico"]
            self._obiettivo(obiettivo)
            self._indicatori(righe)
        return self.uscita

    def _sola(self, testo: str) -> None:
        self._riga({0: testo})
        ultima = len(self.uscita.righe) - 1
        self.uscita.unite.append((ultima, self.vuote, ultima, self.vuote + len(self.campi) - 1))

    def _pagina_nuova(self, n: int) -> None:
        """On new pages the same title is sometimes written with other blanks and dashes."""
        self.uscita.righe += [[], []]
        self._sola(self.titolo.replace(" – ", "- ") if n % 4 else self.titolo)

    def _obiettivo(self, obiettivo: str) -> None:
        if self.di_ente:
            self._riga({0: obiettivo} | {c: TESTATE[campo] for c, campo in enumerate(self.campi) if c})
        else:
            self._sola(obiettivo)
            self._testate()

    def _testate(self, da: int = 0) -> None:
        self._riga({c: TESTATE[campo] for c, campo in enumerate(self.campi) if c >= da})

    def _indicatori(self, righe: list[dict[str, str]]) -> None:
        inizio = len(self.uscita.righe)
        for n, (prima, riga) in enumerate(pairwise([{}, *righe])):
            if n == 6 and not self.di_ente:  # in the middle of a programme: half of the headings, everything goes on
                self._unisci(inizio)
                self._pagina_nuova(0)
                self._testate(da=2)
                inizio = len(self.uscita.righe)
            self._indicatore(prima, riga, n)
        self._unisci(inizio)

    def _indicatore(self, prima: dict[str, str], riga: dict[str, str], n: int) -> None:
        stampati = riga if riga["riga_fonte"] == _DUE_IN_UNA else _valori_stampati()[riga["riga_fonte"]]
        celle: dict[int, Any] = {}
        stesso = prima.get("programma") == riga["programma"]
        for c, campo in enumerate(self.campi):
            if campo == "etichetta":
                celle[c] = riga[campo] + ("" if riga["pira"] != "1" else "(PIRA)" if n % 2 else " (PIRA)")
            elif campo == "programma":
                celle[c] = "" if stesso else riga[campo]
            elif campo == "obiettivo_operativo":
                celle[c] = "" if stesso and prima.get(campo) == riga[campo] else riga[campo]
            else:
                celle[c] = self._valore(stampati[campo], c)
        self._riga(celle)

    def _valore(self, scritto: str, colonna: int) -> Any:
        if self.testo:
            return scritto
        if (data := _DATA.fullmatch(scritto)) and self.n % 2 == 0:
            return dt.date(int(data[3]), int(data[2]), int(data[1]))
        numero = Decimal(scritto.rstrip("%").replace(",", ".")) if _NUMERO.fullmatch(scritto.rstrip("%")) else None
        if numero is None or self.n % 3 == 1:
            return scritto
        if scritto.endswith("%"):
            self.uscita.percenti.add((len(self.uscita.righe), self.vuote + colonna))
            return numero / 100
        return numero

    def _riga(self, celle: dict[int, Any]) -> None:
        larga = max(celle) + 1
        self.uscita.righe.append([None] * self.vuote + [celle.get(c) for c in range(larga)])

    def _unisci(self, inizio: int) -> None:
        """Merge the cells of programmes and operating objectives with the blank ones below."""
        righe = self.uscita.righe
        for campo in ("programma", "obiettivo_operativo"):
            if campo in self.campi:
                c = self.campi.index(campo) + self.vuote
                scritte = [n for n in range(inizio, len(righe)) if righe[n][c]]
                for da, a in pairwise([*scritte, len(righe)]):
                    if a - da > 1:
                        self.uscita.unite.append((da, c, a - 1, c))


# -- files -------------------------------------------------------------------------------------------------------------


def insieme(fogli: Sequence[Stampa]) -> Stampa:
    """Every scorecard below the other in one sheet."""
    tutto = Stampa("Cruscotti")
    for foglio in fogli:
        tutto.accoda(foglio)
    return tutto


def in_xlsx(fogli: Sequence[Stampa]) -> bytes:
    cartella = Workbook()
    cartella.remove(cartella.active)
    for stampa in fogli:
        foglio = cartella.create_sheet(stampa.nome)
        for riga in stampa.righe:
            foglio.append(riga)
        for r, c in stampa.percenti:
            foglio.cell(r + 1, c + 1).number_format = "0.0%"
        for da, sinistra, a, destra in stampa.unite:
            foglio.merge_cells(start_row=da + 1, start_column=sinistra + 1, end_row=a + 1, end_column=destra + 1)
    uscita = io.BytesIO()
    cartella.save(uscita)
    return uscita.getvalue()


def in_ods(stampa: Stampa) -> bytes:
    documento = OpenDocumentSpreadsheet()
    tavola = Table(name=stampa.nome)
    ampie = {(da, c): (a - da + 1, d - c + 1) for da, c, a, d in stampa.unite}
    coperte = {
        (r, c) for da, s, a, d in stampa.unite for r in range(da, a + 1) for c in range(s, d + 1) if (r, c) != (da, s)
    }
    for r, riga in enumerate(stampa.righe):
        linea = TableRow()
        for c in range(max(len(riga), 1 + max((c for rr, c in coperte if rr == r), default=-1))):
            valore = riga[c] if c < len(riga) else None
            if (r, c) in coperte:
                linea.addElement(CoveredTableCell())
            else:
                linea.addElement(_cella_ods(valore, (r, c) in stampa.percenti, ampie.get((r, c))))
        tavola.addElement(linea)
    documento.spreadsheet.addElement(tavola)
    uscita = io.BytesIO()
    documento.save(uscita)
    return uscita.getvalue()


def _cella_ods(valore: Any, percento: bool, ampia: tuple[int, int] | None) -> Any:
    tipo: dict[str, Any] = {"numberrowsspanned": ampia[0], "numbercolumnsspanned": ampia[1]} if ampia else {}
    if isinstance(valore, Decimal):
        tipo |= {"valuetype": "percentage" if percento else "float", "value": str(valore)}
    elif isinstance(valore, dt.date):
        tipo |= {"valuetype": "date", "datevalue": valore.isoformat()}
    elif valore:
        tipo |= {"valuetype": "string"}
    cella = TableCell(**tipo)
    if tipo.get("valuetype") == "string":
        cella.addElement(P(text=valore))
    return cella


def in_csv(stampa: Stampa) -> bytes:
    uscita = io.StringIO()
    csv.writer(uscita, delimiter=";").writerows(_testi(stampa))
    return uscita.getvalue().encode("utf-8-sig")


def _testi(stampa: Stampa) -> Iterator[list[str]]:
    """Everything as wide as the table, as spreadsheets save it."""
    larga = max(map(len, stampa.righe))
    for riga in stampa.righe:
        yield ["" if v is None else str(v) for v in riga] + [""] * (larga - len(riga))
