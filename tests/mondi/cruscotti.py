"""What the tests of a scorecard's page and of its download share."""

from __future__ import annotations

from django.test import Client

from cruscotto.models import Ciclo, Indicatore, Rilevazione
from cruscotto.valori.conversioni import campi_rilevazione

ENTE = "/cruscotti/2019/ente/"
PROVENTI, COD_PROVENTI = "Proventi da Progetto", "i031"


def scrivi(ciclo: Ciclo, codice: str, scritto: str, numero: int = 1, **altro: str) -> None:
    """A value of an indicator in a period of ``ciclo``; transmitted unless said."""
    indicatore = Indicatore.objects.get(codice=codice)
    Rilevazione.objects.create(
        indicatore=indicatore,
        periodo=ciclo.periodi.get(numero=numero),
        **{"stato": "trasmessa", **altro},
        **campi_rilevazione(scritto, indicatore.scala),
    )


def nomi(client: Client, indirizzo: str) -> list[str]:
    """The labels of the rows of a page, in its order."""
    contesto = client.get(indirizzo).context
    return [p.riga.etichetta for p in contesto["selezione"].posti]
