from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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
