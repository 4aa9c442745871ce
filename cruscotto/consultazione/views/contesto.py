from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from contesto.affianca import affianca
from contesto.colori import Tema
from contesto.models import Tavola, VoceBilancio
from contesto.pagine import PERSONALE, conta, discordi, nome_tema, per_sesso, per_tema, scheda
from contesto.stampa import fotografa_tavola, impagina
from cruscotto.ciclo.anno_scelto import AnnoSenzaCiclo
from cruscotto.consultazione.fogli import tabella_personale, tabella_tavole
from cruscotto.esportazione.contesto import righe_tavola, titoli_tavola
from cruscotto.models import Ciclo, InterventoEconomico
from ente.richiesta import utente_di
from ente.scarico import formato_chiesto, risposta, scarica

PARTI = ("righe", "colonne", "celle", "grafici")


def leggi_cicli(request: HttpRequest, anno: int) -> dict[str, Any]:
    """The cycle of the page and the years of all, for its navigation (one query).

    Raises:
        AnnoSenzaCiclo: the user's body has no cycle of that year.
    """
    visibili = Ciclo.objects.visibili_a(utente_di(request)).defer("mandato", "mission", "vision")
    cicli = {c.anno: c for c in visibili.select_related("ente").order_by("-anno")}
    if anno not in cicli:
        raise AnnoSenzaCiclo(tuple(cicli))
    return {"ciclo": cicli[anno], "anni": tuple(cicli)}


def tema_di(ciclo: Ciclo) -> Tema:
    """The colours of the body of a cycle."""
    return Tema(ciclo.ente.colore_primario, ciclo.ente.colore_secondario)


def anno_pieno(righe: QuerySet[Any], anno: int) -> int | None:
    """The latest other year that has such rows: where an empty page sends its reader."""
    return righe.exclude(anno=anno).order_by("-anno").values_list("anno", flat=True).first()


@require_safe
def contesto(request: HttpRequest, anno: int) -> HttpResponse:
    """The context tables of a year by theme, and the way to budget, interventi and personnel."""
    utente = utente_di(request)
    testata = leggi_cicli(request, anno)
    visibili = Tavola.objects.visibili_a(utente)
    tavole = list(visibili.filter(anno=anno).annotate(quanti_grafici=Count("grafici")).order_by("ordine"))
    if "formato" in request.GET:
        return scarica(request.GET, {"tavole": lambda: tabella_tavole(anno, tavole)})
    presenti = {
        "bilancio": VoceBilancio.objects.visibili_a(utente).filter(anno=anno).exists(),
        "interventi": InterventoEconomico.objects.visibili_a(utente).filter(ciclo=testata["ciclo"]).exists(),
        "personale": any(t.tema == PERSONALE for t in tavole),
    }
    return render(
        request,
        "cruscotto/consultazione/contesto.html",
        {
            **testata,
            "temi": per_tema(tavole),
            "tavole": tavole,
            "presenti": presenti,
            "anno_pieno": None if tavole else anno_pieno(visibili, anno),
        },
    )


@require_safe
def tavola(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """A context table with its charts, and beside it the same table in the years of ``?confronta=``."""
    testata = leggi_cicli(request, anno)
    tutte = _stessa_tavola(request, codice)
    scelta = next((t for t in tutte if t.anno == anno), None)
    if scelta is None:
        if not tutte:
            raise Http404
        cosa = {"titolo": tutte[0].titolo, "cosa": "questa tabella", "con": [t.anno for t in tutte]}
        return render(request, "cruscotto/consultazione/non_in_questo_anno.html", testata | cosa)
    altri = [t for t in tutte if t.anno != anno]
    chiesti = set(request.GET.getlist("confronta"))
    confrontate = [t for t in altri if str(t.anno) in chiesti]
    prefetch_related_objects([scelta, *confrontate], *PARTI)
    return render(
        request,
        "cruscotto/consultazione/tavola.html",
        {
            **testata,
            "scheda": scheda(scelta, tema_di(testata["ciclo"])),
            "tema": nome_tema(scelta.tema),
            "altri": [(t.anno, str(t.anno) in chiesti) for t in altri],
            "affiancata": impagina(affianca([scelta, *confrontate])) if confrontate else None,
            "briciole": [(f"Contesto {anno}", reverse("cruscotto:contesto", args=[anno])), (scelta.titolo, "")],
        },
    )


@require_safe
def scarica_tavola(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """What the page with the same parameters shows, as a sheet (``?formato=`` csv, xlsx, ods)."""
    formato = formato_chiesto(request.GET.dict())
    chiesti = set(request.GET.getlist("confronta"))
    tutte = [t for t in _stessa_tavola(request, codice) if t.anno == anno or str(t.anno) in chiesti]
    if not any(t.anno == anno for t in tutte):
        raise Http404
    prefetch_related_objects(tutte, *PARTI)
    foto = affianca(tutte) if len(tutte) > 1 else fotografa_tavola(tutte[0])
    return risposta(formato, f"{codice}-{anno}", titoli_tavola(foto), righe_tavola(foto))


def _stessa_tavola(request: HttpRequest, codice: str) -> Sequence[Tavola]:
    """The tables of a code in every year, the latest first."""
    return list(Tavola.objects.visibili_a(utente_di(request)).filter(codice=codice).order_by("-anno"))


@require_safe
def personale(request: HttpRequest, anno: int, *, genere: bool = False) -> HttpResponse:
    """The tables of personnel with their charts and what each of them counts; or only those by sex."""
    testata = leggi_cicli(request, anno)
    visibili = Tavola.objects.visibili_a(utente_di(request)).filter(tema=PERSONALE)
    tutte = list(visibili.filter(anno=anno).prefetch_related(*PARTI).order_by("ordine"))
    tavole = [t for t in tutte if per_sesso(t) == genere]
    conti = [conta(t) for t in (tavole if genere else tutte)]
    if "formato" in request.GET:
        nome = f"{'donne-e-uomini' if genere else 'personale'}-{anno}"
        return scarica(request.GET, {"persone": lambda: tabella_personale(nome, conti)})
    return render(
        request,
        "cruscotto/consultazione/personale.html",
        {
            **testata,
            "genere": genere,
            "conti": conti,
            "discordi": discordi(conti),
            "schede": [scheda(t, tema_di(testata["ciclo"])) for t in tavole],
            "anno_pieno": None if tutte else anno_pieno(visibili, anno),
            "briciole": [
                (f"Contesto {anno}", reverse("cruscotto:contesto", args=[anno])),
                ("Donne e uomini" if genere else "Personale", ""),
            ],
        },
    )
