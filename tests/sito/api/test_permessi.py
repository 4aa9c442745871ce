"""Who may what by the API: every address × method × role × own area, other area, other body × anonymous.

``matrice_api.csv`` is written by hand from docs/dominio.md "Roles", never from what the API answers; an address that it
does not name fails. Who may not see a thing does not find it (404); who sees it and may not do it is refused (403).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from contesto.models import Tavola, VoceBilancio
from cruscotto.models import (
    AreaStrategica,
    Collocazione,
    Cruscotto,
    Evidenza,
    Importazione,
    InterventoEconomico,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
    Riapertura,
    StatoRilevazione,
)
from ente.models import Area, Atto, Ufficio
from relazione.models import ContoEsame, Documento, Stesura
from tests.mondi.casi import _pronta, _scritta, metti_in_stato, niente
from tests.mondi.due_enti import ALTRA_AREA, ALTRO_ENTE, APERTO, PROPRIO, RUOLI, DueEnti

pytestmark = [pytest.mark.django_db]

CHI = ("anonimo", *RUOLI)
METODI = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _righe() -> dict[str, list[dict[str, str]]]:
    righe: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (Path(__file__).resolve().parents[2] / "matrice_api.csv").open(encoding="utf-8", newline="") as file:
        for riga in csv.DictReader(file):
            righe[riga["indirizzo"]].append(riga)
    return dict(righe)


RIGHE = _righe()


@pytest.fixture
def mondo(db: None) -> DueEnti:
    mondo = DueEnti()
    for scena in (mondo.casa, mondo.altrove):
        nodo = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=scena.ciclo)[0]
        programma = Programma.objects.create(nodo=nodo, nome="Programma")
        ObiettivoOperativo.objects.create(programma=programma, nome="Operativo")
        composto = Documento.objects.get(ciclo=scena.ciclo, tipo="relazione")
        documento = Stesura(documento=composto, stato="pronto", impronta="0" * 64, scritta_il=timezone.now())
        documento.file.save(f"{scena.ente.codice}.pdf", ContentFile(b"%PDF-1.7"))
    return mondo


# -- addresses ---------------------------------------------------------------------------------------------------------
def _di_area(insieme: Any, mondo: DueEnti, campo: str) -> Any:
    codice = "area2" if mondo.oggetto == ALTRA_AREA else "area1"
    return insieme.filter(**{campo: codice}).first()


OGGETTI: dict[str, Callable[[DueEnti, Any], Any]] = {
    "ente": lambda m, s: s.ente,
    "area": lambda m, s: _di_area(Area.objects.di(s.ente), m, "codice"),
    "ufficio": lambda m, s: _di_area(Ufficio.objects.di(s.ente), m, "area__codice"),
    "ciclo": lambda m, s: s.ciclo,
    "periodo": lambda m, s: s.periodi[APERTO - 1],
    "prospettiva": lambda m, s: Prospettiva.objects.filter(ciclo=s.ciclo).first(),
    "area-strategica": lambda m, s: AreaStrategica.objects.get(ciclo=s.ciclo),
    "obiettivo-strategico": lambda m, s: ObiettivoStrategico.objects.get(ciclo=s.ciclo),
    "programma": lambda m, s: Programma.objects.di(s.ente).get(),
    "obiettivo-operativo": lambda m, s: ObiettivoOperativo.objects.di(s.ente).get(),
    "indicatore": lambda m, s: m.indicatore(),
    "cruscotto": lambda m, s: _di_area(Cruscotto.objects.filter(ciclo=s.ciclo, tipo="individuale"), m, "area__codice"),
    "collocazione": lambda m, s: _di_area(
        Collocazione.objects.filter(cruscotto__ciclo=s.ciclo, cruscotto__tipo="individuale"),
        m,
        "cruscotto__area__codice",
    ),
    "rilevazione": lambda m, s: m.valore(),
    "tavola": lambda m, s: Tavola.objects.get(ente=s.ente),
    "voce-bilancio": lambda m, s: VoceBilancio.objects.get(ente=s.ente),
    "intervento": lambda m, s: InterventoEconomico.objects.get(ciclo=s.ciclo),
    "riapertura": lambda m, s: Riapertura.objects.di(s.ente).first(),
    "evidenza": lambda m, s: Evidenza.objects.di(s.ente).first(),
    "conto": lambda m, s: ContoEsame.objects.di(s.ente).first(),
    "atto": lambda m, s: Atto.objects.filter(ente=s.ente).first(),
    "importazione": lambda m, s: Importazione.objects.get(ente=s.ente),
    "documento": lambda m, s: Stesura.objects.get(documento__ciclo=s.ciclo, documento__tipo="relazione"),
}
"""The row of each resource in the office, area or body of ``oggetto``."""


def _dove(mondo: DueEnti, nome: str) -> str:
    risorsa, _, resto = nome.rpartition("-")
    if nome == "niente":
        return "/api/v1/niente/"
    if not risorsa or resto == "list":
        return reverse(f"api:{nome}")
    scena = mondo.scena(mondo.oggetto)
    if risorsa == "lavoro":
        return reverse(f"api:{nome}", args=[f"importazione-{OGGETTI['importazione'](mondo, scena).pk}"])
    return reverse(f"api:{nome}", args=[OGGETTI[risorsa](mondo, scena).pk])


# -- acts --------------------------------------------------------------------------------------------------------------
def _carica(mondo: DueEnti) -> dict[str, Any]:
    file = SimpleUploadedFile("b.csv", b"Voce;Tipo\nProventi;voce\n")
    return {"genere": "bilancio", "ciclo": mondo.scena(mondo.oggetto).ciclo.pk, "file": file}


def _nuovo(mondo: DueEnti) -> dict[str, Any]:
    valore = mondo.valore()
    return {"periodo": valore.periodo_id, "indicatore": valore.indicatore_id, "testo": valore.testo}


CORPI: dict[str, Callable[[DueEnti], dict[str, Any]]] = {
    "rilevazione-list POST": _nuovo,
    "rilevazione-detail PUT": lambda m: {"testo": "98"},
    "rilevazione-detail PATCH": lambda m: {"testo": "98"},
    "rilevazione-restituisci POST": lambda m: {"motivo": "Da rivedere"},
    "importazione-list POST": _carica,
    "importazione-risposte POST": lambda m: {"mappa": {"boh": ""}},
    "importazione-conferma POST": lambda m: {"impronta": "vista"},
    "documento-list POST": lambda m: {"ciclo": m.scena(m.oggetto).ciclo.pk},
}
TRASMESSI = {"rilevazione-riprendi", "rilevazione-valida", "rilevazione-restituisci"}
PREPARA = {"importazione-conferma": _pronta, "importazione-annulla": _scritta}


def _codice(mondo: DueEnti, chi: str, nome: str, metodo: str) -> int:
    with transaction.atomic():
        if nome in TRASMESSI:
            metti_in_stato(mondo, StatoRilevazione.TRASMESSA)
        if nome in PREPARA and mondo.oggetto == PROPRIO:
            PREPARA[nome](mondo)
        testate: dict[str, str] = {}
        if nome.startswith("rilevazione") and metodo != "GET" and not nome.endswith("list"):
            testate["If-Match"] = f'"{mondo.valore().pk}-{mondo.valore().versione}"'
        corpo = CORPI.get(f"{nome} {metodo}", niente)(mondo)
        client, dove = mondo.clienti[chi], _dove(mondo, nome)
        if "file" in corpo:
            risposta = client.post(dove, corpo, headers=testate)
        elif metodo == "GET":
            risposta = client.get(dove)
        else:
            risposta = getattr(client, metodo.lower())(dove, corpo, "application/json", headers=testate)
        if risposta.streaming:
            b"".join(risposta)
        transaction.set_rollback(True)
    return int(risposta.status_code)


def test_the_table_names_every_address() -> None:
    modelli = get_resolver().namespace_dict["api"][1].url_patterns
    assert sorted(RIGHE) == sorted({str(getattr(modello, "name", "")) for modello in modelli})


@pytest.mark.parametrize("gruppo", range(8))
def test_an_address_answers_each_role_as_the_table_says(mondo: DueEnti, gruppo: int) -> None:
    diversi = []
    for nome in sorted(RIGHE)[gruppo::8]:
        for riga in RIGHE[nome]:
            mondo.oggetto = riga["oggetto"]
            trovati = {chi: _codice(mondo, chi, nome, riga["metodo"]) for chi in CHI}
            if trovati != (attesi := {chi: int(riga[chi]) for chi in CHI}):
                dove = f"{nome} {riga['metodo']} {riga['oggetto']}"
                diversi.append((dove, {c: (trovati[c], attesi[c]) for c in CHI if trovati[c] != attesi[c]}))
    assert diversi == []


CHIUSI = {"niente": (404, 401), "docs": (405, 302), "status": (405, 405)}
"""How an address refuses a method that it does not have, to who is known and to who is not, where it is not as ever."""


def test_what_the_table_does_not_accept_is_not_accepted(mondo: DueEnti) -> None:
    mondo.oggetto = PROPRIO
    for nome, righe in RIGHE.items():
        for metodo in set(METODI) - {r["metodo"] for r in righe}:
            codici = _codice(mondo, "controllo", nome, metodo), _codice(mondo, "anonimo", nome, metodo)
            assert codici == CHIUSI.get(nome, (405, 401)), (nome, metodo)


@pytest.mark.parametrize("chi", RUOLI[:-1])
def test_no_list_has_a_row_of_another_body(mondo: DueEnti, chi: str) -> None:
    for nome in (n for n in RIGHE if n.endswith("-list")):
        risorsa = nome.removesuffix("-list")
        mondo.oggetto = ALTRO_ENTE
        altrui = _dove(mondo, f"{risorsa}-detail").split("/")[-2]
        mondo.oggetto = PROPRIO
        risposta = mondo.clienti[chi].get(f"{reverse(f'api:{nome}')}{'' if risorsa == 'lavoro' else '?quanti=1000'}")
        if risposta.status_code == 200:
            dati = risposta.json()
            chiavi = {str(riga["id"]) for riga in (dati if isinstance(dati, list) else dati["results"])}
            assert altrui not in chiavi, nome
        else:
            assert nome in ("atto-list", "conto-list")  # of who reads the whole body
