"""Names as people write them twice: compared without case, spaces, shapes of quotes and marks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")
LUNGA = 250

_PIRA = re.compile(r"[(\[]\s*pira\s*[)\]]", re.IGNORECASE)
_SEGNI = str.maketrans({"“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
_LETTERA = re.compile(r"^\s*[a-z]\s*[.)]\s*", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def chiave(nome: str) -> str:
    """A name as it is compared: no case, no spaces, no «(PIRA)», straight quotes, one kind of dash."""
    return "".join(_PIRA.sub("", nome).casefold().translate(_SEGNI).split())


def chiave_titolo(titolo: str) -> str:
    """The title of a scorecard as it is compared: without its letter either."""
    return chiave(_LETTERA.sub("", titolo))


def con_pira(nome: str) -> bool:
    """Whether a label carries the mark."""
    return _PIRA.search(nome) is not None


def senza_pira(nome: str) -> str:
    """A label without the mark and the spaces around it."""
    return " ".join(_PIRA.sub(" ", nome).split())


def simile(nome: str, noti: Iterable[str]) -> str:
    """« Intendevate …?» when one of the known names is very like, else nothing."""
    per_chiave = {chiave(n): n for n in noti}
    vicini = get_close_matches(chiave(nome), per_chiave, n=1, cutoff=0.8)
    return f" Intendevate «{per_chiave[vicini[0]]}»?" if vicini else ""


def chiave_dubbio(*parti: str) -> str:
    """The key of a doubt: its parts, or the beginning and a digest when they are too long to be kept."""
    intera = "|".join(parti)
    if len(intera) <= LUNGA:
        return intera
    return f"{intera[: LUNGA - 20]}#{hashlib.sha256(intera.encode()).hexdigest()[:16]}"


class PerNome(Generic[T]):
    """Things by name under something else: the very name first, then one that is the same but for its writing."""

    def __init__(self) -> None:
        self._esatti: dict[tuple[Hashable, str], T] = {}
        self._simili: dict[tuple[Hashable, str], T] = {}

    def metti(self, sopra: Hashable, nome: str, cosa: T) -> None:
        self._esatti[sopra, nome] = cosa
        self._simili.setdefault((sopra, chiave(nome)), cosa)

    def trova(self, sopra: Hashable, nome: str, *, alla_lettera: bool = False) -> T | None:
        esatto = self._esatti.get((sopra, nome))
        return esatto if esatto is not None or alla_lettera else self._simili.get((sopra, chiave(nome)))
