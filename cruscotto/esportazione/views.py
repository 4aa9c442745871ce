from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cruscotto.esportazione.ciclo_intero.scrittura import FORMATI, scrivi_ciclo
from cruscotto.models import Ciclo, Cruscotto
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.scarico import allegato


@require_safe
def scarica_ciclo(request: HttpRequest, anno: int) -> HttpResponse:
    """The whole cycle (``?formato=`` xlsx, json), for who reads everything of the body; 404 for the others."""
    utente = utente_di(request)
    formato = request.GET.get("formato", "xlsx")
    if not Poteri.di(utente).tutto_l_ente or formato not in FORMATI:
        raise Http404
    visibili = Ciclo.objects.visibili_a(utente).select_related("ente").prefetch_related("periodi")
    ciclo = get_object_or_404(visibili, anno=anno)
    dati = scrivi_ciclo(formato, ciclo, Cruscotto.objects.visibili_a(utente).filter(ciclo=ciclo))
    return allegato(dati, FORMATI[formato], f"ciclo_{ciclo.ente.codice}_{anno}.{formato}")
