"""The site with one view more, for ``script/bench save``: it saves one bare row, behind the same doors as every page.

No address of the product leads here: gunicorn is told to load ``applicazione`` in the place of ``config.wsgi``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest, HttpResponse


def salva(request: HttpRequest, pk: int) -> HttpResponse:
    """What a page without rules would do: read the row, set its text, save it, say so."""
    from django.http import HttpResponse
    from django.shortcuts import get_object_or_404

    from cruscotto.models import Rilevazione

    riga = get_object_or_404(Rilevazione, pk=pk)
    riga.testo = request.POST["testo"]
    riga.save(update_fields=["testo"])
    return HttpResponse("salvata")


def applicazione() -> WSGIHandler:
    """The product with the bare view beside it; its static files keep their names, and nobody has to collect them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ACCOUNT_RATE_LIMITS = False  # everybody signs in from one address
    sito = get_wsgi_application()
    settings.ROOT_URLCONF = (path("banco/<int:pk>/", salva), path("", include("config.urls")))
    return sito
