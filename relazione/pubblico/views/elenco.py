"""Who has published, and what: *Amministrazione trasparente › Performance* of each body."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ente.models import Ente
from relazione.models import RelazioneApprovata
from relazione.pubblico.risposte import pagina, pubblica
from relazione.pubblico.vicenda import trova_ente, vicende_dell_ente
from relazione.pubblico.voci import leggi_voci


@pubblica
def enti(request: HttpRequest) -> HttpResponse:
    """The bodies that have published a Relazione, by name."""
    pubblicate = RelazioneApprovata.objects.pubbliche()
    trovati = Ente.objects.filter(cicli__approvate__in=pubblicate).distinct().order_by("denominazione")
    return pagina(request, "enti", {"enti": trovati})


@pubblica
def ente(request: HttpRequest, ente: str) -> HttpResponse:
    """The items that the law asks a body to publish, with what is there and what is not."""
    trovato = trova_ente(ente)
    vicende = vicende_dell_ente(trovato)
    voci, altri = leggi_voci(trovato, vicende)
    return pagina(
        request,
        "ente",
        {
            "ente": trovato,
            "voci": voci,
            "altri": altri,
            "in_vigore": [v for v in vicende if not v.superata],
            "superate": [v for v in vicende if v.superata],
        },
    )
