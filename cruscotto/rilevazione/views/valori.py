from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.models import Periodo
from cruscotto.rilevazione import invio as scritto
from cruscotto.rilevazione import memoria_incolla as memoria
from cruscotto.rilevazione.file_ufficio.scrittura import righe_da_scrivere, scrivi_foglio_ufficio
from cruscotto.rilevazione.fogli import tabella_valori
from cruscotto.rilevazione.forms.valore import ValoreForm, prefisso
from cruscotto.rilevazione.incolla import Incollata, NonIncollabile, incolla, righe_in_ordine
from cruscotto.rilevazione.pagina_valori import RigaDaInserire, Sede, ValoriDaInserire, conta_stati, trova_sede
from cruscotto.valori.campi import LUNGO
from ente.fogli.scrittura import FORMATI
from ente.models import Ruolo
from ente.richiesta import utente_di
from ente.scarico import allegato, scarica

PER_PAGINA = 50
CHIAVE = re.compile(r"(\d{1,18})(?:-\d{1,18})?", re.ASCII)
SALVA, TRASMETTI, RIPRENDI, TIENI, LASCIA = "salva", "trasmetti", "riprendi", "tieni", "lascia"
EVIDENZE, COME_PRIMA, INCOLLA, ANNULLA_INCOLLA = "evidenze", "prima", "incolla", "annulla-incolla"

Righe = Mapping[str, RigaDaInserire]


@require_http_methods(["GET", "HEAD", "POST"])
def valori(request: HttpRequest, anno: int) -> HttpResponse:
    """The values of a period that the person enters, on one form; a POST applies all of it."""
    sede = _sede(request, anno, request.GET.get("periodo", ""), altri_anni=True)
    if request.method == "POST":
        return _ricevi(request, sede, _quello(sede, request.POST.get("periodo", "")))
    if "formato" in request.GET:
        return _scarica(request, sede)
    if sede.periodo is None:
        return render(request, "cruscotto/rilevazione/valori/valori.html", _contesto(sede))
    return _pagina(request, ValoriDaInserire(sede, sede.periodo), {})


def _scarica(request: HttpRequest, sede: Sede) -> HttpResponse:
    """All the values of the page, or those of the office that it shows."""
    da_inserire = ValoriDaInserire(sede, sede.periodo) if sede.periodo else None
    ufficio = _ufficio_scelto(request, da_inserire) if da_inserire else ""
    return scarica(request.GET, {"valori": lambda: tabella_valori(sede.ciclo.anno, da_inserire, ufficio)})


@require_safe
def foglio_da_compilare(request: HttpRequest, anno: int) -> HttpResponse:
    """The values of the page, or of the office that it shows, as a workbook to fill in and send back.

    Raises:
        Http404: nothing may be written in the period.
    """
    sede = _sede(request, anno, request.GET.get("periodo", ""))
    da_inserire = ValoriDaInserire(sede, sede.periodo) if sede.periodo else None
    righe = righe_da_scrivere(da_inserire, _ufficio_scelto(request, da_inserire)) if da_inserire else []
    if da_inserire is None or not righe:
        raise Http404("In questo periodo non ci sono valori da scrivere.")
    nome = f"valori-{sede.ciclo.ente.codice}-{anno}-{da_inserire.periodo.numero}.xlsx"
    return allegato(scrivi_foglio_ufficio(da_inserire, righe), FORMATI["xlsx"], nome)


# -- one row -----------------------------------------------------------------------------------------------------------


@require_POST
def prova(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """What the SAL would be with what is being typed; nothing is written."""
    da_inserire, voce, modulo = _riga(request, anno, periodo, chiave)
    return _frammento(request, da_inserire, scritto.prova(da_inserire, voce, modulo), solo_esito=True)


@require_POST
def salva(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Save one value; ``azione`` ``tieni:…`` or ``lascia:…`` settles a conflict."""
    da_inserire, voce, modulo = _riga(request, anno, periodo, chiave)
    azione = request.POST.get("azione", "").partition(":")[0]
    if azione == LASCIA:
        return _risposta(request, da_inserire, scritto.tengo_il_salvato(da_inserire, voce), intera=True)
    riga = scritto.salva(da_inserire, voce, modulo, sopra=azione == TIENI)
    # Not touched here and not as the page has it: somebody else wrote, and this page has nothing to add.
    vecchia = not riga.detto and not riga.ha_problemi and riga.versione != modulo.versione_vista
    return _risposta(request, da_inserire, riga, intera=azione == TIENI or vecchia)


@require_POST
def trasmetti(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Save one value and hand it in."""
    da_inserire, voce, modulo = _riga(request, anno, periodo, chiave)
    riga = scritto.trasmetti(da_inserire, scritto.salva(da_inserire, voce, modulo), modulo)
    return _risposta(request, da_inserire, riga, intera=riga.fatta)


@require_POST
def riprendi(request: HttpRequest, anno: int, periodo: int, chiave: str) -> HttpResponse:
    """Take one value back."""
    da_inserire, voce, modulo = _riga(request, anno, periodo, chiave)
    return _risposta(request, da_inserire, scritto.riprendi(da_inserire, voce, modulo), intera=True)


def _riga(request: HttpRequest, anno: int, numero: int, chiave: str) -> tuple[ValoriDaInserire, Dovuto, ValoreForm]:
    """The value of a key, if the person enters it, with what was sent for it.

    Raises:
        Http404
    """
    trovata = CHIAVE.fullmatch(chiave)
    if trovata is None:
        raise Http404
    sede = _sede(request, anno, str(numero))
    da_inserire = ValoriDaInserire(sede, _quello(sede, str(numero)), int(trovata[1]))
    voce = da_inserire.dovuti.voce(chiave)
    if voce is None:
        raise Http404
    return da_inserire, voce, ValoreForm(voce.indicatore, chiave, request.POST)


def _risposta(
    request: HttpRequest, da_inserire: ValoriDaInserire, riga: RigaDaInserire, *, intera: bool
) -> HttpResponse:
    """The row for htmx; for a browser without it the page again, or a redirect when all went well."""
    if getattr(request, "htmx", False):
        return _frammento(request, da_inserire, riga, intera=intera)
    if riga.ha_problemi:
        return _pagina(request, ValoriDaInserire(da_inserire.sede, da_inserire.periodo), {riga.chiave: riga})
    messages.success(request, f"{riga.nome}: {riga.detto.lower() or 'niente da salvare'}.")
    return HttpResponseRedirect(f"{_indirizzo(da_inserire)}#v-{riga.chiave}")


def _frammento(
    request: HttpRequest,
    da_inserire: ValoriDaInserire,
    riga: RigaDaInserire,
    *,
    intera: bool = False,
    solo_esito: bool = False,
) -> HttpResponse:
    """The row, or the part of it that says how it went: 200 in any case, or htmx would not show it."""
    contesto = _contesto_riga(da_inserire) | {"riga": riga, "oob": True, "solo_esito": solo_esito}
    if not intera:
        return render(request, "cruscotto/rilevazione/valori/frammento_esito.html", contesto)
    risposta = render(request, "cruscotto/rilevazione/valori/frammento_riga.html", contesto)
    return retarget(reswap(risposta, "outerHTML"), f"#v-{riga.chiave}")


# -- the whole form ----------------------------------------------------------------------------------------------------


def _ricevi(request: HttpRequest, sede: Sede, periodo: Periodo) -> HttpResponse:
    """Apply the whole form: each row by itself, so that what is right is written whatever the others are. ``azione``
    ``evidenze:…`` then goes to what proves a value, unless something is still to be mended here."""
    da_inserire = ValoriDaInserire(sede, periodo)
    azione, _, su = request.POST.get("azione", SALVA).partition(":")
    voci = {v.chiave: v for v in da_inserire.voci()}
    incollata = Incollata()
    dati: QueryDict = request.POST
    if azione == INCOLLA:
        try:
            incollata = _incollata(request.POST, voci)
        except NonIncollabile as perche:
            messages.error(request, str(perche))
        dati = incollata.sopra(request.POST)
    righe = {
        chiave: riga
        for chiave, voce in voci.items()
        if (riga := _applica(dati, da_inserire, voce, azione, su, incollata.rifiuti.get(chiave, ""))) is not None
    }
    guai = {chiave: riga for chiave, riga in righe.items() if riga.ha_problemi}
    if azione == INCOLLA:
        fatte = [righe[c] for c in incollata.campi if c in righe and righe[c].detto and not righe[c].errori]
        memoria.ricorda(request, periodo, [(voci[r.chiave], r.versione) for r in fatte])
    if azione == ANNULLA_INCOLLA:
        _annulla_incolla(request, da_inserire)
    else:
        _racconta(request, righe.values(), azione, incollata)
    if guai:
        return _pagina(request, ValoriDaInserire(sede, periodo), guai)
    if azione == EVIDENZE and su in voci:
        return redirect("cruscotto:evidenza-add", sede.ciclo.anno, periodo.numero, su)
    dove = "#incollato" if azione == INCOLLA else f"#v-{su}" if azione == COME_PRIMA and su in voci else ""
    return HttpResponseRedirect(f"{request.get_full_path()}{dove}")


def _incollata(inviati: QueryDict, voci: Mapping[str, Dovuto]) -> Incollata:
    """The copied column, laid down the rows of the page that was sent.

    Raises:
        NonIncollabile
    """
    chiavi = righe_in_ordine(inviati, inviati.get("incolla-da", ""))
    return incolla(inviati.get("incolla", ""), chiavi, voci)


def _annulla_incolla(request: HttpRequest, da_inserire: ValoriDaInserire) -> None:
    """Put back what stood before the last paste, but in the rows that changed after it; and say it."""
    ricordate = memoria.dimentica(request, da_inserire.periodo)
    if not ricordate:
        messages.warning(
            request, "Non c’è niente da annullare: l’incolla è già stato annullato, o ne è venuto un altro."
        )
        return
    restano, rimessi = [], 0
    for r in ricordate:
        voce = da_inserire.dovuti.voce(r.chiave)
        perche = scritto.rimetti(da_inserire, voce, r.versione, r.prima) if voce else "non è più fra i vostri valori"
        rimessi += not perche
        if perche:
            restano.append(f"«{r.nome}» {perche}" if perche[0].islower() else f"«{r.nome}»: {perche}".rstrip("."))
    if rimessi:
        uno = "Incolla annullato: un valore è tornato com’era."
        messages.success(
            request, uno if rimessi == 1 else f"Incolla annullato: {rimessi} valori sono tornati com’erano."
        )
    if restano:
        messages.warning(request, f"{'; '.join(restano)}.")


def _applica(
    dati: QueryDict, da_inserire: ValoriDaInserire, voce: Dovuto, azione: str, su: str, rifiuto: str = ""
) -> RigaDaInserire | None:
    """What the form says of one value; None when it says nothing. ``rifiuto`` is why what was pasted has no place."""
    chiave = voce.chiave
    if f"{prefisso(chiave)}-versione" not in dati:
        return None
    modulo = ValoreForm(voce.indicatore, chiave, dati)
    if azione == RIPRENDI and su == chiave:
        return scritto.riprendi(da_inserire, voce, modulo)
    if f"{prefisso(chiave)}-prima" not in dati:
        return None  # it was only to be read
    if rifiuto:
        return scritto.rifiuta(da_inserire, voce, modulo, rifiuto)
    if azione == COME_PRIMA and su == chiave:
        return scritto.come_prima(da_inserire, voce, modulo, dati)
    if azione == LASCIA and su == chiave:
        return scritto.tengo_il_salvato(da_inserire, voce)
    riga = scritto.salva(da_inserire, voce, modulo, sopra=azione == TIENI and su == chiave)
    tutte = azione == TRASMETTI and not su and riga.trasmissibile
    if tutte or (azione == TRASMETTI and su == chiave):
        return scritto.trasmetti(da_inserire, riga, modulo)
    return riga


def _racconta(request: HttpRequest, righe: Collection[RigaDaInserire], azione: str, incollata: Incollata) -> None:
    """How it went, in one message."""
    guai = sum(r.ha_problemi for r in righe)
    fatti = [r.detto for r in righe if r.detto and not r.ha_problemi]
    trasmessi = sum(detto == "Trasmesso" for detto in fatti)
    salvati = len(fatti) - trasmessi + sum(bool(r.detto) for r in righe if r.ha_problemi)
    frasi = []
    if trasmessi:
        frasi.append("Un valore trasmesso." if trasmessi == 1 else f"{trasmessi} valori trasmessi.")
    if salvati:
        frasi.append("Un valore salvato." if salvati == 1 else f"{salvati} valori salvati.")
    if guai:
        frasi.append(f"{'Uno aspetta' if guai == 1 else f'{guai} aspettano'} voi: leggete la frase accanto al valore.")
    frasi += incollata.frasi
    if not frasi and (azione == EVIDENZE or (azione == INCOLLA and not incollata.chiavi)):
        return
    if not frasi:
        frasi = ["Nessun valore era pronto da trasmettere." if azione == TRASMETTI else "Niente da salvare."]
    messages.add_message(request, messages.WARNING if guai else messages.SUCCESS, " ".join(frasi))


# -- the page ----------------------------------------------------------------------------------------------------------


def _sede(request: HttpRequest, anno: int, numero: str, *, altri_anni: bool = False) -> Sede:
    """Where the person writes.

    Raises:
        PermissionDenied: they enter no values.
        Http404: there is no such cycle.
    """
    utente = utente_di(request)
    if not any(getattr(utente, f"ha_{ruolo}", False) for ruolo in (Ruolo.REDATTORE, Ruolo.CONTROLLO)):
        raise PermissionDenied("I valori li inseriscono i redattori degli uffici e il controllo di gestione.")
    return trova_sede(utente, anno, numero, altri_anni=altri_anni)


def _quello(sede: Sede, numero: str) -> Periodo:
    """The very period of a number: what is written is never written in another one.

    Raises:
        Http404
    """
    periodo = next((p for p in sede.periodi if str(p.numero) == numero), None)
    if periodo is None:
        raise Http404
    return periodo


def _pagina(request: HttpRequest, da_inserire: ValoriDaInserire, guai: Righe) -> HttpResponse:
    """The page; the rows in trouble as they were sent, whichever page of the list they would stand on."""
    ufficio = _ufficio_scelto(request, da_inserire)
    voci = da_inserire.voci(ufficio)
    pagina = Paginator(voci, PER_PAGINA).get_page(request.GET.get("pagina"))
    sulla_pagina = {v.chiave for v in pagina}
    altrove = [riga for chiave, riga in guai.items() if chiave not in sulla_pagina]
    righe = [guai.get(v.chiave) or da_inserire.riga(v) for v in pagina]
    contesto = _contesto(da_inserire.sede) | _contesto_riga(da_inserire) | conta_stati(voci)
    contesto |= {
        "pagina": pagina,
        "sezioni": _sezioni([*altrove, *righe], bool(da_inserire.chiuso)),
        "uffici": da_inserire.uffici,
        "ufficio": ufficio,
        "piu_uffici": len(da_inserire.uffici) > 1,
        "chiuso": da_inserire.chiuso,
        "riaperture": [(nome, al) for nome, al in _riaperture(da_inserire)],
        "scrivibili": any(r.modificabile or r.riprendibile for r in [*altrove, *righe]),
        "indirizzo": _indirizzo(da_inserire, request.GET.urlencode()),
        "incollato": memoria.ultimo(request, da_inserire.periodo),
        "prima_casella": next((r.prima_casella for r in [*altrove, *righe] if r.modificabile), ""),
    }
    stato = 409 if any(r.conflitto for r in guai.values()) else 422 if guai else 200
    return render(request, "cruscotto/rilevazione/valori/valori.html", contesto, status=stato)


def _ufficio_scelto(request: HttpRequest, da_inserire: ValoriDaInserire) -> str:
    """The office that the address names, empty for all.

    Raises:
        Http404: the person enters no value of it.
    """
    ufficio = request.GET.get("ufficio", "")
    if ufficio and ufficio not in dict(da_inserire.uffici):
        raise Http404
    return ufficio


def _sezioni(righe: list[RigaDaInserire], chiuso: bool) -> list[tuple[str, str, list[RigaDaInserire]]]:
    """The rows by what there is to do with them: name of the group, title, rows."""
    gruppi: dict[str, list[RigaDaInserire]] = {"da_fare": [], "fatte": [], "non_richieste": []}
    for riga in righe:
        gruppi["non_richieste" if riga.non_richiesta else "fatte" if riga.fatta else "da_fare"].append(riga)
    titoli = {
        "da_fare": "Non trasmessi" if chiuso else "Da inserire e trasmettere",
        "fatte": "Trasmessi e validati",
        "non_richieste": "Non richiesti in questo periodo",
    }
    return [(nome, titoli[nome], gruppo) for nome, gruppo in gruppi.items() if gruppo]


def _riaperture(da_inserire: ValoriDaInserire) -> list[tuple[str, object]]:
    nomi = {i.ufficio_id: i.ufficio.nome for i in da_inserire.dovuti.indicatori.values() if i.ufficio}
    return sorted((nomi[u], al) for u, al in da_inserire.riaperture.items() if u in nomi)


def _indirizzo(da_inserire: ValoriDaInserire, parametri: str = "") -> str:
    pagina = reverse("cruscotto:valori", args=[da_inserire.sede.ciclo.anno])
    return f"{pagina}?{parametri or f'periodo={da_inserire.periodo.numero}'}"


def _contesto(sede: Sede) -> dict[str, object]:
    scadenza = sede.periodo.scadenza if sede.periodo else None
    return {
        "ciclo": sede.ciclo,
        "anni": sede.anni,
        "periodi": sede.periodi,
        "periodo": sede.periodo,
        "scaduto": scadenza is not None and scadenza < timezone.localdate(),
    }


def _contesto_riga(da_inserire: ValoriDaInserire) -> dict[str, object]:
    """What a row wants beside itself."""
    return {"ciclo": da_inserire.sede.ciclo, "periodo": da_inserire.periodo, "lungo": LUNGO}
