"""script/bench pages: what each page costs with a full installation, beside the same page with one body and one year.

Two databases in one temporary PostgreSQL: the full load of ``genera_carico``, and one of its bodies in its last year,
row for row the same. A process for each, with the settings of production, asks for the same page in turn; so does
Django admin's list of 100 of the same rows beside the scorecard of 40. Medians make the ratios.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]  # it ships no types

from script.benches._lavoratore import PRODUZIONE, QUESTO, Build, Lavoratore, Richiesta, a_turno

LIMITE = 1.3
GRANDE, PICCOLO = "cannocchiale_carico_grande", "cannocchiale_carico_piccolo"
RUOLO = "controllo"  # reads everything of its body
AMMINISTRATORE = "amministratore"
CRUSCOTTO = "cruscotto:cruscotto"
LISTA = "/amministrazione/cruscotto/collocazione/?cruscotto__ciclo__anno="


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


def prepara(url: str, base: str, *carico: str, build: Build = QUESTO) -> str:
    """Create and fill a database unless it is there, with the code of a build; its address."""
    completo = _indirizzo(url, base)
    nuova = not _sul_server(url, f"SELECT 1 FROM pg_database WHERE datname = '{base}'")
    if nuova:
        _sul_server(url, f"CREATE DATABASE {base}")
    inizio = time.perf_counter()
    for comando in (["migrate", "-v0"], *([["genera_carico", "--forza", *carico]] if nuova else [])):
        build.manage(*comando, DATABASE_URL=completo)
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
    misure = a_turno([a, b], volte)
    return ([m.millisecondi for m in misure[0]], [m.millisecondi for m in misure[1]]) if misure else None


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
        tempi = confronta(Richiesta(grande, chi, dove), Richiesta(piccolo, chi, dove), volte)
        bene = (tempi is not None and _riga(dove, tempi, LIMITE)) and bene
    cruscotto = indirizzo(CRUSCOTTO, ULTIMO_ANNO)
    lista = Richiesta(grande, f"{ente}.{AMMINISTRATORE}", f"{LISTA}{ULTIMO_ANNO}")
    print(f"\n{'ms, nella stessa base dati':44}{'mediana':>8}{'p95':>8}{'admin':>10}{'p95':>8}{'rapporto':>10}")
    tempi = confronta(Richiesta(grande, chi, cruscotto), lista, volte)
    return (tempi is not None and _riga("cruscotto di 40 righe, lista di 100", tempi, 1.0)) and bene


def main() -> None:
    parser = argparse.ArgumentParser(description="Tempi delle pagine con il carico pieno e con un ente e un anno.")
    parser.add_argument("--enti", type=int, default=100, help="enti del carico grande (100)")
    parser.add_argument("--anni", type=int, default=10, help="anni del carico grande (10)")
    parser.add_argument("--volte", type=int, default=40, help="richieste misurate per pagina e per parte (40)")
    parser.add_argument("--pagine", nargs="*", default=[], help="solo queste, con il nome che hanno nell'urlconf")
    parser.add_argument("--server", help="postgres://… di un server già avviato: le due basi dati vi restano")
    scelte = parser.parse_args()
    os.environ.update(PRODUZIONE)
    import django

    django.setup()
    centrale = (scelte.enti + 1) // 2
    with ExitStack() as pila:
        url = scelte.server or pila.enter_context(temporaneo())
        grande = prepara(url, GRANDE, f"--enti={scelte.enti}", f"--anni={scelte.anni}")
        piccolo = prepara(url, PICCOLO, "--enti=1", "--anni=1", f"--primo={centrale}")
        statici = pila.enter_context(tempfile.TemporaryDirectory())
        QUESTO.statici(statici)
        a, b = Lavoratore(grande, statici), Lavoratore(piccolo, statici)
        for lavoratore in (a, b):
            pila.callback(lavoratore.chiudi)
        bene = misura(a, b, f"carico-{centrale:04}", scelte.volte, scelte.pagine)
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
