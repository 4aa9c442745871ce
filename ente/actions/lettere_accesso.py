"""The letters with which one gets in: the invitation, the new password, what has changed. The worker sends them; what
opens the door is made when the letter leaves, so that no queue keeps it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from ente.chiavi import (
    DURATA_REIMPOSTA,
    chiave_invito,
    chiave_reimposta,
    fuori_portata,
    indirizzo_con_chiave,
    invito_scade_il,
)
from ente.models import Utente
from ente.posta import indirizzo_valido

RITENTA = (dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=3))
UNA_OGNI = 300
"""Seconds between two letters about the password of one person, however many are asked for."""
ERRORE_MASSIMO = 300
SCRITTO_MASSIMO = 254
registro = logging.getLogger(__name__)

OGGETTI = {
    "invito": "Il vostro accesso a Cannocchiale",
    "reimposta": "Una nuova password per Cannocchiale",
    "casella_comune": "La password di Cannocchiale",
    "password_cambiata": "La vostra password di Cannocchiale è cambiata",
    "indirizzo_cambiato": "Il vostro indirizzo in Cannocchiale è cambiato",
}
"""The letters by the name of their text, ``templates/email/<name>.txt``, with their subjects."""


def scrivi_lettera(utente: Utente, quale: str, *, a: str = "") -> None:
    """Have a letter of ``OGGETTI`` written to a person, at another address with ``a``; call it in the transaction of
    the act. Nothing where the site writes to nobody."""
    if settings.SITE_URL:
        spedisci_lettera.enqueue(utente.pk, quale, a, 0)


@task()
def spedisci_lettera(pk: int, quale: str, a: str, tentativo: int) -> None:
    """The job of a letter; tried again a few times while the mail server does not take it."""
    utente = Utente.objects.select_related("ente").get(pk=pk)
    indirizzo = a or utente.email
    serve = SERVE.get(quale)
    if not indirizzo_valido(indirizzo) or (serve is not None and not serve(utente)):
        return
    contesto = {"utente": utente, "ente": utente.ente, **_contesto(quale, utente)}
    testo = render_to_string(f"email/{quale}.txt", contesto).strip() + "\n"
    try:
        EmailMessage(OGGETTI[quale], testo, to=[indirizzo]).send()
    except Exception as errore:  # whatever the mail server says, it is tried again
        motivo = f"{type(errore).__name__}: {errore}"[:ERRORE_MASSIMO]
        registro.warning("Lettera «%s» a %s non inviata: %s", quale, utente.username, motivo)
        if quale == "invito":
            Utente.objects.filter(pk=pk).update(errore_invito=motivo)
        if tentativo < len(RITENTA):
            quando = timezone.now() + RITENTA[tentativo]
            spedisci_lettera.using(run_after=quando).enqueue(pk, quale, a, tentativo + 1)
    else:
        if quale == "invito":
            Utente.objects.filter(pk=pk).update(errore_invito="")


SERVE: dict[str, Callable[[Utente], bool]] = {
    "invito": lambda u: not fuori_portata(u) and invito_scade_il(u) is not None,
    "reimposta": lambda u: not fuori_portata(u),
}
"""Whether a letter is still to be sent, when its turn comes."""


def _contesto(quale: str, utente: Utente) -> dict[str, object]:
    if quale == "invito":
        indirizzo = indirizzo_con_chiave("invito", chiave_invito, utente)
        return {"indirizzo": indirizzo, "scade": invito_scade_il(utente)}
    if quale == "reimposta":
        indirizzo = indirizzo_con_chiave("account_reset_password_key", chiave_reimposta, utente)
        return {"indirizzo": indirizzo, "ore": int(DURATA_REIMPOSTA.total_seconds() // 3600)}
    return {}


def chiedi_password(scritto: str) -> None:
    """Have a letter written to whom a user name or an address is of. The same is done whoever it is of, and if it is
    nobody's: neither the answer nor its time tells who is there."""
    if settings.SITE_URL:
        cerca_e_scrivi.enqueue(scritto.strip()[:SCRITTO_MASSIMO])


@task()
def cerca_e_scrivi(scritto: str) -> None:
    """The job: a letter to each person, one body each. An address that two persons of a body share opens nothing: who
    reads it would have the password of the other."""
    if not scritto:
        return
    trovati = Utente.objects.filter(Q(username=scritto) | Q(email__iexact=scritto), ente__isnull=False)
    for utente in trovati.order_by("pk"):
        mai_invitato = not utente.has_usable_password() and utente.invitato_il is None
        if fuori_portata(utente) or mai_invitato or not indirizzo_valido(utente.email):
            continue
        if cache.add(f"lettera-password:{utente.pk}", 1, UNA_OGNI):
            spedisci_lettera.enqueue(utente.pk, "casella_comune" if di_altri(utente) else "reimposta", "", 0)


def di_altri(utente: Utente) -> bool:
    """Whether somebody else of the body, in service, has the same address."""
    stessi = Utente.objects.filter(ente=utente.ente_id, email__iexact=utente.email, is_active=True)
    return stessi.exclude(pk=utente.pk).exists()
