"""Several people at the planning of one year at the same moment: it opens once, is taken back once, and the act of the
Plan never passes over something that was being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo, Indicatore, ObiettivoInProspettiva, Riporto, StatoCiclo, ValoreAtteso
from cruscotto.pianificazione.actions.indicatore import definisci_indicatore
from cruscotto.pianificazione.actions.piano import PianoIncompleto, adotta_piano
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target
from cruscotto.pianificazione.nel_piano import IndicatoreScritto, PostoScritto
from ente.models import Atto
from relazione.apertura.actions.annullamento import annulla_apertura
from relazione.apertura.actions.apertura import Aperto, apri_anno
from tests.mondi.folla import accavalla, fatti_e_rifiuti, insieme
from tests.mondi.scena import ANNO, Scena, crea_scena
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

NUMERI = count(1)
Modo = Callable[[Callable[[], object], Callable[[], object]], Sequence[object]]
MODI = pytest.mark.parametrize("modo", [accavalla, lambda a, b: insieme(a, b)], ids=["accavallati", "insieme"])


@pytest.fixture(scope="module")
def propria(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Base]:
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        yield base


@pytest.fixture
def base(db: None, propria: Base) -> Iterator[None]:
    """``db`` wraps its own database in a transaction; the test, with its threads, is on the other one."""
    with propria.in_uso():
        yield


def scena(stato: StatoCiclo) -> Scena:
    return crea_scena(f"insieme{next(NUMERI)}", stato=stato)


def apri(s: Scena) -> Aperto:
    return apri_anno(ciclo=s.ciclo, anno=ANNO + 1, da=s["carla"])


def adotta(s: Scena) -> object:
    return adotta_piano(ciclo=s.ciclo, organo="Giunta", numero="3", data=dt.date(ANNO, 1, 20), da=s["carla"])


def pianifica(s: Scena, ciclo: Ciclo | None = None, testo: str = "120") -> object:
    scritto = TargetScritto(testo, visto="100")
    return rimodula_target(
        indicatore=s.indicatori["i1"], ciclo=ciclo or s.ciclo, scritto=scritto, versione=1, da=s["dina"]
    )


def target(s: Scena, anno: int = ANNO) -> list[str]:
    attesi = ValoreAtteso.objects.filter(ciclo__ente=s.ente, ciclo__anno=anno, indicatore=s.indicatori["i1"])
    return list(attesi.values_list("testo", flat=True))


def senza_target(s: Scena) -> Indicatore | None:
    nodo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=s.ciclo)
    campi = dict.fromkeys(
        ("descrizione", "metodo_calcolo", "numeratore", "denominatore", "fonte_dati", "affidabilita"), ""
    )
    campi |= {"nome": "Nuovo", "unita": "", "tipologia_pira": "", "tipo": "numero", "direzione": "crescente"}
    posti = (PostoScritto(s.cruscotto.pk, nodo.pk, peso=Decimal(10), chiave="n0"),)
    altri = {"pira": False, "accumulo": "ultimo", "scala": [], "punti_scala": [], "ufficio_id": None}
    return definisci_indicatore(ciclo=s.ciclo, scritto=IndicatoreScritto(campi | altri, posti=posti), da=s["carla"])


@MODI
def test_a_year_is_opened_once(base: None, modo: Modo) -> None:
    s = scena(StatoCiclo.MONITORAGGIO)
    esiti = modo(lambda: apri(s), lambda: apri(s))
    fatti, rifiuti = fatti_e_rifiuti(esiti)
    assert rifiuti == []
    assert sorted(fatto.ora for fatto in fatti if isinstance(fatto, Aperto)) == [False, True]
    assert Riporto.objects.filter(ciclo__ente=s.ente).count() == 1
    assert Atto.objects.filter(ente=s.ente, azione="apre anno").count() == 1


@MODI
def test_an_opening_is_taken_back_once(base: None, modo: Modo) -> None:
    s = scena(StatoCiclo.MONITORAGGIO)
    riporto = apri(s).riporto
    esiti = modo(
        lambda: annulla_apertura(riporto=riporto, da=s["carla"]),
        lambda: annulla_apertura(riporto=Riporto(pk=riporto.pk, ciclo=riporto.ciclo), da=s["carla"]),
    )
    assert fatti_e_rifiuti(esiti)[1] == []
    assert not Ciclo.objects.filter(ente=s.ente, anno=ANNO + 1).exists()
    assert Atto.objects.filter(ente=s.ente, azione="annulla apertura").count() == 1


@pytest.mark.parametrize("prima", ["l'atto", "l'annullamento"])
def test_the_first_act_and_the_undo_do_not_both_pass(base: None, prima: str) -> None:
    s = scena(StatoCiclo.MONITORAGGIO)
    riporto = apri(s).riporto
    atto, annulla = lambda: pianifica(s, riporto.ciclo), lambda: annulla_apertura(riporto=riporto, da=s["carla"])
    esiti = accavalla(atto, annulla) if prima == "l'atto" else accavalla(annulla, atto)
    if prima == "l'atto":
        assert isinstance(esiti[1], NonModificabile)
        assert target(s, ANNO + 1) == ["120"]
    else:
        assert isinstance(esiti[1], Ciclo.DoesNotExist)
        assert not Ciclo.objects.filter(ente=s.ente, anno=ANNO + 1).exists()


def test_a_target_that_is_being_written_is_in_the_plan(base: None) -> None:
    s = scena(StatoCiclo.PIANIFICAZIONE)
    esiti = accavalla(lambda: pianifica(s), lambda: adotta(s))
    assert fatti_e_rifiuti(esiti)[1] == []
    assert target(s) == ["120"]


def test_after_the_act_a_target_wants_an_act_of_its_own(base: None) -> None:
    s = scena(StatoCiclo.PIANIFICAZIONE)
    _, tardi = accavalla(lambda: adotta(s), lambda: pianifica(s))
    assert isinstance(tardi, PermissionDenied)
    assert target(s) == ["100"]


def test_the_plan_does_not_pass_over_an_indicator_without_a_target(base: None) -> None:
    s = scena(StatoCiclo.PIANIFICAZIONE)
    _, rifiuto = accavalla(lambda: senza_target(s), lambda: adotta(s))
    assert isinstance(rifiuto, PianoIncompleto)
    s.ciclo.refresh_from_db()
    assert s.ciclo.piano_data is None


def test_an_indicator_that_comes_after_the_act_is_refused(base: None) -> None:
    s = scena(StatoCiclo.PIANIFICAZIONE)
    _, rifiuto = accavalla(lambda: adotta(s), lambda: senza_target(s))
    assert isinstance(rifiuto, NonModificabile)
    assert not Indicatore.objects.filter(ente=s.ente, nome="Nuovo").exists()
