from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import anni_di, cruscotti_al_periodo, leggibile_al_periodo, periodo_scelto
from cruscotto.consultazione.filtri_cruscotto import (
    ORDINI,
    STATI,
    Ordine,
    RigaCollocata,
    Selezione,
    indirizzo,
    posti_di,
    seleziona,
    stato_di,
)
from cruscotto.consultazione.foglio_cruscotto import nome_file, scrivi_foglio
from cruscotto.consultazione.urgenze import compiti, conta_allerte, piu_indietro
from cruscotto.misurazione.confronto import Confronto, Termine, Variazione, confronta, termine_scelto, termini
from cruscotto.misurazione.cosa_fare import Lettore
from cruscotto.misurazione.prospetto import (
    ObiettivoMisurato,
    ProspettivaMisurata,
    Prospetto,
    Richiesta,
    Riga,
    misura_insieme,
)
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.fogli.scrittura import FORMATI
from ente.models import Utente
from ente.richiesta import utente_di
from ente.scarico import allegato


@dataclass(frozen=True, slots=True)
class CruscottoInPagina:
    """A scorecard at a period, beside an earlier one if asked, with the rows chosen by the address."""

    scelto: Cruscotto
    anni: tuple[int, ...]
    periodo: Periodo | None
    corrente: bool
    prospetto: Prospetto
    termini: Sequence[Termine]
    termine: Termine | None
    confronto: Confronto | None
    selezione: Selezione


@dataclass(frozen=True, slots=True)
class RigaInPagina:
    """A row as the page shows it."""

    posto: RigaCollocata
    riga: Riga
    stato: str
    variazione: Variazione | None


@dataclass(frozen=True, slots=True)
class Gruppo:
    """Rows under one objective; without an objective, rows in an order that is not the document's."""

    obiettivo: ObiettivoMisurato | None
    variazione: Variazione | None
    linee: list[RigaInPagina]


@dataclass(frozen=True, slots=True)
class Sezione:
    prospettiva: ProspettivaMisurata | None
    variazione: Variazione | None
    gruppi: list[Gruppo]


@require_safe
def cruscotto(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """One scorecard at a period. What the user may not see does not exist (404)."""
    try:
        q = leggi_quadro(request, anno, codice)
    except Http404:
        return _non_in_questo_anno(request, anno, codice)
    posti = posti_di(q.prospetto)
    contesto = {
        "ciclo": q.scelto.ciclo,
        "anni": q.anni,
        "periodi": list(q.scelto.ciclo.periodi.all()),
        "periodo": q.periodo,
        "corrente": q.corrente,
        "prospetto": q.prospetto,
        "briciole": [
            (f"Cruscotti {anno}", reverse("cruscotto:cruscotti", args=[anno])),
            (q.prospetto.titolo, ""),
        ],
        "strisce": _strisce(q),
        "conteggi": [(c, q.selezione.solo(allerta=c.codice)) for c in conta_allerte(posti)],
        "compiti": [(c, q.selezione.solo(**c.filtro)) for c in compiti(posti, _lettore(request))] if q.corrente else [],
        "indietro": piu_indietro(posti),
        "rilevato": any(r.actual for r in q.prospetto.righe),
        "selezione": q.selezione,
        "ordini": ORDINI.items(),
        "termini": q.termini,
        "termine": q.termine,
        "confronto": q.confronto,
        "sezioni": _sezioni(q),
        "pesi": _pesi(q.prospetto),
        "scarichi": _scarichi(q, anno, codice),
    }
    return render(request, "cruscotto/consultazione/cruscotto/cruscotto.html", contesto)


@require_safe
def scarica(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The rows that the page with the same parameters shows, as a sheet (``?formato=`` xlsx, ods, csv)."""
    formato = request.GET.get("formato", "xlsx")
    if formato not in FORMATI:
        raise Http404("Formato sconosciuto: scegliete xlsx, ods o csv.")
    q = leggi_quadro(request, anno, codice)
    dati = scrivi_foglio(
        formato, q.scelto.ciclo, q.periodo, q.prospetto, q.selezione.posti, q.confronto, q.scelto.codice
    )
    return allegato(dati, FORMATI[formato], nome_file(q.scelto, formato))


def _lettore(request: HttpRequest) -> Lettore:
    """To whom the page says what to do, which it says of the current period alone."""
    return Lettore.di(utente_di(request), chiuso=False)


def leggi_quadro(request: HttpRequest, anno: int, codice: str) -> CruscottoInPagina:
    """What the address asks for, in eight queries whatever the rows, the years and the comparison.

    Raises:
        Http404: the user may not see such a scorecard.
    """
    utente = utente_di(request)
    visibili = Cruscotto.objects.visibili_a(utente).filter(codice=codice).con_gli_anni().order_by("-ciclo__anno")
    tutti = list(visibili.select_related("ciclo__ente").prefetch_related("ciclo__periodi"))
    di_oggi = next((c for c in tutti if c.ciclo.anno == anno), None)
    ciclo = di_oggi.ciclo if di_oggi else _ciclo(utente, anno)
    periodi = list(ciclo.periodi.all())
    periodo = periodo_scelto(periodi, request.GET)
    scelto = _al_periodo(utente, ciclo, periodo, di_oggi, codice)
    corrente = periodo == periodo_scelto(periodi, {})
    possibili = termini(tutti, scelto, periodo)
    termine = termine_scelto(possibili, request.GET)
    if termine and leggibile_al_periodo(utente, termine.cruscotto, termine.periodo) is None:
        termine = None
    richieste = [Richiesta(scelto.ciclo, periodo, [scelto])]
    if termine:
        richieste.append(Richiesta(termine.cruscotto.ciclo, termine.periodo, [termine.cruscotto]))
    (prospetto,), *altri = misura_insieme(scelto.ciclo.ente_id, richieste)
    fissi = {
        "periodo": "" if corrente or periodo is None else str(periodo.numero),
        "confronto": termine.valore if termine else "",
    }
    return CruscottoInPagina(
        scelto=scelto,
        anni=anni_di(tutti),
        periodo=periodo,
        corrente=corrente,
        prospetto=prospetto,
        termini=possibili,
        termine=termine,
        confronto=confronta(prospetto, altri[0][0], termine.nome) if termine else None,
        selezione=seleziona(prospetto, request.GET, reverse("cruscotto:cruscotto", args=[anno, codice]), fissi),
    )


def _non_in_questo_anno(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The page of a scorecard that other years have and this one has not.

    Raises:
        Http404: it is in no year, or the user may not see it.
    """
    utente = utente_di(request)
    visibili = Cruscotto.objects.visibili_a(utente).filter(codice=codice).con_gli_anni().select_related("ciclo")
    tutti = list(visibili.order_by("-ciclo__anno"))
    con = [c.ciclo.anno for c in tutti]
    if not tutti or anno in con:
        raise Http404
    contesto = {
        "ciclo": _ciclo(utente, anno),
        "anni": anni_di(tutti),
        "titolo": tutti[0].titolo,
        "cosa": "questo cruscotto",
        "con": con,
    }
    return render(request, "cruscotto/consultazione/non_in_questo_anno.html", contesto)


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """The cycle of a year that has no such scorecard today: a closed period may still show it."""
    cicli = Ciclo.objects.visibili_a(utente).filter(anno=anno).select_related("ente").prefetch_related("periodi")
    return get_object_or_404(cicli)


def _al_periodo(
    utente: Utente, ciclo: Ciclo, periodo: Periodo | None, di_oggi: Cruscotto | None, codice: str
) -> Cruscotto:
    """The scorecard as the photograph of a closed period keeps it, else that of today, which had no rows then."""
    if di_oggi is not None:
        trovato = leggibile_al_periodo(utente, di_oggi, periodo)
    else:
        fotografati = cruscotti_al_periodo(utente, ciclo, periodo, ())
        trovato = next((c for c in fotografati if c.codice == codice), None)
    if trovato is None:
        raise Http404
    return trovato


def _strisce(q: CruscottoInPagina) -> list[tuple[ProspettivaMisurata, str, Variazione | None]]:
    return [
        (p, q.selezione.solo(prospettiva=p.codice), q.confronto.prospettive[p.codice] if q.confronto else None)
        for p in q.prospetto.prospettive
        if p.nome
    ]


def _sezioni(q: CruscottoInPagina) -> list[Sezione]:
    """The chosen rows under their headings; in another order, one list."""
    linee = [
        RigaInPagina(
            p, p.riga, STATI[stato_di(p.riga)], q.confronto.righe[p.riga.collocazione] if q.confronto else None
        )
        for p in q.selezione.posti
    ]
    if q.selezione.ordine is not Ordine.DOCUMENTO:
        return [Sezione(None, None, [Gruppo(None, None, linee)])] if linee else []
    sezioni: list[Sezione] = []
    for linea in linee:
        prospettiva, obiettivo = linea.posto.prospettiva, linea.posto.obiettivo
        if not sezioni or sezioni[-1].prospettiva is not prospettiva:
            sezioni.append(Sezione(prospettiva, _cambio(q, prospettiva.codice), []))
        gruppi = sezioni[-1].gruppi
        if not gruppi or gruppi[-1].obiettivo is not obiettivo:
            gruppi.append(Gruppo(obiettivo, _cambio(q, prospettiva.codice, obiettivo.numero), []))
        gruppi[-1].linee.append(linea)
    return sezioni


def _cambio(q: CruscottoInPagina, prospettiva: str, obiettivo: int | None = None) -> Variazione | None:
    if q.confronto is None:
        return None
    if obiettivo is None:
        return q.confronto.prospettive[prospettiva]
    return q.confronto.obiettivi[prospettiva, obiettivo]


def _pesi(prospetto: Prospetto) -> bool:
    """Whether rows have weights: only then there is a column for them."""
    return any(r.peso is not None for r in prospetto.righe)


def _scarichi(q: CruscottoInPagina, anno: int, codice: str) -> list[tuple[str, str]]:
    percorso = reverse("cruscotto:cruscotto-download", args=[anno, codice])
    parametri: dict[str, Any] = q.selezione.parametri
    return [(formato, indirizzo(percorso, {**parametri, "formato": formato})) for formato in FORMATI]
