"""The acts on periods at the same moment as each other and as the values: real threads, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from cruscotto.chiusura.actions.periodi import apri_periodo, richiudi_ufficio
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Riapertura, StatoPeriodo
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore
from tests.mondi.folla import accavalla, insieme
from tests.mondi.scena import ANNO, Scena, a_consuntivo, approva, atti, chiudi, crea_scena, fra, riapri
from tests.servitore import Base

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
_, APERTO, CHIUSO = StatoPeriodo
SUOI = {"i1": "rita", "i2": "rita", "i3": "rino", "i4": "rosa"}


@pytest.fixture
def propria(db: None, base: Base, request: pytest.FixtureRequest) -> Iterator[Scena]:
    """A scene of the test's own on it; ``db`` wraps the other database in a transaction."""
    with base.in_uso():
        scena = crea_scena(f"insieme-{abs(hash(request.node.nodeid))}")
        scena.stato(1, APERTO)
        yield scena


def _un_salvataggio(scena: Scena) -> Callable[[], object]:
    return lambda: scena.salva("i1", "80")


def test_a_save_in_course_lands_before_the_close(propria: Scena) -> None:
    """The close waits for the save, sees one draft more, and closes all the same: a draft is not handed in."""
    salvato, chiuso = accavalla(_un_salvataggio(propria), lambda: chiudi(propria, 1))
    assert not isinstance(salvato, Exception)
    assert not isinstance(chiuso, Exception)
    assert propria.periodo(1).stato == CHIUSO
    assert atti(propria) == ["salva valore", "chiude periodo"]


def test_a_save_during_the_close_is_refused(propria: Scena) -> None:
    chiuso, salvato = accavalla(lambda: chiudi(propria, 1), _un_salvataggio(propria))
    assert not isinstance(chiuso, Exception)
    assert isinstance(salvato, NonModificabile)
    assert atti(propria) == ["chiude periodo"]


def test_saves_and_close_all_at_once(propria: Scena) -> None:
    """What was saved was saved before the close: no line of the register comes after it."""
    salvi = [lambda c=codice, chi=chi: propria.salva(c, "80", chi=chi) for codice, chi in SUOI.items()]
    *esiti, chiuso = insieme(*salvi, lambda: chiudi(propria, 1))
    assert not isinstance(chiuso, Exception)
    assert all(isinstance(e, NonModificabile) for e in esiti if isinstance(e, Exception))
    fatti = sum(not isinstance(e, Exception) for e in esiti)
    assert atti(propria) == ["salva valore"] * fatti + ["chiude periodo"]


def test_two_close_at_once(propria: Scena) -> None:
    esiti = insieme(*[lambda: chiudi(propria, 1)] * 4)
    assert not [e for e in esiti if isinstance(e, Exception)]
    assert atti(propria) == ["chiude periodo"]


def test_two_open_at_once(propria: Scena) -> None:
    chiudi(propria, 1)
    esiti = insieme(*[lambda: apri_periodo(periodo=propria.periodo(2), scadenza=fra(9), da=propria["carla"])] * 4)
    assert not [e for e in esiti if isinstance(e, Exception)]
    assert atti(propria) == ["chiude periodo", "apre periodo"]


def test_two_reopen_at_once(propria: Scena) -> None:
    chiudi(propria, 1)
    esiti = insieme(*[lambda: riapri(propria)] * 4)
    assert not [e for e in esiti if isinstance(e, Exception)]
    assert Riapertura.objects.filter(periodo__ciclo=propria.ciclo).count() == 1
    assert atti(propria) == ["chiude periodo", "riapre ufficio"]


def test_two_neutralise_at_once_and_a_save(propria: Scena) -> None:
    def neutralizza() -> object:
        return neutralizza_valore(
            periodo=propria.periodi[0],
            indicatore=propria.indicatori["i1"],
            motivo="Sospeso.",
            versione=0,
            da=propria["carla"],
        )

    esiti = insieme(neutralizza, neutralizza, _un_salvataggio(propria))
    azioni = atti(propria)
    assert len(azioni) == 1 or azioni == ["neutralizza valore"]
    assert sum(not isinstance(e, Exception) for e in esiti) >= 1


def test_adoption_and_save_of_a_reopened_office(propria: Scena) -> None:
    a_consuntivo(propria)
    riapertura = riapri(propria)

    def adotta() -> object:
        richiudi_ufficio(riapertura=riapertura, da=propria["carla"])
        return approva(propria, dt.date(ANNO + 1, 6, 1))

    adottata, salvato = accavalla(adotta, _un_salvataggio(propria))
    assert not isinstance(adottata, Exception)
    assert isinstance(salvato, NonModificabile)
