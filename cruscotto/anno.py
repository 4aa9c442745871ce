"""Which year, period and scorecards a page looks at, in two queries whatever their number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404

from cruscotto.models import Ciclo, Cruscotto, Periodo
from cruscotto.scelta import ciclo_corrente, periodo_scelto
from ente.models import Utente


@dataclass(frozen=True, slots=True)
class Anno:
    """A cycle that the user may read, its scorecards, its period of the page, and the other cycles with this page."""

    ciclo: Ciclo
    cicli: tuple[Ciclo, ...]
    periodi: tuple[Periodo, ...]
    periodo: Periodo | None
    cruscotti: tuple[Cruscotto, ...]

    @property
    def aperto(self) -> bool:
        """Whether missing values are not yet due."""
        return self.periodo is None or self.periodo.stato != "chiuso"


def leggi_anno(utente: Utente, anno: int | None, parametri: Mapping[str, str], *, tipo: str = "") -> Anno:
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
    return Anno(
        ciclo=ciclo,
        cicli=tuple(cicli.values()),
        periodi=periodi,
        periodo=periodo_scelto(periodi, parametri),
        cruscotti=tuple(c for c in tutti if c.ciclo.anno == anno),
    )
