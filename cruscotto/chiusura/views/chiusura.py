"""The cockpit of the close: how the period stands, by area and office, and the acts of controllo di gestione on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cruscotto.chiusura.fogli import tabelle_chiusura
from cruscotto.chiusura.forms import ModuloApri, ModuloPeriodi, ModuloRiapri
from cruscotto.chiusura.situazione import (
    Conseguenze,
    SituazioneArea,
    Tappa,
    anteprime,
    conseguenze,
    per_area,
    situazione,
    tappe,
)
from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.passaggi_periodo import passi_del_ciclo
from cruscotto.misurazione.cosa_fare import Lettore
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.stato_dei_valori import nome_breve, raccogli
from cruscotto.models import Cadenza, Periodo, Riapertura, Sollecito, StatoCiclo, StatoPeriodo
from ente.models import Ruolo, Utente
from ente.richiesta import utente_di
from ente.ruoli import ha_ruolo
from ente.scarico import scarica

LETTORI = (Ruolo.CONTROLLO, Ruolo.OIV, Ruolo.AMMINISTRATORE)
"""Who reads the cockpit: the roles that read everything of the body (docs/dominio.md "Roles"). Only the first one
acts."""
GIORNI_DI_TERMINE = 20
GIORNI_DI_RIAPERTURA = 7
ELENCATI = 20

Moduli = Mapping[str, forms.Form]


@require_safe
def chiusura(request: HttpRequest, anno: int) -> HttpResponse:
    """The cockpit of a year, at a period."""
    return pagina(request, anno)


def pagina(
    request: HttpRequest, anno: int, moduli: Moduli | None = None, *, numero: int | None = None, status: int = 200
) -> HttpResponse:
    """The cockpit; after an act that was refused, with its form as it was written, at the period of the act.

    Raises:
        Http404: the person does not read the whole body, or the body has no such cycle.
    """
    utente = utente_di(request)
    if not ha_ruolo(utente, *LETTORI):
        raise Http404
    parametri = request.GET.dict() if numero is None else {"periodo": str(numero)}
    scelta = leggi_anno(utente, anno, parametri)
    contesto = {
        "ciclo": scelta.ciclo,
        "anni": scelta.anni,
        "periodi": scelta.periodi,
        "periodo": scelta.periodo,
        "agisce": ha_ruolo(utente, Ruolo.CONTROLLO),
        "approvabile": scelta.ciclo.stato == StatoCiclo.CONSUNTIVO,
        "passi": passi_del_ciclo(scelta.ciclo),
        "tappe": tappe(scelta.ciclo, scelta.periodi),
        "giorno": timezone.localdate(),  # ``oggi`` is the text that base.html prints
        **_situazione(scelta, utente),
    }
    if "formato" in request.GET and request.method != "POST":
        return scarica(request.GET, tabelle_chiusura(scelta, contesto))
    contesto["sollecitabile"] = _sollecitabile(contesto)
    tutti = _moduli(scelta, contesto) | dict(moduli or {})
    contesto["moduli"], contesto["rifiutati"] = tutti, list(moduli or {})
    contesto["dove_correggere"] = "chiudi" if "chiudi" in contesto["rifiutati"] else "periodi"
    contesto["linea"] = [
        {
            "tappa": t,
            "apri": tutti.get(f"apri-{t.periodo.numero}"),
            "riapri": tutti.get(f"riapri-{t.periodo.numero}"),
            "rifiutati": [nome for nome in ("apri", "riapri") if f"{nome}-{t.periodo.numero}" in contesto["rifiutati"]],
        }
        for t in contesto["tappe"]
    ]
    return render(request, "cruscotto/chiusura/chiusura.html", contesto, status=status)


def _situazione(scelta: AnnoScelto, utente: Utente) -> dict[str, Any]:
    """How the period stands and what closing it would do: eight queries, whatever the values."""
    periodo = scelta.periodo
    if periodo is None or not scelta.cruscotti:
        return {}
    misura = Misura.al_periodo(scelta.ciclo, periodo)
    nomi = {c.codice: nome_breve(c) for c in scelta.cruscotti}
    prospetti = misura_cruscotti(scelta.ciclo, periodo, scelta.cruscotti, misura)
    voci = raccogli(prospetti, nomi, Lettore.di(utente, chiuso=not scelta.aperto))
    effetto = conseguenze(voci, misura.mancanti)
    prima_e_dopo = _anteprime(scelta, prospetti, nomi, misura, effetto)
    riaperture = list(
        Riapertura.objects.visibili_a(utente)
        .filter(periodo__ciclo=scelta.ciclo, richiusa_il=None)
        .select_related("periodo", "ufficio")
    )
    oggi = timezone.localdate()
    return {
        "aree": per_area(voci),
        "totale": situazione("", "Totale", voci),
        "effetto": effetto,
        "elencati": effetto.mancano[:ELENCATI],
        "anteprime": prima_e_dopo,
        "cambiano": [a for a in prima_e_dopo if a.cambia],
        "invariati": sum(not a.cambia for a in prima_e_dopo),
        "riaperture": [r for r in riaperture if r.fino_al >= oggi],
        "riaperti": {r.ufficio.codice for r in riaperture if r.fino_al >= oggi and r.periodo_id == periodo.pk},
        "solleciti": _solleciti(periodo),
    }


def _anteprime(
    scelta: AnnoScelto, prospetti: Sequence[Any], nomi: dict[str, str], misura: Misura, effetto: Conseguenze
) -> Sequence[Any]:
    """Only for an open period that may be closed: a closed one is already so, and without leave there is no after."""
    return anteprime(prospetti, nomi, misura) if scelta.aperto and not effetto.vietata else ()


def _sollecitabile(contesto: Mapping[str, Any]) -> bool:
    """Whether the page offers to remind: something waits in a period that somebody can write."""
    totale, periodo = contesto.get("totale"), contesto["periodo"]
    if totale is None or not contesto["agisce"] or contesto["ciclo"].congelato:
        return False
    return bool(totale.aspetta and (periodo.stato == StatoPeriodo.APERTO or contesto["riaperti"]))


def _solleciti(periodo: Periodo) -> dict[str, Any]:
    """When the last reminder left, and how today's went."""
    oggi = Q(giorno=timezone.localdate())
    return Sollecito.objects.filter(periodo=periodo).aggregate(
        ultimo=Max("giorno", filter=Q(inviato_il__isnull=False)),
        oggi=Count("pk", filter=oggi & Q(inviato_il__isnull=False)),
        falliti=Count("pk", filter=oggi & ~Q(errore="")),
    )


def _moduli(scelta: AnnoScelto, contesto: Mapping[str, Any]) -> dict[str, forms.Form]:
    """The forms of the acts that are possible now, not yet written."""
    ciclo, moduli = scelta.ciclo, dict[str, forms.Form]()
    if not contesto["agisce"]:
        return moduli
    if not scelta.periodi and ciclo.stato in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO):
        moduli["periodi"] = ModuloPeriodi(initial={"cadenza": ciclo.cadenza or Cadenza.QUADRIMESTRE})
    for tappa in contesto["tappe"]:
        numero = tappa.periodo.numero
        if tappa.apribile or tappa.chiudibile:
            moduli[f"apri-{numero}"] = ModuloApri(initial={"scadenza": _termine(tappa)}, auto_id=f"apri{numero}_%s")
        if tappa.riapribile:
            moduli[f"riapri-{numero}"] = modulo_riapri(contesto.get("aree", ()), numero)
    return moduli


def _termine(tappa: Tappa) -> Any:
    periodo = tappa.periodo
    return periodo.scadenza or max(periodo.fine, timezone.localdate()) + timedelta(days=GIORNI_DI_TERMINE)


def modulo_riapri(aree: Sequence[SituazioneArea], numero: int, dati: Any = None) -> ModuloRiapri:
    """The form that gives a closed period back to one of the offices that have values in it."""
    uffici = [(u.codice, u.nome) for area in aree for u in area.uffici if u.codice]
    fino_al = timezone.localdate() + timedelta(days=GIORNI_DI_RIAPERTURA)
    return ModuloRiapri(dati, initial={"fino_al": fino_al}, auto_id=f"riapri{numero}_%s", uffici=uffici)
