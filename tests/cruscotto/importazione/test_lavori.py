"""The background jobs: a worker that is killed, one that comes back, two at once, what a job cannot foresee."""

from __future__ import annotations

import dataclasses
import datetime as dt
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from contesto.models import VoceBilancio
from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.importazione.actions.importazioni import IMPREVISTO, carica_importazione, conferma_importazione
from cruscotto.importazione.actions.lavori import INTERROTTO, riprendi
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.management.commands.lavori import NOME, _nome_tenuto
from cruscotto.models import Ciclo, Importazione, StatoCiclo, StatoImportazione, VoceImportazione
from ente.models import Atto, Utente
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.lavori import aspetta, esegui_lavori, inciampato, intoppo, lavoratore, uccidi
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

S = StatoImportazione
PRIMO, RIGHE = 1001, 1200
"""The orders of the lines that these tests import, above those of the real budget, and how many."""
META = PRIMO + RIGHE // 2
GIRI = 10**12


@pytest.fixture(scope="module")
def comune(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Base]:
    """A database that worker processes can open, with the real cycle before its Relazione was adopted."""
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        with base.in_uso():
            Ciclo.objects.update(
                stato=StatoCiclo.MONITORAGGIO, approvazione_organo="", approvazione_numero="", approvazione_data=None
            )
        yield base


@pytest.fixture
def base(db: None, comune: Base) -> Iterator[Base]:
    with comune.in_uso():
        yield comune
        VoceImportazione.objects.all().delete()
        Importazione.objects.all().delete()
        DBTaskResult.objects.all().delete()
        VoceBilancio.objects.filter(ordine__gte=PRIMO).delete()


def foglio(righe: int = RIGHE) -> bytes:
    dati: Griglia = [[PRIMO + n, f"C{n}", f"Voce {n}", "voce", n + 0.25] for n in range(righe)]
    return xlsx([["Ordine", "Codice", "Voce", "Tipo", "Consuntivo"], *dati])


def carica(contenuto: bytes | None = None) -> Importazione:
    ciclo, da = trova_ciclo("arezzo-siena", 2019), Utente.objects.get(username="controllo")
    dove = Dove(ente=ciclo.ente, del_ciclo=ciclo, da=da)
    return carica_importazione(
        genere=GENERI["bilancio"], dove=dove, nome="b.xlsx", contenuto=contenuto or foglio(), da=da
    )


def conferma(importazione: Importazione) -> None:
    importazione.refresh_from_db()
    da = Utente.objects.get(username="controllo")
    conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=da)


def com_e(importazione: Importazione) -> tuple[str, str]:
    importazione.refresh_from_db()
    return importazione.stato, importazione.messaggio


def scritte() -> int:
    return VoceBilancio.objects.filter(ordine__gte=PRIMO).count()


def atti() -> int:
    return Atto.objects.filter(azione="importa bilancio").count()


# -- a job that is stopped half-way ------------------------------------------------------------------------------------
def muore_a_meta(base: Base, modello: type[Any], ordine: int, stato: StatoImportazione) -> None:
    with intoppo(modello, "INSERT", f"NEW.ordine = {ordine}"), lavoratore(base.url) as processo:
        aspetta(inciampato)
        assert Importazione.objects.get().stato == stato
        uccidi(processo)
    assert [lavoro.status for lavoro in DBTaskResult.objects.running()] == [TaskResultStatus.RUNNING]


def torna(base: Base) -> None:
    """The worker comes back and works until the queue is empty."""
    with lavoratore(base.url, "--batch") as processo:
        assert processo.wait(60) == 0


def test_a_worker_killed_while_reading_reads_once_when_it_is_back(base: Base) -> None:
    importazione = carica()
    muore_a_meta(base, VoceImportazione, RIGHE // 2, S.IN_LETTURA)
    assert not importazione.voci.exists()
    torna(base)
    assert com_e(importazione) == (S.ANTEPRIMA, "")
    assert importazione.voci.count() == RIGHE
    assert [len(lavoro.worker_ids) for lavoro in DBTaskResult.objects.successful()] == [2]


def test_a_worker_killed_while_writing_writes_once_when_it_is_back(base: Base) -> None:
    importazione, prima = carica(), atti()
    esegui_lavori()
    conferma(importazione)
    muore_a_meta(base, VoceBilancio, META, S.IN_SCRITTURA)
    assert (scritte(), atti()) == (0, prima)
    torna(base)
    assert com_e(importazione) == (S.CONFERMATA, "")
    assert (scritte(), atti(), len(importazione.scritte)) == (RIGHE, prima + 1, RIGHE)
    riprendi(NOME)
    torna(base)
    assert (scritte(), atti()) == (RIGHE, prima + 1)


def test_what_kills_the_worker_three_times_is_given_up(base: Base) -> None:
    importazione = carica()
    esegui_lavori()
    conferma(importazione)
    for _ in range(3):
        muore_a_meta(base, VoceBilancio, META, S.IN_SCRITTURA)
    torna(base)
    assert com_e(importazione) == (S.FALLITA, INTERROTTO)
    assert (scritte(), DBTaskResult.objects.failed().count()) == (0, 1)
    torna(base)
    assert com_e(importazione) == (S.FALLITA, INTERROTTO)


def test_a_worker_told_to_stop_ends_what_it_is_doing(base: Base) -> None:
    importazione = carica(foglio(5000))
    with lavoratore(base.url) as processo:
        aspetta(lambda: com_e(importazione)[0] == S.IN_LETTURA)
        processo.send_signal(signal.SIGTERM)
        assert processo.wait(60) == 0
    assert com_e(importazione) == (S.ANTEPRIMA, "")


def test_a_lock_held_for_long_does_not_stop_the_worker(
    base: Base, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As when another process holds SQLite beyond its patience, right when the worker looks at the queue."""
    importazione, corri = carica(foglio(3)), db_worker.Worker.run

    def bloccato(worker: db_worker.Worker) -> None:
        monkeypatch.setattr(db_worker.Worker, "run", corri)
        raise OperationalError("database is locked")

    monkeypatch.setattr(db_worker.Worker, "run", bloccato)
    esegui_lavori()
    assert com_e(importazione) == (S.ANTEPRIMA, "")
    assert "riprovo" in caplog.text


# -- two workers -------------------------------------------------------------------------------------------------------
def test_two_workers_do_each_job_once(base: Base) -> None:
    importazioni = [carica(foglio(50)) for _ in range(12)]
    with lavoratore(base.url, "--batch", "--worker-id=a") as a, lavoratore(base.url, "--batch", "--worker-id=b") as b:
        assert (a.wait(60), b.wait(60)) == (0, 0)
    lavori = list(DBTaskResult.objects.all())
    assert {lavoro.status for lavoro in lavori} == {TaskResultStatus.SUCCESSFUL}
    assert [len(lavoro.worker_ids) for lavoro in lavori] == [1] * 12
    assert {com_e(i) for i in importazioni} == {(S.ANTEPRIMA, "")}
    assert VoceImportazione.objects.count() == 12 * 50


def test_two_workers_cannot_have_one_name(base: Base) -> None:
    with _nome_tenuto(NOME), pytest.raises(CommandError, match="datene un altro con --worker-id"):
        call_command("lavori", "--batch")


def test_a_job_that_another_has_ended_meanwhile_changes_nothing(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a pause of half an hour: who was thought dead comes back and ends what has been done already."""
    importazione, bilancio = carica(foglio(5)), GENERI["bilancio"]

    def lenta(*argomenti: Any) -> Any:
        monkeypatch.setitem(GENERI, "bilancio", bilancio)
        riprendi(NOME)
        DBTaskResult.objects.update(status=TaskResultStatus.READY)
        esegui_lavori_altrui()
        return bilancio.progetta(*argomenti)

    def esegui_lavori_altrui() -> None:
        call_command("lavori", "--batch", "--interval=0", "--worker-id=altro")

    for stato in (S.ANTEPRIMA, S.CONFERMATA):
        monkeypatch.setitem(GENERI, "bilancio", dataclasses.replace(bilancio, progetta=lenta))
        esegui_lavori()
        assert com_e(importazione) == (stato, "")
        assert importazione.voci.count() == 5
        if stato == S.ANTEPRIMA:
            conferma(importazione)
    assert scritte() == 5


# -- what nobody foresaw -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("quando", ["lettura", "scrittura"])
def test_an_exception_fails_the_import_and_is_logged(
    base: Base, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, quando: str
) -> None:
    def guasta(*_: Any) -> Any:
        raise ZeroDivisionError("chissà")

    importazione = carica(foglio(5))
    if quando == "scrittura":
        esegui_lavori()
        conferma(importazione)
    monkeypatch.setitem(GENERI, "bilancio", dataclasses.replace(GENERI["bilancio"], progetta=guasta))
    esegui_lavori(falliti=1)
    assert com_e(importazione) == (S.FALLITA, IMPREVISTO)
    assert "ZeroDivisionError: chissà" in caplog.text
    assert scritte() == 0


def test_a_file_that_is_not_there_any_more_is_said(base: Base) -> None:
    importazione = carica(foglio(5))
    importazione.file.delete(save=False)
    esegui_lavori()
    assert com_e(importazione) == (S.FALLITA, "Il file non c'è più: caricatelo di nuovo.")


# -- what a worker finds when it starts --------------------------------------------------------------------------------
def in_corso(*nomi: str, minuti: int = 1) -> DBTaskResult[Any, Any]:
    """The job of a small file, taken by these workers one after the other; the last one has not ended it."""
    carica(foglio(3))
    lavoro = DBTaskResult.objects.get()
    lavoro.status, lavoro.worker_ids = TaskResultStatus.RUNNING, list(nomi)
    lavoro.started_at = timezone.now() - dt.timedelta(minutes=minuti)
    lavoro.save()
    return lavoro


@pytest.mark.parametrize(
    ("nomi", "minuti", "ripresi"),
    [
        ([NOME], 1, 1),
        (["altro", NOME], 1, 1),
        (["altro"], 1, 0),
        ([NOME, "altro"], 1, 0),
        (["altro"], 31, 1),
    ],
)
def test_only_abandoned_jobs_are_taken_back(base: Base, nomi: list[str], minuti: int, ripresi: int) -> None:
    lavoro = in_corso(*nomi, minuti=minuti)
    assert riprendi(NOME) == ripresi
    lavoro.refresh_from_db()
    assert lavoro.status == (TaskResultStatus.READY if ripresi else TaskResultStatus.RUNNING)
    assert riprendi(NOME) == 0


@pytest.mark.parametrize("stato", [S.CARICATA, S.IN_LETTURA, S.DA_SCRIVERE, S.IN_SCRITTURA])
def test_an_import_without_a_job_gets_one(base: Base, stato: StatoImportazione) -> None:
    importazione = carica(foglio(3))
    if stato in (S.DA_SCRIVERE, S.IN_SCRITTURA):
        esegui_lavori()
        conferma(importazione)
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).delete()
    Importazione.objects.update(stato=stato)
    esegui_lavori()
    assert com_e(importazione) == ((S.ANTEPRIMA if stato in (S.CARICATA, S.IN_LETTURA) else S.CONFERMATA), "")


def test_a_job_cut_short_by_a_second_signal_is_tried_again_and_not_for_ever(base: Base) -> None:
    importazione = carica(foglio(3))
    for volta in range(3):
        lavoro = DBTaskResult.objects.get(status=TaskResultStatus.READY)
        lavoro.claim(NOME)
        Importazione.objects.update(stato=S.IN_LETTURA)
        lavoro.set_failed(SystemExit(1))
        assert riprendi(NOME) == (volta < 2)
    assert com_e(importazione) == (S.FALLITA, INTERROTTO)


def test_imports_that_have_ended_and_jobs_of_others_are_left_alone(base: Base) -> None:
    importazione = carica(foglio(3))
    esegui_lavori()
    in_altro = DBTaskResult.objects.get()
    in_altro.pk, in_altro.task_path, in_altro.status = None, "un.altro.lavoro", TaskResultStatus.RUNNING
    in_altro.worker_ids = [NOME] * 3
    in_altro.id = "00000000-0000-0000-0000-000000000001"
    in_altro.save(force_insert=True)
    assert riprendi(NOME) == 0
    assert com_e(importazione) == (S.ANTEPRIMA, "")
