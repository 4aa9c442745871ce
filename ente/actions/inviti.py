from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ente.actions.lettere_accesso import di_altri, scrivi_lettera
from ente.actions.registro import registra
from ente.amministratori import PersonaRifiutata, gestisce
from ente.models import Utente
from ente.posta import indirizzo_valido

UN_ATTIMO = dt.timedelta(minutes=1)
SENZA_POSTA = (
    "Questo sito non manda lettere: chi lo gestisce deve dargli un indirizzo (SITE_URL) e un server di posta "
    "(EMAIL_URL)."
)


def perche_non_si_invita(persona: Utente) -> tuple[str, str]:
    """Why a person cannot be invited: the field to mend and the sentence; empty when it can."""
    if not settings.SITE_URL:
        return "", SENZA_POSTA
    if not persona.is_active:
        return "", "La persona non è in servizio."
    if persona.has_usable_password():
        return "", "Ha già una password: se l'ha dimenticata ne chiede un'altra dalla pagina di accesso."
    if not indirizzo_valido(persona.email):
        return "email", "Manca un indirizzo e-mail a cui scrivere."
    if di_altri(persona):
        return "email", "L'indirizzo è anche di un'altra persona dell'ente, che potrebbe entrare al suo posto."
    return "", ""


@transaction.atomic
def invita_persona(*, persona: Utente, da: Utente) -> bool:
    """Write to a person the letter with which to choose the password; the letters of before open nothing any more.
    Twice in a minute is once: whether a letter is on its way because of this.

    Raises:
        PersonaRifiutata: it cannot be written to, or has a password already.
        PermissionDenied: the person is not of a body that ``da`` administers.
    """
    ente = gestisce(persona, da)
    attuale = Utente.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    campo, motivo = perche_non_si_invita(attuale)
    if motivo:
        raise PersonaRifiutata(campo, motivo)
    adesso = timezone.now()
    if attuale.invitato_il is not None and not attuale.errore_invito and adesso - attuale.invitato_il < UN_ATTIMO:
        return False
    attuale.invitato_il, attuale.errore_invito = adesso, ""
    attuale.save(update_fields=["invitato_il", "errore_invito"])
    registra(ente=ente, da=da, azione="invita persona", oggetto=attuale, nome=attuale.username, email=attuale.email)
    scrivi_lettera(attuale, "invito")
    return True
