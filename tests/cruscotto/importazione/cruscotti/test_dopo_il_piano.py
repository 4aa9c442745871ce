"""A sheet that comes after the act of the Plan brings no target: it would pass for one of the Plan."""

from __future__ import annotations

import datetime as dt

import pytest

from cruscotto.importazione.cartella.actions.indicatori import importa_indicatori
from cruscotto.models import Ciclo, ValoreAtteso
from cruscotto.pianificazione.cambi_del_piano import cambi_del_piano
from ente.importazione import ImportazioneRifiutata
from tests.mondi.righe import riga_indicatore
from tests.mondi.scena import ANNO, Scena, crea_scena
from tests.mondi.serrature import tutto

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    """The first indicator has no target yet."""
    scena = crea_scena()
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i1"]).delete()
    return scena


def adotta(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        piano_organo="Giunta", piano_numero="3", piano_data=dt.date(ANNO, 1, 20)
    )
    scena.ciclo.refresh_from_db()


def importa(scena: Scena, **celle: str) -> None:
    importa_indicatori(ciclo=scena.ciclo, righe=riga_indicatore(**celle), da=scena["adele"])


def test_until_the_act_a_sheet_brings_the_target_that_is_not_there(scena: Scena) -> None:
    prima = ValoreAtteso.objects.count()
    importa(scena, target="7")
    assert ValoreAtteso.objects.count() == prima + 1


def test_after_it_a_new_target_is_refused_with_where_it_is_written(scena: Scena) -> None:
    adotta(scena)
    prima = tutto()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, target="7")
    assert any("il Piano è già adottato" in e.motivo for e in rifiuto.value.errori)
    assert tutto() == prima
    assert cambi_del_piano(scena.ciclo, scena["carla"]) == []


def test_a_row_without_a_target_comes_in(scena: Scena) -> None:
    adotta(scena)
    prima = ValoreAtteso.objects.count()
    importa(scena, target="")
    assert ValoreAtteso.objects.count() == prima
