from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cruscotto.ciclo.anno_scelto import ciclo_corrente
from cruscotto.consultazione.ricerca import LETTERE, Trovabile, cerca, parole_di
from cruscotto.consultazione.trovabili import Trovabili
from cruscotto.models import Ciclo
from ente.poteri import Poteri
from ente.richiesta import utente_di

MOSTRATI = 20


@dataclass(frozen=True, slots=True)
class Ritrovati:
    """The things of a kind that were found; the first of them, when they are many."""

    nome: str
    trovati: list[Trovabile]

    @property
    def mostrati(self) -> list[Trovabile]:
        return self.trovati[:MOSTRATI]

    @property
    def altri(self) -> int:
        return len(self.trovati) - len(self.mostrati)


@require_safe
def pagina_cerca(request: HttpRequest) -> HttpResponse:
    """What has the words of ``?q=`` in a cycle (``?anno=``, or the current one), of what the person may see."""
    utente = utente_di(request)
    domanda = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LETTERE]
    visibili = Ciclo.objects.visibili_a(utente).select_related("ente").prefetch_related("periodi")
    cicli = list(visibili.order_by("-anno"))
    scelto = next((c for c in cicli if str(c.anno) == request.GET.get("anno")), None) or ciclo_corrente(cicli)
    if request.GET.get("anno") and scelto is None:
        raise Http404
    parole = parole_di(domanda)
    gruppi: list[Ritrovati] = []
    if parole and scelto is not None:
        fra = Trovabili(scelto, utente, Poteri.di(utente))
        indicatori, obiettivi = fra.indicatori_e_obiettivi()
        tutti = {
            "Indicatori": indicatori,
            "Obiettivi e programmi": obiettivi,
            "Aree e uffici": fra.uffici(),
            "Persone": fra.persone(),
            "Pagine": fra.pagine(),
        }
        gruppi = [Ritrovati(nome, trovati) for nome, voci in tutti.items() if (trovati := cerca(parole, voci))]
    contesto = {
        "ciclo": scelto,
        "cicli": cicli,
        "domanda": domanda,
        "cercato": bool(parole),
        "gruppi": gruppi,
        "quanti": sum(len(g.trovati) for g in gruppi),
    }
    return render(request, "cruscotto/consultazione/cerca.html", contesto)
