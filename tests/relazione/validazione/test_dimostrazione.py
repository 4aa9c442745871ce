"""The demonstration brought to its publication; and what is written once is not written again."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cruscotto.models import Ciclo, StatoCiclo
from ente.errori import ErroreUtente
from ente.models import Atto, Incarico
from relazione.documento import genera
from relazione.edizioni.actions import sigillo
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.ripresa import richiedi_sigillo
from relazione.edizioni.custodia import SigilloRotto, leggi_sigillato
from relazione.fotografia import leggi_json
from relazione.models import Correzione, RelazioneApprovata, Sezione, StatoStesura
from relazione.pubblicazione.actions import stesure
from relazione.validazione.actions.dimostrazione import CONCLUSIONI, pubblica_dimostrazione
from tests.mondi.edizioni import approvata, sigilla
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def adottata() -> Scena:
    """A cycle that came in adopted: nothing was sealed of it."""
    scena = crea_scena()
    edizione = approvata(scena)
    RelazioneApprovata.objects.filter(pk=edizione.pk)._raw_delete("default")
    return scena


def test_a_newcomer_finds_it_published(adottata: Scena) -> None:
    for _ in range(2):  # twice is once
        edizione = pubblica_dimostrazione(ciclo=adottata.ciclo)
    assert (edizione.numero, edizione.stato, edizione.conclusioni) == (1, "pubblicata", CONCLUSIONI)
    assert (edizione.validata_da, edizione.pubblicata_da) == (adottata["ugo"], adottata["carla"])
    assert RelazioneApprovata.objects.filter(ciclo=adottata.ciclo).count() == 1
    assert Atto.objects.filter(ente=adottata.ente, azione="pubblica Relazione").count() == 1
    assert "Dimostrazione: l&#x27;esame" in Client().get(f"/pubblico/scena/{ANNO}/relazione/").content.decode()


def test_one_that_somebody_is_mending_stays_where_it_is(adottata: Scena) -> None:
    edizione = pubblica_dimostrazione(ciclo=adottata.ciclo)
    apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=adottata["carla"])
    assert pubblica_dimostrazione(ciclo=adottata.ciclo) == edizione
    assert Ciclo.objects.get(pk=adottata.ciclo.pk).stato == StatoCiclo.CONSUNTIVO


def test_without_an_oiv_it_is_said(adottata: Scena) -> None:
    Incarico.objects.filter(ruolo="oiv").delete()
    with pytest.raises(ErroreUtente, match="nessuno con il ruolo «OIV»"):
        pubblica_dimostrazione(ciclo=adottata.ciclo)
    assert not RelazioneApprovata.objects.filter(ciclo=adottata.ciclo).exists()


def test_the_demo_does_not_write_over_what_was_mended(ciclo: Ciclo, utente: Any) -> None:
    edizione = richiedi_sigillo(ciclo=ciclo, da=utente("controllo"))
    Correzione.objects.create(approvata=edizione, codice="refuso", motivo="Un refuso.", da=utente("controllo"))
    Ciclo.objects.filter(pk=ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    prima = Sezione.objects.filter(documento__ciclo=ciclo, documento__tipo="relazione").exclude(testo="")[0]
    Sezione.objects.filter(pk=prima.pk).update(testo="Corretto da una persona.")
    uscita = StringIO()
    call_command("demo", forza=True, stdout=uscita)
    assert "la sua Relazione è stata corretta, resta com'è" in uscita.getvalue()
    assert Sezione.objects.get(pk=prima.pk).testo == "Corretto da una persona."


# -- written once ------------------------------------------------------------------------------------------------------


@pytest.fixture
def scritti(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formats that were written, in order."""
    fatti: list[str] = []

    def scrivi(foto: Any, formato: str, *altro: Any) -> bytes:
        fatti.append(str(formato))
        return genera.scrivi(foto, formato, *altro)

    for modulo in (sigillo, stesure):
        monkeypatch.setattr(modulo, "scrivi", scrivi)
    return fatti


def chiedi(scena: Scena) -> None:
    stesura = stesure.richiedi_stesura(ciclo=scena.ciclo, da=scena["carla"])
    stesure.scrivi_stesura.func(stesura.pk)
    stesura.refresh_from_db()
    assert stesura.stato == StatoStesura.PRONTO


def test_the_seal_takes_the_pdf_that_is_written_already(scritti: list[str]) -> None:
    scena = crea_scena()
    edizione = approvata(scena)
    chiedi(scena)
    assert scritti == ["pdf"]
    sigillata = sigilla(edizione)
    assert scritti == ["pdf", "html", "json"]
    pdf = leggi_sigillato(sigillata.file.get(nome__endswith=".pdf"))
    assert pdf == genera.scrivi(leggi_json(sigillata.fotografia.contenuto), "pdf")


def test_what_is_asked_after_the_seal_is_what_was_sealed(scritti: list[str], tmp_path: Path) -> None:
    """On the site and from the command; while it is mended it is written anew."""
    scena = crea_scena()
    edizione = sigilla(approvata(scena))
    del scritti[:]
    chiedi(scena)
    assert scritti == []
    sigillato = edizione.file.get(nome__endswith=".pdf")
    uscita = tmp_path / "r.pdf"
    comando = ("relazione", "--ente", scena.ente.codice, "--anno", str(ANNO), "--output", str(uscita))
    call_command(*comando, stdout=StringIO())
    assert uscita.read_bytes() == leggi_sigillato(sigillato)
    Path(sigillato.file.path).write_bytes(b"%PDF-altro")
    with pytest.raises(SigilloRotto):
        leggi_sigillato(sigillato)
    with pytest.raises(Exception, match="non è più quello sigillato"):
        call_command(*comando, stdout=StringIO())
    apri_correzione(edizione=edizione, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    call_command(*comando, stdout=StringIO())
    assert uscita.read_bytes().startswith(b"%PDF-1.7")
