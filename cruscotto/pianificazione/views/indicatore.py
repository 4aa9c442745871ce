"""One page for an indicator of the Plan and all its placements: what it is, where it stands, with which weight and
target; and, while one writes, what it would still lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.ciclo.visibilita import indicatori_leggibili
from cruscotto.models import Ciclo, Indicatore
from cruscotto.pianificazione.actions.indicatore import CHI_DEFINISCE, definisci_indicatore, togli_indicatore
from cruscotto.pianificazione.completezza import che_cosa_manca_a
from cruscotto.pianificazione.forms.indicatore import IndicatoreForm, ModuloIndicatore
from cruscotto.pianificazione.forms.nel_frattempo import Diverso, scritti_in
from cruscotto.pianificazione.in_preparazione import perche_fermo
from cruscotto.pianificazione.nel_piano import (
    IndicatoreNelPiano,
    con_la_liberta,
    dell_ente,
    leggi_nel_piano,
    puo_collocare,
    puo_definire,
    uffici_di,
)
from cruscotto.pianificazione.posti import leggi_posti
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

PROVA = "prova"


@dataclass(frozen=True, slots=True)
class _Pagina:
    """What the page of an indicator is about; ``prima`` is None for a new one."""

    utente: Utente
    poteri: Poteri
    scelta: AnnoScelto
    indicatore: Indicatore | None
    prima: IndicatoreNelPiano | None

    @property
    def ciclo(self) -> Ciclo:
        return self.scelta.ciclo


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def nuovo(request: HttpRequest, anno: int) -> HttpResponse:
    """A new indicator in the Plan of a year; 403 for who defines none."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(dell_ente(poteri) or bool(poteri.aree_proprie), CHI_DEFINISCE)
    return _rispondi(request, _Pagina(utente, poteri, leggi_anno(utente, anno, request.GET), None, None))


@require_http_methods(["GET", "HEAD", "POST"])
def definizione(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """An indicator of the body in the Plan of a year, where it may not stand yet. 404 for who may not read it, 403 for
    who does not define it."""
    return _rispondi(request, _trova(utente_di(request), anno, codice, request))


def _trova(utente: Utente, anno: int, codice: str, request: HttpRequest) -> _Pagina:
    poteri = Poteri.di(utente)
    scelta = leggi_anno(utente, anno, request.GET)
    leggibile = indicatori_leggibili(utente).filter(codice=codice)
    indicatore = con_la_liberta(scelta.ciclo).filter(pk__in=leggibile.values("pk")).first()
    if indicatore is None:
        raise Http404
    esige(puo_definire(poteri, indicatore.ufficio), CHI_DEFINISCE)
    return _Pagina(utente, poteri, scelta, indicatore, leggi_nel_piano(scelta.ciclo, indicatore))


def _rispondi(request: HttpRequest, pagina: _Pagina) -> HttpResponse:
    if perche := perche_fermo(pagina.ciclo):
        if request.method != "POST":
            return _mostra(request, pagina, None, fermo=perche)
        scritti = list(scritti_in(_modulo(request, pagina).forme))
        return _mostra(request, pagina, None, fermo=perche, scritti=scritti, stato=409)
    modulo = _modulo(request, pagina)
    if request.method != "POST":
        return _mostra(request, pagina, modulo)
    if request.POST.get("passo") == PROVA:
        return _prova(request, pagina, modulo)
    if not modulo.is_valid():
        return _mostra(request, pagina, modulo, stato=422)
    try:
        definito = _definisci(pagina, modulo)
    except ValoreRifiutato as rifiuto:
        modulo.segna(rifiuto.errori)
        return _mostra(request, pagina, modulo, stato=422)
    except (Superato, NonModificabile) as rifiuto:
        modulo.definizione.add_error(None, str(rifiuto))
        diversi = modulo.guarda_ora() if isinstance(rifiuto, Superato) else []
        return _mostra(request, pagina, modulo, diversi=diversi, stato=409)
    return _fatto(request, pagina, definito)


def _definisci(pagina: _Pagina, modulo: ModuloIndicatore) -> Indicatore | None:
    return definisci_indicatore(
        ciclo=pagina.ciclo,
        indicatore=pagina.indicatore,
        scritto=modulo.scritto,
        visto=modulo.definizione.cleaned_data["visto"],
        da=pagina.utente,
        poteri=pagina.poteri,
    )


def _fatto(request: HttpRequest, pagina: _Pagina, definito: Indicatore | None) -> HttpResponse:
    anno, quale = pagina.ciclo.anno, definito or pagina.indicatore
    assert quale is not None  # noqa: S101 - a new one is always written
    if definito is None:
        messages.info(request, "Era già così: niente da cambiare.")
    else:
        messages.success(request, f"«{quale}» è nel Piano {anno}." if pagina.prima is None else f"«{quale}» è salvato.")
    if request.POST.get("poi") == "altro":
        return redirect("cruscotto:definizione-new", anno)
    return redirect("cruscotto:definizione-edit", anno, quale.codice)


def _modulo(request: HttpRequest, pagina: _Pagina) -> ModuloIndicatore:
    dati = request.POST if request.method == "POST" else None
    poteri, prima = pagina.poteri, pagina.prima
    scritti = prima.scritto(poteri).posti if prima else ()
    definizione = IndicatoreForm(
        dati, anno=pagina.ciclo.anno, prima=prima, uffici=uffici_di(poteri), libere=dell_ente(poteri)
    )
    cruscotti = [c for c in pagina.scelta.cruscotti if puo_collocare(poteri, c)]
    chiesto = next((c.pk for c in cruscotti if c.codice == request.GET.get("cruscotto")), None)
    posti = leggi_posti(pagina.ciclo)
    return ModuloIndicatore(
        dati,
        definizione=definizione,
        scritti=scritti,
        cruscotti=cruscotti,
        posti=posti,
        iniziali={"cruscotto": chiesto},
    )


def _prova(request: HttpRequest, pagina: _Pagina, modulo: ModuloIndicatore) -> HttpResponse:
    """What the indicator would lack, were it written as it is now: the act is done and taken back."""
    contesto: dict[str, Any] = {"campi": [], "mancano": (), "somme": (), "errore": "", "scritto": True}
    if modulo.is_valid():
        try:
            with transaction.atomic():
                definito = _definisci(pagina, modulo) or pagina.indicatore
                assert definito is not None  # noqa: S101 - a new one is always written
                visti = pagina.scelta.cruscotti
                contesto["mancano"], contesto["somme"] = che_cosa_manca_a(definito, pagina.ciclo, visti)
                transaction.set_rollback(True)
        except ValoreRifiutato as rifiuto:
            modulo.segna(rifiuto.errori)
        except (Superato, NonModificabile) as rifiuto:
            contesto["errore"] = str(rifiuto)
    contesto["campi"] = list(modulo.campi_errati())
    contesto["altri"] = modulo.definizione.non_field_errors()
    return render(request, "cruscotto/pianificazione/indicatore/_verifica.html", contesto)


def _mostra(
    request: HttpRequest,
    pagina: _Pagina,
    modulo: ModuloIndicatore | None,
    *,
    fermo: str = "",
    diversi: Sequence[Diverso] = (),
    scritti: Sequence[Diverso] = (),
    stato: int = 200,
) -> HttpResponse:
    ciclo, indicatore, prima = pagina.ciclo, pagina.indicatore, pagina.prima
    altre = [c for c in prima.righe if not puo_collocare(pagina.poteri, c.cruscotto)] if prima else []
    visti = {c.pk for c in pagina.scelta.cruscotti}
    contesto = {
        "ciclo": ciclo,
        "indicatore": indicatore,
        "prima": prima,
        "modulo": modulo,
        "fermo": fermo,
        "diversi": diversi,
        "scritti": scritti,
        "altre": [c for c in altre if c.cruscotto_id in visti],
        "si_toglie": prima is not None and bool(prima.righe) and not altre,
        "regole": prima is not None and not prima.libero and dell_ente(pagina.poteri),
        "titolo": indicatore.nome if indicatore else f"Un indicatore nuovo nel Piano {ciclo.anno}",
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (f"Piano {ciclo.anno}", reverse("cruscotto:piano", args=[ciclo.anno])),
            ("Indicatore" if indicatore else "Indicatore nuovo", ""),
        ],
    }
    return render(request, "cruscotto/pianificazione/indicatore/indicatore.html", contesto, status=stato)


@require_POST
@una_volta
def togli(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """Take an indicator out of the Plan of a year."""
    pagina = _trova(utente_di(request), anno, codice, request)
    indicatore = pagina.indicatore
    assert indicatore is not None  # noqa: S101 - else it is a 404
    nome = indicatore.nome
    try:
        via = togli_indicatore(
            ciclo=pagina.ciclo,
            indicatore=indicatore,
            visto=request.POST.get("visto", ""),
            da=pagina.utente,
            poteri=pagina.poteri,
        )
    except (Superato, NonModificabile) as rifiuto:
        fermo = perche_fermo(pagina.ciclo)
        if fermo:
            return _mostra(request, pagina, None, fermo=fermo, stato=409)
        messages.error(request, str(rifiuto))
        return redirect("cruscotto:definizione-edit", anno, codice)
    detto = f"«{nome}» non c'è più." if via else f"«{nome}» non è più nel Piano {anno}."
    messages.success(request, detto)
    return redirect("cruscotto:piano", anno)
