"""The planning of a year: what it lacks, the targets with what may be proposed, the act that adopts the Plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import Collocazione, Cruscotto, Riporto
from cruscotto.pianificazione.actions.piano import CHI_ADOTTA, PianoIncompleto, adotta_piano, termine_piano
from cruscotto.pianificazione.actions.target import TargetScritto, puo_pianificare, rimodula_target, togli_target
from cruscotto.pianificazione.actions.target import ultima_versione as ultima
from cruscotto.pianificazione.cambi_del_piano import cambi_del_piano
from cruscotto.pianificazione.completezza import che_cosa_manca
from cruscotto.pianificazione.forms.piano import ModuloPiano, TargetDelPiano
from cruscotto.pianificazione.in_preparazione import perche_fermo
from cruscotto.pianificazione.nel_piano import dell_ente
from cruscotto.pianificazione.proposte import TargetDaPianificare, target_del_cruscotto
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


@require_http_methods(["GET", "HEAD", "POST"])
def piano(request: HttpRequest, anno: int) -> HttpResponse:
    """What the Plan of a year lacks, its adoption, its changes; for who reads the whole body or leads an area."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    if not (poteri.tutto_l_ente or poteri.aree):
        raise Http404
    scelta = leggi_anno(utente, anno, request.GET)
    if request.method != "POST":
        return _pagina(request, scelta, poteri, None)
    esige(poteri.controllo, CHI_ADOTTA)
    modulo = ModuloPiano(request.POST)
    if not modulo.is_valid():
        return _pagina(request, scelta, poteri, modulo, stato=422)
    dati = modulo.cleaned_data
    try:
        adotta_piano(
            ciclo=scelta.ciclo,
            organo=dati["organo"],
            numero=dati["numero"],
            data=dati["data_atto"],
            motivo_ritardo=dati["motivo_ritardo"],
            da=utente,
            poteri=poteri,
        )
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo, frase)
        return _pagina(request, scelta, poteri, modulo, stato=422)
    except (PianoIncompleto, NonModificabile) as rifiuto:
        return _pagina(request, scelta, poteri, modulo, errore=str(rifiuto), stato=409)
    messages.success(request, f"Il Piano {anno} è adottato: da ora un target cambia solo con un atto.")
    return redirect("cruscotto:piano", anno)


def _pagina(
    request: HttpRequest,
    scelta: AnnoScelto,
    poteri: Poteri,
    modulo: ModuloPiano | None,
    *,
    errore: str = "",
    stato: int = 200,
) -> HttpResponse:
    ciclo = scelta.ciclo
    da_adottare = ciclo.piano_data is None and not ciclo.congelato
    manca = che_cosa_manca(ciclo, scelta.cruscotti) if da_adottare else ()
    fermano = [m for m in manca if m.ferma]
    if modulo is None:
        modulo = ModuloPiano()
    modulo.fields["motivo_ritardo"].help_text = f"Serve se l'atto è dopo il {termine_piano(ciclo.anno):%d/%m/%Y}."
    contesto = {
        "ciclo": ciclo,
        "anni": scelta.anni,
        "fermano": fermano,
        "avvisi": [m for m in manca if not m.ferma],
        "da_adottare": da_adottare,
        "modulo": modulo if da_adottare and poteri.controllo and not fermano else None,
        "controllo": poteri.controllo,
        "definisce": ciclo.in_pianificazione and (dell_ente(poteri) or bool(poteri.aree_proprie)),
        "termine": termine_piano(ciclo.anno),
        "cruscotti": scelta.cruscotti,
        "riporto": Riporto.objects.di(ciclo.ente).filter(ciclo=ciclo).select_related("da_ciclo").first(),
        "cambi": cambi_del_piano(ciclo, poteri.utente) if ciclo.piano_data else [],
        "errore": errore,
        "briciole": [("Inizio", reverse("cruscotto:inizio")), (f"Piano {ciclo.anno}", "")],
    }
    return render(request, "cruscotto/pianificazione/piano.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def target_del_piano(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """The targets of a scorecard on one page, with those proposed; written while the Plan is not adopted, each by who
    may. Every row is kept or refused by itself."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    if not (poteri.tutto_l_ente or poteri.aree):
        raise Http404
    scelta = leggi_anno(utente, anno, request.GET)
    cruscotto = next((c for c in scelta.cruscotti if c.codice == codice), None)
    if cruscotto is None:
        raise Http404
    righe = list(Collocazione.objects.filter(cruscotto=cruscotto).per_cruscotto())
    target = target_del_cruscotto(scelta.ciclo, righe)
    modificabili = frozenset(
        t.campo for t in target if scelta.ciclo.in_pianificazione and puo_pianificare(poteri, t.collocazione.indicatore)
    )
    if request.method != "POST":
        return _foglio(request, scelta, cruscotto, TargetDelPiano(None, target=target, modificabili=modificabili))
    modulo = TargetDelPiano(request.POST, target=target, modificabili=modificabili)
    if perche := perche_fermo(scelta.ciclo):
        return _foglio(request, scelta, cruscotto, modulo, errore=perche, stato=409)
    esige(bool(modificabili), "Questi target li scrive un'altra area.")
    modulo.is_valid()  # a row that cannot be is refused by itself
    fatti = _scrivi(modulo, scelta, utente, poteri)
    for frase in modulo.perduti():
        modulo.add_error(None, frase)
    if fatti:
        messages.success(request, f"Target scritti: {fatti}.")
    if modulo.errors:
        return _foglio(request, scelta, cruscotto, modulo, stato=422)
    if not fatti:
        messages.info(request, "Nessun target è cambiato.")
    return redirect("cruscotto:piano-target", anno, codice)


def _scrivi(modulo: TargetDelPiano, scelta: AnnoScelto, utente: Utente, poteri: Poteri) -> int:
    """Write the targets that have changed; how many. What is refused is said at its field."""
    fatti = 0
    for t, scritto, visto in list(modulo.cambiati()):
        chi: dict[str, Any] = {
            "indicatore": t.collocazione.indicatore,
            "ciclo": scelta.ciclo,
            "collocazione": t.collocazione if t.proprio else None,
            "da": utente,
            "poteri": poteri,
        }
        try:
            fatti += _scrivi_uno(t, scritto, visto, chi)
            modulo.guarda_ora(t, scritto)
        except ValoreRifiutato as rifiuto:
            modulo.add_error(t.campo, " ".join(rifiuto.errori.values()))
        except Superato as rifiuto:
            modulo.add_error(t.campo, str(rifiuto))
            ora = ultima(scelta.ciclo, t.collocazione.indicatore, chi["collocazione"])
            modulo.guarda_ora(t, ora.testo if ora else "")
        except NonModificabile as rifiuto:
            modulo.add_error(t.campo, str(rifiuto))
    return fatti


def _scrivi_uno(t: TargetDaPianificare, scritto: str, visto: str, chi: dict[str, Any]) -> bool:
    if not scritto:
        return togli_target(visto=visto, **chi)
    versione = ultima(chi["ciclo"], chi["indicatore"], chi["collocazione"])
    nuovo = TargetScritto(scritto, visto=visto)
    return rimodula_target(scritto=nuovo, versione=versione.versione if versione else 0, **chi) is not None


def _foglio(
    request: HttpRequest,
    scelta: AnnoScelto,
    cruscotto: Cruscotto,
    modulo: TargetDelPiano,
    *,
    errore: str = "",
    stato: int = 200,
) -> HttpResponse:
    contesto = {
        "errore": errore,
        "ciclo": scelta.ciclo,
        "anni": scelta.anni,
        "cruscotto": cruscotto,
        "cruscotti": scelta.cruscotti,
        "modulo": modulo,
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (f"Piano {scelta.ciclo.anno}", reverse("cruscotto:piano", args=[scelta.ciclo.anno])),
            (f"Target: {cruscotto.titolo}", ""),
        ],
    }
    return render(request, "cruscotto/pianificazione/target_del_piano.html", contesto, status=stato)
