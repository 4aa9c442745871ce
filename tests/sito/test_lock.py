"""A lock that has aged: what it names has newer releases, and is also asked for with an extra.

A pip before 23.3 (Debian 12 ships 23.0.1) then refuses the whole lock, though nothing changed in it. ``script/setup``
must take it all the same, whatever the pip, and never take anything that the lock does not name.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RADICE = Path(__file__).resolve().parents[2]
PIP_VECCHI = {
    "23.0.1": "236bcb61156d76c4b8a05821b988c7b8c35bf0da28a4b614e8d6ab5212c25c6f",
    "23.2.1": "7ccf472345f20d35bdc9d1841ff5f313260c2c33fe417f48c30ac46cccabf5be",
}
"""SHA-256 of the wheels of the oldest pips that are met: those of Debian 12 and of Python 3.11."""
DEL_LOCK = "quello con cui il lock si aggiorna"
PIP = [*PIP_VECCHI, DEL_LOCK]

_Pacchetto = tuple[str, str, tuple[str, ...]]
ALFA: _Pacchetto = ("alfa", "1.0", ("Requires-Dist: beta[piu]>=1.0",))
BETA: _Pacchetto = ("beta", "1.0", ("Provides-Extra: piu", 'Requires-Dist: gamma>=1.0; extra == "piu"'))
BETA_NUOVO: _Pacchetto = ("beta", "2.0", BETA[2])
GAMMA: _Pacchetto = ("gamma", "1.0", ())
GAMMA_NUOVO: _Pacchetto = ("gamma", "1.1", ())


@dataclass(frozen=True, slots=True)
class Indice:
    """A package index on disk, and the hash of each of its wheels by name and version."""

    url: str
    hash: dict[tuple[str, str], str]

    def lock(self, *pacchetti: _Pacchetto) -> str:
        return "".join(f"{n}=={v} \\\n    --hash=sha256:{self.hash[n, v]}\n" for n, v, _ in pacchetti)


@pytest.fixture(scope="module")
def indice(tmp_path_factory: pytest.TempPathFactory) -> Indice:
    radice = tmp_path_factory.mktemp("indice")
    hash = {}
    for nome, versione, intestazioni in (ALFA, BETA, BETA_NUOVO, GAMMA, GAMMA_NUOVO):
        file = radice / nome / f"{nome}-{versione}-py3-none-any.whl"
        file.parent.mkdir(exist_ok=True)
        _scrivi_wheel(file, nome, versione, intestazioni)
        hash[nome, versione] = hashlib.sha256(file.read_bytes()).hexdigest()
    for cartella in radice.iterdir():
        legami = "".join(
            f'<a href="{f.name}#sha256={hash[cartella.name, f.name.split("-")[1]]}">{f.name}</a>\n'
            for f in sorted(cartella.glob("*.whl"))
        )
        (cartella / "index.html").write_text(f"<!DOCTYPE html><html><body>{legami}</body></html>")
    return Indice(radice.as_uri(), hash)


def _scrivi_wheel(file: Path, nome: str, versione: str, intestazioni: tuple[str, ...]) -> None:
    info = f"{nome}-{versione}.dist-info"
    parti = {
        f"{nome}.py": f'VERSIONE = "{versione}"\n',
        f"{info}/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {nome}", f"Version: {versione}", *intestazioni, ""]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: prova\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    firme = [
        f"{k},sha256={base64.urlsafe_b64encode(hashlib.sha256(v.encode()).digest()).rstrip(b'=').decode()},{len(v.encode())}"
        for k, v in parti.items()
    ]
    parti[f"{info}/RECORD"] = "\n".join([*firme, f"{info}/RECORD,,", ""])
    with zipfile.ZipFile(file, "w") as archivio:
        for dove, testo in parti.items():
            archivio.writestr(dove, testo)


@dataclass(frozen=True, slots=True)
class Ambiente:
    """A virtual environment with a pip of its own, that knows one index only."""

    cartella: Path
    indice: Indice

    @property
    def python(self) -> str:
        return str(self.cartella / "bin" / "python")

    def _esegui(self, *comando: str) -> subprocess.CompletedProcess[str]:
        ambiente = {
            k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "PYTHONPATH", "VIRTUAL_ENV"))
        }
        ambiente |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": self.indice.url, "PIP_NO_CACHE_DIR": "1"}
        return subprocess.run(
            comando, cwd=RADICE, env=ambiente, capture_output=True, text=True, check=False, timeout=120
        )

    def come_setup(self, lock: Path) -> subprocess.CompletedProcess[str]:
        """The function by which script/setup installs, on this environment."""
        programma = (
            'set -euo pipefail; source script/_comune.sh; source script/_installa.sh; venv=$1 python=$2; installa "$3"'
        )
        return self._esegui("bash", "-c", programma, "prova", str(self.cartella), self.python, str(lock))

    def come_prima(self, lock: Path) -> subprocess.CompletedProcess[str]:
        """The plain command of pip's manual, that resolves as it installs."""
        return self._esegui(self.python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock))

    def svuota(self) -> None:
        self._esegui(self.python, "-m", "pip", "uninstall", "-q", "-y", "alfa", "beta", "gamma")
        for segno in self.cartella.glob(".*.sha256"):
            segno.unlink()

    def installati(self) -> dict[str, str]:
        esito = self._esegui(self.python, "-m", "pip", "list", "--format=freeze")
        righe = dict(riga.split("==", 1) for riga in esito.stdout.split())
        return {nome: versione for nome, versione in righe.items() if nome in ("alfa", "beta", "gamma")}


@pytest.fixture(scope="module")
def ruote_di_pip(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel of each old pip, by version, from the index of this machine and of this hash only."""
    cartella = tmp_path_factory.mktemp("pip")
    for versione, impronta in PIP_VECCHI.items():
        lock = cartella / f"{versione}.txt"
        lock.write_text(f"pip=={versione} --hash=sha256:{impronta}\n")
        comando = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(cartella)]
        subprocess.run([*comando, "-r", str(lock)], check=True, timeout=120, capture_output=True)
    return {v: cartella / f"pip-{v}-py3-none-any.whl" for v in PIP_VECCHI}


@pytest.fixture(scope="module")
def ambienti(
    tmp_path_factory: pytest.TempPathFactory, indice: Indice, ruote_di_pip: dict[str, Path]
) -> dict[str, Ambiente]:
    """One environment for each pip, made as they are asked for."""
    return _Ambienti(tmp_path_factory.mktemp("ambienti"), indice, ruote_di_pip)


class _Ambienti(dict[str, Ambiente]):
    def __init__(self, radice: Path, indice: Indice, ruote: dict[str, Path]) -> None:
        self._radice, self._indice, self._ruote = radice, indice, ruote

    def __missing__(self, pip: str) -> Ambiente:
        cartella = self._radice / str(len(self))
        venv.create(cartella, with_pip=False)
        python, ruota = str(cartella / "bin" / "python"), self._ruote.get(pip)
        if ruota is not None:
            comando = [python, f"{ruota}/pip", "install", "-q", "--no-index", str(ruota)]
        else:
            comando = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "-U", "pip"]
        subprocess.run(comando, check=True, timeout=120, capture_output=True)
        self[pip] = Ambiente(cartella, self._indice)
        return self[pip]


@pytest.fixture(params=PIP)
def ambiente(request: pytest.FixtureRequest, ambienti: dict[str, Ambiente]) -> Ambiente:
    """An environment with one of the pips and nothing else."""
    ambiente = ambienti[request.param]
    ambiente.svuota()
    return ambiente


def test_an_aged_lock_installs_as_it_is_with_any_pip(ambiente: Ambiente, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(ambiente.indice.lock(ALFA, BETA, GAMMA))
    esito = ambiente.come_setup(lock)
    assert esito.returncode == 0, esito.stderr
    assert ambiente.installati() == {"alfa": "1.0", "beta": "1.0", "gamma": "1.0"}
    assert ambiente.come_setup(lock).stdout == ""  # the second time there is nothing to do


@pytest.mark.parametrize("ambiente", list(PIP_VECCHI), indirect=True)
def test_the_plain_command_refuses_that_lock(ambiente: Ambiente, tmp_path: Path) -> None:
    """So the index above is the one on which the old way stops: without this the other test would prove nothing."""
    lock = tmp_path / "requirements.txt"
    lock.write_text(ambiente.indice.lock(ALFA, BETA, GAMMA))
    esito = ambiente.come_prima(lock)
    assert esito.returncode == 1
    assert "must have their versions pinned with ==" in esito.stderr
    assert "beta[piu]" in esito.stderr


@pytest.mark.parametrize("ambiente", ["23.0.1", DEL_LOCK], indirect=True)
def test_a_lock_that_lies_installs_nothing(ambiente: Ambiente, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    intero = ambiente.indice.lock(ALFA, BETA, GAMMA)
    falso = intero.replace(ambiente.indice.hash["gamma", "1.0"], ambiente.indice.hash["gamma", "1.1"])
    for testo in (falso, intero.rsplit(" \\\n", 1)[0] + "\n"):  # another file's hash, no hash at all
        lock.write_text(testo)
        esito = ambiente.come_setup(lock)
        assert esito.returncode == 1
        assert "Le librerie Python non si installano" in esito.stderr
        assert ambiente.installati() == {}


@pytest.mark.parametrize("ambiente", ["23.0.1", DEL_LOCK], indirect=True)
def test_a_lock_with_a_hole_is_said(ambiente: Ambiente, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(ambiente.indice.lock(ALFA, GAMMA))
    esito = ambiente.come_setup(lock)
    assert esito.returncode == 1
    assert "Le librerie di requirements.txt non stanno insieme" in esito.stderr
    assert "./script/lock" in esito.stderr


def test_the_locks_are_whole_extras_too() -> None:
    """``pip check`` does not look at what an extra asks for (findings/pip-check-ignores-extras.sh), and with no-deps
    nothing else does."""
    progetto = tomllib.loads((RADICE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bloccati = {nome: _nomi(RADICE / nome) for nome in ("requirements.txt", "requirements-dev.txt")}
    sito = bloccati["requirements.txt"]
    assert _chiesti(progetto["dependencies"]) == sito
    tutto = [*progetto["dependencies"], *progetto["optional-dependencies"]["dev"]]
    assert _chiesti(tutto) == sito | bloccati["requirements-dev.txt"]


def _nomi(lock: Path) -> set[str]:
    """The packages that a lock holds for this machine."""
    righe = re.findall(r"^([^\s#].*==.*?) \\\\?$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    chieste = [Requirement(riga) for riga in righe]
    return {canonicalize_name(r.name) for r in chieste if r.marker is None or r.marker.evaluate()}


def _chiesti(requisiti: list[str]) -> set[str]:
    """Every package that these need, directly or not, by the metadata of what is installed here."""
    visti: set[tuple[str, str]] = set()
    da_vedere = [Requirement(r) for r in requisiti]
    while da_vedere:
        requisito = da_vedere.pop()
        nome = canonicalize_name(requisito.name)
        for extra in {"", *requisito.extras} - {e for n, e in visti if n == nome}:
            visti.add((nome, extra))
            for riga in metadata.requires(nome) or ():
                suo = Requirement(riga)
                if suo.marker is None or suo.marker.evaluate({"extra": extra}):
                    da_vedere.append(suo)
    return {nome for nome, _ in visti}
