"""The queue of background jobs in tests: run to its end in process, or by workers that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models import Model
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from tests.servitore import PRODUZIONE, RADICE

Processo = subprocess.Popen[bytes]
SEGNALI = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
PAZIENZA = 60.0


def esegui_lavori(*, falliti: int = 0) -> None:
    """Run all the jobs in the queue by the command that runs them in production; ``falliti`` is how many must fail."""
    prima = DBTaskResult.objects.failed().count()
    maneggi = {segnale: signal.getsignal(segnale) for segnale in SEGNALI}  # the command puts its own
    try:
        with patch.object(db_worker, "close_old_connections"):  # ours is in the transaction of the test
            call_command("lavori", "--batch", "--interval=0")
    finally:
        for segnale, maneggio in maneggi.items():
            signal.signal(segnale, maneggio)
    assert DBTaskResult.objects.failed().count() - prima == falliti
    assert not DBTaskResult.objects.ready().exists()


@contextmanager
def lavoratore(database_url: str, *opzioni: str) -> Iterator[Processo]:
    """``manage.py lavori`` in a process of its own, killed at the end of the block unless it has ended."""
    ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": database_url, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    comando = [sys.executable, "manage.py", "lavori", "--interval=0.1", *opzioni]
    with subprocess.Popen(comando, cwd=RADICE, env=ambiente) as processo:
        try:
            yield processo
        finally:
            processo.kill()


def aspetta(vero: Callable[[], object]) -> None:
    """Wait until something holds, for a minute at most."""
    scade = time.monotonic() + PAZIENZA
    while not vero():
        assert time.monotonic() < scade, "non accade"
        time.sleep(0.02)


# -- a job that is stopped half-way ------------------------------------------------------------------------------------
GIRI = 10**12
FERMO = "wait_event = 'PgSleep' AND datname = current_database()"  # other tests stop theirs on the same server


@contextmanager
def intoppo(modello: type[Model], evento: str, quando: str) -> Iterator[None]:
    """The rows of a table for which ``quando`` holds take for ever to ``evento`` (INSERT, UPDATE): what was written
    before is there, this row is not."""
    tabella = modello._meta.db_table
    if connection.vendor == "sqlite":
        mette = [
            f"CREATE VIEW eterna AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {GIRI}) "
            "SELECT n FROM c",
            f"CREATE TRIGGER intoppo BEFORE {evento} ON {tabella} WHEN {quando} BEGIN SELECT count(*) FROM eterna; END",
        ]
        toglie = ["DROP TRIGGER intoppo", "DROP VIEW eterna"]
    else:
        mette = [
            "CREATE FUNCTION eterna() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'",
            f"CREATE TRIGGER intoppo BEFORE {evento} ON {tabella} FOR EACH ROW WHEN ({quando}) "
            "EXECUTE FUNCTION eterna()",
        ]
        toglie = [f"DROP TRIGGER intoppo ON {tabella}", "DROP FUNCTION eterna()"]
    _esegui(*mette)
    try:
        yield
    finally:
        _esegui(*toglie)


def _esegui(*comandi: str) -> None:
    with connection.cursor() as cursore:
        for comando in comandi:
            cursore.execute(comando)


def inciampato() -> bool:
    """Whether a worker is at the row that takes for ever."""
    with connection.cursor() as cursore:
        if connection.vendor != "sqlite":
            cursore.execute(f"SELECT 1 FROM pg_stat_activity WHERE {FERMO}")
            return cursore.fetchone() is not None
        cursore.execute("PRAGMA busy_timeout = 1500")  # any other write ends sooner
        try:
            cursore.execute("BEGIN IMMEDIATE")
            cursore.execute("ROLLBACK")
        except OperationalError:
            return True
        finally:
            cursore.execute("PRAGMA busy_timeout = 20000")
        return False


def uccidi(processo: Processo) -> None:
    """Kill -9, and let the server notice that nobody is there any more."""
    processo.kill()
    processo.wait()
    if connection.vendor != "sqlite":
        _esegui(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {FERMO}")
        aspetta(lambda: not inciampato())
