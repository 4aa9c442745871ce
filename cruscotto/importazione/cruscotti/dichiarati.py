"""The SALs of a file: those that it declares with a reason, those that it only states and the arithmetic denies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contesto.numeri import cita, essenziale, formatta_numero
from cruscotto.aritmetica.sal import calcola
from cruscotto.importazione.cruscotti.consuntivi import PARTI, Consuntivi
from cruscotto.importazione.cruscotti.letture import sal_scritto, torna
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import SalDichiarato
from cruscotto.valori.conversioni import atteso_di, consuntivo_di
from ente.importazione import ErroreNelFile
from ente.models import Utente
from ente.progetto import Progetto

INDICATO = "SAL indicato nel foglio importato"
CALCOLATO, FOGLIO, NIENTE = "calcolato", "foglio", "niente"


@dataclass(frozen=True, slots=True)
class SalSolo:
    """Why a stated SAL has no computed one beside it, in the words of the question and of the notice."""

    chiave: str
    detto: str
    come: str
    altrimenti: str


SENZA_CONSUNTIVO = SalSolo("sal-senza", "senza consuntivo", "senza consuntivo", "si calcolano quando c'è il consuntivo")
NON_SI_CALCOLA = SalSolo(
    "sal-non-calcolato",
    "di valori da cui qui non si calcola",
    "di un valore da cui qui non si calcola",
    "si calcolano quando target, verso o periodi lo permettono",
)


class Dichiarati:
    """Plans the declared SALs of rows whose targets and values are known."""

    def __init__(self, presenti: Presenti, progetto: Progetto, consuntivi: Consuntivi, da: Utente | None) -> None:
        self.presenti, self.progetto, self.consuntivi, self.da = presenti, progetto, consuntivi, da

    def progetta(self, voci: Sequence[RigaDaImportare]) -> None:
        if self.presenti.periodo is None:
            return
        for voce in voci:
            attuale = None if voce.nuova else self.presenti.dichiarati.get(voce.collocazione.pk)
            sal = voce.celle.get("sal_dichiarato")
            if sal is not None:
                self._dichiara(voce, attuale, sal)
            elif voce.celle.get("sal") and not self.presenti.fermo:
                self._confronta(voce, attuale)

    def _dichiara(self, voce: RigaDaImportare, attuale: SalDichiarato | None, sal: Decimal) -> None:
        """A declared SAL changes what is published of a value: it is written only where the value could be."""
        motivo = voce.celle.get("motivo", attuale.motivo if attuale else "")
        dove = voce.riga.posto("sal_dichiarato")
        if attuale is not None and (attuale.valore, attuale.motivo) == (sal, motivo):
            self.progetto.invariati += 1
            return
        if impedimento := self.consuntivi.impedimento(voce):
            self.progetto.errori.append(ErroreNelFile(dove, impedimento))
            return
        self._metti(voce, attuale, {"valore": sal, "motivo": motivo})

    def _metti(self, voce: RigaDaImportare, attuale: SalDichiarato | None, campi: dict[str, Any]) -> None:
        if attuale is None:
            campi |= {"collocazione": voce.collocazione, "periodo": self.presenti.periodo}
        self.consuntivi.uffici.add(voce.indicatore.ufficio_id)
        self.progetto.metti(
            SalDichiarato(), attuale, campi, nome=voce.nome, posto=voce.posto, se_cambia={"da": self.da}
        )

    # -- a SAL that is only stated -----------------------------------------------------------------------------------

    def _confronta(self, voce: RigaDaImportare, attuale: SalDichiarato | None) -> None:
        """Ask what to do of a stated SAL that is not the one that counts."""
        testo = str(voce.celle["sal"])
        stato = sal_scritto(testo)
        if stato is None or (attuale is not None and torna(testo, stato, essenziale(attuale.valore))):
            return
        if voce.rilevazione is None and not voce.celle.get("actual"):
            self._chiedi_in_blocco(voce, attuale, stato, SENZA_CONSUNTIVO)
            return
        calcolato = self._calcolato(voce)
        if calcolato is None:
            self._chiedi_in_blocco(voce, attuale, stato, NON_SI_CALCOLA)
            return
        if torna(testo, stato, calcolato):
            return
        if impedimento := self.consuntivi.impedimento(voce):
            motivo = f"il SAL scritto, {cita(testo)}, non è quello calcolato e non si può dichiarare: {impedimento}"
            self.progetto.avvisi.append(ErroreNelFile(voce.riga.posto("sal"), motivo))
            return
        frase = (
            f"{cita(voce.nome)}: il foglio indica un SAL di {cita(testo)}, "
            f"il calcolo dà {self._mostrato(calcolato, stato)}."
        )
        risposte = ((CALCOLATO, "vale quello calcolato"), (FOGLIO, "dichiarare quello del foglio"))
        ciclo = self.presenti.ciclo
        nome = chiave_dubbio("sal", str(ciclo.anno), voce.cruscotto.codice, testo, chiave(voce.nome))
        if self.progetto.chiedi(nome, voce.riga.posto("sal"), frase, risposte, CALCOLATO) == FOGLIO:
            self._metti(voce, attuale, {"valore": stato, "motivo": INDICATO})

    def _chiedi_in_blocco(
        self, voce: RigaDaImportare, attuale: SalDichiarato | None, stato: Decimal, quale: SalSolo
    ) -> None:
        """A SAL that cannot be compared with a computed one, without its value or with one that gives none: asked once
        a scorecard, never dropped without a word."""
        if attuale is not None or voce.indicatore.calcolo:
            return
        if impedimento := self.consuntivi.impedimento(voce):
            motivo = f"il SAL scritto {quale.come} non si può dichiarare, e non è stato letto: {impedimento}"
            self.progetto.avvisi.append(ErroreNelFile(voce.riga.posto("sal"), motivo))
            return
        ciclo, testo = self.presenti.ciclo, str(voce.celle["sal"])
        frase = (
            f"Nel foglio ci sono SAL {quale.detto}, il primo è {cita(testo)} di {cita(voce.nome)}: che cosa se ne fa?"
        )
        risposte = ((NIENTE, f"non si leggono: {quale.altrimenti}"), (FOGLIO, "si dichiarano"))
        nome = chiave_dubbio(quale.chiave, str(ciclo.anno), voce.cruscotto.codice)
        if self.progetto.chiedi(nome, voce.riga.posto("sal"), frase, risposte, NIENTE) == FOGLIO:
            self._metti(voce, attuale, {"valore": stato, "motivo": INDICATO})

    def _mostrato(self, calcolato: Decimal, stato: Decimal) -> str:
        """A computed SAL beside a stated one: with as many decimals as that, or they may look the same and not be."""
        misura = self.presenti.misura
        detto = misura.mostra(calcolato) if misura else ""
        decimali = max(-int(stato.as_tuple().exponent), len(detto.rstrip("% ").partition(",")[2]))
        return f"{formatta_numero(calcolato, decimali)}%"

    def _calcolato(self, voce: RigaDaImportare) -> Decimal | None:
        """The SAL that the rules give to a row, in memory; None when they give none or the periods add up."""
        misura = self.presenti.misura
        indicatore, atteso, rilevazione = voce.indicatore, voce.atteso, voce.rilevazione
        if misura is None or atteso is None or rilevazione is None or indicatore.accumulo in PARTI:
            return None
        letto, consuntivo = atteso_di(atteso), consuntivo_di(rilevazione)
        return calcola(
            letto,
            consuntivo,
            misura.regole_di(indicatore),
            verso=misura.verso_di(indicatore),
            precedente=self.presenti.anno_prima.get(indicatore.pk) if indicatore.pk else None,
            scala=indicatore.scala,
        ).valore
