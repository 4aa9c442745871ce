"""What the invented indicators are, and what is written for them: targets and actuals as a clerk would."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.management.dimostrazione.carico.piano import ULTIMO_ANNO, Piano
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione

SCALA = ("Basso", "Medio", "Alto")
# Kind, accumulation, direction, unit and how many in a hundred.
GENERI = (
    (Tipo.DATA, Accumulo.ULTIMO, "", "", 25),
    (Tipo.NUMERO, Accumulo.CUMULATO, Verso.CRESCENTE, "n.", 25),
    (Tipo.PERCENTUALE, Accumulo.ULTIMO, Verso.CRESCENTE, "%", 26),
    (Tipo.NUMERO, Accumulo.MEDIA, Verso.CRESCENTE, "n.", 5),
    (Tipo.NUMERO, Accumulo.ULTIMO, Verso.DECRESCENTE, "giorni", 12),
    (Tipo.EURO, Accumulo.CUMULATO, Verso.CRESCENTE, "€", 3),
    (Tipo.ORDINALE, Accumulo.ULTIMO, Verso.CRESCENTE, "", 4),
)
ATTIVITA = ("Pratiche evase", "Servizi resi", "Controlli svolti", "Incontri con le imprese", "Atti pubblicati")
MATERIE = ("nel registro delle imprese", "per l'innovazione digitale", "di regolazione del mercato", "sul territorio")


@dataclass(frozen=True, slots=True)
class IndicatoreInventato:
    """One invented indicator. ``resa`` is the share of the target it reaches, ``base`` its target of the last year."""

    nome: str
    tipo: Tipo
    accumulo: Accumulo
    direzione: str
    unita: str
    base: int
    resa: Decimal
    mese: int
    giorno: int


def genere(piano: Piano, ente: int, indice: int) -> IndicatoreInventato:
    """The indicator ``indice`` of a body."""
    caso = piano.caso(ente, "indicatore", indice)
    tipo, accumulo, direzione, unita, _ = caso.choices(GENERI, weights=[g[-1] for g in GENERI])[0]
    return IndicatoreInventato(
        nome=f"{caso.choice(ATTIVITA)} {caso.choice(MATERIE)}, {indice + 1}",
        tipo=tipo,
        accumulo=accumulo,
        direzione=str(direzione),
        unita=unita,
        base=caso.randint(80, 100) if tipo is Tipo.PERCENTUALE else caso.choice((12, 20, 45, 150, 400, 2500)),
        resa=Decimal(caso.choice((45, 70, 88, 94, 97, 100, 100, 103, 110))) / 100,
        mese=caso.choice((3, 4, 6, 6, 9, 10, 12)),
        giorno=caso.randint(10, 28),
    )


def scrivi_atteso(g: IndicatoreInventato, anno: int) -> str:
    """The target of a year: dates move with it, numbers grow a little."""
    if g.tipo is Tipo.DATA:
        return f"{_termine(g, anno):%d/%m/%Y}"
    if g.tipo is Tipo.ORDINALE:
        return SCALA[-1]
    valore = _obiettivo(g, anno)
    if g.direzione == Verso.DECRESCENTE:
        return f"<= {formatta_numero(valore, 0)}"
    return _scritto(valore, g, 0)


def scrivi_consuntivo(g: IndicatoreInventato, anno: int, fine: dt.date, quota: Decimal, caso: random.Random) -> str:
    """The actual of a period that ends on ``fine``, after ``quota`` of the year; empty when there is none yet."""
    if g.tipo is Tipo.DATA:
        fatta = _termine(g, anno) + dt.timedelta(days=20 if g.resa < Decimal("0.9") else -g.giorno)
        return f"{fatta:%d/%m/%Y}" if fatta <= fine else ""
    if g.tipo is Tipo.ORDINALE:
        return SCALA[2] if g.resa >= 1 else SCALA[1]
    resa = g.resa + Decimal(caso.randint(-3, 3)) / 100
    valore = _obiettivo(g, anno) * (2 - resa if g.direzione == Verso.DECRESCENTE else resa)
    if g.accumulo is Accumulo.CUMULATO:
        return _scritto(valore * quota, g, 0)
    return _scritto(min(valore, Decimal(100)) if g.tipo is Tipo.PERCENTUALE else valore, g, 1)


def _termine(g: IndicatoreInventato, anno: int) -> dt.date:
    return dt.date(anno, g.mese, g.giorno)


def _obiettivo(g: IndicatoreInventato, anno: int) -> Decimal:
    return Decimal(g.base) if g.tipo is Tipo.PERCENTUALE else Decimal(g.base - (ULTIMO_ANNO - anno) * (g.base // 20))


def _scritto(valore: Decimal, g: IndicatoreInventato, decimali: int) -> str:
    numero = formatta_numero(valore, decimali)
    return {"%": f"{numero}%", "€": f"€ {numero}"}.get(g.unita, numero)


@lru_cache(maxsize=20_000)
def letto_atteso(testo: str, tipo: Tipo) -> Mapping[str, Any]:
    """The fields of a target; the same texts come back year after year."""
    return campi_atteso(testo, SCALA if tipo is Tipo.ORDINALE else (), tipo)


@lru_cache(maxsize=20_000)
def letto_consuntivo(testo: str, tipo: Tipo) -> Mapping[str, Any]:
    """The fields of an actual."""
    return campi_rilevazione(testo, SCALA if tipo is Tipo.ORDINALE else (), tipo)
