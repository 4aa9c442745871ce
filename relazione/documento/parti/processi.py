"""The parts of a document laid out, by forked processes where this one may fork, else here: the pages are the same."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from hashlib import sha256
from multiprocessing import get_context
from typing import TypeVar, cast

from relazione.documento.parti.dipinta import Dipinta, dipingi
from relazione.documento.parti.divisione import Diviso, Parte
from relazione.documento.parti.impaginazione import Officina, ereditando
from relazione.documento.parti.quanti import quanti_processi

T = TypeVar("T")
TENUTI = 16_000_000
"""Bytes of the painted parts that a process keeps: those of ten Relazioni of ninety pages."""
_pronte: dict[str, bytes] = {}
_in_corso: tuple[Officina, Diviso] | None = None


def dipingi_parti(
    officina: Officina, diviso: Diviso, intanto: Callable[[], T], processi: int | None = None
) -> tuple[list[Dipinta], T]:
    """The parts of a document painted, and what ``intanto`` gives, which runs here while others work.

    Raises:
        RisorsaVietata, CaratteriInsoliti: as ``dipingi``.
    """
    global _in_corso
    _in_corso = (officina, diviso)
    chiavi = [_chiave(officina, diviso, parte) for parte in diviso.parti]
    fatte = {n: _pronte[chiave] for n, chiave in enumerate(chiavi) if chiave in _pronte}
    ordine = sorted(set(range(len(chiavi))) - set(fatte), key=lambda n: (-diviso.parti[n].peso, n))
    try:
        altrove = _altrove(ordine, processi or quanti_processi(), fatte, intanto)
    finally:
        _in_corso = None
    _tieni({chiavi[n]: fatte[n] for n in range(len(chiavi))})
    return [pickle.loads(fatte[n]) for n in range(len(chiavi))], altrove  # noqa: S301 - pickled by us


def _altrove(ordine: Sequence[int], processi: int, fatte: dict[int, bytes], intanto: Callable[[], T]) -> T:
    """Fill ``fatte``, the longest parts first, by other processes where there are more."""
    processi = min(processi, len(ordine))
    if processi > 1:
        # A process that the machine kills for want of memory leaves its parts to be done here.
        with suppress(BrokenProcessPool), ProcessPoolExecutor(processi, mp_context=get_context("fork")) as gruppo:
            lavori = {n: gruppo.submit(_dipingi, n) for n in ordine}
            avuto = intanto()
            fatte.update({n: lavoro.result() for n, lavoro in lavori.items()})
            return avuto
    for n in ordine:
        fatte[n] = _dipingi(n)
    return intanto()


def _dipingi(n: int) -> bytes:
    """One part of the document in hand, as bytes that another process can read."""
    officina, diviso = cast(tuple[Officina, Diviso], _in_corso)
    parte = diviso.parti[n]
    with ereditando(parte.stringhe):
        return pickle.dumps(dipingi(officina.impagina(diviso.intero(parte.html, parte.note))))


# -- parts of the documents before -------------------------------------------------------------------------------------


def _chiave(officina: Officina, diviso: Diviso, parte: Parte) -> str:
    """All that a part depends on: its page does not count, so that it serves also where the pages before it change."""
    tutto = (officina.impronta, diviso.testa, sorted(parte.stringhe.items()), parte.note, parte.html)
    return sha256(repr(tutto).encode()).hexdigest()


def _tieni(parti: Mapping[str, bytes]) -> None:
    """Keep the parts of the last documents in the memory of this process, as many as fit."""
    for chiave, bytes_ in parti.items():
        _pronte.pop(chiave, None)
        _pronte[chiave] = bytes_
    while sum(map(len, _pronte.values())) > TENUTI:
        del _pronte[next(iter(_pronte))]


def dimentica() -> None:
    """Lay out every part again."""
    _pronte.clear()
