"""The corrective actions promised with the values of a row, and where each is."""

from __future__ import annotations

from collections.abc import Iterable

from cruscotto.aritmetica.azioni import Promessa, StatoAzione
from cruscotto.models import Rilevazione, SeguitoAzione
from cruscotto.valori.accumulati import CONTANO


def promesse_di(serie: Iterable[Rilevazione]) -> tuple[Promessa, ...]:
    """The actions that were handed over with some values, in their order.

    Only of values read with what became of them (``seguito``): a photograph keeps what was promised, and what was done
    later is not of its period.
    """
    return tuple(promessa_di(r) for r in serie if r.azione_correttiva and r.stato in CONTANO and r.seguito_letto)


def promessa_di(r: Rilevazione) -> Promessa:
    """The action of a value, read with its ``seguito`` and its period."""
    seguito: SeguitoAzione | None = getattr(r, "seguito", None)
    return Promessa(
        periodo=r.periodo.numero,
        nome_periodo=r.periodo.nome,
        testo=r.azione_correttiva,
        entro=seguito.scade(r.azione_entro) if seguito else r.azione_entro,
        stato=StatoAzione(seguito.stato) if seguito else StatoAzione.DA_FARE,
        nota=seguito.nota if seguito else "",
        valore=r.pk or 0,
    )
