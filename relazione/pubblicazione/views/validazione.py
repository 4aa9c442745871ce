"""The page on which the OIV examines a sealed Relazione: what was counted for each criterion, judgements, papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo
from ente.allegati.consegna import protetta
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.una_volta import una_volta
from relazione.edizioni.esame import Bilancio, perche_incompleto
from relazione.edizioni.stato import StatoEdizione, stato_edizione
from relazione.models import (
    CartaDiLavoro,
    ContoEsame,
    CriterioEsaminato,
    EsameOiv,
    GenereSigillato,
    Osservazione,
    RelazioneApprovata,
)
from relazione.pubblicazione.forms.validazione import ModuloCarta, ModuloGiudizio
from relazione.pubblicazione.indirizzi import percorso
from relazione.validazione.actions.carte import aggiungi_carta, togli_carta
from relazione.validazione.actions.esame import APERTE, apri_esame, giudica_criterio

Scritti = dict[str, Any]
"""Forms that were refused, by criterion; ``carta`` that of a working paper."""


@dataclass(frozen=True, slots=True)
class CriterioMostrato:
    """A criterion on the page: what was counted, what was observed and answered, the papers, the form of who judges."""

    criterio: CriterioEsaminato
    conti: list[ContoEsame]
    osservazioni: list[Osservazione]
    carte: list[CartaDiLavoro]
    modulo: ModuloGiudizio | None
    norma: str
    """Where it comes from, unless the criterion above comes from there too."""


@require_safe
def validazione(request: HttpRequest, anno: int) -> HttpResponse:
    """The last examination of a year, or how to begin it; for who reads the whole body."""
    utente = utente_di(request)
    return _pagina(request, utente, _ciclo(utente, anno), {})


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """The cycle of a year, for who reads everything of the body (Http404)."""
    if not Poteri.di(utente).tutto_l_ente:
        raise Http404
    return get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)


def _esame(utente: Utente, ciclo: Ciclo) -> EsameOiv | None:
    """The last examination of a year, with its edition."""
    suoi = EsameOiv.objects.visibili_a(utente).filter(approvata__ciclo=ciclo)
    return suoi.select_related("approvata__ciclo__ente").order_by("-approvata__numero").first()


def _pagina(
    request: HttpRequest, utente: Utente, ciclo: Ciclo, scritti: Scritti, errore: str = "", stato: int = 200
) -> HttpResponse:
    poteri, situazione, esame = Poteri.di(utente), stato_edizione(ciclo), _esame(utente, ciclo)
    criteri = list(esame.criteri.all()) if esame else []
    ultima = esame is not None and situazione is not None and esame.approvata_id == situazione.edizione.pk
    carte = (
        list(CartaDiLavoro.objects.visibili_a(utente).presenti().filter(esame=esame)) if esame and poteri.oiv else []
    )
    contesto: dict[str, Any] = {
        "ciclo": ciclo,
        "briciole": percorso(ciclo.anno, "Validazione"),
        "situazione": situazione,
        "esame": esame,
        "precedente": esame is not None and not ultima,
        "oiv": poteri.oiv,
        "comincia": poteri.oiv and _si_esamina(situazione) and not ultima,
        "riconta": poteri.oiv and _si_esamina(situazione) and ultima,
        "manca": perche_incompleto(Bilancio(esame, tuple(criteri))) if esame and not esame.concluso else "",
        "giudicati": sum(bool(c.giudizio) for c in criteri),
        "errore": errore,
    }
    if esame is not None:
        # Until the act the judgements are the OIV's alone: who is examined reads what was counted.
        contesto["giudizi"] = poteri.oiv or esame.concluso
        giudica = bool(contesto["riconta"])
        contesto["criteri"] = _criteri(esame, criteri, carte, scritti, giudica=giudica)
        contesto["file"] = esame.approvata.file.filter(genere=GenereSigillato.OIV)
        contesto["carte"] = [c for c in carte if not c.criterio]
        if poteri.oiv:
            contesto["modulo_carta"] = scritti.get("carta") or ModuloCarta(criteri)
    return render(request, "relazione/pubblicazione/validazione.html", contesto, status=stato)


def _si_esamina(situazione: StatoEdizione | None) -> bool:
    """Whether the last edition of a year waits for the OIV and can be examined."""
    if situazione is None or situazione.in_correzione:
        return False
    return situazione.edizione.stato in APERTE and situazione.edizione.sigillata


def _criteri(
    esame: EsameOiv, criteri: list[CriterioEsaminato], carte: list[CartaDiLavoro], scritti: Scritti, *, giudica: bool
) -> list[CriterioMostrato]:
    conti = list(esame.conti.all())
    osservazioni = list(esame.approvata.osservazioni.all())
    return [
        CriterioMostrato(
            c,
            [k for k in conti if k.criterio == c.codice],
            [o for o in osservazioni if o.criterio == c.codice],
            [k for k in carte if k.criterio == c.codice],
            (scritti.get(c.codice) or ModuloGiudizio.di(c)) if giudica else None,
            c.norma if prima is None or prima.norma != c.norma else "",
        )
        for prima, c in zip([None, *criteri], criteri, strict=False)
    ]


@require_POST
def esamina(request: HttpRequest, anno: int) -> HttpResponse:
    """The OIV begins the examination of the last edition, or counts again."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    edizioni = RelazioneApprovata.objects.visibili_a(utente).filter(ciclo=ciclo)
    edizione = edizioni.select_related("ciclo__ente", "fotografia", "integrale").first()
    if edizione is None:
        return _pagina(
            request, utente, ciclo, {}, f"La Relazione {anno} non ha ancora un'edizione sigillata: aspettate.", 409
        )
    try:
        apri_esame(edizione=edizione, da=utente)
    except ErroreUtente as rifiuto:
        return _pagina(request, utente, ciclo, {}, str(rifiuto), 409)
    messages.success(request, "I conti sono fatti sull’edizione sigillata.")
    return redirect("relazione:validazione", anno)


@require_POST
def giudica(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The OIV judges a criterion."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    esame = _esame(utente, ciclo)
    suoi = CriterioEsaminato.objects.visibili_a(utente).select_related("esame__approvata__ciclo__ente")
    criterio = get_object_or_404(suoi, esame=esame, codice=codice)
    modulo = ModuloGiudizio(request.POST, auto_id=ModuloGiudizio.posto(codice))
    if modulo.is_valid():
        try:
            giudica_criterio(criterio=criterio, **modulo.cleaned_data, da=utente)
        except ValoreRifiutato as rifiuto:
            for campo, frase in rifiuto.errori.items():
                modulo.add_error(campo, frase)
        except NonModificabile as rifiuto:
            # What the person wrote stays, beside what is there now: sent again, it takes its place knowingly.
            criterio.refresh_from_db()
            modulo = ModuloGiudizio({**request.POST.dict(), "versione": criterio.versione}, auto_id=modulo.auto_id)
            modulo.add_error(None, str(rifiuto))
            return _pagina(request, utente, ciclo, {codice: modulo}, str(rifiuto), 409)
        else:
            messages.success(request, f"Il giudizio sul criterio {criterio.lettera}) è scritto.")
            return redirect(f"{reverse('relazione:validazione', args=[anno])}#criterio-{codice}")
    return _pagina(request, utente, ciclo, {codice: modulo}, stato=422)


@require_POST
@una_volta
def aggiungi(request: HttpRequest, anno: int) -> HttpResponse:
    """The OIV adds a working paper."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    esame = _esame(utente, ciclo)
    if esame is None or not Poteri.di(utente).oiv:
        raise Http404
    modulo = ModuloCarta(esame.criteri.all(), request.POST, request.FILES)
    if modulo.is_valid():
        try:
            aggiungi_carta(esame=esame, **modulo.cleaned_data, da=utente)
        except ValoreRifiutato as rifiuto:
            for campo, frase in rifiuto.errori.items():
                modulo.add_error(campo, frase)
        else:
            messages.success(request, "La carta di lavoro è aggiunta: la leggono solo i componenti dell’OIV.")
            return redirect(f"{reverse('relazione:validazione', args=[anno])}#carte")
    return _pagina(request, utente, ciclo, {"carta": modulo}, stato=422)


def _carta(utente: Utente, anno: int, pk: int) -> CartaDiLavoro:
    """A working paper of the body, for the OIV; Http404 for anybody else."""
    sue = CartaDiLavoro.objects.visibili_a(utente).presenti().select_related("esame__approvata__ciclo__ente")
    return get_object_or_404(sue, esame__approvata__ciclo__anno=anno, pk=pk)


@require_POST
def togli(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """The OIV takes a working paper away."""
    utente = utente_di(request)
    togli_carta(carta=_carta(utente, anno, pk), da=utente)
    messages.success(request, "La carta di lavoro è tolta.")
    return redirect(f"{reverse('relazione:validazione', args=[anno])}#carte")


@require_safe
def scarica_carta(request: HttpRequest, anno: int, pk: int) -> HttpResponseBase:
    """The file of a working paper, as it was given, to be saved and never shown."""
    carta = _carta(utente_di(request), anno, pk)
    if not carta.file:
        raise Http404
    try:
        contenuto = carta.file.open("rb")
    except OSError:
        raise Http404 from None
    risposta = FileResponse(contenuto, as_attachment=True, filename=carta.nome, content_type="application/octet-stream")
    if request.method == "HEAD":
        risposta.streaming_content = ()
    return protetta(risposta)
