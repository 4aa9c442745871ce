"""A letter to who has the next step, when an act on the Relazione has been done. The worker sends it: a mail server
that does not answer never stops an act."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from ente.models import Incarico, Ruolo, Utente
from relazione.models import RelazioneApprovata

A_CHI: dict[str, tuple[Ruolo, str]] = {
    "approvata": (Ruolo.OIV, "è approvata: la esamina l'OIV, che la valida o la restituisce con osservazioni"),
    "restituita": (Ruolo.CONTROLLO, "è restituita dall'OIV con osservazioni: aspettano la vostra risposta"),
    "risposto": (Ruolo.OIV, "ha una risposta a ogni osservazione: l'OIV può validarla o restituirla ancora"),
    "validata": (Ruolo.CONTROLLO, "è validata dall'OIV: resta da pubblicarla"),
    "pubblicata": (Ruolo.OIV, "è pubblicata"),
    "correzione": (Ruolo.OIV, "si corregge: dopo la nuova approvazione tornerà da validare"),
}
"""Whom each act is told to, and in which words."""
registro = logging.getLogger(__name__)


def scrivi_a(edizione: RelazioneApprovata, evento: str, da: Utente | None) -> None:
    """Have the letters of an act written once its transaction is done; who did it gets none."""
    if settings.SITE_URL:
        transaction.on_commit(partial(manda_lettere.enqueue, edizione.pk, evento, da.pk if da else 0))


@task()
def manda_lettere(pk: int, evento: str, da: int) -> None:
    """The job. A letter that does not leave is in the log; the page of the documents says the same to everybody."""
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente").get(pk=pk)
    ruolo, frase = A_CHI[evento]
    pagina = reverse("relazione:edizioni", args=[edizione.ciclo.anno])
    testo = render_to_string(
        "email/edizione.txt",
        {"edizione": edizione, "frase": frase, "indirizzo": f"{settings.SITE_URL.rstrip('/')}{pagina}"},
    )
    for indirizzo in _indirizzi(edizione, ruolo, da):
        try:
            EmailMessage(f"Relazione {edizione.ciclo.anno}: {evento}", testo.strip() + "\n", to=[indirizzo]).send()
        except Exception as errore:  # whatever the mail server says, the others must be written to
            registro.warning("Lettera «%s» di %s non inviata: %s", evento, edizione, errore)


def _indirizzi(edizione: RelazioneApprovata, ruolo: Ruolo, da: int) -> list[str]:
    incarichi = Incarico.objects.filter(utente__ente=edizione.ciclo.ente, utente__is_active=True, ruolo=ruolo)
    tutti = (
        incarichi.validi_il(timezone.localdate()).exclude(utente=da).order_by().values_list("utente__email", flat=True)
    )
    return sorted({indirizzo for indirizzo in tutti if _valido(indirizzo)})


def _valido(indirizzo: str) -> bool:
    try:
        validate_email(indirizzo)
    except ValidationError:
        return False
    return True
