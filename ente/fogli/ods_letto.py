"""An OpenDocument spreadsheet read as its author sees it: an ods, or a flat one (fods), which is its XML alone.

The reader of the other formats stops at the white space that Gnumeric, Calligra, SheetJS and LibreOffice's
PrettyPrinting put between cells, and loses the breaks of a text: this one hears of every cell, which had to be done
anyway to know how far they reach. Nothing is expanded before the limits hold. Pure: no Django.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from sys import intern

from ente.fogli.aspetto import data_iso, giorno_numerato, nota_di_durata, pulito, scrivi
from ente.fogli.contenitore import CON_MACRO, FoglioRifiutato, rovinato
from ente.fogli.esame import ERRORI, MAX_COLONNE, Esame, Posto, esige_insieme, esige_pochi
from ente.fogli.formati_numero import Segno
from ente.fogli.inglese import candidato

CELLE = ("table:table-cell", "table:covered-table-cell")
PARAGRAFI = ("text:p", "text:h")
MUTI = frozenset(
    {"office:annotation", "table:shapes", "table:tracked-changes", "office:dde-links", "table:dde-links"}
    | {"table:named-expressions", "table:database-ranges", "draw:frame", "draw:g", "text:note"}
)
"""What holds texts, or tables, that are no cells: remarks, drawings, the changes recorded, copies of other files."""
TIPO = "office:value-type"
RIPETUTE = "table:number-columns-repeated"
UNITE = ("table:number-columns-spanned", "table:number-rows-spanned")
NASCOSTE = ("collapse", "filter")

_DA_UNIRE = re.compile(r"[\t\r\n]|  ")
_SPAZI = re.compile(r"[ \t\r\n]+")
_GUASTI = frozenset(ERRORI)
_QUOTA = re.compile(r"([-−]?)([0-9]{1,9})(?:[.,]([0-9]{1,9}))? ?%")
_GIORNO = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
MEZZA = Decimal("0.51")
"""Half of the last figure shown: the text is rounded, the number is not."""
_DURATA = re.compile(r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,]\d*)?S)?")


class LettoreOds:
    """What an OpenDocument spreadsheet says, element by element: ``esami`` and ``righe`` of its visible sheets, and in
    ``testi`` those of their cells that are texts and end like a number."""

    def __init__(self) -> None:
        self.esami: list[Esame] = []
        self.righe: list[list[tuple[str, ...]]] = []
        self.testi: list[list[tuple[Posto, str]]] = []
        self.fogli_nascosti: list[str] = []
        self.invisibili: set[str] = set()
        self.scritti_percento: set[str] = set()
        self.tipi_durata: set[str] = set()
        self.percentuali: set[str] = set()
        self.di_giorno: set[str] = set()
        self.stili: dict[str, str] = {}
        self.stile = self.tipo_di_stile = ""
        self.in_testo_di_stile = False
        self.muto = 0
        self.foglio: Esame | None = None
        self.nascosto = False
        self.attributi: dict[str, str] | None = None
        self.parole: list[str] = []
        self.paragrafi = self.nel_paragrafo = 0

    # -- elements ------------------------------------------------------------------------------------------------------

    def inizio(self, nome: str, attributi: dict[str, str]) -> None:
        if self.muto or nome in MUTI:
            self.muto += 1
        elif nome in CELLE:
            self.attributi, self.parole, self.paragrafi = attributi, [], 0
        elif nome in PARAGRAFI:
            self.nel_paragrafo += 1
            if self.nel_paragrafo == 1:
                if self.paragrafi:
                    self.parole.append("\n")
                self.paragrafi += 1
        elif self.nel_paragrafo:
            self._nel_testo(nome, attributi)
        elif nome == "table:table-row":
            self._riga(attributi)
        elif nome == "table:table-column":
            self._colonna(attributi)
        elif nome == "table:table":
            self._tavola(attributi)
        else:
            self._stile(nome, attributi)

    def fine(self, nome: str) -> None:
        if self.muto:
            self.muto -= 1
        elif nome in PARAGRAFI:
            self.nel_paragrafo -= 1
        elif nome in CELLE:
            self._chiudi_cella()
        elif nome == "table:table-row":
            self._chiudi_riga()
        elif nome == "table:table":
            self.foglio, self.nascosto = None, False
        elif nome == "number:text":
            self.in_testo_di_stile = False

    def testo(self, scritto: str) -> None:
        if self.in_testo_di_stile:
            if "%" in scritto:
                self.scritti_percento.add(self.tipo_di_stile)
        elif self.nel_paragrafo and not self.muto:
            self.parole.append(_SPAZI.sub(" ", scritto) if _DA_UNIRE.search(scritto) else scritto)

    def _nel_testo(self, nome: str, attributi: dict[str, str]) -> None:
        """A space that counts, a tab, a break: they are elements, and the words on their sides are two."""
        if nome == "text:s":
            self.parole.append(" " * min(_volte(attributi, "text:c"), 200))
        elif nome == "text:tab":
            self.parole.append("\t")
        elif nome == "text:line-break":
            self.parole.append("\n")

    def _stile(self, nome: str, attributi: dict[str, str]) -> None:
        if nome == "style:style":
            self.stile = attributi.get("style:name", "")
            self.stili[self.stile] = attributi.get("style:data-style-name", "")
        elif nome == "style:table-properties" and attributi.get("table:display") == "false":
            self.invisibili.add(self.stile)
        elif nome in ("number:number-style", "number:time-style"):
            self.tipo_di_stile = attributi.get("style:name", "")
            if attributi.get("number:truncate-on-overflow") == "false":
                self.tipi_durata.add(self.tipo_di_stile)
        elif nome in ("number:percentage-style", "number:date-style", "number:currency-style", "number:text-style"):
            self.tipo_di_stile = ""
            if nome in ("number:percentage-style", "number:date-style"):
                quali = self.di_giorno if nome == "number:date-style" else self.percentuali
                quali.add(attributi.get("style:name", ""))
        elif nome == "number:text" and self.tipo_di_stile:
            self.in_testo_di_stile = True
        elif nome in ("script:module", "ooo:source-code", "script:source-code"):
            raise FoglioRifiutato(CON_MACRO)

    # -- sheets, columns, rows -----------------------------------------------------------------------------------------

    def _tavola(self, attributi: dict[str, str]) -> None:
        esige_insieme(self.esami)
        nome = attributi.get("table:name", "")
        self.nascosto = attributi.get("table:style-name", "") in self.invisibili
        self.foglio = Esame(nome)
        if self.nascosto:
            self.fogli_nascosti.append(nome)
        else:
            self.esami.append(self.foglio)
            self.righe.append([])
            self.testi.append([])
        esige_pochi(len(self.esami) + len(self.fogli_nascosti))
        self.riga = self.colonne_dette = 0
        self.di_colonna: list[str] = []

    def _colonna(self, attributi: dict[str, str]) -> None:
        if self.foglio is None:
            return
        volte = min(_volte(attributi, RIPETUTE), MAX_COLONNE + 1)
        if attributi.get("table:visibility") in NASCOSTE and self.colonne_dette <= MAX_COLONNE:
            self.foglio.colonne_nascoste.update(range(self.colonne_dette, self.colonne_dette + volte))
        if self.colonne_dette <= MAX_COLONNE:
            self.di_colonna += [attributi.get("table:default-cell-style-name", "")] * volte
        self.colonne_dette += volte

    def _riga(self, attributi: dict[str, str]) -> None:
        self.ripete_riga = _volte(attributi, "table:number-rows-repeated")
        self.riga_nascosta = attributi.get("table:visibility") in NASCOSTE
        self.stile_di_riga = attributi.get("table:default-cell-style-name", "")
        self.celle: list[str] = []
        self.vuote = self.caratteri = 0
        self.segnate: list[tuple[int, int, str, str]] = []
        self.testi_di_riga: list[tuple[int, int, str]] = []

    def _chiudi_riga(self) -> None:
        esame = self.foglio
        if esame is None:
            return
        prima, volte = self.riga, self.ripete_riga
        self.riga += volte
        if self.nascosto or not self.celle:
            return
        esame.arriva(prima + volte, len(self.celle))
        esame.scrive(self.caratteri * volte)
        righe = self.righe[-1]
        righe.extend(() for _ in range(prima - len(righe)))
        righe.extend([tuple(self.celle)] * volte)
        if self.riga_nascosta:
            esame.righe_nascoste.update(range(prima, prima + volte))
        for colonna, quante, specie, nota in self.segnate:
            for n in range(prima, prima + volte):
                posti = [(n, c) for c in range(colonna, colonna + quante)]
                if specie == "formula":
                    esame.formule.update(posti)
                elif specie == "errore":
                    esame.errori.update(posti)
                else:
                    esame.note.extend((p, nota) for p in posti)
        for colonna, quante, testo in self.testi_di_riga:
            fin_qui = range(prima, prima + volte)
            self.testi[-1] += [((n, c), testo) for n in fin_qui for c in range(colonna, colonna + quante)]

    # -- cells ---------------------------------------------------------------------------------------------------------

    def _chiudi_cella(self) -> None:
        attributi, self.attributi = self.attributi, None
        if attributi is None or self.foglio is None or self.nascosto:
            return
        colonna = len(self.celle) + self.vuote
        ripete = _volte(attributi, RIPETUTE) if RIPETUTE in attributi else 1
        scritto = "".join(self.parole)
        testo, specie, nota = self._letta(attributi, scritto, colonna)
        if UNITE[0] in attributi or UNITE[1] in attributi:
            self._unisci(attributi, colonna)
        if not (testo or specie):
            self.vuote += ripete
            return
        if colonna + ripete > self.foglio.colonne:
            self.foglio.arriva(self.riga + 1, colonna + ripete)
        if self.vuote:
            self.celle.extend([""] * self.vuote)
            self.vuote = 0
        self.celle.extend([intern(testo)] * ripete)
        self.caratteri += max(len(scritto), len(testo)) * ripete
        if specie:
            self.segnate.append((colonna, ripete, specie, nota))
        elif attributi.get(TIPO, "string") == "string" and candidato(testo):
            self.testi_di_riga.append((colonna, ripete, testo))

    def _letta(self, attributi: dict[str, str], scritto: str, colonna: int) -> tuple[str, str, str]:
        """What a cell says, what is to be kept of its place, what is to be said of it."""
        tipo = attributi.get(TIPO, "")
        if (scritto and scritto.strip() in _GUASTI) or attributi.get("calcext:value-type") == "error":
            return scritto.strip(), "errore", ""
        if tipo == "time":
            return self._tempo(attributi, scritto.strip(), colonna)
        testo = self._valore(tipo, attributi, scritto, colonna)
        return testo, "formula" if tipo != "string" and "table:formula" in attributi else "", ""

    def _valore(self, tipo: str, attributi: dict[str, str], scritto: str, colonna: int) -> str:
        if tipo == "string":
            return pulito(scritto or attributi.get("office:string-value", ""))
        if tipo in ("float", "currency", "percentage") and "office:value" in attributi:
            numero = _numero(attributi["office:value"])
            if tipo == "float" and (mostrato := self._mostrato(attributi, numero, scritto.strip(), colonna)):
                return mostrato
            return scrivi(numero, Segno.PERCENTO if tipo == "percentage" else self._segno(attributi, colonna))
        if tipo == "date" and (giorno := data_iso(attributi.get("office:date-value", ""))):
            return scrivi(giorno)
        if tipo == "boolean" and "office:boolean-value" in attributi:
            return scrivi(attributi["office:boolean-value"] == "true")
        return pulito(scritto or attributi.get("office:string-value", ""))

    def _mostrato(self, attributi: dict[str, str], numero: float, scritto: str, colonna: int) -> str:
        """A bare number that its style shows as a percentage or as a day, or of which its text says so; else empty."""
        if self.percentuali or self.di_giorno:
            dato = self.stili.get(self._stile_di(attributi, colonna), "")
            if dato in self.percentuali:
                return scrivi(numero, Segno.PERCENTO)
            if dato in self.di_giorno and (giorno := giorno_numerato(numero)):
                return scrivi(giorno)
        return _come_mostrato(numero, scritto) if scritto else ""

    def _tempo(self, attributi: dict[str, str], mostrato: str, colonna: int) -> tuple[str, str, str]:
        """An hour of the day, or a duration: the format says which, and beyond a day it can only be one."""
        trovata = _DURATA.fullmatch(attributi.get("office:time-value", ""))
        if trovata is None:
            return mostrato, "", ""
        giorni, ore, minuti, secondi = (int(g or 0) for g in trovata.groups()[1:])
        try:
            quanto = dt.timedelta(days=giorni, hours=ore, minutes=minuti, seconds=secondi)
        except OverflowError:
            raise rovinato() from None
        durata = bool(trovata[1]) or quanto.days > 0
        if not durata and self.stili.get(self._stile_di(attributi, colonna), "") not in self.tipi_durata:
            testo = scrivi((dt.datetime.min + quanto).time())
            return testo, "", ""
        testo = scrivi(-quanto if trovata[1] else quanto)
        return testo, "nota", nota_di_durata(testo)

    def _segno(self, attributi: dict[str, str], colonna: int) -> Segno:
        if not self.scritti_percento:
            return Segno.NESSUNO
        scritto = self.stili.get(self._stile_di(attributi, colonna), "") in self.scritti_percento
        return Segno.SCRITTO if scritto else Segno.NESSUNO

    def _stile_di(self, attributi: dict[str, str], colonna: int) -> str:
        di_colonna = self.di_colonna[colonna] if colonna < len(self.di_colonna) else ""
        return attributi.get("table:style-name") or self.stile_di_riga or di_colonna

    def _unisci(self, attributi: dict[str, str], colonna: int) -> None:
        larga, alta = (_volte(attributi, nome) for nome in UNITE)
        if larga * alta > 1 and self.foglio is not None:
            self.foglio.unite.append((self.riga, colonna, self.riga + alta - 1, colonna + larga - 1))


def _come_mostrato(numero: float, scritto: str) -> str:
    """A bare number that its own text says to be a percentage, or a day, as it is there: some programs write the text
    that they show, and of the format nothing. Empty when the text says nothing of the kind, or another number."""
    if scritto[-1:] == "%" and (quota := _QUOTA.fullmatch(scritto)):
        segno, intero, decimali = "-" if quota[1] else "", quota[2], quota[3] or ""
        detto = Decimal(f"{segno}{intero}.{decimali or 0}")
        return (
            scrivi(numero, Segno.PERCENTO) if abs(detto - Decimal(numero) * 100) * 10 ** len(decimali) <= MEZZA else ""
        )
    if "/" in scritto and (data := _GIORNO.fullmatch(scritto)):
        giorno = giorno_numerato(numero)
        detti = {int(data[1]), int(data[2])}
        uguale = giorno is not None and giorno.year == int(data[3]) and {giorno.day, giorno.month} == detti
        return scrivi(giorno) if uguale else ""
    return ""


def _numero(scritto: str) -> float:
    try:
        return float(scritto)
    except ValueError:
        raise rovinato() from None


def _volte(attributi: dict[str, str], nome: str) -> int:
    scritto = attributi.get(nome, "1")
    if not (scritto.isascii() and scritto.isdecimal() and len(scritto) < 9):
        raise rovinato()
    return max(int(scritto), 1)
