"""Whether things go better than last time: the indicators of the last period that was closed beside the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.aritmetica.sal import Arrotondamento, arrotonda
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.riga import Riga
from cruscotto.models import Periodo, StatoPeriodo, TipoCruscotto


@dataclass(frozen=True, slots=True)
class MeglioDiPrima:
    """How many indicators have a higher SAL than in the closed period before, the same, a lower one; how many cannot be
    compared, because one of the two was not measured. SALs are at the pace of the year, so that a period in the middle
    of it stands beside the end of another."""

    adesso: str
    prima: str
    meglio: int
    uguali: int
    peggio: int
    senza: int

    @property
    def titolo(self) -> str:
        if not self.meglio + self.uguali + self.peggio:
            return "Non si può ancora dire"
        if self.meglio == self.peggio:
            return "Come la volta prima"
        return "Meglio della volta prima" if self.meglio > self.peggio else "Peggio della volta prima"

    @property
    def parole(self) -> str:
        """The counts in words."""
        voci = [
            f"{self.meglio} {'indicatore va' if self.meglio == 1 else 'indicatori vanno'} meglio",
            f"{self.uguali} come prima",
            f"{self.peggio} peggio",
        ]
        if self.senza:
            voci.append(f"{self.senza} non si {'confronta' if self.senza == 1 else 'confrontano'} (SAL non misurato)")
        return ", ".join(voci)


def ultimi_chiusi(anno: AnnoScelto) -> list[Periodo]:
    """The last two closed periods up to the year that is looked at, the latest first."""
    chiusi = [
        p
        for ciclo in anno.cicli
        if ciclo.anno <= anno.ciclo.anno
        for p in ciclo.periodi.all()
        if p.stato == StatoPeriodo.CHIUSO and (ciclo.anno < anno.ciclo.anno or p.numero <= _fino(anno))
    ]
    anni = {c.pk: c.anno for c in anno.cicli}
    return sorted(chiusi, key=lambda p: (anni[p.ciclo_id], p.numero), reverse=True)[:2]


def _fino(anno: AnnoScelto) -> int:
    return anno.periodo.numero if anno.periodo else 0


def da_confrontare(anno: AnnoScelto) -> list[Richiesta]:
    """What to measure, with what the page measures: nothing when there are no two closed periods. Individual sheets
    are left out."""
    chiusi = ultimi_chiusi(anno)
    if len(chiusi) < 2:
        return []
    cicli = {c.pk: c for c in anno.cicli}
    organizzativi = [c for c in anno.tutti if c.tipo != TipoCruscotto.INDIVIDUALE]
    return [Richiesta(cicli[p.ciclo_id], p, [c for c in organizzativi if c.ciclo_id == p.ciclo_id]) for p in chiusi]


def confronta(
    richieste: Sequence[Richiesta], misurati: Sequence[Sequence[Prospetto]], quali: Callable[[Riga], bool]
) -> MeglioDiPrima | None:
    """The comparison of some rows, each indicator counted once by its lowest SAL."""
    if len(richieste) < 2:
        return None
    adesso, prima = (_sal_per_indicatore(prospetti, quali) for prospetti in misurati)
    passi = [_differenza(adesso[c], prima.get(c)) for c in adesso]
    nomi = [f"{r.periodo.nome.lower()} {r.ciclo.anno}" if r.periodo else "" for r in richieste]
    return MeglioDiPrima(
        adesso=nomi[0],
        prima=nomi[1],
        meglio=sum(p is not None and p > 0 for p in passi),
        uguali=sum(p is not None and p == 0 for p in passi),
        peggio=sum(p is not None and p < 0 for p in passi),
        senza=sum(p is None for p in passi),
    )


def _differenza(adesso: Decimal | None, prima: Decimal | None) -> Decimal | None:
    """In points as they are shown: what nobody would see is no change."""
    return None if adesso is None or prima is None else arrotonda(adesso - prima, 1, Arrotondamento.META_SU)


def _sal_per_indicatore(prospetti: Sequence[Prospetto], quali: Callable[[Riga], bool]) -> dict[str, Decimal | None]:
    trovati: dict[str, Decimal | None] = {}
    for riga in (r for p in prospetti for r in p.righe if quali(r)):
        era = trovati.get(riga.codice)
        trovati[riga.codice] = riga.passo if era is None else era if riga.passo is None else min(era, riga.passo)
    return trovati
