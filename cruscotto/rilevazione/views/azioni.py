"""The corrective actions of a year, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.ciclo.atti_in_parole import racconta
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.rilevazione.actions.azioni import CHI, segui_azione
from cruscotto.rilevazione.azioni import (
    Azione,
    FiltriAzioni,
    azione_di,
    leggi_azioni,
    puo_affidare,
    puo_seguire,
    tabella_azioni,
    valori_con_azione,
)
from cruscotto.rilevazione.forms.azione import ModuloAzione
from ente.models import Atto, Incarico, Ufficio, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica

PER_PAGINA = 50


@require_safe
def azioni(request: HttpRequest, anno: int) -> HttpResponse:
    """The actions promised with the values of a year that the person may read, filtered; ``?formato=`` downloads."""
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    tutte, filtri = leggi_azioni(utente, scelta.ciclo), FiltriAzioni.leggi(request.GET)
    trovate = filtri.applica(tutte)
    if "formato" in request.GET:
        return scarica(request.GET, {"azioni": lambda: tabella_azioni(anno, trovate)})
    contesto = {
        "ciclo": scelta.ciclo,
        "cicli": scelta.cicli,
        "anni": scelta.anni,
        "briciole": [("Inizio", "/"), (f"Azioni correttive {anno}", "")],
        "filtri": filtri,
        "campi": filtri.campi(tutte),
        "totale": len(tutte),
        "scadute": sum(a.scaduta for a in tutte),
        "pagina": Paginator(trovate, PER_PAGINA).get_page(request.GET.get("pagina")),
    }
    return render(request, "cruscotto/rilevazione/azioni/azioni.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
def azione(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """One action with its story; who follows it says where it is."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    valore = get_object_or_404(valori_con_azione(utente), pk=pk, periodo__ciclo__anno=anno)
    una = azione_di(valore, poteri, timezone.localdate())
    fai = partial(ModuloAzione, affida=puo_affidare(poteri, valore), persone=_persone(utente), uffici=_uffici(utente))
    modulo, status = fai(initial=_com_e(una)), 200
    if request.method == "POST":
        esige(puo_seguire(poteri, valore), CHI)
        modulo, status = _segui(fai, request.POST, una, utente, poteri)
        if status == 200:
            messages.success(request, "Azione aggiornata.")
            return redirect("cruscotto:azione-edit", anno, pk)
    contesto = {
        "ciclo": valore.periodo.ciclo,
        "azione": una,
        "modulo": modulo,
        "atti": [racconta(a) for a in _storia(una.seguito.pk)] if una.seguito else [],
        "briciole": [
            ("Inizio", "/"),
            (f"Azioni correttive {anno}", reverse("cruscotto:azioni", args=[anno])),
            (valore.indicatore.codice, ""),
        ],
    }
    return render(request, "cruscotto/rilevazione/azioni/azione.html", contesto, status=status)


def _com_e(una: Azione) -> dict[str, Any]:
    """What the form begins with."""
    seguito = una.seguito
    prima = {"versione": seguito.versione if seguito else 0, "stato": una.promessa.stato.value}
    return prima | ({n: getattr(seguito, n) for n in ("nota", "persona", "ufficio", "entro")} if seguito else {})


def _segui(
    fai: Callable[..., ModuloAzione], dati: QueryDict, una: Azione, utente: Utente, poteri: Poteri
) -> tuple[ModuloAzione, int]:
    """The act; 200 when it is done, else the form with what was written and what to mend."""
    modulo = fai(dati)
    if not modulo.is_valid():
        return modulo, 422
    versione = modulo.cleaned_data["versione"]
    try:
        segui_azione(rilevazione=una.valore, scritto=modulo.scritto, versione=versione, da=utente, poteri=poteri)
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo if campo in modulo.fields else None, frase)
        return modulo, 422
    except Superato as rifiuto:  # over what is there now, just shown
        nuovi = dati.copy()
        nuovi["versione"] = str(una.seguito.versione if una.seguito else 0)
        modulo = fai(nuovi)
        modulo.add_error(None, str(rifiuto))
        return modulo, 409
    except NonModificabile as rifiuto:
        modulo.add_error(None, str(rifiuto))
        return modulo, 409
    return modulo, 200


def _storia(pk: int) -> list[Atto]:
    atti = Atto.objects.su({"azione correttiva": [pk]}).select_related("utente")
    return list(atti.order_by("-created_at", "-pk")[:50])


def _persone(utente: Utente) -> QuerySet[Utente]:
    incarichi = Incarico.objects.validi_il(timezone.localdate())
    persone = Utente.objects.filter(ente=utente.ente_id, is_active=True, incarichi__in=incarichi)
    return persone.distinct().order_by("qualifica", "username")


def _uffici(utente: Utente) -> QuerySet[Ufficio]:
    return Ufficio.objects.visibili_a(utente).order_by("nome")
