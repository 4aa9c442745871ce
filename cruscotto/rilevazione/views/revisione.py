"""The dirigente's queue: what is ready, what wants a look, what is already validated; and its two acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.blocchi import Conflitto, ConflittoFraMolti, NonModificabile, ValoreRifiutato
from cruscotto.ciclo.visibilita import rilevazioni_leggibili
from cruscotto.models import Rilevazione
from cruscotto.rilevazione.actions.revisione import restituisci_valore, valida_valori
from cruscotto.rilevazione.coda_revisione import Coda, com_e_ora, leggi_coda
from cruscotto.rilevazione.fogli import tabelle_revisione
from cruscotto.rilevazione.forms.revisione import ModuloRestituzione, VistoIllegibile, leggi_visti, scelti
from cruscotto.rilevazione.views.neutralizzazione import Valore, trova_valore
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica

A_CHI = "La revisione è del dirigente dell'area, e del controllo di gestione che la segue."


@require_http_methods(["GET", "HEAD", "POST"])
def revisione(request: HttpRequest, anno: int) -> HttpResponse:
    """The values that the offices handed over in a period, to validate; a POST validates those chosen, all or none."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(bool(poteri.aree) or poteri.controllo, A_CHI)
    if request.method == "POST":
        return _valida(request, anno, utente, poteri)
    if "formato" in request.GET:
        return _scarica(request, anno, utente, poteri)
    return render(request, "cruscotto/rilevazione/revisione/revisione.html", _contesto(request, anno, utente, poteri))


def _scarica(request: HttpRequest, anno: int, utente: Utente, poteri: Poteri) -> HttpResponse:
    """The tables of the queue, of the area that the page with the same parameters shows."""
    scelta = leggi_anno(utente, anno, request.GET)
    coda, _ = leggi_coda(utente, poteri, scelta, _area_scelta(request))
    return scarica(request.GET, tabelle_revisione(scelta, coda))


def _area_scelta(request: HttpRequest) -> str:
    return request.GET.get("area", "").replace("\0", "")[:60]


def _valida(request: HttpRequest, anno: int, utente: Utente, poteri: Poteri) -> HttpResponse:
    """Validate, and back to the queue; refused, the queue again, with what is chosen still chosen and why."""
    cambiati: tuple[Rilevazione, ...] = ()
    try:
        visti = leggi_visti(request.POST)
        validati = valida_valori(valori=visti, da=utente, poteri=poteri) if visti else []
    except VistoIllegibile:
        errore, status = "Non si capisce quali valori avete scelto: sceglieteli di nuovo.", 400
    except ConflittoFraMolti as conflitto:
        errore, status, cambiati = "Non è stato validato nulla, perché nel frattempo:", 409, conflitto.attuali
    except NonModificabile as rifiuto:
        errore, status = f"Non è stato validato nulla. {rifiuto}", 409
    else:
        if validati:
            quanti = len(validati)
            messages.success(request, "Valore validato." if quanti == 1 else f"{quanti} valori validati.")
            return redirect(request.get_full_path())
        errore, status = "Scegliete almeno un valore da validare.", 422
    contesto = _contesto(request, anno, utente, poteri) | {
        "errore": errore,
        "cambiati": [(r, com_e_ora(r)) for r in cambiati],
        "chiavi_cambiate": {r.pk for r in cambiati},
        "scelti": set(scelti(request.POST)),
    }
    return render(request, "cruscotto/rilevazione/revisione/revisione.html", contesto, status=status)


@require_POST
def restituisci(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Send a value back to its office with a reason. In the page the row alone changes; without JavaScript, and when
    something is wrong, a page with what was written."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    valore = trova_valore(utente, anno, periodo, chiave)
    mai_vista = not poteri.valida_per(_area(valore)) and not _letta(utente, valore.rilevazione)
    if valore.rilevazione is None or mai_vista:
        raise Http404
    modulo, status = ModuloRestituzione(request.POST), 422
    if modulo.is_valid():
        try:
            attuale = restituisci_valore(
                rilevazione=valore.rilevazione,
                versione=modulo.cleaned_data["versione"],
                motivo=modulo.cleaned_data["motivo"],
                da=utente,
                poteri=poteri,
            )
        except ValoreRifiutato as rifiuto:
            modulo.add_error("motivo", str(rifiuto))
        except Conflitto as conflitto:
            modulo, status = _dopo_il_conflitto(request.POST, conflitto), 409
        except NonModificabile as rifiuto:
            modulo.add_error(None, str(rifiuto))
            status = 409
        else:
            return _restituito(request, valore, attuale, utente, poteri)
    else:
        esige(poteri.valida_per(_area(valore)), A_CHI)
    return _da_correggere(request, valore, modulo, utente, poteri, status)


def _letta(utente: Utente, rilevazione: Rilevazione | None) -> bool:
    """Whether the person may know that there is such a value, also who may do nothing with it."""
    return rilevazione is not None and rilevazioni_leggibili(utente).filter(pk=rilevazione.pk).exists()


def _area(valore: Valore) -> int | None:
    return valore.indicatore.ufficio.area_id if valore.indicatore.ufficio else None


def _dopo_il_conflitto(dati: QueryDict, conflitto: Conflitto) -> ModuloRestituzione:
    """The form with what was written and with the version that is there now: who has read what changed may insist."""
    nuovi = dati.copy()
    nuovi["versione"] = str(conflitto.attuale.versione)
    modulo = ModuloRestituzione(nuovi)
    modulo.add_error(None, f"Nel frattempo il valore è cambiato: {com_e_ora(conflitto.attuale)}.")
    return modulo


def _restituito(
    request: HttpRequest, valore: Valore, attuale: Rilevazione, utente: Utente, poteri: Poteri
) -> HttpResponse:
    if not in_pagina(request):
        ufficio = valore.indicatore.ufficio or "l'ufficio"
        messages.success(request, f"«{valore.indicatore}» è restituito a {ufficio}.")
        return redirect(_ritorno(request.POST, valore))
    contesto = _contesto_del_valore(request, valore, utente, poteri) | {"restituita": attuale}
    return render(request, "cruscotto/rilevazione/revisione/_restituito.html", contesto)


def _da_correggere(
    request: HttpRequest, valore: Valore, modulo: ModuloRestituzione, utente: Utente, poteri: Poteri, status: int
) -> HttpResponse:
    """What was written, with what to mend: the row alone in the page (200, or htmx would not show it), else a page."""
    contesto: dict[str, Any] = {"valore": valore, "modulo": modulo, "ciclo": valore.periodo.ciclo}
    if in_pagina(request):
        contesto |= _contesto_del_valore(request, valore, utente, poteri)
        return render(request, "cruscotto/rilevazione/revisione/_corretto.html", contesto)
    contesto |= {"periodo": valore.periodo, "ritorno": _ritorno(request.POST, valore)}
    return render(request, "cruscotto/rilevazione/revisione/restituzione.html", contesto, status=status)


def in_pagina(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page that is already there."""
    return bool(getattr(request, "htmx", False))


def _ritorno(dati: QueryDict, valore: Valore) -> str:
    """The queue that the form was sent from."""
    parametri = QueryDict(mutable=True)
    parametri["periodo"] = str(valore.periodo.numero)
    area = dati.get("area", "")
    if area:
        parametri["area"] = area[:60]
    return f"{reverse('cruscotto:revisione', args=[valore.periodo.ciclo.anno])}?{parametri.urlencode()}"


def _contesto_del_valore(request: HttpRequest, valore: Valore, utente: Utente, poteri: Poteri) -> dict[str, Any]:
    """The queue as it is now, for the parts of the page that change with a value."""
    parametri = {"periodo": str(valore.periodo.numero)}
    anno = leggi_anno(utente, valore.periodo.ciclo.anno, parametri)
    area = request.POST.get("area", "")[:60]
    coda, _ = leggi_coda(utente, poteri, anno, area)
    chiave = valore.chiave
    return _pagina(anno, coda, area) | {"valore": valore, "voce": coda.trova(chiave), "chiave": chiave}


def _contesto(request: HttpRequest, anno: int, utente: Utente, poteri: Poteri) -> dict[str, Any]:
    scelta = leggi_anno(utente, anno, request.GET)
    area = _area_scelta(request)
    coda, nomi = leggi_coda(utente, poteri, scelta, area)
    return _pagina(scelta, coda, area) | {
        "anni": scelta.anni,
        "periodi": scelta.periodi,
        "aree": nomi if len(nomi) > 1 else {},
        "nome_area": nomi.get(area, ""),
        "sostituto": bool(poteri.aree - poteri.aree_proprie),
        "sostituti": bool(poteri.aree_proprie) or poteri.controllo,
    }


def _pagina(anno: AnnoScelto, coda: Coda, area: str) -> dict[str, Any]:
    return {"ciclo": anno.ciclo, "periodo": anno.periodo, "coda": coda, "area": area}
