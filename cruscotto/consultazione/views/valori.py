from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cruscotto.aritmetica.allerte import NOMI
from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.consultazione.filtri_valori import FiltriValori, ScelteValori
from cruscotto.consultazione.foglio_valori import TITOLI, righe_elenco
from cruscotto.misurazione.cosa_fare import Lettore
from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.misurazione.stato_dei_valori import ValoreDaSeguire, conta_allerte, nome_breve, raccogli
from ente.models import Ruolo
from ente.richiesta import utente_di
from ente.ruoli import ha_ruolo
from ente.scarico import formato_chiesto, risposta

PER_PAGINA = 50


@require_safe
def elenco(request: HttpRequest, anno: int) -> HttpResponse:
    """The values of a period over all scorecards that the user may see, each once, filtered and sorted."""
    scelta, prospetti, voci = _leggi(request, anno)
    filtri = FiltriValori.leggi(request.GET)
    scelte = ScelteValori.da(voci, prospetti)
    # Counted without the alert that is chosen, so that one can go from an alert to another.
    conti = conta_allerte(filtri.senza_allerta().applica(voci))
    contesto = {
        "ciclo": scelta.ciclo,
        "anni": scelta.anni,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "filtri": filtri,
        "campi": filtri.campi(scelte),
        "scelti": filtri.scelti(scelte),
        "colonne": filtri.colonne(),
        "allerte": [{"codice": c, "nome": NOMI[c], "quante": n} for c, n in conti.items()],
        "totale": len(voci),
        "pagina": Paginator(filtri.applica(voci), PER_PAGINA).get_page(request.GET.get("pagina")),
        "controlla": scelta.periodo and not scelta.ciclo.congelato and ha_ruolo(utente_di(request), Ruolo.CONTROLLO),
        "indirizzo": reverse("cruscotto:elenco-download", args=[anno]),
    }
    return render(request, "cruscotto/consultazione/valori/valori.html", contesto)


@require_safe
def scarica_elenco(request: HttpRequest, anno: int) -> HttpResponse:
    """What the list with the same parameters shows on all its pages, as a sheet (``?formato=`` csv, xlsx, ods)."""
    formato = formato_chiesto(request.GET.dict())
    scelta, _, voci = _leggi(request, anno)
    nome = f"valori-{anno}-{scelta.periodo.numero}" if scelta.periodo else f"valori-{anno}"
    righe = righe_elenco(FiltriValori.leggi(request.GET).applica(voci), scelta.ciclo, scelta.periodo)
    return risposta(formato, nome, TITOLI, righe)


def _leggi(request: HttpRequest, anno: int) -> tuple[AnnoScelto, list[Prospetto], list[ValoreDaSeguire]]:
    utente = utente_di(request)
    scelta = leggi_anno(utente, anno, request.GET)
    prospetti = misura_cruscotti(scelta.ciclo, scelta.periodo, scelta.cruscotti)
    return (
        scelta,
        prospetti,
        raccogli(
            prospetti, {c.codice: nome_breve(c) for c in scelta.cruscotti}, Lettore.di(utente, chiuso=not scelta.aperto)
        ),
    )
