"""The files of the imports: the one that was sent, the same with its errors, the one to start from."""

from __future__ import annotations

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cruscotto.importazione.file.errori import file_con_errori
from cruscotto.importazione.file.modello import foglio_modello
from cruscotto.importazione.views.elenco import generi_di
from cruscotto.importazione.views.importazione import trova_importazione
from cruscotto.models import Importazione, TipoVoceImportazione
from ente.allegati.consegna import protetta
from ente.errori import ErroreUtente
from ente.fogli.scrittura import FORMATI
from ente.importazione import ErroreNelFile
from ente.richiesta import utente_di
from ente.scarico import allegato

registro = logging.getLogger(__name__)


class FileSparito(ErroreUtente):
    """The file of an import is not on the disk any more."""

    def __init__(self, importazione: Importazione) -> None:
        registro.error("Manca il file dell'importazione %s", importazione.pk)
        frase = f"Il file «{importazione.nome}» non si trova più sul disco:"
        super().__init__(f"{frase} chiedete a chi gestisce il sito di ripristinarlo.")


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was sent, to be saved and never shown."""
    _, importazione = trova_importazione(request, pk)
    try:
        contenuto = importazione.file.open("rb")
    except OSError:
        return _sparito(request, FileSparito(importazione))
    risposta = FileResponse(
        contenuto, as_attachment=True, filename=importazione.nome, content_type="application/octet-stream"
    )
    if request.method == "HEAD":
        risposta.streaming_content = ()
    return protetta(risposta)


@require_safe
def errori(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file with each error at its cell. 404 when it has none."""
    _, importazione = trova_importazione(request, pk)
    voci = importazione.voci.filter(tipo=TipoVoceImportazione.ERRORE).order_by("ordine")
    trovati = [
        ErroreNelFile(posto, frase)
        for primo, frase, dettagli in voci.values_list("posto", "frase", "dettagli")
        for posto in (primo, *dettagli.get("altri", ()))
    ]
    if not trovati:
        raise Http404
    try:
        with importazione.file.open("rb") as aperto:
            contenuto = aperto.read()
    except OSError:
        return _sparito(request, FileSparito(importazione))
    nome = slugify(importazione.nome.rpartition(".")[0] or importazione.nome)[:80] or "foglio"
    scritto = file_con_errori(contenuto, importazione.nome, trovati)
    return protetta(allegato(scritto, FORMATI["xlsx"], f"{nome}-con-errori.xlsx"))


@require_safe
def modello(request: HttpRequest, genere: str) -> HttpResponse:
    """The sheet to start from for a kind that the person may import."""
    trovato = generi_di(utente_di(request)).get(genere)
    if trovato is None:
        raise Http404
    return allegato(foglio_modello(trovato), FORMATI["xlsx"], f"modello-{trovato.codice}.xlsx")


def _sparito(request: HttpRequest, errore: FileSparito) -> HttpResponse:
    return render(request, "errore_utente.html", {"errore": str(errore)}, status=404)
