"""The cells of an xlsx or an ods as they are written, before they become a grid: how far they reach, and what the
reader of values does not tell: percentages, errors, formulas. Pure: no Django.

A file of one kilobyte can name a cell in the last row and column of its sheet, or repeat one a million times: nothing
is expanded before the limits hold.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from ente.fogli.contenitore import FoglioRifiutato, percorri, rovinato

MAX_RIGHE = 100_000
MAX_COLONNE = 200
MAX_CELLE = 1_000_000
MAX_TESTO = 30_000_000
MAX_FOGLI = 50
ERRORI = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#RIF!", "#VALORE!", "#NOME?", "#N/D")

_RIFERIMENTO = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_PERCENTO = frozenset({9, 10})  # the two number formats that every spreadsheet has

Posto = tuple[int, int]


@dataclass(slots=True)
class Esame:
    """A sheet: its name, how many rows and columns its cells reach, how many characters it would take; the places
    (from 0) shown as a percentage, of an error, of a formula that should have a value."""

    nome: str
    righe: int = 0
    colonne: int = 0
    caratteri: int = 0
    percenti: set[Posto] = field(default_factory=set)
    errori: set[Posto] = field(default_factory=set)
    formule: set[Posto] = field(default_factory=set)

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


def esamina_xlsx(archivio: zipfile.ZipFile) -> list[Esame]:
    """The visible sheets of an xlsx, in order."""
    nomi = set(archivio.namelist())
    percento = _stili_percento(archivio) if "xl/styles.xml" in nomi else frozenset()
    lunghezze = _lunghezze(archivio) if "xl/sharedStrings.xml" in nomi else []
    parti = _parti(archivio)
    esige_pochi(len(parti))
    if len({parte for _, parte in parti}) != len(parti):  # a small file that would be read many times
        raise rovinato()
    fogli: list[Esame] = []
    for nome, parte in parti:
        lettura = _FoglioXlsx(Esame(nome), percento, lunghezze)
        percorri(archivio, parte, inizio=lettura.inizio, testo=lettura.testo)
        fogli.append(lettura.esame)
        esige_insieme(fogli)
    return fogli


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

    def __init__(self, esame: Esame, percento: frozenset[str], lunghezze: list[int]) -> None:
        self.esame, self.percento, self.lunghezze = esame, percento, lunghezze
        self.riga, self.colonna, self.scritta = -1, -1, ""
        self.tipo, self.dentro = "", ""
        self.note: dict[str, int] = {}

    def inizio(self, nome: str, attributi: dict[str, str]) -> None:
        if ":" in nome:
            nome = nome.rpartition(":")[2]
        self.dentro = nome
        if nome == "c":
            self._cella(attributi)
        elif nome == "row":
            self.riga = int(attributi["r"]) - 1 if "r" in attributi else self.riga + 1
            self.colonna, self.scritta = -1, str(self.riga + 1)
        elif nome == "f" and self.tipo != "str":  # a formula whose text is empty has a value
            self.esame.formule.add((self.riga, self.colonna))

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
        if attributi.get("s") in self.percento:
            esame.percenti.add((self.riga, self.colonna))

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
            self.esame.scrive(self.lunghezze[indice] if 0 <= indice < len(self.lunghezze) else 0)
        else:
            self.esame.scrive(len(scritto))


def _colonna(lettere: str) -> int:
    numero = 0
    for lettera in lettere:
        numero = numero * 26 + ord(lettera) - 64
    return numero - 1


def _stili_percento(archivio: zipfile.ZipFile) -> frozenset[str]:
    """The cell styles that show a number as a percentage."""
    formati, stili, aperti = set(_PERCENTO), [], [False]

    def inizio(nome: str, attributi: dict[str, str]) -> None:
        nome = nome.rpartition(":")[2]
        if nome == "numFmt" and "%" in attributi.get("formatCode", ""):
            formati.add(int(attributi.get("numFmtId", "0")))
        elif nome in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            aperti[0] = nome == "cellXfs"
        elif nome == "xf" and aperti[0]:
            stili.append(int(attributi.get("numFmtId", "0")))

    percorri(archivio, "xl/styles.xml", inizio=inizio)
    return frozenset(str(n) for n, formato in enumerate(stili) if formato in formati)


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


def _parti(archivio: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name and part of the visible sheets, in the order of the workbook."""
    relazioni: dict[str, str] = {}
    fogli: list[tuple[str, str]] = []

    def relazione(nome: str, attributi: dict[str, str]) -> None:
        if nome.rpartition(":")[2] == "Relationship" and attributi.get("Type", "").endswith("/worksheet"):
            arrivo = attributi.get("Target", "")
            assoluto = arrivo.removeprefix("/") if arrivo.startswith("/") else f"xl/{arrivo}"
            relazioni[attributi.get("Id", "")] = posixpath.normpath(assoluto)

    def foglio(nome: str, attributi: dict[str, str]) -> None:
        if nome.rpartition(":")[2] == "sheet" and attributi.get("state", "visible") == "visible":
            chiave = next((v for n, v in attributi.items() if n.endswith(":id")), "")
            if chiave in relazioni:  # a sheet of charts has no cells
                fogli.append((attributi.get("name", ""), relazioni[chiave]))

    percorri(archivio, "xl/_rels/workbook.xml.rels", inizio=relazione)
    percorri(archivio, "xl/workbook.xml", inizio=foglio)
    return fogli


def esamina_ods(archivio: zipfile.ZipFile) -> list[Esame]:
    """The sheets of an ods, in order."""
    lettura = _FogliOds()
    percorri(archivio, "content.xml", inizio=lettura.inizio, fine=lettura.fine, testo=lettura.testo)
    return lettura.fogli


class _FogliOds:
    def __init__(self) -> None:
        self.fogli: list[Esame] = []
        self.riga, self.colonna, self.ripete_riga, self.ripete = 0, 0, 1, 1
        self.scritto: list[str] = []
        self.cella: dict[str, str] | None = None
        self.della_riga: list[tuple[int, int, str]] = []
        self.caratteri = self.larga = 0

    def inizio(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "table:table":
            esige_insieme(self.fogli)
            self.fogli.append(Esame(attributi.get("table:name", "")))
            esige_pochi(len(self.fogli))
            self.riga = 0
        elif nome == "table:table-row":
            self.ripete_riga = _volte(attributi, "table:number-rows-repeated")
            self.colonna = self.caratteri = self.larga = 0
            self.della_riga = []
        elif nome in ("table:table-cell", "table:covered-table-cell"):
            self.ripete = _volte(attributi, "table:number-columns-repeated")
            self.cella, self.scritto = attributi, []

    def testo(self, scritto: str) -> None:
        if self.cella is not None:
            self.scritto.append(scritto)

    def fine(self, nome: str) -> None:
        if nome in ("table:table-cell", "table:covered-table-cell") and self.cella is not None:
            self._cella("".join(self.scritto).strip(), self.cella)
            self.cella = None
        elif nome == "table:table-row" and self.fogli:
            self._riga(self.fogli[-1])

    def _cella(self, testo: str, attributi: dict[str, str]) -> None:
        tipo, formula = attributi.get("office:value-type", ""), "table:formula" in attributi
        if tipo or testo or formula:
            self.larga = self.colonna + self.ripete
            quanti = max(len(testo), len(attributi.get("office:string-value", "")))
            self.caratteri += quanti * self.ripete
            specie = "percento" if tipo == "percentage" else "formula" if formula and tipo != "string" else ""
            if attributi.get("calcext:value-type") == "error" or testo in ERRORI:
                specie = "errore"
            if specie:
                self.della_riga.append((self.colonna, self.ripete, specie))
        self.colonna += self.ripete

    def _riga(self, esame: Esame) -> None:
        if self.larga:
            esame.arriva(self.riga + self.ripete_riga, self.larga)
            esame.scrive(self.caratteri * self.ripete_riga)
            dove = {"percento": esame.percenti, "formula": esame.formule, "errore": esame.errori}
            for colonna, volte, specie in self.della_riga:
                for n in range(self.riga, self.riga + self.ripete_riga):
                    dove[specie].update((n, c) for c in range(colonna, colonna + volte))
        self.riga += self.ripete_riga


def _volte(attributi: dict[str, str], nome: str) -> int:
    scritto = attributi.get(nome, "1")
    if not (scritto.isascii() and scritto.isdecimal() and len(scritto) < 9):
        raise rovinato()
    return max(int(scritto), 1)
