from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
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
    """Who the session belongs to, read together with the body and the roles of today: every page needs them."""

    def get_user(self, user_id: int) -> Utente | None:
        oggi = Incarico.objects.validi_il(timezone.localdate()).filter(utente=OuterRef("pk"))
        ruoli = {f"ha_{ruolo}": Exists(oggi.filter(ruolo=ruolo)) for ruolo in Ruolo.values}
        utente = Utente.objects.select_related("ente").annotate(**ruoli).filter(pk=user_id).first()
        return utente if utente is not None and self.user_can_authenticate(utente) else None
