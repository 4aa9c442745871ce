"""By how many processes a document is laid out, or read back."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROCESSI = 2
"""At most: each one holds the pages of a part, up to 150 MB."""


def quanti_processi() -> int:
    """None beside this one where another thread could be caught halfway by a fork, or where there is one processor
    only. The threads are those of the system: a server's, and those that the libraries of the fonts start by themselves
    (Debian 13 does), of which Python knows nothing and whose locks a child would wait for, for ever."""
    if sys.platform != "linux" or len(list(Path("/proc/self/task").iterdir())) > 1:
        return 1
    return min(PROCESSI, len(os.sched_getaffinity(0)))
