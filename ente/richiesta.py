from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from ente.models import Utente


def utente_di(request: HttpRequest) -> Utente:
    """The person who is signed in; LoginRequiredMiddleware lets nobody else reach a page.

    Raises:
        PermissionDenied: nobody is, which is a mistake of the configuration.
    """
    if not isinstance(request.user, Utente):
        raise PermissionDenied
    return request.user
