"""All the controls, and what they find together: the heaviest first, each thing once. Pure."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from relazione.controlli import regole
from relazione.controlli.esito import ORDINE, Controllo, Esito
from relazione.controlli.materia import Materia


def _tutti() -> tuple[Controllo, ...]:
    """The controls of every file of ``regole``, by code."""
    moduli = (import_module(f"{regole.__name__}.{m.name}") for m in pkgutil.iter_modules(regole.__path__))
    trovati = {c.codice: c for modulo in moduli for c in vars(modulo).values() if isinstance(c, Controllo)}
    return tuple(trovati[codice] for codice in sorted(trovati))


CONTROLLI = _tutti()


def controlla(materia: Materia, controlli: Iterable[Controllo] = CONTROLLI) -> tuple[Esito, ...]:
    """What does not hold, by weight, then by family and by place."""
    esiti = {e.chiave: e for c in controlli for e in c(materia)}
    return tuple(sorted(esiti.values(), key=lambda e: (ORDINE.index(e.severita), e.regola, e.codice, e.righe)))
