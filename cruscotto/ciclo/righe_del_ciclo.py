"""The rows that belong to a cycle, whatever their table, by the path that each table states (``percorso_ente``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from cruscotto.models import Ciclo, Riporto
from ente.querysets import EnteQuerySet


def percorso_ciclo(modello: type[models.Model]) -> str | None:
    """The lookup path from a model to its cycle, empty for the cycle itself; None when it belongs to no cycle."""
    insieme = modello._default_manager.get_queryset()
    if not isinstance(insieme, EnteQuerySet) or modello is Ciclo:
        return "" if modello is Ciclo else None
    percorso, _, ultimo = insieme.percorso_ente.rpartition("__")
    return percorso if ultimo == "ente" and percorso.split("__")[-1] == "ciclo" else None


def modelli_del_ciclo() -> tuple[type[models.Model], ...]:
    """The models whose rows belong to a cycle, the cycle apart: each before those that it points to."""
    restano = {m for m in apps.get_models() if percorso_ciclo(m)}
    ordinati: list[type[models.Model]] = []
    while restano:
        liberi = {m for m in restano if not any(_punta(altro, m) for altro in restano - {m})}
        ordinati += sorted(liberi, key=lambda m: m._meta.label)
        restano -= liberi
    return tuple(ordinati)


def _punta(da: type[models.Model], a: type[models.Model]) -> bool:
    return any(isinstance(c, models.ForeignKey) and c.related_model is a for c in da._meta.concrete_fields)


def righe_del_ciclo(ciclo: Ciclo) -> Iterator[QuerySet[models.Model]]:
    """All of them, table by table, in the order of ``modelli_del_ciclo``."""
    for modello in modelli_del_ciclo():
        yield modello._base_manager.filter(**{str(percorso_ciclo(modello)): ciclo})


def impronta(ciclo: Ciclo) -> str:
    """The SHA-256 of a cycle and of all its rows but the opening itself: the same while nothing of it has changed."""
    letto = hashlib.sha256()
    insiemi: list[QuerySet[models.Model]] = [Ciclo._base_manager.filter(pk=ciclo.pk)]
    insiemi += [r for r in righe_del_ciclo(ciclo) if r.model is not Riporto]
    for righe in insiemi:
        letto.update(f"{righe.model._meta.label}\n".encode())
        for riga in righe.order_by("pk").values_list():
            letto.update(f"{riga!r}\n".encode())
    return letto.hexdigest()
