"""What does not hold in the Relazione of a year: the last run of the controls, and what is made of each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.models import Ciclo
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from relazione.controlli.actions.accettazione import accetta_esito, ritira_accettazione
from relazione.controlli.actions.verifica import QUANTE, verifica_relazione
from relazione.controlli.elenco import FAMIGLIE
from relazione.controlli.esito import ORDINE
from relazione.controlli.verifiche import EsitoMostrato, accettati, elenco_breve, mostra, riguarda, spariti
from relazione.models import Verifica
from relazione.pubblicazione.forms.controlli import ModuloAccetta
from relazione.pubblicazione.indirizzi import percorso

DOCUMENTO = "Documento e titoli"
PARTI = {
    "tavola": "Contesto e personale",
    "cruscotto": "Cruscotti e schede",
    "struttura": "Cruscotti e schede",
    "bilancio": "Risorse",
    "interventi": "Risorse",
    "indicatore": "Cruscotti e schede",
    "pira": "Cruscotti e schede",
    "risultati": "Risultati",
    "criticita": "Risultati",
}
"""The part of the document that a finding is in, by the kind of its place."""
COSE = {"indicatore": "un indicatore", "tavola": "una tavola", "sezione": "una sezione"}
"""What ``?di=`` may be about, in words."""
NOMI = {"errore": ("errore", "errori"), "avviso": ("avviso", "avvisi"), "nota": ("nota", "note")}


@dataclass(frozen=True, slots=True)
class Peso:
    """The findings of one weight, with its name for as many as they are."""

    codice: str
    nome: str
    esiti: list[tuple[EsitoMostrato, ModuloAccetta | None]]
    cercato: str = ""

    @property
    def aperto(self) -> bool:
        """Whether they are seen at once: what stops the approval, the finding that another page leads to, and what a
        refused form is about."""
        return self.codice == "errore" or any(
            e.chiave == self.cercato or (modulo and modulo.errors) for e, modulo in self.esiti
        )


def _ciclo(utente: Utente, anno: int) -> Ciclo:
    """The cycle of a year, for who reads everything of the body (Http404)."""
    if not Poteri.di(utente).tutto_l_ente:
        raise Http404
    return get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)


@require_http_methods(["GET", "HEAD", "POST"])
def controlli(request: HttpRequest, anno: int) -> HttpResponse:
    """What the last run found, by weight, family and novelty, or about one thing (``?di=indicatore/CODICE``), of which
    htmx gets a short list; a POST runs the controls again."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    if request.method != "POST" and getattr(request, "htmx", False) and (di := request.GET.get("di", "")):
        cosa, _, codice = di.partition("/")
        breve = elenco_breve(ciclo, cosa, codice, legge=True)
        return render(request, "relazione/pubblicazione/_esiti.html", breve)
    if request.method != "POST":
        return _pagina(request, utente, ciclo)
    try:
        verifica = verifica_relazione(ciclo=ciclo, da=utente)
    except ErroreUtente as rifiuto:
        return _pagina(request, utente, ciclo, errore=str(rifiuto), stato=409)
    messages.success(request, f"Ricontrollata: {_quanti(verifica)}.")
    return redirect("relazione:controlli", anno)


def _quanti(verifica: Verifica) -> str:
    conti = Counter(e["severita"] for e in verifica.esiti)
    return ", ".join(f"{conti[s]} {NOMI[s][conti[s] != 1]}" for s in ORDINE)


@require_POST
def accetta(request: HttpRequest, anno: int) -> HttpResponse:
    """Accept a finding with its reason."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    modulo = ModuloAccetta(request.POST, auto_id=f"accetta_{request.POST.get('chiave', '')[:32]}_%s")
    if modulo.is_valid():
        dati = modulo.cleaned_data
        try:
            accetta_esito(ciclo=ciclo, chiave=dati["chiave"], motivo=dati["motivo"], scade=dati["scade"], da=utente)
        except ValoreRifiutato as rifiuto:
            for campo, frase in rifiuto.errori.items():
                modulo.add_error(campo, frase)
        except ErroreUtente as rifiuto:
            return _pagina(request, utente, ciclo, errore=str(rifiuto), stato=409)
        else:
            messages.success(request, "Esito accettato: resta in elenco e non ferma più l'approvazione.")
            return redirect("relazione:controlli", anno)
    return _pagina(request, utente, ciclo, modulo, stato=422)


@require_POST
def ritira(request: HttpRequest, anno: int) -> HttpResponse:
    """Let a finding count again."""
    utente = utente_di(request)
    ciclo = _ciclo(utente, anno)
    ritira_accettazione(ciclo=ciclo, chiave=request.POST.get("chiave", "")[:32], da=utente)
    messages.success(request, "L'esito torna a contare.")
    return redirect("relazione:controlli", anno)


def _pagina(
    request: HttpRequest,
    utente: Utente,
    ciclo: Ciclo,
    modulo: ModuloAccetta | None = None,
    *,
    errore: str = "",
    stato: int = 200,
) -> HttpResponse:
    verifiche = list(Verifica.objects.visibili_a(utente).filter(ciclo=ciclo).select_related("fatta_da")[:QUANTE])
    esiti = mostra(verifiche, accettati(ciclo))
    scelti, filtri = _filtrati(esiti, request.GET.dict())
    scrive = Poteri.di(utente).controllo
    contesto: dict[str, Any] = {
        "ciclo": ciclo,
        "briciole": percorso(ciclo.anno, "Controlli"),
        "verifica": verifiche[0] if verifiche else None,
        "pesi": _per_peso(scelti, modulo if scrive else None, filtri["esito"], scrive=scrive),
        "aperti": sum(e.severita == "errore" and not e.accettato for e in esiti),
        "nuovi": sum(e.nuovo for e in esiti),
        "spariti": spariti(verifiche),
        "quanti": len(esiti),
        "famiglie": {e.regola: FAMIGLIE.get(e.regola, e.regola) for e in sorted(esiti, key=lambda e: e.regola)},
        "parti": sorted({_parte(e) for e in esiti}),
        "filtri": filtri,
        "di_che": COSE.get(filtri["di"].partition("/")[0], "una cosa sola"),
        "controllo": scrive,
        "errore": errore,
    }
    return render(request, "relazione/pubblicazione/controlli.html", contesto, status=stato)


def _filtrati(esiti: list[EsitoMostrato], parametri: Mapping[str, str]) -> tuple[list[EsitoMostrato], dict[str, str]]:
    """The findings that the address asks for: of a family, of a part of the document, of one thing, or only what is
    new."""
    filtri = {nome: parametri.get(nome, "")[:120] for nome in ("famiglia", "parte", "nuovi", "di", "esito")}
    cosa, _, codice = filtri["di"].partition("/")
    scelti = [
        e
        for e in esiti
        if (not filtri["famiglia"] or e.regola == filtri["famiglia"])
        and (not filtri["parte"] or _parte(e) == filtri["parte"])
        and (not filtri["nuovi"] or e.nuovo)
        and (not codice or riguarda(e, cosa, codice))
    ]
    return scelti, filtri


def _parte(esito: EsitoMostrato) -> str:
    return PARTI.get(esito.riferimento.partition("/")[0], DOCUMENTO)


def _per_peso(esiti: list[EsitoMostrato], scritto: ModuloAccetta | None, cercato: str, *, scrive: bool) -> list[Peso]:
    """The findings under their weight, each with the form with which it is accepted."""
    oggi = timezone.localdate()
    gruppi = []
    for severita in ORDINE:
        suoi = [e for e in esiti if e.severita == severita]
        if suoi:
            righe: list[tuple[EsitoMostrato, ModuloAccetta | None]] = []
            for e in suoi:
                suo = scritto if scritto is not None and scritto.data.get("chiave") == e.chiave else None
                vuoto = ModuloAccetta.per(e.chiave, oggi) if scrive and not e.accettato else None
                righe.append((e, suo or vuoto))
            gruppi.append(Peso(severita.value, NOMI[severita][len(suoi) != 1], righe, cercato))
    return gruppi
