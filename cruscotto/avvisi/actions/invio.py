"""From an act to the letters about it. The job of an act says whom it concerns (``Avviso``); another writes to who
wants to know at once; the rest waits for the letter of the day (``cruscotto.chiusura.actions.solleciti``).

What an act does is put a job in the queue, in its own transaction: undone, nobody is told; a mail server that does not
answer never stops it.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from cruscotto.avvisi.fatti import Cronista
from cruscotto.avvisi.lettera import oggetto_notizie, testo_notizie
from cruscotto.models import Avviso, Fatto, PreferenzaAvviso, Quando
from ente.models import Ente, Utente
from ente.posta import indirizzo_valido

RACCOLTA = dt.timedelta(minutes=5)
"""How long a letter «at once» waits for what else the same person is doing: twenty values handed in one by one, or in
one act, are one letter."""
RITENTA = (dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=3))
"""How long after each failure a letter is tried again; after the last one it goes into the letter of the day."""
ABBANDONATO = dt.timedelta(minutes=30)
"""After how long what a job took, and did not finish, may be taken by another."""
VECCHIO = dt.timedelta(days=30)
"""What nobody could be told in this time is not told any more."""
ERRORE_MASSIMO = 300
SENZA_INDIRIZZO = "senza un indirizzo valido"
registro = logging.getLogger(__name__)


def avvisa(fatto: Fatto, ente: Ente, oggetti: Iterable[int], da: Utente | None) -> None:
    """Have the persons whom an act on some rows concerns told of it; call it in the transaction of the act."""
    chiavi = sorted(set(oggetti))
    if settings.SITE_URL and chiavi:
        diffondi.enqueue(uuid.uuid4().hex, fatto.value, ente.pk, chiavi, da.pk if da else 0)


def avvisa_persone(fatto: Fatto, persone: Sequence[Utente], frase: str, pagina: str, da: Utente | None) -> None:
    """Have some persons told something that stands by itself; call it in the transaction of the act. It takes the place
    of what waited to be told of the same page: nobody is written to about a section that is no more theirs."""
    superati = Avviso.objects.in_attesa().filter(fatto=fatto, pagina=pagina, preso_il__isnull=True)
    superati.update(chiuso_il=timezone.now())
    chi = [p for p in persone if da is None or p.pk != da.pk]
    if settings.SITE_URL and chi:
        _annota(fatto, uuid.uuid4().hex, {p.pk: [] for p in chi}, frase, pagina)


@task()
def diffondi(atto: str, fatto: str, ente: int, oggetti: list[int], da: int) -> None:
    """The job of an act: a row for each person whom it concerns and who wants to know. Run twice, it is done once."""
    lettore = Cronista(Ente.objects.get(pk=ente), timezone.localdate())
    _annota(Fatto(fatto), atto, lettore.a_chi(Fatto(fatto), oggetti, da))


@transaction.atomic
def _annota(fatto: Fatto, atto: str, a_chi: dict[int, list[int]], frase: str = "", pagina: str = "") -> None:
    scelte = dict(PreferenzaAvviso.objects.filter(utente__in=a_chi, fatto=fatto).values_list("utente", "quando"))
    quando = {chi: Quando(scelte.get(chi, Quando.RIEPILOGO)) for chi in a_chi}
    nuovi = [
        Avviso(utente_id=chi, fatto=fatto, atto=atto, oggetti=oggetti, frase=frase, pagina=pagina, quando=quando[chi])
        for chi, oggetti in a_chi.items()
        if quando[chi] != Quando.MAI
    ]
    Avviso.objects.bulk_create(nuovi, ignore_conflicts=True)
    for avviso in nuovi:
        if avviso.quando == Quando.SUBITO:
            spedisci.using(run_after=timezone.now() + RACCOLTA).enqueue(avviso.utente_id)


@task()
def spedisci(utente: int) -> None:
    """Write one letter to a person with all that waits to be told at once; nothing when another job already did."""
    persona = Utente.objects.select_related("ente").get(pk=utente)
    adesso = timezone.now()
    libero = Q(preso_il__isnull=True) | Q(preso_il__lt=adesso - ABBANDONATO)
    miei = Avviso.objects.in_attesa().filter(libero, utente=persona, quando=Quando.SUBITO)
    if persona.ente is None or not miei.update(preso_il=adesso):
        return
    presi = Avviso.objects.filter(utente=persona, preso_il=adesso)
    notizie = Cronista(persona.ente, timezone.localdate()).notizie(persona, presi) if persona.is_active else []
    if not notizie:
        presi.update(chiuso_il=adesso)
        return
    if not indirizzo_valido(persona.email):
        presi.update(quando=Quando.RIEPILOGO, preso_il=None, errore=SENZA_INDIRIZZO)
        return
    oggetto, testo = oggetto_notizie(notizie, persona.ente), testo_notizie(notizie, persona.ente)
    try:
        EmailMessage(oggetto, testo, to=[persona.email]).send()
    except Exception as errore:  # whatever the mail server says, it is tried again
        motivo = f"{type(errore).__name__}: {errore}"[:ERRORE_MASSIMO]
        registro.warning("Lettera a %s non inviata: %s", persona.username, motivo)
        _ritenta(list(presi.values_list("pk", "tentativi")), persona.pk, motivo)
    else:
        presi.update(inviato_il=timezone.now(), chiuso_il=timezone.now(), errore="")


@transaction.atomic
def _ritenta(presi: Sequence[tuple[int, int]], utente: int, motivo: str) -> None:
    """Let go of what could not be told: to be tried again after a while, or told in the letter of the day."""
    righe = Avviso.objects.filter(pk__in=[pk for pk, _ in presi])
    righe.update(preso_il=None, tentativi=F("tentativi") + 1, errore=motivo)
    fatti = max(tentativi for _, tentativi in presi)
    if fatti < len(RITENTA):
        spedisci.using(run_after=timezone.now() + RITENTA[fatti]).enqueue(utente)
    else:
        righe.update(quando=Quando.RIEPILOGO)


def da_riepilogare(ente: Ente) -> dict[Utente, list[Avviso]]:
    """What the letter of the day has to tell each person of a body: what was left for it, and what should have left at
    once and could not in a day."""
    adesso = timezone.now()
    ferma = Q(quando=Quando.RIEPILOGO) | Q(created_at__lt=adesso - dt.timedelta(days=1))
    avvisi = Avviso.objects.di(ente).in_attesa().filter(ferma, created_at__gte=adesso - VECCHIO)
    trovati: dict[Utente, list[Avviso]] = {}
    for avviso in avvisi.filter(utente__is_active=True).select_related("utente"):
        trovati.setdefault(avviso.utente, []).append(avviso)
    return trovati


def segna_detti(avvisi: Iterable[Avviso], *, inviati: bool) -> None:
    """Write down that some facts were told, or that they are true no more."""
    adesso = timezone.now()
    chiusi = Avviso.objects.in_attesa().filter(pk__in=[a.pk for a in avvisi])
    chiusi.update(chiuso_il=adesso, inviato_il=adesso if inviati else None)
