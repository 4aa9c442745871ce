"""Who administers a body: who may manage its people, and that somebody always can."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from ente.errori import ErroreUtente
from ente.models import Ente, Incarico, Ruolo, Utente
from ente.poteri import Poteri, esige

MIO = "non potete togliere a voi stessi l'accesso o il ruolo di amministratore: lo fa un altro amministratore."
ULTIMO = "è l'ultimo amministratore dell'ente: nominatene prima un altro."
A_SE = "a voi stessi gli incarichi li dà un altro amministratore dell'ente."
CHI = "Le persone e i loro incarichi li gestisce chi amministra l'ente."


class PersonaRifiutata(ErroreUtente):
    """A person, or a role, that cannot be so; ``campo`` is what to mend, empty when it is no field's fault."""

    def __init__(self, campo: str, frase: str) -> None:
        self.campo = campo
        super().__init__(f"{frase[:1].upper()}{frase[1:]}")


def amministratori(ente: Ente, giorno: dt.date) -> list[Utente]:
    """Who administers a body on a day and can sign in, having a password: who was only invited does not count yet."""
    oggi = Incarico.objects.validi_il(giorno).filter(ruolo=Ruolo.AMMINISTRATORE, sostituto=False)
    trovati = Utente.objects.filter(ente=ente, is_active=True, incarichi__in=oggi).distinct().order_by("pk")
    return [u for u in trovati if u.has_usable_password()]


def gestisce(persona: Utente, da: Utente) -> Ente:
    """The body of a person, held until the end of the transaction: two acts at once could leave it without an
    administrator.

    Raises:
        PermissionDenied: ``da`` does not administer the person's body, or the person runs the installation.
    """
    poteri = Poteri.di(da)
    esige(poteri.amministratore and persona.ente_id == da.ente_id and not persona.is_superuser, CHI)
    return tieni(da)


def tieni(da: Utente) -> Ente:
    """The body of who acts, held until the end of the transaction.

    Raises:
        PermissionDenied: the person does not administer it.
    """
    esige(Poteri.di(da).amministratore and da.ente_id is not None, CHI)
    assert da.ente_id is not None  # noqa: S101 - looked at above
    return Ente.objects.select_for_update().get(pk=da.ente_id)


def esige_un_altro(ente: Ente, giorno: dt.date) -> None:
    """That after an act, on ``giorno``, the body has an administrator.

    Raises:
        PersonaRifiutata
    """
    if not amministratori(ente, max(giorno, timezone.localdate())):
        raise PersonaRifiutata("", ULTIMO)


def da_se(persona: Utente, da: Utente, ente: Ente) -> bool:
    """Whether somebody gives to himself what another administrator of the body could give."""
    return persona.pk == da.pk and any(a.pk != da.pk for a in amministratori(ente, timezone.localdate()))
