"""What there is to write in a year: the sections assigned to the person, and the documents with how far they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cruscotto.models import Ciclo
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from relazione.models import Documento, Sezione, StatoSezione, TipoDocumento
from relazione.pubblicazione.riportabile import documento_prima
from relazione.pubblicazione.scrittoio import apri_scrittoio, scrive_tipo


@require_safe
def scritture(request: HttpRequest, anno: int) -> HttpResponse:
    """The page; for htmx only what is assigned to the person, nothing when nothing is: a part of the home."""
    utente = utente_di(request)
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)
    contesto: dict[str, Any] = {"ciclo": ciclo, "mie": _assegnate(utente, ciclo), "oggi_e": timezone.localdate()}
    poteri = Poteri.di(utente)
    if getattr(request, "htmx", False):
        contesto["tutto"] = poteri.tutto_l_ente
        return render(request, "relazione/pubblicazione/scrittura/_mie.html", contesto)
    if poteri.tutto_l_ente:
        contesto["documenti"] = _documenti(utente, ciclo)
        contesto["da_cominciare"] = _da_cominciare(poteri, ciclo)
    contesto["briciole"] = [("Inizio", reverse("cruscotto:inizio")), (f"Da scrivere nel {anno}", "")]
    return render(request, "relazione/pubblicazione/scrittura/scritture.html", contesto)


def _assegnate(utente: Utente, ciclo: Ciclo) -> list[tuple[Documento, str, Sezione]]:
    """The sections of the cycle that the person has to write, with their documents and numbers."""
    sue = Sezione.objects.visibili_a(utente).filter(documento__ciclo=ciclo, assegnata_a=utente)
    documenti = sue.order_by("documento").values_list("documento", flat=True).distinct()
    scrittoi = [apri_scrittoio(utente, ciclo.anno, pk) for pk in documenti]
    return [
        (scrittoio.documento, numero, sezione)
        for scrittoio in scrittoi
        for numero, sezione in scrittoio.visibili
        if sezione.assegnata_a_id == utente.pk
    ]


def _documenti(utente: Utente, ciclo: Ciclo) -> list[Documento]:
    """The documents that have been begun, each with how many sections it has and how many are to be read again."""
    suoi = Documento.objects.visibili_a(utente).filter(ciclo=ciclo, sezioni__isnull=False)
    contati = suoi.annotate(
        quante=Count("sezioni"),
        da_rivedere=Count("sezioni", filter=Q(sezioni__stato=StatoSezione.DA_RIVEDERE)),
        vuote=Count("sezioni", filter=Q(sezioni__testo="")),
    )
    return list(contati.order_by("tipo", "periodo__numero", "pk"))


def _da_cominciare(poteri: Poteri, ciclo: Ciclo) -> Documento | None:
    """The Relazione of the latest year before, when that of this one has not been begun and the person may begin it."""
    tipo = TipoDocumento.RELAZIONE
    if ciclo.congelato or not scrive_tipo(poteri, tipo):
        return None
    if Sezione.objects.filter(documento__ciclo=ciclo, documento__tipo=tipo).exists():
        return None
    return documento_prima(Documento(ciclo=ciclo, tipo=tipo))
