"""Tokens of the API: made, recognised, revoked. What opens the door is never kept, only its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Ambito, Gettone, Utente
from ente.poteri import esige

PREFISSO = "cann_"
MOSTRATI = 12
MASSIMO_GIORNI = 366
MASSIMO_GETTONI = 20
NON_PRIMA = dt.timedelta(minutes=1)
"""How often the last use is written down: a write at each reading would cost more than the reading."""


@transaction.atomic
def crea_gettone(*, nome: str, ambito: Ambito, giorni: int, da: Utente) -> tuple[Gettone, str]:
    """Make a token of the person; returns it with the text that opens the door, which nobody can read again.

    Raises:
        ErroreUtente: no name, a duration out of 1–366 days, too many valid ones already.
        PermissionDenied: the person belongs to no body.
    """
    esige(da.ente_id is not None, "I gettoni sono di chi appartiene a un ente.")
    nome = nome.strip()
    if not nome or len(nome) > 80:
        raise ErroreUtente("Scrivete a che cosa serve il gettone, in non più di 80 caratteri.")
    if not 1 <= giorni <= MASSIMO_GIORNI:
        raise ErroreUtente(f"Un gettone dura da 1 a {MASSIMO_GIORNI} giorni.")
    adesso = timezone.now()
    if Gettone.objects.visibili_a(da).validi_al(adesso).count() >= MASSIMO_GETTONI:
        raise ErroreUtente(f"Avete già {MASSIMO_GETTONI} gettoni validi: revocate quelli che non servono.")
    testo = PREFISSO + secrets.token_urlsafe(32)
    gettone = Gettone.objects.create(
        utente=da,
        nome=nome,
        inizio=testo[:MOSTRATI],
        impronta=impronta_di(testo),
        ambito=ambito,
        scade_il=adesso + dt.timedelta(days=giorni),
    )
    assert da.ente is not None  # noqa: S101 - looked at above
    registra(ente=da.ente, da=da, azione="crea gettone", oggetto=gettone, ambito=ambito, giorni=giorni)
    return gettone, testo


@transaction.atomic
def revoca_gettone(*, gettone: Gettone, da: Utente) -> None:
    """Close the door for good. Twice is once.

    Raises:
        PermissionDenied: the token is somebody else's.
    """
    esige(gettone.utente_id == da.pk and da.ente is not None, "Questo gettone è di un'altra persona.")
    validi = Gettone.objects.filter(pk=gettone.pk, revocato_il__isnull=True)
    if validi.update(revocato_il=timezone.now()) and da.ente is not None:
        registra(ente=da.ente, da=da, azione="revoca gettone", oggetto=gettone)


def riconosci_gettone(testo: str) -> Gettone | None:
    """The valid token that a text is of; None when it opens nothing. Notes the use, at most once a minute."""
    adesso = timezone.now()
    gettone = Gettone.objects.validi_al(adesso).filter(impronta=impronta_di(testo)).first()
    if gettone is not None and (gettone.usato_il is None or gettone.usato_il < adesso - NON_PRIMA):
        Gettone.objects.filter(pk=gettone.pk).update(usato_il=adesso)
    return gettone


def impronta_di(testo: str) -> str:
    """The hash that is kept: the text has 256 bits of chance, so that a plain SHA-256 cannot be searched."""
    return hashlib.sha256(testo.encode()).hexdigest()
