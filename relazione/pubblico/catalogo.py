"""The open data of a body as a catalogue in DCAT-AP_IT, JSON-LD: a data set a year, a distribution a sealed file.

The obligatory properties are those of AgID's guide to DCAT-AP_IT, 2.0; the rest is DCAT-AP 3. Typed both ``dcat:`` and
``dcatapit:``, as the guide asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ente.models import Ente
from relazione.models import FileSigillato, GenereSigillato
from relazione.pubblico.vicenda import Vicenda
from relazione.pubblico.voci import formato, indirizzo_del_file

APERTI = (GenereSigillato.DATI, GenereSigillato.RELAZIONE)
"""What is given as open data."""
LICENZA = "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"
NOME_LICENZA = "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"
EUROPA = "http://publications.europa.eu/resource/authority"
NOMI = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Nodo = dict[str, Any]
Assoluto = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Serie:
    """The edition in force of a year and its open files."""

    vicenda: Vicenda
    file: Sequence[FileSigillato]

    @property
    def anno(self) -> int:
        return self.vicenda.edizione.ciclo.anno


def leggi_serie(vicende: Iterable[Vicenda]) -> list[Serie]:
    """One for each year that has an edition in force that may be read, latest first. One query."""
    in_vigore = [v for v in vicende if not v.superata and not v.sospesa]
    file: dict[int, list[FileSigillato]] = {v.edizione.pk: [] for v in in_vigore}
    for f in FileSigillato.objects.filter(approvata__in=file, genere__in=APERTI).order_by("pk"):
        file[f.approvata_id].append(f)
    return [Serie(v, file[v.edizione.pk]) for v in in_vigore]


def scrivi_catalogo(ente: Ente, serie: Sequence[Serie], assoluto: Assoluto) -> Nodo:
    """The catalogue of a body. ``assoluto`` makes a whole address of a path; there is at least one year."""
    pagina = assoluto(reverse("pubblico:ente", args=[ente.codice]))
    agente = f"{pagina}#ente"
    catalogo = {
        "@id": f"{pagina}#catalogo",
        "@type": ["dcat:Catalog", "dcatapit:Catalog"],
        "dct:title": _it(f"Dati aperti sulla performance – {ente}"),
        "dct:description": _it(
            f"{ente}: le Relazioni sulla performance e i dati delle loro tavole, cioè obiettivi, indicatori, valori "
            "attesi e raggiunti, bilancio, contesto."
        ),
        "dct:publisher": _uri(agente),
        "dct:issued": _giorno(min(s.vicenda.prima.isoformat() for s in serie)),
        "dct:modified": _giorno(max(s.vicenda.giorno.isoformat() for s in serie)),
        "dct:language": _italiano(),
        "dct:license": _uri(LICENZA),
        "foaf:homepage": {"@id": pagina, "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {
            "@id": f"{EUROPA}/data-theme",
            "@type": "skos:ConceptScheme",
            "dct:title": _it("Temi dei dati"),
        },
        "dcat:dataset": [_uri(_indirizzo(ente, s, assoluto)) for s in serie],
    }
    soggetto = {
        "@id": agente,
        "@type": ["foaf:Agent", "dcatapit:Agent"],
        "dct:identifier": ente.codice,
        "foaf:name": _it(ente.denominazione),
    }
    licenza = {
        "@id": LICENZA,
        "@type": ["dct:LicenseDocument", "dcatapit:LicenseDocument"],
        "dct:type": _uri("http://purl.org/adms/licencetype/Attribution"),
        "foaf:name": _it(NOME_LICENZA),
        "owl:versionInfo": "4.0",
    }
    contatto = _contatto(ente, pagina)
    insiemi = [
        n for s in serie for n in (_insieme(ente, s, agente, contatto, assoluto), *_distribuzioni(ente, s, assoluto))
    ]
    return {"@context": NOMI, "@graph": [catalogo, soggetto, licenza, *contatto, *insiemi]}


def _contatto(ente: Ente, pagina: str) -> list[Nodo]:
    """Whom one writes to about the data; nobody where the body has not said it."""
    if not ente.email_dati:
        return []
    return [
        {
            "@id": f"{pagina}#contatto",
            "@type": ["vcard:Kind", "vcard:Organization", "dcatapit:Organization"],
            "vcard:fn": ente.denominazione,
            "vcard:hasEmail": _uri(f"mailto:{ente.email_dati}"),
        }
    ]


def _insieme(ente: Ente, serie: Serie, agente: str, contatto: Sequence[Nodo], assoluto: Assoluto) -> Nodo:
    indirizzo, anno = _indirizzo(ente, serie, assoluto), serie.anno
    return {
        **({"dcat:contactPoint": _uri(contatto[0]["@id"])} if contatto else {}),
        "@id": indirizzo,
        "@type": ["dcat:Dataset", "dcatapit:Dataset"],
        "dct:identifier": f"{ente.codice}:performance-{anno}",
        "dct:title": _it(f"Relazione sulla performance {anno} – {ente}"),
        "dct:description": _it(
            f"{ente}: la Relazione sulla performance {anno} e, in CSV con il loro dizionario, i dati delle sue "
            "tavole, cioè indicatori con valori attesi e raggiunti, stato di avanzamento degli obiettivi, bilancio."
        ),
        "dct:issued": _giorno(serie.vicenda.prima.isoformat()),
        "dct:modified": _giorno(serie.vicenda.giorno.isoformat()),
        "dcat:theme": {
            "@id": f"{EUROPA}/data-theme/GOVE",
            "@type": "skos:Concept",
            "skos:prefLabel": _it("Governo e settore pubblico"),
        },
        "dcat:keyword": [_it("performance"), _it("indicatori"), _it("trasparenza")],
        "dct:rightsHolder": _uri(agente),
        "dct:publisher": _uri(agente),
        "dct:creator": _uri(agente),
        "dct:accrualPeriodicity": {"@id": f"{EUROPA}/frequency/ANNUAL", "@type": "dct:Frequency"},
        "dct:language": _italiano(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _giorno(f"{anno}-01-01"),
            "dcat:endDate": _giorno(f"{anno}-12-31"),
        },
        "dcat:landingPage": {"@id": _pagina_dati(ente, serie, assoluto), "@type": "foaf:Document"},
        "dcat:version": str(serie.vicenda.edizione.numero),
        "dcat:distribution": [_uri(f"{indirizzo}/{f.nome}") for f in serie.file],
    }


def _distribuzioni(ente: Ente, serie: Serie, assoluto: Assoluto) -> Iterable[Nodo]:
    for f in serie.file:
        tipo = f.tipo.partition(";")[0]
        yield {
            "@id": f"{_indirizzo(ente, serie, assoluto)}/{f.nome}",
            "@type": ["dcat:Distribution", "dcatapit:Distribution"],
            "dct:title": _it(f.titolo),
            "dct:description": _it(f.nome),
            "dct:format": {"@id": f"{EUROPA}/file-type/{formato(f.nome)}", "@type": "dct:MediaTypeOrExtent"},
            "dcat:mediaType": {
                "@id": f"http://www.iana.org/assignments/media-types/{tipo}",
                "@type": "dct:MediaType",
            },
            "dcat:accessURL": _uri(_pagina_dati(ente, serie, assoluto)),
            "dcat:downloadURL": _uri(
                assoluto(indirizzo_del_file(ente.codice, serie.anno, serie.vicenda.edizione.numero, f.nome))
            ),
            "dct:license": _uri(LICENZA),
            "dct:issued": _giorno(serie.vicenda.giorno.isoformat()),
            "dct:modified": _giorno(serie.vicenda.giorno.isoformat()),
            "dct:language": _italiano(),
            "dcat:byteSize": {"@value": str(f.dimensione), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {
                    "@id": "spdx:checksumAlgorithm_sha256",
                    "@type": "spdx:ChecksumAlgorithm",
                },
                "spdx:checksumValue": {"@value": f.impronta, "@type": "xsd:hexBinary"},
            },
        }


def _indirizzo(ente: Ente, serie: Serie, assoluto: Assoluto) -> str:
    """The name of the data set of a year: it does not change with the edition."""
    return f"{_pagina_dati(ente, serie, assoluto)}#insieme"


def _pagina_dati(ente: Ente, serie: Serie, assoluto: Assoluto) -> str:
    return assoluto(reverse("pubblico:dati", args=[ente.codice, serie.anno]))


def _it(testo: str) -> Mapping[str, str]:
    return {"@value": testo, "@language": "it"}


def _uri(indirizzo: str) -> Mapping[str, str]:
    return {"@id": indirizzo}


def _giorno(giorno: str) -> Mapping[str, str]:
    return {"@value": giorno, "@type": "xsd:date"}


def _italiano() -> Mapping[str, str]:
    return {"@id": f"{EUROPA}/language/ITA", "@type": "dct:LinguisticSystem"}
