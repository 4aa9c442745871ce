"""The cells of an xlsx as they are written, before they become a grid: how far they reach, and what the reader of
values does not tell: formats, errors, formulas, what is hidden or under merged cells. Pure: no Django.

A file of one kilobyte can name a cell in the last row and column of its sheet, or repeat one a million times: nothing
is expanded before the limits hold.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ente.fogli.contenitore import FoglioRifiutato, percorri, rovinato
from ente.fogli.formati_numero import COMUNI, FormatoDiNumero, formato

MAX_RIGHE = 100_000
MAX_COLONNE = 200
MAX_CELLE = 1_000_000
MAX_TESTO = 30_000_000
MAX_FOGLI = 50
ERRORI = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#RIF!", "#VALORE!", "#NOME?", "#N/D")

_RIFERIMENTO = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}):\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_VERO = ("1", "true", "on")

Posto = tuple[int, int]
Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""


@dataclass(slots=True)
class Esame:
    """A sheet: its name, how many rows and columns its cells reach, how many characters it would take; the places
    (from 0) with a format that writes a ``%``, of a day written as a text or as a number, of a number
    that may be taken for a day, of an error, of a formula that
    should have a value, of one whose value nobody has calculated; the rows and columns that are hidden, the cells that
    are merged; what is to be said of single places."""

    nome: str
    righe: int = 0
    colonne: int = 0
    caratteri: int = 0
    formati: dict[Posto, FormatoDiNumero] = field(default_factory=dict)
    date: set[Posto] = field(default_factory=set)
    giorni: dict[Posto, int] = field(default_factory=dict)
    numeri: dict[Posto, float] = field(default_factory=dict)
    errori: set[Posto] = field(default_factory=set)
    formule: set[Posto] = field(default_factory=set)
    mai_calcolate: set[Posto] = field(default_factory=set)
    righe_nascoste: set[int] = field(default_factory=set)
    colonne_nascoste: set[int] = field(default_factory=set)
    unite: list[Area] = field(default_factory=list)
    note: list[tuple[Posto, str]] = field(default_factory=list)

    def arriva(self, righe: int, colonne: int) -> None:
        """Count a cell that reaches there.

        Raises:
            FileRifiutato: beyond the limits.
        """
        self.righe, self.colonne = max(self.righe, righe), max(self.colonne, colonne)
        esige_limiti(self.nome, self.righe, self.colonne)

    def scrive(self, caratteri: int) -> None:
        self.caratteri += caratteri
        if self.caratteri > MAX_TESTO:
            raise FoglioRifiutato(f"Il foglio «{self.nome}» contiene troppo testo: togliete ciò che non serve.")


def esige_limiti(nome: str, righe: int, colonne: int) -> None:
    """Refuse a sheet larger than a body's data can be.

    Raises:
        FileRifiutato
    """
    if righe > MAX_RIGHE or colonne > MAX_COLONNE or righe * colonne > MAX_CELLE:
        raise FoglioRifiutato(
            f"Il foglio «{nome}» arriva a {righe} righe e {colonne} colonne: al massimo {MAX_RIGHE} e {MAX_COLONNE}, "
            f"e {MAX_CELLE} celle. Cancellate righe e colonne che non servono, anche quelle vuote."
        )


def esamina_xlsx(archivio: zipfile.ZipFile) -> tuple[list[Esame], list[str]]:
    """The visible sheets of an xlsx, in order, and the names of the hidden ones."""
    nomi = set(archivio.namelist())
    stili = _stili_con_percento(archivio) if "xl/styles.xml" in nomi else {}
    lunghezze = _lunghezze(archivio) if "xl/sharedStrings.xml" in nomi else []
    parti, nascosti, da_calcolare = _parti(archivio)
    esige_pochi(len(parti))
    if len({parte for _, parte in parti}) != len(parti):  # a small file that would be read many times
        raise rovinato()
    fogli: list[Esame] = []
    for nome, parte in parti:
        lettura = _FoglioXlsx(Esame(nome), stili, lunghezze, da_calcolare=da_calcolare)
        percorri(archivio, parte, inizio=lettura.inizio, testo=lettura.testo)
        lettura.chiudi()
        fogli.append(lettura.esame)
        esige_insieme(fogli)
    return fogli, nascosti


def esige_pochi(fogli: int) -> None:
    """Refuse a workbook of too many sheets (FileRifiutato)."""
    if fogli > MAX_FOGLI:
        raise FoglioRifiutato(f"Il file ha {fogli} fogli, al massimo {MAX_FOGLI}: togliete quelli che non servono.")


def esige_insieme(fogli: Sequence[Esame]) -> None:
    """Refuse sheets that together are larger than one may be (FileRifiutato)."""
    righe, colonne = sum(e.righe for e in fogli), max((e.colonne for e in fogli), default=0)
    esige_limiti(fogli[-1].nome if fogli else "", righe, colonne)
    if sum(e.caratteri for e in fogli) > MAX_TESTO:
        raise FoglioRifiutato("I fogli del file contengono troppo testo: togliete ciò che non serve.")


class _FoglioXlsx:
    """What the cells of a sheet say. It hears of every one of them: what comes most often is looked at first."""

    def __init__(
        self, esame: Esame, stili: Mapping[str, FormatoDiNumero], lunghezze: list[int], *, da_calcolare: bool = False
    ) -> None:
        self.esame, self.stili, self.lunghezze, self.da_calcolare = esame, stili, lunghezze, da_calcolare
        self.riga, self.colonna, self.scritta = -1, -1, ""
        self.tipo, self.dentro, self.lunghi = "", "", 0
        self.note: dict[str, int] = {}

    def inizio(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "v":
            self.dentro = nome
            return
        if ":" in nome:
            nome = nome.rpartition(":")[2]
        self.dentro = nome
        if nome == "c":
            self._cella(attributi)
        elif nome == "row":
            self.riga = int(attributi["r"]) - 1 if "r" in attributi else self.riga + 1
            self.colonna, self.scritta = -1, str(self.riga + 1)
            self.chiudi()
            if attributi.get("hidden") in _VERO:
                self.esame.righe_nascoste.add(self.riga)
        elif nome == "f" and self.tipo != "str":  # a formula whose text is empty has a value
            self.esame.formule.add((self.riga, self.colonna))
        elif nome == "col" and attributi.get("hidden") in _VERO:
            prima, ultima = int(attributi.get("min", "1")), int(attributi.get("max", "0"))
            self.esame.colonne_nascoste.update(range(max(prima - 1, 0), min(ultima, MAX_COLONNE)))
        elif nome == "mergeCell" and (unite := _AREA.fullmatch(attributi.get("ref", ""))):
            area = (int(unite[2]) - 1, _colonna(unite[1]), int(unite[4]) - 1, _colonna(unite[3]))
            self.esame.unite.append(area)

    def _cella(self, attributi: dict[str, str]) -> None:
        scritto = attributi.get("r")
        if scritto is None:
            self.colonna += 1
        else:
            lettere = scritto.rstrip("0123456789")
            nota = self.note.get(lettere)
            if nota is not None and scritto[len(lettere) :] == self.scritta:
                self.colonna = nota
            else:
                self._altrove(scritto, lettere)
        esame = self.esame
        if self.riga >= esame.righe or self.colonna >= esame.colonne:
            esame.arriva(self.riga + 1, self.colonna + 1)
        self.tipo = attributi.get("t", "")
        if self.tipo == "e":
            esame.errori.add((self.riga, self.colonna))
        elif self.tipo == "d":
            esame.date.add((self.riga, self.colonna))
        if self.stili and (suo := self.stili.get(attributi.get("s", ""))) is not None:
            esame.formati[self.riga, self.colonna] = suo

    def _altrove(self, scritto: str, lettere: str) -> None:
        """A cell of a column met for the first time, or that stands in another row than the one it is written in."""
        trovato = _RIFERIMENTO.fullmatch(scritto)
        if not trovato:
            raise rovinato()
        self.riga, self.colonna = int(trovato[2]) - 1, _colonna(trovato[1])
        self.scritta, self.note[lettere] = trovato[2], self.colonna

    def testo(self, scritto: str) -> None:
        if self.dentro == "v" and self.tipo == "s":
            indice = int(scritto) if scritto.isascii() and scritto.isdecimal() and len(scritto) < 9 else -1
            self.lunghi += self.lunghezze[indice] if 0 <= indice < len(self.lunghezze) else 0
        else:
            self.lunghi += len(scritto)
            if self.da_calcolare and scritto == "0" and self.dentro == "v":
                self._forse_mai_calcolata()

    def chiudi(self) -> None:
        """Count the texts of the row that ends."""
        self.esame.scrive(self.lunghi)
        self.lunghi = 0

    def _forse_mai_calcolata(self) -> None:
        """Libraries that calculate nothing write 0 under every formula, and that the program that opens is to do it."""
        dove = (self.riga, self.colonna)
        if dove in self.esame.formule:
            self.esame.mai_calcolate.add(dove)


def _colonna(lettere: str) -> int:
    numero = 0
    for lettera in lettere:
        numero = numero * 26 + ord(lettera) - 64
    return numero - 1


def _stili_con_percento(archivio: zipfile.ZipFile) -> dict[str, FormatoDiNumero]:
    """The cell styles in which a ``%`` stands beside the number, each with its format."""
    formati = {n: f for n, codice in COMUNI.items() if (f := formato(codice))}
    stili: list[int] = []
    aperti = [False]

    def inizio(nome: str, attributi: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        if nome == "numFmt" and (suo := formato(attributi.get("formatCode", ""))):
            formati[int(attributi.get("numFmtId", "0"))] = suo
        elif nome in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            aperti[0] = nome == "cellXfs"
        elif nome == "xf" and aperti[0]:
            stili.append(int(attributi.get("numFmtId", "0")))

    percorri(archivio, "xl/styles.xml", inizio=inizio)
    return {str(n): formati[suo] for n, suo in enumerate(stili) if suo in formati}


def _lunghezze(archivio: zipfile.ZipFile) -> list[int]:
    """How long the shared texts are: each may be repeated in any number of cells."""
    lunghezze: list[int] = []

    def inizio(nome: str, _: dict[str, str]) -> None:
        if nome.rpartition(":")[2] == "si":
            lunghezze.append(0)

    def testo(scritto: str) -> None:
        if lunghezze:
            lunghezze[-1] += len(scritto)

    percorri(archivio, "xl/sharedStrings.xml", inizio=inizio, testo=testo)
    return lunghezze


def _parti(archivio: zipfile.ZipFile) -> tuple[list[tuple[str, str]], list[str], bool]:
    """Name and part of the visible sheets, in the order of the workbook; the names of the hidden ones; whether the
    formulas are to be calculated by who opens it."""
    relazioni: dict[str, str] = {}
    nascosti: list[str] = []
    fogli: list[tuple[str, str]] = []
    da_calcolare: list[bool] = []

    def relazione(nome: str, attributi: dict[str, str]) -> None:
        if nome.rpartition(":")[2] == "Relationship" and attributi.get("Type", "").endswith("/worksheet"):
            arrivo = attributi.get("Target", "")
            assoluto = arrivo.removeprefix("/") if arrivo.startswith("/") else f"xl/{arrivo}"
            relazioni[attributi.get("Id", "")] = posixpath.normpath(assoluto)

    def foglio(nome: str, attributi: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        if nome == "calcPr":
            da_calcolare.append(attributi.get("fullCalcOnLoad") in _VERO)
        if nome != "sheet":
            return
        chiave = next((v for n, v in attributi.items() if n.endswith(":id")), "")
        if chiave not in relazioni:  # a sheet of charts has no cells
            return
        if attributi.get("state", "visible") == "visible":
            fogli.append((attributi.get("name", ""), relazioni[chiave]))
        else:
            nascosti.append(attributi.get("name", ""))

    percorri(archivio, "xl/_rels/workbook.xml.rels", inizio=relazione)
    percorri(archivio, "xl/workbook.xml", inizio=foglio)
    return fogli, nascosti, any(da_calcolare)
