"""One import: how far it is, what it would do, the answers it wants, confirming it, undoing it, giving it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import IN_ATTESA, conferma_importazione, rispondi_importazione
from cruscotto.importazione.actions.scarto import SCARTABILI, scarta_importazione
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.importazione.pagina.colonne import ColonneDelFoglio
from cruscotto.importazione.pagina.contenuto import PaginaImportazione, cose_mancanti
from cruscotto.importazione.pagina.testate import righe_cambiate
from cruscotto.importazione.views.elenco import generi_di, importazioni_di
from cruscotto.models import Ciclo, Importazione, StatoImportazione, TipoVoceImportazione
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.progetto import CREARE, NON_CREARE
from ente.richiesta import utente_di

S = StatoImportazione
CON = ("ente", "ciclo__ente", "periodo__ciclo__ente", "cruscotto", "caricata_da", "confermata_da", "annullata_da")
MANCANTI = "mancanti"
"""The form of what is missing: the boxes that are not ticked are not sent."""
CAMPO, DUBBIO, RIGA = "campo:", "dubbio:", "riga:"
"""How the fields of the answers are called: before the heading, the key of the doubt, the name of the sheet."""


def trova_importazione(request: HttpRequest, pk: int) -> tuple[Utente, Importazione]:
    """An import that the person may see, with what its page says of it.

    Raises:
        Http404: there is none. PermissionDenied: the person imports nothing.
    """
    utente = utente_di(request)
    visibili = importazioni_di(utente, generi_di(utente)).select_related(*CON)
    return utente, get_object_or_404(visibili, pk=pk)


@require_safe
def importazione(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of an import; for htmx how far its job is, until it ends and the whole page is asked again."""
    utente, trovata = trova_importazione(request, pk)
    if getattr(request, "htmx", False):
        return _avanzamento(request, trovata)
    return _pagina(request, utente, trovata)


def _avanzamento(request: HttpRequest, trovata: Importazione) -> HttpResponse:
    in_attesa = trovata.stato in IN_ATTESA
    contesto = {"importazione": trovata, "in_attesa": in_attesa}
    risposta = render(request, "cruscotto/importazione/_avanzamento.html", contesto)
    if not in_attesa:
        risposta["HX-Refresh"] = "true"
    risposta["Cache-Control"] = "no-store"  # the same address is that of the page
    return risposta


def _pagina(
    request: HttpRequest, utente: Utente, trovata: Importazione, errore: str = "", stato: int = 200
) -> HttpResponse:
    genere = GENERI[trovata.genere]
    contesto: dict[str, Any] = {
        "importazione": trovata,
        "genere": genere,
        "ciclo": trovata.ciclo or ciclo_corrente(list(Ciclo.objects.visibili_a(utente))),
        "in_attesa": trovata.stato in IN_ATTESA,
        "scartabile": trovata.stato in SCARTABILI,
        "errore": errore,
    }
    if trovata.stato not in (*IN_ATTESA, S.FALLITA, S.SCARTATA):
        chiesti = {n: request.GET.get(n, "") for n in ("vista", "pagina", "ordina", "solo")}
        contesto["quadro"] = PaginaImportazione(trovata, genere, **chiesti)
    risposta = render(request, "cruscotto/importazione/importazione.html", contesto, status=stato)
    if contesto["in_attesa"]:
        risposta["Cache-Control"] = "no-store"
    return risposta


def _fai(request: HttpRequest, pk: int, atto: Callable[[Utente, Importazione], str]) -> HttpResponse:
    """Do an act on an import and go back to its page, or the page at once with why it was not done."""
    utente, trovata = trova_importazione(request, pk)
    try:
        detto = atto(utente, trovata)
    except ErroreUtente as rifiuto:
        _, trovata = trova_importazione(request, pk)
        return _pagina(request, utente, trovata, str(rifiuto), stato=409)
    if detto:
        messages.success(request, detto)
    return redirect("cruscotto:importazione", pk)


@require_POST
def rispondi(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the preview asks, and have the file read again; with ``rileggi`` that alone, after a failure; with
    ``crea`` what the file names and is not there is made."""

    def atto(utente: Utente, trovata: Importazione) -> str:
        mappa, decisioni = _mappa(request.POST, trovata), _decisioni(request.POST, trovata)
        decisioni |= _da_creare(request.POST, trovata)
        crea = "crea" in request.POST
        if not mappa and not decisioni and not crea and "rileggi" not in request.POST:
            raise ErroreUtente("Non avete cambiato nulla: dite che cos'è una colonna, o come decidere.")
        rispondi_importazione(importazione=trovata, mappa=mappa, decisioni=decisioni, da=utente, crea=crea)
        return ""

    return _fai(request, pk, atto)


def _mappa(scritti: QueryDict, trovata: Importazione) -> dict[str, str]:
    """What was said of the columns of the file, and of where their headings are; anything else is left out."""
    scelte, righe = (
        {n.removeprefix(inizio): str(valore) for n, valore in scritti.items() if n.startswith(inizio)}
        for inizio in (CAMPO, RIGA)
    )
    mappa = ColonneDelFoglio(trovata, GENERI[trovata.genere]).cambiate(scelte) if scelte else {}
    return mappa | (righe_cambiate(trovata, righe) if righe else {})


def _decisioni(scritti: QueryDict, trovata: Importazione) -> dict[str, str]:
    """The answers to the doubts of the preview; with ``tutte`` the open ones get what was proposed."""
    tutte = "tutte" in scritti
    if not tutte and not any(n.startswith(DUBBIO) for n in scritti):
        return {}
    decisioni = {}
    for dubbio in trovata.voci.filter(tipo=TipoVoceImportazione.DUBBIO).values_list("dettagli", flat=True):
        chiave, possibili = dubbio["chiave"], [codice for codice, _ in dubbio["risposte"]]
        risposta = scritti.get(f"{DUBBIO}{chiave}", "")
        if risposta not in possibili and tutte and not dubbio["risposta"]:
            risposta = dubbio["proposta"]
        if risposta in possibili:
            decisioni[chiave] = risposta
    return decisioni


def _da_creare(scritti: QueryDict, trovata: Importazione) -> dict[str, str]:
    """Of what the file names and is not there, what is now to be made, or not any more: one box a thing."""
    if MANCANTI not in scritti:
        return {}
    scelte = set(scritti.getlist("creare"))
    cambiate = (c.chiave for c in cose_mancanti(trovata) if c.rifiutata == (c.chiave in scelte))
    return {chiave: CREARE if chiave in scelte else NON_CREARE for chiave in cambiate}


@require_POST
def conferma(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the plan that the page showed written: ``impronta`` says which."""

    def atto(utente: Utente, trovata: Importazione) -> str:
        conferma_importazione(importazione=trovata, impronta=request.POST.get("impronta", ""), da=utente)
        return ""

    return _fai(request, pk, atto)


@require_POST
def annulla(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the import wrote, but for what somebody has changed since."""

    def atto(utente: Utente, trovata: Importazione) -> str:
        rimaste = annulla_importazione(importazione=trovata, da=utente)
        if not rimaste:
            return "Importazione annullata: tutto è tornato com'era prima."
        una = len(rimaste) == 1
        return f"Importazione annullata, tranne {'una riga' if una else f'{len(rimaste)} righe'}: qui sotto il perché."

    return _fai(request, pk, atto)


@require_POST
def scarta(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an import that nobody has confirmed."""

    def atto(utente: Utente, trovata: Importazione) -> str:
        scarta_importazione(importazione=trovata, da=utente)
        return "Importazione scartata: non è stato scritto nulla."

    return _fai(request, pk, atto)
