"""The outline of a document changed from its page: sections carried over, added, moved, defined, removed, assigned."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cruscotto.models import Ciclo, Cruscotto
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.richiesta import utente_di
from ente.una_volta import una_volta
from relazione.models import Sezione
from relazione.pubblicazione.actions.riporto import Riportate, comincia_riportando, riporta_narrativa
from relazione.pubblicazione.actions.sezioni import (
    aggiungi_sezione,
    assegna_sezione,
    ridefinisci_sezione,
    sposta_sezione,
    togli_sezione,
)
from relazione.pubblicazione.forms.scrittura import ModuloNuova, ModuloSchema
from relazione.pubblicazione.scrittoio import apri_scrittoio
from relazione.pubblicazione.views.scrittura import contesto_documento, pagina_scrittura, scelte_sezioni, versione_vista


@require_POST
def comincia_da_prima(request: HttpRequest, anno: int) -> HttpResponse:
    """Begin a document (``tipo``, and ``periodo`` or ``cruscotto``) with the narrative of the year before."""
    utente = utente_di(request)
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)
    numero, codice = request.POST.get("periodo", ""), request.POST.get("cruscotto", "")
    periodo = get_object_or_404(ciclo.periodi.all(), numero=int(numero)) if numero.isdecimal() else None
    cruscotti = Cruscotto.objects.visibili_a(utente).filter(ciclo=ciclo)
    cruscotto = get_object_or_404(cruscotti, codice=codice) if codice else None
    tipo = request.POST.get("tipo", "")
    try:
        documento = comincia_riportando(ciclo=ciclo, tipo=tipo, periodo=periodo, cruscotto=cruscotto, da=utente)
    except ErroreUtente as rifiuto:
        messages.error(request, str(rifiuto))
        return redirect("relazione:documenti", anno)
    messages.success(request, "Cominciato dal documento dell'anno prima: rileggete le sezioni e accettatele.")
    return redirect("relazione:scrittura", anno, documento.pk)


@require_POST
def riporta(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """Carry over the narrative of the year before into what nobody has written."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    _dillo(request, lambda: _riportate(riporta_narrativa(documento=scrittoio.documento, da=utente)))
    return redirect("relazione:scrittura", anno, pk)


def _riportate(fatte: Riportate) -> str:
    if not fatte.nuove and not fatte.riempite:
        return f"Dal {fatte.anno} non c'era più niente da riportare: quello che qualcuno ha scritto non si tocca."
    parti = [f"Dal {fatte.anno}: {fatte.nuove + fatte.riempite} sezioni riportate, da rileggere e accettare."]
    if fatte.lasciate:
        parti.append(f"{fatte.lasciate} già scritte sono rimaste come sono.")
    return " ".join(parti)


@require_POST
@una_volta
def aggiungi(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """Add a section, and go to write it."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    modulo = ModuloNuova(request.POST, sezioni=scelte_sezioni(scrittoio))
    if modulo.is_valid():
        dati = modulo.cleaned_data
        dopo = scrittoio.sezione(dati["dopo"])[1] if dati["dopo"] else None
        try:
            nuova = aggiungi_sezione(
                documento=scrittoio.documento, titolo=dati["titolo"], livello=dati["livello"], dopo=dopo, da=utente
            )
        except ErroreUtente as errore:
            modulo.add_error(None, str(errore))
        else:
            return redirect("relazione:sezione", anno, pk, nuova.codice)
    return pagina_scrittura(request, scrittoio, modulo, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def schema(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """How a section stands in the document and who writes it."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    numero, sezione = scrittoio.sezione(codice)
    if not scrittoio.scrive_tutto:
        raise Http404
    stato = 200
    if request.method == "POST":
        modulo = ModuloSchema(request.POST, ente=scrittoio.documento.ciclo.ente)
        if modulo.is_valid():
            try:
                _ridefinisci(sezione, modulo, utente)
            except ErroreUtente as errore:
                modulo.add_error(None, str(errore))
            else:
                messages.success(request, f"«{modulo.cleaned_data['titolo']}» è stata cambiata.")
                return HttpResponseRedirect(f"{reverse('relazione:scrittura', args=[anno, pk])}#s-{codice}")
        stato = 422
    else:
        iniziali = {nome: getattr(sezione, nome) for nome in ModuloSchema.base_fields}
        modulo = ModuloSchema(initial=iniziali, ente=scrittoio.documento.ciclo.ente)
    contesto = contesto_documento(scrittoio) | {"sezione": sezione, "numero": numero, "modulo": modulo}
    return render(request, "relazione/pubblicazione/scrittura/schema.html", contesto, status=stato)


@transaction.atomic
def _ridefinisci(sezione: Sezione, modulo: ModuloSchema, utente: Utente) -> None:
    """Both acts or neither: first how it stands, so that what becomes reserved is not assigned."""
    dati = modulo.cleaned_data
    campi = {nome: dati[nome] for nome in ("titolo", "livello", "numerata", "riservata", "versione")}
    ridefinisci_sezione(sezione=sezione, **campi, da=utente)
    assegna_sezione(sezione=sezione, a=dati["assegnata_a"], entro=dati["entro"], da=utente)


@require_POST
def sposta(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """Move a section by one place; ``verso`` is ``su`` or ``giu``."""
    utente = utente_di(request)
    _, sezione = apri_scrittoio(utente, anno, pk).sezione(codice)
    su = request.POST.get("verso") == "su"
    _dillo(request, lambda: _spostata(sposta_sezione(sezione=sezione, su=su, da=utente), su))
    return HttpResponseRedirect(f"{reverse('relazione:scrittura', args=[anno, pk])}#s-{codice}")


def _spostata(sezione: Sezione, su: bool) -> str:
    return f"«{sezione.titolo}» è {'salita' if su else 'scesa'} di un posto."


@require_POST
def togli(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """Take a section away."""
    utente = utente_di(request)
    _, sezione = apri_scrittoio(utente, anno, pk).sezione(codice)
    vista = versione_vista(request)

    def fai() -> str:
        togli_sezione(sezione=sezione, versione=vista, da=utente)
        return f"«{sezione.titolo}» è stata tolta: i suoi testi restano nella storia del documento."

    _dillo(request, fai)
    return redirect("relazione:scrittura", anno, pk)


def _dillo(request: HttpRequest, fai: Callable[[], str]) -> None:
    """Do an act and say how it went."""
    try:
        detto = fai()
    except ErroreUtente as errore:
        messages.error(request, str(errore))
    else:
        messages.success(request, detto)
