"""The commands of a newcomer, as far as they can be tried without installing anything."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.mondi.processi import Manca, manca_qui, programma

RADICE = Path(__file__).resolve().parents[2]
SCRIPT = sorted(file for file in (RADICE / "script").iterdir() if file.is_file() and file.suffix in ("", ".sh"))

LOCK = sorted(RADICE.glob("requirements*.txt"))


def esegui(*comando: str, **ambiente: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        comando, cwd=RADICE, env=os.environ | ambiente, capture_output=True, text=True, check=False, timeout=60
    )


def una_riga(esito: subprocess.CompletedProcess[str]) -> str:
    """The one line that a failed command leaves; anything else fails the test."""
    assert esito.returncode == 1, esito
    assert esito.stdout == ""
    [riga] = esito.stderr.splitlines()
    return riga


@pytest.mark.parametrize("script", SCRIPT, ids=lambda file: file.name)
def test_every_script_is_strict_and_parses(script: Path) -> None:
    testo = script.read_text()
    assert esegui("bash", "-n", str(script)).returncode == 0
    if script.name.startswith("_"):
        assert testo.startswith("# shellcheck shell=bash")
    else:
        assert os.access(script, os.X_OK)
        assert "\nset -euo pipefail\n" in testo


def test_ci_runs_what_a_contributor_runs() -> None:
    comandi = [
        riga for riga in (RADICE / ".ci/run").read_text().splitlines() if not riga.startswith(("#", "set ", "cd "))
    ]
    assert comandi == ["exec ./script/test"]


@pytest.mark.parametrize("comando", ["setup", "demo"])
def test_an_unknown_option_is_one_clear_line(comando: str) -> None:
    assert "--sbagliata" in una_riga(esegui(f"script/{comando}", "--sbagliata"))


@pytest.mark.parametrize("nome", ["", "inesistente", "../setup"])
def test_an_unknown_bench_is_one_clear_line(nome: str) -> None:
    assert "quale misura" in una_riga(esegui("script/bench", nome))


def test_a_port_in_use_is_said_before_anything_is_installed() -> None:
    with socket.socket() as occupata:
        occupata.bind(("127.0.0.1", 0))
        occupata.listen()
        porta = str(occupata.getsockname()[1])
        riga = una_riga(esegui("script/demo", PORT=porta))
    assert porta in riga
    assert "PORT=8080 ./script/demo" in riga


def test_the_node_of_the_machine_is_found() -> None:
    """One that is new enough is taken, one that is not is left: not because the question itself fails."""
    try:
        trovato = programma("CANNOCCHIALE_NODE", "node", pacchetto="nodejs, o ./script/setup --test")
    except Manca as manca:
        manca_qui(manca)
    versione = subprocess.run([trovato, "-p", "process.versions.node"], capture_output=True, text=True, check=True)
    comando = 'source script/_comune.sh; venv=/nessuno; trova_node || echo "nessuno"'
    detto = subprocess.run(
        ["bash", "-c", comando],
        cwd=RADICE,
        env={**os.environ, "CANNOCCHIALE_NODE": trovato},
        capture_output=True,
        text=True,
        check=True,
    )
    assert detto.stdout.strip() == (trovato if int(versione.stdout.split(".")[0]) >= 20 else "nessuno")


def test_the_locks_name_no_address() -> None:
    """A lock that names where its packages came from only installs where that place is reached."""
    pacchetti = json.loads((RADICE / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in voce for voce in pacchetti.values())
    assert all("integrity" in voce for nome, voce in pacchetti.items() if nome)
    for lock in LOCK:
        assert not re.search(r"https?://|--index-url|--find-links=", lock.read_text())


def test_a_package_that_the_site_has_everywhere_stands_in_its_lock_only() -> None:
    """What it has on some systems alone (tzdata, on Windows) a tool of the tests may want on all of them."""
    ovunque = re.findall(r"^([a-z0-9._-]+)==[^ ]+ .$", LOCK[-1].read_text(), re.MULTILINE)
    altri = [re.findall(r"^([a-z0-9._-]+)==", lock.read_text(), re.MULTILINE) for lock in LOCK[:-1]]
    assert len(ovunque) > 40 and len(altri) == 2
    assert all(len(nomi) == len(set(nomi)) and not set(nomi) & set(ovunque) for nomi in altri)


def test_a_package_that_is_not_the_locked_one_is_not_unpacked(tmp_path: Path) -> None:
    """In the place of npm, a program that hands over another archive under the right name."""
    falso = tmp_path / "npm"
    falso.write_text('#!/bin/sh\nfor dove; do :; done\nprintf altro >"$dove/pacchetto.tgz"\n')
    falso.chmod(0o755)
    prima = sorted((RADICE / "node_modules").rglob("*"))
    esito = esegui(sys.executable, "script/pacchetti_npm.py", str(falso))
    assert esito.returncode == 1
    assert "non è quello di package-lock.json" in esito.stderr
    assert sorted((RADICE / "node_modules").rglob("*")) == prima != []


def test_what_the_pages_ask_of_npm_is_unpacked() -> None:
    """Every package of package.json has in node_modules what the settings serve of it, and its licence."""
    chiesti = json.loads((RADICE / "package.json").read_text())["dependencies"]
    bloccati = json.loads((RADICE / "package-lock.json").read_text())["packages"]
    assert bloccati[""]["dependencies"] == chiesti
    for nome in chiesti:
        cartella = RADICE / "node_modules" / nome
        assert (cartella / "LICENSE").is_file(), nome
        assert (
            json.loads((cartella / "package.json").read_text())["version"]
            == bloccati[f"node_modules/{nome}"]["version"]
        )
    serviti = {str(dove) for _, dove in (voce for voce in settings.STATICFILES_DIRS if isinstance(voce, tuple))}
    assert all(any(f"/node_modules/{nome}/" in f"{dove}/" for dove in serviti) for nome in chiesti)


def test_the_environment_example_is_complete() -> None:
    """Every variable that the settings read is described, and nothing else is promised."""
    lette = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (RADICE / "config/settings.py").read_text()))
    descritte = set(re.findall(r"^#?([A-Z_]+)=", (RADICE / ".env.example").read_text(), re.MULTILINE))
    assert lette - {"ENV_FILE"} <= descritte
    assert descritte - lette == {"DEMO_PASSWORD", "CANNOCCHIALE_CHROMIUM", "CANNOCCHIALE_SOFFICE"}
