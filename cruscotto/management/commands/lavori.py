"""The worker of the background jobs: ``manage.py lavori``, one process with a name of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

NOME = "lavori-1"
TENTATIVI = 3
ABBANDONATO = dt.timedelta(minutes=30)


class Command(db_worker.Command):  # type: ignore[misc]  # the library ships no types
    help = "Esegue i lavori in coda: lettura e scrittura delle importazioni. All'avvio riprende quelli interrotti."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=NOME)

    def handle(self, *, worker_id: str = NOME, **options: Any) -> None:
        riprendi(worker_id)
        super().handle(worker_id=worker_id, **options)


def riprendi(worker_id: str) -> int:
    """Put back in the queue the jobs that a worker left running when it was killed; how many.

    Those of the worker of this name, which is starting now and so cannot be running them, and those that anybody left
    for half an hour. After three attempts a job is failed: it may be what kills the worker.
    """
    with transaction.atomic():
        fermi = DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING)
        ripresi = 0
        for lavoro in fermi:
            vecchio = lavoro.started_at is not None and lavoro.started_at < timezone.now() - ABBANDONATO
            if worker_id not in lavoro.worker_ids and not vecchio:
                continue
            if len(lavoro.worker_ids) >= TENTATIVI:
                lavoro.set_failed(RuntimeError("interrotto tre volte"))
            else:
                DBTaskResult.objects.filter(pk=lavoro.pk).update(status=TaskResultStatus.READY, started_at=None)
                ripresi += 1
    return ripresi
