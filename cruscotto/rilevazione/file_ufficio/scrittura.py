"""The values that a person enters in a period as a workbook to fill in and send back by an import.

Each row knows its value, its version and what stood in its cells (hidden columns, ``impronte``). Only the cells that
may be written are unlocked; the protection has no password: it prevents slips, what comes back is checked all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from contesto.numeri import essenziale
from cruscotto.aritmetica.valori import Tipo
from cruscotto.misurazione.stato_dei_valori import STATI
from cruscotto.models import Collocazione, Indicatore, Rilevazione
from cruscotto.rilevazione.caselle import TipoDiCasella, a_rapporto
from cruscotto.rilevazione.file_ufficio.elenchi import Elenchi, intervalli, scrivi_istruzioni
from cruscotto.rilevazione.file_ufficio.impronte import GUIDA, Firma, impronte, nomi_diversi
from cruscotto.rilevazione.pagina_valori import RigaDaInserire, ValoriDaInserire, come_si_scrive
from cruscotto.valori.campi import CAMPI, CampoValore
from cruscotto.valori.campi import Genere as ScrittoCome
from ente.fogli.celle import MAI_STAMPATI
from ente.fogli.salvataggio import salva

PRIMA_RIGA = 4
"""Where the values begin: above them the title, the guidance, the headings."""
INTERO, DECIMALE, TESTO, DATA = "#,##0", "#,##0.00####", "@", "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class ColonnaFoglio:
    """A column of the workbook: its heading, its width in characters; whether it is written in, or hidden."""

    titolo: str
    larga: int = 12
    aperta: bool = False
    nascosta: bool = False


COLONNE = (
    ColonnaFoglio("Riga", nascosta=True),
    ColonnaFoglio("Versione", nascosta=True),
    ColonnaFoglio("Originale", nascosta=True),
    ColonnaFoglio("Impronte", nascosta=True),
    ColonnaFoglio("Codice", 10),
    ColonnaFoglio("Indicatore", 44),
    ColonnaFoglio("Cruscotto", 24),
    ColonnaFoglio("Obiettivo", 28),
    ColonnaFoglio("Unità", 8),
    ColonnaFoglio("Target", 14),
    ColonnaFoglio("Periodo prima", 14),
    ColonnaFoglio("Valore", 18, aperta=True),
    *(ColonnaFoglio(c.intestazione, c.larga, aperta=True) for c in CAMPI),
    ColonnaFoglio("Stato", 14),
)
POSTI = {c.titolo: n for n, c in enumerate(COLONNE, 1)}

_GRASSETTO, _TITOLO, _TENUE = Font(bold=True), Font(bold=True, size=14), Font(color="5C6F82")
_BIANCA, _CHIARA = PatternFill("solid", fgColor="F2F5F9"), PatternFill("solid", fgColor="FFF9E5")
_TESTATA = PatternFill("solid", fgColor="D9E3F0")
_FILO = Side(style="thin", color="B3C0CC")
_BORDO = Border(left=_FILO, right=_FILO, top=_FILO, bottom=_FILO)
_CORPO = Alignment(wrap_text=True, vertical="top")
_CHIUSA, _APERTA = Protection(locked=True), Protection(locked=False)


@dataclass(frozen=True, slots=True)
class CellaDaScrivere:
    """What goes in a cell and how it is shown."""

    valore: str | Decimal | int | dt.date | None
    formato: str = "General"

    @property
    def percento(self) -> bool:
        return "%" in self.formato


def righe_da_scrivere(da_inserire: ValoriDaInserire, ufficio: str = "") -> list[RigaDaInserire]:
    """The values of the workbook: all those of the page, of the offices that may write in the period."""
    righe = (da_inserire.riga(voce, con_manca=False) for voce in da_inserire.voci(ufficio))
    return [r for r in righe if not r.perche_no]


def scrivi_foglio_ufficio(da_inserire: ValoriDaInserire, righe: Sequence[RigaDaInserire]) -> bytes:
    """The workbook as bytes."""
    libro = Workbook()
    pagina: Any = libro.active
    pagina.title = "Valori"
    elenchi = Elenchi(libro)
    _testata(pagina, da_inserire)
    collocazioni = {c.pk: c for gruppo in da_inserire.dovuti.valori.collocazioni.values() for c in gruppo}
    for n, riga in enumerate(righe, PRIMA_RIGA):
        _riga(pagina, n, riga, collocazioni)
    _scelte(pagina, elenchi, righe)
    pagina.freeze_panes = pagina.cell(PRIMA_RIGA, POSTI["Cruscotto"])
    pagina.protection.sheet = True
    pagina.protection.formatColumns = pagina.protection.formatRows = False  # these are allowed: the flag forbids
    pagina.page_setup.orientation, pagina.page_setup.fitToHeight = "landscape", 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True
    pagina.print_title_rows = f"{PRIMA_RIGA - 1}:{PRIMA_RIGA - 1}"
    scrivi_istruzioni(libro, da_inserire)
    return salva(libro)


def _testata(pagina: Any, da_inserire: ValoriDaInserire) -> None:
    """Whose the sheet is, what to do with it, the headings."""
    periodo, ciclo = da_inserire.periodo, da_inserire.sede.ciclo
    periodo.ciclo = ciclo
    pagina.cell(1, 1, str(Firma.di(periodo)))
    titolo = f"{ciclo.ente.denominazione} – {periodo.nome} {ciclo.anno}"
    _testo(pagina.cell(1, POSTI["Codice"]), titolo).font = _TITOLO
    guida = (
        f"Valori dal {periodo.inizio:%d/%m/%Y} al {periodo.fine:%d/%m/%Y}. {GUIDA}, salvate e "
        "caricate il file in «Importa». Le altre celle sono bloccate."
    )
    _testo(pagina.cell(2, POSTI["Codice"]), guida).font = _TENUE
    for n, colonna in enumerate(COLONNE, 1):
        cella = pagina.cell(PRIMA_RIGA - 1, n, colonna.titolo)
        cella.font, cella.fill, cella.border, cella.alignment = _GRASSETTO, _TESTATA, _BORDO, _CORPO
        misura = pagina.column_dimensions[get_column_letter(n)]
        misura.width, misura.hidden = colonna.larga, colonna.nascosta


def _riga(pagina: Any, n: int, riga: RigaDaInserire, collocazioni: dict[int, Collocazione]) -> None:
    voce, rilevazione = riga.voce, riga.rilevazione
    indicatore = voce.indicatore
    valore = cella_del_valore(indicatore, rilevazione)
    posti = [collocazioni[r.collocazione] for r in voce.righe]
    celle: dict[str, CellaDaScrivere] = {
        "Riga": CellaDaScrivere(riga.chiave, TESTO),
        "Versione": CellaDaScrivere(voce.versione),
        "Originale": CellaDaScrivere(rilevazione.testo if rilevazione else "", TESTO),
        "Impronte": CellaDaScrivere(impronte(valore.valore, rilevazione, percento=valore.percento), TESTO),
        "Codice": CellaDaScrivere(indicatore.codice, TESTO),
        "Indicatore": CellaDaScrivere(riga.nome),
        "Cruscotto": CellaDaScrivere(nomi_diversi([c.cruscotto.titolo for c in posti])),
        "Obiettivo": CellaDaScrivere(nomi_diversi([r.obiettivo_operativo or r.programma for r in voce.righe])),
        "Unità": CellaDaScrivere(indicatore.unita),
        "Target": CellaDaScrivere(nomi_diversi([r.target for r in voce.righe]), TESTO),
        "Periodo prima": CellaDaScrivere(voce.prima.testo if voce.prima else "", TESTO),
        "Valore": valore,
        **{c.intestazione: _scritta(c, rilevazione) for c in CAMPI},
        "Stato": CellaDaScrivere(STATI[riga.stato]),
    }
    for posto, colonna in enumerate(COLONNE, 1):
        aperta = colonna.aperta and riga.modificabile
        cella = _metti(pagina.cell(n, posto), celle[colonna.titolo])
        cella.alignment, cella.border = _CORPO, _BORDO
        cella.fill, cella.protection = (_CHIARA, _APERTA) if aperta else (_BIANCA, _CHIUSA)


FORMATI = {ScrittoCome.TESTO: TESTO, ScrittoCome.SCELTA: "General", ScrittoCome.GIORNO: DATA}


def _scritta(campo: CampoValore, rilevazione: Rilevazione | None) -> CellaDaScrivere:
    """What a person wrote in one of the other fields; a choice by its name."""
    valore = getattr(rilevazione, campo.nome) if rilevazione else campo.vuoto
    return CellaDaScrivere(dict(campo.scelte).get(valore, valore), FORMATI[campo.genere])


def cella_del_valore(indicatore: Indicatore, rilevazione: Rilevazione | None) -> CellaDaScrivere:
    """A value as a spreadsheet has it: a number in the format of its kind, a day, else the text as it was written."""
    tipo = Tipo(indicatore.tipo)
    if tipo is Tipo.DATA:
        if rilevazione is None or not rilevazione.testo:
            return CellaDaScrivere(None, DATA)
        return (
            CellaDaScrivere(rilevazione.data, DATA) if rilevazione.data else CellaDaScrivere(rilevazione.testo, TESTO)
        )
    if tipo not in (Tipo.NUMERO, Tipo.PERCENTUALE, Tipo.EURO) or a_rapporto(indicatore):
        return CellaDaScrivere(rilevazione.testo if rilevazione else None, TESTO)
    if rilevazione is None or not rilevazione.testo:
        return CellaDaScrivere(
            None, "0.00%" if tipo is Tipo.PERCENTUALE else DECIMALE if tipo is Tipo.EURO else "General"
        )
    if rilevazione.valore is None or rilevazione.numeratore is not None or rilevazione.avvisi:
        return CellaDaScrivere(rilevazione.testo, TESTO)
    valore = essenziale(rilevazione.valore)
    cifre = max(-int(valore.as_tuple().exponent), 0)
    if tipo is Tipo.PERCENTUALE:
        return CellaDaScrivere(valore.scaleb(-2), f"0.{'0' * cifre}%" if cifre else "0%")
    return CellaDaScrivere(
        valore, (DECIMALE if cifre else INTERO) if tipo is Tipo.EURO or valore >= 10000 else "General"
    )


def _metti(cella: Any, scritta: CellaDaScrivere) -> Any:
    if isinstance(scritta.valore, str):
        _testo(cella, scritta.valore)
    else:
        cella.value = scritta.valore
    cella.number_format = scritta.formato
    return cella


def _testo(cella: Any, testo: str) -> Any:
    """A text that stays one: nothing that it begins with makes it a formula, now or when somebody edits the cell."""
    pulito = MAI_STAMPATI.sub("", testo)
    if pulito:
        cella.value, cella.data_type = pulito, "s"
        cella.quotePrefix = pulito[0] in "=+-@"
    return cella


def _scelte(pagina: Any, elenchi: Elenchi, righe: Sequence[RigaDaInserire]) -> None:
    """What may be written in each unlocked cell: lists of causes and levels, days, numbers."""
    aperte = [(n, r) for n, r in enumerate(righe, PRIMA_RIGA) if r.modificabile]
    if not aperte:
        return
    tutte = [n for n, _ in aperte]
    for c in CAMPI:
        if c.genere is ScrittoCome.SCELTA:
            elenchi.scelta(pagina, _celle(c.intestazione, tutte), [nome for _, nome in c.scelte], c.manca or c.titolo)
        elif c.genere is ScrittoCome.GIORNO:
            frase = f"{(c.manca or c.titolo).capitalize()}: giorno, mese e anno, per esempio 31/12/2019."
            elenchi.giorno(pagina, _celle(c.intestazione, tutte), frase)
    gruppi: dict[tuple[str, ...], list[int]] = {}
    frasi: dict[str, list[int]] = {}
    for n, riga in aperte:
        indicatore = riga.voce.indicatore
        livelli = [testo for c in riga.caselle if c.genere is TipoDiCasella.SCELTA for testo, _ in c.opzioni]
        if livelli:
            gruppi.setdefault(tuple(livelli), []).append(n)
        elif Tipo(indicatore.tipo) is Tipo.DATA:
            frasi.setdefault("data", []).append(n)
        else:
            frasi.setdefault(_come(indicatore, riga), []).append(n)
    for scelti, dove in gruppi.items():
        elenchi.scelta(pagina, _celle("Valore", dove), scelti, "il livello")
    elenchi.giorno(pagina, _celle("Valore", frasi.pop("data", [])), "Il giorno in cui è avvenuto: 31/12/2019.")
    for frase, dove in frasi.items():
        elenchi.consiglio(pagina, _celle("Valore", dove), frase)


def _come(indicatore: Indicatore, riga: RigaDaInserire) -> str:
    """What to write in the cell of a value, for who stands on it."""
    frase = come_si_scrive(indicatore, riga.periodo)
    if a_rapporto(indicatore):
        return f"{frase} Per esempio 17/20."
    if Tipo(indicatore.tipo) is Tipo.FASI:
        return f"{frase} Per esempio 100/50 %."
    return frase


def _celle(titolo: str, righe: Iterable[int]) -> str:
    lettera = get_column_letter(POSTI[titolo])
    return " ".join(f"{lettera}{da}:{lettera}{a}" for da, a in intervalli(righe))
