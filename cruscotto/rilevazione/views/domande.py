"""What is asked and answered: on a value, and on all those of an indicator in a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.ciclo.visibilita import indicatori_leggibili
from cruscotto.misurazione.riga import chiave as chiave_di
from cruscotto.models import Ciclo, Messaggio, Rilevazione
from cruscotto.rilevazione.actions.domande import CHI, scrivi_messaggio
from cruscotto.rilevazione.domande import fili_di, perche_chiuse, puo_scrivere
from cruscotto.rilevazione.forms.domanda import ModuloDomanda
from cruscotto.rilevazione.views.evidenze import Pagina, in_pagina, trova_pagina
from ente.poteri import esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

LEGGE = "Le domande su un valore le leggono il suo ufficio, chi lo rivede e chi è stato interpellato."


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def domande(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """The questions on a value with their answers; a POST writes one. 404 for who may not see the value."""
    utente = utente_di(request)
    pagina = trova_pagina(utente, anno, periodo, chiave)
    tutti = _messaggi(pagina)
    modulo, status = ModuloDomanda(), 200
    if request.method == "POST":
        esige(puo_scrivere(pagina.poteri, _valore(pagina), tutti), CHI)
        modulo, status = ModuloDomanda(request.POST), 422
        if modulo.is_valid():
            try:
                scrivi_messaggio(posto=pagina.posto, **modulo.cleaned_data, da=utente, poteri=pagina.poteri)
            except ValoreRifiutato as rifiuto:
                modulo.add_error("testo", str(rifiuto))
            except NonModificabile as rifiuto:
                modulo.add_error(None, str(rifiuto))
                status = 409
            else:
                return _scritto(request, pagina)
    contesto = _contesto(pagina, tutti, modulo)
    esige(contesto["puo_leggere"], LEGGE)
    if in_pagina(request):
        return render(request, "cruscotto/rilevazione/domande/_fili.html", contesto)
    return render(request, "cruscotto/rilevazione/domande/domande.html", contesto, status=status)


def _scritto(request: HttpRequest, pagina: Pagina) -> HttpResponse:
    """After a message: in the page the thread alone, with an empty box; else the page again."""
    if in_pagina(request):
        contesto = _contesto(pagina, _messaggi(pagina), ModuloDomanda()) | {"detto": "Messaggio inviato."}
        return render(request, "cruscotto/rilevazione/domande/_fili.html", contesto)
    messages.success(request, "Messaggio inviato.")
    return redirect(_indirizzo(pagina))


def _indirizzo(pagina: Pagina) -> str:
    periodo = pagina.posto.periodo
    return reverse("cruscotto:valore-questions", args=[periodo.ciclo.anno, periodo.numero, pagina.chiave])


def _valore(pagina: Pagina) -> Rilevazione:
    """The value as it is, or as it would be if nobody has entered it."""
    valore = pagina.valore or Rilevazione(**pagina.posto.valore())
    valore.periodo, valore.indicatore = pagina.posto.periodo, pagina.posto.indicatore
    return valore


def _messaggi(pagina: Pagina) -> list[Messaggio]:
    letti = Messaggio.objects.filter(
        rilevazione__periodo=pagina.posto.periodo,
        rilevazione__indicatore=pagina.posto.indicatore,
        rilevazione__collocazione=pagina.posto.collocazione,
    )
    return list(letti.select_related("da").prefetch_related("chiesto_a"))


def _contesto(pagina: Pagina, tutti: list[Messaggio], modulo: ModuloDomanda) -> dict[str, Any]:
    valore, poteri = _valore(pagina), pagina.poteri
    scrive = puo_scrivere(poteri, valore, tutti)
    return {
        "ciclo": pagina.posto.periodo.ciclo,
        "periodo": pagina.posto.periodo,
        "indicatore": pagina.posto.indicatore,
        "valore": valore,
        "fili": fili_di(tutti),
        "quanti": len(tutti),
        "modulo": modulo,
        "chiuse": perche_chiuse(valore),
        "scrive": scrive,
        "puo_leggere": scrive or poteri.tutto_l_ente,
        "indirizzo": _indirizzo(pagina),
    }


@require_safe
def domande_indicatore(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The questions on the values of an indicator in a year, period by period, of those that the person may read."""
    utente = utente_di(request)
    indicatore = indicatori_leggibili(utente, anno).filter(codice=codice).first()
    ciclo = Ciclo.objects.visibili_a(utente).select_related("ente").filter(anno=anno).first()
    if indicatore is None or ciclo is None:
        raise Http404
    letti = Messaggio.objects.visibili_a(utente).filter(
        rilevazione__indicatore=indicatore, rilevazione__periodo__ciclo=ciclo
    )
    valori: dict[int, tuple[Rilevazione, list[Messaggio]]] = {}
    for m in letti.select_related("da", "rilevazione__periodo").prefetch_related("chiesto_a"):
        valori.setdefault(m.rilevazione_id, (m.rilevazione, []))[1].append(m)
    gruppi = [
        (v.periodo, chiave_di(v.indicatore_id, v.collocazione_id), fili_di(suoi), len(suoi))
        for v, suoi in sorted(valori.values(), key=lambda coppia: (coppia[0].periodo.numero, coppia[0].pk))
    ]
    contesto = {"ciclo": ciclo, "indicatore": indicatore, "gruppi": gruppi}
    modello = "_elenco.html" if in_pagina(request) else "indicatore.html"
    return render(request, f"cruscotto/rilevazione/domande/{modello}", contesto)
