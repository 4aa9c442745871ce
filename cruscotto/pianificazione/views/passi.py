"""The three steps of every change of a target, of weights or of rules: what one asks, what it changes, confirmation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.misurazione.effetto import LivelloDelSal, Prova, cicli_adottati, compi, prova
from cruscotto.misurazione.prospetto import Richiesta

MOSTRATI = 50
"""How many changes of each kind the page lists; the others are counted."""
PARTI = {
    LivelloDelSal.OBIETTIVO: "obiettivi",
    LivelloDelSal.PROSPETTIVA: "prospettive",
    LivelloDelSal.AREA: "aree strategiche",
}
"""How the heading calls the means between the indicators and the scorecard, in its order."""
CONFERMA, MODIFICA = "conferma", "modifica"


@dataclass(frozen=True)
class CambiamentoChiesto:
    """A change that a page lets one ask for.

    ``atto`` does what the form, already valid, says; ``richieste`` are the scorecards that it may touch; ``detto``
    says in words what was asked, as triples of name, before and after. ``contesto`` is what ``pagina`` shows.
    """

    modulo: forms.Form
    pagina: str
    contesto: dict[str, Any]
    atto: Callable[[], object | None]
    richieste: Callable[[], Sequence[Richiesta]]
    detto: Callable[[], list[tuple[str, str, str]]]
    fatto: str
    ritorno: str
    avvertenze: Callable[[], list[str]] = field(default=list)
    ente: int = 0


def rispondi(request: HttpRequest, domanda: CambiamentoChiesto) -> HttpResponse:
    """The answer to a step: the form, the preview, or the page that shows what has been done."""
    modulo, passo = domanda.modulo, request.POST.get("passo", "")
    if request.method != "POST" or passo == MODIFICA:
        return _modulo(request, domanda)
    if not modulo.is_valid():
        return _modulo(request, domanda, status=422)
    conferma = request.POST.get("impronta", "") if passo == CONFERMA else None
    try:
        fatta = _esegui(domanda, conferma)
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo if campo in modulo.fields else None, frase)
        return _modulo(request, domanda, status=422)
    except (Superato, NonModificabile) as rifiuto:
        if isinstance(rifiuto, Superato):
            _guarda_ora(modulo, request.POST.copy())
        modulo.add_error(None, str(rifiuto))
        return _modulo(request, domanda, status=409)
    if fatta.fatta:
        messages.success(request, domanda.fatto if fatta.esito is not None else "Era già così: niente da cambiare.")
        return redirect(domanda.ritorno)
    if fatta.esito is None:
        modulo.add_error(None, "Non avete cambiato nulla: è già così.")
        return _modulo(request, domanda, status=422)
    return _anteprima(request, domanda, fatta, rifatta=conferma is not None)


def _esegui(domanda: CambiamentoChiesto, conferma: str | None) -> Prova:
    chiesto = domanda.modulo.cleaned_data
    richieste = domanda.richieste()
    if conferma is None:
        return prova(domanda.atto, richieste, chiesto)
    return compi(domanda.atto, richieste, chiesto, conferma)


def _modulo(request: HttpRequest, domanda: CambiamentoChiesto, *, status: int = 200) -> HttpResponse:
    return render(request, domanda.pagina, {**domanda.contesto, "modulo": domanda.modulo}, status=status)


def _guarda_ora(modulo: forms.Form, dati: QueryDict) -> None:
    """The person has been told what changed meanwhile: from now on the form looks at what is there now."""
    for campo in modulo.hidden_fields():
        dati[campo.html_name] = str(modulo.get_initial_for_field(campo.field, campo.name))
    modulo.data = dati


def _anteprima(request: HttpRequest, domanda: CambiamentoChiesto, fatta: Prova, *, rifatta: bool) -> HttpResponse:
    parti = [c for c in fatta.medie if c not in fatta.cruscotti]
    contesto = {
        **domanda.contesto,
        "modulo": domanda.modulo,
        "prova": fatta,
        "detto": domanda.detto(),
        "avvertenze": domanda.avvertenze(),
        "adottati": cicli_adottati(domanda.ente) if domanda.ente else [],
        "parti": parti[:MOSTRATI],
        "quali_parti": " e ".join(
            nome for livello, nome in PARTI.items() if any(c.posto.livello == livello for c in parti)
        ),
        "altre_parti": max(0, len(parti) - MOSTRATI),
        "indicatori": fatta.indicatori[:MOSTRATI],
        "altri_indicatori": max(0, len(fatta.indicatori) - MOSTRATI),
        "rifatta": rifatta,
    }
    return render(request, "cruscotto/pianificazione/anteprima.html", contesto, status=409 if rifatta else 200)
