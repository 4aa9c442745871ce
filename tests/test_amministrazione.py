"""The administration: what it lets nobody write, why it says so, and queries that do not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cruscotto.carico import Piano, genera, togli
from ente.models import Utente

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db

POCHI, MOLTI = "carico-0001", "carico-0002"
MODELLI = {m._meta.label_lower: pagina for m, pagina in admin.site._registry.items()}


@pytest.fixture(scope="module")
def carico(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two bodies that differ only in how many rows they have."""
    with django_db_blocker.unblock():
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=20, primo=1))
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=250, primo=2))
    yield
    with django_db_blocker.unblock():
        togli()


def amministratore(ente: str) -> Client:
    client = Client()
    client.force_login(Utente.objects.get(username=f"{ente}.amministratore"))
    return client


def conta(ente: str, pagina: Any, verbo: str) -> int | None:
    nome = f"admin:{pagina.opts.app_label}_{pagina.opts.model_name}_{verbo}"
    client = amministratore(ente)
    argomenti = []
    if verbo in ("change", "delete", "history"):
        riga = pagina.model._default_manager.di(_ente(ente)).order_by("pk").last() if pagina.model is not Utente else Utente.objects.get(username=f"{ente}.oiv")
        if riga is None:
            return None
        argomenti = [riga.pk]
    with CaptureQueriesContext(connection) as q:
        r = client.get(reverse(nome, args=argomenti))
    if r.status_code != 200:
        return -r.status_code
    return len(q)


def _ente(codice):
    from ente.models import Ente
    return Ente.objects.get(codice=codice).pk


def test_x(carico):
    for label, pagina in MODELLI.items():
        for verbo in ("changelist", "add", "change", "delete", "history"):
            a, b = conta(POCHI, pagina, verbo), conta(MOLTI, pagina, verbo)
            print(label, verbo, a, b, "<<<<<" if a != b else "")
