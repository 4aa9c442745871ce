"""The programs that make clients of the API and judge its description: Node.js and the packages of tests/clienti."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

from openpyxl import load_workbook

from tests.mondi.processi import Manca, programma

CARTELLA = Path(__file__).resolve().parents[1] / "clienti"
PACCHETTI = CARTELLA / "node_modules"


def node(*argomenti: str | Path, dove: Path = CARTELLA) -> subprocess.CompletedProcess[str]:
    """Run Node.js, whatever it ends with.

    Raises:
        Manca: Node.js, or its packages, are not here.
    """
    percorso = programma("CANNOCCHIALE_NODE", "node", pacchetto="nodejs npm, e poi ./script/setup --test")
    if not (PACCHETTI / "typescript").is_dir():
        raise Manca("mancano i pacchetti di tests/clienti: ./script/setup --test")
    return subprocess.run(
        [percorso, *map(str, argomenti)], cwd=dove, capture_output=True, text=True, timeout=600, check=False
    )


def riuscito(fatto: subprocess.CompletedProcess[str]) -> str:
    """What a program has printed."""
    assert fatto.returncode == 0, fatto.stdout[-3000:] + fatto.stderr[-3000:]
    return fatto.stdout


def aperto(percorso: Path) -> dict[str, dict[str, str]]:
    """What each cell of a workbook holds for two libraries of JavaScript, exceljs and xlsx-populate."""
    letti: dict[str, dict[str, str]] = json.loads(riuscito(node("fogli.mjs", percorso)))
    return letti


def scritto_in(contenuto: bytes) -> dict[str, str]:
    """What each cell of a workbook holds, as ``aperto`` says it."""
    libro = load_workbook(io.BytesIO(contenuto))
    return {
        f"{pagina.title}!{cella.coordinate}": str(cella.value)
        for pagina in libro
        for riga in pagina
        for cella in riga
        if cella.value is not None
    }
