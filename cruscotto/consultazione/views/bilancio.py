from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from contesto.bilancio import grafico_bilancio, scostamenti, voci
from contesto.grafici import disegna_grafico
from contesto.models import VoceBilancio
from cruscotto.consultazione.views.contesto import anno_pieno, leggi_cicli, tema_di
from cruscotto.esportazione.contesto import TITOLI_BILANCIO, TITOLI_INTERVENTI, righe_bilancio, righe_interventi
from cruscotto.models import InterventoEconomico
from cruscotto.strategia.interventi import grafico_interventi, quadra, raggruppa, somma
from ente.richiesta import utente_di
from ente.scarico import formato_chiesto, risposta


@require_safe
def bilancio(request: HttpRequest, anno: int) -> HttpResponse:
    """The budget of a year: largest deviations first, chart, every line with its comment."""
    testata = leggi_cicli(request, anno)
    visibili = VoceBilancio.objects.visibili_a(utente_di(request))
    righe = voci(visibili.filter(anno=anno).order_by("ordine"))
    return render(
        request,
        "cruscotto/consultazione/bilancio.html",
        {
            **testata,
            "voci": righe,
            "maggiori": scostamenti(righe),
            "senza_commento": sum(v.scostata and not v.commento for v in righe),
            "disegno": mark_safe(disegna_grafico(grafico_bilancio(righe), tema_di(testata["ciclo"]))),  # noqa: S308 - drawn by us
            "anno_pieno": None if righe else anno_pieno(visibili, anno),
            "briciole": [(f"Contesto {anno}", reverse("cruscotto:contesto", args=[anno])), ("Bilancio", "")],
        },
    )


@require_safe
def scarica_bilancio(request: HttpRequest, anno: int) -> HttpResponse:
    """The budget as a sheet (``?formato=`` csv, xlsx, ods)."""
    formato = formato_chiesto(request.GET.dict())
    leggi_cicli(request, anno)
    righe = voci(VoceBilancio.objects.visibili_a(utente_di(request)).filter(anno=anno).order_by("ordine"))
    return risposta(formato, f"bilancio-{anno}", TITOLI_BILANCIO, righe_bilancio(anno, righe))


@require_safe
def interventi(request: HttpRequest, anno: int) -> HttpResponse:
    """Interventions by strategic objective, with chart and the tie to their budget line."""
    testata = leggi_cicli(request, anno)
    visibili = InterventoEconomico.objects.visibili_a(utente_di(request))
    righe = list(
        visibili.filter(ciclo=testata["ciclo"]).select_related("obiettivo", "voce_bilancio").order_by("ordine")
    )
    gruppi = raggruppa(righe)
    grafico = grafico_interventi((g.etichetta, g.totale) for g in gruppi)
    altri = visibili.exclude(ciclo=testata["ciclo"]).order_by("-ciclo__anno")
    return render(
        request,
        "cruscotto/consultazione/interventi.html",
        {
            **testata,
            "gruppi": gruppi,
            "totale": somma(righe),
            "quanti": len(righe),
            "quadrature": quadra(righe),
            "disegno": mark_safe(disegna_grafico(grafico, tema_di(testata["ciclo"]))) if gruppi else "",  # noqa: S308 - drawn by us
            "anno_pieno": None if righe else altri.values_list("ciclo__anno", flat=True).first(),
            "briciole": [
                (f"Contesto {anno}", reverse("cruscotto:contesto", args=[anno])),
                ("Interventi economici", ""),
            ],
        },
    )


@require_safe
def scarica_interventi(request: HttpRequest, anno: int) -> HttpResponse:
    """The interventions as a sheet (``?formato=`` csv, xlsx, ods)."""
    formato = formato_chiesto(request.GET.dict())
    testata = leggi_cicli(request, anno)
    visibili = InterventoEconomico.objects.visibili_a(utente_di(request)).filter(ciclo=testata["ciclo"])
    righe = visibili.select_related("obiettivo", "voce_bilancio").order_by("ordine")
    return risposta(formato, f"interventi-{anno}", TITOLI_INTERVENTI, righe_interventi(anno, righe))
