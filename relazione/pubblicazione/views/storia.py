"""The history of a section: its texts with who and when, the difference of two of them, one put back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ente.errori import ErroreUtente
from ente.richiesta import utente_di
from relazione.models import VersioneSezione
from relazione.pubblicazione.actions.scrittura import ripristina_versione
from relazione.pubblicazione.differenze import differenze_in_parole
from relazione.pubblicazione.scrittoio import apri_scrittoio
from relazione.pubblicazione.views.scrittura import contesto_documento, versione_vista

PER_PAGINA = 30


@require_safe
def storia(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """The versions, the last first; ``versione`` chooses one, shown beside the one before it or ``con``."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    numero, sezione = scrittoio.sezione(codice)
    versioni = VersioneSezione.objects.visibili_a(utente).filter(documento=pk, codice=codice).order_by("-numero")
    pagina = Paginator(versioni.defer("testo").select_related("scritta_da"), PER_PAGINA).get_page(
        request.GET.get("pagina")
    )
    scelta = _scelta(request.GET.get("versione", ""), versioni) or versioni.first()
    prima = None
    if scelta is not None:
        con = _scelta(request.GET.get("con", ""), versioni)
        prima = con or versioni.filter(numero__lt=scelta.numero).first()
    contesto = contesto_documento(scrittoio) | {
        "sezione": sezione,
        "numero": numero,
        "pagina": pagina,
        "scelta": scelta,
        "prima": prima,
        "differenze": differenze_in_parole(prima.testo if prima else "", scelta.testo) if scelta else "",
        "scrive": scrittoio.scrive(sezione),
    }
    return render(request, "relazione/pubblicazione/scrittura/storia.html", contesto)


def _scelta(numero: str, versioni: QuerySet[VersioneSezione]) -> VersioneSezione | None:
    """The version that an address names.

    Raises:
        Http404: it names one that is not there.
    """
    if not numero:
        return None
    if not (numero.isdecimal() and numero.isascii() and len(numero) < 10):
        raise Http404
    trovata = versioni.filter(numero=int(numero)).first()
    if trovata is None:
        raise Http404
    return trovata


@require_POST
def ripristina(request: HttpRequest, anno: int, pk: int, codice: str, numero: int) -> HttpResponse:
    """Put a version back, as a new one."""
    utente = utente_di(request)
    _, sezione = apri_scrittoio(utente, anno, pk).sezione(codice)
    _scelta(str(numero), VersioneSezione.objects.visibili_a(utente).filter(documento=pk, codice=codice))
    vista = versione_vista(request)
    try:
        ripristina_versione(sezione=sezione, numero=numero, versione=vista, da=utente)
    except ErroreUtente as errore:
        messages.error(request, str(errore))
        return redirect("relazione:sezione-history", anno, pk, codice)
    messages.success(request, f"«{sezione.titolo}» ha di nuovo il testo della versione {numero}.")
    return redirect("relazione:sezione", anno, pk, codice)
