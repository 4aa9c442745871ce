from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import AnnoScelto, AnnoSenzaCiclo, leggi_anno
from cruscotto.consultazione import inizio_per_ruolo
from cruscotto.consultazione.meglio_di_prima import MeglioDiPrima, confronta, da_confrontare
from cruscotto.misurazione.cosa_fare import Lettore
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import misura_insieme
from cruscotto.misurazione.stato_dei_valori import nome_breve, raccogli
from ente.models import Incarico, Ruolo, Utente
from ente.richiesta import utente_di


@require_safe
def inizio(request: HttpRequest) -> HttpResponse:
    """The home: for each role that the user holds today, what there is to know and to do in the period."""
    utente = utente_di(request)
    incarichi = _incarichi(utente)
    contesto: dict[str, Any] = {"incarichi": incarichi}
    try:
        anno = leggi_anno(utente, None, request.GET)
    except AnnoSenzaCiclo:
        if request.GET.get("anno"):
            raise
        anno = None
    if anno:
        contesto |= _ciclo(anno) | _sezioni(utente, incarichi, anno)
    if not incarichi:
        contesto["amministratori"] = _amministratori(utente)
    return render(request, "cruscotto/consultazione/inizio/inizio.html", contesto)


def _incarichi(utente: Utente) -> list[Incarico]:
    """The assignments of today; those already read with the person where no area and no office has to be named."""
    letti_il, letti = utente.incarichi_letti
    if letti and letti_il == timezone.localdate() and not any(i.area_id or i.ufficio_id for i in letti):
        return list(letti)
    validi = Incarico.objects.filter(utente=utente).validi_il(timezone.localdate())
    return list(validi.select_related("area", "ufficio"))


def _ciclo(anno: AnnoScelto) -> dict[str, Any]:
    scadenza = anno.periodo.scadenza if anno.periodo else None
    return {
        "ciclo": anno.ciclo,
        "cicli": anno.cicli,
        "anni": anno.anni,
        "in_preparazione": [c for c in anno.cicli if c.in_pianificazione],
        "periodi": anno.periodi,
        "periodo": anno.periodo,
        "scaduto": scadenza is not None and scadenza < timezone.localdate(),
    }


def _sezioni(utente: Utente, incarichi: list[Incarico], anno: AnnoScelto) -> dict[str, Any]:
    """The sections of the roles, over one measure of the scorecards."""
    if not incarichi:
        return {}
    lettore = Lettore.di(utente, chiuso=not anno.aperto)
    ruoli = {i.ruolo for i in incarichi}
    altrove = _altrove(ruoli)
    confrontate = [] if altrove else da_confrontare(anno)
    # Who only enters values is shown those of their offices, and no mean.
    uffici = [i.ufficio_id for i in incarichi if i.ufficio_id] if ruoli == {Ruolo.REDATTORE} else None
    ora = Richiesta(anno.ciclo, anno.periodo, anno.cruscotti, uffici=uffici)
    prospetti, *altri = misura_insieme(anno.ciclo.ente_id, [ora, *confrontate])
    voci = raccogli(prospetti, {c.codice: nome_breve(c) for c in anno.cruscotti}, lettore)

    def meglio(area: str = "", ufficio: str = "") -> MeglioDiPrima | None:
        return confronta(
            confrontate,
            altri,
            lambda r: (not area or r.area_codice == area) and (not ufficio or r.ufficio_codice == ufficio),
        )

    return {
        "meglio_altrove": altrove,
        "meglio": meglio() if ruoli & {Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE} else None,
        "dirigente": [
            inizio_per_ruolo.inizio_dirigente(i.area, anno, prospetti, voci, meglio(area=i.area.codice))
            for i in incarichi
            if i.ruolo == Ruolo.DIRIGENTE and i.area
        ],
        "redattore": [
            inizio_per_ruolo.inizio_redattore(i.ufficio, voci, meglio(ufficio=i.ufficio.codice))
            for i in incarichi
            if i.ruolo == Ruolo.REDATTORE and i.ufficio
        ],
        "controllo": inizio_per_ruolo.inizio_controllo(voci) if Ruolo.CONTROLLO in ruoli else None,
        "oiv": inizio_per_ruolo.inizio_oiv(anno.ciclo, voci) if Ruolo.OIV in ruoli else None,
        "amministratore": inizio_per_ruolo.inizio_amministratore(utente, anno.ciclo, voci)
        if Ruolo.AMMINISTRATORE in ruoli
        else None,
    }


def _altrove(ruoli: set[str]) -> bool:
    """Whether the home of these roles is at its limit of queries: the page of the scorecards then says whether things
    go better than last time."""
    suoi = {Ruolo.DIRIGENTE, Ruolo.REDATTORE}
    return Ruolo.OIV in ruoli or (Ruolo.AMMINISTRATORE in ruoli and bool(ruoli & suoi))


def _amministratori(utente: Utente) -> list[str]:
    """Whom to ask for a role: the administrators of the body, by their office and not by name."""
    if utente.ente is None:
        return []
    incarichi = Incarico.objects.di(utente.ente).validi_il(timezone.localdate()).filter(ruolo=Ruolo.AMMINISTRATORE)
    return [i.utente.qualifica or i.utente.username for i in incarichi.select_related("utente")]
