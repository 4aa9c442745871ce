from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.sal import Fascia
from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.misurazione.effetto import richieste_dei
from cruscotto.models import Ciclo, Cruscotto
from cruscotto.pianificazione.actions.misura import imposta_misura, scelte_attuali
from cruscotto.pianificazione.actions.regole_indicatore import DEI_NUMERI
from cruscotto.pianificazione.fogli import tabella_misura
from cruscotto.pianificazione.forms.misura import MisuraForm
from cruscotto.pianificazione.forms.regola import spiegate
from cruscotto.pianificazione.views.passi import CambiamentoChiesto, rispondi
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di
from ente.scarico import scarica

A_CHI = "Come misura l'ente lo decide il controllo di gestione o chi amministra."


@require_http_methods(["GET", "HEAD", "POST"])
def misura(request: HttpRequest) -> HttpResponse:
    """How the body measures, in every year that is not adopted: form, preview, confirmation."""
    utente = utente_di(request)
    if utente.ente is None:
        raise Http404
    ente, poteri = utente.ente, Poteri.di(utente)
    esige(poteri.controllo or poteri.amministratore, A_CHI)
    scelte, fasce = scelte_attuali(ente.pk)
    modulo = MisuraForm(request.POST or None, scelte=scelte, fasce=fasce)

    if request.method != "POST" and "formato" in request.GET:
        return scarica(request.GET, {"misura": lambda: tabella_misura(_scritte(modulo, scelte), fasce)})

    def atto() -> object | None:
        return imposta_misura(
            ente=ente,
            scelte=modulo.scelte,
            fasce=modulo.fasce,
            viste=modulo.cleaned_data["viste"],
            motivo=modulo.cleaned_data["motivo"],
            da=utente,
            poteri=poteri,
        )

    domanda = CambiamentoChiesto(
        modulo=modulo,
        pagina="cruscotto/pianificazione/misura.html",
        contesto={
            "ciclo": ciclo_corrente(list(Ciclo.objects.visibili_a(utente).select_related("ente"))),
            "regole": spiegate(DEI_NUMERI),
            "titolo": "Come misura l'ente",
            "ritorno": reverse("cruscotto:inizio"),
            "briciole": [("Inizio", reverse("cruscotto:inizio")), ("Come misura l'ente", "")],
        },
        atto=atto,
        richieste=lambda: richieste_dei(
            Cruscotto.objects.visibili_a(utente).select_related("ciclo__ente").order_by("-ciclo__anno", "ordine")
        ),
        detto=lambda: _detto(modulo, scelte, fasce),
        fatto="Le impostazioni di misura sono cambiate.",
        ritorno=reverse("cruscotto:misura-edit"),
        avvertenze=lambda: _avvertenze(modulo, scelte),
        ente=ente.pk,
    )
    return rispondi(request, domanda)


def _detto(modulo: MisuraForm, scelte: dict[str, Any], fasce: tuple[Fascia, ...]) -> list[tuple[str, str, str]]:
    righe = [
        (str(modulo.fields[nome].label), _scritto(modulo, nome, scelte[nome]), _scritto(modulo, nome, valore))
        for nome, valore in modulo.scelte.items()
    ]
    righe.append(("Semaforo", _semaforo(fasce), _semaforo(modulo.fasce)))
    return [(nome, era, sara) for nome, era, sara in righe if era != sara]


def _scritte(modulo: MisuraForm, scelte: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each choice with its name and its value, a number where it is one."""
    return [
        (str(modulo.fields[nome].label), valore if _e_numero(valore) else _scritto(modulo, nome, valore))
        for nome, valore in scelte.items()
    ]


def _e_numero(valore: object) -> bool:
    return isinstance(valore, int | Decimal) and not isinstance(valore, bool)


def _scritto(modulo: MisuraForm, nome: str, valore: Any) -> str:
    """A choice as the form says it."""
    scelte = getattr(modulo.fields[nome], "choices", None)
    if scelte:
        return str(dict(scelte).get(valore, valore))
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if valore is None or valore == []:
        return "–"
    if isinstance(valore, list):
        return str(modulo.fields[nome].prepare_value(valore)).replace("\n", " · ")
    return formatta_numero(Decimal(valore))


def _semaforo(fasce: tuple[Fascia, ...]) -> str:
    parti = [f"{f.nome} fino a {formatta_numero(f.a)}" if f.a is not None else f.nome for f in fasce]
    return ", ".join(parti) or "–"


def _avvertenze(modulo: MisuraForm, scelte: dict[str, Any]) -> list[str]:
    """What changes beside the SALs."""
    nuove, detto = modulo.scelte, []
    if nuove["soglia_scostamento"] != scelte["soglia_scostamento"]:
        detto.append("Cambia anche per quali valori si chiede la motivazione dello scostamento.")
    if nuove["chi_inserisce_valida"] and not scelte["chi_inserisce_valida"]:
        detto.append("Chi inserisce un valore potrà validarlo da sé: resterà segnalato ovunque il valore si mostra.")
    if nuove["mancanti"] != scelte["mancanti"]:
        detto.append("La scelta sui valori mancanti vale per i periodi che si chiudono da qui in poi.")
    if nuove["totale_pesi"] != scelte["totale_pesi"]:
        detto.append("I pesi già scritti restano: dovranno sommare al nuovo totale quando li cambierete.")
    return detto
