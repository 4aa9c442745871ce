from __future__ import annotations

from typing import Any

from ente.models import Atto, Ente, Utente


def registra(*, ente: Ente, da: Utente | None, azione: str, oggetto: object, **dettagli: Any) -> Atto:
    """Write a line of the register of acts. Call it inside the transaction of the act it tells of.

    ``da`` is None for a command run by the system. ``dettagli`` are JSON values.
    """
    return Atto.objects.create(ente=ente, utente=da, azione=azione, oggetto=str(oggetto)[:300], dettagli=dettagli)
