"""The roles of the person of the session, already read with the person by ``ente.accesso``: they cost no query."""

from __future__ import annotations

from ente.models import Ruolo, Utente


def ha_ruolo(utente: Utente, *ruoli: Ruolo) -> bool:
    """Whether the person of the session holds one of the roles today. To show things: an act asks ``ente.poteri``."""
    return any(getattr(utente, f"ha_{ruolo.value}", False) for ruolo in ruoli)
