"""What the tests of the register of acts share."""

from __future__ import annotations

import datetime as dt
import html
import re

from django.test import Client

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Rilevazione
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore, trasmetti_valore
from ente.models import Atto, Utente

REGISTRO = "/registro/"
MOTIVO = "Non torna con il registro delle presenze."


def leggi(client: Client, **filtri: str) -> str:
    """The page on one line and without tags."""
    risposta = client.get(REGISTRO, filtri)
    assert risposta.status_code == 200
    corpo = risposta.content.decode().partition("<main")[2]
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", corpo).split()))


def atti(client: Client, **filtri: str) -> list[Atto]:
    """All the acts that the page finds, walking from page to page by its own links."""
    trovati: list[Atto] = []
    indirizzo, dati = REGISTRO, dict(filtri)
    viste: set[str] = set()
    while indirizzo:
        assert indirizzo not in viste
        viste.add(indirizzo)
        risposta = client.get(indirizzo, dati)
        assert risposta.status_code == 200
        trovati += risposta.context["pagina"].atti
        altra = re.search(r'<a rel="next" href="([^"]*)"', risposta.content.decode())
        indirizzo, dati = (REGISTRO + html.unescape(altra[1]) if altra else ""), {}
    return trovati


def correggi_un_valore(ciclo: Ciclo) -> Rilevazione:
    """A value of 2020 sent back, corrected, transmitted and validated by the people of area 3."""
    nuovo = prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)
    redattore, dirigente = (Utente.objects.get(username=f"{r}.area3") for r in ("redattore", "dirigente"))
    valore = Rilevazione.objects.filter(
        periodo__ciclo=nuovo,
        periodo__stato="aperto",
        stato="trasmessa",
        indicatore__tipo="percentuale",
        indicatore__ufficio__incarichi__utente=redattore,
    )[0]
    Rilevazione.objects.filter(pk=valore.pk).update(testo="90,5%", valore="90.5")
    valore = restituisci_valore(rilevazione=valore, versione=valore.versione, motivo=MOTIVO, da=dirigente)
    scritto = ValoreScritto(
        testo="47,2%",
        nota="Corretto.",
        causa="personale",
        causa_scostamento="Due persone in meno.",
        azione_correttiva="Un rientro.",
        azione_entro=dt.date(2020, 10, 31),
    )
    salvato = salva_valore(
        periodo=valore.periodo, indicatore=valore.indicatore, scritto=scritto, versione=valore.versione, da=redattore
    )
    assert salvato
    trasmesso = trasmetti_valore(rilevazione=salvato, versione=salvato.versione, da=redattore)
    valida_valori(valori=[DaValidare(trasmesso.pk, trasmesso.versione)], da=dirigente)
    return trasmesso
