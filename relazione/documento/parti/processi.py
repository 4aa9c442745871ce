"""The parts of a document laid out: by forked processes where this one may fork, here otherwise. The pages are the same."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from typing import TypeVar

from relazione.documento.parti.dipinta import Dipinta, dipingi
from relazione.documento.parti.divisione import Diviso
from relazione.documento.parti.impaginazione import Officina, ereditando

PROCESSI = 2
"""At most: each one holds the pages of a part, up to 150 MB."""
T = TypeVar("T")
_in_corso: tuple[Officina, Diviso] | None = None


def quanti_processi() -> int:
    """How many processes lay out parts: none beside this one where another thread could be caught halfway by a fork (a
    server), or where there is one processor only."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(PROCESSI, len(os.sched_getaffinity(0)))


def dipingi_parti(
    officina: Officina, diviso: Diviso, intanto: Callable[[], T], processi: int | None = None
) -> tuple[list[Dipinta], T]:
    """The parts of a document painted, and what ``intanto`` gives, which runs here while others work.

    Raises:
        RisorsaVietata, CaratteriInsoliti: as ``dipingi``.
    """
    global _in_corso
    _in_corso = (officina, diviso)
    processi = processi or quanti_processi()
    fatte: dict[int, bytes] = {}
    try:
        if processi > 1:
            # A process that the machine kills for want of memory leaves its parts to be done here.
            with suppress(BrokenProcessPool):
                altrove = _altrove(diviso, processi, fatte, intanto)
                return [pickle.loads(fatte[n]) for n in range(len(diviso.parti))], altrove  # noqa: S301 - pickled by us
        for n in range(len(diviso.parti)):
            if n not in fatte:
                fatte[n] = _dipingi(n)
        return [pickle.loads(fatte[n]) for n in range(len(diviso.parti))], intanto()  # noqa: S301 - pickled by us
    finally:
        _in_corso = None


def _altrove(diviso: Diviso, processi: int, fatte: dict[int, bytes], intanto: Callable[[], T]) -> T:
    """Fill ``fatte`` by other processes, the longest parts first."""
    with ProcessPoolExecutor(processi, mp_context=get_context("fork")) as gruppo:
        ordine = sorted(range(len(diviso.parti)), key=lambda n: (-diviso.parti[n].peso, n))
        lavori = {n: gruppo.submit(_dipingi, n) for n in ordine}
        avuto = intanto()
        for n, lavoro in lavori.items():
            fatte[n] = lavoro.result()
    return avuto


def _dipingi(n: int) -> bytes:
    """One part of the document in hand, as bytes that another process can read."""
    assert _in_corso is not None
    officina, diviso = _in_corso
    parte = diviso.parti[n]
    with ereditando(parte.stringhe):
        return pickle.dumps(dipingi(officina.impagina(diviso.intero(parte.html, parte.note))))
