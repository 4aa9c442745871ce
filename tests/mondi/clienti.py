"""The programs that make clients of the API and judge its description: Node.js and the packages of tests/clienti."""

from __future__ import annotations

import subprocess
from pathlib import Path

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
