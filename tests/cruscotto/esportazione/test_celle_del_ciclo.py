"""How the workbook of the whole cycle says what is not a number nor a text."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from cruscotto.esportazione.ciclo_intero.scrittura import scrivi_ciclo
from cruscotto.models import Cruscotto, ImpostazioniMisura
from tests.mondi.scena import Scena, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def misura(scena: Scena) -> dict[str, object]:
    """The sheet of the settings, by name."""
    dati = scrivi_ciclo("xlsx", scena.ciclo, Cruscotto.objects.filter(ciclo=scena.ciclo))
    _, *righe = load_workbook(io.BytesIO(dati))["Misura"].values
    return {str(riga[0]): riga[1] for riga in righe}


def test_a_choice_is_yes_or_no_in_words(scena: Scena) -> None:
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(uguale_mancato=True, chi_inserisce_valida=False)
    letta = misura(scena)
    assert (letta["Uguale mancato"], letta["Chi inserisce valida"]) == ("sì", "no")


def test_a_number_is_a_number_and_a_list_is_said(scena: Scena) -> None:
    """Score bands, that are lists of lists, come as they are kept; nothing is cut."""
    fasce = [{"da": "0", "a": "50", "punti": "20"}, {"da": "50", "a": None, "punti": "100"}]
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(fasce_punteggio=fasce, massimo="120.5")
    letta = misura(scena)
    assert letta["Massimo"] == 120.5
    assert '"punti": "100"' in str(letta["Fasce punteggio"])
