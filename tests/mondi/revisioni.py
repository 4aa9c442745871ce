"""What the tests of the review share: who acts, the queue as a page shows it, indicators on individual sheets."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from cruscotto.models import Collocazione, Cruscotto, Indicatore, Rilevazione, ValoreAtteso
from cruscotto.rilevazione.coda_revisione import Coda
from cruscotto.valori.conversioni import campi_atteso
from ente.models import Incarico, Ruolo, Utente
from tests.mondi.scena import ANNO, Scena, fra

CODA = f"/revisione/{ANNO}/"


def cliente(utente: Utente) -> Client:
    client = Client()
    client.force_login(utente)
    return client


def adesso(rilevazione: Rilevazione) -> Rilevazione:
    return Rilevazione.objects.get(pk=rilevazione.pk)


def restituisci(
    client: Client, rilevazione: Rilevazione, motivo: str = "Manca l'atto.", *, htmx: bool = False, **altro: Any
) -> Any:
    indirizzo = f"/valori/{ANNO}/1/{rilevazione.indicatore_id}/restituisci/"
    dati = {"motivo": motivo, "versione": rilevazione.versione, **altro}
    return client.post(indirizzo, dati, headers={"HX-Request": "true"} if htmx else {})


def sostituto(scena: Scena) -> Utente:
    Incarico.objects.create(
        utente=scena["rino"],
        ruolo=Ruolo.DIRIGENTE,
        area=scena.uffici["anagrafe"].area,
        sostituto=True,
        dal=fra(0),
        al=fra(0),
    )
    return scena["rino"]


def in_scheda(scena: Scena, codice: str, area: str, target: str = "200") -> Collocazione:
    """Place an indicator, new or known, on the individual sheet of an area's dirigente, with a target of its own."""
    indicatore = scena.indicatori.get(codice) or Indicatore.objects.create(
        ente=scena.ente,
        codice=codice,
        nome=f"Segreto {codice}",
        tipo="numero",
        direzione="crescente",
        ufficio=scena.uffici["anagrafe"],
    )
    scena.indicatori[codice] = indicatore
    dirigenza = next(u.area for u in scena.uffici.values() if u.area and u.area.codice == area)
    scheda, _ = Cruscotto.objects.get_or_create(
        ciclo=scena.ciclo,
        codice=f"ind-{area}",
        defaults={"ordine": 8, "tipo": "individuale", "area": dirigenza, "titolo": f"Scheda {area}"},
    )
    posto = Collocazione.objects.create(
        cruscotto=scheda,
        indicatore=indicatore,
        nodo=Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo,
        ordine=scheda.collocazioni.count() + 1,
        etichetta=indicatore.nome,
    )
    ValoreAtteso.objects.create(
        ciclo=scena.ciclo, indicatore=indicatore, collocazione=posto, **campi_atteso(target, ())
    )
    return posto


def coda(client: Client, **parametri: str) -> Coda:
    trovata = client.get(CODA, parametri).context["coda"]
    assert isinstance(trovata, Coda)
    return trovata


def leggi(risposta: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", risposta.content.decode())).split())
