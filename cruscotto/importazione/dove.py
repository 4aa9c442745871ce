"""Where a file that a command names goes in."""

from __future__ import annotations

from cruscotto.ciclo.trova import NonTrovato, trova_ciclo
from cruscotto.importazione.genere import Dove
from cruscotto.models import Cruscotto, Periodo


def trova_dove(
    codice: str, anno: int, cruscotto: str | None = None, periodo: int | None = None, *, crea: bool = False
) -> Dove:
    """Where a file that a command names goes in; without ``periodo`` the last one of the cycle.

    Raises:
        NonTrovato: the body, the cycle, the scorecard or the period does not exist.
    """
    ciclo = trova_ciclo(codice, anno)
    scelto = Cruscotto.objects.filter(ciclo=ciclo, codice=cruscotto).first() if cruscotto else None
    if cruscotto and scelto is None:
        noti = ", ".join(Cruscotto.objects.filter(ciclo=ciclo).values_list("codice", flat=True))
        raise NonTrovato(f"Il cruscotto «{cruscotto}» non c'è nel ciclo {anno}. Ci sono: {noti or 'nessuno'}.")
    del_ciclo = Periodo.objects.filter(ciclo=ciclo).select_related("ciclo__ente")
    quale = del_ciclo.filter(numero=periodo).first() if periodo else del_ciclo.order_by("-numero").first()
    if periodo and quale is None:
        noti = ", ".join(str(n) for n in del_ciclo.order_by("numero").values_list("numero", flat=True))
        raise NonTrovato(f"Il periodo {periodo} non c'è nel ciclo {anno}. Ci sono: {noti or 'nessuno'}.")
    return Dove(ente=ciclo.ente, del_ciclo=ciclo, periodo=quale, cruscotto=scelto, crea=crea)
