"""script/bench browser: the first visit of the list of values on a slow line, in Chromium.

gunicorn with the settings of production and collected files, the demonstration cycle in SQLite, a browser that has
never been there, 1.6 Mbit/s and 150 ms by the protocol of its tools. Says what was transferred, file by file, and when
the page was loaded. ``--contro`` measures another checkout of the project, with its own .venv, in turn in the same run.
Without TLS a browser does not ask for brotli: behind the proxy of production files are smaller still.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

RADICE = Path(__file__).resolve().parents[2]
PAGINA = "/elenco/2019/"
CHI = "controllo"
BYTE_AL_SECONDO = 1_600_000 / 8
RITARDO = 150
SECONDI, BYTE = 1.5, 150_000
PRODUZIONE = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ENV_FILE": "/dev/null",
    "DEBUG": "0",
    "SECRET_KEY": "solo-per-la-misura",
    "ALLOWED_HOSTS": "localhost",
    "BEHIND_TLS_PROXY": "1",
    "SECURE_SSL_REDIRECT": "0",
    "LOG_LEVEL": "ERROR",
    "CACHE_URL": "locmemcache://",
    "DEMO_PASSWORD": "una password per la misura",
}
ENTRA = """
from django.test import Client
from ente.models import Utente
cliente = Client()
cliente.force_login(Utente.objects.get(username={chi!r}))
print(cliente.cookies["sessionid"].value)
"""


@dataclass(frozen=True, slots=True)
class Visita:
    """What a first visit got: bytes by file as transferred, seconds to the first paint and to the load."""

    byte: dict[str, int]
    dipinta: float
    caricata: float


@contextmanager
def sito(radice: Path) -> Iterator[tuple[int, str]]:
    """The site of a checkout, loaded and served: its port and the session of who visits."""
    with tempfile.TemporaryDirectory() as cartella, socket.create_server(("127.0.0.1", 0)) as ascolto:
        ambiente = os.environ | PRODUZIONE | {"PYTHONPATH": str(radice), "MEDIA_ROOT": f"{cartella}/media"}
        ambiente |= {"DATABASE_URL": f"sqlite:///{cartella}/d.sqlite3", "STATIC_ROOT": f"{cartella}/statici"}
        python = str(radice / ".venv" / "bin" / "python")

        def esegui(*argomenti: str) -> str:
            fatto = subprocess.run([python, *argomenti], cwd=radice, env=ambiente, stdout=subprocess.PIPE, check=True)
            return fatto.stdout.decode()

        esegui("manage.py", "collectstatic", "--noinput", "-v0")
        esegui("manage.py", "migrate", "-v0")
        esegui("manage.py", "demo", "--forza")
        sessione = esegui("manage.py", "shell", "-v0", "-c", ENTRA.format(chi=CHI)).split()[-1]
        comando = [python, "-m", "gunicorn", "config.wsgi", f"--bind=fd://{ascolto.fileno()}", "-w1", "-kgthread"]
        comando += ["--threads=8", "--log-level=error", "--no-control-socket"]
        processo = subprocess.Popen(comando, cwd=radice, env=ambiente, pass_fds=[ascolto.fileno()])
        porta = int(ascolto.getsockname()[1])
        try:
            _aspetta(porta)
            yield porta, sessione
        finally:
            processo.terminate()
            processo.wait(30)


def _aspetta(porta: int) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://localhost:{porta}/salute/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("✗ Il sito non risponde.")


def visita(browser: Any, porta: int, sessione: str, pagina: str) -> Visita:
    """The first visit of a browser that remembers nothing."""
    radice = f"http://localhost:{porta}"
    contesto = browser.new_context(extra_http_headers={"X-Forwarded-Proto": "https"})
    contesto.add_cookies([{"name": "sessionid", "value": sessione, "url": radice}])
    scheda = contesto.new_page()
    strumenti = contesto.new_cdp_session(scheda)
    strumenti.send("Network.enable")
    linea = {"offline": False, "latency": RITARDO, "downloadThroughput": BYTE_AL_SECONDO}
    strumenti.send("Network.emulateNetworkConditions", linea | {"uploadThroughput": BYTE_AL_SECONDO})
    nomi: dict[str, str] = {}
    byte: dict[str, int] = {}
    strumenti.on("Network.requestWillBeSent", lambda e: nomi.setdefault(e["requestId"], e["request"]["url"]))
    strumenti.on(
        "Network.loadingFinished",
        lambda e: byte.__setitem__(urlsplit(nomi[e["requestId"]]).path, int(e["encodedDataLength"])),
    )
    risposta = scheda.goto(radice + pagina, wait_until="load")
    assert risposta is not None
    if risposta.status != 200:
        raise SystemExit(f"✗ {pagina} risponde {risposta.status}")
    scheda.wait_for_load_state("networkidle")
    dipinta = scheda.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    caricata = scheda.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    contesto.close()
    return Visita(byte, dipinta / 1000, caricata / 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description="La prima visita dell'elenco su una linea lenta.")
    parser.add_argument("--contro", type=Path, help="un'altra copia del progetto, con la sua .venv")
    parser.add_argument("--volte", type=int, default=5, help="visite per parte (5)")
    parser.add_argument("--pagina", default=PAGINA, help=f"la pagina ({PAGINA})")
    scelte = parser.parse_args()
    from playwright.sync_api import sync_playwright

    parti = {"qui": RADICE} | ({"contro": scelte.contro.resolve()} if scelte.contro else {})
    with ExitStack() as pila:
        siti = {nome: pila.enter_context(sito(radice)) for nome, radice in parti.items()}
        motore = pila.enter_context(sync_playwright()).chromium
        browser = motore.launch(executable_path=os.environ.get("CANNOCCHIALE_CHROMIUM"), args=["--no-sandbox"])
        visite: dict[str, list[Visita]] = {nome: [] for nome in siti}
        for giro in range(scelte.volte + 1):
            for nome, (porta, sessione) in siti.items():
                letta = visita(browser, porta, sessione, scelte.pagina)
                if giro:  # the first one warms the server
                    visite[nome].append(letta)
        browser.close()
    bene = True
    for nome, fatte in visite.items():
        totale = sum(fatte[-1].byte.values())
        caricata = statistics.median(v.caricata for v in fatte)
        dipinta = statistics.median(v.dipinta for v in fatte)
        print(f"\n{nome}: {totale / 1000:.0f} kB, prima vista {dipinta:.2f} s, caricata {caricata:.2f} s")
        for file, quanti in sorted(fatte[-1].byte.items(), key=lambda x: -x[1]):
            print(f"  {quanti / 1000:7.1f} kB  {file}")
        if nome == "qui":
            bene = totale <= BYTE and caricata <= SECONDI
    if not bene:
        print(f"\n✗ Il limite è {BYTE / 1000:.0f} kB e {SECONDI} s.")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
