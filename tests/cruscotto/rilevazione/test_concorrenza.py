"""Several people on the same values at the same moment, on the actions: real threads, each with its own connection.

What waits for what is forced where it matters (``accavalla``) and left to chance elsewhere (``insieme``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from cruscotto.chiusura.actions.periodi import ChiusuraDaConfermare, chiudi_periodo
from cruscotto.ciclo.blocchi import Conflitto, NonModificabile
from cruscotto.models import (
    Ciclo,
    Periodo,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
)
from tests.mondi.folla import Folla, accavalla, adesso, atti, crea_folla, fatti_e_rifiuti, insieme
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione


@pytest.fixture(scope="module")
def comune(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Base, Folla]]:
    """One database and one body for all the tests of the module, each with indicators of its own."""
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        with base.in_uso():
            mondo = crea_folla()
        yield base, mondo


@pytest.fixture
def mondo(db: None, comune: tuple[Base, Folla]) -> Iterator[Folla]:
    """``db`` wraps its own database in a transaction; the test, with its threads, is on the other one."""
    base, mondo = comune
    with base.in_uso():
        yield mondo


MODI = pytest.mark.parametrize("modo", [accavalla, lambda a, b: insieme(a, b)], ids=["accavallati", "insieme"])
Modo = Callable[[Callable[[], object], Callable[[], object]], Sequence[object]]


# -- saving ------------------------------------------------------------------------------------------------------------
@MODI
@pytest.mark.parametrize("c_era", [True, False], ids=["c'era", "primo"])
def test_two_people_save_at_once(mondo: Folla, modo: Modo, c_era: bool) -> None:
    indicatore = mondo.nuovo()
    versione = mondo.salva(indicatore, "5", 0).versione if c_era else 0
    esiti = modo(
        lambda: mondo.salva(indicatore, "10", versione, "anna"),
        lambda: mondo.salva(indicatore, "20", versione, "bruno"),
    )
    [scritta], [rifiuto] = fatti_e_rifiuti(esiti)
    assert isinstance(scritta, Rilevazione)
    assert isinstance(rifiuto, Conflitto)
    assert rifiuto.attuale.testo == scritta.testo
    assert rifiuto.attuale.versione == scritta.versione == versione + 1
    assert {"10": "Anna", "20": "Bruno"}[scritta.testo] in str(rifiuto)
    attuale = adesso(scritta)
    assert (attuale.testo, attuale.versione) == (scritta.testo, versione + 1)
    assert atti(attuale)[-1].utente_id == attuale.inserita_da_id


@MODI
@pytest.mark.parametrize("c_era", [True, False], ids=["c'era", "primo"])
def test_the_same_contents_at_once_are_one_act(mondo: Folla, modo: Modo, c_era: bool) -> None:
    indicatore = mondo.nuovo()
    versione = mondo.salva(indicatore, "5", 0).versione if c_era else 0
    esiti = modo(*[lambda: mondo.salva(indicatore, "10", versione)] * 2)
    scritte, rifiuti = fatti_e_rifiuti(esiti)
    assert rifiuti == []
    for scritta in scritte:
        assert isinstance(scritta, Rilevazione)
        assert (scritta.testo, scritta.versione) == ("10", versione + 1)
        assert adesso(scritta).versione == versione + 1


def test_many_people_on_one_value_write_one_history(mondo: Folla) -> None:
    """Who is refused looks at what is there and writes again: at the end no act is lost, and each starts where the one
    before it ended."""
    indicatore, persone, volte = mondo.nuovo(), 6, 4
    prima = mondo.salva(indicatore, "0", 0)

    def insisti(chi: int) -> int:
        rifiutate, versione = 0, 1
        for volta in range(volte):
            while True:
                try:
                    versione = mondo.salva(indicatore, str(100 * chi + volta), versione).versione
                    break
                except Conflitto as conflitto:
                    rifiutate, versione = rifiutate + 1, conflitto.attuale.versione
        return rifiutate

    rifiutate = insieme(*[partial(insisti, chi) for chi in range(1, persone + 1)])
    assert all(isinstance(n, int) for n in rifiutate), rifiutate
    assert any(rifiutate), "nessuno si è scontrato: la prova non prova niente"
    attuale, storia = adesso(prima), atti(prima)
    assert attuale.versione == 1 + persone * volte
    scritti = [a.dettagli["dopo"]["testo"] for a in storia]
    assert sorted(scritti[1:]) == sorted(str(100 * c + v) for c in range(1, persone + 1) for v in range(volte))
    assert all(b.dettagli["prima"]["testo"] == a.dettagli["dopo"]["testo"] for a, b in pairwise(storia))
    assert attuale.testo == scritti[-1]


# -- from hand to hand -------------------------------------------------------------------------------------------------
@MODI
def test_a_double_transmission_is_one(mondo: Folla, modo: Modo) -> None:
    trasmessa = mondo.trasmessa()
    bozza = mondo.riprendi(trasmessa)
    esiti = modo(*[lambda: mondo.trasmetti(bozza, 3)] * 2)
    assert [getattr(e, "stato", e) for e in esiti] == [TRASMESSA, TRASMESSA]
    assert adesso(bozza).versione == 4


@MODI
def test_a_double_validation_is_one(mondo: Folla, modo: Modo) -> None:
    valore = mondo.trasmessa()
    esiti = modo(*[lambda: mondo.valida([valore])] * 2)
    assert [[v.stato for v in e] if isinstance(e, list) else e for e in esiti] == [[VALIDATA], [VALIDATA]]
    assert adesso(valore).versione == 3


ATTI_SU_TRASMESSA: dict[str, Callable[[Folla, Rilevazione], object]] = {
    "valida": lambda mondo, valore: mondo.valida([valore]),
    "valida un altro": lambda mondo, valore: mondo.valida([valore], "dario"),
    "restituisce": lambda mondo, valore: mondo.restituisci(valore),
    "riprende": lambda mondo, valore: mondo.riprendi(valore),
    "neutralizza": lambda mondo, valore: mondo.neutralizza(valore.indicatore),
}
DOPO = {
    "valida": VALIDATA,
    "valida un altro": VALIDATA,
    "restituisce": RESTITUITA,
    "riprende": BOZZA,
    "neutralizza": VALIDATA,
}
COPPIE = [(a, b) for a in ATTI_SU_TRASMESSA for b in ATTI_SU_TRASMESSA if a != b]


@pytest.mark.parametrize(("primo", "secondo"), COPPIE, ids=[f"{a}, {b}" for a, b in COPPIE])
def test_of_two_acts_on_a_transmitted_value_the_first_is_done(mondo: Folla, primo: str, secondo: str) -> None:
    valore = mondo.trasmessa()
    fatto, rifiuto = accavalla(
        lambda: ATTI_SU_TRASMESSA[primo](mondo, valore), lambda: ATTI_SU_TRASMESSA[secondo](mondo, valore)
    )
    assert not isinstance(fatto, Exception), fatto
    assert isinstance(rifiuto, Conflitto)
    assert rifiuto.attuale.stato == DOPO[primo]
    attuale = adesso(valore)
    assert (attuale.stato, attuale.versione) == (DOPO[primo], 3)


@pytest.mark.parametrize("primo", ["riprende", "trasmette"])
def test_taking_back_while_the_transmission_arrives_twice(mondo: Folla, primo: str) -> None:
    """The second click on «trasmetti» reaches the server when a colleague is taking the value back."""
    valore = mondo.trasmessa()
    coppia = {"riprende": lambda: mondo.riprendi(valore), "trasmette": lambda: mondo.trasmetti(valore, 1)}
    altro = next(nome for nome in coppia if nome != primo)
    esiti = dict(zip((primo, altro), accavalla(coppia[primo], coppia[altro]), strict=True))
    assert getattr(esiti["riprende"], "stato", esiti) == BOZZA
    if primo == "riprende":
        assert isinstance(esiti["trasmette"], Conflitto)
    else:
        assert getattr(esiti["trasmette"], "stato", esiti) == TRASMESSA
    assert (adesso(valore).stato, adesso(valore).versione) == (BOZZA, 3)


def test_two_batches_in_different_orders_never_wait_for_ever(mondo: Folla) -> None:
    for _ in range(3):
        valori = [mondo.trasmessa() for _ in range(6)]
        esiti = insieme(partial(mondo.valida, valori, "diana"), partial(mondo.valida, valori[::-1], "dario"))
        [validati], [rifiuto] = fatti_e_rifiuti(esiti)
        assert isinstance(rifiuto, Conflitto), rifiuto
        assert isinstance(validati, list)
        assert len(validati) == 6
        assert len({adesso(v).validata_da_id for v in valori}) == 1
        assert {adesso(v).versione for v in valori} == {3}


def test_a_batch_that_meets_a_change_writes_nothing(mondo: Folla) -> None:
    valori = [mondo.trasmessa() for _ in range(3)]
    ripreso, rifiuto = accavalla(lambda: mondo.riprendi(valori[1]), lambda: mondo.valida(valori))
    assert isinstance(ripreso, Rilevazione)
    assert isinstance(rifiuto, Conflitto)
    assert rifiuto.attuale.pk == valori[1].pk
    assert [adesso(v).stato for v in valori] == [TRASMESSA, BOZZA, TRASMESSA]


# -- the close ---------------------------------------------------------------------------------------------------------
def chiudi(mondo: Folla) -> str:
    """Close the period, whatever lacks: who closes reads it and confirms."""
    carla = mondo.persone["carla"]
    try:
        chiuso = chiudi_periodo(periodo=mondo.periodo, da=carla)
    except ChiusuraDaConfermare as conseguenze:
        chiuso = chiudi_periodo(periodo=mondo.periodo, conferma=conseguenze.effetto.firma, da=carla)
    return chiuso.stato


@contextmanager
def poi_riapri(mondo: Folla) -> Iterator[None]:
    try:
        yield
    finally:
        Periodo.objects.filter(pk=mondo.periodo.pk).update(stato=StatoPeriodo.APERTO)
        Ciclo.objects.filter(pk=mondo.periodo.ciclo_id).update(stato=StatoCiclo.MONITORAGGIO)


def test_a_value_that_is_being_saved_makes_the_close_wait(mondo: Folla) -> None:
    indicatore = mondo.nuovo()
    visti: list[bool] = []

    def chiudi_e_guarda() -> object:
        esito = chiudi(mondo)
        visti.append(Rilevazione.objects.filter(indicatore=indicatore, periodo=mondo.periodo).exists())
        return esito

    with poi_riapri(mondo):
        salvata, chiuso = accavalla(lambda: mondo.salva(indicatore, "10", 0), chiudi_e_guarda, attesa=3)
        assert isinstance(salvata, Rilevazione), salvata
        assert chiuso == StatoPeriodo.CHIUSO
        assert visti == [True], "la chiusura non ha aspettato"
        assert adesso(salvata).testo == "10"


def test_a_value_saved_during_the_close_is_refused(mondo: Folla) -> None:
    indicatore, trasmessa = mondo.nuovo(), mondo.trasmessa()
    for atto in (
        lambda: mondo.salva(indicatore, "10", 0),
        lambda: mondo.riprendi(trasmessa),
        lambda: mondo.valida([trasmessa]),
        lambda: mondo.restituisci(trasmessa),
    ):
        with poi_riapri(mondo):
            chiuso, rifiuto = accavalla(lambda: chiudi(mondo), atto)
            assert chiuso == StatoPeriodo.CHIUSO
            assert isinstance(rifiuto, NonModificabile), rifiuto
    assert not Rilevazione.objects.filter(indicatore=indicatore, periodo=mondo.periodo).exists()
    assert (adesso(trasmessa).stato, adesso(trasmessa).versione) == (TRASMESSA, 2)
