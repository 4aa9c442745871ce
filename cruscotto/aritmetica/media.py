"""Means of parents: indicator → objective → prospettiva → scorecard → body. Pure: no Django, unrounded Decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.punteggio import CENTO, RegolaNonValida
from cruscotto.aritmetica.valori import formatta_numero

ZERO = Decimal(0)


class Stato(StrEnum):
    """State of an actual."""

    RILEVATO = "rilevato"
    NON_RILEVATO = "non_rilevato"
    NEUTRALIZZATO = "neutralizzato"


class PoliticaMancanti(StrEnum):
    """What a missing actual does at the close of a period."""

    ZERO = "zero"
    ESCLUSO = "escluso"
    ERRORE = "errore"


@dataclass(frozen=True, slots=True)
class VoceDellaMedia:
    """A child of a mean: its SAL (unrounded, None when there is none), weight, state.

    RILEVATO without a value is a SAL that cannot be computed: it is excluded and listed, never 0 and never 100.
    A prerequisite has no weight: it is left out of the mean, and when it fails the parent is 0 (a setting).
    ``dovuta`` is false for what the period does not ask yet, a date still to come: it stays out whatever the policy.
    """

    valore: Decimal | None
    peso: Decimal | None = None
    stato: Stato = Stato.RILEVATO
    nome: str = ""
    prerequisito: bool = False
    dovuta: bool = True


@dataclass(frozen=True, slots=True)
class Media:
    """A mean in percent, unrounded, None when nothing counts or it may not be computed; how it was made."""

    valore: Decimal | None
    contati: int
    esclusi: int
    peso_totale: Decimal | None
    spiegazione: str
    prerequisiti_mancati: tuple[str, ...] = ()


def media(
    voci: Iterable[VoceDellaMedia],
    *,
    periodo_aperto: bool = False,
    mancanti: PoliticaMancanti = PoliticaMancanti.ESCLUSO,
    azzera_prerequisito: bool = True,
) -> Media:
    """Weighted mean where weights exist, plain mean otherwise.

    What leaves the mean leaves with its weight, which is so redistributed among the others. While the period is open
    a missing actual stays out whatever the policy. Weights on some voices only, a negative weight, or missing actuals
    under ERRORE give no value, and the reason.
    """
    elenco = list(voci)
    assenti = [v for v in elenco if v.stato is Stato.NON_RILEVATO and v.dovuta]
    if assenti and not periodo_aperto and mancanti is PoliticaMancanti.ERRORE:
        testo = f"Il periodo non si può chiudere: manca il consuntivo di {_nomi(assenti)}."
        return Media(None, 0, len(elenco), None, testo)
    a_zero = not periodo_aperto and mancanti is PoliticaMancanti.ZERO
    contati: list[tuple[VoceDellaMedia, Decimal]] = []
    for voce in elenco:
        valore = _valore(voce, a_zero)
        if valore is not None:
            contati.append((voce, valore))
    mancati = tuple(v.nome or "senza nome" for v, valore in contati if v.prerequisito and valore < CENTO)
    pesati = [(v, valore) for v, valore in contati if not v.prerequisito]
    fuori = [v for v in elenco if _valore(v, a_zero) is None]
    if mancati and azzera_prerequisito:
        testo = f"0% perché manca il prerequisito {', '.join(mancati)}."
        return Media(ZERO, len(pesati), len(fuori), None, testo, prerequisiti_mancati=mancati)
    with localcontext(CONTESTO):
        return _media(pesati, fuori, mancati)


def _valore(voce: VoceDellaMedia, a_zero: bool) -> Decimal | None:
    """Return the value that counts, None when the voice stays out."""
    if voce.stato is Stato.NEUTRALIZZATO:
        return None
    if voce.stato is Stato.NON_RILEVATO:
        return ZERO if a_zero and voce.dovuta else None
    return voce.valore


def _media(
    pesati: list[tuple[VoceDellaMedia, Decimal]], fuori: list[VoceDellaMedia], mancati: tuple[str, ...]
) -> Media:
    coda = f"; {_conta(len(fuori), 'esclusa', 'escluse')}: {_nomi(fuori)}" if fuori else ""
    coda += f"; prerequisito non rispettato: {', '.join(mancati)}" if mancati else ""
    quanti, esclusi = len(pesati), len(fuori)

    def senza(motivo: str, peso: Decimal | None = None) -> Media:
        return Media(None, quanti, esclusi, peso, f"Non calcolabile: {motivo}{coda}.", prerequisiti_mancati=mancati)

    if not pesati:
        return senza("nessuna voce ha un valore")
    pesi = [v.peso for v, _ in pesati if v.peso is not None]
    if pesi and len(pesi) < quanti:
        return senza("solo alcune voci hanno un peso")
    if any(p < 0 for p in pesi):
        return senza("un peso è negativo")
    if not pesi:
        valore = sum((valore for _, valore in pesati), ZERO) / quanti
        nome, peso = "Media aritmetica", None
    else:
        peso = sum(pesi, ZERO)
        if not peso:
            altri = any(v.peso for v in fuori)
            return senza("le voci che contano pesano zero" if altri else "i pesi sono tutti zero", peso)
        valore = sum((valore * p for (_, valore), p in zip(pesati, pesi, strict=True)), ZERO) / peso
        nome = f"Media ponderata (peso totale {formatta_numero(peso)})"
    testo = f"{nome} di {_conta(quanti, 'voce', 'voci')}: {formatta_numero(valore, 2)}%{coda}."
    return Media(valore, quanti, esclusi, peso, testo, prerequisiti_mancati=mancati)


def _conta(quanti: int, uno: str, molti: str) -> str:
    return f"{quanti} {uno if quanti == 1 else molti}"


def _nomi(voci: Sequence[VoceDellaMedia]) -> str:
    """List the voices with their reason, at most ten."""
    motivi = {Stato.NEUTRALIZZATO: "neutralizzata", Stato.NON_RILEVATO: "non rilevata", Stato.RILEVATO: "senza SAL"}
    scritti = [f"{v.nome} ({motivi[v.stato]})" if v.nome else motivi[v.stato] for v in voci[:10]]
    return ", ".join(scritti) + (f" e altre {len(voci) - 10}" if len(voci) > 10 else "")


def controlla_pesi(pesi: Sequence[Decimal], totale: Decimal = CENTO) -> None:
    """Raise RegolaNonValida unless the weights of siblings are positive and sum to the expected total."""
    if any(p < 0 for p in pesi):
        raise RegolaNonValida("Un peso è negativo: correggetelo.")
    somma = sum(pesi, ZERO)
    if somma != totale:
        raise RegolaNonValida(f"I pesi sommano a {formatta_numero(somma)} invece che a {formatta_numero(totale)}.")
