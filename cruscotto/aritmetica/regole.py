"""Settings of the rules of measure and the case that a rule looks at. Pure: no Django, Decimal only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cruscotto.aritmetica.punteggio import CENTO, Fascia, NonCalcolabile, Punteggio, RegolaNonValida
from cruscotto.aritmetica.valori import Atteso, Consuntivo, Tipo, Verso, formatta_numero

ZERO = Decimal(0)


class Regola(StrEnum):
    """How an actual becomes a performance."""

    PERCENTUALE_TARGET = "percentuale_target"
    RAPPORTO_INVERSO = "rapporto_inverso"
    AVANZAMENTO = "avanzamento"
    SOGLIE3 = "soglie3"
    SOGLIE4 = "soglie4"
    ANNO_PRECEDENTE = "anno_precedente"
    SCOSTAMENTO_ASSOLUTO = "scostamento_assoluto"
    SCOSTAMENTO_PERCENTUALE = "scostamento_percentuale"
    VALORE_DIRETTO = "valore_diretto"
    SCADENZA = "scadenza"
    CONFRONTO = "confronto"
    FASI = "fasi"


class UnitaDiRitardo(StrEnum):
    """Unit of a delay. A begun month counts as a whole one."""

    GIORNO = "giorno"
    MESE = "mese"


@dataclass(frozen=True, slots=True)
class Penalita:
    """Points lost for each day or begun month of delay, down to the floor `minimo`."""

    punti: Decimal
    per: UnitaDiRitardo = UnitaDiRitardo.GIORNO
    minimo: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Soglie:
    """Thresholds around the target, in the unit of the target: m, M and, with four thresholds, X."""

    minima: Decimal
    massima: Decimal
    eccellente: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Regole:
    """Settings of a body or of an indicator; the defaults are those of docs/manuale/misura.md "Le impostazioni
    dell'ente".

    `regola` None means the default of the kind of target. `valori_scala` are the scores of the levels; with CONFRONTO
    they replace the 0 of a level that misses the target, with VALORE_DIRETTO they are the score. With
    `uguale_mancato`, equality on a strict target (`<`, `>`) is just missed: never more than `tetto_mancato`.
    """

    regola: Regola | None = None
    punteggio: Punteggio = Punteggio.MASSIMALE
    minimo: Decimal = ZERO
    massimo: Decimal = CENTO
    uguale_mancato: bool = False
    tetto_mancato: Decimal = Decimal("99.99")
    penalita: Penalita | None = None
    soglie: Soglie | None = None
    fasce: tuple[Fascia, ...] = ()
    valori_scala: tuple[tuple[str, Decimal], ...] = ()
    punteggio_scostamento: bool = False


@dataclass(frozen=True, slots=True)
class CasoDiMisura:
    """All that a rule may look at."""

    atteso: Atteso
    consuntivo: Consuntivo
    regole: Regole
    verso: Verso | None
    precedente: Decimal | None
    scala: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EsitoGrezzo:
    """Raw performance (percent, or the deviation in its own unit), formula in words, warnings, unit of `grezzo`."""

    grezzo: Decimal
    formula: str
    avvisi: tuple[str, ...] = ()
    unita: str = "%"


def controlla_soglie(soglie: Soglie | None, atteso: Decimal, verso: Verso, *, quattro: bool = False) -> Soglie:
    """Return the thresholds if m ≤ t ≤ M (≤ X), mirrored for decrescente; raise RegolaNonValida otherwise."""
    if soglie is None or (quattro and soglie.eccellente is None):
        mancanti = "minima, massima ed eccellente" if quattro else "minima e massima"
        raise RegolaNonValida(f"Mancano le soglie: servono {mancanti}.")
    fila = [soglie.minima, atteso, soglie.massima]
    if quattro and soglie.eccellente is not None:
        fila.append(soglie.eccellente)
    if fila != sorted(fila, reverse=verso is Verso.DECRESCENTE):
        ordine = "crescere" if verso is Verso.CRESCENTE else "decrescere"
        scritte = ", ".join(formatta_numero(v) for v in fila)
        raise RegolaNonValida(f"Le soglie devono {ordine} dalla minima in su, valore atteso compreso: {scritte}.")
    return soglie


def confine(caso: CasoDiMisura, atteso: Decimal) -> Decimal:
    """Return the value from which the target counts as reached: the target, moved by the tolerance."""
    banda = ampiezza(caso.atteso, atteso)
    return atteso + banda if caso.verso is Verso.DECRESCENTE else atteso - banda


def ampiezza(scritto: Atteso, atteso: Decimal) -> Decimal:
    """Return the tolerance as an amount, 0 when there is none."""
    if scritto.tolleranza is None:
        return ZERO
    return scritto.tolleranza * abs(atteso) if scritto.tolleranza_relativa else scritto.tolleranza


def misurato(caso: CasoDiMisura) -> Decimal:
    """Return the actual as a number; raise NonCalcolabile when it is of another kind."""
    esatto = caso.consuntivo.esatto
    if caso.consuntivo.valore is None or esatto is None:
        raise NonCalcolabile(f"serve un numero e il consuntivo è {Tipo(caso.consuntivo.tipo).detto}")
    return esatto


def numeri(caso: CasoDiMisura) -> tuple[Decimal, Decimal, tuple[str, ...]]:
    """Return actual and target in one unit, with warnings.

    A unit missing on one side is taken from the other, and said. Raises NonCalcolabile for kinds that are not numbers,
    for two different units, and for a percentage beside a bare number up to 1 (0,94 may mean 94% or 0,94%).
    """
    t = caso.atteso.valore
    if t is None:
        raise NonCalcolabile(f"la regola vale per i numeri e il valore atteso è {Tipo(caso.atteso.tipo).detto}")
    a = misurato(caso)
    ut, ua = caso.atteso.unita, caso.consuntivo.unita
    if ut == ua:
        return a, t, ()
    if ut and ua:
        raise NonCalcolabile(f"il valore atteso è in «{ut}» e il consuntivo in «{ua}»")
    nudo, altro = (t, a) if ua else (a, t)
    if "%" in (ut, ua) and 0 < abs(nudo) <= 1 < abs(altro):
        raise NonCalcolabile(f"«{formatta_numero(nudo)}» può essere una quota o una percentuale: manca l'unità")
    chi = "consuntivo" if ut else "valore atteso"
    return a, t, (f"il {chi} non ha unità ed è letto in «{ut or ua}»",)
