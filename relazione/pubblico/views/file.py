"""The sealed files of what has been published, byte by byte."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from relazione.edizioni.custodia import leggi_manifesto, leggi_sigillato
from relazione.models import FileSigillato
from relazione.pubblico.leggibile import STILE
from relazione.pubblico.risposte import csp_senza_programmi, pagina, pubblica, sigillato
from relazione.pubblico.vicenda import Vicenda, trova_vicenda

SOLO_DATI = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@pubblica
def file(request: HttpRequest, ente: str, anno: int, numero: int, nome: str) -> HttpResponseBase:
    """A sealed file; 410 with the reason when its edition is withdrawn."""
    vicenda = trova_vicenda(ente, anno, numero)
    trovato = FileSigillato.objects.filter(approvata=vicenda.edizione, nome=nome).first()
    if trovato is None:
        raise Http404
    if vicenda.ritirata:
        return ritirata(request, vicenda)
    return consegna(request, trovato)


@pubblica
def manifesto(request: HttpRequest, ente: str, anno: int, numero: int) -> HttpResponseBase:
    """The manifest of an edition, as it was sealed: it says hashes only, and stays when the files are withdrawn."""
    edizione = trova_vicenda(ente, anno, numero).edizione
    contenuto = leggi_manifesto(edizione)
    risposta = sigillato(request, edizione.impronta_manifesto, "application/json", lambda: contenuto)
    risposta["Content-Security-Policy"] = SOLO_DATI
    return risposta


def consegna(request: HttpRequest, trovato: FileSigillato) -> HttpResponseBase:
    """The bytes of a sealed file; of a page, with the policy that lets it show its own styles and run nothing.

    Also a 304 tells the policy, and with its styles: the browser puts it in the place of the one it had.
    """
    contenuto = leggi_sigillato(trovato)
    risposta = sigillato(request, trovato.impronta, trovato.tipo, lambda: contenuto)
    if trovato.tipo == "application/pdf":
        # The viewers of browsers draw with their own styles and scripts, which a narrower policy would stop.
        risposta["Content-Security-Policy"] = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    elif trovato.tipo.startswith("text/html"):
        risposta["Content-Security-Policy"] = csp_senza_programmi(STILE.findall(contenuto.decode()))
    else:
        risposta["Content-Security-Policy"] = SOLO_DATI
    return risposta


def ritirata(request: HttpRequest, vicenda: Vicenda) -> HttpResponseBase:
    """What is said in the place of an edition that held what must not be read."""
    return pagina(request, "ritirata", {"vicenda": vicenda, "ente": vicenda.edizione.ciclo.ente}, status=410)
