"""The OIV's two documents: what is sealed with the validation is said before, and is what it said at the act."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from pypdf import PdfReader

from relazione.edizioni.actions.ripresa import richiedi_sigillo
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv, sigilli_oiv_in_attesa
from relazione.models import Documento, FileSigillato, RelazioneApprovata, Sezione
from tests.mondi.edizioni import sigillata
from tests.mondi.esami import esamina
from tests.mondi.esami import valida as valida_esaminata
from tests.mondi.scena import ANNO, Scena, crea_scena, leggi

pytestmark = pytest.mark.django_db
PAGINA = f"/documenti/{ANNO}/edizioni/"
PDF = f"validazione-{ANNO}.pdf"


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def comincia(scena: Scena, tipo: str, testo: str) -> None:
    documento = Documento.objects.create(ciclo=scena.ciclo, tipo=tipo, titolo=f"Il documento di {tipo}")
    Sezione.objects.create(documento=documento, codice="esito", ordine=10, titolo="Esito", testo=testo)


def valida(scena: Scena, edizione: RelazioneApprovata) -> RelazioneApprovata:
    return valida_esaminata(edizione, scena["ugo"])


def pagina(scena: Scena, chi: str) -> str:
    client = Client()
    client.force_login(scena[chi])
    return re.sub(r" (?=[:,.)])", "", leggi(client.get(PAGINA).content.decode()))


def scritto(edizione: RelazioneApprovata) -> str:
    with edizione.file.get(nome=PDF).file.open("rb") as aperto:
        return "".join(p.extract_text() for p in PdfReader(aperto).pages)


def test_before_the_act_the_page_says_what_will_be_sealed_and_what_will_not(scena: Scena) -> None:
    edizione = sigillata(scena)
    detto = pagina(scena, "ugo")
    assert "Documento di validazione: si scrive quando ogni criterio è giudicato." in detto
    assert "Valida la Relazione" not in detto and "L'esame non è cominciato" in detto
    esamina(edizione, scena["ugo"])
    assert "Documento di validazione: si scrive dai giudizi e dalle evidenze." in pagina(scena, "ugo")
    comincia(scena, "validazione", "La Relazione è conforme.")
    comincia(scena, "accompagnamento", "")
    detto = pagina(scena, "ugo")
    assert "Documento di validazione: è completo, si sigilla com’è ora." in detto
    assert "accompagnamento alla validazione: non si sigilla, 1 cosa da completare." in detto
    assert "Che cosa si sigilla" not in pagina(scena, "carla")
    valida(scena, edizione)
    sigilla_documenti_oiv.func(edizione.pk)
    sigillati = edizione.file.filter(genere="oiv").values_list("nome", flat=True)
    assert sorted(sigillati) == [f"funzionamento-{ANNO}.pdf", PDF]
    frase = "Non sigillato, perché non completo alla validazione: Relazione di accompagnamento alla validazione."
    assert frase in pagina(scena, "carla")


def test_what_is_sealed_is_what_the_act_saw(scena: Scena) -> None:
    """Also when the text is changed before the worker comes, by a correction that gives it back to the OIV."""
    edizione = sigillata(scena)
    comincia(scena, "validazione", "La Relazione è conforme.")
    valida(scena, edizione)
    assert sigilli_oiv_in_attesa() == [edizione.pk]
    Sezione.objects.filter(documento__tipo="validazione").update(testo="Cambiato dopo.")
    for _ in range(2):  # twice is once
        sigilla_documenti_oiv.func(edizione.pk)
    assert "La Relazione è conforme." in scritto(edizione) and "Cambiato dopo." not in scritto(edizione)
    assert sigilli_oiv_in_attesa() == []


def test_one_that_cannot_be_sealed_is_said_and_asked_again(scena: Scena, monkeypatch: pytest.MonkeyPatch) -> None:
    edizione = sigillata(scena)
    comincia(scena, "validazione", "La Relazione è conforme.")
    valida(scena, edizione)

    def pieno(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", pieno)
    sigilla_documenti_oiv.func(edizione.pk)
    monkeypatch.undo()
    assert sigilli_oiv_in_attesa() == [] and not FileSigillato.objects.filter(genere="oiv").exists()
    detto = pagina(scena, "carla")
    assert "I documenti dell’OIV non si sono sigillati." in detto and "sul disco" in detto
    assert "Sigilla i file di nuovo" in detto
    richiedi_sigillo(ciclo=scena.ciclo, da=scena["carla"])
    assert sigilli_oiv_in_attesa() == [edizione.pk]
    sigilla_documenti_oiv.func(edizione.pk)
    assert edizione.file.filter(nome=PDF).exists()
    assert "non si sono sigillati" not in pagina(scena, "carla")


def test_a_worker_that_dies_is_followed_by_one_that_seals(scena: Scena, monkeypatch: pytest.MonkeyPatch) -> None:
    edizione = sigillata(scena)
    comincia(scena, "validazione", "La Relazione è conforme.")
    valida(scena, edizione)

    def muore(nome: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(default_storage, "path", muore)
    with pytest.raises(KeyboardInterrupt):
        sigilla_documenti_oiv.func(edizione.pk)
    monkeypatch.undo()
    assert sigilli_oiv_in_attesa() == [edizione.pk]
    sigilla_documenti_oiv.func(edizione.pk)
    assert edizione.file.filter(nome=PDF).exists()
