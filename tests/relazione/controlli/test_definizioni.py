"""Which indicators are measured otherwise than in the year before, read from what that year's last period keeps."""

from __future__ import annotations

import pytest

from cruscotto.models import Ciclo, Indicatore
from relazione.controlli.definizioni import definizioni_cambiate
from relazione.controlli.elenco import controlla
from relazione.controlli.lettura import leggi_materia

pytestmark = pytest.mark.django_db


@pytest.fixture
def seguente(dimostrativo: Ciclo) -> Ciclo:
    """The year after the real one, which is closed and keeps the definitions that it was measured with."""
    assert dimostrativo.anno == 2020
    return dimostrativo


def cambia(**campi: str) -> Indicatore:
    """An indicator of both years with some fields written anew."""
    indicatore = Indicatore.objects.get(codice="i001")
    Indicatore.objects.filter(pk=indicatore.pk).update(**campi)
    return indicatore


def test_a_unit_that_changed_is_found(seguente: Ciclo) -> None:
    prima = cambia(unita="pratiche all'ora")
    assert prima.unita
    (trovata,) = [d for d in definizioni_cambiate(seguente) if d.codice == "i001"]
    assert (trovata.campo, trovata.prima, trovata.dopo) == ("unità di misura", prima.unita, "pratiche all'ora")
    (esito,) = [e for e in controlla(leggi_materia(seguente)) if e.regola == "N02" and "i001" in e.riferimento]
    assert esito.luogo.codice == "i001"


def test_what_is_not_a_definition_or_was_empty_is_no_change(seguente: Ciclo) -> None:
    prima = cambia(nome="Un altro nome", metodo_calcolo="Conto delle pratiche", fonte_dati="Registro")
    assert not prima.metodo_calcolo
    assert not [d for d in definizioni_cambiate(seguente) if d.codice == "i001"]


def test_a_year_alone_has_nothing_to_compare(ciclo: Ciclo) -> None:
    cambia(unita="altro")
    assert definizioni_cambiate(ciclo) == ()
