from __future__ import annotations

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contesto.colori import Tema
from cruscotto.misura import Misura
from cruscotto.models import Collocazione, Cruscotto
from cruscotto.operandi import operandi_leggibili, operandi_visti
from cruscotto.scarico_indicatore import tabelle_indicatore
from cruscotto.scelta import periodo_scelto
from cruscotto.scheda import prepara
from cruscotto.storia import leggi_storia
from cruscotto.valori import Tipo
from cruscotto.valori_ciclo import Richiesta
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def indicatore(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """One indicator in one year: what it is, where it stands, why its SAL is what it is, what happened to it.

    404 when the user sees no placement of it in that year. ``?riga=`` says which placement is explained.
    """
    utente = utente_di(request)
    per_anno = _dove_compare(utente, codice)
    if anno not in per_anno:
        raise Http404
    cruscotti = per_anno[anno]
    ciclo = cruscotti[0].ciclo
    prefetch_related_objects([ciclo], "periodi")
    periodi = list(ciclo.periodi.all())
    periodo = periodo_scelto(periodi, request.GET)
    richiesta, cercata = Richiesta(ciclo, periodo, cruscotti), request.GET.get("riga", "")
    scheda = prepara(richiesta, codice, cercata, Misura.del_ciclo(ciclo), operandi_visti(utente, anno))
    poteri = Poteri.di(utente)
    operandi = operandi_leggibili(utente, poteri, anno, scheda)
    if "formato" in request.GET:
        return scarica(request.GET, tabelle_indicatore(ciclo, scheda, operandi))
    contesto = {
        "ciclo": ciclo,
        "cicli": [altri[0].ciclo for _, altri in sorted(per_anno.items(), reverse=True)],
        "periodi": periodi,
        "periodo": periodo,
        "scheda": scheda,
        "tema": Tema(ciclo.ente.colore_primario, ciclo.ente.colore_secondario),
        "fasi": list(scheda.indicatore.fasi.all()) if scheda.indicatore.tipo == Tipo.FASI else [],
        "operandi": operandi,
        "storia": leggi_storia(scheda, con_operandi=poteri.tutto_l_ente),
        "vede_registro": poteri.vede_registro,
    }
    return render(request, "cruscotto/indicatore.html", contesto)


def _dove_compare(utente: Utente, codice: str) -> dict[int, list[Cruscotto]]:
    """The scorecards with the indicator that the user may read, by year."""
    qui = Collocazione.objects.filter(
        cruscotto=OuterRef("pk"), indicatore__codice=codice, indicatore__ente=OuterRef("ciclo__ente")
    )
    visibili = Cruscotto.objects.visibili_a(utente).filter(Exists(qui)).select_related("ciclo__ente")
    per_anno: dict[int, list[Cruscotto]] = {}
    for cruscotto in visibili.order_by("ordine"):
        per_anno.setdefault(cruscotto.ciclo.anno, []).append(cruscotto)
    return per_anno
