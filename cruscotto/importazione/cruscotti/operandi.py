"""The formulas of a file: which indicators each computed one is made of. Nothing here writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contesto.numeri import cita
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import Definizione, controlla_formula
from cruscotto.aritmetica.punteggio import RegolaNonValida
from cruscotto.importazione.cruscotti.indicatori import Cercatore
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Indicatore, Operando
from cruscotto.valori.calcolati import definizione
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

SENZA = "senza una formula questi indicatori non servono: scrivetela, o svuotate la cella."
NON_ACCUMULA = "un indicatore calcolato non accumula, accumulano i suoi operandi: l'accumulo è «ultimo»."


def leggi_operandi(testo: str) -> list[str]:
    """The codes of a cell, in order: «i001; i002»."""
    return [codice.lower() for codice in re.split(r"[\s,;]+", testo) if codice]


class Operandi:
    """Plans the operands of the indicators of the rows, each as its first row says, and looks at the formulas that the
    file declares or changes, once the indicators are what they would be."""

    def __init__(self, presenti: Presenti, progetto: Progetto, cercatore: Cercatore) -> None:
        self.presenti, self.progetto, self.cercatore = presenti, progetto, cercatore
        self.scelti: dict[int, list[Indicatore]] = {}
        """What the file says, by ``id`` of the indicator: a new one has no key yet."""

    @property
    def toccati(self) -> bool:
        """Whether the file changes what some indicator is made of."""
        return bool(self.scelti)

    def progetta(self, voci: Sequence[RigaDaImportare]) -> None:
        visti: set[int] = set()
        dichiarati: list[RigaDaImportare] = []
        for voce in voci:
            if id(voce.indicatore) in visti or not {"calcolo", "operandi"} & voce.celle.keys():
                continue
            visti.add(id(voce.indicatore))
            if self._scegli(voce):
                dichiarati.append(voce)
        grafo = self._grafo() if dichiarati else {}
        for voce in dichiarati:
            self._controlla(voce, grafo)
        for voce in dichiarati:
            self._metti(voce)

    def _scegli(self, voce: RigaDaImportare) -> bool:
        """Whether a row says what its indicator is made of; what is wrong is told to the plan."""
        i = voce.indicatore
        if "operandi" not in voce.celle and i.calcolo and not self._presenti(i):
            motivo = "una formula vuole gli indicatori da cui parte: aggiungete la colonna «Operandi»."
            self._errore(voce, motivo)
            return False
        codici = leggi_operandi(str(voce.celle["operandi"])) if "operandi" in voce.celle else self._codici(i)
        if not i.calcolo:
            if codici and "operandi" in voce.celle:
                self._errore(voce, SENZA)
                return False
            codici = []
        ignoti = [c for c in codici if c not in self.cercatore.per_codice]
        if ignoti:
            self._errore(voce, f"l'indicatore {cita(ignoti[0])} non c'è: controllate il codice.")
            return False
        if len(set(codici)) < len(codici):
            self._errore(voce, "un indicatore c'è due volte: lasciatelo una sola.")
            return False
        scelti = [self.cercatore.per_codice[c] for c in codici]
        if i.calcolo or self._presenti(i):
            self.scelti[id(i)] = scelti
            return True
        return False

    def _presenti(self, indicatore: Indicatore) -> list[Operando]:
        return self.presenti.operandi.get(indicatore.pk, []) if indicatore.pk else []

    def _codici(self, indicatore: Indicatore) -> list[str]:
        return [self.presenti.indicatori[o.altro_id].codice for o in self._presenti(indicatore)]

    def _grafo(self) -> dict[int, Definizione]:
        """All the indicators as they would be, by ``id``."""
        tutti = {id(i): i for i in self.cercatore.per_codice.values()}
        grafo = {}
        for chiave, i in tutti.items():
            altri = self.scelti.get(chiave)
            if altri is None:
                altri = [self.presenti.indicatori[o.altro_id] for o in self._presenti(i)]
            grafo[chiave] = definizione(i, map(id, altri))
        return grafo

    def _controlla(self, voce: RigaDaImportare, grafo: dict[int, Definizione]) -> None:
        i = voce.indicatore
        if not i.calcolo:
            return
        if i.accumulo != Accumulo.ULTIMO:
            self._errore(voce, NON_ACCUMULA)
            return
        try:
            controlla_formula(id(i), grafo)
        except RegolaNonValida as errore:
            frase = str(errore)
            self._errore(voce, frase[:1].lower() + frase[1:])

    def _metti(self, voce: RigaDaImportare) -> None:
        """All of them anew when one is another: they are few, and their places are what a formula reads."""
        i = voce.indicatore
        attuali, scelti = self._presenti(i), self.scelti[id(i)]
        if [o.altro_id for o in attuali] == [altro.pk for altro in scelti]:
            self.progetto.invariati += len(attuali)
            return
        for operando in attuali:
            self.progetto.togli(operando, nome=voce.nome, posto=voce.posto)
        for n, altro in enumerate(scelti, 1):
            valori = {"indicatore": i, "altro": altro, "ordine": n}
            self.progetto.metti(Operando(), None, valori, nome=voce.nome, posto=voce.posto)

    def _errore(self, voce: RigaDaImportare, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(_cella(voce.riga), motivo))


def _cella(riga: RigaLetta) -> str:
    return riga.posto("operandi" if "operandi" in riga.valori else "calcolo")
