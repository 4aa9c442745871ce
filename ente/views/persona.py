"""A person of the body: who it is, which roles it has, whether it can sign in; and the acts on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ente.actions.inviti import invita_persona, perche_non_si_invita
from ente.actions.personale import CAMPI, congeda_persona, modifica_persona, riammetti_persona
from ente.actions.ruoli import dai_incarico, termina_incarico
from ente.amministratori import CHI, PersonaRifiutata
from ente.elenco_persone import Scheda, schede
from ente.forms.persone import ModuloFine, ModuloIncarico, ModuloMotivo, ModuloPersona
from ente.models import Incarico, Ruolo, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta
from ente.views.persone import CHI_LEGGE

VISTO = "visto_"
"""What the hidden boxes with the values of the page begin with."""


@require_http_methods(["GET", "HEAD", "POST"])
def persona(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a person; a POST changes what is written of it."""
    utente, scheda = _letta(request, pk)
    if request.method != "POST":
        return _pagina(request, utente, scheda)
    esige(Poteri.di(utente).amministratore, CHI)
    modulo = ModuloPersona(request.POST)
    if modulo.is_valid():
        visti = {c: request.POST.get(f"{VISTO}{c}", "") for c in CAMPI}
        try:
            cambiata = modifica_persona(persona=scheda.utente, dati=modulo.cleaned_data, visti=visti, da=utente)
        except PersonaRifiutata as rifiuto:
            modulo.add_error(rifiuto.campo or None, str(rifiuto))
        else:
            messages.success(request, "Salvato." if cambiata else "Era già così.")
            return redirect("ente:persona", pk)
    return _pagina(request, utente, scheda, dati=modulo)


@require_POST
@una_volta
def incarico_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the person a role."""
    utente, scheda = _di_chi_amministra(request, pk)
    modulo = ModuloIncarico(request.POST, ente=utente.ente)
    if modulo.is_valid():
        dati = modulo.cleaned_data | {"ruolo": Ruolo(modulo.cleaned_data["ruolo"])}
        try:
            incarico = dai_incarico(persona=scheda.utente, **dati, da=utente)
        except PersonaRifiutata as rifiuto:
            modulo.add_error(rifiuto.campo or None, str(rifiuto))
        else:
            messages.success(request, f"Incarico dato: {incarico}.")
            return redirect("ente:persona", pk)
    return _pagina(request, utente, scheda, incarico=modulo)


@require_POST
def incarico_end(request: HttpRequest, pk: int, incarico: int) -> HttpResponse:
    """End a role of the person."""
    utente, scheda = _di_chi_amministra(request, pk)
    suo = next((i for i in scheda.incarichi if i.pk == incarico), None)
    if suo is None:
        messages.info(request, "Quell’incarico non c’è più.")
        return redirect("ente:persona", pk)
    modulo = _modulo_fine(suo, request.POST)
    if modulo.is_valid():
        try:
            finito = termina_incarico(incarico=suo, **modulo.cleaned_data, da=utente)
        except PersonaRifiutata as rifiuto:
            modulo.add_error(rifiuto.campo or None, str(rifiuto))
        else:
            messages.success(request, f"{suo}: finisce." if finito else "Quell’incarico era già finito.")
            return redirect("ente:persona", pk)
    return _pagina(request, utente, scheda, fine=modulo, di=incarico)


@require_POST
def persona_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the person the letter with which to choose the password."""
    utente, scheda = _di_chi_amministra(request, pk)
    try:
        partita = invita_persona(persona=scheda.utente, da=utente)
    except PersonaRifiutata as rifiuto:
        messages.error(request, str(rifiuto))
    else:
        messages.success(request, "La lettera è in partenza." if partita else "La lettera è già in partenza.")
    return redirect("ente:persona", pk)


@require_POST
def persona_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the person out of service."""
    utente, scheda = _di_chi_amministra(request, pk)
    try:
        uscita = congeda_persona(persona=scheda.utente, motivo=_motivo(request), da=utente)
    except PersonaRifiutata as rifiuto:
        messages.error(request, str(rifiuto))
    else:
        messages.success(
            request, "Non è più in servizio: nessun incarico, nessun accesso." if uscita else "Era già così."
        )
    return redirect("ente:persona", pk)


@require_POST
def persona_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person back, without roles."""
    utente, scheda = _di_chi_amministra(request, pk)
    tornata = riammetti_persona(persona=scheda.utente, motivo=_motivo(request), da=utente)
    messages.success(request, "È di nuovo in servizio: datele un incarico." if tornata else "Era già in servizio.")
    return redirect("ente:persona", pk)


# -- what they share ---------------------------------------------------------------------------------------------------


def _letta(request: HttpRequest, pk: int) -> tuple[Utente, Scheda]:
    """Who asks and the person of the same body.

    Raises:
        PermissionDenied: who asks does not follow the whole body.
        Http404: there is no such person in it.
    """
    utente = utente_di(request)
    esige(utente.ente is not None and Poteri.di(utente).tutto_l_ente, CHI_LEGGE)
    trovate = schede(utente.ente, pk)
    if not trovate:
        raise Http404
    return utente, trovate[0]


def _di_chi_amministra(request: HttpRequest, pk: int) -> tuple[Utente, Scheda]:
    letta = _letta(request, pk)
    esige(Poteri.di(letta[0]).amministratore, CHI)
    return letta


def _motivo(request: HttpRequest) -> str:
    modulo = ModuloMotivo(request.POST)
    return modulo.cleaned_data["motivo"] if modulo.is_valid() else ""


def _modulo_fine(incarico: Incarico, dati: Any = None) -> ModuloFine:
    modulo = ModuloFine(dati, initial={"al": timezone.localdate()}, auto_id=f"fine-{incarico.pk}-%s")
    return modulo


def _pagina(
    request: HttpRequest,
    utente: Utente,
    scheda: Scheda,
    *,
    dati: Form | None = None,
    incarico: Form | None = None,
    fine: Form | None = None,
    di: int = 0,
) -> HttpResponse:
    """The page, with the form that could not be done as it was sent."""
    amministra, persona = Poteri.di(utente).amministratore, scheda.utente
    correnti = {c: getattr(persona, c) for c in CAMPI}
    righe = [
        (i, None if i.sostituto or not amministra else fine if fine and i.pk == di else _modulo_fine(i))
        for i in (*scheda.in_vigore, *scheda.futuri)
    ]
    contesto = {
        "briciole": [("Inizio", "/"), ("Persone", reverse("ente:persone")), (scheda.nome, "")],
        "scheda": scheda,
        "persona": persona,
        "amministra": amministra,
        "se_stessa": persona.pk == utente.pk,
        "visti": {f"{VISTO}{c}": v for c, v in correnti.items()},
        "dati": dati or ModuloPersona(initial=correnti, auto_id="dati-%s"),
        "incarico": incarico or ModuloIncarico(ente=utente.ente, auto_id="incarico-%s"),
        "righe": righe,
        "aperto": di,
        "perche_no": perche_non_si_invita(persona)[1] if amministra and scheda.da_invitare else "",
    }
    sbagliato = dati or incarico or fine
    return render(request, "ente/persone/persona.html", contesto, status=422 if sbagliato else 200)
