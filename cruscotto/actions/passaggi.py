"""The one way in which a value goes from a state to another: powers, period, version, state, controls, register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F

from cruscotto.models import Rilevazione
from cruscotto.rifiuti import Conflitto, NonModificabile
from cruscotto.serratura import blocca_periodo, esige_scrivibile
from cruscotto.transizioni import Transizione, permesso
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige


def ricarica(pk: int) -> Rilevazione:
    """A value as it is now on the database, with what acts and pages want of it, in one query."""
    insieme = Rilevazione.objects.select_related(
        "inserita_da", "validata_da", "indicatore__ufficio__area", "periodo__ciclo__ente"
    )
    return insieme.get(pk=pk)


def annota(rilevazione: Rilevazione, azione: str, da: Utente, dettagli: Mapping[str, Any]) -> None:
    """The line of the register of an act on a value; ``dettagli`` as in ``registra``."""
    periodo = rilevazione.periodo
    nome = f"{rilevazione.indicatore.codice}, {periodo.nome} {periodo.ciclo.anno}"
    registra(ente=periodo.ciclo.ente, da=da, azione=azione, oggetto=rilevazione, nome=nome, **dettagli)


def passa(
    rilevazione: Rilevazione,
    atto: Transizione,
    versione: int,
    da: Utente,
    *,
    poteri: Poteri | None = None,
    controlla: Callable[[Rilevazione], None] | None = None,
    campi: Mapping[str, Any] | None = None,
    motivo: str = "",
) -> Rilevazione:
    """Do an act on a value, as ``ricarica`` gave it; call it inside a transaction. Returns the value after it.

    ``versione`` is the one that the person was looking at; ``campi`` are written with the new state; ``controlla`` may
    raise what forbids it.

    Raises:
        PermissionDenied: the act is somebody else's.
        NonModificabile: the period is closed or the state does not allow the act.
        Conflitto: the value is not the one that the person was looking at.
    """
    da_chi = f"{atto.nome.capitalize()}: spetta a {atto.chi}."
    esige(permesso(atto.chi, poteri or Poteri.di(da), rilevazione), da_chi)
    esige_scrivibile(blocca_periodo(rilevazione.periodo_id), rilevazione.indicatore.ufficio_id)
    if rilevazione.versione != versione:
        raise Conflitto(ricarica(rilevazione.pk))
    if rilevazione.stato not in atto.da:
        stato = rilevazione.get_stato_display().lower()
        raise NonModificabile(f"Il valore di «{rilevazione.indicatore}» è in stato «{stato}»: non si può più fare.")
    if controlla is not None:
        controlla(rilevazione)
    nuovo = {**(campi or {}), "stato": atto.a or rilevazione.stato}
    righe = Rilevazione.objects.filter(pk=rilevazione.pk, versione=versione, stato__in=atto.da)
    if righe.update(**nuovo, versione=F("versione") + 1) != 1:
        raise Conflitto(ricarica(rilevazione.pk))
    annota(rilevazione, atto.nome, da, {"valore": rilevazione.testo, "motivo": motivo})
    return ricarica(rilevazione.pk)
