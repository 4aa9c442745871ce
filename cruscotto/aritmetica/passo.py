"""The pace of the year: what a target asks at this point of it, and in which words the light says so. Pure: no Django.

A value that adds up from January is on its way to the target until the last period: 8 of 12 at the end of August is
just where it should be. Its SAL stays 66,7% of the year's target; the light and the alerts look at the SAL *at pace*,
the same rule on the target of this point. Worked example: a maximum of 12 complaints is 8 at the end of August; 8 of
them are (2 × 8 − 8) / 8 = 100% of the pace, 10 are (2 × 8 − 10) / 8 = 75%.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.aritmetica.regole import Regola, Regole, Soglie
from cruscotto.aritmetica.valori import NUMERICI, Atteso, formatta_numero

PAROLE = {"raggiunto": "In linea", "parziale": "Parzialmente in linea", "non_raggiunto": "Non in linea"}
"""What the bands of the light are called during the year: whether a target is reached is said when the year is over."""

DA_INSERIRE = Fascia(da=None, a=None, codice="non_rilevato", nome="Da inserire")
"""The light of a value that the open period asks and nobody has handed in yet: never that of the value before."""

SENZA_PASSO = (Regola.VALORE_DIRETTO, Regola.SCADENZA, Regola.CONFRONTO, Regola.FASI)
"""Rules that do not measure an amount against another one."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of the year is gone, in months: 8 of 12."""

    mesi: int
    su: int

    @property
    def finale(self) -> bool:
        """Whether the year is over: the target is then the whole of it."""
        return self.mesi >= self.su

    def di(self, valore: Decimal) -> Decimal:
        """The part of an amount that belongs to the months gone, unrounded."""
        with localcontext(CONTESTO):
            return valore * self.mesi / self.su

    def inversa(self, valore: Decimal) -> Decimal:
        """What an amount of the months gone comes to in the whole year, at the same pace."""
        with localcontext(CONTESTO):
            return valore * self.su / self.mesi


TUTTO = Quota(1, 1)


def quota(fino: dt.date, periodi: Iterable[tuple[dt.date, dt.date]]) -> Quota:
    """The part of the year gone at the end of a period; ``periodi`` are the first and last days of all of them."""
    giorni = list(periodi)
    if not giorni:
        return TUTTO
    inizio, fine = min(g[0] for g in giorni), max(g[1] for g in giorni)
    return Quota(_mesi(inizio, min(fino, fine)), _mesi(inizio, fine))


def _mesi(inizio: dt.date, fine: dt.date) -> int:
    """The months from one day to another, those begun included."""
    return (fine.year - inizio.year) * 12 + fine.month - inizio.month + 1


def va_al_passo(accumulo: Accumulo, atteso: Atteso, regola: Regola, quota_anno: Quota) -> bool:
    """Whether a value adds up to its target during the year, and the year is not over."""
    somma = accumulo in (Accumulo.SOMMA, Accumulo.CUMULATO) and atteso.tipo in NUMERICI and atteso.valore is not None
    return somma and regola not in SENZA_PASSO and not quota_anno.finale


def atteso_al_passo(atteso: Atteso, quota_anno: Quota) -> Atteso:
    """The target of this point of the year, with its tolerance."""
    tolleranza = atteso.tolleranza
    if tolleranza is not None and not atteso.tolleranza_relativa:
        tolleranza = quota_anno.di(tolleranza)
    valore = None if atteso.valore is None else quota_anno.di(atteso.valore)
    return replace(atteso, valore=valore, tolleranza=tolleranza)


def regole_al_passo(regole: Regole, quota_anno: Quota) -> Regole:
    """The rules with their thresholds at this point of the year."""
    s = regole.soglie
    if s is None:
        return regole
    eccellente = None if s.eccellente is None else quota_anno.di(s.eccellente)
    return replace(regole, soglie=Soglie(quota_anno.di(s.minima), quota_anno.di(s.massima), eccellente))


def frase(atteso: Atteso, sal: Decimal, quota_anno: Quota) -> str:
    """«A questo punto dell'anno (8 mesi su 12) il target chiede 8: il SAL al passo è 100%.»"""
    chiesto = _breve(quota_anno.di(atteso.valore or Decimal(0)), 2)
    mesi = f"{quota_anno.mesi} {'mese' if quota_anno.mesi == 1 else 'mesi'} su {quota_anno.su}"
    return f"A questo punto dell'anno ({mesi}) il target chiede {chiesto}: il SAL al passo è {_breve(sal, 1)}%."


def _breve(valore: Decimal, decimali: int) -> str:
    """Rounded, without the zeros after the comma."""
    intero, _, resto = formatta_numero(valore, decimali).partition(",")
    return f"{intero},{resto.rstrip('0')}" if resto.rstrip("0") else intero


def durante_l_anno(fasce: tuple[Fascia, ...]) -> tuple[Fascia, ...]:
    """The bands of the light with the words of the year in progress; one with a code of its own keeps its name."""
    return tuple(replace(f, nome=PAROLE.get(f.codice, f.nome)) for f in fasce)
