from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from ente.models import Gettone, Incarico, Ruolo, Utente

APP, FALLITO = "allauth.account", "login_failed"


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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who comes in with the right password starts afresh: the wrong ones before, of that name from that address,
        count no more. What the address tried with other names stays."""
        utente = super().authenticate(request, **credentials)
        if utente is not None:
            chi = self._get_login_attempts_cache_key(request, **credentials)
            for limite in ratelimit.get_rates(app=APP, action=FALLITO):
                if limite.per == "key":
                    cache.delete(ratelimit.get_cache_key(request, app=APP, action=FALLITO, rate=limite, key=chi))
        return utente

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Name and address together: who knows a name and tries it from elsewhere keeps nobody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"


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
