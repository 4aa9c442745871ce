"""Which way is better, of new indicators whose rows do not say it: asked of each, or of many of a measure at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from contesto.numeri import cita
from cruscotto.aritmetica.sal import calcola
from cruscotto.aritmetica.valori import NUMERICI, Tipo, Verso
from cruscotto.importazione.cruscotti.letture import campi_letti, sal_scritto, tipo_e_unita, torna, verso_scritto
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Rilevazione, ValoreAtteso
from cruscotto.valori.conversioni import atteso_di, consuntivo_di
from ente.progetto import Progetto

VERSI = ((Verso.CRESCENTE.value, "più è alto, meglio è"), (Verso.DECRESCENTE.value, "più è basso, meglio è"))
UNO_PER_UNO = "uno"
DI_TUTTI = (
    (Verso.CRESCENTE.value, "di tutti questi, più è alto, meglio è"),
    (Verso.DECRESCENTE.value, "di tutti questi, più è basso, meglio è"),
    (UNO_PER_UNO, "non di tutti è lo stesso: lo dico per ciascuno"),
)
INSIEME = 6
"""From how many indicators of one measure they are asked about at once."""

Gruppo = tuple[str, str, Verso]
"""A kind, a unit, the way that is proposed."""


class VersiDaDire:
    """The new indicators of a file without a direction, by measure. An answer holds for those that it was given for:
    another file with others is asked again."""

    def __init__(self, progetto: Progetto, voci: Sequence[RigaDaImportare], nati: Collection[int]) -> None:
        self.progetto = progetto
        self.gruppi: dict[Gruppo, dict[str, RigaDaImportare]] = {}
        self.di: dict[str, Gruppo] = {}
        for voce in voci:
            nome = chiave(voce.nome)
            if id(voce.indicatore) not in nati or nome in self.di or _chiave(nome) in progetto.risposte:
                continue
            tipo, unita = tipo_e_unita(voce.celle)
            if voce.celle.get("direzione") or verso_scritto(voce.celle) or tipo not in NUMERICI:
                continue
            gruppo = (tipo.value, unita, proposto(voce, tipo))
            self.gruppi.setdefault(gruppo, {})[nome] = voce
            self.di[nome] = gruppo

    def chiedi(self, voce: RigaDaImportare) -> str:
        """The direction of an indicator, as answered or as proposed; what is proposed is the way that gives the SAL
        that the file states."""
        nome = chiave(voce.nome)
        gruppo = self.di.get(nome)
        posto = voce.riga.posto("direzione" if "direzione" in voce.riga.valori else "etichetta")
        if gruppo and len(insieme := self.gruppi[gruppo]) >= INSIEME:
            misura, (_, _, verso) = _misura(gruppo), gruppo
            nomi = ", ".join(cita(v.nome) for v in list(insieme.values())[:3])
            frase = f"Di {len(insieme)} indicatori {misura} ({nomi}, …) non so il verso: è meglio alto o basso?"
            quali = hashlib.sha256("\n".join(sorted(insieme)).encode()).hexdigest()[:16]
            detto = self.progetto.chiedi(chiave_dubbio("versi", misura, quali), posto, frase, DI_TUTTI, verso.value)
            if detto != UNO_PER_UNO:
                return detto
        verso = gruppo[2] if gruppo else proposto(voce, tipo_e_unita(voce.celle)[0])
        frase = f"Di {cita(voce.nome)} non so il verso: è meglio un valore alto o un valore basso?"
        return self.progetto.chiedi(_chiave(nome), posto, frase, VERSI, verso.value)


def _chiave(nome: str) -> str:
    return chiave_dubbio("verso", nome)


def _misura(gruppo: Gruppo) -> str:
    tipo, unita, verso = gruppo
    di_che = f"in {unita}" if unita else f"di tipo {Tipo(tipo).value}"
    return f"{di_che} il cui SAL torna con il verso decrescente" if verso is Verso.DECRESCENTE else di_che


def proposto(voce: RigaDaImportare, tipo: Tipo) -> Verso:
    """The way that is proposed: up, unless only down gives the stated SAL."""
    if not _torna_con(voce, tipo, Verso.CRESCENTE) and _torna_con(voce, tipo, Verso.DECRESCENTE):
        return Verso.DECRESCENTE
    return Verso.CRESCENTE


def _torna_con(voce: RigaDaImportare, tipo: Tipo, verso: Verso) -> bool:
    """Whether a direction gives the stated SAL."""
    celle = voce.celle
    stato = sal_scritto(celle.get("sal", ""))
    if stato is None or not celle.get("target") or not celle.get("actual"):
        return False
    per_leggere = None if tipo is Tipo.CALCOLATO else tipo
    atteso = atteso_di(ValoreAtteso(**campi_letti("target", celle["target"], (), per_leggere)))
    consuntivo = consuntivo_di(Rilevazione(**campi_letti("actual", celle["actual"], (), per_leggere)))
    sal = calcola(atteso, consuntivo, verso=verso).valore
    return sal is not None and torna(celle["sal"], stato, sal)
