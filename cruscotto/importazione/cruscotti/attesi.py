"""The targets of a file. An indicator has one for all its placements; one that says another has its own
(docs/dominio.md "One indicator, many scorecards").

Once the year has begun a target changes by an act, on its own page: a file may only bring those that are not there; and
none once the Plan is adopted, since what it has not would be of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from cruscotto.importazione.cruscotti.celle import scritto_in
from cruscotto.importazione.cruscotti.letture import campi_letti, senso, testo_deciso
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import ValoreAtteso
from ente.importazione import ErroreNelFile
from ente.progetto import Progetto

COMINCIATO = "il ciclo è già cominciato: un target si cambia dalla sua pagina, con numero e data dell'atto."
DOPO_IL_PIANO = (
    "il Piano è già adottato: un target che non c'era si scrive dalla pagina dell'indicatore, con numero e data "
    "dell'atto. Nel foglio lasciate vuota la cella."
)
CON_ATTO = "il target è già stato cambiato con un atto: un altro si scrive dalla sua pagina, con il suo atto."


class Attesi:
    """Plans the targets of rows whose indicators are known; leaves on each row the target that it has or would have."""

    def __init__(self, presenti: Presenti, progetto: Progetto, riletti: set[int]) -> None:
        self.presenti, self.progetto, self.riletti = presenti, progetto, riletti
        self.libero = presenti.ciclo.in_pianificazione
        self.adottato = presenti.ciclo.piano_data is not None

    def progetta(self, voci: Sequence[RigaDaImportare]) -> None:
        gruppi: dict[int, list[RigaDaImportare]] = defaultdict(list)
        for voce in voci:
            gruppi[id(voce.indicatore)].append(voce)
        for gruppo in gruppi.values():
            self._gruppo(gruppo)

    def _gruppo(self, voci: Sequence[RigaDaImportare]) -> None:
        """The rows of one indicator: those with a target of their own, then those that share one."""
        indicatore = voci[0].indicatore
        condivisi = self.presenti.attesi.get((indicatore.pk, None), [])
        comuni = []
        for voce in voci:
            propri = self.presenti.attesi.get((indicatore.pk, voce.collocazione.pk), []) if not voce.nuova else []
            voce.atteso = next(reversed(propri or condivisi), None)
            if not voce.celle.get("target"):
                continue
            if propri:
                self._versione(voce, propri, self._testo(voce, propri))
            else:
                comuni.append((voce, self._testo(voce, condivisi)))
        if not comuni:
            return
        riferimento = self._riferimento(comuni, condivisi)
        condiviso: ValoreAtteso | None = None
        for voce, testo in comuni:
            uguale = senso("target", voce, testo) == senso("target", voce, riferimento)
            if not uguale and not _dice(condivisi, voce, testo):
                self._proprio(voce, testo)
                continue
            if condiviso is None:
                condiviso = self._versione(voce, condivisi, testo)
            voce.atteso = condiviso

    def _testo(self, voce: RigaDaImportare, versioni: Sequence[ValoreAtteso]) -> str:
        testo = str(voce.celle["target"])
        gia = _dice(versioni, voce, testo)
        return testo if gia else testo_deciso(self.progetto, voce, "target", _posto(voce))

    def _riferimento(self, comuni: Sequence[tuple[RigaDaImportare, str]], condivisi: Sequence[ValoreAtteso]) -> str:
        """The target that is shared: the one that is there if some row says it, or if all the rows are new."""
        if condivisi and (all(v.nuova for v, _ in comuni) or any(_dice(condivisi, v, testo) for v, testo in comuni)):
            return condivisi[-1].testo
        return comuni[0][1]

    def _proprio(self, voce: RigaDaImportare, testo: str) -> None:
        if not voce.nuova and not self.libero:
            self.progetto.errori.append(ErroreNelFile(_posto(voce), self.presenti.fermo or COMINCIATO))
            return
        self._aggiungi(voce, testo, propria=True)

    def _versione(self, voce: RigaDaImportare, versioni: Sequence[ValoreAtteso], testo: str) -> ValoreAtteso:
        """The version that a text is: one that is there, or the first one anew."""
        if not versioni:
            return self._aggiungi(voce, testo, propria=False)
        if _dice(versioni, voce, testo) and id(voce.indicatore) not in self.riletti:
            self.progetto.invariati += 1
            return versioni[-1]
        prima = next((v for v in versioni if v.testo == testo), versioni[0])
        campi, avvisi = self._campi(voce, testo)
        if all(getattr(prima, n) == v for n, v in campi.items()):
            self.progetto.invariati += 1
        elif not self.libero:
            self.progetto.errori.append(ErroreNelFile(_posto(voce), self.presenti.fermo or COMINCIATO))
        elif len(versioni) > 1:
            self.progetto.errori.append(ErroreNelFile(_posto(voce), CON_ATTO))
        else:
            self._metti(voce, prima, prima, campi, avvisi)
        return versioni[-1]

    def _aggiungi(self, voce: RigaDaImportare, testo: str, *, propria: bool) -> ValoreAtteso:
        campi, avvisi = self._campi(voce, testo)
        chiave = {
            "ciclo": self.presenti.ciclo,
            "indicatore": voce.indicatore,
            "collocazione": voce.collocazione if propria else None,
            "versione": 1,
        }
        nuovo = ValoreAtteso()
        self._metti(voce, nuovo, None, {**chiave, **campi}, avvisi)
        voce.atteso = nuovo
        if self.adottato:
            self.progetto.errori.append(ErroreNelFile(_posto(voce), self.presenti.fermo or DOPO_IL_PIANO))
        return nuovo

    def _metti(
        self,
        voce: RigaDaImportare,
        nuovo: ValoreAtteso,
        esistente: ValoreAtteso | None,
        campi: dict[str, Any],
        avvisi: list[str],
    ) -> None:
        self.progetto.avvisi.extend(ErroreNelFile(_posto(voce), avviso) for avviso in avvisi)
        self.progetto.metti(nuovo, esistente, campi, nome=voce.nome, posto=voce.posto, se_cambia={"avvisi": avvisi})

    def _campi(self, voce: RigaDaImportare, testo: str) -> tuple[dict[str, Any], list[str]]:
        campi = dict(campi_letti("target", testo, voce.indicatore.scala, voce.tipo))
        return campi, campi.pop("avvisi")


def _dice(versioni: Sequence[ValoreAtteso], voce: RigaDaImportare, testo: str) -> bool:
    """Whether a text is the target that a sheet of this cycle shows: the one in force, or the first one adopted."""
    if not versioni:
        return False
    noti = (versioni[0].testo, versioni[-1].testo)
    return testo in noti or senso("target", voce, testo) in [senso("target", voce, noto) for noto in noti]


def _posto(voce: RigaDaImportare) -> str:
    return voce.riga.posto(scritto_in(voce.riga, "target"))
