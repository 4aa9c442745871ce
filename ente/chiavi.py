"""What a letter carries to whom it is written: a link that opens one door once, and for a while.

They are Django's own tokens, kept nowhere: they hold as long as the person, the address, the password and the last
login are those of when the letter was written. The key of a letter is made when the letter leaves.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from ente.models import Utente

DURATA_INVITO = dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
DURATA_REIMPOSTA = dt.timedelta(hours=2)


def fuori_portata(utente: Utente) -> bool:
    """Whether nobody chooses the password of a person by a letter: who is out of service, who belongs to no body, who
    runs the installation, whose password would be worth every body's."""
    return not utente.is_active or utente.is_superuser or utente.ente_id is None


def invito_scade_il(utente: Utente) -> dt.datetime | None:
    """Until when the last invitation opens; None for who has none, or has chosen a password."""
    if utente.invitato_il is None or utente.has_usable_password():
        return None
    return utente.invitato_il + DURATA_INVITO


class ChiaveInvito(PasswordResetTokenGenerator):
    """Of who has no password yet. Only the letter of the last invitation opens."""

    key_salt = "ente.chiavi.ChiaveInvito"

    def check_token(self, user: AbstractBaseUser | None, token: str | None) -> bool:
        if not isinstance(user, Utente) or fuori_portata(user):
            return False
        scade = invito_scade_il(user)
        return scade is not None and timezone.now() <= scade and super().check_token(user, token)

    def _make_hash_value(self, user: Utente, timestamp: int) -> str:
        invitato = user.invitato_il
        return f"{super()._make_hash_value(user, timestamp)}{invitato and invitato.astimezone(dt.UTC).isoformat()}"


class ChiaveReimposta(PasswordResetTokenGenerator):
    """Of who has forgotten the password: it lasts less than an invitation."""

    key_salt = "ente.chiavi.ChiaveReimposta"

    def check_token(self, user: AbstractBaseUser | None, token: str | None) -> bool:
        if not isinstance(user, Utente) or fuori_portata(user) or not token or not super().check_token(user, token):
            return False
        nata = base36_to_int(token.partition("-")[0])
        return self._num_seconds(self._now()) - nata <= DURATA_REIMPOSTA.total_seconds()


chiave_invito = ChiaveInvito()
chiave_reimposta = ChiaveReimposta()


def indirizzo_con_chiave(nome: str, chiave: PasswordResetTokenGenerator, utente: Utente) -> str:
    """The whole address of a page that a key opens, for a letter."""
    uid = urlsafe_base64_encode(force_bytes(utente.pk))
    pagina = reverse(nome, kwargs={"uidb64": uid, "token": chiave.make_token(utente)})
    return f"{settings.SITE_URL.rstrip('/')}{pagina}"
