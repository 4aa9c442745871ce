from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from ente.models import Gettone, Incarico, Ruolo, Utente


class AdattatoreAccesso(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People are entered by the administrator of the body; nobody registers by themselves."""

    # One sentence for a wrong name and a wrong password: it must not tell which names exist.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Nome utente o password non corretti.",
        "too_many_login_attempts": "Troppi tentativi di accesso non riusciti: riprovate tra qualche minuto.",
        "enter_current_password": "Scrivete la vostra password attuale.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class Riconoscimento(ModelBackend):
    """Who the session belongs to, read together with the body and the assignments of today: every page needs them."""

    def get_user(self, user_id: int) -> Utente | None:
        oggi = timezone.localdate()
        incarichi = list(
            Incarico.objects.validi_il(oggi).filter(utente=user_id).select_related("utente__ente", "area", "ufficio")
        )
        utente = incarichi[0].utente if incarichi else self._senza_incarichi(user_id)
        if utente is None or not self.user_can_authenticate(utente):
            return None
        utente.incarichi_letti = (oggi, tuple(incarichi))
        for ruolo in Ruolo:
            setattr(utente, f"ha_{ruolo.value}", any(i.ruolo == ruolo for i in incarichi))
        return utente

    def _senza_incarichi(self, user_id: int) -> Utente | None:
        return Utente.objects.select_related("ente").filter(pk=user_id).first()


def persona_di(gettone: Gettone) -> Utente | None:
    """Whose powers a token has today; None when it has ended with the person: who was put out of service, or has been
    without a role on a day since it was made."""
    utente = Riconoscimento().get_user(gettone.utente_id)
    if utente is None:
        return None
    oggi, di_oggi = utente.incarichi_letti
    nato = timezone.localdate(gettone.created_at)
    if oggi is None or not di_oggi:
        return None
    if any(i.dal is None or i.dal <= nato for i in di_oggi):  # it has lasted since then
        return utente
    return utente if _coperti(Incarico.objects.filter(utente=utente), nato, oggi) else None


def _coperti(incarichi: Iterable[Incarico], dal: dt.date, al: dt.date) -> bool:
    """Whether a role was held on each day, both ends included."""
    giorno = dal
    for incarico in sorted(incarichi, key=lambda i: i.dal or dt.date.min):
        if (incarico.dal is None or incarico.dal <= giorno) and incarico.al is not None and incarico.al >= giorno:
            giorno = incarico.al + dt.timedelta(days=1)
        elif incarico.vale_il(giorno):
            return True
    return giorno > al
