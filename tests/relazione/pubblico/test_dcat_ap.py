"""The catalogue read as RDF by an independent library, against the rules of Europe (SHACL).

The rules are those of DCAT-AP 3 (SEMIC, CC BY 4.0; the constraints without the ranges, read in November 2026): a
line a property in ``dcat_ap.csv``. With the ranges, the vocabularies of the EU would have to be in the graph.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import Graph, URIRef

from relazione.pubblico.catalogo import NOMI
from tests.mondi.pubblicata import MondoPubblico

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib 7.6 warns of itself
]
TIPO = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_FILE = Path(__file__).parent / "dcat_ap.csv"
REGOLE = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
ALTRI_NOMI = {
    "adms": "http://www.w3.org/ns/adms#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
}
DATE = " ".join(f"[ sh:datatype xsd:{t} ]" for t in ("date", "dateTime", "gYear", "gYearMonth"))
NATURE = {
    "": "",
    "testo": "sh:nodeKind sh:Literal ;",
    "nodo": "sh:nodeKind sh:BlankNodeOrIRI ;",
    "indirizzo": "sh:nodeKind sh:IRI ;",
    "data": f"sh:or ( {DATE} ) ;",
}


def forma(riga: dict[str, str]) -> str:
    """A property of a class, as SHACL writes it."""
    natura = riga["natura"]
    almeno = f"sh:minCount {riga['almeno']} ;" if riga["almeno"] else ""
    al_piu = f"sh:maxCount {riga['al_piu']} ;" if riga["al_piu"] else ""
    che_cosa = f"sh:datatype {natura} ;" if natura.startswith("xsd:") else NATURE[natura]
    return (
        f"[] a sh:NodeShape ; sh:targetClass {riga['classe']} ; "
        f"sh:property [ sh:path {riga['proprieta']} ; {almeno} {al_piu} {che_cosa} ] ."
    )


def forme() -> Graph:
    nomi = "\n".join(f"@prefix {k}: <{v}> ." for k, v in (NOMI | ALTRI_NOMI).items())
    return Graph().parse(data="\n".join([nomi, *map(forma, REGOLE)]), format="turtle")


def letto(client: Client) -> Graph:
    return Graph().parse(data=client.get("/pubblico/casa/catalogo.jsonld").content, format="json-ld")


def esito(grafo: Graph) -> tuple[bool, str]:
    conforme, _, detto = validate(grafo, shacl_graph=forme(), do_owl_imports=False)
    return conforme, detto


def test_the_catalogue_passes_the_rules_of_europe(mondo: MondoPubblico, client: Client) -> None:
    grafo = letto(client)
    classi = {str(o) for o in grafo.objects(None, TIPO)}
    assert {NOMI["dcat"] + c for c in ("Catalog", "Dataset", "Distribution")} <= classi
    conforme, detto = esito(grafo)
    assert conforme, detto


@pytest.mark.parametrize("riga", [r for r in REGOLE if r["almeno"]], ids=lambda r: f"{r['classe']} {r['proprieta']}")
def test_what_is_taken_away_is_found(mondo: MondoPubblico, client: Client, riga: dict[str, str]) -> None:
    """The rules bite: without an obligatory property of a class that the catalogue has, it does not pass."""
    grafo = letto(client)
    nodo = next(grafo.subjects(TIPO, disteso(riga["classe"])))
    grafo.remove((nodo, disteso(riga["proprieta"]), None))
    conforme, detto = esito(grafo)
    assert not conforme and str(disteso(riga["proprieta"])).rpartition("/")[2].rpartition("#")[2] in detto


def disteso(nome: str) -> URIRef:
    prefisso, _, resto = nome.partition(":")
    return URIRef((NOMI | ALTRI_NOMI)[prefisso] + resto)
