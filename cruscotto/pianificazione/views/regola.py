from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import NOMI as NOMI_FORMULE
from cruscotto.aritmetica.formule import Formula, chi_ne_parte
from cruscotto.aritmetica.regole import Regola
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.misurazione.effetto import richieste_dei
from cruscotto.models import Ciclo, Collocazione, Cruscotto, ImpostazioniMisura, Indicatore
from cruscotto.pianificazione.actions.regole_indicatore import PER_TIPO, RegoleIndicatore, cambia_regola
from cruscotto.pianificazione.forms.regola import ACCUMULI, VERSI, RegolaForm, nome_regola, spiegate
from cruscotto.pianificazione.views.passi import CambiamentoChiesto, rispondi
from cruscotto.valori.calcolati import leggi_grafo
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


@require_http_methods(["GET", "HEAD", "POST"])
def regola(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """How an indicator is measured, in every year that is not adopted: form, preview, confirmation.

    404 when the user sees no placement of it in that year, 403 for who may not change rules.
    """
    utente = utente_di(request)
    visibili = Collocazione.objects.visibili_a(utente).filter(cruscotto__ciclo__anno=anno, indicatore__codice=codice)
    posto = visibili.select_related("cruscotto__ciclo__ente", "indicatore").first()
    if posto is None:
        raise Http404
    indicatore, ciclo = posto.indicatore, posto.cruscotto.ciclo
    poteri = Poteri.di(utente)
    permesso = poteri.controllo or poteri.amministratore
    esige(permesso, "Le regole di un indicatore le cambia il controllo di gestione o chi amministra.")
    modulo = RegolaForm(request.POST or None, indicatore=indicatore, regola_ente=_dell_ente(ciclo))

    def atto() -> object | None:
        return cambia_regola(
            indicatore=indicatore,
            nuove=modulo.nuove,
            viste=modulo.cleaned_data["viste"],
            motivo=modulo.cleaned_data["motivo"],
            da=utente,
            poteri=poteri,
        )

    contesto = _contesto(ciclo, modulo)
    domanda = CambiamentoChiesto(
        modulo=modulo,
        pagina="cruscotto/pianificazione/regola.html",
        contesto=contesto,
        atto=atto,
        richieste=lambda: richieste_dei(_dove_compare(utente, indicatore)),
        detto=lambda: _detto(modulo),
        fatto="Le regole dell'indicatore sono cambiate.",
        ritorno=contesto["ritorno"],
        ente=ciclo.ente_id,
    )
    return rispondi(request, domanda)


def _dell_ente(ciclo: Ciclo) -> str:
    scelta = ImpostazioniMisura.objects.filter(ente=ciclo.ente_id).values_list("regola", flat=True).first()
    return scelta or Regola.PERCENTUALE_TARGET.value


def _contesto(ciclo: Ciclo, modulo: RegolaForm) -> dict[str, Any]:
    indicatore = modulo.indicatore
    indirizzo = reverse("cruscotto:indicatore", args=[ciclo.anno, indicatore.codice])
    return {
        "ciclo": ciclo,
        "indicatore": indicatore,
        "regole": spiegate(PER_TIPO[Tipo(indicatore.tipo)]),
        "ora": _righe(modulo.attuali),
        "titolo": "Regole dell'indicatore",
        "ritorno": f"{indirizzo}#definizione",
        "briciole": [("Inizio", reverse("cruscotto:inizio")), (indicatore.nome, indirizzo), ("Regole", "")],
    }


def _dove_compare(utente: Utente, indicatore: Indicatore) -> Iterable[Cruscotto]:
    """The scorecards of every year that the indicator is in, and those of the indicators that are made of it."""
    misurati = {indicatore.pk, *chi_ne_parte(indicatore.pk, leggi_grafo(indicatore.ente_id))}
    suoi = Collocazione.objects.filter(indicatore__in=misurati).values("cruscotto")
    cruscotti = Cruscotto.objects.visibili_a(utente).filter(pk__in=suoi).select_related("ciclo__ente")
    return cruscotti.order_by("-ciclo__anno", "ordine")


NOMI = {
    "regola": "Regola",
    "direzione": "Verso",
    "accumulo": "Nei periodi",
    "soglia_minima": "Soglia minima",
    "soglia_massima": "Soglia massima",
    "soglia_eccellente": "Soglia eccellente",
    "minimo_ammesso": "Sotto questo valore si chiede perché",
    "massimo_ammesso": "Sopra questo valore si chiede perché",
    "scala": "Scala",
    "punti_scala": "Punti della scala",
    "calcolo": "Calcolato da altri indicatori",
    "operandi": "Da quali indicatori",
}


def _righe(regole: RegoleIndicatore) -> list[tuple[str, str]]:
    """What is chosen, in words."""
    return [(nome, _scritto(campo, getattr(regole, campo))) for campo, nome in NOMI.items()]


def _scritto(campo: str, valore: object) -> str:
    if valore in (None, "", ()):
        return "quella dell'ente" if campo == "regola" else "no" if campo == "calcolo" else "–"
    if isinstance(valore, Decimal):
        return formatta_numero(valore)
    if isinstance(valore, tuple):
        return ", ".join(valore)
    testo = str(valore)
    if campo == "calcolo":
        return NOMI_FORMULE[Formula(testo)].capitalize()
    if campo == "regola":
        return nome_regola(Regola(testo))
    return VERSI[Verso(testo)] if campo == "direzione" else ACCUMULI[Accumulo(testo)]


def _detto(modulo: RegolaForm) -> list[tuple[str, str, str]]:
    prima, dopo = _righe(modulo.attuali), _righe(modulo.nuove)
    return [(nome, era, sara) for (nome, era), (_, sara) in zip(prima, dopo, strict=True) if era != sara]
