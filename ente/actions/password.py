from __future__ import annotations

from django.db import transaction

from ente.actions.gettoni import chiudi_gettoni
from ente.actions.lettere_accesso import scrivi_lettera
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import esige

GIA_USATO = "Questo collegamento è già servito: entrate, o chiedetene un altro dalla pagina di accesso."


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
        scrivi_lettera(utente, "password_cambiata")
    return chiudi_gettoni(utente=utente, motivo="cambio della password", da=da) if revoca else 0


@transaction.atomic
def scegli_password(*, utente: Utente, nuova: str, revoca: bool = False, da: Utente) -> None:
    """The password, already judged good, of who has come with the key of a letter, which has been looked at: of two
    that come at once with the same key, one. The person is told by another letter, unless it is the first password.

    Raises:
        ErroreUtente: the key has served meanwhile.
        PermissionDenied: it is somebody else's.
    """
    esige(utente.pk == da.pk, "La password è di un'altra persona.")
    attuale = Utente.objects.select_for_update(of=("self",)).get(pk=utente.pk)
    if attuale.password != utente.password:
        raise ErroreUtente(GIA_USATO)
    prima_volta = not attuale.has_usable_password()
    attuale.set_password(nuova)
    attuale.save(update_fields=["password"])
    if attuale.ente is None:
        return
    azione = "sceglie password" if prima_volta else "reimposta password"
    registra(ente=attuale.ente, da=attuale, azione=azione, oggetto=attuale, nome=attuale.username)
    if revoca:
        chiudi_gettoni(utente=attuale, motivo="nuova password", da=attuale)
    if not prima_volta:
        scrivi_lettera(attuale, "password_cambiata")
