"""The columns of the file of an import, as its page shows them: what each was taken for, what else it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cruscotto.importazione.actions.colonne import si_ricorda
from cruscotto.importazione.actions.importazioni import dove_va
from cruscotto.importazione.genere import GenereImportabile
from cruscotto.importazione.generi.colonne_tavola import RISPOSTE, VALORI
from cruscotto.importazione.pagina.linee import cella_di
from cruscotto.importazione.pagina.testate import InizioDelFoglio, detti_di, inizi
from cruscotto.importazione.significati import ATTESI, periodi_di, significati
from cruscotto.importazione.significati import VALORI as VALORI_DEL_PERIODO
from cruscotto.models import Importazione
from ente.fogli.intestazioni import anni_in, confronti
from ente.fogli.periodi import leggi_periodo

MOSTRATE = 200
"""Columns shown at most: more than these are not columns."""
LEGGERE = "Leggere"
NEL_TEMPO = frozenset({*VALORI_DEL_PERIODO.values(), *ATTESI.values(), "sal"})
"""The fields of which a sheet may have a column for each year, or part of it."""


@dataclass(frozen=True, slots=True)
class ColonnaLetta:
    """A column of the file. ``scelto`` is what it was taken for, empty when it was not read; ``perche`` says who
    decided so, when it was a person, or why it was not read; ``risposte`` are what it may be, with names for people."""

    posto: str
    testo: str
    chiave: str
    valori: Sequence[str]
    scelto: str
    perche: str
    risposte: Mapping[str, str]

    @property
    def nome(self) -> str:
        """What it is called: a column without a heading by its letter."""
        return f"«{self.testo}»" if self.testo else "Senza intestazione"


def _di_quando(testo: str, anno: int) -> str:
    """Of which other year, or part of a year, a column that was read is; empty when it is of the one of the file."""
    detto = leggi_periodo(testo)
    if detto.anno not in (0, anno):
        return f"è del {detto.anno}: va lì, o resta fuori"
    return "va nel suo periodo, o resta fuori" if detto.del_periodo else ""


class ColonneDelFoglio:
    """The columns of an import and the beginning of its sheets."""

    def __init__(self, importazione: Importazione, genere: GenereImportabile) -> None:
        self.importazione, self.genere = importazione, genere

    @cached_property
    def prime(self) -> list[InizioDelFoglio]:
        return inizi(self.importazione, self._ricordati)

    @cached_property
    def tutte(self) -> list[ColonnaLetta]:
        """Each once, however many sheets have it."""
        importazione = self.importazione
        viste = {i["chiave"]: i for i in reversed(importazione.riepilogo.get("intestazioni", []))}
        lette = list(viste.values())[::-1][:MOSTRATE]
        detti = self._detti if lette and self.risposte else {}
        return [self._colonna(i, detti) for i in lette]

    def _colonna(self, letta: Mapping[str, object], detti: Mapping[tuple[str, str], str]) -> ColonnaLetta:
        testo, chiave, campo = str(letta["testo"]), str(letta["chiave"]), str(letta["campo"])
        anno = self.importazione.ciclo.anno if self.importazione.ciclo else 0
        detto = detti.get(confronti(chiave))
        anni = anni_in(testo)
        perche = ""
        if detto is not None:
            perche = "come avete detto" if si_ricorda(chiave, detto) else "come avete detto per questo file"
        elif not campo and anni and anno not in anni:
            perche = "è di un altro anno"
        elif campo in NEL_TEMPO:
            perche = _di_quando(testo, anno)
        posto = "!".join(p for p in cella_di(str(letta["posto"]), self.importazione.nome) if p)
        scelto = detto if detto is not None and detto in self.risposte else campo
        valori = letta.get("valori", ())
        assert isinstance(valori, Sequence)  # noqa: S101 - as it was saved
        risposte = self.risposte if self.genere.colonne else {scelto or VALORI: RISPOSTE.get(scelto, LEGGERE)}
        return ColonnaLetta(posto, testo, chiave, valori, scelto, perche, risposte)

    @cached_property
    def _detti(self) -> dict[tuple[str, str], str]:
        """What was answered of headings, as they are compared."""
        return {confronti(chiave): campo for chiave, campo in self._ricordati.items()}

    @cached_property
    def _ricordati(self) -> dict[str, str]:
        return detti_di(self.importazione)

    @cached_property
    def risposte(self) -> dict[str, str]:
        """What a column may be, with its name for people: what people write first, then what the site writes. Those of
        a context table are all read, unless a person leaves them out."""
        if not self.genere.colonne:
            return RISPOSTE
        dove = dove_va(self.importazione)
        altri = significati(self.genere, periodi_di(self.genere, dove), dove.anno)
        sue = sorted(self.genere.colonne, key=lambda c: not c.da_scrivere)
        return {c.campo: c.nome for c in sue} | altri

    @property
    def non_lette(self) -> list[ColonnaLetta]:
        return [c for c in self.tutte if not c.scelto]

    @property
    def lette(self) -> list[ColonnaLetta]:
        return [c for c in self.tutte if c.scelto]

    def cambiate(self, scelte: Mapping[str, str]) -> dict[str, str]:
        """Of what a person has chosen for each column (by ``chiave``) what has to be kept: another field than the one
        it was taken for, or that it is really not to be read. What is no answer is left out."""
        dette = {}
        for colonna in self.tutte:
            campo = scelte.get(colonna.chiave)
            nuovo = campo is not None and campo != colonna.scelto
            confermato = campo == "" and not colonna.scelto and not colonna.perche
            if campo is not None and (nuovo or confermato) and (not campo or campo in colonna.risposte):
                dette[colonna.chiave] = campo
        return dette
