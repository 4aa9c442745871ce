"""What a page looks at: the year and the period, from the address, so that the address can be sent to somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cruscotto.models import Ciclo, Periodo, StatoCiclo, StatoPeriodo


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
