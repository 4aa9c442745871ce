"""SAL (stato di avanzamento lavori) of one placement: the single entrance to the arithmetic of performance.

Pure: no Django, no settings, Decimal only. The rules are in `performance`, their settings in `regole`, score and
traffic light in `punteggio`, the means of parents in `rollup`, periods in `periodi`, computed indicators in
`formule`.

Worked example (rule «percentuale del target», crescente): target 15, actual 14 → 100 × 14 / 15 = 93,33…%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.media import Media, PoliticaMancanti, Stato, VoceDellaMedia, controlla_pesi, media
from cruscotto.aritmetica.performance import SUL_TARGET, TABELLA
from cruscotto.aritmetica.punteggio import (
    CENTO,
    Arrotondamento,
    Fascia,
    NonCalcolabile,
    Punteggio,
    RegolaNonValida,
    arrotonda,
    controlla_fasce,
    punteggia,
    semaforo,
)
from cruscotto.aritmetica.regole import (
    ZERO,
    CasoDiMisura,
    EsitoGrezzo,
    Penalita,
    Regola,
    Regole,
    Soglie,
    UnitaDiRitardo,
    confine,
    controlla_soglie,
    numeri,
)
from cruscotto.aritmetica.valori import NUMERICI, Atteso, Consuntivo, Tipo, Verso, formatta_numero, formatta_quantita

__all__ = [
    "Arrotondamento",
    "Fascia",
    "Media",
    "Penalita",
    "PoliticaMancanti",
    "Punteggio",
    "Regola",
    "RegolaNonValida",
    "Regole",
    "Sal",
    "Soglie",
    "Stato",
    "UnitaDiRitardo",
    "VoceDellaMedia",
    "arrotonda",
    "calcola",
    "controlla_fasce",
    "controlla_pesi",
    "controlla_soglie",
    "media",
    "regola_in_uso",
    "semaforo",
]

_PREDEFINITE: dict[Tipo, Regola] = dict.fromkeys(NUMERICI, Regola.PERCENTUALE_TARGET) | {
    Tipo.DATA: Regola.SCADENZA,
    Tipo.ORDINALE: Regola.CONFRONTO,
    Tipo.NOMINALE: Regola.CONFRONTO,
    Tipo.PREREQUISITO: Regola.CONFRONTO,
    Tipo.FASI: Regola.FASI,
}
_SCOSTAMENTI = (Regola.SCOSTAMENTO_ASSOLUTO, Regola.SCOSTAMENTO_PERCENTUALE)
_SENZA_VERSO = (Regola.VALORE_DIRETTO, Regola.SCADENZA, Regola.CONFRONTO, Regola.FASI)
_BASE = Regole()


@dataclass(frozen=True, slots=True)
class Sal:
    """A result, in percent and unrounded.

    `grezzo` is what the formula gives, `valore` what counts after tolerance, cap or bands; both None when it cannot
    be computed. A deviation is shown in `grezzo` and has no `valore` unless the body scores it. `spiegazione` is one
    Italian sentence: formula, inputs, rule and cap, or the reason why there is no result.
    """

    grezzo: Decimal | None
    valore: Decimal | None
    spiegazione: str
    avvisi: tuple[str, ...] = ()


def calcola(
    atteso: Atteso | None,
    consuntivo: Consuntivo | None,
    regole: Regole = _BASE,
    *,
    verso: Verso | None = None,
    precedente: Decimal | None = None,
    scala: Sequence[str] = (),
) -> Sal:
    """Compute the SAL of an actual against its target. Never raises for data: a reason takes the place of a value.

    `verso` is the declared direction; the written operator gives it when it is None, and the two may not disagree
    (an "=" yields to the declared one). `precedente` is the value of the previous year in the unit of the target.
    `scala` lists the levels from worst to best.
    """
    if atteso is None:
        return _senza("manca il valore atteso")
    if consuntivo is None:
        return _senza("il consuntivo non è rilevato", atteso.avvisi)
    avvisi = atteso.avvisi + consuntivo.avvisi
    regola = regola_in_uso(regole, atteso.tipo)
    with localcontext(CONTESTO):
        try:
            direzione = None if regola in _SENZA_VERSO else _direzione(atteso, verso)
            caso = CasoDiMisura(atteso, consuntivo, regole, direzione, precedente, tuple(scala))
            _controlla_finiti(caso)
            esito = TABELLA[regola][0](caso)
            return _risultato(caso, regola, replace(esito, avvisi=avvisi + esito.avvisi))
        except (NonCalcolabile, RegolaNonValida) as motivo:
            return _senza(str(motivo), avvisi)


def regola_in_uso(regole: Regole, tipo: Tipo) -> Regola:
    """The rule that `calcola` follows for a kind of target: the one that was set, else the one of the kind."""
    return regole.regola or _PREDEFINITE[tipo]


def _senza(motivo: str, avvisi: tuple[str, ...] = ()) -> Sal:
    return Sal(None, None, f"Non calcolabile: {motivo[0].lower()}{motivo[1:].rstrip('.')}.", avvisi)


def _direzione(atteso: Atteso, verso: Verso | None) -> Verso | None:
    scritto = None if atteso.uguale and verso is not None else atteso.verso
    if scritto is None or verso is None or verso is Verso.NEUTRA:
        return verso or scritto
    if scritto is not verso:
        raise NonCalcolabile(
            f"l'indicatore è {verso} ma il valore atteso è scritto come {scritto}: uno dei due va corretto"
        )
    return verso


def _controlla_finiti(caso: CasoDiMisura) -> None:
    """Refuse NaN and infinity, which no parser gives but a caller could build."""
    for valore in (caso.atteso.valore, caso.consuntivo.valore, caso.precedente):
        if valore is not None and not valore.is_finite():
            raise NonCalcolabile("un valore non è un numero finito")


def _risultato(caso: CasoDiMisura, regola: Regola, esito: EsitoGrezzo) -> Sal:
    """Apply tolerance, strict equality and score, and write the sentence."""
    prestazione, nota = _sul_confine(caso, regola, esito.grezzo)
    valore: Decimal | None
    if regola in _SCOSTAMENTI and not caso.regole.punteggio_scostamento:
        valore, come = None, "si mostra e non dà punteggio"
    else:
        r = caso.regole
        valore, come = punteggia(prestazione, r.punteggio, r.minimo, r.massimo, r.fasce)
    passi = [nota, come, "prerequisito senza peso" if caso.atteso.tipo is Tipo.PREREQUISITO else ""]
    nome = TABELLA[regola][1]
    capo = caso.verso.capitalize() if caso.verso else nome.capitalize()
    legame = "=" if any(segno in esito.formula for segno in "×−") else "→"
    grezzo = formatta_quantita(esito.grezzo, esito.unita, 2)
    coda = ", ".join(passo for passo in passi if passo)
    spiegazione = f"{capo}: {esito.formula} {legame} {grezzo}, {coda} (regola «{nome}»)."
    return Sal(esito.grezzo, valore, spiegazione, esito.avvisi)


def _sul_confine(caso: CasoDiMisura, regola: Regola, grezzo: Decimal) -> tuple[Decimal, str]:
    """Apply the tolerance and the strict equality to a performance.

    Within the tolerance the target is reached: at least 100. A strict target that equality misses gives at most
    `tetto_mancato`, so that a value just short of it never scores more than equality does.
    """
    if regola not in SUL_TARGET or caso.verso is Verso.NEUTRA:
        return grezzo, ""
    a, t, _ = numeri(caso)
    limite = confine(caso, t)
    s = -1 if caso.verso is Verso.DECRESCENTE else 1
    severo = caso.atteso.stretto and caso.regole.uguale_mancato
    if s * a > s * limite or (a == limite and not severo):
        if caso.atteso.tolleranza is not None and grezzo < CENTO:
            return CENTO, f"raggiunto entro la tolleranza, cioè da {formatta_numero(limite)}"
        return grezzo, ""
    tetto = caso.regole.tetto_mancato if t else ZERO
    if severo and grezzo > tetto:
        return tetto, f"non oltre {formatta_numero(tetto)}% perché il valore atteso va superato"
    return grezzo, ""
