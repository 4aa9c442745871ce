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
