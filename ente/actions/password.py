from __future__ import annotations

from django.db import transaction

from ente.actions.gettoni import chiudi_gettoni
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import esige


@transaction.atomic
def cambia_password(*, utente: Utente, nuova: str, revoca: bool, da: Utente) -> int:
    """One's own new password, already judged good; with ``revoca`` the doors that one had opened to programs close
    with the old one. How many did.

    Raises:
        PermissionDenied: it is somebody else's.
    """
    esige(utente.pk == da.pk, "La password è di un'altra persona.")
    utente.set_password(nuova)
    utente.save(update_fields=["password"])
    if utente.ente is not None:
        registra(ente=utente.ente, da=da, azione="cambia password", oggetto=utente, nome=utente.username)
    return chiudi_gettoni(utente=utente, motivo="cambio della password", da=da) if revoca else 0
