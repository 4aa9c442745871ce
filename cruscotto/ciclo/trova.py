"""Finding the body and the cycle that a command names, with one clear sentence when they are not there."""

from __future__ import annotations

from cruscotto.models import Ciclo, Periodo
from ente.errori import ErroreUtente
from ente.models import Ente


class NonTrovato(ErroreUtente):
    """What a command names does not exist; the message says what there is instead."""


def enti_scelti(codice: str | None) -> list[Ente]:
    """The body that a command names, or all of them.

    Raises:
        NonTrovato: no such body.
    """
    enti = Ente.objects.order_by("codice")
    if not codice:
        return list(enti)
    scelti = list(enti.filter(codice=codice))
    if not scelti:
        noti = ", ".join(enti.values_list("codice", flat=True)[:10])
        raise NonTrovato(f"L'ente «{codice}» non c'è. Enti presenti: {noti or 'nessuno'}.")
    return scelti


def trova_ciclo(codice: str, anno: int) -> Ciclo:
    """The cycle of a body, with the body in the same query.

    Raises:
        NonTrovato: no such body, or no cycle of that year.
    """
    if not Ente.objects.filter(codice=codice).exists():
        noti = ", ".join(Ente.objects.order_by("codice").values_list("codice", flat=True)[:10])
        raise NonTrovato(f"L'ente «{codice}» non c'è. Enti presenti: {noti or 'nessuno, caricate prima la demo'}.")
    ciclo = Ciclo.objects.select_related("ente").filter(ente__codice=codice, anno=anno).first()
    if ciclo is None:
        anni = Ciclo.objects.filter(ente__codice=codice).order_by("anno").values_list("anno", flat=True)
        noti = ", ".join(str(a) for a in anni)
        raise NonTrovato(f"L'ente «{codice}» non ha un ciclo {anno}. Cicli presenti: {noti or 'nessuno'}.")
    return ciclo


def ultimo_periodo(ciclo: Ciclo) -> Periodo | None:
    """The period that closes the year, whose values are the *consuntivo*; None before the periods are defined."""
    periodo = Periodo.objects.filter(ciclo=ciclo).order_by("-numero").first()
    if periodo is not None:
        periodo.ciclo = ciclo
    return periodo
