"""Taking a value out of the means, or putting it back: a page that says what happens, and its act."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.ciclo.blocchi import Conflitto, NonModificabile, ValoreRifiutato
from cruscotto.ciclo.passaggi_valore import NEUTRALIZZA, RIAMMETTI
from cruscotto.misurazione.riga import chiave
from cruscotto.models import Collocazione, Indicatore, Periodo, Rilevazione
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore, riammetti_valore
from cruscotto.rilevazione.forms.motivo import ModuloMotivo
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di

CHIAVE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


@dataclass(frozen=True, slots=True)
class Valore:
    """A value of a period, entered or not, with what names it."""

    periodo: Periodo
    indicatore: Indicatore
    collocazione: Collocazione | None
    rilevazione: Rilevazione | None

    @property
    def chiave(self) -> str:
        return chiave(self.indicatore.pk, self.collocazione.pk if self.collocazione else None)

    @property
    def versione(self) -> int:
        return self.rilevazione.versione if self.rilevazione else 0


def trova_valore(utente: Utente, anno: int, numero: int, chiave: str) -> Valore:
    """The value that an address names, in four queries at most.

    Raises:
        Http404: the person's body has no such value: no such period, or no scorecard of that year asks it.
    """
    letta = CHIAVE.fullmatch(chiave)
    if letta is None:
        raise Http404
    primo, secondo = letta.groups()
    periodi = Periodo.objects.visibili_a(utente).select_related("ciclo__ente")
    periodo = get_object_or_404(periodi, ciclo__anno=anno, numero=numero)
    poste = Collocazione.objects.filter(cruscotto__ciclo=periodo.ciclo_id, rilevata_a_parte=bool(secondo))
    if secondo:
        poste = poste.filter(pk=int(secondo))
    indicatori = Indicatore.objects.visibili_a(utente).select_related("ufficio__area")
    indicatore = get_object_or_404(indicatori.filter(Exists(poste.filter(indicatore=OuterRef("pk")))), pk=int(primo))
    collocazione = poste.select_related("cruscotto").get() if secondo else None
    rilevazione = Rilevazione.objects.filter(periodo=periodo, indicatore=indicatore, collocazione=collocazione).first()
    return Valore(periodo, indicatore, collocazione, rilevazione)


@require_http_methods(["GET", "HEAD", "POST"])
def neutralizza(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Take a value out of the means of its period."""
    utente, poteri, valore = _leggi(request, anno, periodo, chiave)

    def atto(motivo: str, versione: int) -> str:
        neutralizza_valore(
            periodo=valore.periodo,
            indicatore=valore.indicatore,
            collocazione=valore.collocazione,
            motivo=motivo,
            versione=versione,
            da=utente,
            poteri=poteri,
        )
        return f"«{valore.indicatore}» è neutralizzato: non conta e il suo peso passa agli altri."

    return _mostra(request, valore, atto, riammette=False)


@require_http_methods(["GET", "HEAD", "POST"])
def riammetti(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Put a neutralised value back."""
    utente, poteri, valore = _leggi(request, anno, periodo, chiave)
    if valore.rilevazione is None:
        raise Http404
    rilevazione = valore.rilevazione

    def atto(motivo: str, versione: int) -> str:
        riammetti_valore(rilevazione=rilevazione, versione=versione, motivo=motivo, da=utente, poteri=poteri)
        return f"«{valore.indicatore}» torna a contare: lo completa il suo ufficio."

    return _mostra(request, valore, atto, riammette=True)


def _leggi(request: HttpRequest, anno: int, numero: int, chiave: str) -> tuple[Utente, Poteri, Valore]:
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(poteri.controllo, f"{NEUTRALIZZA.nome.capitalize()}: {NEUTRALIZZA.chi}.")
    return utente, poteri, trova_valore(utente, anno, numero, chiave)


def _mostra(request: HttpRequest, valore: Valore, atto: Callable[[str, int], str], *, riammette: bool) -> HttpResponse:
    """The page of an act on a value, or the act: done, it goes back to the list of the values."""
    modulo, status = ModuloMotivo(initial={"versione": valore.versione}), 200
    if request.method == "POST":
        modulo, status = ModuloMotivo(request.POST), 422
        if modulo.is_valid():
            try:
                messages.success(request, atto(modulo.cleaned_data["motivo"], modulo.cleaned_data["versione"]))
            except ValoreRifiutato as rifiuto:
                modulo.add_error("motivo", str(rifiuto))
            except (Conflitto, NonModificabile) as rifiuto:
                modulo, status = _ripeti(request, rifiuto), 409
            else:
                stato = "restituita" if riammette else "neutralizzate"
                elenco = reverse("cruscotto:elenco", args=[valore.periodo.ciclo.anno])
                return redirect(f"{elenco}?periodo={valore.periodo.numero}&stato={stato}")
    passo = RIAMMETTI if riammette else NEUTRALIZZA
    neutralizzata = valore.rilevazione is not None and valore.rilevazione.neutralizzata
    contesto = {
        "valore": valore,
        "ciclo": valore.periodo.ciclo,
        "periodo": valore.periodo,
        "modulo": modulo,
        "riammette": riammette,
        "possibile": neutralizzata == riammette
        and (valore.rilevazione is None or valore.rilevazione.stato in passo.da),
    }
    return render(request, "cruscotto/rilevazione/neutralizza.html", contesto, status=status)


def _ripeti(request: HttpRequest, rifiuto: Conflitto | NonModificabile) -> ModuloMotivo:
    """The form again with what was written; after a conflict with the version that is there now, just shown."""
    dati = request.POST.copy()
    if isinstance(rifiuto, Conflitto):
        dati["versione"] = str(rifiuto.attuale.versione)
    modulo = ModuloMotivo(dati)
    modulo.add_error(None, str(rifiuto))
    return modulo
