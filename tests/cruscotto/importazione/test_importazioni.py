"""The life of an import in its actions: states, claims, answers, what changes meanwhile, undoing."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks_db.models import DBTaskResult

from contesto.models import VoceBilancio
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.importazione.actions import importazioni
from cruscotto.importazione.actions.anteprima import voci_di
from cruscotto.importazione.actions.apertura import apri_dove
from cruscotto.importazione.actions.importazioni import (
    conferma_importazione,
    leggi_importazione,
    rispondi_importazione,
    scrivi_importazione,
)
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Ciclo,
    Importazione,
    Ricordo,
    StatoCiclo,
    StatoImportazione,
)
from ente.models import Incarico, Ruolo, Utente
from ente.progetto import Progetto
from tests.mondi.fogli import ods, xlsx
from tests.mondi.folla import accavalla, fatti_e_rifiuti, insieme
from tests.mondi.importazioni import apri_ciclo, atti, bilancio, cambiato, voci
from tests.mondi.vita_importazione import annulla, carica, conferma, dopo_i_lavori, letta, tutto
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
S = StatoImportazione


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    return apri_ciclo(ciclo)


@pytest.fixture
def controllo(utente: Callable[[str], Utente]) -> Utente:
    return utente("controllo")


def conservato(importazione: Importazione) -> bytes:
    with importazione.file.open("rb") as file:
        return bytes(file.read())


def adotta(ciclo: Ciclo) -> None:
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA,
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data="2020-06-01",
    )


# -- from the file to the rows -----------------------------------------------------------------------------------------
def test_the_whole_life(aperto: Ciclo, controllo: Utente) -> None:
    contenuto, prima = cambiato(H4=1, H5=2), tutto()
    importazione = carica(contenuto, aperto, controllo, nome="C:\\fogli\\../bilancio 2019.xlsx")
    assert (importazione.stato, importazione.nome) == (S.CARICATA, "bilancio 2019.xlsx")
    assert importazione.impronta == hashlib.sha256(contenuto).hexdigest()
    assert conservato(importazione) == contenuto
    assert (importazione.dimensione, importazione.caricata_da) == (len(contenuto), controllo)
    importazione = dopo_i_lavori(importazione)
    assert (importazione.stato, importazione.avanzamento, importazione.messaggio) == (S.ANTEPRIMA, 100, "")
    riepilogo = importazione.riepilogo
    assert (riepilogo["modificata"], riepilogo["nuova"], riepilogo["invariate"]) == (2, 0, 27)
    assert [v.posto for v in voci(importazione, "modificata")] == ["Foglio1!A4", "Foglio1!A5"]
    assert tutto() == prima
    importazione = conferma(importazione, controllo)
    assert (importazione.stato, importazione.confermata_da) == (S.CONFERMATA, controllo)
    assert VoceBilancio.objects.get(ordine=3).consuntivo == 1
    assert [atti(a) for a in ("carica importazione", "importa bilancio")] == [1, 1]
    assert annulla(importazione, controllo) == []
    importazione.refresh_from_db()
    assert (importazione.stato, importazione.annullata_da) == (S.ANNULLATA, controllo)
    assert tutto() == prima
    assert atti("annulla importazione") == 1
    assert conservato(importazione) == contenuto


def test_jobs_run_twice_do_it_once(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(cambiato(H4=1), aperto, controllo)
    chiavi = [v.pk for v in importazione.voci.all()]
    leggi_importazione.call(importazione.pk)
    scrivi_importazione.call(importazione.pk)
    importazione.refresh_from_db()
    assert (importazione.stato, [v.pk for v in importazione.voci.all()]) == (S.ANTEPRIMA, chiavi)
    importazione = conferma(importazione, controllo)
    dopo = tutto()
    for lavoro in (leggi_importazione, scrivi_importazione):
        lavoro.call(importazione.pk)
    importazione.refresh_from_db()
    assert (importazione.stato, tutto(), atti("importa bilancio")) == (S.CONFERMATA, dopo, 1)


def test_a_job_that_begins_again_makes_the_same_preview(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(cambiato(H4=1), aperto, controllo)
    prima = list(importazione.voci.values("ordine", "tipo", "posto", "righe"))
    Importazione.objects.update(stato=S.IN_LETTURA)
    leggi_importazione.call(importazione.pk)
    assert list(importazione.voci.values("ordine", "tipo", "posto", "righe")) == prima
    assert Importazione.objects.get().impronta_progetto == importazione.impronta_progetto


def test_the_same_file_twice_changes_nothing(aperto: Ciclo, controllo: Utente) -> None:
    contenuto = cambiato(H4=1)
    conferma(letta(contenuto, aperto, controllo), controllo)
    dopo = tutto()
    ancora = letta(contenuto, aperto, controllo)
    assert (ancora.riepilogo["invariate"], voci(ancora, "nuova", "modificata", "tolta")) == (29, [])
    assert conferma(ancora, controllo).stato == S.CONFERMATA
    assert (tutto(), atti("importa bilancio")) == (dopo, 1)
    assert annulla(ancora, controllo) == []
    assert tutto() == dopo


def test_a_file_with_errors_cannot_be_confirmed(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(cambiato(H4="mille", D5="boh"), aperto, controllo)
    assert [v.posto for v in voci(importazione, "errore")] == ["Foglio1!H4", "Foglio1!D5"]
    assert importazione.impronta_progetto == ""
    with pytest.raises(NonModificabile):
        conferma_importazione(importazione=importazione, impronta="", da=controllo)


# -- confirming --------------------------------------------------------------------------------------------------------
def test_only_the_plan_that_was_seen_is_confirmed_and_once(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(cambiato(H4=1), aperto, controllo)
    with pytest.raises(NonModificabile, match="non è più questa"):
        conferma_importazione(importazione=importazione, impronta="0" * 64, da=controllo)
    lavori = DBTaskResult.objects.count()
    for _ in range(2):
        conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=controllo)
    assert DBTaskResult.objects.count() == lavori + 1
    assert dopo_i_lavori(importazione).stato == S.CONFERMATA
    conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=controllo)
    assert DBTaskResult.objects.count() == lavori + 1


FRATTEMPO: dict[str, Callable[[], object]] = {
    "a row that the file changes": lambda: VoceBilancio.objects.filter(ordine=3).update(consuntivo=77),
    "a row that the file leaves alone": lambda: VoceBilancio.objects.filter(ordine=9).update(consuntivo=77),
    "a row that is not there any more": lambda: VoceBilancio.objects.filter(ordine=3).delete(),
    "a row that the file would create": lambda: VoceBilancio.objects.create(
        ente=VoceBilancio.objects.all()[0].ente, anno=2019, ordine=30, etichetta="Nuova voce", tipo="voce"
    ),
}


@pytest.mark.parametrize("che_cosa", FRATTEMPO)
@pytest.mark.parametrize("quando", ["before the job", "under its hands"])
def test_data_that_change_after_the_preview_make_a_new_one(
    aperto: Ciclo, controllo: Utente, monkeypatch: pytest.MonkeyPatch, che_cosa: str, quando: str
) -> None:
    righe = bilancio(H4="1")
    righe.append([30, "", "Nuova voce", "voce", "", 1, 1, 1, 0, ""])
    importazione = letta(xlsx(righe), aperto, controllo)
    vista = importazione.impronta_progetto
    conferma_importazione(importazione=importazione, impronta=vista, da=controllo)
    if quando == "before the job":
        FRATTEMPO[che_cosa]()
    else:

        def dopo_un_altro(progetto: Progetto) -> Any:
            monkeypatch.setattr(importazioni, "voci_di", voci_di)
            FRATTEMPO[che_cosa]()
            return voci_di(progetto)

        monkeypatch.setattr(importazioni, "voci_di", dopo_un_altro)
    importazione = dopo_i_lavori(importazione)
    if che_cosa == "a row that the file leaves alone" and quando == "under its hands":
        assert importazione.stato == S.CONFERMATA  # of what it writes nothing has changed
        return
    assert importazione.stato == S.ANTEPRIMA
    assert "i dati sono cambiati" in importazione.messaggio
    assert importazione.impronta_progetto != vista
    assert atti("importa bilancio") == 0
    assert conferma(importazione, controllo).stato == S.CONFERMATA
    assert VoceBilancio.objects.get(ordine=3).consuntivo == 1


@pytest.mark.parametrize("quando", ["before the job", "under its hands"])
def test_a_cycle_frozen_after_the_preview(
    aperto: Ciclo, controllo: Utente, monkeypatch: pytest.MonkeyPatch, quando: str
) -> None:
    importazione = letta(cambiato(H4=1), aperto, controllo)
    conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=controllo)
    adotta(aperto)
    prima = tutto()
    importazione = dopo_i_lavori(importazione)
    assert "è già stata adottata" in (importazione.messaggio + "".join(v.frase for v in voci(importazione, "errore")))
    assert importazione.stato == S.ANTEPRIMA
    assert tutto() == prima


# -- answers -----------------------------------------------------------------------------------------------------------
def con_intestazione(testo: str) -> bytes:
    righe = bilancio(H4="1")
    righe[0][7] = testo
    return xlsx(righe)


def test_an_answer_holds_for_the_next_files_of_the_body_and_of_no_other(aperto: Ciclo, controllo: Utente) -> None:
    importazione = letta(con_intestazione("Quanto è costato"), aperto, controllo)
    assert voci(importazione, "modificata") == []
    rispondi_importazione(
        importazione=importazione, mappa={"quanto e costato": "consuntivo"}, decisioni={}, da=controllo
    )
    importazione = dopo_i_lavori(importazione)
    assert len(voci(importazione, "modificata")) == 1
    assert len(voci(letta(con_intestazione("QUANTO È COSTATO 2019"), aperto, controllo), "modificata")) == 1
    apri_dove("altra-camera", 2019)
    altro = trova_ciclo("altra-camera", 2019)
    straniero = Utente.objects.create(ente=altro.ente, username="straniero")
    Incarico.objects.create(utente=straniero, ruolo=Ruolo.CONTROLLO)
    righe = [[*riga[:8], *riga[9:]] for riga in bilancio()]
    righe[0][7] = "Quanto è costato"
    di_altri = conferma(letta(xlsx(righe), altro, straniero), straniero)
    assert di_altri.stato == S.CONFERMATA
    assert not VoceBilancio.objects.filter(ente=altro.ente, consuntivo__isnull=False).exists()


def test_a_doubt_is_asked_once_and_its_answer_remembered(
    aperto: Ciclo, controllo: Utente, monkeypatch: pytest.MonkeyPatch
) -> None:
    vero = GENERI["bilancio"]

    def dubbioso(dove: Any, letto: Any, risposte: dict[str, str]) -> Progetto:
        progetto = vero.progetta(dove, letto, risposte)
        progetto.risposte = risposte
        for _ in range(2):
            scelta = progetto.chiedi("verso:x", "Foglio1!A1", "Che verso ha?", [("a", "su"), ("b", "giù")], "a")
        voce = VoceBilancio.objects.get(ordine=1)
        progetto.metti(voce, voce, {"sezione": scelta}, nome="x", posto="Foglio1!B2")
        return progetto

    monkeypatch.setitem(GENERI, "bilancio", dataclasses.replace(vero, progetta=dubbioso))
    importazione = letta(cambiato(), aperto, controllo)
    [dubbio] = voci(importazione, "dubbio")
    assert (dubbio.dettagli["quanti"], importazione.impronta_progetto) == (2, "")
    rispondi_importazione(importazione=importazione, mappa={}, decisioni={"verso:x": "b"}, da=controllo)
    importazione = conferma(dopo_i_lavori(importazione), controllo)
    assert (importazione.stato, VoceBilancio.objects.get(ordine=1).sezione) == (S.CONFERMATA, "b")
    assert Ricordo.objects.get(chiave="verso:x").risposta == "b"
    ancora = letta(cambiato(), aperto, controllo)
    assert (ancora.riepilogo["da_decidere"], ancora.impronta_progetto != "") == (0, True)


def test_only_a_preview_takes_answers(aperto: Ciclo, controllo: Utente) -> None:
    importazione = conferma(letta(cambiato(H4=1), aperto, controllo), controllo)
    with pytest.raises(NonModificabile, match="non è più da controllare"):
        rispondi_importazione(importazione=importazione, mappa={"x": "codice"}, decisioni={}, da=controllo)
    assert not Ricordo.objects.exists()


# -- who ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("chi", ["redattore.area1", "dirigente.area1", "oiv", "straniero"])
def test_who_does_not_administer_the_body_imports_nothing(
    aperto: Ciclo, controllo: Utente, utente: Callable[[str], Utente], chi: str
) -> None:
    if chi == "straniero":
        apri_dove("altra-camera", 2019)
        altrui = Utente.objects.create(ente=trova_ciclo("altra-camera", 2019).ente, username="straniero")
        Incarico.objects.create(utente=altrui, ruolo=Ruolo.AMMINISTRATORE)
    da = utente(chi)
    importazione = letta(cambiato(H4=1), aperto, controllo)
    prima, impronta = tutto(), importazione.impronta_progetto
    for atto in (
        lambda: carica(cambiato(), aperto, da),
        lambda: conferma_importazione(importazione=importazione, impronta=impronta, da=da),
        lambda: rispondi_importazione(importazione=importazione, mappa={"x": "codice"}, decisioni={}, da=da),
        lambda: annulla(importazione, da),
    ):
        with pytest.raises(PermissionDenied):
            atto()
    assert (tutto(), Importazione.objects.get().stato) == (prima, S.ANTEPRIMA)


def test_an_upload_that_does_not_end_leaves_no_file(
    aperto: Ciclo, controllo: Utente, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def guasto(**_: Any) -> Any:
        raise ZeroDivisionError

    def file() -> set[Path]:
        return set(Path(settings.MEDIA_ROOT).rglob("importazioni/*"))

    prima = file()
    monkeypatch.setattr(importazioni, "registra", guasto)
    with pytest.raises(ZeroDivisionError):
        carica(ods([["x"]]), aperto, controllo)
    assert (file(), Importazione.objects.count()) == (prima, 0)


# -- two at once -------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def comune(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Base]:
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        with base.in_uso():
            apri_ciclo(trova_ciclo("arezzo-siena", 2019))
        yield base


@contextmanager
def pronta(contenuto: bytes) -> Iterator[tuple[Importazione, Utente]]:
    da = Utente.objects.get(username="controllo")
    yield letta(contenuto, trova_ciclo("arezzo-siena", 2019), da), da


@pytest.mark.parametrize("modo", [accavalla, lambda a, b: insieme(a, b)], ids=["accavallati", "insieme"])
def test_two_confirm_and_two_undo_at_once(
    db: None, comune: Base, modo: Callable[[Callable[[], Any], Callable[[], Any]], Any]
) -> None:
    with comune.in_uso(), pronta(cambiato(H4=1 if modo is accavalla else 2)) as (importazione, da):
        prima, lavori = tutto(), DBTaskResult.objects.count()
        impronta = importazione.impronta_progetto

        def confermano() -> None:
            conferma_importazione(importazione=Importazione.objects.get(pk=importazione.pk), impronta=impronta, da=da)

        assert list(modo(confermano, confermano)) == [None, None]
        assert DBTaskResult.objects.count() == lavori + 1
        importazione = dopo_i_lavori(importazione)
        assert importazione.stato == S.CONFERMATA
        esiti = modo(
            lambda: annulla(Importazione.objects.get(pk=importazione.pk), da),
            lambda: annulla(Importazione.objects.get(pk=importazione.pk), da),
        )
        fatti, [rifiuto] = fatti_e_rifiuti(esiti)
        assert (fatti, type(rifiuto)) == ([[]], NonModificabile)
        assert tutto() == prima
