"""The sheets of the file that was read last stay at hand: who answers the questions of a sheet has it planned anew at
each answer, and confirms the very bytes that were shown. Half of an import was the second reading."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence

from ente.fogli.lettura import Foglio, leggi_fogli

MASSIMO = 32_000_000
"""The largest that is kept, in bytes: a process keeps one."""

_ultimo: tuple[bytes, bytes] = (b"", b"")
"""The mark of the bytes and of the name, and what was read, written down so that nobody can change it: of this process
alone, it has never been a file."""


def rileggi_fogli(contenuto: bytes, nome: str) -> Sequence[Foglio]:
    """``leggi_fogli``, from memory when it is the same file as the time before.

    Raises:
        FileRifiutato: as there; what was refused is read again.
    """
    global _ultimo
    segno = hashlib.sha256(hashlib.sha256(contenuto).digest() + nome.encode()).digest()
    quale, scritti = _ultimo
    if quale == segno:
        letti: Sequence[Foglio] = pickle.loads(scritti)  # noqa: S301 - written here, below
        return letti
    fogli = leggi_fogli(contenuto, nome)
    scritti = pickle.dumps(fogli, protocol=5)
    _ultimo = (segno, scritti) if len(scritti) <= MASSIMO else (b"", b"")
    return fogli
