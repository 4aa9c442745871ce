from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contesto.numeri import formatta_numero
from cruscotto.misurazione.effetto import richieste_dei
from cruscotto.models import Cruscotto
from cruscotto.pianificazione.actions.pesi import (
    AREA,
    NODO,
    PROSPETTIVA,
    Fratelli,
    cambia_pesi,
    leggi_pesi,
    totale_atteso,
)
from cruscotto.pianificazione.fogli import tabella_pesi
from cruscotto.pianificazione.forms.pesi import PesiForm
from cruscotto.pianificazione.views.passi import CambiamentoChiesto, rispondi
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica


@require_http_methods(["GET", "HEAD", "POST"])
def pesi(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The weights of a scorecard, all in one form: form, preview, confirmation."""
    utente = utente_di(request)
    visibili = Cruscotto.objects.visibili_a(utente).select_related("ciclo__ente")
    cruscotto = get_object_or_404(visibili, ciclo__anno=anno, codice=codice)
    poteri = Poteri.di(utente)
    permesso = poteri.controllo or poteri.amministratore
    esige(permesso, "I pesi li cambia il controllo di gestione o chi amministra.")
    proprie, comuni = leggi_pesi(cruscotto)
    if request.method != "POST" and "formato" in request.GET:
        return scarica(request.GET, {"pesi": lambda: tabella_pesi(cruscotto, [*proprie, *comuni])})
    in_piano = cruscotto.ciclo.in_pianificazione
    modulo = PesiForm(request.POST or None, gruppi=[*proprie, *comuni], senza_motivo=in_piano)

    def atto() -> object | None:
        return cambia_pesi(
            cruscotto=cruscotto,
            scelti=modulo.scelti,
            visti=modulo.cleaned_data["visti"],
            motivo=modulo.cleaned_data["motivo"],
            da=utente,
            poteri=poteri,
        )

    domanda = CambiamentoChiesto(
        modulo=modulo,
        pagina="cruscotto/pianificazione/pesi.html",
        contesto=_contesto(cruscotto, proprie, comuni),
        atto=atto,
        richieste=lambda: richieste_dei(
            Cruscotto.objects.filter(ciclo=cruscotto.ciclo_id).select_related("ciclo__ente").order_by("ordine")
        ),
        detto=lambda: _detto(modulo),
        fatto="I pesi sono cambiati.",
        ritorno=_indirizzo(cruscotto),
    )
    return rispondi(request, domanda)


def _indirizzo(cruscotto: Cruscotto) -> str:
    return reverse("cruscotto:cruscotto", args=[cruscotto.ciclo.anno, cruscotto.codice])


COMUNI = {NODO: "obiettivi", PROSPETTIVA: "prospettive", AREA: "aree strategiche"}
"""What the scorecards of a cycle weigh alike, by the prefix of its fields, in the order of the heading."""


def _contesto(cruscotto: Cruscotto, proprie: Sequence[Fratelli], comuni: Sequence[Fratelli]) -> dict[str, Any]:
    prefissi = {v.prefisso for g in comuni for v in g.voci}
    anno = cruscotto.ciclo.anno
    return {
        "ciclo": cruscotto.ciclo,
        "cruscotto": cruscotto,
        "quante_proprie": len(proprie),
        "comuni": " e ".join(nome for prefisso, nome in COMUNI.items() if prefisso in prefissi).capitalize(),
        "totale": totale_atteso(cruscotto.ciclo.ente_id),
        "titolo": "Pesi",
        "ritorno": _indirizzo(cruscotto),
        "briciole": [
            (f"Cruscotti {anno}", reverse("cruscotto:cruscotti", args=[anno])),
            (cruscotto.titolo, _indirizzo(cruscotto)),
            ("Pesi", ""),
        ],
    }


def _detto(modulo: PesiForm) -> list[tuple[str, str, str]]:
    return [
        (voce.nome, _scritto(voce.peso), _scritto(modulo.cleaned_data[voce.campo]))
        for gruppo in modulo.gruppi
        for voce in gruppo.voci
        if modulo.cleaned_data[voce.campo] != voce.peso
    ]


def _scritto(peso: object) -> str:
    return "nessuno" if peso is None else formatta_numero(peso)  # type: ignore[arg-type]
