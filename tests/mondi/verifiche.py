"""The findings of the controls as somebody has accepted them, so that a body with errors of its own may approve."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.controlli.actions.accettazione import accetta_esito
from relazione.controlli.actions.verifica import verifica_relazione
from relazione.controlli.verifiche import errori_aperti


def accetta_gli_errori(ciclo: Ciclo, da: Utente) -> None:
    """Accept by the acts every error that there is now."""
    verifica_relazione(ciclo=ciclo, da=da)
    scade = timezone.localdate() + dt.timedelta(days=30)
    for errore in errori_aperti(ciclo):
        accetta_esito(ciclo=ciclo, chiave=errore.chiave, motivo="È stampato così.", scade=scade, da=da)
