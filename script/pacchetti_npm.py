"""Brings into node_modules/ what package.json asks for: the releases of package-lock.json, as files, by ``npm pack``.

    python script/pacchetti_npm.py NPM...

NPM is the command that runs npm. What arrives is unpacked only when its SHA-512 is the lock's. None of the packages'
own dependencies is taken: their ``dist`` folders contain them, and nothing else of them is served.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

RADICE = Path(__file__).resolve().parent.parent
SERVE = ("package/dist/", "package/LICENSE", "package/package.json")


def main(npm: list[str]) -> None:
    lock = json.loads((RADICE / "package-lock.json").read_text())["packages"]
    for nome in lock[""]["dependencies"]:
        scarica(npm, nome, lock[f"node_modules/{nome}"])


def scarica(npm: list[str], nome: str, voce: dict[str, Any]) -> None:
    """One package, from its entry of the lock."""
    algoritmo, atteso = voce["integrity"].split("-", 1)
    with tempfile.TemporaryDirectory() as cartella:
        comando = [*npm, "pack", f"{nome}@{voce['version']}", "--silent", "--ignore-scripts"]
        subprocess.run([*comando, "--pack-destination", cartella], cwd=RADICE, check=True, stdout=sys.stderr)
        [archivio] = Path(cartella).glob("*.tgz")
        avuto = base64.b64encode(hashlib.new(algoritmo, archivio.read_bytes()).digest()).decode()
        if avuto != atteso:
            sys.exit(f"{archivio.name} non è quello di package-lock.json: {algoritmo} {avuto}, atteso {atteso}")
        spacchetta(archivio, RADICE / "node_modules" / nome)


def spacchetta(archivio: Path, dove: Path) -> None:
    """The parts that serve of a package's archive, in the place of what was there."""
    shutil.rmtree(dove, ignore_errors=True)
    with tarfile.open(archivio) as tar:
        for voce in tar:
            contenuto = tar.extractfile(voce) if voce.name.startswith(SERVE) else None
            if contenuto is not None:
                file = dove / voce.name.removeprefix("package/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(contenuto.read())


if __name__ == "__main__":
    main(sys.argv[1:])
