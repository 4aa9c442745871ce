"""script/bench pages: what each page costs with a full installation, beside the same page with one body and one year.

Two databases in one temporary PostgreSQL: the full load of ``genera_carico``, and one of its bodies in its last year,
row for row the same. A process for each, with the settings of production, asks for the same page in turn; so does
Django admin's list of 100 of the same rows beside the scorecard of 40. Medians make the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]  # it ships no types

LIMITE = 1.3
GRANDE, PICCOLO = "cannocchiale_carico_grande", "cannocchiale_carico_piccolo"
RUOLO = "controllo"  # reads everything of its body
AMMINISTRATORE = "amministratore"
CRUSCOTTO = "cruscotto:cruscotto"
LISTA = "/amministrazione/cruscotto/collocazione/?cruscotto__ciclo__anno="
RIGHE_LISTA = 100
PRODUZIONE = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ENV_FILE": "/dev/null",
    "DEBUG": "0",
    "SECRET_KEY": "solo-per-la-misura",
    "ALLOWED_HOSTS": "testserver",
    "LOG_LEVEL": "ERROR",
}


# -- the process that asks for pages -----------------------------------------------------------------------------------
def lavora() -> None:
    """Read one request a line (user, address) and answer with its status, milliseconds and size."""
    import django

    django.setup()
    from django.contrib import admin
    from django.test import Client

    from cruscotto.models import Collocazione
    from ente.models import Utente

    type(admin.site._registry[Collocazione]).list_per_page = RIGHE_LISTA
    clienti: dict[str, Client] = {}
    for linea in sys.stdin:
        username, indirizzo = json.loads(linea)
        if username not in clienti:
            clienti[username] = Client(raise_request_exception=False)
            clienti[username].force_login(Utente.objects.get(username=username))
        inizio = time.perf_counter()
        risposta = clienti[username].get(indirizzo, secure=True)
        contenuto = b"".join(risposta) if risposta.streaming else risposta.content
        millisecondi = (time.perf_counter() - inizio) * 1000
        print(json.dumps([risposta.status_code, millisecondi, len(contenuto)]), flush=True)


class Lavoratore:
    """A process that answers for one database."""

    def __init__(self, url: str, statici: str) -> None:
        self.processo = subprocess.Popen(
            [sys.executable, __file__, "--lavora"],
            env=os.environ | PRODUZIONE | {"DATABASE_URL": url, "STATIC_ROOT": statici},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def chiedi(self, username: str, indirizzo: str) -> tuple[int, float, int]:
        entrata, uscita = self._canali()
        entrata.write(json.dumps([username, indirizzo]) + "\n")
        entrata.flush()
        stato, millisecondi, byte = json.loads(uscita.readline())
        return int(stato), float(millisecondi), int(byte)

    def _canali(self) -> tuple[IO[str], IO[str]]:
        assert self.processo.stdin and self.processo.stdout
        return self.processo.stdin, self.processo.stdout

    def chiudi(self) -> None:
        self.processo.stdin.close()  # type: ignore[union-attr]
        self.processo.wait()


Richiesta = tuple[Lavoratore, str, str]  # who answers, as which user, which address


# -- databases ---------------------------------------------------------------------------------------------------------
@contextmanager
def temporaneo() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the measure; the shell starts it, as it does for the tests."""
    comando = (
        "source script/_comune.sh && source script/_postgresql.sh && trap spegni_postgresql EXIT && "
        'avvia_postgresql "$(trova_postgresql)" && echo "$DATABASE_URL" && read -r _'
    )
    with subprocess.Popen(["bash", "-c", comando], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdin and shell.stdout
        url = shell.stdout.readline().strip()
        if not url:
            raise SystemExit("✗ Il PostgreSQL temporaneo non parte (sudo apt-get install postgresql).")
        try:
            yield url
        finally:
            shell.stdin.write("\n")
            shell.stdin.flush()
            shell.wait()


def _sul_server(url: str, comando: str, *, base: str = "postgres") -> list[tuple[Any, ...]]:
    connessione = psycopg2.connect(_indirizzo(url, base).replace("postgres://", "postgresql://", 1))
    connessione.autocommit = True
    try:
        with connessione.cursor() as cursore:
            cursore.execute(comando)
            return cursore.fetchall() if cursore.description else []
    finally:
        connessione.close()


def _indirizzo(url: str, base: str) -> str:
    return urlsplit(url)._replace(path=f"/{base}").geturl()


def prepara(url: str, base: str, *carico: str) -> str:
    """Create and fill a database unless it is there; its address."""
    completo = _indirizzo(url, base)
    nuova = not _sul_server(url, f"SELECT 1 FROM pg_database WHERE datname = '{base}'")
    if nuova:
        _sul_server(url, f"CREATE DATABASE {base}")
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": completo}
    inizio = time.perf_counter()
    for comando in (["migrate", "-v0"], *([["genera_carico", "--forza", *carico]] if nuova else [])):
        subprocess.run([sys.executable, "manage.py", *comando], env=ambiente, stdout=subprocess.DEVNULL, check=True)
    _sul_server(url, "VACUUM ANALYZE", base=base)
    [(righe,)] = _sul_server(
        url,
        "SELECT sum(n_live_tup)::bigint FROM pg_stat_user_tables WHERE relname ~ '^(ente|contesto|cruscotto)_'",
        base=base,
    )
    print(f"▸ {base}: {righe} righe in {time.perf_counter() - inizio:.0f} s")
    return completo


# -- measure -----------------------------------------------------------------------------------------------------------
def confronta(a: Richiesta, b: Richiesta, volte: int) -> tuple[list[float], list[float]] | None:
    """Ask for the two pages ``volte`` times in turn, after a warm-up; their milliseconds, None when one fails."""
    for _ in range(3):
        for lavoratore, username, indirizzo in (a, b):
            stato = lavoratore.chiedi(username, indirizzo)[0]
            if stato != 200:
                print(f"{indirizzo:44} risponde {stato}")
                return None
    tempi: tuple[list[float], list[float]] = ([], [])
    for giro in range(volte):
        coppia = list(zip(tempi, (a, b), strict=True))
        for misure, (lavoratore, username, indirizzo) in reversed(coppia) if giro % 2 else coppia:
            misure.append(lavoratore.chiedi(username, indirizzo)[1])
    return tempi


def _p95(tempi: list[float]) -> float:
    return statistics.quantiles(tempi, n=20, method="inclusive")[-1]


def _riga(nome: str, tempi: tuple[list[float], list[float]], limite: float) -> bool:
    """Print one comparison; whether it is within the limit."""
    a, b = tempi
    rapporto = statistics.median(a) / statistics.median(b)
    bene = rapporto <= limite
    print(
        f"{nome:44}{statistics.median(a):8.1f}{_p95(a):8.1f}{statistics.median(b):10.1f}{_p95(b):8.1f}"
        f"{rapporto:10.2f}  {'' if bene else f'oltre {limite}'}"
    )
    return bene


def misura(grande: Lavoratore, piccolo: Lavoratore, ente: str, volte: int, sole: list[str]) -> bool:
    """Print the table; whether every limit holds."""
    from cruscotto.management.dimostrazione.carico.piano import ULTIMO_ANNO
    from tests.mondi.pagine import MancaEsempio, indirizzo, pagine

    chi = f"{ente}.{RUOLO}"
    bene = True
    print(f"\n{'ms':44}{'mediana':>8}{'p95':>8}{'piccolo':>10}{'p95':>8}{'rapporto':>10}")
    for pagina in [p for p in pagine() if not sole or p.split(":")[1] in sole]:
        try:
            dove = indirizzo(pagina, ULTIMO_ANNO)
        except MancaEsempio as manca:
            print(manca)
            bene = False
            continue
        tempi = confronta((grande, chi, dove), (piccolo, chi, dove), volte)
        bene = (tempi is not None and _riga(dove, tempi, LIMITE)) and bene
    cruscotto = indirizzo(CRUSCOTTO, ULTIMO_ANNO)
    lista = (grande, f"{ente}.{AMMINISTRATORE}", f"{LISTA}{ULTIMO_ANNO}")
    print(f"\n{'ms, nella stessa base dati':44}{'mediana':>8}{'p95':>8}{'admin':>10}{'p95':>8}{'rapporto':>10}")
    tempi = confronta((grande, chi, cruscotto), lista, volte)
    return (tempi is not None and _riga("cruscotto di 40 righe, lista di 100", tempi, 1.0)) and bene


def main() -> None:
    parser = argparse.ArgumentParser(description="Tempi delle pagine con il carico pieno e con un ente e un anno.")
    parser.add_argument("--enti", type=int, default=100, help="enti del carico grande (100)")
    parser.add_argument("--anni", type=int, default=10, help="anni del carico grande (10)")
    parser.add_argument("--volte", type=int, default=40, help="richieste misurate per pagina e per parte (40)")
    parser.add_argument("--pagine", nargs="*", default=[], help="solo queste, con il nome che hanno nell'urlconf")
    parser.add_argument("--server", help="postgres://… di un server già avviato: le due basi dati vi restano")
    parser.add_argument("--lavora", action="store_true", help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if scelte.lavora:
        lavora()
        return
    os.environ.update(PRODUZIONE)
    import django

    django.setup()
    centrale = (scelte.enti + 1) // 2
    with ExitStack() as pila:
        url = scelte.server or pila.enter_context(temporaneo())
        grande = prepara(url, GRANDE, f"--enti={scelte.enti}", f"--anni={scelte.anni}")
        piccolo = prepara(url, PICCOLO, "--enti=1", "--anni=1", f"--primo={centrale}")
        statici = pila.enter_context(tempfile.TemporaryDirectory())
        raccolta = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(raccolta, env=os.environ | {"STATIC_ROOT": statici}, check=True)
        a, b = Lavoratore(grande, statici), Lavoratore(piccolo, statici)
        for lavoratore in (a, b):
            pila.callback(lavoratore.chiudi)
        bene = misura(a, b, f"carico-{centrale:04}", scelte.volte, scelte.pagine)
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
