"""From performance to score: cap, bands, rounding, traffic light. Pure: no Django, Decimal only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.valori import formatta_numero

CENTO = Decimal(100)


class RegolaNonValida(ValueError):
    """A setting that cannot work (bands with gaps, thresholds out of order…). One Italian sentence."""


class NonCalcolabile(Exception):
    """Raised inside the arithmetic; the message is the Italian reason, and becomes the explanation of the result."""


class Arrotondamento(StrEnum):
    """How a value is shown: half-up or cut. Stored values are never rounded."""

    META_SU = "meta_su"
    TRONCATO = "troncato"


class Punteggio(StrEnum):
    """From performance to score (docs/manuale/misura.md "Dal risultato al SAL")."""

    MASSIMALE = "massimale"
    VALORE = "valore"
    FASCIA = "fascia"
    FASCIA_PROPORZIONALE = "fascia_proporzionale"


@dataclass(frozen=True, slots=True)
class Fascia:
    """A band from `da` to `a`, for traffic lights (codice, nome) and for scores (punti).

    `da` belongs to the band and `a` to the next one, unless `a_compreso` (then ≤ 34 / ≤ 74 / ≤ 100 works as written).
    The first and the last band extend outwards, so that every value falls in one. `punti` is the score of the band,
    or its score at `da` when bands are proportional and `punti_fine` is the score at `a`.
    """

    da: Decimal | None
    a: Decimal | None
    codice: str
    nome: str
    punti: Decimal | None = None
    punti_fine: Decimal | None = None
    a_compreso: bool = False


def arrotonda(valore: Decimal, decimali: int, modo: Arrotondamento = Arrotondamento.META_SU) -> Decimal:
    """Round for display only: half-up (away from zero) or cut towards zero."""
    come = ROUND_DOWN if modo is Arrotondamento.TRONCATO else ROUND_HALF_UP
    return valore.quantize(Decimal(1).scaleb(-decimali), rounding=come, context=CONTESTO)


def controlla_fasce(fasce: Sequence[Fascia]) -> None:
    """Raise RegolaNonValida unless the bands ascend and cover the line without gaps or overlaps."""
    if not fasce:
        raise RegolaNonValida("Le fasce mancano: definitene almeno una.")
    for fascia in fasce:
        if fascia.da is not None and fascia.a is not None and fascia.da >= fascia.a:
            raise RegolaNonValida(f"La fascia «{fascia.nome}» finisce prima di cominciare: correggete i suoi limiti.")
    for prima, dopo in pairwise(fasce):
        if prima.a is None or dopo.da is None:
            raise RegolaNonValida(f"Tra «{prima.nome}» e «{dopo.nome}» manca il limite: scrivetelo in tutte e due.")
        if prima.a != dopo.da:
            guasto = "c'è un vuoto" if prima.a < dopo.da else "c'è una sovrapposizione"
            tra = f"{formatta_numero(prima.a)} e {formatta_numero(dopo.da)}"
            raise RegolaNonValida(f"Tra «{prima.nome}» e «{dopo.nome}» {guasto} ({tra}): fate coincidere i limiti.")


def semaforo(valore: Decimal | None, fasce: Sequence[Fascia]) -> Fascia | None:
    """Return the band of an unrounded value; None without a value or without bands. Raises as `controlla_fasce`."""
    if valore is None or not fasce:
        return None
    controlla_fasce(fasce)
    return _fascia_di(valore, fasce)


def _fascia_di(valore: Decimal, fasce: Sequence[Fascia]) -> Fascia:
    for fascia in fasce[:-1]:
        limite = fascia.a if fascia.a is not None else valore
        if valore < limite or (fascia.a_compreso and valore == limite):
            return fascia
    return fasce[-1]


def punteggia(
    grezzo: Decimal, punteggio: Punteggio, minimo: Decimal, massimo: Decimal, fasce: Sequence[Fascia] = ()
) -> tuple[Decimal, str]:
    """Return the score of a raw performance and the words that explain the step.

    Raises RegolaNonValida when the limits are crossed or the bands are faulty.
    """
    if punteggio is Punteggio.VALORE:
        return grezzo, "senza massimale"
    if punteggio is Punteggio.MASSIMALE:
        return _limita(grezzo, minimo, massimo)
    controlla_fasce(fasce)
    fascia = _fascia_di(grezzo, fasce)
    if fascia.punti is None:
        raise RegolaNonValida(f"La fascia «{fascia.nome}» non ha un punteggio: scrivetelo.")
    punti = fascia.punti
    if punteggio is Punteggio.FASCIA_PROPORZIONALE:
        punti = _dentro(grezzo, fascia, fascia.punti)
    return punti, f"fascia «{fascia.nome}» = {formatta_numero(punti, 2)}"


def _limita(grezzo: Decimal, minimo: Decimal, massimo: Decimal) -> tuple[Decimal, str]:
    if minimo > massimo:
        raise RegolaNonValida("Il minimo del punteggio supera il massimo: correggete i limiti.")
    if grezzo > massimo:
        return massimo, f"riportato al massimo di {formatta_numero(massimo)}%"
    if grezzo < minimo:
        return minimo, f"riportato al minimo di {formatta_numero(minimo)}%"
    return grezzo, f"entro i limiti {formatta_numero(minimo)}-{formatta_numero(massimo)}%"


def _dentro(grezzo: Decimal, fascia: Fascia, inizio: Decimal) -> Decimal:
    """Interpolate inside the band; outside its limits the nearer end counts."""
    if fascia.da is None or fascia.a is None or fascia.punti_fine is None:
        raise RegolaNonValida(f"La fascia «{fascia.nome}» è proporzionale: servono i due limiti e i due punteggi.")
    posto = min(max(grezzo, fascia.da), fascia.a) - fascia.da
    return inizio + CONTESTO.divide(posto * (fascia.punti_fine - inizio), fascia.a - fascia.da)
