"""What an archive that somebody sent is worth before any of it is unpacked: an office document is one, so is a bomb.

Pure: it reads the index of a ZIP, nothing else. Who refuses says it in the words of what was being sent.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from enum import StrEnum

MEGA = 1024 * 1024
MAX_PARTI = 5_000
MAX_APERTO = 200 * MEGA
MAX_RAPPORTO = 200
POCO = 10 * MEGA
"""An archive that opens to less than this is never a bomb, whatever its ratio."""

OLE2 = b"\xd0\xcf\x11\xe0"
"""How files of the old office suites begin, and those with a password."""
ROVINATO = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    LookupError,
    ValueError,
    EOFError,
    OSError,
)
"""What reading a broken or hostile archive may raise."""

_MACRO_OOXML = re.compile(r"(^|/)(vba(Project|Data)[^/]*$|macrosheets/|activeX/)", re.IGNORECASE)
_MACRO_ODF = re.compile(r"^(Scripts/.+[^/]$|Basic/[^/]+/(?!(script|dialog)-l[bc]\.xml$)[^/]+$)")


class Guasto(StrEnum):
    """What is wrong with an archive: it opens to too much, it has a password, two parts have one name."""

    BOMBA = "bomba"
    CIFRATO = "cifrato"
    GEMELLI = "gemelli"


def guasto(parti: Collection[zipfile.ZipInfo], lungo: int) -> Guasto | None:
    """What is wrong with an archive of ``lungo`` bytes, from what its index declares; None when nothing is."""
    aperto = sum(p.file_size for p in parti)
    if len(parti) > MAX_PARTI or aperto > MAX_APERTO or (aperto > POCO and aperto > MAX_RAPPORTO * lungo):
        return Guasto.BOMBA
    if any(p.flag_bits & 0x1 for p in parti):
        return Guasto.CIFRATO
    if len({p.filename.casefold() for p in parti}) < len(parti):  # which of the two is read depends on who reads
        return Guasto.GEMELLI
    return None


def ha_macro(nomi: Collection[str]) -> bool:
    """Whether a document carries macros, by the names of its parts. The empty libraries that LibreOffice writes in
    every document are none."""
    return any(_MACRO_OOXML.search(n) or _MACRO_ODF.search(n) for n in nomi)
