"""script/bench import: what importing 10,000 rows × 20 columns costs, on SQLite and PostgreSQL.

In the same run and on the same file, each in a process of its own and on a database that has never seen it: the actions
and the jobs of the product; django-import-export with its defaults, which writes the same rows of the same models; the
bare floor, which reads the values with calamine and calls ``bulk_create``. While each works another process saves a row
every 50 ms: its longest wait is what the other users feel.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.benches._lavoratore import PRODUZIONE
from script.benches._modi_import import GENERI, MODI, prepara, scrivi_foglio
from script.benches.pages import _indirizzo, _sul_server, temporaneo

MEGA = 1024
VELOCE, PAVIMENTO, MEMORIA, ATTESA = 5.0, 4.0, 200.0, 1.0
"""The aims: times faster than the defaults, times the floor, megabytes, seconds."""
OGNI = 0.05
PASSI = ("anteprima", "conferma", "anteprima di nuovo", "conferma di nuovo")


# -- the processes -----------------------------------------------------------------------------------------------------
def lavora(modo: str, genere: str, file: Path) -> None:
    """Run one way; print its seconds and the most memory that the process ever had."""
    import django

    django.setup()
    tempi = MODI[modo](genere, file)
    picco = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGA
    print(json.dumps([tempi, picco]))


def scrive() -> None:
    """Save a row every 50 ms until nobody listens; print the longest wait, in seconds."""
    import django

    django.setup()
    from django.db import connections

    from cruscotto.models import Ricordo
    from ente.models import Ente

    connections.settings["default"].get("OPTIONS", {}).update(
        {"timeout": 900} if connections["default"].vendor == "sqlite" else {}
    )
    riga = Ricordo.objects.create(ente=Ente.objects.get(), genere="bilancio", chiave="x")
    attese = [0.0]
    print("pronto", flush=True)
    while not select_pronto():
        inizio = time.perf_counter()
        riga.risposta = str(len(attese))
        riga.save(update_fields=["risposta"])
        attese.append(time.perf_counter() - inizio)
        time.sleep(OGNI)
    print(max(attese))


def select_pronto() -> bool:
    """Whether we have been told to stop."""
    import select

    return bool(select.select([sys.stdin], [], [], 0)[0])


def _processo(url: str, media: str, *argomenti: str) -> str:
    """Run this file, or ``manage.py``; what it prints. We stay small: a process starts as large as its parent."""
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": url, "MEDIA_ROOT": media}
    return subprocess.run(
        [sys.executable, *argomenti], env=ambiente, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


@contextmanager
def scrittore(url: str, media: str, attese: list[float]) -> Iterator[None]:
    """Somebody else at work on the database; their longest wait goes into ``attese``."""
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": url, "MEDIA_ROOT": media}
    comando = [sys.executable, __file__, "--scrive"]
    with subprocess.Popen(comando, env=ambiente, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as processo:
        assert processo.stdout
        processo.stdout.readline()
        yield
        attese.append(float(processo.communicate("\n")[0].split()[-1]))


# -- databases ---------------------------------------------------------------------------------------------------------
class Sqlite:
    """A prepared database and its copies, in files."""

    def __init__(self, cartella: Path) -> None:
        self.modello, self.copia_in = cartella / "modello.sqlite3", cartella / "copia.sqlite3"
        self.url = f"sqlite:///{self.modello}"

    def copia(self) -> str:
        for coda in ("-wal", "-shm"):
            Path(f"{self.copia_in}{coda}").unlink(missing_ok=True)
        shutil.copyfile(self.modello, self.copia_in)
        return f"sqlite:///{self.copia_in}"


class Postgresql:
    """The same, on a server."""

    def __init__(self, server: str) -> None:
        self.server, self.url = server, _indirizzo(server, "banco")
        _sul_server(server, "CREATE DATABASE banco")

    def copia(self) -> str:
        _sul_server(self.server, "DROP DATABASE IF EXISTS copia WITH (FORCE)")
        _sul_server(self.server, "CREATE DATABASE copia TEMPLATE banco")
        return _indirizzo(self.server, "copia")


@contextmanager
def base_dati(nome: str, cartella: Path) -> Iterator[Sqlite | Postgresql]:
    if nome == "sqlite":
        yield Sqlite(cartella)
        return
    with temporaneo() as server:
        yield Postgresql(server)


# -- measure -----------------------------------------------------------------------------------------------------------
Misura = tuple[dict[str, float], float, float]  # seconds by step, megabytes, the others' longest wait


def misura(base: Sqlite | Postgresql, genere: str, righe: int, cartella: Path, modi: list[str]) -> dict[str, Misura]:
    media = str(cartella / "media")
    file = cartella / f"{genere}.xlsx"
    _processo(base.url, media, __file__, "--foglio", genere, str(righe), str(file))
    _processo(base.url, media, "manage.py", "migrate", "-v0")
    _processo(base.url, media, __file__, "--prepara", genere, str(righe))
    esiti = {}
    for modo in modi:
        url, attese = base.copia(), list[float]()
        with scrittore(url, media, attese):
            tempi, picco = json.loads(_processo(url, media, __file__, "--lavora", modo, genere, str(file)))
        esiti[modo] = (tempi, picco, attese[0])
        racconta(modo, esiti[modo])
    return esiti


def racconta(modo: str, esito: Misura) -> None:
    tempi, picco, attesa = esito
    passi = "".join(f"{tempi[p]:12.2f}" if p in tempi else f"{'':12}" for p in PASSI)
    print(f"{modo:28}{passi}{picco:10.0f}{attesa:12.2f}", flush=True)


def giudica(esiti: dict[str, Misura]) -> bool:
    """Print the ratios; whether every aim is reached."""
    tempi, picco, attesa = esiti["Cannocchiale"]
    nostra = tempi["anteprima"] + tempi["conferma"]
    voci = [
        (f"memoria al massimo {MEMORIA:.0f} MB", picco, picco <= MEMORIA),
        (f"attesa degli altri sotto {ATTESA:.0f} s", attesa, attesa < ATTESA),
    ]
    if "django-import-export" in esiti:
        altra = esiti["django-import-export"][0]
        volte = (altra["anteprima"] + altra["conferma"]) / nostra
        voci.append((f"almeno {VELOCE:.0f} volte più veloce di django-import-export", volte, volte >= VELOCE))
    if "lettura nuda e bulk_create" in esiti:
        volte = nostra / esiti["lettura nuda e bulk_create"][0]["anteprima"]
        voci.append((f"al massimo {PAVIMENTO:.0f} volte lettura nuda e bulk_create", volte, volte <= PAVIMENTO))
    for nome, valore, bene in voci:
        print(f"  {nome:60}{valore:8.2f}  {'' if bene else 'mancato'}")
    return all(bene for *_, bene in voci)


def main() -> None:
    parser = argparse.ArgumentParser(description="Tempi e memoria dell'importazione di un foglio.")
    parser.add_argument("--righe", type=int, default=10_000, help="righe del foglio (10000)")
    parser.add_argument("--generi", nargs="*", default=["indicatori"], help=", ".join(GENERI))
    parser.add_argument("--basi", nargs="*", default=["sqlite", "postgresql"], help="postgresql, sqlite, o tutte e due")
    parser.add_argument("--modi", nargs="*", default=list(MODI), help="; ".join(MODI))
    for nome, argomenti in (("--lavora", 3), ("--foglio", 3), ("--prepara", 2)):
        parser.add_argument(nome, nargs=argomenti, help=argparse.SUPPRESS)
    parser.add_argument("--scrive", action="store_true", help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if scelte.scrive:
        scrive()
    elif scelte.lavora:
        lavora(scelte.lavora[0], scelte.lavora[1], Path(scelte.lavora[2]))
    elif scelte.foglio:
        scrivi_foglio(scelte.foglio[0], int(scelte.foglio[1]), Path(scelte.foglio[2]))
    elif scelte.prepara:
        import django

        django.setup()
        prepara(scelte.prepara[0], int(scelte.prepara[1]))
    elif not tabella(scelte.generi, scelte.basi, scelte.righe, scelte.modi):
        raise SystemExit(1)


def tabella(generi: list[str], basi: list[str], righe: int, modi: list[str]) -> bool:
    bene = True
    for base in basi:
        for genere in generi:
            testa = "".join(f"{p.replace(' di nuovo', ' bis'):>12}" for p in PASSI)
            print(f"\n{f'{genere}, {base}, s':28}{testa}{'MB':>10}{'altri, s':>12}")
            with tempfile.TemporaryDirectory() as dove, base_dati(base, Path(dove)) as quale:
                bene = giudica(misura(quale, genere, righe, Path(dove), modi)) and bene
    return bene


if __name__ == "__main__":
    main()
