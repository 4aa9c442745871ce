"""Forms that make something new, done once however often they are sent: a double click makes one thing, not two.

What changes something that is there already needs none of this: its version, or the act itself, makes twice once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect

CAMPO = "modulo"
CHIAVE = re.compile(r"[\w-]{22}", re.ASCII)
FATTI = "moduli_fatti"
RICORDATI = 20

Vista = Callable[..., HttpResponse]


def nuova_chiave() -> str:
    """What tells a form that was shown from every other."""
    return secrets.token_urlsafe(16)


def una_volta(vista: Vista) -> Vista:
    """A view whose form, when it has made something, leads elsewhere: sent again as it was, it makes nothing and leads
    to the same place. What was sent is remembered by its hash in the session, written together with what was made; the
    row of the session is locked meanwhile, so that the second of two clicks waits for the first. A form without a key
    is done as ever, and so is one that somebody came back to and changed.
    """

    @wraps(vista)
    def una_volta_sola(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chiave = request.POST.get(CAMPO, "") if request.method == "POST" else ""
        if not CHIAVE.fullmatch(chiave):
            return vista(request, *args, **kwargs)
        with transaction.atomic():
            Session.objects.select_for_update().filter(pk=request.session.session_key).first()
            request.session = type(request.session)(request.session.session_key)  # as the first click has left it
            fatti: dict[str, str] = request.session.get(FATTI, {})
            inviato = _impronta(request)
            if inviato in fatti:
                return redirect(fatti[inviato])
            risposta = vista(request, *args, **kwargs)
            if isinstance(risposta, HttpResponseRedirectBase):
                ultimi = list(fatti.items())[1 - RICORDATI :]
                request.session[FATTI] = dict([*ultimi, (inviato, risposta.url)])
                request.session.save()
            return risposta

    return una_volta_sola


def _impronta(request: HttpRequest) -> str:
    """A sign of all that a form says, its key too; of a file, its name and how long it is."""
    campi = sorted((n, v) for n, v in request.POST.lists() if n != "csrfmiddlewaretoken")
    file = sorted((n, [(f.name, f.size) for f in v]) for n, v in request.FILES.lists())
    return hashlib.sha256(repr((request.path, campi, file)).encode()).hexdigest()
