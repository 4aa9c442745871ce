"""A process that serves one database with the code of one build, and how two of them are asked in turn."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

RADICE = Path(__file__).resolve().parents[2]
PRODUZIONE = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ENV_FILE": "/dev/null",
    "DEBUG": "0",
    "SECRET_KEY": "solo-per-la-misura",
    "ALLOWED_HOSTS": "testserver",
    "LOG_LEVEL": "CRITICAL",
    "API_LIMITE": "1000000/min",
}
RIGHE_DI_LISTA = 100
"""The rows of a list of the administration."""
SALVA = "salva"
"""The address that asks for no page: write again one value of an open period, as a save does."""


class Misurata(NamedTuple):
    """What an address cost: milliseconds on the clock and of CPU of the process, bytes of the answer."""

    stato: int
    millisecondi: float
    cpu: float
    byte: int


class Build(NamedTuple):
    """The code of a build: its folder and the interpreter that has its packages."""

    nome: str
    cartella: Path = RADICE
    python: str = sys.executable

    @property
    def ambiente(self) -> dict[str, str]:
        return os.environ | PRODUZIONE | {"PYTHONPATH": str(self.cartella)}

    def manage(self, *comando: str, **ambiente: str) -> None:
        """Run a command of ``manage.py`` with the settings of production."""
        subprocess.run(
            [self.python, "manage.py", *comando],
            cwd=self.cartella,
            env=self.ambiente | ambiente,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def statici(self, cartella: str) -> None:
        """Collect the static files, as an installation does."""
        self.manage("collectstatic", "--noinput", "-v0", STATIC_ROOT=cartella)


QUESTO = Build("questo")


@contextmanager
def build(commit: str, python: str = sys.executable) -> Iterator[Build]:
    """Another commit in a worktree of its own, that lives as long as the measure, with the packages of this one."""
    with tempfile.TemporaryDirectory() as sopra:
        cartella = Path(sopra) / "build"
        subprocess.run(["git", "worktree", "add", "--detach", "-f", str(cartella), commit], cwd=RADICE, check=True)
        try:
            if (RADICE / "node_modules").exists():
                (cartella / "node_modules").symlink_to((RADICE / "node_modules").resolve())
            yield Build(commit, cartella, python)
        finally:
            shutil.rmtree(cartella, ignore_errors=True)
            subprocess.run(["git", "worktree", "prune"], cwd=RADICE, check=True)


class Lavoratore:
    """A process that answers for one database."""

    def __init__(self, url: str, statici: str, build: Build = QUESTO) -> None:
        self.processo = subprocess.Popen(
            [build.python, __file__],
            cwd=build.cartella,
            env=build.ambiente | {"DATABASE_URL": url, "STATIC_ROOT": statici},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def chiedi(self, username: str, indirizzo: str) -> Misurata:
        entrata, uscita = self._canali()
        entrata.write(json.dumps([username, indirizzo]) + "\n")
        entrata.flush()
        risposta = uscita.readline()
        if not risposta:
            raise SystemExit(f"✗ Il processo che misura {indirizzo} è finito.")
        return Misurata(*json.loads(risposta))

    def leggi(self, username: str, indirizzo: str) -> str:
        """The answer itself."""
        entrata, uscita = self._canali()
        entrata.write(json.dumps([username, indirizzo, True]) + "\n")
        entrata.flush()
        return str(json.loads(uscita.readline()))

    def _canali(self) -> tuple[IO[str], IO[str]]:
        assert self.processo.stdin and self.processo.stdout
        return self.processo.stdin, self.processo.stdout

    def chiudi(self) -> None:
        self.processo.stdin.close()  # type: ignore[union-attr]
        self.processo.wait()


class Richiesta(NamedTuple):
    """Who answers, as which user, which address; ``salva`` before each time a value is written."""

    lavoratore: Lavoratore
    utente: str
    indirizzo: str
    salva: bool = False

    def chiedi(self) -> Misurata:
        if self.salva:
            self.lavoratore.chiedi(self.utente, SALVA)
        return self.lavoratore.chiedi(self.utente, self.indirizzo)


def a_turno(richieste: list[Richiesta], volte: int, *, prova: int = 3) -> list[list[Misurata]] | None:
    """Ask for the pages ``volte`` times in turn, forwards and backwards, after a warm-up; None when one fails."""
    misure: list[list[Misurata]] = [[] for _ in richieste]
    for giro in range(-prova, volte):
        coppie = list(zip(misure, richieste, strict=True))
        for sue, richiesta in reversed(coppie) if giro % 2 else coppie:
            avuta = richiesta.chiedi()
            if avuta.stato != 200:
                print(f"{richiesta.indirizzo:44} risponde {avuta.stato}")
                return None
            if giro >= 0:
                sue.append(avuta)
    return misure


def mediana_cpu(misure: list[Misurata]) -> float:
    """The median milliseconds of CPU."""
    return statistics.median(m.cpu for m in misure)


def opzioni_contro(parser: argparse.ArgumentParser) -> None:
    """How one asks to be compared with another commit."""
    parser.add_argument("--contro", metavar="COMMIT", help="un altro commit, misurato a turno nello stesso giro")
    parser.add_argument("--python", default=sys.executable, help="l'interprete che ha i pacchetti dell'altro commit")


def lavora() -> None:
    """Read one request a line (user, address) and answer with what it cost. Any build runs this: it names only what all
    of them have."""
    import django

    django.setup()
    from django.contrib import admin
    from django.test import Client

    import config.wsgi  # what the server does when it loads the site
    from cruscotto.models import Collocazione, Rilevazione
    from ente.models import Utente

    assert config.wsgi.application
    type(admin.site._registry[Collocazione]).list_per_page = RIGHE_DI_LISTA
    clienti: dict[str, Client] = {}
    for linea in sys.stdin:
        username, indirizzo, *intera = json.loads(linea)
        if username not in clienti:
            clienti[username] = Client(raise_request_exception=False)
            clienti[username].force_login(Utente.objects.get(username=username))
        inizio, cpu = time.perf_counter(), time.process_time()
        if indirizzo == SALVA:
            aperti = Rilevazione.objects.filter(
                periodo__stato="aperto", periodo__ciclo__ente=Utente.objects.get(username=username).ente_id
            )
            scritta = aperti.filter(pk__in=[r.pk for r in aperti.order_by("pk")[:1]]).update(
                nota=f"salvata {time.time_ns()}"
            )
            stato, byte = 200 if scritta else 404, 0
        else:
            risposta = clienti[username].get(indirizzo, secure=True)
            contenuto = b"".join(risposta) if risposta.streaming else risposta.content
            stato, byte = risposta.status_code, len(contenuto)
            if intera:
                print(json.dumps(contenuto.decode()), flush=True)
                continue
        costo = ((time.perf_counter() - inizio) * 1000, (time.process_time() - cpu) * 1000)
        print(json.dumps([stato, *costo, byte]), flush=True)


if __name__ == "__main__":
    lavora()
