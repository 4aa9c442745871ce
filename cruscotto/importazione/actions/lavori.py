"""Background jobs that nobody is doing: what a killed worker left goes back in the queue, or is given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cruscotto.importazione.actions.importazioni import fallisci, leggi_importazione, scrivi_importazione
from cruscotto.models import Importazione, StatoImportazione

S = StatoImportazione
TENTATIVI = 3
ABBANDONATO = dt.timedelta(minutes=30)
IN_VIA = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
INTERROTTO = (
    "Il lavoro si è interrotto tre volte e non è stato scritto nulla: dividete il file in parti più piccole, "
    "o avvisate chi gestisce il sistema."
)
DI_CHI_ASPETTA = {
    S.CARICATA: leggi_importazione,
    S.IN_LETTURA: leggi_importazione,
    S.DA_SCRIVERE: scrivi_importazione,
    S.IN_SCRITTURA: scrivi_importazione,
}
"""The job that an import in each of these states is waiting for."""


@dataclass(frozen=True, slots=True)
class DiAltri:
    """Work of a house that this one does not know: its job, which takes a key; how one is failed, with a sentence; the
    keys of what is waiting for a job."""

    lavoro: Any
    fallisci: Callable[[int, str], None]
    in_attesa: Callable[[], Iterable[int]]
    interrotto: str


DI_ALTRI: list[DiAltri] = []
"""Filled when the applications start."""


def riprendi(worker_id: str) -> int:
    """Put back in the queue what nobody is doing any more; how many jobs.

    A job that was left running: by the worker of this name, which is starting now and so cannot be running it, or half
    an hour ago by anybody. After three attempts it is failed, and its import with it: it may be what kills the worker.
    And the jobs that are not in the queue at all, of the imports that wait for one.
    """
    with transaction.atomic():
        interrotti = _riprendi_interrotti(worker_id)
        return interrotti + _rimetti_in_coda() + sum(_rimetti_altri(altri) for altri in DI_ALTRI)


def _riprendi_interrotti(worker_id: str) -> int:
    ripresi = 0
    limite = timezone.now() - ABBANDONATO
    for lavoro in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING).order_by("pk"):
        vecchio = lavoro.started_at is not None and lavoro.started_at < limite
        if worker_id not in lavoro.worker_ids[-1:] and not vecchio:
            continue
        if len(lavoro.worker_ids) >= TENTATIVI:
            lavoro.set_failed(RuntimeError(INTERROTTO))
            for pk in _di_importazioni(lavoro):
                fallisci(pk, INTERROTTO)
            for altri in DI_ALTRI:
                if lavoro.task_path == altri.lavoro.module_path:
                    altri.fallisci(int(lavoro.args_kwargs["args"][0]), altri.interrotto)
        else:
            DBTaskResult.objects.filter(pk=lavoro.pk).update(status=TaskResultStatus.READY, started_at=None)
            ripresi += 1
    return ripresi


def _rimetti_in_coda() -> int:
    """The imports are locked before the queue is read: what a worker is doing meanwhile is in one of the two."""
    aspettano = Importazione.objects.select_for_update().filter(stato__in=DI_CHI_ASPETTA).order_by("pk")
    ferme = dict(aspettano.values_list("pk", "stato"))
    provati = dict.fromkeys(ferme, 0)
    for lavoro in DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL) if ferme else ():
        for pk in _di_importazioni(lavoro):
            if lavoro.status in IN_VIA:
                ferme.pop(pk, None)
            elif pk in provati:
                provati[pk] += len(lavoro.worker_ids)
    for pk, stato in ferme.items():
        if provati[pk] >= TENTATIVI:
            fallisci(pk, INTERROTTO)
        else:
            DI_CHI_ASPETTA[S(stato)].enqueue(pk)
    return sum(provati[pk] < TENTATIVI for pk in ferme)


def _rimetti_altri(altri: DiAltri) -> int:
    """Put in the queue what waits for a job and has none."""
    ferme = set(altri.in_attesa())
    lavori = DBTaskResult.objects.filter(task_path=altri.lavoro.module_path, status__in=IN_VIA) if ferme else ()
    ferme -= {int(lavoro.args_kwargs["args"][0]) for lavoro in lavori}
    for pk in sorted(ferme):
        altri.lavoro.enqueue(pk)
    return len(ferme)


def _di_importazioni(lavoro: DBTaskResult[Any, Any]) -> Iterator[int]:
    """The key of the import that a job is of."""
    if lavoro.task_path in (leggi_importazione.module_path, scrivi_importazione.module_path):
        yield int(lavoro.args_kwargs["args"][0])
