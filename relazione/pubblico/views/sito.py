"""What anyone may know of the site itself: how accessible it is, and what search engines may read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from relazione.pubblico.risposte import pagina, pubblica

ROBOTS = """User-agent: *
Allow: /pubblico/
Allow: /accessibilita/
Allow: /static/
Disallow: /
"""


@pubblica
def accessibilita(request: HttpRequest) -> HttpResponse:
    """The page on accessibility, with the declaration and where to write, as the settings give them."""
    segnalazioni = settings.ACCESSIBILITA_SEGNALAZIONI
    con_posta = "@" in segnalazioni and "://" not in segnalazioni
    return pagina(
        request,
        "accessibilita",
        {
            "dichiarazione": settings.ACCESSIBILITA_DICHIARAZIONE,
            "segnalazioni": segnalazioni,
            "indirizzo_segnalazioni": f"mailto:{segnalazioni}" if con_posta else segnalazioni,
        },
    )


@pubblica
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines find what is public, and nothing else."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
