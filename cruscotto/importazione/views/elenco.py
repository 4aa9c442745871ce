"""The imports of the body, and the beginning of a new one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.importazione.actions.importazioni import carica_importazione, esige_importabile
from cruscotto.importazione.forms import ModuloImportazione
from cruscotto.importazione.genere import GenereImportabile
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.importazione.pagina.esiti import in_breve
from cruscotto.models import Ciclo, Importazione, StatoImportazione
from cruscotto.models.importazione import ImportazioneQuerySet
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.una_volta import una_volta

PER_PAGINA = 50
A_CHI = "Importa chi amministra i dati dell'ente, il controllo di gestione e chi inserisce i valori."


def generi_di(utente: Utente) -> dict[str, GenereImportabile]:
    """The kinds that a person may import.

    Raises:
        PermissionDenied: there is none.
    """
    poteri = Poteri.di(utente)
    generi = {codice: g for codice, g in GENERI.items() if utente.ente_id is not None and g.chi(poteri)}
    esige(bool(generi), A_CHI)
    return generi


def importazioni_di(utente: Utente, generi: dict[str, GenereImportabile]) -> ImportazioneQuerySet:
    """Those that a person may see, of the kinds that are the person's."""
    return Importazione.objects.visibili_a(utente).filter(genere__in=generi)


@require_safe
def importazioni(request: HttpRequest) -> HttpResponse:
    """The imports that the person may see, the latest first, filtered by kind and state."""
    utente = utente_di(request)
    generi = generi_di(utente)
    tutte = importazioni_di(utente, generi)
    filtri = {n: request.GET.get(n, "").replace("\0", "")[:20] for n in ("genere", "stato")}
    trovate = tutte.filter(**{n: v for n, v in filtri.items() if v})
    insieme = trovate.select_related("ciclo", "periodo", "cruscotto", "caricata_da").defer(
        "scritte", "mappa", "decisioni"
    )
    pagina = Paginator(insieme, PER_PAGINA).get_page(request.GET.get("pagina"))
    contesto = {
        "ciclo": ciclo_corrente(list(Ciclo.objects.visibili_a(utente))),
        "generi": generi.values(),
        "campi": _campi(filtri, generi),
        "filtrate": any(filtri.values()),
        "pagina": pagina,
        "righe": [(i, in_breve(i)) for i in pagina],
    }
    return render(request, "cruscotto/importazione/elenco.html", contesto)


def _campi(filtri: dict[str, str], generi: dict[str, GenereImportabile]) -> list[dict[str, Any]]:
    scelte = {
        "genere": ("Che cosa", "Tutto", {codice: g.nome for codice, g in generi.items()}),
        "stato": ("Stato", "Tutti", dict(StatoImportazione.choices)),
    }
    return [
        {"codice": n, "nome": nome, "vuoto": vuoto, "scelte": voci, "scelto": filtri[n]}
        for n, (nome, vuoto, voci) in scelte.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@una_volta
def nuova(request: HttpRequest) -> HttpResponse:
    """A new import: which kind, then its form (``?genere=``, ``?anno=``); a POST keeps the file and has it read."""
    utente = utente_di(request)
    generi = generi_di(utente)
    chiesto = request.POST.get("genere", "") or request.GET.get("genere", "")
    if chiesto in GENERI:
        esige_importabile(GENERI[chiesto], utente)
    genere = generi.get(chiesto)
    if genere is None and len(generi) == 1:
        genere = next(iter(generi.values()))
    contesto: dict[str, Any] = {
        "ciclo": ciclo_corrente(list(Ciclo.objects.visibili_a(utente))),
        "generi": generi.values(),
        "genere": genere,
    }
    if genere is None:
        return render(request, "cruscotto/importazione/nuova.html", contesto)
    proposti = {n: request.GET.get(n, "") for n in ("anno", "periodo")}
    inviato = (request.POST, request.FILES) if request.method == "POST" else ()
    modulo = ModuloImportazione(genere, utente, *inviato, **proposti)
    contesto["apre_cicli"] = not genere.senza_ciclo and not modulo.cicli and utente.is_staff
    if inviato and not modulo.senza_dove and modulo.is_valid():
        importazione = _carica(utente, genere, modulo)
        if importazione is not None:
            return redirect("cruscotto:importazione", importazione.pk)
    stato = 200 if not inviato else 413 if modulo.troppo_grande else 422
    return render(request, "cruscotto/importazione/nuova.html", contesto | {"modulo": modulo}, status=stato)


def _carica(utente: Utente, genere: GenereImportabile, modulo: ModuloImportazione) -> Importazione | None:
    file = modulo.cleaned_data["file"]
    try:
        return carica_importazione(genere=genere, dove=modulo.dove(), nome=file.name, contenuto=file.read(), da=utente)
    except ErroreUtente as rifiuto:
        modulo.add_error("file", str(rifiuto))
        return None
