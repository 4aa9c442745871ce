"""The Relazione of the year in progress, for who tries how it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.models import Documento
from relazione.pubblicazione.actions.riporto import comincia_riportando

Persona = Callable[[str], Utente]


@pytest.fixture
def controllo(utente: Persona) -> Utente:
    return utente("controllo")


@pytest.fixture
def relazione(dimostrativo: Ciclo, controllo: Utente) -> Documento:
    """The Relazione of the year in progress, begun from the one of 2019."""
    return comincia_riportando(ciclo=dimostrativo, tipo="relazione", da=controllo)
