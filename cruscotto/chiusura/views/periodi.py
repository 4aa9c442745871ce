"""The acts of the cockpit. Each is a POST: done, it goes back to the cockpit with a message; refused, it shows it with
what was written and the sentence that says what to mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cruscotto.chiusura.actions import periodi as azioni
from cruscotto.chiusura.actions.solleciti import EsitoSolleciti, invia_solleciti
from cruscotto.chiusura.forms import ModuloApri, ModuloChiudi, ModuloPeriodi, ModuloRiapri
from cruscotto.chiusura.views.chiusura import pagina
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.ciclo.passaggi_periodo import CHI
from cruscotto.models import Cadenza, Ciclo, Periodo, Riapertura
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


def _chi_agisce(request: HttpRequest) -> tuple[Utente, Poteri]:
    """The person of the session, who must be controllo di gestione.

    Raises:
        PermissionDenied
    """
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(poteri.controllo, CHI)
    return utente, poteri


def _periodo(utente: Utente, anno: int, numero: int) -> Periodo:
    insieme = Periodo.objects.visibili_a(utente).select_related("ciclo__ente")
    return get_object_or_404(insieme, ciclo__anno=anno, numero=numero)


def _cabina(anno: int, numero: int | None = None) -> str:
    indirizzo = reverse("cruscotto:chiusura", args=[anno])
    return f"{indirizzo}?periodo={numero}" if numero else indirizzo


def _fai(
    request: HttpRequest,
    anno: int,
    nome: str,
    modulo: forms.Form,
    atto: Callable[[dict[str, Any]], str],
    *,
    numero: int | None = None,
) -> HttpResponse:
    """Do ``atto`` with what the form ``nome`` says; ``atto`` returns the message for the person."""
    status = 422
    if modulo.is_valid():
        try:
            messages.success(request, atto(modulo.cleaned_data))
        except ValoreRifiutato as rifiuto:
            for campo, frase in rifiuto.errori.items():
                modulo.add_error(campo if campo in modulo.fields else None, frase)
        except (NonModificabile, azioni.ChiusuraDaConfermare) as rifiuto:
            modulo.add_error(None, str(rifiuto))
            status = 409
        else:
            return redirect(_cabina(anno, numero))
    return pagina(request, anno, {nome: modulo}, numero=numero, status=status)


@require_POST
def crea(request: HttpRequest, anno: int) -> HttpResponse:
    """Make the periods of a cycle that has none."""
    utente, poteri = _chi_agisce(request)
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente), anno=anno)

    def atto(dati: dict[str, Any]) -> str:
        fatti = azioni.crea_periodi(ciclo=ciclo, cadenza=Cadenza(dati["cadenza"]), da=utente, poteri=poteri)
        return f"I periodi del {anno} sono {len(fatti)}: aprite il primo quando i valori si possono inserire."

    return _fai(request, anno, "periodi", ModuloPeriodi(request.POST), atto)


@require_POST
def apri(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Open a period, or move the deadline of the one that is open."""
    utente, poteri = _chi_agisce(request)
    periodo = _periodo(utente, anno, numero)

    def atto(dati: dict[str, Any]) -> str:
        azioni.apri_periodo(periodo=periodo, scadenza=dati["scadenza"], da=utente, poteri=poteri)
        return f"{periodo.nome} è aperto: i valori si inseriscono entro il {dati['scadenza']:%d/%m/%Y}."

    modulo = ModuloApri(request.POST, auto_id=f"apri{numero}_%s")
    return _fai(request, anno, f"apri-{numero}", modulo, atto, numero=numero)


@require_POST
def chiudi(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Close a period, with the confirmation of what the page said that it would do."""
    utente, poteri = _chi_agisce(request)
    periodo = _periodo(utente, anno, numero)

    def atto(dati: dict[str, Any]) -> str:
        azioni.chiudi_periodo(periodo=periodo, conferma=dati["conferma"], da=utente, poteri=poteri)
        return f"{periodo.nome} è chiuso: i valori non cambiano più, se non riaprite un ufficio."

    return _fai(request, anno, "chiudi", ModuloChiudi(request.POST), atto, numero=numero)


@require_POST
def riapri(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Give a closed period back to an office."""
    utente, poteri = _chi_agisce(request)
    periodo = _periodo(utente, anno, numero)
    uffici = {u.codice: u for u in Ufficio.objects.visibili_a(utente)}

    def atto(dati: dict[str, Any]) -> str:
        ufficio, fino_al = uffici[dati["ufficio"]], dati["fino_al"]
        azioni.riapri_ufficio(
            periodo=periodo, ufficio=ufficio, motivo=dati["motivo"], fino_al=fino_al, da=utente, poteri=poteri
        )
        return f"{periodo.nome} è riaperto per {ufficio} fino al {fino_al:%d/%m/%Y} compreso."

    scelte = [(u.codice, u.nome) for u in uffici.values()]
    modulo = ModuloRiapri(request.POST, auto_id=f"riapri{numero}_%s", uffici=scelte)
    return _fai(request, anno, f"riapri-{numero}", modulo, atto, numero=numero)


@require_POST
def richiudi(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Take a closed period back from an office before the day comes."""
    utente, poteri = _chi_agisce(request)
    aperte = Riapertura.objects.visibili_a(utente).select_related("periodo__ciclo__ente", "ufficio")
    riapertura = get_object_or_404(
        aperte.filter(richiusa_il=None),
        periodo__ciclo__anno=anno,
        periodo__numero=numero,
        ufficio__codice=request.POST.get("ufficio", "").replace("\0", ""),
    )
    azioni.richiudi_ufficio(riapertura=riapertura, da=utente, poteri=poteri)
    messages.success(request, f"{riapertura.periodo.nome} è di nuovo chiuso per {riapertura.ufficio}.")
    return redirect(_cabina(anno, numero))


@require_POST
def sollecita(request: HttpRequest, anno: int) -> HttpResponse:
    """Remind now the people of an office, or all those for whom something waits; no one twice in a day."""
    utente, _ = _chi_agisce(request)
    ciclo = get_object_or_404(Ciclo.objects.visibili_a(utente).select_related("ente"), anno=anno)
    codice = request.POST.get("ufficio", "").replace("\0", "")
    ufficio = get_object_or_404(Ufficio.objects.visibili_a(utente), codice=codice) if codice else None
    esito = invia_solleciti(ente=ciclo.ente, giorno=timezone.localdate(), da=utente, subito=True, ufficio=ufficio)
    for livello, frase in racconta(esito):
        messages.add_message(request, livello, frase)
    numero = request.POST.get("periodo", "")
    return redirect(_cabina(anno, int(numero) if numero.isdecimal() and numero.isascii() and len(numero) < 4 else None))


def racconta(esito: EsitoSolleciti) -> list[tuple[int, str]]:
    """What a run of reminders did, in sentences with their level."""
    frasi = []
    if esito.inviati:
        frasi.append((messages.SUCCESS, f"Solleciti inviati: {len(esito.inviati)} ({', '.join(esito.inviati)})."))
    if esito.gia:
        frasi.append((messages.INFO, f"Già sollecitati oggi, al più una volta al giorno: {', '.join(esito.gia)}."))
    if esito.senza_indirizzo:
        chi = ", ".join(esito.senza_indirizzo)
        frasi.append((messages.WARNING, f"Senza un indirizzo e-mail valido: {chi}. Lo scrive chi amministra."))
    if esito.falliti:
        frasi.append((messages.ERROR, f"Messaggi non partiti: {', '.join(esito.falliti)}. Si ritenta da domani."))
    return frasi or [(messages.INFO, "Nessuno da sollecitare: niente è in sospeso.")]
