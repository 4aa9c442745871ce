"""publiccode.yml as the standard wants it, version 0.8: no validator of it can be installed from a package index.

Written from the standard's own text (docs/standard/schema.core.rst of publiccodeyml/publiccode.yml, read in November
2026) and from the notes of its releases: 0.7 brings ``supports`` and deprecates the sections of single countries, 0.8
deprecates ``unsupportedCountries``. What is deprecated is refused here.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

RADICE = Path(__file__).resolve().parents[2]
INDIRIZZO = {"type": "string", "format": "uri", "pattern": "^https?://"}
DATA = {"type": "string", "format": "date"}
TESTI = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
LINGUA = "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
CATEGORIE = ["business-intelligence", "data-visualization", "document-management"]
"""Those of the standard's list that this project has chosen: another one is looked up there first."""
AMBITI = ["government", "local-authorities", "finance-and-economic-development"]


def oggetto(obbligatori: str, **proprieta: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": obbligatori.split(),
        "properties": proprieta,
        "additionalProperties": False,
    }


DIPENDENZA = oggetto(
    "name",
    name={"type": "string"},
    versionMin={"type": "string"},
    versionMax={"type": "string"},
    version={"type": "string"},
    optional={"type": "boolean"},
)
DESCRIZIONE = oggetto(
    "shortDescription longDescription features",
    localisedName={"type": "string"},
    shortDescription={"type": "string", "minLength": 1, "maxLength": 150, "pattern": r"^[^\n]+\n?$"},
    longDescription={"type": "string", "minLength": 150, "maxLength": 10_000},
    documentation=INDIRIZZO,
    apiDocumentation=INDIRIZZO,
    features=TESTI,
    screenshots=TESTI,
    videos=TESTI,
    awards=TESTI,
)
SCHEMA = oggetto(
    "publiccodeYmlVersion name url platforms categories developmentStatus softwareType description legal maintenance "
    "localisation",
    publiccodeYmlVersion={"const": "0.8"},
    name={"type": "string", "minLength": 1},
    applicationSuite={"type": "string"},
    url=INDIRIZZO,
    landingURL=INDIRIZZO,
    isBasedOn={"anyOf": [INDIRIZZO, {"type": "array", "items": INDIRIZZO}]},
    softwareVersion={"type": "string"},
    releaseDate=DATA,
    logo={"type": "string"},
    platforms=TESTI,
    categories={"type": "array", "minItems": 1, "items": {"enum": CATEGORIE}},
    usedBy=TESTI,
    roadmap=INDIRIZZO,
    developmentStatus={"enum": ["concept", "development", "beta", "stable", "obsolete"]},
    softwareType={
        "enum": [
            *(f"standalone/{dove}" for dove in ("mobile", "iot", "desktop", "web", "backend", "other")),
            "addon",
            "library",
            "configurationFiles",
        ]
    },
    intendedAudience=oggetto(
        "",
        countries={"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        scope={"type": "array", "items": {"enum": AMBITI}},
    ),
    description={
        "type": "object",
        "minProperties": 1,
        "patternProperties": {LINGUA: DESCRIZIONE},
        "additionalProperties": False,
    },
    supports={
        "type": "array",
        "items": oggetto(
            "id", id={"type": "string", "pattern": r"^(alias:[a-z0-9-]+|urn:[a-z0-9-]+:\S+|https?://\S+)$"}
        ),
    },
    legal=oggetto("license", license={"type": "string"}, mainCopyrightOwner={"type": "string"}),
    maintenance=oggetto(
        "type contacts",
        type={"enum": ["internal", "community"]},
        contacts={
            "type": "array",
            "minItems": 1,
            "items": oggetto(
                "name",
                name={"type": "string"},
                email={"type": "string", "format": "email"},
                phone={"type": "string"},
                affiliation={"type": "string"},
            ),
        },
    ),
    localisation=oggetto(
        "localisationReady availableLanguages",
        localisationReady={"type": "boolean"},
        availableLanguages={"type": "array", "minItems": 1, "items": {"type": "string", "pattern": LINGUA}},
    ),
    dependsOn=oggetto(
        "", **{quali: {"type": "array", "items": DIPENDENZA} for quali in ("open", "proprietary", "hardware")}
    ),
)


def errori(documento: dict[str, Any]) -> list[str]:
    """What does not hold, as ``place: reason``."""
    trovati = Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(documento)
    return [f"{e.json_path}: {e.message}" for e in trovati]


@pytest.fixture(scope="module")
def documento() -> dict[str, Any]:
    letto = yaml.safe_load((RADICE / "publiccode.yml").read_text(encoding="utf-8"))
    assert isinstance(letto, dict)
    return letto


def test_it_is_what_the_standard_asks(documento: dict[str, Any]) -> None:
    assert errori(documento) == []


@pytest.mark.parametrize(
    ("dove", "valore"),
    [
        ("publiccodeYmlVersion", "0.4"),
        ("IT", {"countryExtensionVersion": "1.0"}),
        ("it", {"conforme": {"gdpr": True}}),
        ("description.it.genericName", "Ciclo della performance"),
        ("description.it.shortDescription", "x" * 151),
        ("description.it.longDescription", "x" * 149),
        ("intendedAudience.countries", ["it"]),
        ("intendedAudience.unsupportedCountries", ["US"]),
        ("supports", [{"id": "gdpr"}]),
        ("supports", [{"name": "GDPR"}]),
        ("softwareType", "standalone"),
        ("legal.repoOwner", "Ente"),
        ("maintenance.contacts", []),
        ("releaseDate", "22/11/2026"),
    ],
)
def test_what_the_standard_refuses_is_found(documento: dict[str, Any], dove: str, valore: Any) -> None:
    *rami, foglia = dove.split(".")
    guasto = copy.deepcopy(documento)
    ramo = guasto
    for nome in rami:
        ramo = ramo[nome]
    ramo[foglia] = valore
    assert errori(guasto) != []


def test_it_says_of_the_project_what_the_project_says_of_itself(documento: dict[str, Any]) -> None:
    progetto = (RADICE / "pyproject.toml").read_text(encoding="utf-8")
    assert documento["legal"]["license"] == re.findall(r'^license = "(.+)"', progetto, re.MULTILINE)[0]
    python = next(d for d in documento["dependsOn"]["open"] if d["name"] == "Python")
    assert f'requires-python = ">={python["versionMin"]}"' in progetto
    # A version that has never been released is not declared: the key is that of the latest release.
    assert ("softwareVersion" in documento) != ("non ancora pubblicata" in (RADICE / "CHANGELOG.md").read_text("utf-8"))
