"""Why a SAL is what it is: the rule and who chose it, the cap, what each child brings to a mean, and how one row climbs
from its objective to the whole. Pure: no Django, unrounded Decimals.

The contribution of a child is its share of the weights by its SAL, so the contributions of a mean add up to the mean:
weights 3 and 1, SALs 80 and 40 → 3/4 × 80 + 1/4 × 40 = 60 + 10 = 70.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from contesto.numeri import CONTESTO, formatta_numero
from cruscotto.aritmetica.performance import TABELLA
from cruscotto.aritmetica.sal import (
    Arrotondamento,
    Media,
    PoliticaMancanti,
    Punteggio,
    Regola,
    Regole,
    Sal,
    Stato,
    VoceDellaMedia,
    arrotonda,
    media,
    regola_in_uso,
)
from cruscotto.aritmetica.valori import Tipo

PAROLE = {
    Regola.PERCENTUALE_TARGET: "quanta parte del target è stata raggiunta; quando è meglio di meno, ogni eccesso sul "
    "target toglie altrettanto",
    Regola.RAPPORTO_INVERSO: "quanta parte del target è stata raggiunta; quando è meglio di meno si divide il target "
    "per il consuntivo",
    Regola.AVANZAMENTO: "quanta strada è stata fatta dal valore dell'anno precedente verso il target",
    Regola.SOGLIE3: "fra quali delle tre soglie, minima, target e massima, cade il consuntivo",
    Regola.SOGLIE4: "fra quali delle quattro soglie, minima, target, massima ed eccellente, cade il consuntivo",
    Regola.ANNO_PRECEDENTE: "come va il consuntivo rispetto a quello dell'anno precedente",
    Regola.SCOSTAMENTO_ASSOLUTO: "di quanto il consuntivo si discosta dal target, nella sua unità",
    Regola.SCOSTAMENTO_PERCENTUALE: "di quanto il consuntivo si discosta dal target, in percentuale",
    Regola.VALORE_DIRETTO: "il consuntivo è già il SAL",
    Regola.SCADENZA: "se la data è arrivata entro il termine",
    Regola.CONFRONTO: "se il risultato è quello atteso",
    Regola.FASI: "quanto sono avanzate le fasi, ciascuna con il suo peso",
}
FUORI = {
    Stato.NEUTRALIZZATO: "neutralizzato: non conta e il suo peso passa agli altri",
    Stato.NON_RILEVATO: "non rilevato: non conta",
    Stato.RILEVATO: "senza un SAL calcolabile: non conta",
}


@dataclass(frozen=True, slots=True)
class Scelta:
    """The rule that an indicator follows: its name, what it looks at, and the setting that chose it."""

    nome: str
    parole: str
    chi: str


@dataclass(frozen=True, slots=True)
class Limite:
    """Whether something stood between the raw result and the SAL, in words."""

    applicato: bool
    frase: str


@dataclass(frozen=True, slots=True)
class Addendo:
    """A child of a mean. ``valore`` is what counts (0–100), ``quota`` its share of the weights (0–1), ``contributo``
    their product in points; all None when it does not count, and ``fuori`` says why."""

    nome: str
    peso: Decimal | None
    valore: Decimal | None
    quota: Decimal | None
    contributo: Decimal | None
    fuori: str


@dataclass(frozen=True, slots=True)
class MediaDaSpiegare:
    """A mean to explain: what it is the mean of, which of its voices we come from. ``parte`` is what one voice is."""

    dove: str
    nome: str
    voci: tuple[VoceDellaMedia, ...]
    posto: int
    parte: str = ""


@dataclass(frozen=True, slots=True)
class PassoDellaSalita:
    """One step of the climb. ``quota`` (0–1) and ``punti`` are of the row where the climb began, in this mean."""

    dove: str
    nome: str
    media: Media
    addendi: tuple[Addendo, ...]
    posto: int
    quota: Decimal | None
    punti: Decimal | None
    parte: str = ""

    @property
    def proprio(self) -> Addendo:
        """The child through which the row reaches this mean."""
        return self.addendi[self.posto]

    @property
    def esclusi(self) -> int:
        """How many children do not count."""
        return sum(1 for a in self.addendi if a.quota is None)


def scelta_regola(regole: Regole, propria: bool, tipo: Tipo) -> Scelta:
    """The rule for a target of a kind: ``propria`` when it was set on the indicator itself."""
    regola = regola_in_uso(regole, tipo)
    if propria:
        chi = "È stata scelta per questo indicatore, al posto di quella dell'ente."
    elif regole.regola is not None:
        chi = "È la regola che l'ente usa per tutti gli indicatori numerici: l'indicatore non ne ha una propria."
    else:
        chi = f"È la regola di ogni target che è {tipo.detto}: l'indicatore non ne ha una propria."
    return Scelta(TABELLA[regola][1], PAROLE[regola], chi)


def limite(sal: Sal, regole: Regole) -> Limite | None:
    """What happened between the raw result and the SAL; None when there is no SAL."""
    grezzo, valore = sal.grezzo, sal.valore
    if grezzo is None or valore is None:
        return None
    if regole.punteggio is Punteggio.VALORE and grezzo == valore:
        return Limite(False, "L'ente non mette limiti: conta il risultato così com'è.")
    fra = f"fra {_percento(regole.minimo)} e {_percento(regole.massimo)}"
    if grezzo == valore:
        return Limite(False, f"Non interviene: il risultato è già {fra}.")
    prima = f"Il risultato sarebbe {_percento(grezzo)}"
    if grezzo > valore == regole.massimo:
        return Limite(True, f"{prima}, ma il SAL non supera il {_percento(valore)}: conta {_percento(valore)}.")
    if grezzo < valore == regole.minimo:
        return Limite(True, f"{prima}, ma il SAL non scende sotto {_percento(valore)}: conta {_percento(valore)}.")
    return Limite(True, f"{prima}, ma conta {_percento(valore)}: il calcolo dice perché.")


def _percento(valore: Decimal) -> str:
    return f"{formatta_numero(arrotonda(valore, 2, Arrotondamento.META_SU).normalize())}%"


def scomponi(
    voci: Sequence[VoceDellaMedia], *, periodo_aperto: bool, mancanti: PoliticaMancanti
) -> tuple[Media, tuple[Addendo, ...]]:
    """A mean and what each voice brings to it, in their order. Contributions add up to the mean; without a mean, or
    when a failed prerequisite sets it to 0, nobody contributes."""
    totale = media(voci, periodo_aperto=periodo_aperto, mancanti=mancanti)
    a_zero = not periodo_aperto and mancanti is PoliticaMancanti.ZERO
    somma = totale.peso_totale if totale.peso_totale is not None else Decimal(totale.contati)
    divisa = totale.valore is not None and not totale.prerequisiti_mancati
    addendi = []
    for voce in voci:
        valore = _valore(voce, a_zero)
        quota = contributo = None
        if valore is not None and divisa and not voce.prerequisito:
            peso = Decimal(1) if totale.peso_totale is None else voce.peso or Decimal(0)
            with localcontext(CONTESTO):
                quota, contributo = peso / somma, valore * peso / somma
        addendi.append(Addendo(voce.nome, voce.peso, valore, quota, contributo, _fuori(voce, valore)))
    return totale, tuple(addendi)


def _valore(voce: VoceDellaMedia, a_zero: bool) -> Decimal | None:
    if voce.stato is Stato.RILEVATO:
        return voce.valore
    return Decimal(0) if voce.stato is Stato.NON_RILEVATO and a_zero and voce.dovuta else None


def _fuori(voce: VoceDellaMedia, valore: Decimal | None) -> str:
    if valore is None:
        return FUORI[voce.stato]
    return "prerequisito: va rispettato e non pesa" if voce.prerequisito else ""


def risali(
    livelli: Sequence[MediaDaSpiegare],
    *,
    periodo_aperto: bool = False,
    mancanti: PoliticaMancanti = PoliticaMancanti.ESCLUSO,
) -> tuple[PassoDellaSalita, ...]:
    """Climb from a row to the whole: the mean of each level, what its children bring, and what the row is worth there.

    The first level's voices are rows, those of each next one are means of the level before. The share of the row is
    the product of the shares on the way, its points that share by its SAL; None from where it stops counting.
    """
    passi: list[PassoDellaSalita] = []
    quota: Decimal | None = Decimal(1)
    for livello in livelli:
        totale, addendi = scomponi(livello.voci, periodo_aperto=periodo_aperto, mancanti=mancanti)
        proprio = addendi[livello.posto]
        sal = passi[0].proprio.valore if passi else proprio.valore
        with localcontext(CONTESTO):
            quota = None if quota is None or proprio.quota is None else quota * proprio.quota
            punti = None if quota is None or sal is None else quota * sal
        passi.append(
            PassoDellaSalita(livello.dove, livello.nome, totale, addendi, livello.posto, quota, punti, livello.parte)
        )
    return tuple(passi)
