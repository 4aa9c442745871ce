"""What ``check --deploy`` says of an installation that would work badly."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

PROXY = (
    "BEHIND_TLS_PROXY dice che davanti al sito c'è un proxy, ma TRUSTED_PROXY_COUNT è 0: tutte le persone avrebbero "
    "l'indirizzo del proxy, e i tentativi di accesso di una fermerebbero le altre."
)
CACHE = (
    "La cache è di un solo processo: i tentativi di accesso si conterebbero in ognuno per conto suo. "
    "Scrivete CACHE_URL, o lasciatela vuota per la cache su file."
)


@register(Tags.security, deploy=True)
def messa_in_opera(**_: Any) -> list[CheckMessage]:
    """The limits on logins need the address of each person and one count for all the processes."""
    detti: list[CheckMessage] = []
    if settings.SECURE_PROXY_SSL_HEADER and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        detti.append(Warning(PROXY, hint="Scrivete quanti proxy vostri attraversa una richiesta.", id="ente.W001"))
    if settings.CACHES["default"]["BACKEND"].endswith((".LocMemCache", ".DummyCache")):
        detti.append(Warning(CACHE, id="ente.W002"))
    return detti
