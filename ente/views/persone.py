"""The people of the body in one page, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ente.actions.inviti import invita_persona, perche_non_si_invita
from ente.actions.personale import crea_persona
from ente.actions.ruoli import dai_incarico
from ente.amministratori import CHI, PersonaRifiutata
from ente.elenco_persone import STATI, schede, tabella
from ente.forms.persone import ModuloNuovaPersona
from ente.models import Ruolo, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica
from ente.una_volta import una_volta

CHI_LEGGE = "L'elenco delle persone lo vede chi segue tutto l'ente."
PER_PAGINA = 50


@require_safe
def persone(request: HttpRequest) -> HttpResponse:
    """The people of the body with their roles, offices and areas; ``?stato=``, ``?ruolo=``, ``?q=`` narrow them."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    ente = utente.ente
    esige(ente is not None and poteri.tutto_l_ente, CHI_LEGGE)
    assert ente is not None  # noqa: S101 - looked at above
    tutte = schede(ente)
    stato = request.GET.get("stato", "")
    stato = stato if stato in STATI else next(iter(STATI))
    ruolo, testo = request.GET.get("ruolo", ""), request.GET.get("q", "").replace("\0", "")[:100]
    viste = [v for v in tutte if v.sta_in(stato) and v.contiene(testo)]
    if ruolo in Ruolo.values:
        viste = [v for v in viste if any(i.ruolo == ruolo for i in v.in_vigore)]
    if "formato" in request.GET:
        return scarica(request.GET, {"persone": lambda: tabella(ente, viste)})
    contesto = {
        "briciole": [("Inizio", "/"), ("Persone", "")],
        "pagina": Paginator(viste, PER_PAGINA).get_page(request.GET.get("pagina")),
        "stati": [(codice, nome, sum(v.sta_in(codice) for v in tutte)) for codice, nome in STATI.items()],
        "stato": stato,
        "ruoli": Ruolo.choices,
        "ruolo": ruolo,
        "testo": testo,
        "amministra": poteri.amministratore,
        "da_invitare": sum(v.da_invitare for v in tutte) if poteri.amministratore else 0,
    }
    return render(request, "ente/persone/elenco.html", contesto)


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def persona_new(request: HttpRequest) -> HttpResponse:
    """A new person with the first role; the letter leaves at once if it is asked for."""
    utente = utente_di(request)
    esige(Poteri.di(utente).amministratore, CHI)
    modulo, status = ModuloNuovaPersona(request.POST or None, ente=utente.ente), 200
    if request.method == "POST":
        status = 422
        if modulo.is_valid():
            try:
                persona = _crea(modulo, utente)
            except PersonaRifiutata as rifiuto:
                modulo.add_error(rifiuto.campo if rifiuto.campo in modulo.fields else None, str(rifiuto))
            else:
                invitata = " Le abbiamo scritto." if persona.invitato_il else ""
                messages.success(request, f"{persona} è fra le persone dell’ente.{invitata}")
                return redirect("ente:persona", persona.pk)
    contesto = {
        "briciole": [("Inizio", "/"), ("Persone", reverse("ente:persone")), ("Una persona nuova", "")],
        "modulo": modulo,
    }
    return render(request, "ente/persone/nuova.html", contesto, status=status)


@transaction.atomic
def _crea(modulo: ModuloNuovaPersona, da: Utente) -> Utente:
    """All or nothing: a role that cannot be, or a letter that cannot be written, leaves no person behind."""
    dati = modulo.cleaned_data
    persona = crea_persona(dati={c: dati[c] for c in ("username", *_CAMPI)}, da=da)
    dai_incarico(
        persona=persona,
        ruolo=Ruolo(dati["ruolo"]),
        area=dati["area"],
        ufficio=dati["ufficio"],
        dal=dati["dal"],
        al=dati["al"],
        da=da,
    )
    if dati["invita"]:
        invita_persona(persona=persona, da=da)
        persona.refresh_from_db(fields=["invitato_il"])
    return persona


_CAMPI = ("qualifica", "first_name", "last_name", "email")


@require_POST
def persone_invite(request: HttpRequest) -> HttpResponse:
    """Write to everybody who has no password and no invitation that still opens; who cannot be written to is said."""
    utente = utente_di(request)
    esige(Poteri.di(utente).amministratore, CHI)
    aspettano = [v.utente for v in schede(utente.ente) if v.da_invitare]
    invitate = 0
    saltate = []
    for persona in aspettano:
        if perche_non_si_invita(persona)[1]:
            saltate.append(persona.username)
        else:
            invitate += invita_persona(persona=persona, da=utente)
    if invitate:
        messages.success(request, f"Lettere in partenza: {invitate}.")
    if saltate:
        altre = f" e altre {len(saltate) - 10}" if len(saltate) > 10 else ""
        chi = ", ".join(saltate[:10])
        messages.warning(request, f"Senza lettera, guardate perché nella loro pagina: {chi}{altre}.")
    if not aspettano:
        messages.info(request, "Nessuno aspetta un invito.")
    return redirect(f"{reverse('ente:persone')}?stato=da-invitare" if saltate else "ente:persone")
