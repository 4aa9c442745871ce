"""The open data: a page a year, the catalogue of a body, its fragment of the map of *Amministrazione trasparente*."""

from __future__ import annotations

import csv
import io
from functools import partial
from itertools import groupby
from operator import itemgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from relazione.edizioni.custodia import leggi_sigillato
from relazione.models import FileSigillato, GenereSigillato
from relazione.pubblico.catalogo import NOME_LICENZA, leggi_serie, scrivi_catalogo
from relazione.pubblico.risposte import assoluto, in_json, pagina, pubblica
from relazione.pubblico.vicenda import trova_ente, trova_vicenda, vicende_dell_ente
from relazione.pubblico.views.file import ritirata
from relazione.pubblico.voci import file_pubblicati

DIZIONARIO = "dizionario.csv"


@pubblica
def dati(request: HttpRequest, ente: str, anno: int) -> HttpResponseBase:
    """The files of the edition in force of a year, each with what its columns mean."""
    vicenda = trova_vicenda(ente, anno)
    if vicenda.ritirata:
        return ritirata(request, vicenda)
    sigillati = list(FileSigillato.objects.filter(approvata=vicenda.edizione, genere=GenereSigillato.DATI))
    colonne = _colonne(next((f for f in sigillati if f.nome == DIZIONARIO), None))
    file = [(p, colonne.get(f.nome, [])) for f, p in zip(sigillati, file_pubblicati(vicenda, sigillati), strict=True)]
    contesto = {"vicenda": vicenda, "ente": vicenda.edizione.ciclo.ente, "anno": anno, "file": file}
    return pagina(request, "dati", contesto | {"licenza": NOME_LICENZA})


@pubblica
def catalogo(request: HttpRequest, ente: str) -> HttpResponse:
    """The catalogue in DCAT-AP_IT, JSON-LD."""
    trovato = trova_ente(ente)
    serie = leggi_serie(vicende_dell_ente(trovato))
    if not serie:
        raise Http404
    return in_json(scrivi_catalogo(trovato, serie, partial(assoluto, request)), "application/ld+json")


@pubblica
def at_map(request: HttpRequest, ente: str) -> HttpResponse:
    """What this site adds to ``at_map.json`` of the body's own site, in the format that ANAC describes: the keys of the
    nodes under the class of who the decree applies to (D.Lgs. 33/2013, art. 2-bis, c. 1)."""
    trovato = trova_ente(ente)
    ultima = max(v.giorno for v in vicende_dell_ente(trovato))
    performance = assoluto(request, reverse("pubblico:ente", args=[trovato.codice]))
    return in_json(
        {
            "data_ultima_modifica": f"{ultima:%d/%m/%Y}",
            "at_art2_bis_c1": {
                "performance": performance,
                "ammontare_complessivo_dei_premi": f"{performance}#ammontare",
                "dati_relativi_ai_premi": f"{performance}#premi",
            },
        }
    )


def _colonne(dizionario: FileSigillato | None) -> dict[str, list[dict[str, str]]]:
    """The lines of the sealed dictionary by file."""
    if dizionario is None:
        return {}
    righe = csv.DictReader(io.StringIO(leggi_sigillato(dizionario).decode(), newline=""))
    return {nome: list(sue) for nome, sue in groupby(righe, key=itemgetter("file"))}
