"""One letter a person a day, whatever fails and however many runs there are at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from cruscotto.chiusura.actions.solleciti import EsitoSolleciti
from cruscotto.models import Periodo, Sollecito, StatoPeriodo
from ente.models import Atto, Utente
from tests.mondi.folla import insieme
from tests.mondi.lettere import crea_attesa, manda, nomi, scritti
from tests.mondi.scena import Scena, crea_scena, fra
from tests.servitore import Base

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_attesa()


# -- once a day --------------------------------------------------------------------------------------------------------


def test_never_two_the_same_day(scena: Scena) -> None:
    assert len(manda(scena).inviati) == 4
    assert manda(scena) == EsitoSolleciti()
    ora = manda(scena, da=scena["carla"], subito=True)
    assert (ora.inviati, len(ora.gia)) == ([], 4)
    assert len(mail.outbox) == Sollecito.objects.count() == 4
    assert Atto.objects.filter(azione="sollecita").count() == 1


def test_without_an_address_that_works(scena: Scena) -> None:
    indirizzi = {
        "rita": "",
        "rino": "non è un indirizzo",
        "rosa": "a@example.it,b@example.it",
        "dina": "a@e.it\nBcc: b@e.it",
    }
    for chi, indirizzo in indirizzi.items():
        Utente.objects.filter(pk=scena[chi].pk).update(email=indirizzo)
    esito = manda(scena)
    assert nomi(esito.senza_indirizzo) == ["dina", "rino", "rita", "rosa"]
    assert (mail.outbox, Sollecito.objects.count()) == ([], 0)


def test_no_header_gets_into_the_subject(scena: Scena) -> None:
    Periodo.objects.filter(pk=scena.periodi[0].pk).update(nome="Periodo\r\nBcc: tutti@example.it")
    type(scena.ente).objects.filter(pk=scena.ente.pk).update(denominazione="Ente\nCc: altri@example.it")
    manda(scena, 6)
    assert "carla" in scritti()
    for messaggio in mail.outbox:
        assert "\n" not in messaggio.subject
        assert {"Bcc", "Cc"} & set(messaggio.message().keys()) == set()
        assert messaggio.recipients() == messaggio.to


class Postino(EmailBackend):
    """A server that refuses the letters for one person."""

    def send_messages(self, messages: Any) -> int:
        for messaggio in messages:
            if messaggio.to[0].startswith("rino"):
                raise ConnectionResetError("il server ha chiuso")
        return super().send_messages(messages)


class PostinoAssente(EmailBackend):
    """A server that does not answer; how many times it was called."""

    chiamate = 0

    def open(self) -> bool:
        PostinoAssente.chiamate += 1
        raise OSError("nessuno risponde")


def test_a_failure_stops_nobody_and_is_tried_again_another_day(
    scena: Scena, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "tests.cruscotto.chiusura.test_solleciti_invio.Postino"
    esito = manda(scena)
    assert nomi(esito.inviati) == ["dina", "rita", "rosa"]
    assert list(esito.falliti.values()) == ["ConnectionResetError: il server ha chiuso"]
    riga = Sollecito.objects.get(utente=scena["rino"])
    assert (riga.inviato_il, riga.errore) == (None, "ConnectionResetError: il server ha chiuso")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert manda(scena).gia == ["rino.scena"]  # not the same day
    assert nomi(manda(scena, 1).inviati) == ["rino"]  # the next one, although the others wait five days
    assert Atto.objects.filter(azione="sollecita").count() == 2


def test_a_server_that_does_not_answer_is_called_once(scena: Scena, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.cruscotto.chiusura.test_solleciti_invio.PostinoAssente"
    PostinoAssente.chiamate = 0
    esito = manda(scena)
    assert (esito.inviati, len(esito.falliti), PostinoAssente.chiamate) == ([], 4, 1)
    assert set(Sollecito.objects.values_list("errore", flat=True)) == {"OSError: nessuno risponde"}


@pytest.fixture
def propria(db: None, base: Base, request: pytest.FixtureRequest) -> Iterator[Scena]:
    """A scene of the test's own on it; ``db`` wraps the other database in a transaction."""
    with base.in_uso():
        scena = crea_scena(f"insieme-{abs(hash(request.node.nodeid))}")
        scena.stato(1, StatoPeriodo.APERTO, fra(5))
        yield scena


def test_runs_at_the_same_moment_send_one(propria: Scena) -> None:
    esiti = insieme(*[lambda: manda(propria)] * 4)
    assert not [e for e in esiti if isinstance(e, Exception)]
    fatti = [e for e in esiti if isinstance(e, EsitoSolleciti)]
    assert nomi([u for e in fatti for u in e.inviati]) == scritti() == ["rino", "rita", "rosa"]
    assert Sollecito.objects.di(propria.ente).count() == 3
