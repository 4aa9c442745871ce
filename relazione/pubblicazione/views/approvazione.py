"""The approval of the Relazione: what there is still to complete, section by section, and the act when nothing is."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cruscotto.chiusura.situazione import termine_relazione
from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.ciclo.passaggi_periodo import CHI
from cruscotto.models import Ciclo, StatoCiclo, StatoPeriodo
from ente.errori import ErroreUtente
from ente.poteri import Poteri
from ente.richiesta import utente_di
from relazione.documento.blocchi import Incompletezza
from relazione.documento.genera import incompletezze
from relazione.documento.mancanze import per_sezione
from relazione.edizioni.stato import in_correzione
from relazione.models import Documento, Edizione
from relazione.pubblicazione.actions.approvazione import approva_relazione, gia_pubblicata, relazione_cominciata
from relazione.pubblicazione.actions.stesure import richiedi_stesura
from relazione.pubblicazione.forms.approvazione import ModuloApprova
from relazione.pubblicazione.indirizzi import pagina_di_sezione, percorso


@dataclass(frozen=True, slots=True)
class SezioneDaCompletare:
    """A section that stops the approval: its name, the page where one writes it, why."""

    nome: str
    indirizzo: str
    motivi: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
def approvazione(request: HttpRequest, anno: int) -> HttpResponse:
    """What stops the approval, for who reads the whole body; controllo di gestione records the act."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    if request.method == "POST" and not poteri.controllo:
        raise PermissionDenied(CHI)
    if not poteri.tutto_l_ente:
        raise Http404
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)
    if request.method != "POST":
        return _pagina(request, ciclo, poteri)
    modulo = ModuloApprova(request.POST, auto_id="approva_%s")
    if not modulo.is_valid():
        return _pagina(request, ciclo, poteri, modulo, stato=422)
    dati = modulo.cleaned_data
    try:
        approva_relazione(
            ciclo=ciclo,
            organo=dati["organo"],
            numero=dati["numero"],
            data=dati["data_atto"],
            motivo_ritardo=dati["motivo_ritardo"],
            da=utente,
            poteri=poteri,
        )
    except ValoreRifiutato as rifiuto:
        for campo, frase in rifiuto.errori.items():
            modulo.add_error(campo if campo in modulo.fields else None, frase)
        return _pagina(request, ciclo, poteri, modulo, stato=422)
    except ErroreUtente as rifiuto:
        return _pagina(request, ciclo, poteri, modulo, errore=str(rifiuto), stato=409)
    for edizione in Edizione:  # whoever examines it finds them ready
        richiedi_stesura(ciclo=ciclo, edizione=edizione, da=utente)
    frase = (
        f"La Relazione {anno} è approvata: i dati del ciclo non cambiano più. Le due edizioni in PDF si scrivono ora."
    )
    messages.success(request, frase)
    return redirect("relazione:documenti", anno)


def _pagina(
    request: HttpRequest,
    ciclo: Ciclo,
    poteri: Poteri,
    modulo: ModuloApprova | None = None,
    *,
    errore: str = "",
    stato: int = 200,
) -> HttpResponse:
    sezioni: list[SezioneDaCompletare] = []
    ferma = ""
    if not ciclo.congelato:
        try:
            documento = relazione_cominciata(ciclo)
            sezioni = _per_sezione(documento, ciclo.anno, incompletezze(documento))
        except ErroreUtente as rifiuto:
            ferma = str(rifiuto)
    a_consuntivo = ciclo.stato == StatoCiclo.CONSUNTIVO
    if modulo is None:
        modulo = ModuloApprova(auto_id="approva_%s")
    corretta = in_correzione(ciclo) if a_consuntivo else None
    if gia_pubblicata(corretta):
        del modulo.fields["motivo_ritardo"]
    else:
        modulo.fields[
            "motivo_ritardo"
        ].help_text = f"Serve se l'atto è dopo il {termine_relazione(ciclo.anno):%d/%m/%Y}."
    contesto = {
        "ciclo": ciclo,
        "briciole": percorso(ciclo.anno, "Approvazione"),
        "aperti": [p for p in ciclo.periodi.all() if p.stato != StatoPeriodo.CHIUSO],
        "a_consuntivo": a_consuntivo,
        "sezioni": sezioni,
        "quante": sum(len(s.motivi) for s in sezioni),
        "ferma": ferma,
        "controllo": poteri.controllo,
        "modulo": modulo if poteri.controllo and a_consuntivo and not sezioni and not ferma else None,
        "corretta": corretta,
        "errore": errore if errore != ferma else "",
    }
    return render(request, "relazione/pubblicazione/approvazione.html", contesto, status=stato)


def _per_sezione(documento: Documento, anno: int, mancano: tuple[Incompletezza, ...]) -> list[SezioneDaCompletare]:
    """What there is to complete, under the section where it is, in document order."""
    nomi = {i.codice: i.sezione for i in mancano}
    return [
        SezioneDaCompletare(nomi[codice], pagina_di_sezione(documento, anno, codice), motivi)
        for codice, motivi in per_sezione(mancano).items()
    ]
