"""Brings Bootstrap Italia into node_modules/: the release of package-lock.json, taken as a file by ``npm pack``.

    python script/bootstrap_italia.py NPM...

NPM is the command that runs npm. What arrives is unpacked only when its SHA-512 is the lock's. None of the package's
own dependencies is taken: its ``dist`` folder contains them, and nothing else of it is served.
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

RADICE = Path(__file__).resolve().parent.parent
NOME = "bootstrap-italia"
SERVE = ("package/dist/", "package/LICENSE", "package/package.json")


def main(npm: list[str]) -> None:
    voce = json.loads((RADICE / "package-lock.json").read_text())["packages"][f"node_modules/{NOME}"]
    algoritmo, atteso = voce["integrity"].split("-", 1)
    with tempfile.TemporaryDirectory() as cartella:
        comando = [*npm, "pack", f"{NOME}@{voce['version']}", "--silent", "--ignore-scripts"]
        subprocess.run([*comando, "--pack-destination", cartella], cwd=RADICE, check=True, stdout=sys.stderr)
        [archivio] = Path(cartella).glob("*.tgz")
        avuto = base64.b64encode(hashlib.new(algoritmo, archivio.read_bytes()).digest()).decode()
        if avuto != atteso:
            sys.exit(f"{archivio.name} non è quello di package-lock.json: {algoritmo} {avuto}, atteso {atteso}")
        spacchetta(archivio, RADICE / "node_modules" / NOME)


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
