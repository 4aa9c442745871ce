"""The worker killed while it writes a document, in each stage and half-way through the file: what a person sees, what
is left on the disk, and that the file of before is still given."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cruscotto.ciclo.trova import trova_ciclo
from ente.models import Atto, Utente
from relazione.models import Fase, FotografiaSalvata, Sezione, StatoStesura, Stesura
from relazione.pubblicazione.actions.stesure import TRE_VOLTE, _parte, richiedi_stesura, scrivi_stesura
from tests.mondi.lavori import aspetta, inciampato, intoppo, lavoratore, uccidi
from tests.mondi.scena import leggi
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

S = StatoStesura
PAGINA = "/documenti/2019/"


@pytest.fixture(scope="module")
def comune(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Base]:
    """A database that worker processes can open, with the real cycle and a Relazione of a few short sections."""
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        with base.in_uso():
            Sezione.objects.filter(documento__ciclo__anno=2019, ordine__gt=20).delete()
            Sezione.objects.update(testo="Un testo breve.")
        yield base


@pytest.fixture
def base(db: None, comune: Base) -> Iterator[Base]:
    with comune.in_uso():
        yield comune
        Stesura.objects.all().delete()
        FotografiaSalvata.objects.all()._raw_delete("default")
        DBTaskResult.objects.all().delete()


@pytest.fixture
def oiv(base: Base) -> Client:
    """Signed in before anything is locked."""
    client = Client()
    client.force_login(Utente.objects.get(username="oiv"))
    return client


def chiedi() -> Stesura:
    return richiedi_stesura(
        ciclo=trova_ciclo("arezzo-siena", 2019), formato="html", da=Utente.objects.get(username="oiv")
    )


@pytest.fixture
def prima(oiv: Client) -> Stesura:
    """One that is ready, before the narrative changed."""
    stesura = chiedi()
    scrivi_stesura.call(stesura.pk)
    DBTaskResult.objects.all().delete()
    stesura.refresh_from_db()
    assert stesura.stato == S.PRONTO
    Sezione.objects.filter(ordine=10).update(testo=f"Un testo nuovo, dopo la stesura {stesura.pk}.")
    return stesura


def intatta(client: Client, stesura: Stesura) -> bool:
    """Whether the page leads to the file of before, and gives it as it was."""
    dove = reverse("relazione:stesura-download", args=[stesura.pk])
    contenuto = b"".join(client.get(dove))
    return dove in client.get(PAGINA).content.decode() and hashlib.sha256(contenuto).hexdigest() == stesura.impronta


def cartella() -> set[str]:
    return {f.name for f in (Path(settings.MEDIA_ROOT) / "documenti").iterdir()}


def torna(base: Base) -> None:
    with lavoratore(base.url, "--batch") as processo:
        assert processo.wait(120) == 0


INTOPPI: dict[Fase, tuple[type[Model], str, str]] = {
    Fase.FOTOGRAFIA: (FotografiaSalvata, "INSERT", "NEW.versione > 0"),
    Fase.COMPOSIZIONE: (Stesura, "UPDATE", "NEW.fase = 'stampa'"),
    Fase.STAMPA: (Stesura, "UPDATE", "NEW.fase = 'controllo'"),
    Fase.CONTROLLO: (Stesura, "UPDATE", "NEW.fase = 'consegna'"),
    Fase.CONSEGNA: (Stesura, "UPDATE", "NEW.stato = 'pronto'"),
}
"""Where a worker is stopped in each stage: at the end of it, before what follows is written."""


@pytest.mark.parametrize("fase", Fase)
def test_a_worker_killed_in_a_stage_begins_again(base: Base, oiv: Client, prima: Stesura, fase: Fase) -> None:
    stesura = chiedi()
    with intoppo(*INTOPPI[fase]), lavoratore(base.url) as processo:
        aspetta(inciampato)
        stesura.refresh_from_db()
        assert (stesura.stato, stesura.fase) == (S.IN_SCRITTURA, fase)
        uccidi(processo)
    detta = leggi(oiv.get(PAGINA).content.decode())
    assert f"In scrittura: {fase.label.lower()}." in detta and intatta(oiv, prima)
    assert not [n for n in cartella() if n.startswith(".")]
    torna(base)
    stesura.refresh_from_db()
    assert (stesura.stato, stesura.messaggio) == (S.PRONTO, "")
    assert stesura.impronta != prima.impronta and intatta(oiv, stesura)
    assert hashlib.sha256(Path(prima.file.path).read_bytes()).hexdigest() == prima.impronta
    assert Atto.objects.filter(azione="richiede documento", chiave=stesura.pk).count() == 1


def muore_a_meta_del_file(base: Base, stesura: Stesura) -> None:
    """The place of the file is a pipe: the worker writes what the pipe holds, and waits for a reader that has gone."""
    os.mkfifo(_parte(stesura.pk))
    with lavoratore(base.url) as processo:
        lettore = os.open(_parte(stesura.pk), os.O_RDONLY)  # waits for who writes
        assert os.read(lettore, 1) == b"<"
        uccidi(processo)
        os.close(lettore)
    _parte(stesura.pk).unlink()
    _parte(stesura.pk).write_bytes(b"<!DOCTYPE html><mezzo")  # what would be left on a disk


def test_the_third_death_is_said_and_no_half_file_is_left(base: Base, oiv: Client, prima: Stesura) -> None:
    Sezione.objects.filter(ordine=10).update(testo="Molte parole. " * 20_000)  # more than a pipe holds
    stesura, c_erano = chiedi(), cartella()
    for _ in range(3):
        _parte(stesura.pk).unlink(missing_ok=True)
        muore_a_meta_del_file(base, stesura)
        stesura.refresh_from_db()
        assert (stesura.stato, stesura.fase, stesura.file.name) == (S.IN_SCRITTURA, Fase.CONSEGNA, "")
        assert intatta(oiv, prima)
    torna(base)
    stesura.refresh_from_db()
    assert (stesura.stato, stesura.messaggio) == (S.FALLITO, TRE_VOLTE)
    assert cartella() == c_erano and intatta(oiv, prima)
    detta: Any = leggi(oiv.get(PAGINA).content.decode())
    assert TRE_VOLTE in detta and "Il file di prima è rimasto com’era." in detta
    assert oiv.get(reverse("relazione:stesura-download", args=[stesura.pk])).status_code == 404
