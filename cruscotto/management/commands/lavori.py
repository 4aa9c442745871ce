"""The worker of the background jobs: ``manage.py lavori``, one process with a name of its own."""

from __future__ import annotations

import fcntl
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.validators import validate_slug
from django.db import OperationalError, connection
from django_tasks_db.management.commands import db_worker
from django_tasks_db.utils import is_locked_database_exception

from cruscotto.importazione.actions.lavori import riprendi

NOME = "lavori-1"
INTERVALLO = 0.5
"""Seconds between one look at an empty queue and the next."""
logger = logging.getLogger(__name__)


class Command(db_worker.Command):
    help = "Esegue i lavori in coda: lettura e scrittura delle importazioni. All'avvio riprende quelli interrotti."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=NOME, interval=INTERVALLO, reload=False, startup_delay=False)

    def configure_logging(self, verbosity: int) -> None:
        """LOG_LEVEL says what is logged, as for the site, unless one asks for more or less."""
        if verbosity != 1:
            super().configure_logging(verbosity)

    def handle(self, *, worker_id: str = NOME, **options: Any) -> None:
        with _nome_tenuto(worker_id):
            while not self._lavora(worker_id, **options):
                logger.warning("La base dati è occupata: riprovo.")

    def _lavora(self, worker_id: str, **options: Any) -> bool:
        """Work until told to stop; False when a lock held for too long has thrown the worker out of its loop."""
        try:
            riprendi(worker_id)
            super().handle(worker_id=worker_id, **options)
        except OperationalError as errore:
            if not is_locked_database_exception(errore):
                raise
            connection.close()
            return False
        return True


@contextmanager
def _nome_tenuto(worker_id: str) -> Iterator[None]:
    """Let nobody else work by this name: at its start it would take what we are doing for abandoned.

    Raises:
        CommandError: somebody does.
    """
    validate_slug(worker_id)
    cartella = Path(settings.MEDIA_ROOT)
    cartella.mkdir(parents=True, exist_ok=True)
    with (cartella / f".{worker_id}.lock").open("w") as tenuto:  # let go by the system, however the process ends
        try:
            fcntl.flock(tenuto, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"C'è già chi esegue i lavori con il nome «{worker_id}»: datene un altro con --worker-id."
            ) from None
        yield
