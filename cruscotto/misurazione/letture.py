"""Targets and actuals of a set of placements up to a period: a placement's own value first, else the shared one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from cruscotto.aritmetica.formule import Calcolato, Definizione, Esito, OperandoAllaData, solo_di
from cruscotto.aritmetica.passo import TUTTO, Quota, quota
from cruscotto.ciclo.fotografie import fotografia_di, prefetch_fotografie
from cruscotto.ciclo.regole_adottate import grafo_conservato, ripristina
from cruscotto.ciclo.scatto_fotografia import aree_di_chi_valida
from cruscotto.misurazione.lette import leggi_attesi, leggi_collocazioni, leggi_rilevazioni
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Operando,
    Periodo,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    TipoCruscotto,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.models.collocazione import CollocazioneQuerySet
from cruscotto.models.indicatore import OperandoQuerySet
from cruscotto.models.rilevazione import RilevazioneQuerySet
from cruscotto.valori.calcolati import Calcolati, grafo_di, leggi_operandi

DEL_PERIODO: Any = Rilevazione._meta.get_field("periodo")


@dataclass(frozen=True, slots=True)
class Richiesta:
    """Scorecards of a cycle to measure at a period (None: nothing measured yet); or ``indicatori``, in all of them.
    ``periodi`` are those of the cycle, for who has read them; ``uffici`` leaves out the rows of other offices, for who
    shows no mean: of a closed period they may be there all the same."""

    ciclo: Ciclo
    periodo: Periodo | None
    cruscotti: Sequence[Cruscotto] = ()
    indicatori: QuerySet[Indicatore] | None = None
    periodi: Sequence[Periodo] | None = None
    uffici: Collection[int] | None = None


class Storico(NamedTuple):
    """A ``ValoreStorico`` only to read: as many as the years, and a model instance would cost five times as much."""

    indicatore_id: int
    anno: int
    benchmark: bool
    testo: str
    valore: Decimal | None
    fonte: str


@dataclass(frozen=True, slots=True)
class RigheLette:
    """The rows that a measurement is made of, as they are or as a photograph keeps them."""

    periodi: dict[int, Periodo]
    collocazioni: Sequence[Collocazione]
    attesi: Sequence[ValoreAtteso]
    rilevazioni: Sequence[Rilevazione]
    dichiarati: Sequence[SalDichiarato]
    storico: Sequence[Storico]
    operandi: Sequence[Operando]
    grafo: dict[int, Definizione]


class Lettura:
    """What some measurements need, read for all of them together: five queries whatever their number and their rows,
    one more for each cycle whose periods are not prefetched, one when somebody validated what they had entered, and one
    when an indicator is computed from others: these are then read too (``grafo``).
    Those of closed periods are made of their photographs, one query for all of them, and of nothing else.

    The rows are tuples with the names of their models (``cruscotto.misurazione.lette``); ``intere`` makes them the
    models themselves, for who shows more of them than what measures. ``rilevazioni`` and ``operandi`` are where these
    are read from, for who wants something more of them in the same query; ``collocazioni`` are the placements, for who
    has read them."""

    def __init__(
        self,
        richieste: Sequence[Richiesta],
        rilevazioni: RilevazioneQuerySet | None = None,
        collocazioni: Sequence[Collocazione] | None = None,
        operandi: OperandoQuerySet | None = None,
        *,
        intere: bool = False,
    ) -> None:
        self._intere = intere
        prefetch_fotografie([r.periodo for r in richieste])
        vive = [r for r in richieste if fotografia_di(r.periodo) is None]
        self.periodi = {
            r.ciclo.pk: {p.pk: p for p in (r.ciclo.periodi.all() if r.periodi is None else r.periodi)} for r in vive
        }
        self.collocazioni: list[Collocazione] = []
        self.attesi: list[ValoreAtteso] = []
        self.rilevazioni: list[Rilevazione] = []
        self.dichiarati: list[SalDichiarato] = []
        self.storico: list[Storico] = []
        self.operandi: list[Operando] = []
        self.grafo: dict[int, Definizione] = {}
        if vive:
            self._leggi(vive, rilevazioni, collocazioni, operandi)

    def di(self, ciclo: Ciclo, periodo: Periodo | None) -> RigheLette:
        """The rows of a request: those of its photograph, where it has one."""
        foto = fotografia_di(periodo)
        if foto is None:
            return RigheLette(
                periodi=self.periodi[ciclo.pk],
                collocazioni=self.collocazioni,
                attesi=self.attesi,
                rilevazioni=self.rilevazioni,
                dichiarati=self.dichiarati,
                storico=self.storico,
                operandi=self.operandi,
                grafo=self.grafo,
            )
        di_cosa = sorted(foto.righe("operandi").values(), key=lambda o: (o.indicatore_id, o.ordine))
        return RigheLette(
            periodi=foto.righe("periodi"),
            collocazioni=foto.collocazioni,
            attesi=sorted(foto.righe("attesi").values(), key=lambda a: a.versione),
            rilevazioni=list(foto.righe("rilevazioni").values()),
            dichiarati=list(foto.righe("dichiarati").values()),
            storico=_storico(foto.righe("storico").values()),
            operandi=di_cosa,
            grafo=solo_di((c.indicatore_id for c in foto.collocazioni if c.indicatore.calcolo), grafo_di(di_cosa)),
        )

    def _leggi(
        self,
        richieste: Sequence[Richiesta],
        rilevazioni: RilevazioneQuerySet | None,
        collocazioni: Sequence[Collocazione] | None,
        operandi: OperandoQuerySet | None,
    ) -> None:
        cruscotti = {c.pk for r in richieste for c in r.cruscotti}
        con_indicatori = [r for r in richieste if r.indicatori is not None]
        sparsi = [Q(cruscotto__ciclo=r.ciclo, indicatore__in=r.indicatori) for r in con_indicatori]
        if collocazioni is not None:
            self.collocazioni = list(collocazioni)
        elif sparsi:
            self.collocazioni = self._collocazioni(Collocazione.objects.filter(reduce(or_, sparsi)).senza_nodo())
        else:
            nei_cruscotti = Collocazione.objects.filter(cruscotto__in=cruscotti)
            uffici = [r.uffici for r in richieste if r.uffici is not None]
            if len(uffici) == len(richieste):
                nei_cruscotti = nei_cruscotti.filter(indicatore__ufficio__in=set().union(*uffici))
            self.collocazioni = self._collocazioni(nei_cruscotti.per_cruscotto())
        indicatori = {c.indicatore_id for c in self.collocazioni}
        self.grafo = self._grafo(richieste, operandi)
        # Read in order of version: the last one wins.
        attesi = ValoreAtteso.objects.filter(ciclo__in=list(self.periodi), indicatore__in=indicatori)
        attesi = attesi.order_by("versione")
        self.attesi = list(attesi) if self._intere else leggi_attesi(attesi)
        periodi = {
            p: periodo for r in richieste for p, periodo in self.periodi[r.ciclo.pk].items() if _entro(periodo, r)
        }
        # In no order: the models' own would join the tables of half the schema to sort what is then looked up by key.
        letti = Rilevazione.objects.all() if rilevazioni is None else rilevazioni
        letti = letti.filter(periodo__in=periodi, indicatore__in=indicatori | self.grafo.keys()).order_by()
        self.rilevazioni = _intere(letti) if self._intere else leggi_rilevazioni(letti, periodi)
        misurate = [r for r in richieste if r.periodo]
        dichiarati = SalDichiarato.objects.filter(periodo__in={r.periodo for r in misurate})
        if sparsi or collocazioni is not None:
            dichiarati = dichiarati.filter(collocazione__in=[c.pk for c in self.collocazioni])
        else:
            dichiarati = dichiarati.filter(collocazione__cruscotto__in=cruscotti).select_related("da")
        self.dichiarati = list(dichiarati)
        ultimo_anno = max((r.ciclo.anno for r in misurate), default=0)
        storico = ValoreStorico.objects.filter(indicatore__in=indicatori, anno__lte=ultimo_anno).order_by("anno")
        righe = storico.values_list(*Storico._fields) if misurate else ()
        self.storico = [Storico._make(riga) for riga in righe]

    def _collocazioni(self, insieme: CollocazioneQuerySet) -> list[Collocazione]:
        return list(insieme) if self._intere else leggi_collocazioni(insieme)

    def _grafo(self, richieste: Sequence[Richiesta], operandi: OperandoQuerySet | None) -> dict[int, Definizione]:
        """What the placements that are computed are made of: now, or as their adopted cycle keeps it."""
        adottati = {r.ciclo.pk for r in richieste if r.ciclo.regole_adottate}
        calcolate: set[int] = set()
        grafo: dict[int, Definizione] = {}
        for c in self.collocazioni:
            if c.regole_congelate is not None and c.cruscotto.ciclo_id in adottati:
                grafo |= grafo_conservato(c)
            elif c.indicatore.calcolo:
                calcolate.add(c.indicatore_id)
        if calcolate:
            self.operandi = leggi_operandi(richieste[0].ciclo.ente_id, operandi)
            grafo |= solo_di(calcolate, grafo_di(self.operandi))
        return grafo


def _intere(insieme: RilevazioneQuerySet) -> list[Rilevazione]:
    """Values as models, with what became of their actions in the same query."""
    rilevazioni = list(insieme.select_related("seguito"))
    aree = aree_di_chi_valida((r.pk, r.inserita_da_id, r.validata_da_id, r.validata_il) for r in rilevazioni)
    for r in rilevazioni if aree else ():
        r.area_di_chi_valida = aree.get(r.pk)
    return rilevazioni


def _storico(righe: Iterable[ValoreStorico]) -> list[Storico]:
    """The values of earlier years that a photograph keeps, in order of year."""
    tutti = [Storico(*(getattr(r, nome) for nome in Storico._fields)) for r in righe]
    return sorted(tutti, key=lambda s: s.anno)


def _entro(periodo: Periodo, richiesta: Richiesta) -> bool:
    return richiesta.periodo is not None and periodo.numero <= richiesta.periodo.numero


def _in_vigore(atteso: ValoreAtteso, periodo: Periodo | None) -> bool:
    """Whether a version of a target was already adopted at the end of the period: what is past stays as it stood."""
    return periodo is None or atteso.atto_data is None or atteso.atto_data <= periodo.fine


class ValoriCiclo:
    """The values of one request: read with it, or taken from a ``lettura`` that served others too."""

    def __init__(
        self, ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto], lettura: Lettura | None = None
    ) -> None:
        letto = (lettura or Lettura([Richiesta(ciclo, periodo, cruscotti)])).di(ciclo, periodo)
        self.anno = ciclo.anno
        self.periodi = letto.periodi
        self.periodo = periodo and self.periodi.get(periodo.pk, periodo)
        self.oggi = timezone.localdate()
        self.misurate: dict[object, tuple[object, Any]] = {}
        """The rows measured so far, by what they have in common with others (``riga.misura_riga``)."""
        propri = {c.pk for c in cruscotti}
        self.collocazioni: dict[int, list[Collocazione]] = defaultdict(list)
        ripristinati: set[tuple[int, int]] = set()
        for c in letto.collocazioni:
            if c.cruscotto_id in propri:
                quale = id(c.indicatore), id(c.regole_congelate)  # one for many placements, where they share it
                if ciclo.regole_adottate and quale not in ripristinati:
                    ripristina(c)
                    ripristinati.add(quale)
                self.collocazioni[c.cruscotto_id].append(c)
        self._attesi = {
            (a.indicatore_id, a.collocazione_id): a
            for a in letto.attesi
            if a.ciclo_id == ciclo.pk and _in_vigore(a, periodo)
        }
        self._rilevazioni: dict[tuple[int, int | None], dict[int, Rilevazione]] = defaultdict(dict)
        self._grafo = dict(letto.grafo)
        if ciclo.regole_adottate:
            for c in chain.from_iterable(self.collocazioni.values()):
                self._grafo |= grafo_conservato(c)
        self._dichiarati: dict[int, SalDichiarato] = {}
        self._storico: dict[int, list[Storico]] = defaultdict(list)
        if periodo is None:
            return
        for r in letto.rilevazioni:
            suo = self.periodi.get(r.periodo_id)
            if suo is not None and suo.numero <= periodo.numero:
                if isinstance(r, Rilevazione):
                    DEL_PERIODO.set_cached_value(r, suo)  # its key is the same: there is nothing to look at
                self._rilevazioni[r.indicatore_id, r.collocazione_id][suo.numero] = r
        self._dichiarati = {d.collocazione_id: d for d in letto.dichiarati if d.periodo_id == periodo.pk}
        for s in letto.storico:
            if s.anno < ciclo.anno and not s.benchmark:
                self._storico[s.indicatore_id].append(s)

    @cached_property
    def _calcolati(self) -> Calcolati:
        return Calcolati(self._grafo, self._rilevazioni, self.periodi.values())

    def calcolo(self, c: Collocazione) -> Calcolato | None:
        """What a computed placement is made of at the period, and what comes out; None for one that is not computed,
        and before there is a period."""
        if not c.indicatore.calcolo or self.periodo is None:
            return None
        return self._calcolati.al(c.indicatore, self.periodo.numero)

    def operandi(self, c: Collocazione) -> tuple[OperandoAllaData, ...]:
        """The operands of a computed placement, with their values once there is a period."""
        calcolo = self.calcolo(c)
        if calcolo is not None:
            return calcolo.termini
        if not c.indicatore.calcolo or c.indicatore_id not in self._grafo:
            return ()
        codici = (self._grafo[o].codice for o in self._grafo[c.indicatore_id].operandi)
        return tuple(OperandoAllaData(codice, Esito.MANCANTE) for codice in codici)

    def calcolo_al(self, c: Collocazione, periodo: Periodo) -> Calcolato | None:
        """The same at a period before."""
        return self._calcolati.al(c.indicatore, periodo.numero) if c.indicatore.calcolo else None

    def in_comune(self, c: Collocazione) -> tuple[object, ...]:
        """What is the same for two placements that measure the same: the indicator with its rules, the target in force,
        the values, and whether who validated the one of the period is assessed by the sheet. One that has values or a
        declared SAL of its own is like no other."""
        sua = c.pk if (c.indicatore_id, c.pk) in self._rilevazioni or c.pk in self._dichiarati else None
        scheda = c.cruscotto.area_id if c.cruscotto.tipo == TipoCruscotto.INDIVIDUALE else None
        valutata = scheda is not None and any(
            r is not None and r.valuta_chi_valida(scheda)
            for r in (self.rilevata(c.indicatore_id, c.pk), self.rilevata(c.indicatore_id, None))
        )
        return id(c.indicatore), id(self.atteso(c)), sua, valutata

    def con(self, rilevazioni: Iterable[Rilevazione]) -> ValoriCiclo:
        """The same values with some of this period's replaced, or added: what would be if they were so."""
        copia = copy(self)
        copia.__dict__.pop("_calcolati", None)
        copia.misurate = {}
        copia._rilevazioni = copy(self._rilevazioni)
        for r in rilevazioni:
            sua = (r.indicatore_id, r.collocazione_id)
            copia._rilevazioni[sua] = {**copia._rilevazioni[sua], r.periodo.numero: r}
        return copia

    def rilevata(self, indicatore_id: int, collocazione_id: int | None) -> Rilevazione | None:
        """What was entered in this very period, shared or for one placement."""
        numero = self.periodo.numero if self.periodo else 0
        return self._rilevazioni.get((indicatore_id, collocazione_id), {}).get(numero)

    @cached_property
    def quota(self) -> Quota:
        """How much of the year is gone at the period."""
        if self.periodo is None:
            return TUTTO
        return quota(self.periodo.fine, ((p.inizio, p.fine) for p in self.periodi.values()))

    @cached_property
    def finale(self) -> bool:
        """Whether the period closes the year."""
        return self.periodo is None or all(p.numero <= self.periodo.numero for p in self.periodi.values())

    @property
    def aperto(self) -> bool:
        """Whether values may still arrive: a missing one is then not yet a fault."""
        return self.periodo is None or self.periodo.stato != StatoPeriodo.CHIUSO

    def atteso(self, c: Collocazione) -> ValoreAtteso | None:
        """The target in force for a placement."""
        return self._attesi.get((c.indicatore_id, c.pk)) or self._attesi.get((c.indicatore_id, None))

    @property
    def in_vigore(self) -> frozenset[int]:
        """The keys of the versions of targets in force at the period, one for each target."""
        return frozenset(a.pk for a in self._attesi.values())

    def serie(self, c: Collocazione) -> list[Rilevazione]:
        """The actuals of a placement up to the period, in order: in each period its own or else the shared one, or that
        which is computed."""
        if c.indicatore.calcolo:
            return self._calcolati.serie(c.indicatore, self.periodo.numero) if self.periodo else []
        valori = self._rilevazioni.get((c.indicatore_id, None), {}) | self._rilevazioni.get((c.indicatore_id, c.pk), {})
        return [valori[numero] for numero in sorted(valori)]

    def dichiarato(self, c: Collocazione) -> SalDichiarato | None:
        """The SAL that a person declared for a placement in the period."""
        return self._dichiarati.get(c.pk)

    def storico(self, c: Collocazione) -> list[Storico]:
        """Values of earlier years, in order."""
        return self._storico.get(c.indicatore_id, [])
