from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.misurazione.effetto import richieste_dei
from cruscotto.models import Ciclo, Collocazione, Indicatore, Periodo, ValoreAtteso
from cruscotto.pianificazione.actions.target import (
    CHI,
    TargetScritto,
    puo_pianificare,
    rimodula_target,
    senza_atto,
    ultima_versione,
)
from cruscotto.pianificazione.forms.target import TargetForm
from cruscotto.pianificazione.views.passi import CambiamentoChiesto, rispondi
from ente.models import Utente
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


@dataclass(frozen=True, slots=True)
class Oggetto:
    """The target that the page changes: the shared one, or the one of ``scelta``."""

    ciclo: Ciclo
    indicatore: Indicatore
    collocazioni: list[Collocazione]
    scelta: Collocazione | None
    ultima: ValoreAtteso | None
    comune: ValoreAtteso | None

    @property
    def primo(self) -> bool:
        return senza_atto(self.ciclo, self.ultima)

    @property
    def dove(self) -> str:
        """What the target is of, in words."""
        if self.scelta:
            return f"solo per {self.scelta.cruscotto.titolo}, «{self.scelta.etichetta}»"
        return "per tutte le righe che non ne hanno uno proprio" if len(self.collocazioni) > 1 else ""


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """Give an indicator, or with ``?riga=`` one of its placements, a new target: form, preview, confirmation.

    404 when the user sees no placement of it in that year, 403 for who may not change targets.
    """
    utente = utente_di(request)
    oggetto = _trova(utente, anno, codice, request.GET.get("riga", ""))
    poteri = Poteri.di(utente)
    esige(puo_pianificare(poteri, oggetto.indicatore) if oggetto.primo else poteri.controllo, CHI)
    versione = oggetto.ultima.versione if oggetto.ultima else 0
    modulo = TargetForm(
        request.POST or None,
        anno=anno,
        primo=oggetto.primo,
        initial={"versione": versione, "visto": oggetto.ultima.testo if oggetto.ultima else ""},
    )
    periodi = list(oggetto.ciclo.periodi.all())

    def atto() -> object | None:
        return rimodula_target(
            indicatore=oggetto.indicatore,
            ciclo=oggetto.ciclo,
            collocazione=oggetto.scelta,
            scritto=modulo.scritto,
            versione=modulo.cleaned_data["versione"],
            da=utente,
            poteri=poteri,
        )

    domanda = CambiamentoChiesto(
        modulo=modulo,
        pagina="cruscotto/pianificazione/target.html",
        contesto=_contesto(oggetto, periodi),
        atto=atto,
        richieste=lambda: richieste_dei({c.cruscotto for c in oggetto.collocazioni}),
        detto=lambda: _detto(oggetto, modulo.scritto, periodi),
        fatto="Il nuovo target è registrato; quello di prima resta nella storia dell'indicatore."
        if oggetto.ultima and not oggetto.primo
        else "Il target è registrato.",
        ritorno=reverse("cruscotto:indicatore", args=[anno, codice]) + "#target",
    )
    return rispondi(request, domanda)


def _trova(utente: Utente, anno: int, codice: str, riga: str) -> Oggetto:
    visibili = Collocazione.objects.visibili_a(utente).filter(cruscotto__ciclo__anno=anno, indicatore__codice=codice)
    collocazioni = list(visibili.select_related("cruscotto__ciclo__ente", "indicatore__ufficio"))
    if not collocazioni:
        raise Http404
    scelta = next((c for c in collocazioni if str(c.pk) == riga), None)
    if riga and scelta is None:
        raise Http404
    prima = collocazioni[0]
    ciclo, indicatore = prima.cruscotto.ciclo, prima.indicatore
    for c in collocazioni:
        c.cruscotto.ciclo = ciclo
    comune = ultima_versione(ciclo, indicatore)
    ultima = ultima_versione(ciclo, indicatore, scelta) if scelta else comune
    return Oggetto(ciclo, indicatore, collocazioni, scelta, ultima, comune)


def _contesto(oggetto: Oggetto, periodi: list[Periodo]) -> dict[str, Any]:
    indirizzo = reverse("cruscotto:indicatore", args=[oggetto.ciclo.anno, oggetto.indicatore.codice])
    return {
        "ciclo": oggetto.ciclo,
        "oggetto": oggetto,
        "periodi": periodi,
        "titolo": "Nuovo target" if oggetto.ultima else "Target",
        "ritorno": f"{indirizzo}#target",
        "briciole": [
            ("Inizio", reverse("cruscotto:inizio")),
            (oggetto.indicatore.nome, indirizzo),
            ("Target", ""),
        ],
    }


def _detto(oggetto: Oggetto, scritto: TargetScritto, periodi: list[Periodo]) -> list[tuple[str, str, str]]:
    prima = oggetto.ultima or oggetto.comune
    righe = [("Target", prima.testo if prima else "non definito", scritto.testo)]
    if scritto.atto_data:
        atto = f"n. {prima.atto_numero} del {prima.atto_data:%d/%m/%Y}" if prima and prima.atto_data else "Piano"
        righe.append(("Atto", atto if prima else "", f"n. {scritto.atto_numero} del {scritto.atto_data:%d/%m/%Y}"))
    data = scritto.atto_data
    valgono = [p.nome for p in periodi if data is None or p.fine >= data]
    restano = [p.nome for p in periodi if data is not None and p.fine < data]
    righe.append(("Vale per", ", ".join(restano) if prima else "", ", ".join(valgono) or "nessun periodo"))
    return righe
