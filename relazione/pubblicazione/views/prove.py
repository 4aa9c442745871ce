"""The evidence of a year for who reads the whole body: one list, one archive."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cruscotto.models import Ciclo
from ente.allegati.consegna import protetta
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.scarico import scarica
from relazione.pubblicazione.indirizzi import percorso
from relazione.pubblicazione.prove import (
    CampoDiScelta,
    FiltriProve,
    archivio,
    prove_del_ciclo,
    scelte_di,
    tabella_prove,
)

PER_PAGINA = 50


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """A cycle of the body, for who reads everything of it.

    Raises:
        Http404: there is none, or the person does not.
    """
    if not Poteri.di(utente).tutto_l_ente:
        raise Http404
    return get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)


@require_safe
def prove(request: HttpRequest, anno: int) -> HttpResponse:
    """The evidence of a year, filtered, fifty at a time; with ``?formato=`` all of it as a sheet."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    filtri = FiltriProve.leggi(request.GET.dict())
    tutte = prove_del_ciclo(utente, ciclo)
    scelte = filtri.applica(tutte)
    if "formato" in request.GET:
        return scarica(request.GET.dict(), {"evidenze": lambda: tabella_prove(scelte, anno)})
    campi = scelte_di(tutte, filtri)
    contesto = {
        "ciclo": ciclo,
        "briciole": percorso(anno, "Evidenze"),
        "filtri": filtri,
        "campi": campi,
        "scelti": _scelti(filtri, campi),
        "pagina": Paginator(scelte, PER_PAGINA).get_page(request.GET.get("pagina")),
        "ce_ne_sono": any(campo.scelte for campo in campi[2:4]),
        "indirizzo_archivio": reverse("relazione:prove-download", args=[anno]),
    }
    return render(request, "relazione/pubblicazione/prove.html", contesto)


def _scelti(filtri: FiltriProve, campi: list[CampoDiScelta]) -> list[dict[str, str]]:
    """What is filtered, in words."""
    detti = [{"campo": c.codice, "nome": c.nome, "valore": c.scelte.get(c.scelto, c.scelto)} for c in campi if c.scelto]
    return detti + ([{"campo": "testo", "nome": "Testo", "valore": filtri.testo}] if filtri.testo else [])


@require_safe
def scarica_prove(request: HttpRequest, anno: int) -> StreamingHttpResponse:
    """One archive with what the list with the same parameters shows on all its pages, written while it is sent."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    scelte = list(FiltriProve.leggi(request.GET.dict()).applica(prove_del_ciclo(utente, ciclo)))
    pezzi = archivio(scelte) if request.method == "GET" else iter(())
    risposta = StreamingHttpResponse(pezzi, content_type="application/zip")
    risposta["Content-Disposition"] = f'attachment; filename="evidenze-{ciclo.ente.codice}-{anno}.zip"'
    return protetta(risposta)
