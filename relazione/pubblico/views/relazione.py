"""A published Relazione, to be read: the edition in force of a year, or one by its number."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from relazione.edizioni.custodia import leggi_sigillato
from relazione.models import FileSigillato, GenereSigillato
from relazione.pubblico.leggibile import rendi_leggibile
from relazione.pubblico.risposte import assoluto, csp_senza_programmi, pubblica
from relazione.pubblico.verdetto import perche_superata
from relazione.pubblico.vicenda import Vicenda, cambiamenti, trova_vicenda
from relazione.pubblico.views.file import ritirata
from relazione.pubblico.voci import file_pubblicati


@pubblica
def relazione(request: HttpRequest, ente: str, anno: int, numero: int | None = None) -> HttpResponseBase:
    """The sealed HTML under a heading that says which edition it is, and why it is superseded if it is."""
    vicenda = trova_vicenda(ente, anno, numero)
    if vicenda.ritirata:
        return ritirata(request, vicenda)
    file = list(FileSigillato.objects.filter(approvata=vicenda.edizione).exclude(genere=GenereSigillato.DATI))
    sigillata = next((f for f in file if f.genere == GenereSigillato.RELAZIONE and f.nome.endswith(".html")), None)
    if sigillata is None:
        raise Http404
    edizione = vicenda.edizione
    # The edition in force has two addresses: the one without a number is where it is looked for.
    nome, parti = ("pubblico:edizione", [edizione.numero]) if vicenda.superata else ("pubblico:relazione", [])
    pagina = rendi_leggibile(
        leggi_sigillato(sigillata).decode(),
        testata=_testata(vicenda, file),
        canonico=assoluto(request, reverse(nome, args=[ente, anno, *parti])),
        fogli=(static("css/fonts.css"), static("css/pubblico-relazione.css")),
    )
    risposta = HttpResponse(pagina.html)
    risposta["Content-Security-Policy"] = csp_senza_programmi(pagina.stili)
    return risposta


def _testata(vicenda: Vicenda, file: list[FileSigillato]) -> str:
    return render_to_string(
        "relazione/pubblico/_testata.html",
        {
            "vicenda": vicenda,
            "edizione": vicenda.edizione,
            "ente": vicenda.edizione.ciclo.ente,
            "anno": vicenda.edizione.ciclo.anno,
            "file": file_pubblicati(vicenda, file),
            "perche": perche_superata(vicenda) if vicenda.superata else "",
            "cambiamenti": cambiamenti(vicenda) if vicenda.superata else [],
        },
    )
