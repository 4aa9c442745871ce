from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ente.actions.incarichi import A_CHI, NominaRifiutata, nomina_sostituto, revoca_sostituto
from ente.fogli.celle import Tabella
from ente.forms.sostituti import LUNGO_MOTIVO, ModuloSostituto
from ente.models import Area, Incarico, Ruolo, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica

CHIAVE_MASSIMA = 18
"""Digits of a key: a longer one is nobody's, and no database could look for it."""


@dataclass(frozen=True, slots=True)
class Sostituzione:
    """A deputy's assignment as of today: ``quando`` is ``in corso``, ``futura`` or ``passata``."""

    incarico: Incarico
    quando: str
    revocabile: bool


@require_http_methods(["GET", "HEAD", "POST"])
def sostituti(request: HttpRequest) -> HttpResponse:
    """The deputies of the areas that the person follows; who may, names one (POST) or revokes one (POST ``revoca``)."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(poteri.vede_registro or bool(poteri.aree), "I sostituti li vedono i dirigenti e chi segue tutto l'ente.")
    aree = Area.objects.visibili_a(utente)
    if request.method == "POST" and "revoca" in request.POST:
        return _revoca(request, utente, poteri)
    nominabili = aree if poteri.controllo or poteri.amministratore else aree.filter(pk__in=poteri.aree_proprie)
    modulo, status = _modulo(request, utente, nominabili), 200
    if request.method == "POST":
        esige(bool(poteri.controllo or poteri.amministratore or poteri.aree_proprie), A_CHI)
        status = 422
        if modulo.is_valid():
            try:
                incarico = nomina_sostituto(**modulo.cleaned_data, da=utente, poteri=poteri)
            except NominaRifiutata as rifiuto:
                modulo.add_error(rifiuto.campo, str(rifiuto))
            else:
                messages.success(request, f"{incarico.utente} fa le veci del dirigente {_giorni(incarico)}.")
                return redirect("ente:sostituti")
    viste = aree if poteri.vede_registro else aree.filter(pk__in=poteri.aree)
    sostituzioni = _elenco(viste, set(nominabili.values_list("pk", flat=True)))
    if request.method != "POST" and "formato" in request.GET:
        return scarica(request.GET, {"sostituti": lambda: _tabella(sostituzioni)})
    contesto = {
        "sostituzioni": sostituzioni,
        "modulo": modulo if nominabili else None,
    }
    return render(request, "ente/sostituti.html", contesto, status=status)


def _modulo(request: HttpRequest, utente: Utente, aree: QuerySet[Area]) -> ModuloSostituto:
    persone = Utente.objects.filter(ente=utente.ente_id, is_active=True).exclude(pk=utente.pk)
    persone = persone.order_by("qualifica", "username")
    iniziale = {"area": aree[0].pk} if len(aree) == 1 else {}
    return ModuloSostituto(request.POST or None, aree=aree, persone=persone, initial=iniziale)


def _revoca(request: HttpRequest, utente: Utente, poteri: Poteri) -> HttpResponse:
    """End an assignment. One that is not there any more was revoked a moment ago, by a double click or a colleague."""
    chiave = request.POST["revoca"]
    if not (chiave.isascii() and chiave.isdecimal() and len(chiave) <= CHIAVE_MASSIMA):
        raise Http404
    insieme = Incarico.objects.visibili_a(utente).filter(sostituto=True).select_related("area__ente", "utente")
    incarico = insieme.filter(pk=int(chiave)).first()
    if incarico is None:
        messages.info(request, "Quella sostituzione non c'è più.")
    elif revoca_sostituto(incarico=incarico, motivo=_motivo(request), da=utente, poteri=poteri):
        messages.success(request, f"{incarico.utente} non fa più le veci del dirigente: {incarico.area}.")
    else:
        messages.info(request, "Quella sostituzione era già finita.")
    return redirect("ente:sostituti")


def _motivo(request: HttpRequest) -> str:
    return request.POST.get("motivo", "").replace("\0", "")[:LUNGO_MOTIVO]


def _elenco(aree: QuerySet[Area], nominabili: set[int]) -> dict[str, list[Sostituzione]]:
    """By when they are: those in force, those to come, those gone, the latest first."""
    oggi = timezone.localdate()
    gruppi: dict[str, list[Sostituzione]] = {"In corso": [], "Future": [], "Passate": []}
    insieme = Incarico.objects.filter(ruolo=Ruolo.DIRIGENTE, sostituto=True, area__in=aree)
    for incarico in insieme.select_related("utente", "area").order_by("-al", "-dal"):
        quando = _quando(incarico, oggi)
        revocabile = quando != "Passate" and incarico.area_id in nominabili
        gruppi[quando].append(Sostituzione(incarico, quando, revocabile))
    return gruppi


def _tabella(sostituzioni: dict[str, list[Sostituzione]]) -> Tabella:
    """The deputies as a sheet."""
    righe = [
        (quando, str(v.incarico.utente), str(v.incarico.area), v.incarico.dal, v.incarico.al)
        for quando, voci in sostituzioni.items()
        for v in voci
    ]
    return Tabella("sostituti", ("Quando", "Sostituto", "Area", "Dal", "Al"), righe)


def _quando(incarico: Incarico, oggi: dt.date) -> str:
    if incarico.al is not None and incarico.al < oggi:
        return "Passate"
    return "Future" if incarico.dal is not None and incarico.dal > oggi else "In corso"


def _giorni(incarico: Incarico) -> str:
    return f"dal {incarico.dal:%d/%m/%Y} al {incarico.al:%d/%m/%Y}"
