"""The open data: the page of a year, the catalogue as Italy and Europe want it, the fragment of the map."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ente.models import Ente
from relazione.models import FileSigillato
from tests.mondi.pubblicata import EMAIL_DATI, MondoPubblico
from tests.mondi.scena import ANNO, leggi

pytestmark = pytest.mark.django_db
CASA = "/pubblico/casa/"
_FILE = Path(__file__).parent / "dcat_ap_it.csv"
OBBLIGATORIE = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
"""What DCAT-AP_IT makes obligatory, a line a property: AgID's guide to the catalogues of data, «Elementi obbligatori»
of each class, read in November 2026. ``natura`` is the class of what it points to, how its address begins, what is
written."""
EUROPA = "http://publications.europa.eu/resource/authority/"
VOCABOLARI = {
    "dcat:theme": f"{EUROPA}data-theme/GOVE",
    "dct:accrualPeriodicity": f"{EUROPA}frequency/ANNUAL",
    "dct:language": f"{EUROPA}language/ITA",
    "dct:license": "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40",
}


@pytest.fixture
def grafo(mondo: MondoPubblico, client: Client) -> list[dict[str, Any]]:
    risposta = client.get(f"{CASA}catalogo.jsonld")
    assert risposta["Content-Type"] == "application/ld+json"
    nodi: list[dict[str, Any]] = risposta.json()["@graph"]
    return nodi


def di(grafo: list[dict[str, Any]], classe: str) -> list[dict[str, Any]]:
    return [n for n in grafo if classe in n["@type"]]


def test_the_page_of_a_year_gives_each_file_with_its_columns(mondo: MondoPubblico, client: Client) -> None:
    pagina = client.get(f"{CASA}{ANNO}/dati/").content.decode()
    dati = FileSigillato.objects.filter(approvata=mondo.seconda, genere="dati")
    assert dati.count() >= 4
    for f in dati:
        assert f'href="{CASA}{ANNO}/2/{f.nome}"' in pagina
        assert f.impronta in pagina
    assert "CC BY 4.0" in pagina and "licenses/by/4.0" in pagina
    assert "Stato di avanzamento che conta nelle medie, non arrotondato (percento)" in leggi(pagina)


@pytest.mark.parametrize("riga", OBBLIGATORIE, ids=lambda r: f"{r['classe']} {r['proprieta']}")
def test_the_catalogue_has_what_italy_makes_obligatory(grafo: list[dict[str, Any]], riga: dict[str, str]) -> None:
    nodi = di(grafo, riga["classe"])
    assert nodi
    per_nome = {n["@id"]: n for n in grafo}
    for nodo in nodi:
        scritto = nodo.get(riga["proprieta"])
        valori = scritto if isinstance(scritto, list) else [scritto] if scritto else []
        assert len(valori) == 1 if riga["quante"] == "una" else valori, (nodo["@id"], riga)
        assert all(e_di(v, riga["natura"], per_nome) for v in valori), (nodo["@id"], riga, valori)


def e_di(valore: Any, natura: str, per_nome: dict[str, dict[str, Any]]) -> bool:
    """Whether a value is of its kind: a text, in Italian or not, a day, an address, a node of a class."""
    if natura == "testo":
        return isinstance(valore, str) and bool(valore.strip())
    if natura == "italiano":
        return valore["@language"] == "it" and bool(valore["@value"].strip())
    if natura == "data":
        return valore["@type"] == "xsd:date" and bool(dt.date.fromisoformat(valore["@value"]))
    if natura.startswith("dcatapit:"):
        return natura in per_nome[valore["@id"]]["@type"]
    return bool(valore["@id"].startswith(natura)) and valore["@id"] != natura


def test_every_node_has_a_class_of_europe_too(grafo: list[dict[str, Any]]) -> None:
    for nodo in grafo:
        assert any(t.partition(":")[0] in ("dcat", "foaf", "dct", "vcard") for t in nodo["@type"]), nodo["@id"]


def test_who_answers_of_the_data_is_said_where_the_body_says_it(mondo: MondoPubblico, client: Client) -> None:
    dove = f"{CASA}{ANNO}/dati/"
    assert f'href="mailto:{EMAIL_DATI}"' in client.get(dove).content.decode()
    Ente.objects.filter(pk=mondo.casa.ente.pk).update(email_dati="")
    assert "mailto:" not in client.get(dove).content.decode()
    grafo = client.get(f"{CASA}catalogo.jsonld").json()["@graph"]
    assert not any("dcat:contactPoint" in n or "vcard:fn" in n for n in grafo)


def test_the_catalogue_uses_the_vocabularies_of_europe_and_italy(grafo: list[dict[str, Any]]) -> None:
    for proprieta, uri in VOCABOLARI.items():
        valori = {n[proprieta]["@id"] for n in grafo if proprieta in n}
        assert valori == {uri}, proprieta
    formati = {n["dct:format"]["@id"].rpartition("/")[2] for n in di(grafo, "dcat:Distribution")}
    assert formati == {"CSV", "JSON", "PDF", "HTML"}


def test_every_node_that_is_named_is_in_the_catalogue(grafo: list[dict[str, Any]]) -> None:
    noti = {n["@id"] for n in grafo}
    for nodo in grafo:
        for proprieta in ("dct:publisher", "dct:rightsHolder", "dct:creator", "dct:license"):
            assert proprieta not in nodo or nodo[proprieta]["@id"] in noti
        for figli in (nodo.get("dcat:dataset", []), nodo.get("dcat:distribution", [])):
            assert {f["@id"] for f in figli} <= noti
    assert len(noti) == len(grafo)


def test_each_distribution_answers_with_the_bytes_that_it_declares(
    grafo: list[dict[str, Any]], mondo: MondoPubblico, client: Client
) -> None:
    distribuzioni = di(grafo, "dcat:Distribution")
    aperti = FileSigillato.objects.filter(approvata=mondo.seconda, genere__in=["dati", "relazione"])
    assert len(distribuzioni) == aperti.count()
    for d in distribuzioni:
        risposta = client.get(urlsplit(d["dcat:downloadURL"]["@id"]).path)
        assert risposta.status_code == 200
        somma = d["spdx:checksum"]
        assert somma["spdx:algorithm"]["@id"] == "spdx:checksumAlgorithm_sha256"
        assert somma["spdx:checksumValue"]["@value"] == hashlib.sha256(risposta.content).hexdigest()
        assert d["dcat:byteSize"]["@value"] == str(len(risposta.content))
        assert d["dcat:mediaType"]["@id"].endswith("/" + risposta["Content-Type"].partition(";")[0])
        assert client.get(urlsplit(d["dcat:accessURL"]["@id"]).path).status_code == 200


def test_the_map_has_the_nodes_of_anac(mondo: MondoPubblico, client: Client) -> None:
    """The class of who the decree applies to, its nodes by key, the day as ANAC writes it."""
    mappa = client.get(f"{CASA}at_map.json").json()
    assert mappa.keys() == {"data_ultima_modifica", "at_art2_bis_c1"}
    giorno, mese, anno = mappa["data_ultima_modifica"].split("/")
    assert (len(giorno), len(mese), len(anno)) == (2, 2, 4)
    nodi = mappa["at_art2_bis_c1"]
    assert nodi.keys() == {"performance", "ammontare_complessivo_dei_premi", "dati_relativi_ai_premi"}
    for indirizzo in nodi.values():
        pagina = client.get(urlsplit(indirizzo).path).content.decode()
        ancora = urlsplit(indirizzo).fragment
        assert not ancora or f'id="{ancora}"' in pagina
