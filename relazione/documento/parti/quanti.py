"""By how many processes a document is laid out, or read back."""

from __future__ import annotations

import os
import sys
import threading

PROCESSI = 2
"""At most: each one holds the pages of a part, up to 150 MB."""


def quanti_processi() -> int:
    """None beside this one where another thread could be caught halfway by a fork (a server), or where there is one
    processor only."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(PROCESSI, len(os.sched_getaffinity(0)))
