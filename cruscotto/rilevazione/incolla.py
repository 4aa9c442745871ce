"""A column copied from a spreadsheet, put down the rows of the sheet: its cells, the row that each one goes to, and
what it says in the boxes of that row. Nothing is written here, and an empty cell leaves its row as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from contesto.numeri import ValoreIllegibile, cita
from cruscotto.aritmetica.valori import Tipo
from cruscotto.aritmetica.valori import leggi_consuntivo as leggi
from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.rilevazione.caselle import Casella, TipoDiCasella, caselle, iniziali
from cruscotto.rilevazione.forms.valore import prefisso

LUNGO = 200_000
"""Longest text that is taken as a copied column, in characters."""
INTESTAZIONI = {"valore", "valori", "consuntivo", "consuntivi", "actual", "risultato", "risultati", "numeratore"}
SEZIONE = "sezione-"
"""How the hidden fields begin that say where a section of the sheet starts."""
_OPERANDI = re.compile(r"([0-9][0-9.,' ]*)/([0-9. ,']+)")
_NUMERO = re.compile(r"[+-]? ?[0-9][0-9.,' ]*")


class NonIncollabile(ValueError):
    """The copied text as a whole has no place on the sheet: one sentence that says why. Nothing is pasted."""


@dataclass(slots=True)
class Incollata:
    """What a paste says: the fields of each row, the rows whose cell has no place in their boxes and why, how many
    cells were empty or had no row, the heading that was skipped."""

    campi: dict[str, dict[str, str]] = field(default_factory=dict)
    rifiuti: dict[str, str] = field(default_factory=dict)
    vuote: int = 0
    avanzate: int = 0
    intestazione: str = ""

    @property
    def chiavi(self) -> Collection[str]:
        """The rows that a cell was put in, whether it is good or not."""
        return [*self.campi, *self.rifiuti]

    def sopra(self, inviati: QueryDict) -> QueryDict:
        """What was sent, with what was pasted in its place."""
        dati = inviati.copy()
        for campi in self.campi.values():
            for nome, scritto in campi.items():
                dati[nome] = scritto
        return dati

    @property
    def frasi(self) -> list[str]:
        """What was left out, in words."""
        dette = []
        if self.intestazione:
            dette.append(f"La prima cella, {cita(self.intestazione)}, è un’intestazione: non è stata incollata.")
        if self.vuote:
            una = self.vuote == 1
            quante = "Una cella era vuota" if una else f"{self.vuote} celle erano vuote"
            dette.append(f"{quante}: {'quel valore resta com’è' if una else 'quei valori restano come sono'}.")
        if self.avanzate:
            una = self.avanzate == 1
            quante = "Una cella in più non aveva una riga" if una else f"{self.avanzate} celle in più non avevano righe"
            dette.append(f"{quante} e non {'è stata incollata' if una else 'sono state incollate'}.")
        return dette


def leggi_celle(testo: str) -> list[list[str]]:
    """The cells of a text that a spreadsheet put on the clipboard: tabs between columns, a line end after each row, a
    cell with line ends between quotes. Blank rows and columns at the end are none; every row is as wide as the widest.

    Raises:
        NonIncollabile: there is nothing, or there is too much.
    """
    if len(testo) > LUNGO:
        raise NonIncollabile("Avete copiato troppo testo: copiate solo la colonna dei valori.")
    pulito = testo.replace("\0", "")
    try:
        righe = list(csv.reader(io.StringIO(pulito, newline=""), dialect="excel-tab", strict=True))
    except csv.Error:  # a quote that is only a quote
        righe = [riga.split("\t") for riga in pulito.splitlines()]
    celle = [[c.strip() for c in riga] for riga in righe]
    while celle and not any(celle[-1]):
        celle.pop()
    if not celle:
        raise NonIncollabile("Non c’è niente da incollare: copiate una colonna di celle dal vostro foglio.")
    larghe = max(max((n for n, c in enumerate(riga, 1) if c), default=0) for riga in celle)
    return [(riga + [""] * larghe)[:larghe] for riga in celle]


def righe_in_ordine(campi: Iterable[str], da: str) -> list[str]:
    """The keys of the rows that may be written, from one down to the end of its section, in the order in which the page
    that was sent had them: what somebody else moved meanwhile takes nobody's place.

    Raises:
        NonIncollabile: that row may not be written, or is not there.
    """
    trovate: list[str] = []
    for nome in campi:
        if nome.startswith(SEZIONE) and trovate:
            break
        chiave, _, campo = nome.removeprefix("v").rpartition("-")
        if campo == "prima" and nome.startswith("v") and (trovate or chiave == da):
            trovate.append(chiave)
    if not trovate:
        raise NonIncollabile("Scegliete il valore da cui cominciare a incollare, fra quelli che si possono scrivere.")
    return trovate


def incolla(testo: str, chiavi: Sequence[str], voci: Mapping[str, Dovuto]) -> Incollata:
    """Lay the cells of a copied text down some rows. Each goes in the boxes as if it were typed there; a second column
    is the note, or the denominator of a value that wants two operands.

    Raises:
        NonIncollabile: it is more than a column of values with its notes.
    """
    celle = leggi_celle(testo)
    fatta = Incollata()
    if len(celle) > 1 and celle[0][0].casefold() in INTESTAZIONI:
        fatta.intestazione = celle.pop(0)[0]
    larghe, doppie = len(celle[0]), [_doppia(voci[k]) for k in chiavi if k in voci]
    if larghe > 3 or (larghe == 3 and not any(doppie)):
        raise NonIncollabile(
            f"Avete copiato {larghe} colonne: qui entra la colonna dei valori, con quella delle note accanto se c’è."
        )
    fatta.avanzate = sum(any(riga) for riga in celle[len(chiavi) :])
    for chiave, riga in zip(chiavi, celle, strict=False):
        voce = voci.get(chiave)
        if voce is None:  # of another office since the page was read
            fatta.avanzate += any(riga)
            continue
        _in_riga(fatta, voce, riga)
    return fatta


def _in_riga(fatta: Incollata, voce: Dovuto, celle: Sequence[str]) -> None:
    valore, nota = celle[0], celle[1] if len(celle) > 1 else ""
    if _doppia(voce) and len(celle) > 1 and all(_NUMERO.fullmatch(c) for c in celle[:2]):
        valore, nota = f"{celle[0]}/{celle[1]}", celle[2] if len(celle) > 2 else ""
    elif len(celle) > 2 and celle[2]:
        fatta.rifiuti[voce.chiave] = "Qui entrano il valore e la nota: avete copiato una terza cella. Copiatene due."
        return
    if not valore:
        fatta.vuote += 1
    if not valore and not nota:
        return
    radice = prefisso(voce.chiave)
    try:
        campi = in_caselle(voce, valore) if valore else {}
    except ValoreIllegibile as perche:
        fatta.rifiuti[voce.chiave] = str(perche)
        return
    fatta.campi[voce.chiave] = {f"{radice}-{nome}": scritto for nome, scritto in campi.items()}
    if nota:
        fatta.campi[voce.chiave][f"{radice}-nota"] = nota


def in_caselle(voce: Dovuto, cella: str) -> dict[str, str]:
    """What stands in the boxes of a value when a cell is put in them. What can be typed in a box is left to the checks
    of what is typed.

    Raises:
        ValoreIllegibile: the boxes cannot hold it.
    """
    vuote = _caselle(voce, "")
    testo = _con_operandi(cella) if _doppia(voce) else cella
    if isinstance(testo, dict):
        return testo
    scritte = _caselle(voce, testo)
    if [c.nome for c in scritte] != [c.nome for c in vuote]:
        raise ValoreIllegibile(_come_vanno(vuote, cella))
    for casella in vuote:
        scritto = iniziali(scritte)[casella.nome]
        if casella.genere is TipoDiCasella.SCELTA and scritto not in dict(casella.opzioni):
            scelte = ", ".join(f"«{nome}»" for _, nome in casella.opzioni)
            raise ValoreIllegibile(f"{cita(cella)} non è fra le scelte: {scelte}.")
        if casella.genere is TipoDiCasella.DATA and not scritto:
            leggi(cella, tipo=Tipo.DATA)  # says why it is no day
            raise ValoreIllegibile(f"{cita(cella)} non è una data: scrivete giorno, mese e anno.")
    return iniziali(scritte)


def _caselle(voce: Dovuto, testo: str) -> tuple[Casella, ...]:
    return caselle(voce.indicatore, testo, [r.target for r in voce.righe if r.target])


def _doppia(voce: Dovuto) -> bool:
    return any(c.nome == "num" for c in _caselle(voce, ""))


def _con_operandi(cella: str) -> str | dict[str, str]:
    trovati = _OPERANDI.fullmatch(cella)
    return {"num": trovati[1].strip(), "den": trovati[2].strip()} if trovati else cella


def _come_vanno(vuote: Sequence[Casella], cella: str) -> str:
    if vuote[0].nome == "num":
        return f"{cita(cella)}: qui servono numeratore e denominatore, in due celle accanto o come «299/300»."
    return f"{cita(cella)}: qui serve l’avanzamento di ogni fase, come «{'/'.join(['100'] * len(vuote))} %»."
