"""Which year, period and scorecards a page looks at, in two queries whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404

from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.models import Ciclo, Cruscotto, Periodo, StatoCiclo, StatoPeriodo, TipoCruscotto
from ente.models import Utente
from ente.poteri import Poteri


@dataclass(frozen=True, slots=True)
class AnnoScelto:
    """A cycle that the user may read, its scorecards, its period of the page, and the other cycles with this page."""

    ciclo: Ciclo
    cicli: tuple[Ciclo, ...]
    periodi: tuple[Periodo, ...]
    periodo: Periodo | None
    cruscotti: tuple[Cruscotto, ...]
    tutti: tuple[Cruscotto, ...] = ()
    """Those of every cycle, as they are today."""

    @property
    def aperto(self) -> bool:
        """Whether missing values are not yet due."""
        return self.periodo is None or self.periodo.stato != "chiuso"


def leggi_anno(utente: Utente, anno: int | None, parametri: Mapping[str, str], *, tipo: str = "") -> AnnoScelto:
    """The scorecards (of a ``tipo``, or all) that the user may read in a year; None is that of ``?anno=``, or now.

    Raises:
        Http404: the user's body has no cycle of that year.
    """
    visibili = (
        Cruscotto.objects.visibili_a(utente).select_related("ciclo__ente", "area").prefetch_related("ciclo__periodi")
    )
    tutti = list((visibili.filter(tipo=tipo) if tipo else visibili).order_by("-ciclo__anno", "ordine"))
    cicli = {c.ciclo.anno: c.ciclo for c in tutti}
    if anno is None:
        corrente = ciclo_corrente(list(cicli.values()))
        anno = next((a for a in cicli if str(a) == parametri.get("anno")), corrente.anno if corrente else 0)
    ciclo = cicli.get(anno) or Ciclo.objects.visibili_a(utente).select_related("ente").filter(anno=anno).first()
    if ciclo is None:
        raise Http404
    periodi = tuple(ciclo.periodi.all())
    periodo = periodo_scelto(periodi, parametri)
    di_oggi = [c for c in tutti if c.ciclo.anno == anno]
    al_periodo = cruscotti_al_periodo(utente, ciclo, periodo, di_oggi)
    return AnnoScelto(
        ciclo=ciclo,
        cicli=tuple(cicli.values()),
        periodi=periodi,
        periodo=periodo,
        cruscotti=tuple(c for c in al_periodo if not tipo or c.tipo == tipo),
        tutti=tuple(tutti),
    )


def cruscotti_al_periodo(
    utente: Utente, ciclo: Ciclo, periodo: Periodo | None, di_oggi: Sequence[Cruscotto]
) -> Sequence[Cruscotto]:
    """The scorecards of a cycle that the user may read, in their order: ``di_oggi``, or those of the photograph of a
    closed period. What one may read is asked of the roles of today, of the sheet as it was and as it is; two queries
    at most, the photograph's apart."""
    foto = fotografia_di(periodo)
    if foto is None:
        return di_oggi
    poteri = Poteri.di(utente)
    nascosti = nascosti_oggi(poteri, [ciclo.pk])
    return [c for c in foto.cruscotti if c.visibile_con(poteri) and c.pk not in nascosti]


def leggibile_al_periodo(utente: Utente, cruscotto: Cruscotto, periodo: Periodo | None) -> Cruscotto | None:
    """A scorecard that the user may read today, as it was in a closed period; None when it was then, or is by what it
    was, somebody else's. One that did not exist then is that of today, which has no rows there."""
    foto = fotografia_di(periodo)
    if foto is None or cruscotto.pk not in {c.pk for c in foto.cruscotti}:
        return cruscotto
    leggibili = cruscotti_al_periodo(utente, cruscotto.ciclo, periodo, ())
    return next((c for c in leggibili if c.pk == cruscotto.pk), None)


def nascosti_oggi(poteri: Poteri, cicli: Collection[int]) -> set[int]:
    """The keys of the sheets of some cycles that are somebody else's today; one query at most."""
    if poteri.tutto_l_ente or not cicli:
        return set()
    individuali = Cruscotto.objects.filter(ciclo__in=cicli, tipo=TipoCruscotto.INDIVIDUALE)
    return set(individuali.exclude(area__in=poteri.aree_proprie).values_list("pk", flat=True))


def ciclo_corrente(cicli: Sequence[Ciclo]) -> Ciclo | None:
    """The cycle that people work on: the latest in monitoring, else the latest of all."""
    in_corso = [c for c in cicli if c.stato == StatoCiclo.MONITORAGGIO]
    return max(in_corso or cicli, key=lambda c: c.anno, default=None)


def periodo_scelto(periodi: Sequence[Periodo], parametri: Mapping[str, str]) -> Periodo | None:
    """The period named by ``?periodo=N``; else now: the open one, or the last that was closed. None before the first.

    A number that the cycle does not have is the same as none: an old link still opens the page.
    """
    aperti_o_chiusi = [p for p in periodi if p.stato != StatoPeriodo.FUTURO]
    cercato = parametri.get("periodo", "")
    for periodo in aperti_o_chiusi:
        if str(periodo.numero) == cercato:
            return periodo
    in_corso = [p for p in aperti_o_chiusi if p.stato == StatoPeriodo.APERTO]
    return max(in_corso or aperti_o_chiusi, key=lambda p: p.numero, default=None)
