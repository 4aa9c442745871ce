"""The people of a body, one by one: entered, changed, put out of service, taken back. Nobody is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ente.actions.gettoni import chiudi_gettoni_senza_ruolo
from ente.actions.lettere_accesso import scrivi_lettera
from ente.actions.registro import differenze, registra
from ente.actions.ruoli import togli_incarichi
from ente.amministratori import MIO, PersonaRifiutata, esige_un_altro, gestisce, tieni
from ente.models import Utente

CAMPI = ("qualifica", "first_name", "last_name", "email")
"""What is written of a person after the user name, which never changes: the register is full of it."""
CAMBIATA = "nel frattempo qualcun altro ha cambiato questa persona: guardate che cosa c'è ora e riscrivete."


@transaction.atomic
def crea_persona(*, dati: Mapping[str, str], da: Utente) -> Utente:
    """Enter a person of the body of who acts: without a password, which the person chooses when invited.

    ``dati`` are ``username`` and the ``CAMPI``.

    Raises:
        PersonaRifiutata: a field that cannot be so, or a user name that is taken.
        PermissionDenied: the person does not administer the body.
    """
    ente = tieni(da)
    nuova = Utente(ente=ente, is_active=True, **{c: dati.get(c, "").strip() for c in ("username", *CAMPI)})
    nuova.set_unusable_password()
    if Utente.objects.filter(username__iexact=nuova.username).exists():
        raise PersonaRifiutata("username", "il nome utente è già preso: sceglietene un altro.")
    _controlla(nuova)
    nuova.save()
    dopo = differenze({}, {c: getattr(nuova, c) for c in CAMPI if getattr(nuova, c)})
    registra(ente=ente, da=da, azione="aggiunge persona", oggetto=nuova, nome=nuova.username, **dopo)
    return nuova


@transaction.atomic
def modifica_persona(*, persona: Utente, dati: Mapping[str, str], visti: Mapping[str, str], da: Utente) -> bool:
    """Change what is written of a person; whether anything changed. ``visti`` are the values that were on the page.

    A new address is told to the old one, and what was sent to that one opens nothing any more.

    Raises:
        PersonaRifiutata: a field that cannot be so, or somebody has changed it meanwhile.
        PermissionDenied: the person is not of a body that ``da`` administers.
    """
    ente = gestisce(persona, da)
    attuale = Utente.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    prima = {c: getattr(attuale, c) for c in CAMPI}
    dopo = {c: dati[c].strip() for c in CAMPI if c in dati}
    cambi = differenze(prima, dopo)
    if not cambi:
        return False
    if any(visti.get(c, "") != prima[c] for c in CAMPI):
        raise PersonaRifiutata("", CAMBIATA)
    for campo, valore in dopo.items():
        setattr(attuale, campo, valore)
    _controlla(attuale)
    attuale.save(update_fields=list(CAMPI))
    registra(ente=ente, da=da, azione="modifica persona", oggetto=attuale, nome=attuale.username, **cambi)
    if prima["email"] and prima["email"] != attuale.email:
        scrivi_lettera(attuale, "indirizzo_cambiato", a=prima["email"])
    return True


def _controlla(persona: Utente) -> None:
    try:
        persona.clean_fields(exclude=["password"])
    except ValidationError as errore:
        campo, motivi = next(iter(errore.message_dict.items()))
        raise PersonaRifiutata(campo, motivi[0]) from None


@transaction.atomic
def congeda_persona(*, persona: Utente, motivo: str = "", da: Utente) -> bool:
    """Put a person who leaves out of service, from now: every role ends, sessions and tokens open nothing any more.
    The person, what the person did and the register stay. Twice is once: whether there was something to end.

    Raises:
        PersonaRifiutata: oneself, or the last who administers the body.
        PermissionDenied: the person is not of a body that ``da`` administers.
    """
    ente = gestisce(persona, da)
    attuale = Utente.objects.select_for_update(of=("self",)).get(pk=persona.pk)
    if not attuale.is_active:
        return False
    if attuale.pk == da.pk:
        raise PersonaRifiutata("", MIO)
    attuale.is_active = attuale.is_staff = False
    attuale.save(update_fields=["is_active", "is_staff"])
    oggi = timezone.localdate()
    tolti = togli_incarichi(attuale, oggi - dt.timedelta(days=1))
    esige_un_altro(ente, oggi)
    registra(
        ente=ente,
        da=da,
        azione="cessa persona",
        oggetto=attuale,
        nome=attuale.username,
        motivo=motivo.strip(),
        prima={"incarichi": "; ".join(tolti)},
    )
    chiudi_gettoni_senza_ruolo(ente=ente, da=da)
    return True


@transaction.atomic
def riammetti_persona(*, persona: Utente, motivo: str = "", da: Utente) -> bool:
    """Let a person who had left sign in again, without the roles of before; whether it was out.

    Raises:
        PermissionDenied: the person is not of a body that ``da`` administers.
    """
    ente = gestisce(persona, da)
    if not Utente.objects.filter(pk=persona.pk, is_active=False).update(is_active=True):
        return False
    registra(
        ente=ente, da=da, azione="riammette persona", oggetto=persona, nome=persona.username, motivo=motivo.strip()
    )
    return True
