"""The preview of many rows: short on a desk and on a phone, sorted, and those alone that want a look."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from cruscotto.models import Ciclo, Importazione
from ente.models import Utente
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.importazioni import Persona, apri_ciclo, indirizzo
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

QUANTE = 60
TESTA = ["Prospettiva", "Obiettivo strategico", "Programma", "Obiettivo operativo", "Indicatore", "Unità di misura"]
TESTA += ["Verso", "Target", "Consuntivo", "Nota"]
ALTA = {1440: 3400, 360: 9600}
"""Pixels, at most, of a page of fifty rows."""


def foglio(quante: int = QUANTE) -> bytes:
    """Rows as real bodies write them: long names, every column filled; of one in ten a number is doubtful."""
    righe: Griglia = [TESTA]
    for n in range(quante):
        nome = f"Percentuale di istanze del procedimento numero {quante - n} concluse entro il termine di legge"
        sopra = ["Utenti e portatori di interesse", "91. Qualità dei servizi al territorio", f"Programma {n // 10}"]
        valori: list[Any] = ["%", "crescente", "90%", "1.250" if n % 10 == 0 else f"{60 + n % 40}%", "dato provvisorio"]
        righe.append([*sopra, f"Ridurre i tempi del procedimento {n // 5}", nome, *valori])
    return xlsx(righe, "Scheda")


def carica(persona: Persona, ciclo: Ciclo) -> Importazione:
    cruscotto = ciclo.cruscotti.get(codice="area1")
    dati: dict[str, Any] = {"genere": "indicatori", "anno": str(ciclo.anno), "cruscotto": cruscotto.pk, "crea": "on"}
    return persona.carica(foglio(), "scheda.xlsx", **dati)


def celle(persona: Persona, importazione: Importazione, **parametri: str) -> list[str]:
    """Where the rows of the page stand in the sheet."""
    corpo = persona.pagina(importazione, **parametri).content.decode()
    return re.findall(r'data-nome="Nel foglio"><span>Scheda!A(\d+)</span>', corpo)


@pytest.mark.django_db
def test_rows_are_sorted_and_filtered_by_their_address(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    aperto = apri_ciclo(ciclo)
    persona = Persona(utente("controllo"))
    fatta = carica(persona, aperto)
    in_ordine = [str(n) for n in range(2, 52)]
    assert celle(persona, fatta, vista="nuove") == in_ordine
    assert celle(persona, fatta, vista="nuove", ordina="-foglio") == [str(n) for n in range(QUANTE + 1, 11, -1)]
    nomi = {str(n + 2): f"numero {QUANTE - n} " for n in range(QUANTE)}
    per_nome = celle(persona, fatta, vista="nuove", ordina="nome")
    assert [nomi[c] for c in per_nome] == sorted(nomi.values())[:50]
    assert celle(persona, fatta, vista="nuove", ordina="boh") == in_ordine
    dubbie = [str(n + 2) for n in range(0, QUANTE, 10)]
    assert celle(persona, fatta, vista="nuove", solo="dubbie") == dubbie
    assert celle(persona, fatta, vista="nuove", solo="dubbie", ordina="-foglio") == dubbie[::-1]
    pagina = persona.pagina(fatta, vista="nuove", solo="dubbie", ordina="nome").content.decode()
    assert 'aria-sort="ascending"' in pagina and "ordina=-nome" in pagina and "solo=dubbie" in pagina
    assert pagina.count("da guardare") == len(dubbie)


@pytest.mark.django_db(transaction=True)
def test_fifty_rows_are_short(demo: Ciclo, pagina: Page, live_server: LiveServer) -> None:
    aperto = apri_ciclo(demo)
    fatta = carica(Persona(Utente.objects.get(username="controllo")), aperto)
    entra(pagina, live_server, Utente.objects.get(username="controllo"))
    for larghezza, massima in ALTA.items():
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}{indirizzo(fatta)}?vista=nuove")
        assert pagina.locator(".imp-righe tbody tr").count() == 50
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        if cartella := os.environ.get("SCHERMATE"):
            pagina.screenshot(path=f"{cartella}/anteprima-{larghezza}.png", full_page=True)
        assert pagina.evaluate("document.documentElement.scrollHeight") <= massima
    pagina.locator(".imp-righe summary").first.click()  # the rest of a row
    assert pagina.locator(".imp-riga").first.is_visible()
    if cartella := os.environ.get("SCHERMATE"):
        pagina.screenshot(path=f"{cartella}/aperta-360.png")
