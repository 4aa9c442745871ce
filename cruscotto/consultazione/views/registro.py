from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.ciclo.atti_in_parole import AttoDetto, racconta
from cruscotto.consultazione.registro.filtri import FiltriRegistro, ScelteRegistro, persone_di
from cruscotto.consultazione.registro.foglio import scarica_atti, troppi
from cruscotto.consultazione.registro.indirizzi import trova_luoghi
from cruscotto.consultazione.registro.pagina import VUOTA, leggi_pagina
from cruscotto.consultazione.registro.salti import coppie
from cruscotto.models import Ciclo
from ente.models import Atto, Ente, Utente
from ente.models.atto import AttoQuerySet
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.scarico import formato_chiesto


@dataclass(frozen=True, slots=True)
class AttoInPagina:
    """An act with the page of its object; empty when there is none."""

    atto: AttoDetto
    indirizzo: str


@require_safe
def registro(request: HttpRequest) -> HttpResponse:
    """The register of acts of the body, filtered, the latest first; 404 for who may not read it."""
    utente, ente, atti = _leggi(request)
    filtri = FiltriRegistro.leggi(request.GET)
    note, persone = coppie(ente), persone_di(ente)
    scelte = ScelteRegistro.da(ente, note, persone, filtri.tipo)
    cammino = filtri.cammino(atti, note, persone)
    pagina = leggi_pagina(cammino, request.GET.dict()) if cammino else VUOTA
    luoghi = trova_luoghi(ente, pagina.atti)
    contesto = {
        "ciclo": ciclo_corrente(list(Ciclo.objects.visibili_a(utente))),
        "filtri": filtri,
        "campi": filtri.campi(scelte),
        "scelti": filtri.scelti(scelte),
        "pagina": pagina,
        "linee": [AttoInPagina(racconta(a), luoghi.get((a.modello, a.chiave or 0), "")) for a in pagina.atti],
        "troppi": troppi(pagina.quanti),
        "indirizzo": reverse("cruscotto:registro-download"),
    }
    return render(request, "cruscotto/consultazione/registro/registro.html", contesto)


@require_safe
def scarica_registro(request: HttpRequest) -> HttpResponseBase:
    """What the register with the same parameters shows on all its pages, as a sheet (``?formato=`` csv, xlsx, ods)."""
    _, _, atti = _leggi(request)
    formato = formato_chiesto(request.GET.dict())
    return scarica_atti(formato, FiltriRegistro.leggi(request.GET).applica(atti).select_related("utente"))


def _leggi(request: HttpRequest) -> tuple[Utente, Ente, AttoQuerySet]:
    utente = utente_di(request)
    if utente.ente is None or not Poteri.di(utente).vede_registro:
        raise Http404
    return utente, utente.ente, Atto.objects.visibili_a(utente)
