"""What proves a value: how it is added and taken away, until when, and what is left on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import (
    Ciclo,
    Evidenza,
    Periodo,
    Riapertura,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
)
from cruscotto.rilevazione.actions import evidenze as azioni
from cruscotto.rilevazione.actions.evidenze import TroppeEvidenze, aggiungi_file, aggiungi_indirizzo, togli_evidenza
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore
from ente.models import Atto
from tests.mondi import file_di_prova as f
from tests.mondi.evidenze import (
    OGGI,
    Luogo,
    aggiunta,
    chi,
    congela,
    entra,
    file,
    in_stato,
    popola,
    scarica,
    sul_cruscotto,
    sul_disco,
)
from tests.mondi.fabbrica import TreRami

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cartella(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's files go, and no other's."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def luogo() -> Luogo:
    return sul_cruscotto(popola(TreRami().proprio))


# -- adding ------------------------------------------------------------------------------------------------------------


def test_several_files_and_a_link_at_once(luogo: Luogo, cartella: Path) -> None:
    invio = {
        "file": [file("../../etc/atto n. 1.pdf"), file("foto.png", f.png())],
        "indirizzo": "https://www.ente.it/atti/12",
        "nome": "Determina\u202e 12",
    }
    risposta = entra("redattore").post(luogo.pagina, invio, follow=True)
    assert risposta.redirect_chain == [(luogo.pagina, 302)]
    testo = risposta.content.decode()
    assert "Aggiunte 3 evidenze." in testo
    evidenze = list(Evidenza.objects.order_by("pk"))
    assert [e.nome for e in evidenze] == ["atto n. 1.pdf", "foto.png", "Determina 12"]
    assert [e.contenuto for e in evidenze] == ["application/pdf", "image/png", ""]
    assert [e.aggiunta_da for e in evidenze] == [chi("redattore")] * 3
    assert evidenze[0].dimensione == len(f.PDF)
    trovati = sul_disco(cartella)
    assert {p.parent for p in trovati} == {cartella / "evidenze" / str(luogo.ramo.ente.pk)}
    assert all(len(p.name) == 32 and p.stat().st_mode & 0o007 == 0 for p in trovati)
    assert {p.read_bytes() for p in trovati} == {f.PDF, f.png()}
    assert 'rel="noopener noreferrer nofollow"' in testo
    assert "www.ente.it</span>" in testo


def test_every_addition_is_a_line_of_the_register_of_the_value(luogo: Luogo) -> None:
    evidenza = aggiunta(luogo)
    atto = Atto.objects.filter(ente=luogo.ramo.ente).latest("pk")
    assert (atto.azione, atto.utente) == ("aggiunge evidenza", chi("redattore"))
    assert (atto.modello, atto.chiave) == ("rilevazione", evidenza.rilevazione_id)
    assert atto.dettagli == {"evidenza": "atto.pdf", "impronta": evidenza.impronta}


def test_a_value_not_yet_entered_becomes_an_empty_draft_that_its_form_still_saves(luogo: Luogo) -> None:
    valore = aggiunta(luogo).rilevazione
    assert (valore.testo, valore.stato, valore.versione, valore.inserita_da) == ("", "bozza", 0, None)
    posto = luogo.posto
    salvato = salva_valore(
        periodo=posto.periodo, indicatore=posto.indicatore, scritto=ValoreScritto("12"), versione=0, da=chi("redattore")
    )
    assert salvato is not None
    assert (salvato.pk, salvato.versione, salvato.testo) == (valore.pk, 1, "12")
    aggiunta(luogo, "foto.png", f.png())
    valore.refresh_from_db()
    assert valore.versione == 1
    assert valore.evidenze.count() == 2


def test_good_files_stay_and_bad_ones_are_said(luogo: Luogo, cartella: Path) -> None:
    invio = {
        "file": [file(), file("pagina.pdf", b"<html>"), file("macro.docx", f.docx({"word/vbaProject.bin": "x"}))],
        "indirizzo": "javascript:alert(1)",
    }
    risposta = entra("redattore").post(luogo.pagina, invio)
    testo = risposta.content.decode()
    assert risposta.status_code == 422
    assert "Aggiunta «atto.pdf». Il resto no:" in testo
    assert "«pagina.pdf» è una pagina web" in testo
    assert "«macro.docx» contiene macro" in testo
    assert "comincia con https://" in testo
    assert 'value="javascript:alert(1)"' in testo  # what was typed is still there to mend
    assert Evidenza.objects.count() == len(sul_disco(cartella)) == 1


@pytest.mark.parametrize(
    ("invio", "frase"),
    [({}, "Scegliete un file, o scrivete un indirizzo."), ({"file": [file("a.pdf", b"")]}, "«a.pdf» è vuoto.")],
)
def test_nothing_to_add_is_said(luogo: Luogo, invio: dict[str, Any], frase: str) -> None:
    risposta = entra("redattore").post(luogo.pagina, invio)
    assert risposta.status_code == 422
    assert frase in risposta.content.decode()
    assert not Rilevazione.objects.di(luogo.ramo.ente).exists()


def test_limits_of_size_and_number(luogo: Luogo, settings: Settings, cartella: Path) -> None:
    settings.EVIDENZA_MASSIMA, settings.EVIDENZE_PER_VALORE = 2000, 2
    invio = {"file": [file("a.csv", b"a" * 2001), file("b.csv", b"b"), file("c.csv", b"c"), file("d.csv", b"d")]}
    testo = entra("redattore").post(luogo.pagina, invio).content.decode()
    assert "«a.csv» pesa 2,0" in testo
    assert "«d.csv» non entra: un valore ha al più 2 evidenze." in testo
    assert sorted(Evidenza.objects.values_list("nome", flat=True)) == ["b.csv", "c.csv"]
    assert len(sul_disco(cartella)) == 2
    with pytest.raises(TroppeEvidenze):
        aggiungi_indirizzo(posto=luogo.posto, indirizzo="https://ente.it/", da=chi("redattore"))


def test_the_same_twice_is_once(luogo: Luogo, cartella: Path) -> None:
    prima = aggiunta(luogo)
    testo = entra("redattore").post(luogo.pagina, {"file": file("copia.pdf")}, follow=True).content.decode()
    assert "«atto.pdf» c&#x27;era già." in testo
    for _ in range(2):
        aggiungi_indirizzo(posto=luogo.posto, indirizzo="https://ente.it/a", da=chi("redattore"))
    assert Evidenza.objects.count() == 2
    assert Atto.objects.filter(azione="aggiunge evidenza").count() == 2
    assert len(sul_disco(cartella)) == 1
    togli_evidenza(evidenza=prima, da=chi("redattore"))
    assert aggiunta(luogo).pk != prima.pk  # taken away, and then put back


def test_a_failed_transaction_leaves_no_file(luogo: Luogo, cartella: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scritti = []

    def cade(*args: object) -> None:
        scritti.extend(sul_disco(cartella))
        raise RuntimeError("caduto")

    monkeypatch.setattr(azioni, "annota", cade)
    with pytest.raises(RuntimeError):
        aggiunta(luogo)
    assert len(scritti) == 1  # it had been written, before the commit
    assert sul_disco(cartella) == []
    assert not Evidenza.objects.exists()
    assert not Rilevazione.objects.di(luogo.ramo.ente).exists()


def test_a_disk_that_fills_up_leaves_no_half_file(
    luogo: Luogo, cartella: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def si_riempie(descrittore: int, come: int) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.locks.lock", si_riempie)  # the file is there, with nothing in it
    with pytest.raises(OSError, match="No space"):
        aggiunta(luogo)
    assert sul_disco(cartella) == []
    assert not Evidenza.objects.exists()


# -- until when --------------------------------------------------------------------------------------------------------


def _periodo(stato: StatoPeriodo) -> Callable[[Luogo], None]:
    def cambia(luogo: Luogo) -> None:
        Periodo.objects.filter(pk=luogo.ramo.periodo.pk).update(stato=stato)

    return cambia


CHIUSI: dict[str, tuple[Callable[[Luogo], None], str]] = {
    "trasmessa": (in_stato(StatoRilevazione.TRASMESSA), "in stato «trasmessa»"),
    "validata": (in_stato(StatoRilevazione.VALIDATA), "in stato «validata»"),
    "periodo chiuso": (_periodo(StatoPeriodo.CHIUSO), "è chiuso"),
    "periodo futuro": (_periodo(StatoPeriodo.FUTURO), "non è ancora aperto"),
    "ciclo congelato": (congela, "è già stata adottata"),
}


@pytest.mark.parametrize("nome", ["redattore", "controllo"])
@pytest.mark.parametrize("caso", CHIUSI)
def test_what_is_closed_does_not_change(luogo: Luogo, cartella: Path, caso: str, nome: str) -> None:
    evidenza = aggiunta(luogo)
    chiudi, frase = CHIUSI[caso]
    chiudi(luogo)
    prima = (sul_disco(cartella), list(Evidenza.objects.values()), Atto.objects.count())
    client = entra(nome)
    pagina = client.get(luogo.pagina).content.decode()
    assert frase in pagina
    assert 'type="file"' not in pagina
    rifiuto = client.post(luogo.pagina, {"file": file("altro.csv", b"x")})
    assert rifiuto.status_code == 409
    assert frase in rifiuto.content.decode()
    toglie = client.post(reverse("cruscotto:evidenza-remove", args=[evidenza.pk]), follow=True)
    assert frase in toglie.content.decode()
    for atto in (
        lambda: aggiungi_file(posto=luogo.posto, file=file("altro.csv", b"x"), da=chi(nome)),
        lambda: aggiungi_indirizzo(posto=luogo.posto, indirizzo="https://ente.it/", da=chi(nome)),
        lambda: togli_evidenza(evidenza=evidenza, da=chi(nome)),
    ):
        with pytest.raises(NonModificabile, match=frase):
            atto()
    assert (sul_disco(cartella), list(Evidenza.objects.values()), Atto.objects.count()) == prima
    assert scarica(client, evidenza) == 200


def test_a_period_reopened_for_the_office_takes_evidence_again(luogo: Luogo) -> None:
    _periodo(StatoPeriodo.CHIUSO)(luogo)
    Riapertura.objects.create(
        periodo=luogo.ramo.periodo, ufficio=luogo.ramo.persone.ufficio, motivo="Errore", fino_al=OGGI
    )
    in_stato(StatoRilevazione.RESTITUITA)(luogo)
    assert aggiunta(luogo).pk


# -- taking away -------------------------------------------------------------------------------------------------------


def test_taking_away_keeps_the_row_and_frees_the_disk_after_the_commit(
    luogo: Luogo,
    cartella: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    evidenza = aggiunta(luogo)
    with django_capture_on_commit_callbacks() as dopo:
        entra("redattore").post(reverse("cruscotto:evidenza-remove", args=[evidenza.pk]))
    assert len(sul_disco(cartella)) == 1  # not before the commit
    for compito in dopo:
        compito()
    assert sul_disco(cartella) == []
    evidenza.refresh_from_db()
    assert (evidenza.rimossa_da, evidenza.nome, len(evidenza.impronta)) == (chi("redattore"), "atto.pdf", 64)
    atto = Atto.objects.latest("pk")
    assert (atto.azione, atto.chiave) == ("toglie evidenza", evidenza.rilevazione_id)
    assert scarica(entra("redattore"), evidenza) == 404
    assert "atto.pdf" not in entra("redattore").get(luogo.pagina).content.decode()


def test_taking_away_twice_is_once(luogo: Luogo) -> None:
    evidenza = aggiunta(luogo)
    togli_evidenza(evidenza=evidenza, da=chi("redattore"))
    dopo = togli_evidenza(evidenza=evidenza, da=chi("controllo"))
    assert dopo.rimossa_da == chi("redattore")
    assert Atto.objects.filter(azione="toglie evidenza").count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_away_that_fails_leaves_the_file(luogo: Luogo, cartella: Path) -> None:
    evidenza = aggiunta(luogo)
    with pytest.raises(RuntimeError), transaction.atomic():
        togli_evidenza(evidenza=evidenza, da=chi("redattore"))
        raise RuntimeError
    evidenza.refresh_from_db()
    assert evidenza.rimossa_il is None
    assert len(sul_disco(cartella)) == 1
    togli_evidenza(evidenza=evidenza, da=chi("redattore"))
    assert sul_disco(cartella) == []


@pytest.mark.parametrize("perche", ["un'altra riga", "il ciclo congelato intanto"])
def test_a_file_that_something_refers_to_stays(
    luogo: Luogo,
    cartella: Path,
    perche: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    evidenza = aggiunta(luogo)
    with django_capture_on_commit_callbacks() as dopo:
        togli_evidenza(evidenza=evidenza, da=chi("redattore"))
    if perche == "un'altra riga":
        Evidenza.objects.create(
            rilevazione=evidenza.rilevazione, nome="b", file=evidenza.file.name, impronta=evidenza.impronta
        )
    else:
        congela(luogo)
    for compito in dopo:
        compito()
    assert len(sul_disco(cartella)) == 1


def test_orphans_are_found_and_deleted(luogo: Luogo, cartella: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tenuta, tolta = aggiunta(luogo), aggiunta(luogo, "foto.png", f.png())
    Evidenza.objects.filter(pk=tolta.pk).update(rimossa_il=timezone.now())
    recente = cartella / "evidenze" / str(luogo.ramo.ente.pk) / "recente"
    recente.write_bytes(b"x")
    vecchi = [Path(tenuta.file.path), Path(tolta.file.path)]
    for percorso in vecchi:
        os.utime(percorso, (1_600_000_000, 1_600_000_000))
    call_command("evidenze")
    assert capsys.readouterr().out.splitlines() == [tolta.file.name, "1 file senza riga; con --elimina si cancellano."]
    congela(luogo)
    call_command("evidenze")
    assert "Nessun file" in capsys.readouterr().out
    Ciclo.objects.update(stato=StatoCiclo.MONITORAGGIO)
    call_command("evidenze", "--elimina")
    assert sul_disco(cartella) == sorted([vecchi[0], recente])
