"""The tree of a cycle and its scorecards on one page, and a small form for each thing of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cruscotto.ciclo.anno_scelto import AnnoScelto, leggi_anno
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import AreaStrategica, Ciclo, Collocazione, Cruscotto, ObiettivoStrategico, Prospettiva
from cruscotto.pianificazione.actions.posizione import sposta_riga
from cruscotto.pianificazione.actions.struttura import CHI_STRUTTURA, definisci_voce, togli_voce
from cruscotto.pianificazione.forms.nel_frattempo import Diverso, guarda_ora, scritti_in
from cruscotto.pianificazione.forms.struttura import FORME, VoceForm
from cruscotto.pianificazione.in_preparazione import perche_fermo
from cruscotto.pianificazione.nel_piano import dell_ente
from cruscotto.pianificazione.posti import leggi_posti
from cruscotto.pianificazione.voci import Voce, righe_di, scritta
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

NOMI: dict[Voce, tuple[str, str]] = {
    Voce.PROSPETTIVA: ("Prospettiva", "Una prospettiva nuova"),
    Voce.AREA: ("Area strategica", "Un’area strategica nuova"),
    Voce.OBIETTIVO: ("Obiettivo strategico", "Un obiettivo strategico nuovo"),
    Voce.PROGRAMMA: ("Programma", "Un programma nuovo"),
    Voce.OPERATIVO: ("Obiettivo operativo", "Un obiettivo operativo nuovo"),
    Voce.CRUSCOTTO: ("Cruscotto", "Un cruscotto nuovo"),
}
SOPRA = {Voce.PROGRAMMA: "nodo", Voce.OPERATIVO: "programma"}
"""The field that ``?sotto=`` fills in: what the new thing stands under."""


@require_safe
def struttura(request: HttpRequest, anno: int) -> HttpResponse:
    """Objectives, programmes, scorecards of a year; for who reads the whole body or leads an area."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    if not (poteri.tutto_l_ente or poteri.aree):
        raise Http404
    scelta = leggi_anno(utente, anno, request.GET)
    ciclo, fermo = scelta.ciclo, perche_fermo(scelta.ciclo)
    contesto = {
        "ciclo": ciclo,
        "anni": scelta.anni,
        "fermo": fermo,
        "scrive": not fermo and dell_ente(poteri),
        "definisce": not fermo and (dell_ente(poteri) or bool(poteri.aree_proprie)),
        "prospettive": Prospettiva.objects.filter(ciclo=ciclo).con_nome().order_by("ordine"),
        "aree": AreaStrategica.objects.filter(ciclo=ciclo).order_by("numero"),
        "obiettivi": _obiettivi(ciclo),
        "rami": _rami(ciclo),
        "cruscotti": _con_le_righe(scelta),
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (f"Piano {ciclo.anno}", reverse("cruscotto:piano", args=[ciclo.anno])),
            ("Obiettivi e cruscotti", ""),
        ],
    }
    return render(request, "cruscotto/pianificazione/struttura/struttura.html", contesto)


def _obiettivi(ciclo: Ciclo) -> Any:
    obiettivi = ObiettivoStrategico.objects.filter(ciclo=ciclo).con_nome().select_related("area_strategica")
    return obiettivi.annotate(righe=Count("nodi__collocazioni", distinct=True)).order_by("numero")


def _rami(ciclo: Ciclo) -> list[dict[str, Any]]:
    """Each objective under its prospettiva with its programmes, and their operating objectives."""
    rami: dict[str, dict[str, Any]] = {}
    for posto in leggi_posti(ciclo).values():
        ramo = rami.setdefault(posto.gruppo, {"nome": posto.gruppo, "nodo": posto.nodo, "programmi": []})
        if posto.operativo:
            ramo["programmi"][-1]["operativi"].append(posto)
        elif posto.programma:
            ramo["programmi"].append({"posto": posto, "operativi": []})
    return list(rami.values())


def _con_le_righe(scelta: AnnoScelto) -> list[tuple[Any, int]]:
    righe = Collocazione.objects.filter(cruscotto__ciclo=scelta.ciclo).order_by().values("cruscotto")
    conti = dict(righe.annotate(quante=Count("pk")).values_list("cruscotto", "quante"))
    return [(c, conti.get(c.pk, 0)) for c in scelta.cruscotti]


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def voce_nuova(request: HttpRequest, anno: int, voce: str) -> HttpResponse:
    """A new thing of the tree, or a scorecard; 403 for who does not write them."""
    return _voce(request, anno, voce, None)


@require_http_methods(["GET", "HEAD", "POST"])
def voce_scritta(request: HttpRequest, anno: int, voce: str, pk: int) -> HttpResponse:
    """A thing of the tree, or a scorecard, of the year: 404 when it is not there."""
    return _voce(request, anno, voce, pk)


def _voce(request: HttpRequest, anno: int, voce: str, pk: int | None) -> HttpResponse:
    scelta, quale, riga = _trova(request, anno, voce, pk)
    ciclo, poteri = scelta.ciclo, Poteri.di(utente_di(request))
    if (fermo := perche_fermo(ciclo)) and request.method != "POST":
        return _pagina(request, ciclo, quale, riga, None, fermo=fermo)
    sotto = request.GET.get("sotto", "")
    iniziali = {SOPRA[quale]: sotto} if quale in SOPRA and sotto.isdecimal() else {}
    prima = scritta(quale, riga) if riga is not None else None
    dati = request.POST if request.method == "POST" else None
    modulo = FORME[quale](dati, ciclo=ciclo, scritta=prima, iniziali=iniziali)
    if fermo:
        scritti = list(scritti_in([modulo]))
        return _pagina(request, ciclo, quale, riga, None, fermo=fermo, scritti=scritti, stato=409)
    if dati is None:
        return _pagina(request, ciclo, quale, riga, modulo)
    if quale is Voce.CRUSCOTTO and riga is not None and "sposta" in dati:
        return _sposta(request, riga, poteri)
    if not modulo.is_valid():
        return _pagina(request, ciclo, quale, riga, modulo, stato=422)
    chi = {"da": utente_di(request), "poteri": poteri}
    motivo = modulo.cleaned_data.get("motivo", "")
    visto = modulo.cleaned_data["visto"]
    try:
        fatta = definisci_voce(
            ciclo=ciclo,
            voce=quale,
            campi=modulo.campi,
            pk=pk,
            visto=visto,
            motivo=motivo,
            **chi,  # type: ignore[arg-type]
        )
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo if campo in modulo.fields else None, frase)
        return _pagina(request, ciclo, quale, riga, modulo, stato=422)
    except (Superato, NonModificabile) as rifiuto:
        modulo.add_error(None, str(rifiuto))
        diversi = guarda_ora(modulo) if isinstance(rifiuto, Superato) else []
        return _pagina(request, ciclo, quale, riga, modulo, diversi=diversi, stato=409)
    detto = "Era già così: niente da cambiare." if fatta is None else f"«{fatta}» è salvato."
    messages.success(request, detto)
    return redirect("cruscotto:struttura", anno)


def _sposta(request: HttpRequest, cruscotto: Cruscotto, poteri: Poteri) -> HttpResponse:
    """One row of a scorecard a place up or down; then the page again, where that row is."""
    chiave, posto = (_intero(request.POST.get(nome, "")) for nome in ("riga", "posto"))
    da = poteri.utente
    su = request.POST["sposta"] == "su"
    if sposta_riga(cruscotto=cruscotto, pk=chiave, su=su, visto=posto, da=da, poteri=poteri):
        messages.success(request, "La riga è spostata.")
    else:
        messages.info(request, "La riga era già stata spostata, o non c'è più: guardate l'ordine di ora.")
    pagina = reverse("cruscotto:voce-edit", args=[cruscotto.ciclo.anno, Voce.CRUSCOTTO.value, cruscotto.pk])
    return redirect(f"{pagina}#riga-{chiave}")


def _intero(scritto: str) -> int:
    """A key as a form sends it; 0, which is of nothing, for what is none."""
    return int(scritto) if scritto.isascii() and scritto.isdecimal() and len(scritto) <= 18 else 0


def _trova(request: HttpRequest, anno: int, voce: str, pk: int | None) -> tuple[AnnoScelto, Voce, Any]:
    utente = utente_di(request)
    esige(dell_ente(Poteri.di(utente)), CHI_STRUTTURA)  # first: to who may not, what is there answers as what is not
    if voce not in list(Voce):
        raise Http404
    scelta, quale = leggi_anno(utente, anno, request.GET), Voce(voce)
    riga = righe_di(scelta.ciclo, quale).filter(pk=pk).first() if pk is not None else None
    if pk is not None and riga is None:
        raise Http404
    return scelta, quale, riga


@require_POST
@una_volta
def togli(request: HttpRequest, anno: int, voce: str, pk: int) -> HttpResponse:
    """Take away a thing of the tree, or a scorecard, that nothing stands under."""
    scelta, quale, riga = _trova(request, anno, voce, pk)
    ciclo, utente, nome = scelta.ciclo, utente_di(request), str(riga)
    modulo = FORME[quale](None, ciclo=ciclo, scritta=scritta(quale, riga), iniziali={})
    try:
        togli_voce(
            ciclo=ciclo,
            voce=quale,
            pk=pk,
            visto=request.POST.get("visto", ""),
            motivo=request.POST.get("motivo", "").strip(),
            da=utente,
        )
    except ValoreRifiutato as rifiuto:
        return _pagina(request, ciclo, quale, riga, modulo, errore=" ".join(rifiuto.errori.values()), stato=422)
    except (Superato, NonModificabile) as rifiuto:
        fermo = perche_fermo(ciclo)
        return _pagina(request, ciclo, quale, riga, modulo, fermo=fermo, errore=str(rifiuto), stato=409)
    messages.success(request, f"«{nome}» non c'è più.")
    return redirect("cruscotto:struttura", anno)


def _righe(cruscotto: Cruscotto) -> list[Collocazione]:
    """Its rows in order, those of the same objective together as they first come."""
    righe = list(Collocazione.objects.filter(cruscotto=cruscotto).per_cruscotto())
    primi: dict[int, int] = {}
    for riga in righe:
        primi.setdefault(riga.nodo_id, riga.ordine)
    return sorted(righe, key=lambda riga: (primi[riga.nodo_id], riga.ordine))


def _pagina(
    request: HttpRequest,
    ciclo: Ciclo,
    voce: Voce,
    riga: Any,
    modulo: VoceForm | None,
    *,
    fermo: str = "",
    errore: str = "",
    diversi: Sequence[Diverso] = (),
    scritti: Sequence[Diverso] = (),
    stato: int = 200,
) -> HttpResponse:
    genere, nuova = NOMI[voce]
    contesto = {
        "ciclo": ciclo,
        "voce": voce.value,
        "genere": genere,
        "riga": riga,
        "modulo": modulo,
        "fermo": fermo,
        "errore": errore,
        "diversi": diversi,
        "scritti": scritti,
        "titolo": nuova if riga is None else f"{genere}: {riga}",
        "con_motivo": voce is Voce.OBIETTIVO,
        "righe": _righe(riga) if voce is Voce.CRUSCOTTO and riga is not None and not fermo else [],
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (f"Piano {ciclo.anno}", reverse("cruscotto:piano", args=[ciclo.anno])),
            ("Obiettivi e cruscotti", reverse("cruscotto:struttura", args=[ciclo.anno])),
            (genere, ""),
        ],
    }
    return render(request, "cruscotto/pianificazione/struttura/voce.html", contesto, status=stato)
