"""A section being written: the form, its preview, what may be put into it, the saving by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ente.errori import ErroreUtente
from ente.richiesta import utente_di
from relazione.documento.blocchi import Composto
from relazione.documento.esame import esamina
from relazione.documento.frasi import frasi_proposte
from relazione.documento.html import scrivi_frammento
from relazione.models import Documento, Sezione
from relazione.pubblicazione.actions.scrittura import (
    ScritturaRifiutata,
    SezioneCambiata,
    accetta_frase,
    accetta_sezione,
    scrivi_sezione,
)
from relazione.pubblicazione.bozza import (
    Letti,
    componi_bozza,
    dati_del_documento,
    edizione_per,
    fotografia_di_lavoro,
    sezione_composta,
)
from relazione.pubblicazione.differenze import differenze_in_parole
from relazione.pubblicazione.forms.scrittura import ModuloSezione
from relazione.pubblicazione.riportabile import frasi_dell_anno
from relazione.pubblicazione.scrittoio import Scrittoio, apri_scrittoio
from relazione.pubblicazione.suggerimenti import blocchi, cerca
from relazione.pubblicazione.views.scrittura import contesto_documento, versione_vista

MODELLO = "relazione/pubblicazione/scrittura/sezione.html"
VERSO_SEZIONE = re.compile(r'href="#sezione-([\w-]+)"')
ANTEPRIMA, LASCIA = "anteprima", "lascia"


@require_http_methods(["GET", "HEAD", "POST"])
def sezione(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """A section to write. A POST saves it: from the button, or by itself, which wants JSON."""
    scrittoio = apri_scrittoio(utente_di(request), anno, pk)
    numero, trovata = scrittoio.sezione(codice)
    if request.method != "POST":
        modulo = ModuloSezione(initial={n: getattr(trovata, n) for n in ("titolo", "testo", "versione")})
        return _pagina(request, scrittoio, numero, trovata, modulo)
    modulo = ModuloSezione(request.POST)
    if not modulo.is_valid():
        return _pagina(request, scrittoio, numero, trovata, modulo, status=422)
    azione = request.POST.get("azione", "")
    if azione == LASCIA:
        return HttpResponseRedirect(request.path)
    if azione == ANTEPRIMA:
        return _pagina(request, scrittoio, numero, trovata, modulo, _anteprima(scrittoio, _scritta(trovata, modulo)))
    return _salva(request, scrittoio, numero, trovata, modulo)


def _salva(
    request: HttpRequest, scrittoio: Scrittoio, numero: str, trovata: Sezione, modulo: ModuloSezione
) -> HttpResponse:
    da_sola = request.headers.get("Accept") == "application/json"
    try:
        salvata = scrivi_sezione(sezione=trovata, **modulo.cleaned_data, da=utente_di(request))
    except SezioneCambiata as superato:
        conflitto = _conflitto(superato, modulo)
        if da_sola:
            html = render_to_string("relazione/pubblicazione/scrittura/_conflitto.html", conflitto, request)
            return JsonResponse({"conflitto": html, "versione": superato.attuale.versione}, status=409)
        return _pagina(request, scrittoio, numero, trovata, modulo, conflitto, status=409)
    except ErroreUtente as errore:
        if da_sola:
            return JsonResponse({"detto": str(errore)}, status=422)
        modulo.add_error(None, str(errore))
        return _pagina(request, scrittoio, numero, trovata, modulo, status=422)
    if da_sola:
        ora = timezone.localtime()
        return JsonResponse({"versione": salvata.versione, "detto": f"Salvato alle {ora:%H:%M}."})
    nuova = salvata.versione != trovata.versione
    messages.success(request, f"«{salvata.titolo}»: {'salvata' if nuova else 'niente da salvare'}.")
    return HttpResponseRedirect(request.path)


def _conflitto(superato: SezioneCambiata, modulo: ModuloSezione) -> dict[str, Any]:
    """Both texts with their difference: from what is saved to what the person was saving."""
    attuale, dati = superato.attuale, modulo.cleaned_data
    return {
        "superato": str(superato),
        "attuale": attuale,
        "differenze": differenze_in_parole(attuale.testo, dati["testo"]),
        "altro_titolo": dati["titolo"] != attuale.titolo,
    }


def _pagina(
    request: HttpRequest,
    scrittoio: Scrittoio,
    numero: str,
    sezione: Sezione,
    modulo: ModuloSezione,
    altro: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    sezioni = [(n, s) for n, s in scrittoio.visibili]
    posto = next(n for n, (_, s) in enumerate(sezioni) if s.pk == sezione.pk)
    vecchia = sezione.riportata_da_id and Sezione.objects.select_related("documento__ciclo").get(
        pk=sezione.riportata_da_id
    )
    anno_prima = vecchia.documento.ciclo.anno if vecchia else 0
    testo = modulo.data.get("testo", "") if modulo.is_bound else sezione.testo
    contesto = contesto_documento(scrittoio) | {
        "sezione": sezione,
        "numero": numero,
        "modulo": modulo,
        "scrive": scrittoio.scrive(sezione),
        "cura": scrittoio.scrive_tutto and not scrittoio.chiuso,
        "precedente": sezioni[posto - 1][1] if posto else None,
        "seguente": sezioni[posto + 1][1] if posto + 1 < len(sezioni) else None,
        "anno_prima": anno_prima,
        "frasi_vecchie": frasi_dell_anno(testo, anno_prima) if anno_prima and sezione.stato == "da_rivedere" else (),
        **(altro or {}),
    }
    return render(request, MODELLO, contesto, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def anteprima(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """How the section prints, or would with what is sent of it, and what is wrong in it. Nothing is written."""
    scrittoio = apri_scrittoio(utente_di(request), anno, pk)
    _, trovata = scrittoio.sezione(codice)
    scritta = trovata
    if request.method == "POST":
        modulo = ModuloSezione(request.POST)
        if not modulo.is_valid():
            return JsonResponse({"detto": "Il titolo è troppo lungo: accorciatelo."}, status=422)
        scritta = _scritta(trovata, modulo)
    contesto = contesto_documento(scrittoio) | _anteprima(scrittoio, scritta)
    return render(request, "relazione/pubblicazione/scrittura/_anteprima.html", contesto | {"sezione": trovata})


def _scritta(sezione: Sezione, modulo: ModuloSezione) -> Sezione:
    """The section as it would be, without writing it."""
    scritta = copy(sezione)
    scritta.titolo = modulo.cleaned_data["titolo"] or sezione.titolo
    scritta.testo = modulo.cleaned_data["testo"].replace("\r\n", "\n")
    return scritta


def _anteprima(scrittoio: Scrittoio, scritta: Sezione) -> dict[str, Any]:
    """The section as it prints; what is wrong in it; the numbers that no recall binds, with their data."""
    composto = _componi(scrittoio, scritta)
    composta = sezione_composta(composto, scritta.codice)
    cifre = _letti(scrittoio).proposte.cifre(scritta.testo, scritta.codice)
    html = scrivi_frammento(composta.blocchi, composto.foto.ente.tema) if composta else ""
    return {
        "composta": composta,
        "anteprima": _con_le_strade(html, scrittoio.documento),
        "errori": esamina(scritta.testo, composto),
        "da_legare": [c for c in cifre if c.proposte],
        "slegate": [c for c in cifre if c.slegata],
    }


def _con_le_strade(html: str, documento: Documento) -> str:
    """The references to other sections lead to where they are written."""

    def strada(trovato: re.Match[str]) -> str:
        return f'href="{reverse("relazione:sezione", args=[documento.ciclo.anno, documento.pk, trovato[1]])}"'

    return VERSO_SEZIONE.sub(strada, html)


@require_http_methods(["GET", "HEAD", "POST"])
def frasi(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """The sentences that the data of the section suggest; a POST puts one into it."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    numero, trovata = scrittoio.sezione(codice)
    edizione = edizione_per(scrittoio.documento, scrittoio.legge_tutto)
    foto = fotografia_di_lavoro(scrittoio.documento, [s for _, s in scrittoio.sezioni], edizione)
    proposte = frasi_proposte(foto, codice)
    if request.method == "POST":
        scelta = next((f for f in proposte if f.testo == request.POST.get("frase", "").replace("\r\n", "\n")), None)
        try:
            if scelta is None:
                raise ScritturaRifiutata("Questa frase non si propone più: i dati o il testo sono cambiati.")
            accetta_frase(sezione=trovata, frase=scelta.testo, versione=versione_vista(request), da=utente)
        except ErroreUtente as errore:
            messages.error(request, str(errore))
        else:
            messages.success(request, "La frase è in fondo al testo: rileggetela e spostatela dove serve.")
        return redirect("relazione:sezione", anno, pk, codice)
    contesto = contesto_documento(scrittoio) | {"sezione": trovata, "numero": numero, "frasi": proposte}
    contesto["scrive"] = scrittoio.scrive(trovata)
    nome = "_frasi" if getattr(request, "htmx", False) else "frasi"
    return render(request, f"relazione/pubblicazione/scrittura/{nome}.html", contesto)


def _letti(scrittoio: Scrittoio) -> Letti:
    edizione = edizione_per(scrittoio.documento, scrittoio.legge_tutto)
    return dati_del_documento(scrittoio.documento, edizione)


def _componi(scrittoio: Scrittoio, scritta: Sezione) -> Composto:
    """The document with a section as it is being written, in the edition that the person may see."""
    sezioni: Sequence[Sezione] = [scritta if s.pk == scritta.pk else s for _, s in scrittoio.sezioni]
    edizione = edizione_per(scrittoio.documento, scrittoio.legge_tutto)
    return componi_bozza(scrittoio.documento, sezioni, edizione, solo=scritta.codice)


@require_safe
def voci(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """What may be put into the section: with ``q`` the recalls that answer it, for the editor; else all the blocks."""
    scrittoio = apri_scrittoio(utente_di(request), anno, pk)
    numero, trovata = scrittoio.sezione(codice)
    composto = _componi(scrittoio, trovata)
    if "q" in request.GET:
        trovati = cerca(composto, _letti(scrittoio).voci, request.GET["q"][:200])
        elenco = [{"richiamo": s.richiamo, "descrizione": s.descrizione, "valore": s.valore} for s in trovati]
        return JsonResponse({"voci": elenco})
    contesto = contesto_documento(scrittoio) | {"sezione": trovata, "numero": numero, "gruppi": blocchi(composto)}
    nome = "_blocchi" if getattr(request, "htmx", False) else "blocchi"
    return render(request, f"relazione/pubblicazione/scrittura/{nome}.html", contesto)


@require_POST
def accetta(request: HttpRequest, anno: int, pk: int, codice: str) -> HttpResponse:
    """Say that a section has been read again and is good; then go to the next that is not."""
    utente = utente_di(request)
    scrittoio = apri_scrittoio(utente, anno, pk)
    _, trovata = scrittoio.sezione(codice)
    vista = versione_vista(request)
    try:
        accetta_sezione(sezione=trovata, versione=vista, da=utente)
    except ErroreUtente as errore:
        messages.error(request, str(errore))
        return redirect("relazione:sezione", anno, pk, codice)
    messages.success(request, f"«{trovata.titolo}» è accettata.")
    if request.POST.get("poi") == "elenco":
        return HttpResponseRedirect(f"{reverse('relazione:scrittura', args=[anno, pk])}#s-{codice}")
    return redirect("relazione:sezione", anno, pk, codice)
