"""The editions of the Relazione of a year: the act, the seal, the OIV, the publication, the corrections."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.models import Ciclo
from ente.allegati.consegna import protetta
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from relazione.edizioni.actions.correzione import SI_CORREGGE, apri_correzione, ritira_correzione
from relazione.edizioni.actions.firma import allega_firma
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.ripresa import richiedi_sigillo
from relazione.edizioni.actions.validazione import (
    non_valida_relazione,
    restituisci_relazione,
    rispondi_osservazione,
    valida_relazione,
)
from relazione.edizioni.custodia import leggi_sigillato
from relazione.edizioni.documenti_oiv import documenti_da_mostrare, senza_documenti
from relazione.edizioni.esame import (
    Bilancio,
    leggi_bilancio,
    perche_incompleto,
    perche_non_si_rifiuta,
    perche_non_valida,
)
from relazione.edizioni.stato import StatoEdizione, stato_edizione, stessa_persona
from relazione.models import (
    Correzione,
    FileSigillato,
    FotografiaSalvata,
    Osservazione,
    RelazioneApprovata,
    StatoApprovata,
)
from relazione.pubblicazione.forms.edizioni import (
    ModuloCorreggi,
    ModuloFirma,
    ModuloNonValida,
    ModuloRestituisci,
    ModuloRisposte,
    ModuloValida,
)
from relazione.pubblicazione.indirizzi import percorso

S = StatoApprovata
Moduli = dict[str, forms.Form]


@require_safe
def edizioni(request: HttpRequest, anno: int) -> HttpResponse:
    """What has been approved of a year and what has become of it, for who reads the whole body."""
    utente = utente_di(request)
    return _pagina(request, utente, _ciclo(utente, anno), {})


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """The cycle of a year, for who reads everything of the body (Http404)."""
    if not Poteri.di(utente).tutto_l_ente:
        raise Http404
    return get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)


def _edizione(utente: Utente, ciclo: Ciclo, numero: int) -> RelazioneApprovata:
    edizioni = RelazioneApprovata.objects.visibili_a(utente).select_related("ciclo__ente", "fotografia", "integrale")
    return get_object_or_404(edizioni, ciclo=ciclo, numero=numero)


def _pagina(
    request: HttpRequest, utente: Utente, ciclo: Ciclo, moduli: Moduli, errore: str = "", stato: int = 200
) -> HttpResponse:
    poteri = Poteri.di(utente)
    situazione = stato_edizione(ciclo)
    osservazioni = list(situazione.edizione.osservazioni.all()) if situazione else []
    edizioni = RelazioneApprovata.objects.visibili_a(utente).filter(ciclo=ciclo)
    fotografati = Prefetch("dell_oiv", FotografiaSalvata.objects.select_related("documento").defer("contenuto"))
    tutte = list(edizioni.select_related("corregge").prefetch_related("file__firme", fotografati))
    contesto: dict[str, Any] = {
        "ciclo": ciclo,
        "briciole": percorso(ciclo.anno, "Edizioni della Relazione"),
        "situazione": situazione,
        "osservazioni": osservazioni,
        "correzione": Correzione.objects.filter(approvata=situazione.edizione).first() if situazione else None,
        "edizioni": [(e, _senza(e)) for e in tutte],
        "controllo": poteri.controllo,
        "oiv": poteri.oiv,
        "errore": errore,
        **_moduli(situazione, osservazioni, poteri, moduli),
    }
    if situazione and _tocca_all_oiv(situazione, poteri):
        bilancio = leggi_bilancio(situazione.edizione)
        contesto |= {
            **_moduli_dell_oiv(situazione, bilancio, moduli),
            "dell_oiv": True,
            "perche": perche_non_valida(bilancio),
            "osservati": bilancio.osservati if bilancio else [],
            "stessa_persona": stessa_persona(situazione.edizione, utente),
            "documenti_oiv": documenti_da_mostrare(ciclo, perche_incompleto(bilancio)),
        }
    return render(request, "relazione/pubblicazione/edizioni.html", contesto, status=stato)


def _senza(edizione: RelazioneApprovata) -> list[str]:
    """Which of the OIV's documents a validated edition goes without."""
    if edizione.validata_il is None:
        return []
    fotografati = {f.documento.tipo for f in edizione.dell_oiv.all()}
    return senza_documenti(edizione, fotografati, (f.nome for f in edizione.file.all()))


def _moduli(
    situazione: StatoEdizione | None, osservazioni: list[Osservazione], poteri: Poteri, scritti: Moduli
) -> dict[str, Any]:
    """The forms of what the person may do now; one that was refused with what was written in it."""
    if situazione is None:
        return {}
    e, aperta = situazione.edizione, not situazione.in_correzione
    trovati: dict[str, Any] = {}
    if poteri.controllo:
        if aperta and e.stato == S.RESTITUITA:
            trovati["risposte"] = scritti.get("risposte") or ModuloRisposte(osservazioni)
        if aperta and e.stato in SI_CORREGGE:
            trovati["correggi"] = scritti.get("correggi") or ModuloCorreggi(auto_id="correggi_%s")
        trovati["pubblica"] = aperta and e.stato == S.VALIDATA
        trovati["sigilla"] = bool(e.sigillo_mancato)
    trovati["firma"] = scritti.get("firma")
    return trovati


def _tocca_all_oiv(situazione: StatoEdizione, poteri: Poteri) -> bool:
    """Whether the person may do an act of the OIV on the last edition now."""
    e = situazione.edizione
    in_mano = e.stato == S.APPROVATA or (e.stato == S.RESTITUITA and not situazione.senza_risposta)
    return poteri.oiv and not situazione.in_correzione and e.sigillata and in_mano


def _moduli_dell_oiv(situazione: StatoEdizione, bilancio: Bilancio | None, scritti: Moduli) -> dict[str, Any]:
    """The forms of the acts that the examination allows."""
    trovati: dict[str, Any] = {}
    if situazione.edizione.stato == S.APPROVATA:
        facoltative = bilancio is not None and bool(bilancio.osservati)
        vuoto = ModuloRestituisci(auto_id="restituisci_%s", facoltative=facoltative)
        trovati["restituisci"] = scritti.get("restituisci") or vuoto
    if not perche_non_valida(bilancio):
        trovati["valida"] = scritti.get("valida") or ModuloValida(auto_id="valida_%s")
    if not perche_non_si_rifiuta(bilancio):
        trovati["non_valida"] = scritti.get("non_valida") or ModuloNonValida(auto_id="non_valida_%s")
    return trovati


def _fa(
    request: HttpRequest,
    anno: int,
    nome: str,
    modulo: forms.Form,
    atto: Callable[[Utente, Ciclo, Any], str],
    numero: int | None = None,
) -> HttpResponse:
    """Do an act with what a form says, and say that it is done; refused, the page says why beside what was written."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    if numero is not None:
        _edizione(utente, ciclo, numero)
    if not modulo.is_valid():
        return _pagina(request, utente, ciclo, {nome: modulo}, stato=422)
    try:
        fatto = atto(utente, ciclo, modulo.cleaned_data)
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo if campo in modulo.fields else None, frase)
        return _pagina(request, utente, ciclo, {nome: modulo}, stato=422)
    except ErroreUtente as rifiuto:
        return _pagina(request, utente, ciclo, {nome: modulo}, str(rifiuto), stato=409)
    messages.success(request, fatto)
    return redirect("relazione:edizioni", anno)


@require_POST
def restituisci(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """The OIV gives it back with observations."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        restituisci_relazione(edizione=_edizione(utente, ciclo, numero), osservazioni=dati["osservazioni"], da=utente)
        return "Restituita: il controllo di gestione riceve le osservazioni."

    modulo = ModuloRestituisci(request.POST, auto_id="restituisci_%s", facoltative=True)  # the act says what lacks
    return _fa(request, anno, "restituisci", modulo, atto, numero)


@require_POST
def rispondi(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Controllo di gestione answers the observations, one or more."""
    utente = utente_di(request)
    edizione = _edizione(utente, _ciclo(utente, anno), numero)
    osservazioni = list(edizione.osservazioni.select_related("approvata__ciclo__ente"))
    modulo = ModuloRisposte(osservazioni, request.POST)

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        with transaction.atomic():
            for osservazione, risposta in modulo.scritte:
                rispondi_osservazione(osservazione=osservazione, risposta=risposta, da=utente)
        una = len(modulo.scritte) == 1
        return "La risposta è registrata." if una else f"{len(modulo.scritte)} risposte sono registrate."

    return _fa(request, anno, "risposte", modulo, atto)


@require_POST
def valida(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """The OIV validates it."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        valida_relazione(edizione=_edizione(utente, ciclo, numero), conclusioni=dati["conclusioni"], da=utente)
        return f"La Relazione {anno} è validata: il controllo di gestione la pubblica."

    return _fa(request, anno, "valida", ModuloValida(request.POST, auto_id="valida_%s"), atto, numero)


@require_POST
def non_valida(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """The OIV ends without validating it."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        non_valida_relazione(edizione=_edizione(utente, ciclo, numero), conclusioni=dati["conclusioni"], da=utente)
        return f"La Relazione {anno} non è validata: il controllo di gestione legge perché."

    return _fa(request, anno, "non_valida", ModuloNonValida(request.POST, auto_id="non_valida_%s"), atto, numero)


@require_POST
def pubblica(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Controllo di gestione publishes it."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        pubblica_relazione(edizione=_edizione(utente, ciclo, numero), da=utente)
        return f"La Relazione {anno} è pubblicata: la legge chiunque."

    return _fa(request, anno, "pubblica", forms.Form(request.POST), atto, numero)


@require_POST
def correggi(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Controllo di gestione opens the mending of it."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        apri_correzione(edizione=_edizione(utente, ciclo, numero), **dati, da=utente)
        return "La correzione è aperta: poi registrate l'atto della nuova edizione."

    return _fa(request, anno, "correggi", ModuloCorreggi(request.POST, auto_id="correggi_%s"), atto, numero)


@require_POST
def ritira(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Controllo di gestione closes a mending that was not needed."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        sue = Correzione.objects.visibili_a(utente).select_related("approvata__ciclo__ente")
        correzione = get_object_or_404(sue, approvata__ciclo=ciclo, approvata__numero=numero)
        ritira_correzione(correzione=correzione, da=utente)
        return "La correzione è chiusa: resta l'edizione che c'era."

    return _fa(request, anno, "ritira", forms.Form(request.POST), atto, numero)


@require_POST
def sigilla(request: HttpRequest, anno: int) -> HttpResponse:
    """Controllo di gestione asks for the seal, again or of a Relazione that came in adopted."""

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        richiedi_sigillo(ciclo=ciclo, da=utente)
        return "I file si scrivono e si sigillano ora: qualche minuto."

    return _fa(request, anno, "sigilla", forms.Form(request.POST), atto)


@require_POST
def firma(request: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """The detached signature of a sealed file."""
    suoi = FileSigillato.objects.visibili_a(utente_di(request)).select_related("approvata__ciclo__ente")
    file = get_object_or_404(suoi, approvata__ciclo__anno=anno, pk=pk)

    def atto(utente: Utente, ciclo: Ciclo, dati: Any) -> str:
        allegata = allega_firma(file=file, firma=dati["file"], da=utente)
        return f"La firma «{allegata.nome}» è accanto al suo file."

    return _fa(request, anno, "firma", ModuloFirma(request.POST, request.FILES, auto_id=False), atto)


@require_safe
def scarica_sigillato(request: HttpRequest, anno: int, pk: int) -> HttpResponseBase:
    """A sealed file, as an attachment.

    Raises:
        SigilloRotto: what is on the disk is not what was sealed.
    """
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    file = get_object_or_404(FileSigillato.objects.visibili_a(utente), approvata__ciclo=ciclo, pk=pk)
    risposta = FileResponse(
        io.BytesIO(leggi_sigillato(file)), as_attachment=True, filename=file.nome, content_type=file.tipo
    )
    if request.method == "HEAD":
        risposta.streaming_content = ()
    return protetta(risposta)
