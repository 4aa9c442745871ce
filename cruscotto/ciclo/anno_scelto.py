"""Which year, period and scorecards a page looks at, in two queries whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.models import Ciclo, Cruscotto, Periodo, StatoCiclo, StatoPeriodo, TipoCruscotto
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri


class AnnoSenzaCiclo(ErroreUtente):
    """The body of the user has no cycle of the year that was asked for; the message says which years it has."""

    codice_http = 404

    def __init__(self, anni: Sequence[int]) -> None:
        self.anni = tuple(anni)
        if not self.anni:
            super().__init__("Il vostro ente non ha ancora un ciclo della performance: lo apre chi amministra.")
            return
        quali = ", ".join(map(str, self.anni))
        sono = f"quelli del vostro ente sono {quali}" if len(anni) > 1 else f"quello del vostro ente è il {quali}"
        super().__init__(f"Per quest'anno non c'è un ciclo: {sono}. Un anno nuovo lo apre il controllo di gestione.")


@dataclass(frozen=True, slots=True)
class AnnoScelto:
    """A cycle that the user may read, its scorecards and its period of the page; ``cicli`` are those with scorecards,
    ``anni`` those of all cycles, the latest first."""

    ciclo: Ciclo
    cicli: tuple[Ciclo, ...]
    anni: tuple[int, ...]
    periodi: tuple[Periodo, ...]
    periodo: Periodo | None
    cruscotti: tuple[Cruscotto, ...]

    @property
    def aperto(self) -> bool:
        """Whether missing values are not yet due."""
        return self.periodo is None or self.periodo.stato != "chiuso"


def leggi_anno(utente: Utente, anno: int | None, parametri: Mapping[str, str], *, tipo: str = "") -> AnnoScelto:
    """The scorecards (of a ``tipo``, or all) that the user may read in a year; None is that of ``?anno=``, or now.

    Raises:
        AnnoSenzaCiclo: the user's body has no cycle of that year, or none at all.
    """
    visibili = Cruscotto.objects.visibili_a(utente).con_gli_anni()
    visibili = visibili.select_related("ciclo__ente", "area").prefetch_related("ciclo__periodi")
    tutti = list((visibili.filter(tipo=tipo) if tipo else visibili).order_by("-ciclo__anno", "ordine"))
    cicli = {c.ciclo.anno: c.ciclo for c in tutti}
    anni = anni_di(tutti) or anni_dei_cicli(utente)
    ciclo = _scelto(utente, cicli, anni, anno_chiesto(parametri, anni) if anno is None else anno)
    periodi = tuple(ciclo.periodi.all())
    periodo = periodo_scelto(periodi, parametri)
    di_oggi = [c for c in tutti if c.ciclo.anno == ciclo.anno]
    al_periodo = cruscotti_al_periodo(utente, ciclo, periodo, di_oggi)
    return AnnoScelto(
        ciclo=ciclo,
        cicli=tuple(cicli.values()),
        anni=anni,
        periodi=periodi,
        periodo=periodo,
        cruscotti=tuple(c for c in al_periodo if not tipo or c.tipo == tipo),
    )


def _scelto(utente: Utente, cicli: Mapping[int, Ciclo], anni: Sequence[int], anno: int | None) -> Ciclo:
    if anno is None:
        corrente = ciclo_corrente(list(cicli.values()))
        if corrente is not None:
            return corrente
        anno = max(anni, default=0)
    ciclo = cicli.get(anno) or Ciclo.objects.visibili_a(utente).select_related("ente").filter(anno=anno).first()
    if ciclo is None:
        raise AnnoSenzaCiclo(anni)
    return ciclo


def anno_chiesto(parametri: Mapping[str, str], anni: Sequence[int]) -> int | None:
    """The year of ``?anno=``, one of ``anni``; None when none is asked for. Another year is never put in its place.

    Raises:
        AnnoSenzaCiclo: what is asked for is no year of the body.
    """
    scritto = parametri.get("anno", "")
    if not scritto:
        return None
    trovato = next((a for a in anni if str(a) == scritto), None)
    if trovato is None:
        raise AnnoSenzaCiclo(anni)
    return trovato


def anni_di(cruscotti: Sequence[Cruscotto]) -> tuple[int, ...]:
    """The years of the cycles of a body, the latest first, from scorecards read ``con_gli_anni``; none without any."""
    return tuple(sorted(cruscotti[0].anni, reverse=True)) if cruscotti else ()  # type: ignore[attr-defined]


def anni_dei_cicli(utente: Utente) -> tuple[int, ...]:
    """The same from the cycles, for who reads no scorecard."""
    return tuple(Ciclo.objects.visibili_a(utente).order_by("-anno").values_list("anno", flat=True))


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
