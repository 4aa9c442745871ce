"""The opening of a year: what it carries over and what becomes of each objective; then the two years side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contesto.models import VoceBilancio
from cruscotto.ciclo.anno_scelto import AnnoSenzaCiclo, anni_dei_cicli, anno_chiesto
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, Collocazione, Nesso, ObiettivoStrategico, Riporto, ValoreAtteso
from cruscotto.pianificazione.actions.riporto import RiportoImpossibile
from cruscotto.pianificazione.riscontro import leggi_riscontro
from ente.models import Atto, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta
from relazione.apertura.actions.annullamento import annulla_apertura, perche_no
from relazione.apertura.actions.apertura import CHI, apri_anno
from relazione.apertura.forms import ModuloApertura


@dataclass(frozen=True, slots=True)
class DaRiportare:
    """What a cycle has that the next year gets, in numbers."""

    obiettivi: int
    cruscotti: int
    collocazioni: int
    indicatori: int
    target: int
    nessi: int
    voci_bilancio: int


@require_http_methods(["GET", "HEAD", "POST"])
def apertura(request: HttpRequest) -> HttpResponse:
    """Open a year from the latest one, or from that of ``?anno=``. 403 for who is not controllo di gestione."""
    utente = utente_di(request)
    esige(Poteri.di(utente).controllo, CHI)
    anni = anni_dei_cicli(utente)
    if not anni:
        raise Http404
    da_anno = anno_chiesto(request.GET, anni) or anni[0]
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=da_anno)
    quanti = Count("nodi__collocazioni__indicatore", distinct=True)
    nomi = ObiettivoStrategico.objects.filter(ciclo=ciclo).con_nome()
    obiettivi = list(nomi.select_related("area_strategica").annotate(indicatori=quanti))
    if request.method != "POST":
        modulo = ModuloApertura(obiettivi=obiettivi, initial={"anno": da_anno + 1})
        return _pagina(request, ciclo, anni, modulo)
    modulo = ModuloApertura(request.POST, obiettivi=obiettivi)
    if not modulo.is_valid():
        return _pagina(request, ciclo, anni, modulo, stato=422)
    dati = modulo.cleaned_data
    try:
        aperto = apri_anno(
            ciclo=ciclo, anno=dati["anno"], decisioni=modulo.decisioni, narrativa=dati["narrativa"], da=utente
        )
    except ValoreRifiutato as rifiuto:
        for chiave, frase in rifiuto.errori.items():
            modulo.add_error(f"motivo_{chiave}", frase)
        return _pagina(request, ciclo, anni, modulo, stato=422)
    except RiportoImpossibile as rifiuto:
        modulo.add_error("anno", str(rifiuto))
        return _pagina(request, ciclo, anni, modulo, stato=409)
    anno = aperto.riporto.ciclo.anno
    frase = f"Il {anno} è aperto." if aperto.ora else f"Il {anno} era già aperto dal {da_anno}: niente è cambiato."
    messages.success(request, frase)
    return redirect("apertura:riscontro", anno)


def _pagina(
    request: HttpRequest, ciclo: Ciclo, anni: tuple[int, ...], modulo: ModuloApertura, stato: int = 200
) -> HttpResponse:
    collocazioni = Collocazione.objects.filter(cruscotto__ciclo=ciclo)
    numeri = collocazioni.aggregate(
        tutte=Count("pk"), cruscotti=Count("cruscotto", distinct=True), indicatori=Count("indicatore", distinct=True)
    )
    contesto = {
        "ciclo": ciclo,
        "anni": anni,
        "modulo": modulo,
        "riporta": DaRiportare(
            obiettivi=len(modulo.obiettivi),
            cruscotti=numeri["cruscotti"],
            collocazioni=numeri["tutte"],
            indicatori=numeri["indicatori"],
            target=ValoreAtteso.objects.filter(ciclo=ciclo, versione=1).count(),
            nessi=Nesso.objects.filter(da__obiettivo__ciclo=ciclo).count(),
            voci_bilancio=VoceBilancio.objects.di(ciclo.ente).filter(anno__lte=ciclo.anno).count(),
        ),
        "briciole": [("Inizio", reverse("cruscotto:inizio")), ("Apertura di un anno", "")],
    }
    return render(request, "relazione/apertura/apertura.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def riscontro(request: HttpRequest, anno: int) -> HttpResponse:
    """A year beside the one that it was opened from, for who reads the whole body; a POST takes the opening back, while
    nothing has been done in the year."""
    utente = utente_di(request)
    riporto = _riporto(utente, anno)
    if request.method != "POST":
        return render(request, "relazione/apertura/riscontro.html", _contesto(utente, riporto))
    da_anno = riporto.da_ciclo.anno
    try:
        annulla_apertura(riporto=riporto, da=utente)
    except NonModificabile as rifiuto:
        contesto = _contesto(utente, riporto) | {"errore": str(rifiuto)}
        return render(request, "relazione/apertura/riscontro.html", contesto, status=409)
    messages.success(request, f"L'apertura del {anno} è annullata: tutto è come prima.")
    return redirect(f"{reverse('apertura:apertura')}?anno={da_anno}")


def _riporto(utente: Utente, anno: int) -> Riporto:
    """How a year was opened, for who reads everything of the body (Http404).

    Raises:
        AnnoSenzaCiclo: the body has no cycle of that year.
    """
    if not Poteri.di(utente).tutto_l_ente:
        raise Http404
    anni = anni_dei_cicli(utente)
    if anno not in anni:
        raise AnnoSenzaCiclo(anni)
    return get_object_or_404(
        Riporto.objects.visibili_a(utente).select_related("ciclo__ente", "da_ciclo"), ciclo__anno=anno
    )


def _contesto(utente: Utente, riporto: Riporto) -> dict[str, Any]:
    ciclo, controllo = riporto.ciclo, Poteri.di(utente).controllo
    titolo = f"Il {ciclo.anno} rispetto al {riporto.da_ciclo.anno}"
    atto = Atto.objects.di(ciclo.ente).filter(Q(azione="apre anno", chiave=riporto.pk)).select_related("utente")
    return {
        "ciclo": ciclo,
        "prima": riporto.da_ciclo,
        "riscontro": leggi_riscontro(riporto),
        "aperto": atto.last(),
        "riporto": riporto,
        "controllo": controllo,
        "perche_no": perche_no(riporto) if controllo else "",
        "briciole": [("Inizio", reverse("cruscotto:inizio")), (titolo, "")],
    }
