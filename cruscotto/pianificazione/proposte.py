"""Targets proposed for a new year: the last target, the last actual, where the last years lead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.valori import NUMERICI, Tipo
from cruscotto.models import Ciclo, Collocazione, Indicatore, Periodo, Rilevazione, ValoreAtteso, ValoreStorico

Chiave = tuple[int, int | None]
"""An indicator, and the placement that has a target of its own."""


@dataclass(frozen=True, slots=True)
class ValoreDiUnAnno:
    """The last value of an indicator in a year; ``numero`` is None when it is not a number. ``durante`` is the period
    that it is of, when the year had not ended: empty for the value of the whole year."""

    anno: int
    testo: str
    numero: Decimal | None
    durante: str = ""

    @property
    def quando(self) -> str:
        return f"{self.durante} {self.anno}".strip()


@dataclass(frozen=True, slots=True)
class Proposta:
    """What the target of an indicator was and could be in ``anno``. ``storia`` are the years' values, the latest
    last."""

    anno: int
    target_prima: str
    anno_prima: int
    storia: tuple[ValoreDiUnAnno, ...]
    tendenza: str

    @property
    def come_il_target(self) -> str:
        """The target of before as one of this year: its dates move with it."""
        return sposta_anni(self.target_prima, self.anno - self.anno_prima)

    @property
    def come_il_consuntivo(self) -> str:
        """The last actual as a target of this year."""
        return sposta_anni(self.ultimo.testo, self.anno - self.ultimo.anno) if self.ultimo else ""

    @property
    def ultimo(self) -> ValoreDiUnAnno | None:
        return self.storia[-1] if self.storia else None


def proposte(ciclo: Ciclo, indicatori: Sequence[Indicatore]) -> dict[int, Proposta]:
    """What may be proposed for the shared target of some indicators in a cycle, by key. Three queries."""
    chiavi = [i.pk for i in indicatori]
    prima = _target_prima(ciclo, chiavi)
    valori = _storia(ciclo, chiavi)
    trovate = {}
    for indicatore in indicatori:
        atteso = prima.get(indicatore.pk)
        storia = tuple(valori[indicatore.pk][anno] for anno in sorted(valori[indicatore.pk]))
        trovate[indicatore.pk] = Proposta(
            anno=ciclo.anno,
            target_prima=atteso.testo if atteso else "",
            anno_prima=atteso.ciclo.anno if atteso else 0,
            storia=storia,
            tendenza=tendenza(storia, ciclo.anno, _unita(indicatore, atteso)),
        )
    return trovate


def _target_prima(ciclo: Ciclo, chiavi: Sequence[int]) -> dict[int, ValoreAtteso]:
    """The last target in force of each, in the latest year before that has one."""
    attesi = ValoreAtteso.objects.filter(indicatore__in=chiavi, collocazione=None, ciclo__anno__lt=ciclo.anno)
    insieme = attesi.select_related("ciclo").order_by("ciclo__anno", "versione")
    return {a.indicatore_id: a for a in insieme}


def _storia(ciclo: Ciclo, chiavi: Sequence[int]) -> dict[int, dict[int, ValoreDiUnAnno]]:
    """The last value of each year before, as entered; else as it was kept from a document. Two queries."""
    anni: dict[int, dict[int, ValoreDiUnAnno]] = defaultdict(dict)
    storico = ValoreStorico.objects.filter(indicatore__in=chiavi, anno__lt=ciclo.anno, benchmark=False)
    for pk, anno, testo, valore in storico.values_list("indicatore", "anno", "testo", "valore"):
        anni[pk][anno] = ValoreDiUnAnno(anno, testo, essenziale(valore))
    rilevate = Rilevazione.objects.filter(
        indicatore__in=chiavi, collocazione=None, periodo__ciclo__anno__lt=ciclo.anno, neutralizzata=False
    ).exclude(tipo="")
    dopo = Periodo.objects.filter(ciclo=OuterRef("periodo__ciclo"), numero__gt=OuterRef("periodo__numero"))
    righe = rilevate.annotate(a_meta=Exists(dopo)).order_by("periodo__ciclo__anno", "periodo__numero")
    campi = ("indicatore", "periodo__ciclo__anno", "testo", "valore", "periodo__nome", "a_meta")
    for pk, anno, testo, valore, nome, a_meta in righe.values_list(*campi):
        if not a_meta or anno not in anni[pk] or anni[pk][anno].durante:
            anni[pk][anno] = ValoreDiUnAnno(anno, testo, essenziale(valore), nome.lower() if a_meta else "")
    return anni


def tendenza(storia: Sequence[ValoreDiUnAnno], anno: int, unita: str) -> str:
    """Where the last two or three years lead: the last value and as much again as it has changed a year, on average,
    with the decimals that were written; empty with fewer than two numbers, or when it would fall below zero. A year
    that has not ended tells nothing."""
    numeri = [(v.anno, v.numero) for v in storia if v.numero is not None and not v.durante][-3:]
    if len(numeri) < 2:
        return ""
    (primo_anno, primo), (ultimo_anno, ultimo) = numeri[0], numeri[-1]
    passo = (ultimo - primo) / (ultimo_anno - primo_anno)
    valore = ultimo + passo * (anno - ultimo_anno)
    if valore < 0 <= min(primo, ultimo):
        return ""
    if unita == "%" and max(primo, ultimo) <= 100:
        valore = min(valore, Decimal(100))
    decimali = max(0, *(-int(n.as_tuple().exponent) for _, n in numeri))
    testo = formatta_numero(valore, min(decimali, 2))
    return f"{testo}%" if unita == "%" else f"€ {testo}" if unita == "€" else testo


def sposta_anni(testo: str, anni: int) -> str:
    """The dates of a text moved by some years: «entro il 31/12/2020» is «entro il 31/12/2021»."""
    return re.sub(r"(?<=/)(?:19|20)\d{2}\b", lambda anno: str(int(anno[0]) + anni), testo)


def _unita(indicatore: Indicatore, atteso: ValoreAtteso | None) -> str:
    if atteso is not None and atteso.unita in ("%", "€"):
        return atteso.unita
    per_tipo = {Tipo.PERCENTUALE: "%", Tipo.EURO: "€"}
    tipo = Tipo(indicatore.tipo)
    return per_tipo.get(tipo, "") if tipo in NUMERICI else ""


@dataclass(frozen=True, slots=True)
class TargetDaPianificare:
    """A target of a scorecard: the shared one of an indicator, or the one that a placement has of its own."""

    collocazione: Collocazione
    proprio: bool
    attuale: str
    proposta: Proposta

    @property
    def campo(self) -> str:
        return f"t{self.collocazione.pk}"


def target_del_cruscotto(ciclo: Ciclo, righe: Sequence[Collocazione]) -> list[TargetDaPianificare]:
    """The targets of the rows of a scorecard, each indicator once, with what may be proposed. Four queries."""
    indicatori = {c.indicatore_id: c.indicatore for c in righe}
    proposti = proposte(ciclo, list(indicatori.values()))
    attesi: dict[Chiave, str] = {}
    for a in ValoreAtteso.objects.filter(ciclo=ciclo, indicatore__in=indicatori).order_by("versione"):
        attesi[a.indicatore_id, a.collocazione_id] = a.testo
    trovati, detti = [], set()
    for c in righe:
        proprio = (c.indicatore_id, c.pk) in attesi
        if not proprio and c.indicatore_id in detti:
            continue
        if not proprio:
            detti.add(c.indicatore_id)
        attuale = attesi.get((c.indicatore_id, c.pk if proprio else None), "")
        trovati.append(TargetDaPianificare(c, proprio, attuale, proposti[c.indicatore_id]))
    return trovati
