"""Whether a copy is the one that was published: the file stays with who asks, only its SHA-256 is told."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from relazione.pubblico.risposte import assoluto, in_json, pagina, pubblica
from relazione.pubblico.verdetto import giudica, leggi_impronta

NON_E_IMPRONTA = (
    "Questa non è un’impronta SHA-256: incollatene una sola, di 64 caratteri fra cifre e lettere da a a f, come la "
    "scrivono i comandi qui sotto."
)


@pubblica
def verifica(request: HttpRequest) -> HttpResponseBase:
    """Where a file is chosen, or its SHA-256 pasted: it leads to the page of that hash."""
    scritta = request.GET.get("impronta")
    if scritta is None:
        return pagina(request, "verifica", {})
    letta = leggi_impronta(scritta)
    if letta:
        return redirect("pubblico:impronta", impronta=letta)
    return pagina(request, "verifica", {"scritta": scritta, "errore": NON_E_IMPRONTA})


@pubblica
def impronta(request: HttpRequest, impronta: str) -> HttpResponse:
    """What the file with a SHA-256 is: a page, or JSON for who prefers it."""
    letta = leggi_impronta(impronta)
    vuole_dati = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if not letta:
        frase = {"errore": NON_E_IMPRONTA}
        risposta = in_json(frase) if vuole_dati else pagina(request, "verifica", frase | {"scritta": impronta})
        risposta.status_code = 404
    else:
        verdetto = giudica(letta)
        risposta = (
            in_json(verdetto.in_dati(partial(assoluto, request)))
            if vuole_dati
            else pagina(request, "impronta", {"verdetto": verdetto, "impronta": letta})
        )
    patch_vary_headers(risposta, ["Accept"])
    return risposta
