from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from ente.calendario import TIPO, scrivi_calendario
from ente.models import Ambito, Gettone, Utente
from ente.views.indirizzi import per_indirizzo
from relazione.pubblicazione.calendario import giornate_di


@csrf_exempt  # nothing is written here, and a calendar asks what it may do with methods of its own
@login_not_required
@require_safe
@sensitive_variables("testo")
def calendario(request: HttpRequest, testo: str) -> HttpResponseBase:
    """The days of a person for a calendar program (RFC 5545), with the powers that the person has now."""

    def leggi(gettone: Gettone, utente: Utente) -> HttpResponseBase:
        ente = utente.ente.denominazione if utente.ente else ""
        giornate = giornate_di(utente, request.build_absolute_uri)
        dati = scrivi_calendario(f"Scadenze della performance – {ente}", giornate, timezone.now())
        return HttpResponse(dati, content_type=TIPO)

    return per_indirizzo(request, testo, Ambito.CALENDARIO, leggi)
