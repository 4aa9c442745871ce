"""The public value of a Plan on its page: what the body means to change, by which impact; what is selective."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import ObiettivoStrategico, ValorePubblico
from cruscotto.pianificazione.actions.valore_pubblico import (
    CHI,
    anni_del_piano,
    scritto_ora,
    scrivi_valore_pubblico,
    segna_selettivi,
    togli_valore_pubblico,
)
from cruscotto.pianificazione.forms.nel_frattempo import Diverso, guarda_ora, scritti_in
from cruscotto.pianificazione.forms.valore_pubblico import ModuloImpatto
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

QUI = "cruscotto:valore-pubblico"


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def valore_pubblico(request: HttpRequest, anno: int) -> HttpResponse:
    """The goals of public value of a year and its selective objectives; a POST of controllo writes one, takes one away
    (``togli``) or says which objectives are selective (``selettivi``). ``?modifica=`` opens one to be written again."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    if not (poteri.tutto_l_ente or poteri.aree):
        raise Http404
    scelta = leggi_anno(utente, anno, request.GET)
    obiettivi = list(ObiettivoStrategico.objects.con_nome().filter(ciclo=scelta.ciclo))
    if request.method != "POST":
        return _pagina(request, scelta, poteri, obiettivi, _modulo(scelta, obiettivi, request.GET.get("modifica", "")))
    esige(poteri.controllo, CHI)
    try:
        if "togli" in request.POST:
            return _togli(request, scelta, utente)
        if "selettivi" in request.POST:
            return _selettivi(request, scelta, utente)
    except (NonModificabile, Superato) as rifiuto:
        modulo = _modulo(scelta, obiettivi, "") if isinstance(rifiuto, Superato) else None
        return _pagina(request, scelta, poteri, obiettivi, modulo, errore=str(rifiuto), stato=409)
    return _scrivi(request, scelta, poteri, obiettivi)


def _modulo(
    scelta: AnnoScelto, obiettivi: list[ObiettivoStrategico], chiesto: str, dati: QueryDict | None = None
) -> ModuloImpatto:
    """The form of a new goal, or of the one asked for by its key."""
    chiave = _chiave(chiesto)
    valore = ValorePubblico.objects.filter(ciclo=scelta.ciclo, pk=chiave).first() if chiave else None
    iniziale: dict[str, Any] = {}
    if valore is not None:
        ora = scritto_ora(valore)
        iniziale = ora | {f"target_{a}": t for a, t in valore.target.items()}
        iniziale |= {"chiave": valore.pk, "visto": json.dumps(ora, sort_keys=True)}
    return ModuloImpatto(dati, anni=anni_del_piano(scelta.ciclo), obiettivi=obiettivi, initial=iniziale)


def _scrivi(
    request: HttpRequest, scelta: AnnoScelto, poteri: Poteri, obiettivi: list[ObiettivoStrategico]
) -> HttpResponse:
    modulo = _modulo(scelta, obiettivi, request.POST.get("chiave", ""), request.POST)
    if not modulo.is_valid():
        return _pagina(request, scelta, poteri, obiettivi, modulo, stato=422)
    chiave = modulo.cleaned_data["chiave"]
    try:
        fatto = scrivi_valore_pubblico(
            ciclo=scelta.ciclo,
            chiave=chiave,
            scritto=modulo.scritto,
            visto=modulo.visti if chiave else None,
            da=poteri.utente,
        )
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo, frase)
        return _pagina(request, scelta, poteri, obiettivi, modulo, stato=422)
    except Superato as rifiuto:
        diversi = guarda_ora(modulo) if "chiave" in modulo.initial else modulo.come_nuovo()
        return _pagina(request, scelta, poteri, obiettivi, modulo, errore=str(rifiuto), diversi=diversi, stato=409)
    except NonModificabile as rifiuto:
        scritti = list(scritti_in([modulo]))
        return _pagina(request, scelta, poteri, obiettivi, None, errore=str(rifiuto), scritti=scritti, stato=409)
    messages.success(request, "Scritto." if fatto else "Era già così.")
    return redirect(QUI, scelta.ciclo.anno)


def _togli(request: HttpRequest, scelta: AnnoScelto, utente: Utente) -> HttpResponse:
    chiave = _chiave(request.POST["togli"])
    tolto = chiave is not None and togli_valore_pubblico(ciclo=scelta.ciclo, chiave=chiave, da=utente)
    messages.success(request, "Tolto." if tolto else "Non c’era più.")
    return redirect(QUI, scelta.ciclo.anno)


def _selettivi(request: HttpRequest, scelta: AnnoScelto, utente: Utente) -> HttpResponse:
    scelti = {chiave for testo in request.POST.getlist("selettivo") if (chiave := _chiave(testo)) is not None}
    visti = {chiave for testo in request.POST.getlist("visto") if (chiave := _chiave(testo)) is not None}
    cambiati = segna_selettivi(ciclo=scelta.ciclo, scelti=scelti, visti=visti, da=utente)
    messages.success(request, f"Obiettivi cambiati: {cambiati}." if cambiati else "Erano già questi.")
    return redirect(QUI, scelta.ciclo.anno)


def _chiave(testo: str) -> int | None:
    return int(testo) if testo.isascii() and testo.isdecimal() and len(testo) <= 18 else None


def _pagina(
    request: HttpRequest,
    scelta: AnnoScelto,
    poteri: Poteri,
    obiettivi: list[ObiettivoStrategico],
    modulo: ModuloImpatto | None,
    *,
    errore: str = "",
    diversi: Sequence[Diverso] = (),
    scritti: Sequence[Diverso] = (),
    stato: int = 200,
) -> HttpResponse:
    ciclo = scelta.ciclo
    scrive = poteri.controllo and ciclo.in_pianificazione
    contesto = {
        "ciclo": ciclo,
        "anni": scelta.anni,
        "valori": list(ValorePubblico.objects.filter(ciclo=ciclo).select_related("obiettivo_strategico")),
        "obiettivi": obiettivi,
        "modulo": modulo if scrive else None,
        "scrive": scrive,
        "errore": errore,
        "diversi": diversi,
        "scritti": scritti,
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (f"Piano {ciclo.anno}", reverse("cruscotto:piano", args=[ciclo.anno])),
            ("Valore pubblico", ""),
        ],
    }
    return render(request, "cruscotto/pianificazione/valore_pubblico.html", contesto, status=stato)
