"""A scorecard beside itself at an earlier period or year: how the SAL of each row and of each mean has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.aritmetica.sal import Arrotondamento, arrotonda
from cruscotto.aritmetica.valori import formatta_numero
from cruscotto.ciclo.anno_scelto import periodo_scelto
from cruscotto.misurazione.prospetto import Prospetto, Riga
from cruscotto.models import Cruscotto, Periodo, StatoPeriodo


@dataclass(frozen=True, slots=True)
class Termine:
    """What one may compare with: a scorecard at a period, its value in the address (2019, 2020-1) and its name."""

    cruscotto: Cruscotto
    periodo: Periodo
    valore: str
    nome: str


@dataclass(frozen=True, slots=True)
class Variazione:
    """A SAL before and now (0–100, unrounded). ``nuova`` is a row that was not there before."""

    prima: Decimal | None
    adesso: Decimal | None
    nuova: bool = False

    @property
    def punti(self) -> Decimal | None:
        """The difference in points, rounded as it is shown; None when one of the two is missing."""
        if self.prima is None or self.adesso is None:
            return None
        return arrotonda(self.adesso - self.prima, 1, Arrotondamento.META_SU)

    @property
    def freccia(self) -> str:
        punti = self.punti
        if punti is None:
            return "·"
        return "▲" if punti > 0 else "▼" if punti < 0 else "="

    @property
    def parole(self) -> str:
        """The change in words, which stand beside the arrow."""
        punti = self.punti
        if punti is None:
            return "prima non c’era" if self.nuova else "prima non rilevato" if self.prima is None else "non rilevato"
        if not punti:
            return "invariato"
        quanto = formatta_numero(abs(punti).normalize())
        return f"{'in aumento' if punti > 0 else 'in calo'} di {quanto} {'punto' if quanto == '1' else 'punti'}"


@dataclass(frozen=True, slots=True)
class Confronto:
    """All the changes of a scorecard. Rows by placement, objectives by (prospettiva, number), prospettive by code.

    ``uscite`` are the labels of the rows that were there before and no longer are.
    """

    nome: str
    totale: Variazione
    prospettive: Mapping[str, Variazione]
    obiettivi: Mapping[tuple[str, int], Variazione]
    righe: Mapping[int, Variazione]
    uscite: tuple[str, ...]


def termini(cruscotti: Iterable[Cruscotto], scelto: Cruscotto, periodo: Periodo | None) -> list[Termine]:
    """Everything earlier than ``scelto`` at ``periodo``, latest first. A past year stands for its last period.

    ``cruscotti`` are the same scorecard in the cycles that the reader may see, with their periods prefetched.
    """
    trovati = []
    for cruscotto in sorted(cruscotti, key=lambda c: c.ciclo.anno, reverse=True):
        anno, suoi = cruscotto.ciclo.anno, list(cruscotto.ciclo.periodi.all())
        ultimo = periodo_scelto(suoi, {}) if anno < scelto.ciclo.anno else None
        if ultimo is not None:
            trovati.append(Termine(cruscotto, ultimo, str(anno), f"{anno}, {ultimo.nome.lower()}"))
        for p in sorted(suoi, key=lambda p: p.numero, reverse=True):
            passato = anno < scelto.ciclo.anno or (
                anno == scelto.ciclo.anno and periodo is not None and p.numero < periodo.numero
            )
            if passato and p.stato != StatoPeriodo.FUTURO and p != ultimo:
                trovati.append(Termine(cruscotto, p, f"{anno}-{p.numero}", f"{anno}, {p.nome.lower()}"))
    return trovati


def termine_scelto(possibili: Sequence[Termine], parametri: Mapping[str, str]) -> Termine | None:
    """The one named by ``?confronto=2019`` or ``?confronto=2020-1``; anything else compares with nothing."""
    cercato = parametri.get("confronto", "")
    return next(
        (t for t in possibili if cercato in (t.valore, f"{t.cruscotto.ciclo.anno}-{t.periodo.numero}")),
        None,
    )


def confronta(adesso: Prospetto, prima: Prospetto, nome: str) -> Confronto:
    """Match rows by indicator code and order among those of the same code, means by code and number."""
    vecchie = dict(_per_codice(prima.righe))
    nuove = dict(_per_codice(adesso.righe))
    obiettivi = {(p.codice, o.numero): o.media.valore for p in prima.prospettive for o in p.obiettivi}
    prospettive = {p.codice: p.media.valore for p in prima.prospettive}
    return Confronto(
        nome=nome,
        totale=Variazione(prima.media.valore, adesso.media.valore),
        prospettive={
            p.codice: Variazione(prospettive.get(p.codice), p.media.valore, p.codice not in prospettive)
            for p in adesso.prospettive
        },
        obiettivi={
            (p.codice, o.numero): Variazione(
                obiettivi.get((p.codice, o.numero)), o.media.valore, (p.codice, o.numero) not in obiettivi
            )
            for p in adesso.prospettive
            for o in p.obiettivi
        },
        righe={
            riga.collocazione: Variazione(
                vecchie[chiave].sal if chiave in vecchie else None, riga.sal, chiave not in vecchie
            )
            for chiave, riga in nuove.items()
        },
        uscite=tuple(riga.etichetta for chiave, riga in vecchie.items() if chiave not in nuove),
    )


def _per_codice(righe: Iterable[Riga]) -> Iterator[tuple[tuple[str, int], Riga]]:
    """Rows by (code, how many of that code came before)."""
    visti: Counter[str] = Counter()
    for riga in righe:
        yield (riga.codice, visti[riga.codice]), riga
        visti[riga.codice] += 1
