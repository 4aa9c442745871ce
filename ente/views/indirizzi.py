"""What an address with a token in it gives to a program that cannot sign in: read only, for whom the token is of."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from ente.accesso import persona_di
from ente.actions.gettoni import annota_uso, trova_gettone
from ente.api.limiti import PerIndirizzo
from ente.errori import ErroreUtente
from ente.models import Ambito, Gettone, Utente
from ente.tabelle import leggi_tabella

NON_C_E = "Questo indirizzo non apre nulla: controllate di averlo copiato tutto, o createne un altro dal sito."
DALLA_PAGINA = "createne un altro dal sito, alla pagina «Collegamenti»."


@csrf_exempt  # nothing is written here, and a spreadsheet program asks what it may do with methods of its own
@login_not_required
@require_safe
@sensitive_variables("testo")
def tabella(request: HttpRequest, testo: str, formato: str) -> HttpResponseBase:
    """The table of a page for a spreadsheet program (csv, xlsx, ods), as its owner would download it now."""
    return per_indirizzo(request, testo, Ambito.FOGLIO, lambda g, utente: leggi_tabella(g.pagina, formato, utente))


@sensitive_variables("testo")
def per_indirizzo(
    request: HttpRequest, testo: str, ambito: Ambito, leggi: Callable[[Gettone, Utente], HttpResponseBase]
) -> HttpResponseBase:
    """What ``leggi`` gives for the token of an address, or one sentence that says why it gives nothing."""
    gettone = trova_gettone(testo, [ambito])
    if attesa := PerIndirizzo(gettone).attesa(request):
        risposta = _frase(429, f"Troppe letture di seguito: riprovate fra {attesa} secondi.")
        risposta["Retry-After"] = str(attesa)
        return _riservata(risposta)
    return _riservata(_risposta(gettone, leggi))


def _risposta(gettone: Gettone | None, leggi: Callable[[Gettone, Utente], HttpResponseBase]) -> HttpResponseBase:
    if gettone is None:
        return _frase(404, NON_C_E)
    if gettone.revocato_il is not None:
        return _frase(410, f"Questo indirizzo è stato revocato: {DALLA_PAGINA}")
    if not gettone.vale_al(timezone.now()):
        giorno = timezone.localdate(gettone.scade_il)
        return _frase(410, f"Questo indirizzo è scaduto il {giorno:%d/%m/%Y}: {DALLA_PAGINA}")
    utente = persona_di(gettone)
    if utente is None:
        return _frase(410, "Questo indirizzo è finito con l'incarico di chi l'ha creato.")
    try:
        risposta = leggi(gettone, utente)
    except (Http404, PermissionDenied):
        frase = "Chi ha creato l'indirizzo non vede più questa tabella, o non c'è più: guardate la sua pagina sul sito."
        return _frase(404, frase)
    except ErroreUtente as rifiuto:
        return _frase(getattr(rifiuto, "codice_http", 409), str(rifiuto))
    annota_uso(gettone)
    return risposta


def _frase(stato: int, frase: str) -> HttpResponse:
    return HttpResponse(f"{frase}\n", status=stato, content_type="text/plain; charset=utf-8")


def _riservata(risposta: HttpResponseBase) -> HttpResponseBase:
    """No cache keeps it, no search engine lists it, and no link out of it carries the address along."""
    risposta.headers["Cache-Control"] = "private, no-store"
    risposta.headers["Referrer-Policy"] = "no-referrer"
    risposta.headers["X-Robots-Tag"] = "noindex, nofollow"
    return risposta
