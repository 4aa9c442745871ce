"""What may still be written. The state of the period is read inside the transaction of the act, under a lock.

Who enters values takes a shared lock on the period, who closes or opens it an exclusive one: a value cannot slip in
while the period closes. SQLite needs none: its transactions begin IMMEDIATE, one writer at a time.
"""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from cruscotto.models import Ciclo, Periodo, Riapertura, StatoPeriodo
from cruscotto.rifiuti import NonModificabile

BLOCCO_CONDIVISO = "SELECT 1 FROM cruscotto_periodo WHERE id = %s FOR SHARE"
BLOCCO_ESCLUSIVO = "SELECT 1 FROM cruscotto_periodo WHERE id = %s FOR UPDATE"


def blocca_periodo(pk: int, *, esclusivo: bool = False) -> Periodo:
    """The period as it is now, with cycle and body, that will not change before the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursore:
            cursore.execute(BLOCCO_ESCLUSIVO if esclusivo else BLOCCO_CONDIVISO, [pk])
    return Periodo.objects.select_related("ciclo__ente").get(pk=pk)


def esige_ciclo_modificabile(ciclo: Ciclo) -> None:
    """Refuse to touch a cycle whose Relazione has been adopted.

    Raises:
        NonModificabile
    """
    if ciclo.congelato:
        raise NonModificabile(
            f"La Relazione {ciclo.anno} è già stata adottata ({ciclo.get_stato_display().lower()}): i suoi dati non "
            "si modificano più."
        )


def esige_scrivibile(periodo: Periodo, ufficio_id: int | None) -> None:
    """Refuse to touch the values of a period that is not open, unless it was reopened for the office.

    Raises:
        NonModificabile
    """
    esige_ciclo_modificabile(periodo.ciclo)
    if periodo.stato == StatoPeriodo.APERTO:
        return
    if periodo.stato == StatoPeriodo.FUTURO:
        raise NonModificabile(
            f"{periodo.nome} {periodo.ciclo.anno} non è ancora aperto: lo apre il controllo di gestione."
        )
    if not riaperto(periodo, ufficio_id):
        raise NonModificabile(
            f"{periodo.nome} {periodo.ciclo.anno} è chiuso: chiedete al controllo di gestione di riaprirlo per il "
            "vostro ufficio."
        )


def riaperto(periodo: Periodo, ufficio_id: int | None) -> bool:
    """Whether the closed period is open again today for the office."""
    oggi = timezone.localdate()
    return Riapertura.objects.filter(periodo=periodo, ufficio=ufficio_id).valide_il(oggi).exists()
