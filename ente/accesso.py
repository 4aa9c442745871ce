from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from ente.models import Incarico, Ruolo, Utente


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
        incarichi = list(Incarico.objects.validi_il(oggi).filter(utente=user_id).select_related("utente__ente"))
        utente = incarichi[0].utente if incarichi else self._senza_incarichi(user_id)
        if utente is None or not self.user_can_authenticate(utente):
            return None
        utente.incarichi_letti = (oggi, tuple(incarichi))
        for ruolo in Ruolo:
            setattr(utente, f"ha_{ruolo.value}", any(i.ruolo == ruolo for i in incarichi))
        return utente

    def _senza_incarichi(self, user_id: int) -> Utente | None:
        return Utente.objects.select_related("ente").filter(pk=user_id).first()
