"""The lists of the API and the model of each, and how the tests read them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.test import Client

from contesto.models import Tavola, VoceBilancio
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    InterventoEconomico,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
)
from ente.models import Area, Atto, Ente, Ufficio, Utente

RADICE = "/api/v1/"
MODELLI: dict[str, type[Model]] = {
    "enti": Ente,
    "aree": Area,
    "uffici": Ufficio,
    "cicli": Ciclo,
    "periodi": Periodo,
    "prospettive": Prospettiva,
    "aree-strategiche": AreaStrategica,
    "obiettivi-strategici": ObiettivoStrategico,
    "programmi": Programma,
    "obiettivi-operativi": ObiettivoOperativo,
    "indicatori": Indicatore,
    "cruscotti": Cruscotto,
    "collocazioni": Collocazione,
    "rilevazioni": Rilevazione,
    "tavole": Tavola,
    "bilancio": VoceBilancio,
    "interventi": InterventoEconomico,
    "registro": Atto,
}
LETTI = [nome for nome in MODELLI if nome != "registro"]


def cliente(username: str) -> Client:
    client = Client()
    client.force_login(Utente.objects.get(username=username))
    return client


def leggi(client: Client, indirizzo: str, stato: int = 200, **testate: str) -> Any:
    risposta = client.get(f"{RADICE}{indirizzo}", headers=testate)
    assert risposta.status_code == stato, (indirizzo, risposta.content[:500])
    return risposta.json()


def tutte(client: Client, indirizzo: str) -> list[dict[str, Any]]:
    """Every row of a list, page after page."""
    righe: list[dict[str, Any]] = []
    prossimo = f"{RADICE}{indirizzo}"
    while prossimo:
        risposta = client.get(prossimo)
        assert risposta.status_code == 200, (prossimo, risposta.content[:500])
        pagina = risposta.json()
        righe += pagina["results"]
        prossimo = pagina["next"]
    return righe
