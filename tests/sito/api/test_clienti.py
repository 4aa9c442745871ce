"""A body's programmer makes a client from the description that the site serves, and it reads and writes at the first
try: in Python and in TypeScript, on the site in production, through an nginx that compresses.

Each reads every list, writes a value with its version, imports a sheet, asks for a document and downloads it:
tests/clienti/prova.py and prova.ts, which are all that the programmer writes.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.api import router
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Importazione, Indicatore, Rilevazione
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente
from tests.mondi.api import MODELLI
from tests.mondi.clienti import CARTELLA, PACCHETTI, node, riuscito
from tests.mondi.fogli import xlsx
from tests.mondi.lavori import lavoratore
from tests.mondi.nginx import PER_NGINX
from tests.mondi.processi import Manca, manca_qui
from tests.servitore import Base, base_propria, servitore

pytestmark = pytest.mark.una_volta

IMPORTATO = "i001"
GENERATORE = "post_hooks: []\n"
"""Nothing is done to what the generator has written: not even to put it in order."""


@dataclass(frozen=True, slots=True)
class Sito:
    base: Base
    indirizzo: str
    gettone: str
    foglio: Path
    schema: Path
    cartella: Path


@pytest.fixture
def sito(demo: Ciclo, nginx: Callable[[int], int], tmp_path: Path) -> Iterator[Sito]:
    with base_propria(tmp_path) as base:
        with base.in_uso():
            prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
            da = Utente.objects.get(username="controllo")
            _, gettone = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=da)
            nome = Indicatore.objects.get(codice=IMPORTATO, ente=demo.ente).nome
        foglio = tmp_path / "valori.xlsx"
        foglio.write_bytes(xlsx([["Codice", "Indicatore", "Valore"], [IMPORTATO, nome, "97%"]]))
        ambiente = PER_NGINX | {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}  # as the worker has it
        with servitore(base.url, ambiente=ambiente) as porta, lavoratore(base.url):
            indirizzo = f"http://localhost:{nginx(porta)}/api/v1"
            schema = tmp_path / "schema.json"
            schema.write_bytes(_servito(f"{indirizzo}/schema?formato=json", gettone))
            yield Sito(base, indirizzo, gettone, foglio, schema, tmp_path)


def _servito(indirizzo: str, gettone: str) -> bytes:
    richiesta = urllib.request.Request(indirizzo, headers={"Authorization": f"Bearer {gettone}"})
    with urllib.request.urlopen(richiesta, timeout=60) as risposta:
        return bytes(risposta.read())


def _in_python(sito: Sito) -> str:
    """openapi-python-client, and no word of its own on what it could not make."""
    config = sito.cartella / "generatore.yml"
    config.write_text(GENERATORE)
    genera = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(sito.schema), "--meta", "none"]
    genera += ["--output-path", str(sito.cartella / "cliente"), "--fail-on-warning", "--config", str(config)]
    _esegui(genera, sito.cartella)
    return _esegui(
        [sys.executable, "-Werror", str(CARTELLA / "prova.py"), sito.indirizzo, sito.gettone, str(sito.foglio)],
        sito.cartella,
    )


def _esegui(comando: list[str], cartella: Path) -> str:
    percorsi = os.pathsep.join(p for p in (str(cartella), os.environ.get("PYTHONPATH", "")) if p)
    ambiente = os.environ | {"PYTHONPATH": percorsi, "NO_COLOR": "1"}
    return riuscito(
        subprocess.run(comando, cwd=cartella, env=ambiente, capture_output=True, text=True, timeout=600, check=False)
    )


def _in_typescript(sito: Sito) -> str:
    """openapi-typescript and openapi-fetch, by a compiler that forgives nothing."""
    for nome in ("prova.ts", "tsconfig.json", "package.json"):
        (sito.cartella / nome).write_bytes((CARTELLA / nome).read_bytes())
    (sito.cartella / "node_modules").symlink_to(PACCHETTI)
    try:
        riuscito(node(PACCHETTI / "openapi-typescript/bin/cli.js", sito.schema, "-o", "api.ts", dove=sito.cartella))
    except Manca as manca:
        manca_qui(manca)
    riuscito(node(PACCHETTI / "typescript/bin/tsc", "-p", ".", dove=sito.cartella))
    contenuto = base64.b64encode(sito.foglio.read_bytes()).decode()
    return riuscito(node("prova.js", sito.indirizzo, sito.gettone, contenuto, dove=sito.cartella))


@pytest.mark.parametrize("lingua", [_in_python, _in_typescript])
def test_a_generated_client_reads_and_writes_at_the_first_try(sito: Sito, lingua: Callable[[Sito], str]) -> None:
    fatto: dict[str, Any] = json.loads(lingua(sito))
    valore, foglio, documento = fatto["valore"], fatto["foglio"], fatto["documento"]
    with sito.base.in_uso():
        quanti = {nome.replace("-", "_"): modello._default_manager.count() for nome, modello in MODELLI.items()}
        scritto = Rilevazione.objects.get(pk=valore["id"])
        importata = Importazione.objects.get(pk=foglio["id"])
        dal_foglio = Rilevazione.objects.get(
            periodo__ciclo__anno=2020, periodo__stato="aperto", indicatore__codice=IMPORTATO
        )
    assert fatto["elenchi"].keys() == {nome.replace("-", "_") for nome, _, _ in router.registry}
    # The register grows while the client goes on: those of the others are as they were.
    letti = {
        nome: n for nome, n in fatto["elenchi"].items() if nome in quanti and nome not in ("registro", "rilevazioni")
    }
    assert letti == {nome: quanti[nome] for nome in letti} and min(letti.values()) > 0
    assert (valore["testo"], scritto.testo, scritto.indicatore.codice) == ("29/06/2020", "29/06/2020", "i063")
    assert valore["compressa"] == "gzip" and valore["versione_letta"].startswith('W/"')
    assert (valore["ancora"], valore["attuale"]) == (412, "29/06/2020")
    assert (importata.stato, dal_foglio.testo) == ("confermata", "97%") and "nuova" in foglio["voci"]
    assert documento["impronta"] == documento["detta"] and documento["byte"] > 10_000
