"""The actuals of a file: written where a person could write them, never over others.

A value is shared by the placements of its indicator; a placement that says another one has its own (docs/dominio.md
"One indicator, many scorecards").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.importazione.cruscotti.celle import scritto_in
from cruscotto.importazione.cruscotti.letture import campi_letti, in_percento, misurato, senso, testo_deciso
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.importazione.valori.celle import IN_ESAME, VALIDATO
from cruscotto.misurazione.riga import actual_mostrato
from cruscotto.models import Indicatore, Periodo, Rilevazione, StatoRilevazione
from ente.importazione import ErroreNelFile
from ente.models import Utente
from ente.progetto import Progetto

SOLO_QUI = "per questo cruscotto diventa un valore proprio: nelle altre righe dell'indicatore è «{}»."
SI_SOMMA = "l'indicatore si {} nei periodi: il valore vale per il solo {}."
SI_CALCOLA = "il valore si calcola da altri indicatori: quello del foglio non entra."
PARTI = {Accumulo.SOMMA.value: "somma", Accumulo.MEDIA.value: "calcola in media"}
NO, SI = "no", "si"
ANCHE_ORA = ((NO, "no, resta quello di prima"), (SI, "sì, è anche il valore di ora"))


@dataclass(frozen=True, slots=True)
class _Valore:
    """A value to be written: over ``attuale``, or new; of the placement alone when ``propria``, else ``altre`` rows
    say it too."""

    voce: RigaDaImportare
    testo: str
    attuale: Rilevazione | None
    propria: bool
    altre: list[RigaDaImportare] = field(default_factory=list)


class Consuntivi:
    """The values of a period as a file gives them. ``decidi`` says which placements get their own, ``metti`` plans."""

    def __init__(
        self,
        presenti: Presenti,
        progetto: Progetto,
        da: Utente | None,
        stato: StatoRilevazione,
        riletti: set[int],
        *,
        del_sito: bool = False,
    ) -> None:
        self.presenti, self.progetto, self.riletti, self.del_sito = presenti, progetto, riletti, del_sito
        self.da, self.stato = da, stato
        self.da_scrivere: list[_Valore] = []
        self.uffici: set[int | None] = set()

    def decidi(self, voci: Sequence[RigaDaImportare]) -> None:
        """Look at every row; what cannot be written is an error at its cell."""
        gruppi: dict[int, list[RigaDaImportare]] = defaultdict(list)
        for voce in voci:
            gruppi[id(voce.indicatore)].append(voce)
        if self.presenti.periodo is not None:
            for gruppo in gruppi.values():
                if gruppo[0].indicatore.calcolo:
                    self._calcolato(gruppo)
                else:
                    self._gruppo(gruppo)

    def _calcolato(self, voci: Sequence[RigaDaImportare]) -> None:
        """Of a computed indicator nobody enters the value: what a file has of it, as the sheets of the site do, is
        not taken."""
        scritti = [voce for voce in voci if voce.celle.get("actual")]
        self.progetto.avvisi.extend(ErroreNelFile(posto(voce), SI_CALCOLA) for voce in scritti)

    def _gruppo(self, voci: Sequence[RigaDaImportare]) -> None:
        """The rows of one indicator: those with a value of their own, then those that share one."""
        condivisa = self._di(voci[0].indicatore, None)
        comuni: list[tuple[RigaDaImportare, str]] = []
        fermi: list[str] = []
        for voce in voci:
            propria = None if voce.nuova else self._di(voce.indicatore, voce.collocazione.pk)
            voce.rilevazione = propria or condivisa
            if not voce.celle.get("actual"):
                continue
            a_parte = not voce.nuova and (voce.collocazione.rilevata_a_parte or propria is not None)
            sua = propria if a_parte else condivisa
            testo = str(voce.celle["actual"])
            resta = self._resta(voce, testo, sua)
            if not resta:
                testo = testo_deciso(self.progetto, voce, "actual", posto(voce))
                testo = misurato(self.progetto, voce, testo, posto(voce))
                testo = in_percento(self.progetto, voce, testo, posto(voce), self._atteso(voce))
                if not testo:
                    continue
                resta = self._resta(voce, testo, sua)
            if resta:
                self.progetto.invariati += 1
                fermi += [] if a_parte else [testo]
            elif a_parte:
                self._scrivi(_Valore(voce, testo, propria, True), condivisa)
            else:
                comuni.append((voce, testo))
        self._comuni(comuni, condivisa, fermi)

    def _atteso(self, voce: RigaDaImportare) -> Decimal | None:
        """The number of the target of a row: the one that it says, else the one that it has."""
        if scritto := voce.celle.get("target"):
            letto: Decimal | None = campi_letti("target", scritto, voce.indicatore.scala, voce.tipo)["valore"]
            return letto
        suoi = self.presenti.attesi.get((voce.indicatore.pk, None)) if voce.indicatore.pk else None
        return suoi[-1].valore if suoi else None

    def _comuni(
        self, comuni: Sequence[tuple[RigaDaImportare, str]], condivisa: Rilevazione | None, fermi: Sequence[str]
    ) -> None:
        """What is shared is the value that stays, if some row says it, else the first one."""
        if not comuni:
            return
        riferimento = fermi[0] if fermi else comuni[0][1]
        comune = _Valore(comuni[0][0], riferimento, condivisa, False)
        for voce, testo in comuni:
            if fermi or not self._uguali(voce, testo, riferimento):
                if not voce.nuova:
                    self.progetto.avvisi.append(ErroreNelFile(posto(voce), SOLO_QUI.format(riferimento)))
                self._scrivi(_Valore(voce, testo, None, True), condivisa)
            elif voce is comune.voce:
                self._scrivi(comune, condivisa)
            else:
                comune.altre.append(voce)

    def _di(self, indicatore: Indicatore, collocazione: int | None) -> Rilevazione | None:
        return self.presenti.rilevazioni.get((indicatore.pk, collocazione)) if indicatore.pk else None

    # -- whether it changes anything -----------------------------------------------------------------------------------

    def _resta(self, voce: RigaDaImportare, testo: str, attuale: Rilevazione | None) -> bool:
        """Whether a text is the value that is there, or the one that the sheets of the site show in its place."""
        if attuale is not None and self._uguali(voce, testo, attuale.testo):
            if id(voce.indicatore) not in self.riletti:
                return True
            campi = campi_letti("actual", attuale.testo, voce.indicatore.scala, voce.tipo)
            return all(getattr(attuale, n) == v for n, v in campi.items() if n != "avvisi")
        if voce.nuova or not self._uguali(voce, testo, self._mostrato(voce, attuale)):
            return False
        if self.del_sito:
            return True
        return voce.indicatore.accumulo in PARTI or self._impedimento(voce, attuale) != "" or not self._anche_ora(voce)

    @staticmethod
    def _uguali(voce: RigaDaImportare, testo: str, altro: str) -> bool:
        return testo == altro or bool(altro and senso("actual", voce, testo) == senso("actual", voce, altro))

    def _mostrato(self, voce: RigaDaImportare, attuale: Rilevazione | None) -> str:
        indicatore, prima = voce.indicatore, self.presenti.rilevate_prima
        serie = {r.periodo.numero: r for r in prima.get((indicatore.pk, None), ())}
        serie |= {r.periodo.numero: r for r in prima.get((indicatore.pk, voce.collocazione.pk), ())}
        del_periodo = attuale or self._di(indicatore, None)
        valori = [*serie.values(), *([del_periodo] if del_periodo else [])]
        return actual_mostrato(indicatore, sorted(valori, key=lambda r: r.periodo.numero), del_periodo)

    def _anche_ora(self, voce: RigaDaImportare) -> bool:
        """Whether a value that is that of an earlier period is to be written for this one: asked once."""
        periodo = self._periodo
        frase = f"Alcuni valori sono quelli dei periodi prima: valgono anche per {periodo.nome} {periodo.ciclo.anno}?"
        chiave = f"prima|{periodo.ciclo.anno}|{periodo.numero}"
        return self.progetto.chiedi(chiave, posto(voce), frase, ANCHE_ORA, NO) == SI

    @property
    def _periodo(self) -> Periodo:
        assert self.presenti.periodo is not None  # noqa: S101 - ``decidi`` looked
        return self.presenti.periodo

    # -- whether it may ------------------------------------------------------------------------------------------------

    def impedimento(self, voce: RigaDaImportare) -> str:
        """Why what is published of the value of a row cannot be changed; empty when it can."""
        return self._impedimento(voce, voce.rilevazione if voce.rilevazione and voce.rilevazione.pk else None)

    def _impedimento(self, voce: RigaDaImportare, attuale: Rilevazione | None) -> str:
        if self.presenti.fermo:
            return self.presenti.fermo
        if self.presenti.chiuso and voce.indicatore.ufficio_id not in self.presenti.riaperti:
            return self.presenti.chiuso
        stato = attuale.stato if attuale else ""
        return {StatoRilevazione.VALIDATA.value: VALIDATO, StatoRilevazione.TRASMESSA.value: IN_ESAME}.get(stato, "")

    def _scrivi(self, valore: _Valore, condivisa: Rilevazione | None) -> None:
        voce = valore.voce
        impedimento = self._impedimento(voce, valore.attuale or condivisa)
        if impedimento:
            self.progetto.errori.append(ErroreNelFile(posto(voce), impedimento))
            return
        if voce.indicatore.accumulo in PARTI and self.presenti.rilevate_prima:
            modo = PARTI[voce.indicatore.accumulo]
            self.progetto.avvisi.append(ErroreNelFile(posto(voce), SI_SOMMA.format(modo, self._periodo.nome)))
        self.uffici.add(voce.indicatore.ufficio_id)
        voce.propria |= valore.propria and valore.attuale is None
        self.da_scrivere.append(valore)

    # -- the plan ------------------------------------------------------------------------------------------------------

    def metti(self) -> None:
        """Plan what was decided: a draft or what was sent back has a version more."""
        adesso = timezone.now()
        for valore in self.da_scrivere:
            self._metti(valore, {"inserita_da": self.da, "inserita_il": adesso})

    def _metti(self, valore: _Valore, chi: dict[str, Any]) -> None:
        voce, attuale = valore.voce, valore.attuale
        campi = dict(campi_letti("actual", valore.testo, voce.indicatore.scala, voce.tipo))
        avvisi = campi.pop("avvisi")
        self.progetto.avvisi.extend(ErroreNelFile(posto(voce), avviso) for avviso in avvisi)
        if attuale is None:
            campi |= {
                "indicatore": voce.indicatore,
                "periodo": self._periodo,
                "collocazione": voce.collocazione if valore.propria else None,
                "stato": self.stato,
            }
        versione = attuale.versione + 1 if attuale else 1
        voce.rilevazione = attuale or Rilevazione()
        for altra in valore.altre:
            altra.rilevazione = voce.rilevazione
        nome = f"{voce.indicatore.codice}, {self._periodo.nome} {self._periodo.ciclo.anno}"
        self.progetto.metti(
            voce.rilevazione,
            attuale,
            campi,
            nome=nome,
            posto=voce.posto,
            se_cambia={"avvisi": avvisi, "versione": versione, **chi},
        )


def posto(voce: RigaDaImportare) -> str:
    """The cell of the actual of a row."""
    return voce.riga.posto(scritto_in(voce.riga, "actual"))
