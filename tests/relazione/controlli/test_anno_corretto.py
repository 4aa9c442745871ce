"""On the real year with its errors corrected the controls find no error, and three warnings at most."""

from __future__ import annotations

from pathlib import Path

import pytest

from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Ciclo
from relazione.controlli.elenco import controlla
from relazione.controlli.esito import EsitoControllo
from relazione.controlli.lettura import leggi_materia
from tests.mondi.corretta import carica_corretta

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
NUMERO = 990
"""The generated body: no other test has this number."""


def gravi(ciclo: Ciclo) -> tuple[list[EsitoControllo], list[EsitoControllo]]:
    """The errors and the warnings of a cycle."""
    esiti = controlla(leggi_materia(ciclo))
    return [e for e in esiti if e.severita == "errore"], [e for e in esiti if e.severita == "avviso"]


def test_the_corrected_year_is_clean(tmp_path: Path) -> None:
    errori, avvisi = gravi(carica_corretta(tmp_path))
    assert errori == []
    # Results of one time and a half the target: true, and for a person to explain.
    assert [(e.regola, e.righe) for e in avvisi] == [("R29", (1357,)), ("R29", (1449,)), ("R29", (1537,))]


def test_an_invented_body_is_clean() -> None:
    genera(Piano(enti=1, anni=1, collocazioni=250, periodi=3, primo=NUMERO), lambda _: None)
    errori, avvisi = gravi(Ciclo.objects.select_related("ente").get(ente__codice=f"carico-{NUMERO:04}"))
    assert errori == []
    assert len(avvisi) <= 3
