"""The acts on an edition at the same moment: real threads, on both databases; of two that exclude each other one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.actions.validazione import restituisci_relazione
from relazione.models import Correzione, FileSigillato, RelazioneApprovata
from tests.mondi.edizioni import approvata, sigillata, ultima
from tests.mondi.esami import esamina, valida
from tests.mondi.folla import accavalla, insieme
from tests.mondi.scena import Scena, atti, crea_scena
from tests.servitore import Base

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def propria(db: None, base: Base, request: pytest.FixtureRequest) -> Iterator[Scena]:
    """A scene of the test's own on it; ``db`` wraps the other database in a transaction."""
    with base.in_uso():
        yield crea_scena(f"edizioni-{abs(hash(request.node.nodeid))}")


def test_who_validates_while_somebody_gives_it_back_is_refused(propria: Scena) -> None:
    edizione = sigillata(propria)
    esamina(edizione, propria["ugo"])
    restituita, validata = accavalla(
        lambda: restituisci_relazione(edizione=edizione, osservazioni=["Uno."], da=propria["ugo"]),
        lambda: valida(edizione, propria["ugo"]),
    )
    assert not isinstance(restituita, Exception)
    assert isinstance(validata, NonModificabile), "l'osservazione aspetta la risposta"
    assert ultima(propria).stato == "restituita"


def test_published_and_opened_again_at_once(propria: Scena) -> None:
    """Whichever comes first, the edition and its cycle agree."""
    edizione = sigillata(propria)
    valida(edizione, propria["ugo"])
    esiti = insieme(
        lambda: pubblica_relazione(edizione=edizione, da=propria["carla"]),
        lambda: apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=propria["carla"]),
    )
    stato, ciclo = ultima(propria).stato, Ciclo.objects.get(pk=propria.ciclo.pk).stato
    assert (stato, ciclo, Correzione.objects.count()) in {
        ("pubblicata", "consuntivo", 1),
        ("validata", "consuntivo", 1),
    }
    assert sum(isinstance(e, Exception) for e in esiti) == (stato == "validata")


def test_published_by_two_is_published_once(propria: Scena) -> None:
    edizione = sigillata(propria)
    valida(edizione, propria["ugo"])
    esiti = insieme(*[lambda: pubblica_relazione(edizione=edizione, da=propria["carla"])] * 3)
    assert not [e for e in esiti if isinstance(e, Exception)]
    assert atti(propria).count("pubblica Relazione") == 1


def test_two_workers_seal_it_once(propria: Scena) -> None:
    edizione = approvata(propria)
    insieme(*[lambda: sigilla_relazione.func(edizione.pk)] * 2)
    assert RelazioneApprovata.objects.get(pk=edizione.pk).sigillata
    nomi = list(FileSigillato.objects.filter(approvata=edizione).values_list("nome", flat=True))
    assert len(nomi) == len(set(nomi)) > 3
