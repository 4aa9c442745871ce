"""What stands in a year: its cycle, the documents of it, its budget."""

from __future__ import annotations

import hashlib

from contesto.models import VoceBilancio
from cruscotto.ciclo.righe_del_ciclo import impronta
from cruscotto.models import Ciclo


def impronta_anno(ciclo: Ciclo) -> str:
    """The SHA-256 of all the rows of a year: the same while nothing of it has changed."""
    voci = VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno).order_by("pk").values_list()
    return hashlib.sha256(f"{impronta(ciclo)}\n{list(voci)!r}".encode()).hexdigest()
