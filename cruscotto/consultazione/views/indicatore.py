from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contesto.colori import Tema
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.anno_scelto import anni_di, cruscotti_al_periodo, periodo_scelto
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.consultazione.foglio_indicatore import tabelle_indicatore
from cruscotto.consultazione.indicatore import Scheda, prepara
from cruscotto.consultazione.operandi import operandi_leggibili, operandi_visti
from cruscotto.consultazione.storia_indicatore import leggi_storia
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Richiesta
from cruscotto.models import Ciclo, Collocazione, Cruscotto, FaseIndicatore, Periodo
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_safe
def indicatore(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """One indicator in one year: what it is, where it stands, why its SAL is what it is, what happened to it.

    404 when the user sees no placement of it in that year; a page that says so when it was not yet, or not any more, in
    the period. ``?riga=`` says which placement is explained.
    """
    utente = utente_di(request)
    per_anno = _dove_compare(utente, codice)
    di_oggi = per_anno.get(anno, [])
    ciclo = di_oggi[0].ciclo if di_oggi else _ciclo(utente, anno)
    prefetch_related_objects([ciclo], "periodi")
    periodi = list(ciclo.periodi.all())
    periodo = periodo_scelto(periodi, request.GET)
    cruscotti = _al_periodo(utente, ciclo, periodo, di_oggi, codice)
    contesto = {
        "ciclo": ciclo,
        "anni": anni_di(next(iter(per_anno.values()), [])),
        "periodi": periodi,
        "periodo": periodo,
    }
    if not cruscotti:
        if not di_oggi:
            return _non_in_questo_anno(request, contesto, codice, per_anno)
        return render(request, "cruscotto/consultazione/indicatore/assente.html", contesto | {"codice": codice})
    richiesta = Richiesta(ciclo, periodo, cruscotti)
    misura = Misura.al_periodo(ciclo, periodo)
    scheda = prepara(richiesta, codice, request.GET.get("riga", ""), misura, operandi_visti(utente, anno))
    poteri = Poteri.di(utente)
    operandi = operandi_leggibili(utente, poteri, anno, scheda)
    if "formato" in request.GET:
        return scarica(request.GET, tabelle_indicatore(ciclo, scheda, operandi))
    contesto |= {
        "scheda": scheda,
        "tema": Tema(ciclo.ente.colore_primario, ciclo.ente.colore_secondario),
        "fasi": _fasi(scheda, periodo),
        "operandi": operandi,
        "storia": leggi_storia(scheda, periodo, con_operandi=poteri.tutto_l_ente),
        "vede_registro": poteri.vede_registro,
        "vede_controlli": poteri.tutto_l_ente,
    }
    return render(request, "cruscotto/consultazione/indicatore/indicatore.html", contesto)


def _non_in_questo_anno(
    request: HttpRequest, contesto: dict[str, Any], codice: str, per_anno: dict[int, list[Cruscotto]]
) -> HttpResponse:
    if not per_anno:
        raise Http404
    con = sorted(per_anno, reverse=True)
    cosa = {"titolo": f"Indicatore {codice}", "cosa": "questo indicatore", "con": con}
    return render(request, "cruscotto/consultazione/non_in_questo_anno.html", contesto | cosa)


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """The cycle of a year in which the user sees the indicator no more: a closed period may still show it."""
    ciclo = Ciclo.objects.visibili_a(utente).select_related("ente").filter(anno=anno).first()
    if ciclo is None:
        raise Http404
    return ciclo


def _dove_compare(utente: Utente, codice: str) -> dict[int, list[Cruscotto]]:
    """The scorecards with the indicator that the user may read today, by year."""
    qui = Collocazione.objects.filter(
        cruscotto=OuterRef("pk"), indicatore__codice=codice, indicatore__ente=OuterRef("ciclo__ente")
    )
    visibili = Cruscotto.objects.visibili_a(utente).filter(Exists(qui)).con_gli_anni().select_related("ciclo__ente")
    per_anno: dict[int, list[Cruscotto]] = {}
    for cruscotto in visibili.order_by("ordine"):
        per_anno.setdefault(cruscotto.ciclo.anno, []).append(cruscotto)
    return per_anno


def _al_periodo(
    utente: Utente, ciclo: Ciclo, periodo: Periodo | None, di_oggi: Sequence[Cruscotto], codice: str
) -> Sequence[Cruscotto]:
    """The scorecards with the indicator in a period: those of today, or of the photograph of a closed one."""
    foto = fotografia_di(periodo)
    if foto is None:
        return di_oggi
    con = {c.cruscotto_id for c in foto.collocazioni if c.indicatore.codice == codice}
    return [c for c in cruscotti_al_periodo(utente, ciclo, periodo, di_oggi) if c.pk in con]


def _fasi(scheda: Scheda, periodo: Periodo | None) -> list[FaseIndicatore]:
    """The phases of an indicator that has some. At most one query."""
    if scheda.indicatore.tipo != Tipo.FASI:
        return []
    foto = fotografia_di(periodo)
    if foto is not None:
        foto.con_fasi([scheda.indicatore])
    return list(scheda.indicatore.fasi.all())
