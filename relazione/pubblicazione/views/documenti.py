"""The page of the documents of a year: what there is, its state, whose turn it is; begin, ask, take back, download."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cruscotto.ciclo.anno_scelto import AnnoSenzaCiclo, anno_chiesto, ciclo_corrente
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from relazione.models import Edizione, Formato, StatoStesura, Stesura
from relazione.pubblicazione.actions.documenti import crea_documento
from relazione.pubblicazione.actions.stesure import annulla_stesura, richiedi_stesura
from relazione.pubblicazione.consegna import FilePerduto, consegna_stesura
from relazione.pubblicazione.forms.richiesta import ModuloComincia, ModuloRichiesta
from relazione.pubblicazione.indirizzi import pagina_di_scrittura, percorso
from relazione.pubblicazione.quadro import NON_SI_PUBBLICA, casella_di, legge_documenti, leggi_quadro

CON = ("documento__ciclo__ente", "documento__periodo", "documento__cruscotto")


@require_safe
def inizio(request: HttpRequest) -> HttpResponse:
    """The documents of the year that people work on, or of ``?anno=``."""
    cicli = _cicli(utente_di(request))
    corrente = ciclo_corrente(cicli)
    if corrente is None:
        raise Http404
    anno = anno_chiesto(request.GET, [c.anno for c in cicli])
    return redirect("relazione:documenti", anno or corrente.anno)


@require_safe
def documenti(request: HttpRequest, anno: int) -> HttpResponse:
    """The documents of a year; for htmx, with ``?stesura=``, how far the writing of one is, until it ends."""
    utente = utente_di(request)
    cicli = _cicli(utente)
    ciclo = _del_anno(cicli, anno)
    quale = request.GET.get("stesura", "")
    if getattr(request, "htmx", False) and quale.isascii() and quale.isdecimal() and len(quale) < 19:
        return _una_casella(request, utente, ciclo, int(quale))
    return pagina(request, utente, ciclo, cicli)


def pagina(
    request: HttpRequest, utente: Utente, ciclo: Ciclo, cicli: list[Ciclo], errore: str = "", stato: int = 200
) -> HttpResponse:
    """The page of a year; after an act that was refused, with why."""
    poteri = Poteri.di(utente)
    gruppi = leggi_quadro(utente, ciclo, list(ciclo.periodi.all()))
    contesto: dict[str, Any] = {
        "ciclo": ciclo,
        "briciole": percorso(ciclo.anno),
        "anni": [c.anno for c in cicli],
        "gruppi": gruppi,
        "tutto": poteri.tutto_l_ente,
        "controllo": poteri.controllo,
        "formati": Formato.choices,
        "non_si_pubblica": NON_SI_PUBBLICA,
        "errore": errore,
        "in_corso": any(c.aperta for g in gruppi for d in g.documenti for c in d.caselle.values()),
    }
    risposta = render(request, "relazione/pubblicazione/documenti.html", contesto, status=stato)
    risposta["Cache-Control"] = "no-store"  # the same address gives to htmx how far a writing is
    return risposta


def _una_casella(request: HttpRequest, utente: Utente, ciclo: Ciclo, pk: int) -> HttpResponse:
    casella = casella_di(utente, ciclo, pk)
    if casella is None:
        raise Http404
    contesto = {"ciclo": ciclo, "casella": casella, "appena": casella.aperta is None}
    risposta = render(request, "relazione/pubblicazione/_file.html", contesto)
    risposta["Cache-Control"] = "no-store"
    return risposta


def _cicli(utente: Utente) -> list[Ciclo]:
    """The cycles of the body, for who has something on this page.

    Raises:
        Http404: the person has nothing here.
    """
    if not legge_documenti(Poteri.di(utente)):
        raise Http404
    return list(Ciclo.objects.visibili_a(utente).select_related("ente"))


def _del_anno(cicli: list[Ciclo], anno: int) -> Ciclo:
    for ciclo in cicli:
        if ciclo.anno == anno:
            return ciclo
    raise AnnoSenzaCiclo([c.anno for c in cicli])


@require_POST
def comincia(request: HttpRequest, anno: int) -> HttpResponse:
    """Begin a document from an outline."""
    utente = utente_di(request)
    cicli = _cicli(utente)
    ciclo = _del_anno(cicli, anno)
    modulo = ModuloComincia(request.POST)
    try:
        dati = _dati(modulo)
        periodo, cruscotto = _parti(utente, ciclo, dati)
        fatto = crea_documento(
            ciclo=ciclo,
            tipo=dati["tipo"],
            modello=dati["modello"],
            periodo=periodo,
            cruscotto=cruscotto,
            da=utente,
        )
    except ErroreUtente as rifiuto:
        return pagina(request, utente, ciclo, cicli, str(rifiuto), stato=409)
    messages.success(request, f"«{fatto}» è cominciato: le sezioni del modello sono al loro posto.")
    return redirect(pagina_di_scrittura(fatto, anno) or _dove(ciclo, dati))


@require_POST
def chiedi(request: HttpRequest, anno: int) -> HttpResponse:
    """Put the writing of a file in the queue."""
    utente = utente_di(request)
    cicli = _cicli(utente)
    ciclo = _del_anno(cicli, anno)
    try:
        dati = _dati(ModuloRichiesta(request.POST))
        periodo, cruscotto = _parti(utente, ciclo, dati)
        stesura = richiedi_stesura(
            ciclo=ciclo,
            tipo=dati["tipo"],
            edizione=dati["edizione"],
            formato=dati["formato"],
            periodo=periodo,
            cruscotto=cruscotto,
            da=utente,
        )
    except ErroreUtente as rifiuto:
        return pagina(request, utente, ciclo, cicli, str(rifiuto), stato=409)
    edizione, formato = Edizione(stesura.edizione).label.lower(), Formato(stesura.formato).label
    messages.info(request, f"Chiesta l'{edizione} in {formato}: potete lasciare la pagina, la scrittura continua.")
    return redirect(_dove(ciclo, dati))


def _dati(modulo: forms.Form) -> dict[str, Any]:
    if not modulo.is_valid():
        frasi = [str(frase) for errori in modulo.errors.values() for frase in errori]
        raise ErroreUtente(f"La richiesta non si capisce: {' '.join(frasi)}")
    return modulo.cleaned_data


def _parti(utente: Utente, ciclo: Ciclo, dati: dict[str, Any]) -> tuple[Periodo | None, Cruscotto | None]:
    """The period and the sheet that a form names.

    Raises:
        Http404: the cycle has no such period, or the person may not see the sheet.
    """
    numero, codice = dati.get("periodo"), dati.get("cruscotto")
    periodo = get_object_or_404(Periodo.objects.visibili_a(utente), ciclo=ciclo, numero=numero) if numero else None
    schede = Cruscotto.objects.visibili_a(utente).select_related("area")
    return periodo, get_object_or_404(schede, ciclo=ciclo, codice=codice) if codice else None


def _dove(ciclo: Ciclo, dati: dict[str, Any]) -> str:
    quale = dati.get("periodo") or dati.get("cruscotto")
    ancora = f"{dati['tipo']}-{quale}" if quale else dati["tipo"]
    return f"{reverse('relazione:documenti', args=[ciclo.anno])}#{ancora}"


def _visibile(request: HttpRequest, pk: int) -> tuple[Utente, Stesura]:
    utente = utente_di(request)
    return utente, get_object_or_404(Stesura.objects.visibili_a(utente).select_related(*CON), pk=pk)


@require_POST
def annulla(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a writing that is not finished."""
    utente, stesura = _visibile(request, pk)
    ciclo = stesura.documento.ciclo
    try:
        annulla_stesura(stesura=stesura, da=utente)
    except ErroreUtente as rifiuto:
        return pagina(request, utente, ciclo, _cicli(utente), str(rifiuto), stato=409)
    messages.success(request, "La scrittura è annullata: quello che c'era prima è rimasto.")
    return redirect("relazione:documenti", ciclo.anno)


@require_safe
def scarica(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of one that is ready, as an attachment."""
    _, stesura = _visibile(request, pk)
    if stesura.stato != StatoStesura.PRONTO:
        raise Http404
    try:
        return consegna_stesura(stesura, testa=request.method == "HEAD")
    except FilePerduto as perduto:
        return render(request, "errore_utente.html", {"errore": str(perduto)}, status=404)
