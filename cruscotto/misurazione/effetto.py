"""What an act on targets, weights or rules does to the SALs, known before it is done.

The act is really done inside a transaction, between two measurements of the same scorecards; a trial then takes it
back, the confirmation keeps it when what changed is exactly what the person saw. One way for both: they cannot
disagree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import prefetch_related_objects

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.sal import Fascia
from cruscotto.ciclo.fotografie import dimentica
from cruscotto.misurazione.impostazioni import MisuraNonDefinita
from cruscotto.misurazione.livelli import AREE
from cruscotto.misurazione.prospetto import Prospetto, Richiesta, misura_insieme
from cruscotto.models import CON_REGOLE_ADOTTATE, Ciclo, Cruscotto, StatoPeriodo

RUMORE = Decimal("1e-9")
"""Two means of the same values may differ this little when they are divided in another order."""

MOSTRABILE = Decimal("0.005")

Atto = Callable[[], object | None]
"""An act with its arguments inside. It returns None when everything was already so and it wrote nothing."""


class LivelloDelSal(StrEnum):
    """What a SAL is of."""

    INDICATORE = "indicatore"
    OBIETTIVO = "obiettivo"
    PROSPETTIVA = "prospettiva"
    AREA = "area strategica"
    CRUSCOTTO = "cruscotto"


@dataclass(frozen=True, slots=True)
class LuogoDelSal:
    """Where a SAL stands. ``chiave`` tells those of one level of a scorecard apart; ``codice`` is the indicator's."""

    anno: int
    numero: int
    periodo: str
    chiuso: bool
    cruscotto: str
    titolo: str
    livello: LivelloDelSal
    chiave: str
    nome: str
    codice: str = ""


@dataclass(frozen=True, slots=True)
class SalConFascia:
    """A SAL of 0–100, unrounded, with its traffic light."""

    valore: Decimal | None
    fascia: Fascia | None

    @property
    def colore(self) -> str:
        return self.fascia.codice if self.fascia else ""

    def come(self, altro: SalConFascia) -> bool:
        """Whether both are the same: the same number but for the noise of divisions, the same traffic light."""
        if self.colore != altro.colore or (self.valore is None) != (altro.valore is None):
            return False
        return self.valore is None or altro.valore is None or abs(self.valore - altro.valore) < RUMORE


@dataclass(frozen=True, slots=True)
class CambioDiSal:
    """A SAL before and after an act."""

    posto: LuogoDelSal
    prima: SalConFascia
    dopo: SalConFascia

    @property
    def differenza(self) -> Decimal | None:
        """In points, unrounded; None when one of the two is missing."""
        if self.prima.valore is None or self.dopo.valore is None:
            return None
        return self.dopo.valore - self.prima.valore

    @property
    def parole(self) -> str:
        """The change in words; two decimals, because a mean of many moves by little."""
        if self.prima.valore is None:
            return "prima non si calcolava"
        if self.dopo.valore is None:
            return "non si calcola più"
        punti = self.dopo.valore - self.prima.valore
        if abs(punti) < RUMORE:
            return "cambia solo il colore"
        if abs(punti) < MOSTRABILE:
            return f"meno di 0,01 punti in {'più' if punti > 0 else 'meno'}"
        quanto = formatta_numero(abs(punti), 2)
        return f"{'+' if punti > 0 else '-'}{quanto} {'punto' if quanto == '1,00' else 'punti'}"

    @property
    def grandezza(self) -> Decimal:
        """What the changes are sorted by: a SAL that appears or disappears is the largest."""
        if self.prima.valore is None and self.dopo.valore is None:
            return Decimal(0)
        return Decimal("Infinity") if self.differenza is None else abs(self.differenza)


@dataclass(frozen=True)
class Prova:
    """What an act changes, largest first. ``esito`` is what the act returned, None when there was nothing to do;
    ``fatta`` says whether the database keeps it; ``impronta`` is what a confirmation must carry."""

    cambi: tuple[CambioDiSal, ...]
    misurati: int
    esito: object | None
    impronta: str
    fatta: bool

    @cached_property
    def indicatori(self) -> tuple[CambioDiSal, ...]:
        return tuple(c for c in self.cambi if c.posto.livello is LivelloDelSal.INDICATORE)

    @cached_property
    def medie(self) -> tuple[CambioDiSal, ...]:
        return tuple(c for c in self.cambi if c.posto.livello is not LivelloDelSal.INDICATORE)

    @cached_property
    def cruscotti(self) -> tuple[CambioDiSal, ...]:
        """The scorecards as wholes, in their order."""
        interi = (c for c in self.cambi if c.posto.livello is LivelloDelSal.CRUSCOTTO)
        return tuple(sorted(interi, key=lambda c: (-c.posto.anno, c.posto.numero, c.posto.chiave)))

    @cached_property
    def chiusi(self) -> tuple[str, ...]:
        """The closed periods of which some SAL changes, each once."""
        chiusi = {(c.posto.anno, c.posto.numero): c.posto for c in self.cambi if c.posto.chiuso}
        return tuple(f"{p.periodo} {p.anno}" for _, p in sorted(chiusi.items()))

    @property
    def salgono(self) -> int:
        return sum(c.differenza is not None and c.differenza >= RUMORE for c in self.indicatori)

    @property
    def scendono(self) -> int:
        return sum(c.differenza is not None and c.differenza <= -RUMORE for c in self.indicatori)

    @property
    def spariscono(self) -> int:
        return sum(c.prima.valore is not None and c.dopo.valore is None for c in self.indicatori)

    @property
    def compaiono(self) -> int:
        return sum(c.prima.valore is None and c.dopo.valore is not None for c in self.indicatori)

    @property
    def di_colore(self) -> int:
        """Those whose value stays and whose traffic light changes."""
        return len(self.indicatori) - self.salgono - self.scendono - self.spariscono - self.compaiono


class _Annulla(Exception):
    """Takes the act back."""


def prova(atto: Atto, richieste: Sequence[Richiesta], domanda: object = None) -> Prova:
    """What ``atto`` would change in the SALs of ``richieste``. Nothing is written.

    ``domanda`` is what the person asked for, part of the fingerprint. Whatever the act raises comes through.
    """
    return _esegui(atto, richieste, domanda, conferma=None)


def compi(atto: Atto, richieste: Sequence[Richiesta], domanda: object, impronta: str) -> Prova:
    """Do ``atto`` if it changes exactly what ``impronta`` says; otherwise write nothing and return what it changes now.

    An act that finds everything already as asked is done, whatever the fingerprint: a form sent twice is one act.
    """
    return _esegui(atto, richieste, domanda, conferma=impronta)


def _esegui(atto: Atto, richieste: Sequence[Richiesta], domanda: object, conferma: str | None) -> Prova:
    fatto: Prova | None = None
    try:
        with transaction.atomic():
            prima = _misura(richieste)
            esito = atto()
            dopo = _misura(richieste)
            cambi = _confronta(prima, dopo)
            impronta = _impronta(domanda, cambi)
            fatta = conferma is not None and (esito is None or conferma == impronta)
            misurati = sum(p.livello is LivelloDelSal.INDICATORE for p in dopo)
            fatto = Prova(cambi, misurati, esito, impronta, fatta)
            if not fatta:
                raise _Annulla
    except _Annulla:
        pass
    assert fatto is not None  # noqa: S101 - whatever else is raised leaves the function
    return fatto


def richieste_dei(cruscotti: Iterable[Cruscotto]) -> list[Richiesta]:
    """The open periods of scorecards, with their cycle: what is closed keeps what it was made of when it closed
    (``cruscotto.ciclo.fotografie``). One query for the periods."""
    per_ciclo: dict[int, list[Cruscotto]] = {}
    for c in cruscotti:
        if not c.ciclo.regole_adottate:
            per_ciclo.setdefault(c.ciclo_id, []).append(c)
    cicli = [gruppo[0].ciclo for gruppo in per_ciclo.values()]
    prefetch_related_objects(cicli, "periodi")
    return [
        Richiesta(ciclo, periodo, per_ciclo[ciclo.pk])
        for ciclo in cicli
        for periodo in ciclo.periodi.all()
        if periodo.stato == StatoPeriodo.APERTO
    ]


def cicli_adottati(ente_id: int) -> list[int]:
    """The years of the cycles of a body whose Relazione has been adopted."""
    adottati = Ciclo.objects.filter(CON_REGOLE_ADOTTATE, ente=ente_id)
    return list(adottati.order_by("anno").values_list("anno", flat=True))


def _misura(richieste: Sequence[Richiesta]) -> dict[LuogoDelSal, SalConFascia]:
    if not richieste:
        return {}
    dimentica(r.periodo for r in richieste)  # the act may have taken it again
    try:
        misurati = misura_insieme(richieste[0].ciclo.ente_id, richieste)
    except MisuraNonDefinita:  # the act is the one that says how to measure
        return {}
    return {
        posto: sal
        for richiesta, prospetti in zip(richieste, misurati, strict=True)
        for prospetto in prospetti
        for posto, sal in _sal_di(richiesta, prospetto)
    }


def _sal_di(richiesta: Richiesta, prospetto: Prospetto) -> Iterator[tuple[LuogoDelSal, SalConFascia]]:
    """Every SAL of a scorecard at a period: rows, objectives, prospettive, whole. What has no name has none."""
    periodo = richiesta.periodo
    assert periodo is not None  # noqa: S101 - see richieste_dei

    def posto(livello: LivelloDelSal, chiave: str, nome: str, codice: str = "") -> LuogoDelSal:
        chiuso = periodo.stato == StatoPeriodo.CHIUSO
        dove = (richiesta.ciclo.anno, periodo.numero, periodo.nome, chiuso, prospetto.codice, prospetto.titolo)
        return LuogoDelSal(*dove, livello, chiave, nome, codice)

    yield (
        posto(LivelloDelSal.CRUSCOTTO, prospetto.codice, prospetto.titolo),
        SalConFascia(prospetto.media.valore, prospetto.fascia),
    )
    for p in prospetto.prospettive:
        if p.nome:
            livello = LivelloDelSal.AREA if prospetto.livello is AREE else LivelloDelSal.PROSPETTIVA
            yield posto(livello, p.codice, p.nome), SalConFascia(p.media.valore, p.fascia)
        for o in p.obiettivi:
            if o.nome:
                nome = ", ".join(filter(None, (o.titolo, p.nome)))
                yield (
                    posto(LivelloDelSal.OBIETTIVO, f"{p.codice}/{o.numero}", nome),
                    SalConFascia(o.media.valore, o.fascia),
                )
            for r in o.righe:
                yield (
                    posto(LivelloDelSal.INDICATORE, str(r.collocazione), r.etichetta, r.codice),
                    SalConFascia(r.sal, r.fascia),
                )


def _confronta(
    prima: dict[LuogoDelSal, SalConFascia], dopo: dict[LuogoDelSal, SalConFascia]
) -> tuple[CambioDiSal, ...]:
    # On PostgreSQL a row may have been placed by somebody else between the two measurements.
    coppie = ((posto, prima.get(posto, SalConFascia(None, None)), sal) for posto, sal in dopo.items())
    cambi = [CambioDiSal(posto, era, sal) for posto, era, sal in coppie if not sal.come(era)]
    return tuple(sorted(cambi, key=lambda c: -c.grandezza))


def _impronta(domanda: object, cambi: Iterable[CambioDiSal]) -> str:
    righe = [
        (
            c.posto.anno,
            c.posto.numero,
            c.posto.cruscotto,
            c.posto.livello,
            c.posto.chiave,
            _detto(c.prima),
            _detto(c.dopo),
        )
        for c in cambi
    ]
    return impronta_di([domanda, sorted(righe)])


def _detto(sal: SalConFascia) -> list[str]:
    return [str(sal.valore), sal.colore]


def impronta_di(contenuto: object) -> str:
    """A short text that is the same for the same contents."""
    scritto = json.dumps(contenuto, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(scritto.encode()).hexdigest()[:32]
