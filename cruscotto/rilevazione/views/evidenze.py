from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cruscotto.ciclo.blocchi import NonModificabile, esige_scrivibile
from cruscotto.misurazione.riga import chiave as chiave_di
from cruscotto.models import Collocazione, Cruscotto, Evidenza, Indicatore, Periodo, Rilevazione
from cruscotto.rilevazione.actions.evidenze import (
    Aggiunta,
    ValoreDaProvare,
    aggiungi_file,
    aggiungi_indirizzo,
    esige_in_mano_all_ufficio,
    togli_evidenza,
)
from cruscotto.rilevazione.forms.evidenza import ModuloEvidenze
from ente.allegati.consegna import protetta
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di

registro = logging.getLogger(__name__)

CHIAVE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


@dataclass
class Pagina:
    """A value that the user may see, with what proves it. ``chiuso`` says why nothing can be added; empty if it can."""

    posto: ValoreDaProvare
    poteri: Poteri
    valore: Rilevazione | None
    chiuso: str
    errori: list[str] = field(default_factory=list)
    fatte: list[Aggiunta] = field(default_factory=list)

    @property
    def chiave(self) -> str:
        collocazione = self.posto.collocazione
        return chiave_di(self.posto.indicatore.pk, collocazione.pk if collocazione else None)

    @property
    def indicatore(self) -> Indicatore:
        return self.posto.indicatore

    @property
    def evidenze(self) -> Sequence[Evidenza]:
        """Those that are there now."""
        valore = self.valore or Rilevazione.objects.filter(**self.posto.valore()).first()
        return Evidenza.objects.per_rilevazione([valore.pk]).get(valore.pk, []) if valore else []

    @property
    def indirizzo(self) -> str:
        periodo = self.posto.periodo
        return reverse("cruscotto:evidenza-add", args=[periodo.ciclo.anno, periodo.numero, self.chiave])


def trova_pagina(utente: Utente, anno: int, numero: int, chiave: str) -> Pagina:
    """The value of a key in a period, if the user may see it: as ``Evidenza.objects.visibili_a``.

    Raises:
        Http404
    """
    trovata = CHIAVE.fullmatch(chiave)
    if trovata is None:
        raise Http404
    periodi = Periodo.objects.visibili_a(utente).select_related("ciclo__ente")
    periodo = get_object_or_404(periodi, ciclo__anno=anno, numero=numero)
    indicatore_id, propria = int(trovata[1]), int(trovata[2] or 0)
    posti = [
        c
        for c in Collocazione.objects.filter(cruscotto__ciclo=periodo.ciclo, indicatore=indicatore_id)
        .select_related("indicatore__ufficio")
        .annotate(vista=Exists(Cruscotto.objects.visibili_a(utente).filter(pk=OuterRef("cruscotto"))))
        if not propria or c.pk == propria
    ]
    suo = next((c for c in posti if c.rilevata_a_parte == bool(propria)), None)
    if suo is None:
        raise Http404
    indicatore, poteri = suo.indicatore, Poteri.di(utente)
    area = indicatore.ufficio.area_id if indicatore.ufficio else None
    lavora = poteri.inserisce_per(indicatore.ufficio_id) or poteri.valida_per(area)
    if not (lavora or any(getattr(c, "vista", False) for c in posti)):
        raise Http404
    posto = ValoreDaProvare(periodo, indicatore, suo if propria else None)
    valore = Rilevazione.objects.filter(**posto.valore()).first()
    return Pagina(posto, poteri, valore, _chiuso(posto, poteri, valore))


def _chiuso(posto: ValoreDaProvare, poteri: Poteri, valore: Rilevazione | None) -> str:
    if not poteri.inserisce_per(posto.indicatore.ufficio_id):
        return "Le evidenze le aggiunge e le toglie l'ufficio dell'indicatore."
    try:
        esige_scrivibile(posto.periodo, posto.indicatore.ufficio_id)
        if valore is not None:
            valore.indicatore = posto.indicatore
            esige_in_mano_all_ufficio(valore)
    except NonModificabile as errore:
        return str(errore)
    return ""


def in_pagina(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page that is already there."""
    return bool(getattr(request, "htmx", False))


@require_http_methods(["GET", "HEAD", "POST"])
def evidenze(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """What proves a value; who enters it adds files and addresses here. 404 for who may not see the value."""
    utente = utente_di(request)
    pagina = trova_pagina(utente, anno, periodo, chiave)
    if request.method != "POST":
        return _pagina(request, pagina, ModuloEvidenze())
    esige(pagina.poteri.inserisce_per(pagina.indicatore.ufficio_id), pagina.chiuso)
    modulo = ModuloEvidenze(request.POST, request.FILES)
    if pagina.chiuso:
        pagina.errori = [pagina.chiuso]
    else:
        _aggiungi(pagina, modulo, utente)
    if in_pagina(request):
        return _elenco(request, pagina)
    if pagina.errori or modulo.errors:
        return _pagina(request, pagina, modulo, stato=409 if pagina.chiuso else 422)
    messages.success(request, _detto(pagina.fatte))
    return redirect(pagina.indirizzo)


def _aggiungi(pagina: Pagina, modulo: ModuloEvidenze, utente: Utente) -> None:
    """Add one by one what the form has: the good ones stay, the others are said."""
    modulo.is_valid()
    poteri, dati = pagina.poteri, modulo.cleaned_data
    for file in dati.get("file", []):
        try:
            pagina.fatte.append(aggiungi_file(posto=pagina.posto, file=file, da=utente, poteri=poteri))
        except ErroreUtente as errore:
            pagina.errori.append(str(errore))
    if dati.get("indirizzo"):
        nome = dati.get("nome", "")
        try:
            aggiunta = aggiungi_indirizzo(
                posto=pagina.posto, indirizzo=dati["indirizzo"], nome=nome, da=utente, poteri=poteri
            )
            pagina.fatte.append(aggiunta)
        except ErroreUtente as errore:
            pagina.errori.append(str(errore))
    pagina.errori = list(dict.fromkeys(pagina.errori))


def _detto(fatte: Sequence[Aggiunta]) -> str:
    nuove = [f"«{a.evidenza}»" for a in fatte if a.nuova]
    uguali = [f"«{a.evidenza}»" for a in fatte if not a.nuova]
    frasi = [f"Aggiunte {len(nuove)} evidenze." if len(nuove) > 1 else f"Aggiunta {nuove[0]}."] if nuove else []
    return " ".join([*frasi, *[f"{nome} c'era già." for nome in uguali]])


def _contesto(pagina: Pagina) -> dict[str, object]:
    periodo = pagina.posto.periodo
    return {"voce": pagina, "ciclo": periodo.ciclo, "periodo": periodo, "modificabile": not pagina.chiuso}


def _pagina(request: HttpRequest, pagina: Pagina, modulo: ModuloEvidenze, stato: int = 200) -> HttpResponse:
    contesto = _contesto(pagina) | {"modulo": modulo, "pagina": pagina, "detto": _detto(pagina.fatte)}
    return render(request, "cruscotto/rilevazione/evidenze/pagina.html", contesto, status=stato)


def _elenco(request: HttpRequest, pagina: Pagina, detto: str = "") -> HttpResponse:
    """The list alone, for the row of another page: 200 in any case, or htmx would not show what went wrong."""
    # What was taken away had the focus: the sentence that says so takes it.
    contesto = _contesto(pagina) | {"errori": pagina.errori, "detto": detto or _detto(pagina.fatte), "tolta": detto}
    return render(request, "cruscotto/rilevazione/evidenze/_elenco.html", contesto)


@require_POST
def togli(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an evidence away; the page is the one that it was asked from. 404 for who may not see it."""
    utente = utente_di(request)
    scelte = Evidenza.objects.visibili_a(utente).select_related("rilevazione__periodo__ciclo")
    evidenza = get_object_or_404(scelte, pk=pk)
    valore = evidenza.rilevazione
    chiave = chiave_di(valore.indicatore_id, valore.collocazione_id)
    errore = ""
    try:
        togli_evidenza(evidenza=evidenza, da=utente)
    except ErroreUtente as rifiuto:
        errore = str(rifiuto)
    except PermissionDenied as rifiuto:
        if not in_pagina(request):
            raise
        errore = str(rifiuto)
    detto = "" if errore else f"Tolta «{evidenza}»."
    if in_pagina(request):
        pagina = trova_pagina(utente, valore.periodo.ciclo.anno, valore.periodo.numero, chiave)
        pagina.errori = [errore] if errore else []
        return _elenco(request, pagina, detto)
    messages.add_message(request, messages.ERROR if errore else messages.SUCCESS, errore or detto)
    return redirect("cruscotto:evidenza-add", valore.periodo.ciclo.anno, valore.periodo.numero, chiave)


@require_safe
def scarica_evidenza(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file as it was given, to be saved and never shown: no browser takes it for a page, a picture or a script."""
    scelte = Evidenza.objects.visibili_a(utente_di(request)).presenti().exclude(file="")
    evidenza = get_object_or_404(scelte, pk=pk)
    try:
        contenuto = evidenza.file.open("rb")
    except OSError:
        registro.exception("Manca il file dell'evidenza %s", evidenza.pk)
        errore = f"Il file «{evidenza}» non si trova più sul disco: chiedete a chi amministra di ripristinarlo."
        return render(request, "errore_utente.html", {"errore": errore}, status=404)
    risposta = FileResponse(
        contenuto, as_attachment=True, filename=evidenza.nome, content_type="application/octet-stream"
    )
    if request.method == "HEAD":
        risposta.streaming_content = ()
    return protetta(risposta)
