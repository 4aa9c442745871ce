"""A letter to who has the next step, when an act on the Relazione has been done. The worker sends it: a mail server
that does not answer never stops an act."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from ente.models import Ente, Incarico, Ruolo, Utente
from ente.posta import indirizzo_valido
from relazione.models import RelazioneApprovata

A_CHI: dict[str, tuple[Ruolo, str, str]] = {
    "approvata": (Ruolo.OIV, "da esaminare", "è approvata: la esamina l'OIV, che la valida o la restituisce"),
    "restituita": (
        Ruolo.CONTROLLO,
        "restituita",
        "è restituita dall'OIV: le osservazioni aspettano la vostra risposta",
    ),
    "risposto": (Ruolo.OIV, "con le risposte", "ha una risposta a ogni osservazione dell'OIV"),
    "validata": (Ruolo.CONTROLLO, "validata", "è validata dall'OIV: resta da pubblicarla"),
    "non_validata": (
        Ruolo.CONTROLLO,
        "non validata",
        "non è validata dall'OIV: leggete perché, poi correggetela",
    ),
    "pubblicata": (Ruolo.OIV, "pubblicata", "è pubblicata"),
    "correzione": (Ruolo.OIV, "in correzione", "si corregge: dopo la nuova approvazione tornerà da validare"),
}
"""Whom each act is told to, and in which words: in the subject and in the letter."""
registro = logging.getLogger(__name__)


def scrivi_a(edizione: RelazioneApprovata, evento: str, da: Utente | None) -> None:
    """Have the letters of an act written once its transaction is done; who did it gets none."""
    if settings.SITE_URL:
        transaction.on_commit(partial(manda_lettere.enqueue, edizione.pk, evento, da.pk if da else 0))


@task()
def manda_lettere(pk: int, evento: str, da: int) -> None:
    """The job. The page of the documents says the same to everybody."""
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente").get(pk=pk)
    ruolo, in_breve, frase = A_CHI[evento]
    manda(
        f"Relazione {edizione.ciclo.anno}, {in_breve}",
        "email/edizione.txt",
        {"edizione": edizione, "frase": frase},
        reverse("relazione:edizioni", args=[edizione.ciclo.anno]),
        [p.email for p in persone_con(edizione.ciclo.ente, ruolo, timezone.localdate()) if p.pk != da],
    )


def persone_con(ente: Ente, ruolo: Ruolo, giorno: dt.date) -> list[Utente]:
    """Who has a role in a body on a day and an address to write to, by user name. One query."""
    incarichi = Incarico.objects.filter(ruolo=ruolo).validi_il(giorno)
    persone = Utente.objects.filter(ente=ente, is_active=True, incarichi__in=incarichi).distinct()
    return [p for p in persone.order_by("username") if indirizzo_valido(p.email)]


def manda(oggetto: str, modello: str, contesto: Mapping[str, Any], pagina: str, indirizzi: Iterable[str]) -> None:
    """Send a letter to each address, with the link to a page of the site; one that does not leave is in the log."""
    testo = render_to_string(modello, {**contesto, "indirizzo": f"{settings.SITE_URL.rstrip('/')}{pagina}"})
    for indirizzo in indirizzi:
        try:
            EmailMessage(oggetto, testo.strip() + "\n", to=[indirizzo]).send()
        except Exception as errore:  # whatever the mail server says, the others must be written to
            registro.warning("Lettera «%s» non inviata: %s", oggetto, errore)
