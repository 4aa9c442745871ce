"""Two people who change targets and rules at the same moment: real transactions, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato
from cruscotto.models import Indicatore, ValoreAtteso
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore, cambia_regola
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target, ultima_versione
from ente.models import Atto, Ente
from tests.mondi.folla import accavalla, insieme
from tests.mondi.misurato import SETTEMBRE, Piccolo, crea_piccolo, rimodula, ritrova_piccolo
from tests.servitore import Base

if TYPE_CHECKING:
    pass

Modo = Callable[[Callable[[], object], Callable[[], object]], Sequence[object]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def di_tutti(db: None, base: Base) -> Iterator[Piccolo]:
    """The small body on that database, made once for all the tests of the module."""
    with base.in_uso():
        ente = Ente.objects.filter(codice="piccolo").first()
        yield ritrova_piccolo(ente) if ente else crea_piccolo()


MODI = pytest.mark.parametrize("modo", [accavalla, lambda a, b: insieme(a, b)], ids=["accavallati", "insieme"])


@MODI
@pytest.mark.parametrize(("n", "stesso"), [(0, True), (1, False)])
def test_two_rimodulazioni_at_once(di_tutti: Piccolo, n: int, stesso: bool, modo: Modo) -> None:
    """Real concurrent transactions: one version, and the other person either did the same or is told."""
    prima = ultima_versione(di_tutti.vivo, di_tutti.indicatori[n])
    assert prima is not None
    v = prima.versione
    segno = "≥" if n == 0 else "≤"
    testi = [f"{segno} {30 + v}", f"{segno} {30 + v if stesso else 60 + v}"]

    def di(testo: str) -> Callable[[], object]:
        return lambda: rimodula(di_tutti, testo, n, versione=v, atto_numero=str(v))

    esiti = modo(*map(di, testi))
    fatte = [e for e in esiti if isinstance(e, ValoreAtteso)]
    assert len(fatte) == 1, esiti
    (altro,) = [e for e in esiti if not isinstance(e, ValoreAtteso)]
    assert altro is None if stesso else isinstance(altro, Superato)
    dopo = ultima_versione(di_tutti.vivo, di_tutti.indicatori[n])
    assert dopo == fatte[0]
    assert dopo.versione == v + 1
    assert Atto.objects.filter(ente=di_tutti.ente, chiave=dopo.pk, azione="rimodula target").count() == 1


@MODI
def test_a_rule_and_a_target_at_once(di_tutti: Piccolo, modo: Modo) -> None:
    """Thresholds that would not hold around the new target: one of the two is refused, whichever comes second."""
    n = 3
    indicatore = Indicatore.objects.get(pk=di_tutti.indicatori[n].pk)
    libere = RegoleIndicatore(accumulo=indicatore.accumulo)
    cambia = partial(cambia_regola, indicatore=indicatore, motivo="x", da=di_tutti.controllo)
    cambia(nuove=libere, viste=RegoleIndicatore.di(indicatore).impronta)
    ora = ultima_versione(di_tutti.vivo, indicatore)
    assert ora is not None
    assert ora.valore is not None
    alto = int(ora.valore) + 500
    soglie = replace(
        libere,
        regola="soglie3",
        direzione="crescente",
        soglia_minima=ora.valore - 1,
        soglia_massima=ora.valore + 1,
    )
    esiti = modo(
        lambda: cambia(nuove=soglie, viste=libere.impronta),
        lambda: rimodula_target(
            indicatore=Indicatore.objects.get(pk=indicatore.pk),
            ciclo=di_tutti.vivo,
            scritto=TargetScritto(f"€ {alto}", str(ora.versione), SETTEMBRE, "x"),
            versione=ora.versione,
            da=di_tutti.controllo,
        ),
    )
    assert sum(isinstance(e, ValoreRifiutato) for e in esiti) == 1, esiti
