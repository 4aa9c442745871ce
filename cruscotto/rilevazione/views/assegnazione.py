from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.ciclo.visibilita import indicatori_leggibili
from cruscotto.models import Ciclo, Collocazione, Indicatore, Rilevazione, StatoPeriodo, StatoRilevazione
from cruscotto.rilevazione.actions.assegnazione import A_CHI, puo_riassegnare, riassegna_ufficio
from cruscotto.rilevazione.forms.revisione import ModuloUfficio
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


@require_http_methods(["GET", "HEAD", "POST"])
def ufficio(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """Give an indicator to another office. 404 when the year does not have it, 403 for who may not move it."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    ciclo, indicatore = _trova(utente, anno, codice)
    esige(puo_riassegnare(poteri, indicatore.ufficio), A_CHI)
    insieme = Ufficio.objects.visibili_a(utente).select_related("area").order_by("area__numero", "nome")
    scelte = [u for u in insieme if u.pk != indicatore.ufficio_id and puo_riassegnare(poteri, u)]
    modulo, status = ModuloUfficio(uffici=scelte, initial={"prima": indicatore.ufficio_id}), 200
    if request.method == "POST":
        # What was moved a moment ago may be chosen again: the same form sent twice is one act.
        modulo, status = ModuloUfficio(request.POST, uffici=[*scelte, *filter(None, [indicatore.ufficio])]), 422
        if modulo.is_valid():
            try:
                dato = modulo.cleaned_data
                riassegna_ufficio(ciclo=ciclo, indicatore=indicatore, **dato, da=utente, poteri=poteri)
            except ValoreRifiutato as rifiuto:
                for campo, frase in rifiuto.errori.items():
                    modulo.add_error(campo, frase)
                modulo = _ripeti(request.POST, modulo, indicatore, scelte)
            except NonModificabile as rifiuto:
                modulo.add_error(None, str(rifiuto))
                status = 409
            else:
                messages.success(request, f"«{indicatore}» ora è di {dato['ufficio']}.")
                return redirect(_ritorno(utente, ciclo, indicatore))
    return render(
        request, "cruscotto/rilevazione/revisione/ufficio.html", _contesto(ciclo, indicatore, modulo), status=status
    )


def _trova(utente: Utente, anno: int, codice: str) -> tuple[Ciclo, Indicatore]:
    """An indicator that the body's cycle of that year places in a scorecard that the person reads; those whose values
    they enter or review, anywhere in it.

    Raises:
        Http404: there is none, or the person may not know of it.
    """
    indicatori = indicatori_leggibili(utente, anno).filter(codice=codice)
    indicatore = indicatori.select_related("ufficio__area").first()
    ciclo = Ciclo.objects.visibili_a(utente).select_related("ente").filter(anno=anno).first()
    if indicatore is None or ciclo is None:
        raise Http404
    return ciclo, indicatore


def _ripeti(scritto: QueryDict, modulo: ModuloUfficio, indicatore: Indicatore, scelte: list[Ufficio]) -> ModuloUfficio:
    """The form with what was written, over the office that the indicator has now."""
    dati = scritto.copy()
    dati["prima"] = str(indicatore.ufficio_id or "")
    ripetuto = ModuloUfficio(dati, uffici=scelte)
    ripetuto.is_valid()
    for campo, errori in modulo.errors.items():
        if campo not in ripetuto.errors:
            ripetuto.add_error(None if campo == "__all__" else campo, list(errori))
    return ripetuto


def _ritorno(utente: Utente, ciclo: Ciclo, indicatore: Indicatore) -> str:
    """The page of the indicator, for who reads it; else the home."""
    visto = Collocazione.objects.visibili_a(utente).filter(indicatore=indicatore, cruscotto__ciclo=ciclo).exists()
    return (
        reverse("cruscotto:indicatore", args=[ciclo.anno, indicatore.codice]) if visto else reverse("cruscotto:inizio")
    )


def _contesto(ciclo: Ciclo, indicatore: Indicatore, modulo: ModuloUfficio) -> dict[str, Any]:
    stati = Rilevazione.objects.filter(
        indicatore=indicatore, periodo__ciclo=ciclo, periodo__stato=StatoPeriodo.APERTO
    ).values_list("stato", flat=True)
    conti = Counter(stati)
    return {
        "ciclo": ciclo,
        "indicatore": indicatore,
        "modulo": modulo,
        "bozze": conti[StatoRilevazione.BOZZA] + conti[StatoRilevazione.RESTITUITA],
        "trasmessi": conti[StatoRilevazione.TRASMESSA],
    }
