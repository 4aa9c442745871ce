"""Every page, sheet and document of bodies without the four prospettive: only their own levels, no empty heading."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.models import Ciclo, Periodo
from ente.models import Area, Incarico, Ruolo, Ufficio, Utente
from relazione.documento.modelli import modelli
from relazione.pubblicazione.actions.documenti import crea_documento
from tests.mondi.forme import (
    ANNO,
    CON_AREE,
    ENTE,
    NUDO,
    SENZA,
    SOLO_AREE,
    SOLO_PROSPETTIVE,
    Foglio,
    ciclo_nuovo,
    importa,
)
from tests.sito.test_strade import percorri

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]

AREE = ("area strategica", "aree strategiche")
FORME: dict[str, tuple[Foglio, tuple[str, ...]]] = {
    "senza prospettive": (SENZA, ("prospettiv", *AREE)),
    "solo indicatori": (NUDO, ("prospettiv", *AREE)),
    "con le aree": (CON_AREE, ("prospettiv",)),
    "solo aree": (SOLO_AREE, ("prospettiv",)),
    "solo prospettive": (SOLO_PROSPETTIVE, AREE),
}
"""The sheet of each body, and the words that it does not use."""
OBIETTIVI = re.compile(r"(?:n\. )?obiettiv[oi] strategic[oi]")
DEI_LIVELLI = ("/cruscotti/", "/albero/", "/elenco/", "/indicatori/")
"""The pages that show the levels of a scorecard. Elsewhere the law itself speaks of objectives, whoever has them."""
MASSIME = 12
DI_TUTTI = ("/importazioni/nuova/", "/importazioni/modello/", "/aiuto/", "/novita/")
"""What says the columns that any body's sheet may have."""
VUOTA = re.compile(r"<(h[1-6]|caption|legend|dt|th|figcaption|summary|label)\b[^>]*>\s*</\1>")


def nudo(pagina: str) -> str:
    """The words of a page, with what is said to who does not see it."""
    detti = " ".join(re.findall(r'(?:aria-label|title|alt|data-nome|placeholder)="([^"]*)"', pagina))
    testo = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", pagina, flags=re.DOTALL)
    return html.unescape(f"{testo} {detti}").casefold()


def contate(pagine: Iterator[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """The pages; those of the levels ask the database no more than any page may."""
    while True:
        with CaptureQueriesContext(connection) as fatte:
            pagina = next(pagine, None)
        if pagina is None:
            return
        if pagina[0].startswith((*DEI_LIVELLI, "/mappa/", "/matrice/")):
            assert len(fatte) <= MASSIME, (pagina[0], len(fatte))
        yield pagina


def persone(ciclo: Ciclo) -> list[Utente]:
    """One for each role."""
    ente = ciclo.ente
    area, _ = Area.objects.get_or_create(ente=ente, codice="area1", numero=1, defaults={"nome": "Servizi"})
    ufficio = Ufficio.objects.filter(ente=ente).first() or Ufficio.objects.create(ente=ente, codice="u", nome="Urp")
    Ufficio.objects.filter(ente=ente).update(area=area)
    dove: dict[Ruolo, dict[str, Any]] = {
        Ruolo.AMMINISTRATORE: {},
        Ruolo.CONTROLLO: {},
        Ruolo.DIRIGENTE: {"area": area},
        Ruolo.REDATTORE: {"ufficio": ufficio},
    }
    tutte = []
    for ruolo, posto in dove.items():
        utente = Utente.objects.create(username=f"{ruolo}.nuovo", ente=ente, qualifica=ruolo.label)
        Incarico.objects.create(utente=utente, ruolo=ruolo, dal=date(2020, 1, 1), **posto)
        tutte.append(utente)
    return tutte


@pytest.mark.parametrize("forma", FORME)
def test_every_page_speaks_of_its_own_levels(forma: str, tmp_path: Path) -> None:
    foglio, mai = FORME[forma]
    importa(foglio, tmp_path)
    ciclo = ciclo_nuovo()
    amministratore, *altri = persone(ciclo)
    for tipo in ("relazione", "piano"):
        crea_documento(ciclo=ciclo, tipo=tipo, da=altri[0])
    guaste, quante = [], 0
    for utente in (amministratore, *altri):
        cliente = Client()
        cliente.force_login(utente)
        for strada, da, risposta in contate(percorri(cliente, ["/"], tutte=False)):
            corpo = b"".join(risposta) if risposta.streaming else risposta.content
            quante += 1
            assert risposta.status_code == 200, (strada, da)
            tipo = risposta.get("Content-Type", "")
            if strada.startswith(DI_TUTTI) or not tipo.startswith(("text/html", "text/csv")):
                continue
            pagina = corpo.decode()
            detto = nudo(pagina) if "html" in tipo else pagina.casefold()
            guaste += [(strada, parola, _intorno(detto, parola)) for parola in mai if parola in detto]
            guaste += [(strada, "vuota", trovata[0]) for trovata in VUOTA.finditer(pagina)]
            if forma.startswith("solo") and strada.startswith(DEI_LIVELLI):
                guaste += [(strada, "obiettivi", trovata[0]) for trovata in OBIETTIVI.finditer(detto)]
    assert guaste == []
    assert quante > 60


def _intorno(testo: str, parola: str) -> str:
    posto = testo.index(parola)
    return " ".join(testo[max(0, posto - 60) : posto + 60].split())


@pytest.mark.parametrize("modello", ["aperto", "relazione-2019", "unioncamere-2020", "monitoraggio", "piano"])
@pytest.mark.parametrize("forma", FORME)
def test_every_outline_prints_its_own_levels(forma: str, modello: str, tmp_path: Path) -> None:
    foglio, mai = FORME[forma]
    importa(foglio, tmp_path)
    ciclo, tipo = ciclo_nuovo(), modelli()[modello].tipo
    periodo = Periodo.objects.get(ciclo=ciclo, numero=3) if tipo == "monitoraggio" else None
    crea_documento(ciclo=ciclo, tipo=tipo, modello=modello, periodo=periodo, da=persone(ciclo)[1])
    uscita = tmp_path / "documento.html"
    altro = {"periodo": 3} if periodo else {}
    call_command("documento", tipo, ente=ENTE, anno=ANNO, output=str(uscita), stdout=io.StringIO(), **altro)
    pagina = uscita.read_text()
    detto = nudo(pagina)
    assert [(p, _intorno(detto, p)) for p in mai if p in detto] == []
    assert VUOTA.search(pagina) is None
    assert "Pratiche" in pagina or "Giorni di apertura" in pagina
