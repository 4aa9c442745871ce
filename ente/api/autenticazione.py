from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from ente.accesso import persona_di
from ente.actions.gettoni import riconosci_gettone
from ente.models import Ambito, Gettone, Utente

if TYPE_CHECKING:
    from rest_framework.views import APIView

SCHEMA = "Bearer"
SENZA_CSRF = (
    "Chi scrive con la sessione del sito manda il segno contro le falsificazioni, in X-CSRFToken. Un programma usa un "
    "gettone: Authorization: Bearer …."
)


class PerGettone(BaseAuthentication):
    """``Authorization: Bearer cann_…``: the program acts as the person of the token, with its powers today."""

    def authenticate(self, request: Request) -> tuple[Utente, Gettone] | None:
        parti = get_authorization_header(request).split()
        if not parti or parti[0].lower() != SCHEMA.lower().encode():
            return None
        try:
            testo = parti[1].decode("ascii") if len(parti) == 2 else ""
        except UnicodeDecodeError:
            testo = ""
        gettone = riconosci_gettone(testo) if testo else None
        utente = persona_di(gettone) if gettone else None
        if gettone is None or utente is None:
            raise AuthenticationFailed("Il gettone non è valido, è scaduto o è stato revocato: createne un altro.")
        return utente, gettone

    def authenticate_header(self, request: Request) -> str:
        return SCHEMA


class PerSessione(SessionAuthentication):
    """Who is signed in on the site: what writes carries the token against forgery, as the forms do."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise PermissionDenied(SENZA_CSRF) from None


class ConAmbito(BasePermission):
    """A person of a body; with a token that is only for reading, nothing is written."""

    message = "Il gettone è di sola lettura: createne uno di scrittura."

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.user.ente_id is None:
            self.message = "L'API è di chi appartiene a un ente."
            return False
        gettone = request.auth
        if isinstance(gettone, Gettone) and request.method not in SAFE_METHODS:
            return gettone.ambito == Ambito.SCRITTURA and gettone.vale_al(timezone.now())
        return True
