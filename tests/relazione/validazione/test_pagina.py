"""The page of the examination: who reads what of it, what is sent to it, what never leaves the OIV."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import page
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from ente.models import Atto
from ente.una_volta import nuova_chiave
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.edizioni.actions.correzione import apri_correzione
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.edizioni.actions.validazione import restituisci_relazione
from relazione.fotografia import fotografa
from relazione.models import CartaDiLavoro, EsameOiv, FotografiaSalvata
from relazione.validazione.actions.esame import apri_esame
from tests.mondi.edizioni import approvata, sigillata
from tests.mondi.esami import MOTIVO, OSSERVAZIONE, esamina, valida
from tests.mondi.pubblicata import SECONDO, crea_pronta, pubblicata
from tests.mondi.pubblicata import approvata as approvata_in_casa
from tests.mondi.scena import ANNO, Scena, crea_scena, leggi

pytestmark = pytest.mark.django_db
PAGINA = f"/documenti/{ANNO}/validazione/"
SEGRETO = "Sospetto sul conto delle pratiche"


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def di(scena: Scena, chi: str) -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


def pagina(scena: Scena, chi: str = "ugo") -> str:
    return re.sub(r" (?=[:,.)])", "", leggi(di(scena, chi).get(PAGINA).content.decode()))


def manda(scena: Scena, dove: str, chi: str = "ugo", **dati: Any) -> HttpResponse:
    risposta = di(scena, chi).post(f"{PAGINA}{dove}", dati)
    assert isinstance(risposta, HttpResponse)
    return risposta


def test_before_the_approval_and_the_seal_there_is_nothing_to_examine(scena: Scena) -> None:
    assert "non è ancora approvata" in pagina(scena) and "Comincia l’esame" not in pagina(scena)
    approvata(scena)
    assert "Comincia l’esame" not in pagina(scena)
    assert manda(scena, "esame/").status_code == 409


def test_the_oiv_begins_judges_and_is_told_what_lacks(scena: Scena) -> None:
    sigillata(scena)
    assert "Comincia l’esame dell’edizione n. 1" in pagina(scena) and "Comincia l’esame" not in pagina(scena, "carla")
    assert manda(scena, "esame/").status_code == 302
    detto = pagina(scena)
    assert "0 criteri giudicati su 11" in detto and "Da giudicare: i criteri a), b)" in detto
    buono: dict[str, Any] = {"giudizio": "conforme", "motivo": MOTIVO, "osservazioni": "", "versione": 1}
    risposta = manda(scena, "criteri/chiarezza/", **buono)
    assert risposta.status_code == 302 and risposta.headers["Location"].endswith("#criterio-chiarezza")
    assert "1 criteri giudicati" not in pagina(scena, "carla")
    guasta = manda(scena, "criteri/chiarezza/", **buono | {"giudizio": "non_conforme", "versione": 2})
    assert guasta.status_code == 422 and "almeno un’osservazione" in guasta.content.decode().replace("&#x27;", "’")
    vecchia = manda(scena, "criteri/chiarezza/", **buono | {"motivo": "Altro."})
    assert vecchia.status_code == 409 and "Altro." in vecchia.content.decode() and MOTIVO in vecchia.content.decode()
    assert (
        'name="versione" value="2"' in vecchia.content.decode()
    )  # sent again, it takes the place of what one has read
    assert manda(scena, "criteri/boh/", **buono).status_code == 404
    assert manda(scena, "criteri/chiarezza/", "carla", **buono).status_code == 403


def test_judgements_are_the_oivs_until_the_act(scena: Scena) -> None:
    edizione = sigillata(scena)
    esamina(edizione, scena["ugo"], affidabilita="con_osservazioni")
    for chi in ("carla", "adele"):
        detto = pagina(scena, chi)
        assert OSSERVAZIONE not in detto and MOTIVO not in detto and "Conforme" not in detto
        assert "Indicatori nei cruscotti organizzativi" in detto
    restituisci_relazione(edizione=edizione, osservazioni=[], da=scena["ugo"])
    assert OSSERVAZIONE in pagina(scena, "carla")  # what was sent to be answered is read
    for o in edizione.osservazioni.all():
        o.risposta = "Dal protocollo."
        o.save()
    valida(edizione, scena["ugo"])
    detto = pagina(scena, "carla")
    assert MOTIVO in detto and "Validata" in detto and "Dal protocollo." in detto


def test_an_examination_of_an_edition_before_says_so() -> None:
    scena = crea_pronta("scena")
    prima = pubblicata(scena)
    assert "riferita" not in pagina(scena, "carla").lower()
    apri_correzione(edizione=prima, codice="refuso", motivo="Un refuso.", da=scena["carla"])
    seconda = approvata_in_casa(scena, "8", SECONDO)
    detto = pagina(scena)
    assert "Riferita all’edizione precedente: dopo l’edizione n. 1" in detto
    assert "riferita all’edizione precedente" in detto and "Comincia l’esame dell’edizione n. 2" in detto
    foto = fotografa(trova_richiesta(scena.ciclo, "validazione"), "pubblica")
    assert foto.esame is not None and foto.esame.precedente and foto.esame.edizione == 1
    assert "Riferita all'edizione precedente" in leggi(scrivi_html(componi(foto)))
    valida(seconda, scena["ugo"])
    assert "riferita" not in pagina(scena).lower()


def test_the_whole_page_asks_few_queries(scena: Scena, django_assert_max_num_queries: Any) -> None:
    """With every criterion judged, observed and answered, and a working paper under one."""
    edizione = sigillata(scena)
    esamina(edizione, scena["ugo"], affidabilita="con_osservazioni", chiarezza="con_osservazioni")
    carta(scena)
    restituisci_relazione(edizione=edizione, osservazioni=["Una.", "Due."], da=scena["ugo"])
    for chi in ("ugo", "carla"):
        client = di(scena, chi)
        for dove in (PAGINA, f"/documenti/{ANNO}/edizioni/"):
            with django_assert_max_num_queries(12):
                assert client.get(dove).status_code == 200


# -- the working papers ------------------------------------------------------------------------------------------------


def carta(scena: Scena, **dati: Any) -> CartaDiLavoro:
    file = SimpleUploadedFile("appunti.txt", f"{SEGRETO} nel file".encode())
    assert manda(scena, "carte/", criterio="affidabilita", testo=SEGRETO, file=file, **dati).status_code == 302
    return CartaDiLavoro.objects.get()


def test_working_papers_are_read_by_the_oiv_alone(scena: Scena) -> None:
    apri_esame(edizione=sigillata(scena), da=scena["ugo"])
    foglio = carta(scena)
    assert SEGRETO in pagina(scena)
    avuto = di(scena, "ugo").get(f"{PAGINA}carte/{foglio.pk}/")
    assert b"".join(avuto) == f"{SEGRETO} nel file".encode()
    assert avuto.headers["Content-Disposition"].startswith("attachment")
    for chi in ("carla", "adele", "dina", "rita"):
        assert SEGRETO not in di(scena, chi).get(PAGINA).content.decode()
        assert di(scena, chi).get(f"{PAGINA}carte/{foglio.pk}/").status_code == 404
        assert manda(scena, f"carte/{foglio.pk}/togli/", chi).status_code == 404
        assert manda(scena, "carte/", chi, testo="Mia").status_code == 404
    altra = crea_scena("altra")
    assert di(altra, "ugo").get(f"{PAGINA}carte/{foglio.pk}/").status_code == 404
    nome = str(foglio.file.name)
    assert default_storage.exists(nome)
    assert manda(scena, f"carte/{foglio.pk}/togli/").status_code == 302
    assert SEGRETO not in pagina(scena) and di(scena, "ugo").get(f"{PAGINA}carte/{foglio.pk}/").status_code == 404


def test_no_working_paper_in_documents_archives_register_and_public_pages(scena: Scena) -> None:
    edizione = sigillata(scena)
    esamina(edizione, scena["ugo"])
    foglio = carta(scena)
    valida(edizione, scena["ugo"])
    sigilla_documenti_oiv.func(edizione.pk)
    pubblica_relazione(edizione=edizione, da=scena["carla"])
    assert edizione.file.filter(genere="oiv").count() == 3
    for file in edizione.file.all():
        with file.file.open("rb") as aperto:
            dati = aperto.read()
        assert SEGRETO.encode() not in dati
        if file.genere == "oiv":
            for profilo in ("pdfa-3a", "pdfua-1"):
                esito = page.validate_pdf(file.file.path, profile=profilo)
                assert [f.message for f in esito.failures] == [], (file.nome, profilo)
        if file.nome.endswith(".pdf"):
            assert SEGRETO not in "".join(p.extract_text() for p in PdfReader(io.BytesIO(dati)).pages)
    assert not any(SEGRETO in f.contenuto for f in FotografiaSalvata.objects.all())
    assert not any(SEGRETO in f"{a.oggetto}{a.dettagli}" for a in Atto.objects.all())
    assert Atto.objects.filter(azione="aggiunge carta di lavoro", chiave=foglio.pk).exists()
    anonimo, codice = Client(), scena.ente.codice
    for dove in ("", f"{ANNO}/relazione/", f"{ANNO}/dati/", "catalogo.jsonld", "at_map.json"):
        risposta = anonimo.get(f"/pubblico/{codice}/{dove}")
        assert risposta.status_code == 200 and SEGRETO not in risposta.content.decode(), dove
    assert anonimo.get(f"{PAGINA}carte/{foglio.pk}/").status_code == 302
    for chi in ("ugo", "carla"):
        archivio = b"".join(di(scena, chi).get(f"/documenti/{ANNO}/prove/scarica/"))
        with zipfile.ZipFile(io.BytesIO(archivio)) as zip_:
            assert not any(SEGRETO.encode() in zip_.read(n) for n in zip_.namelist())
    assert str(foglio.file.name).startswith("carte/") and Path(settings.MEDIA_ROOT).exists()


def test_a_double_click_adds_one_working_paper(scena: Scena) -> None:
    apri_esame(edizione=sigillata(scena), da=scena["ugo"])
    client, modulo = di(scena, "ugo"), {"testo": SEGRETO, "modulo": nuova_chiave()}
    assert [client.post(f"{PAGINA}carte/", modulo).status_code for _ in range(2)] == [302, 302]
    assert CartaDiLavoro.objects.count() == 1


@pytest.mark.parametrize(
    ("dati", "frase"),
    [
        ({}, "Scrivete una nota"),
        ({"testo": "x" * 4001}, "Al più 4000"),
        ({"testo": "Nota", "criterio": "boh"}, "boh"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00\x03")}, "a.exe"),
        ({"file": SimpleUploadedFile("vuoto.txt", b"")}, "vuoto"),
    ],
)
def test_a_working_paper_that_cannot_be_is_refused_in_its_place(scena: Scena, dati: Any, frase: str) -> None:
    apri_esame(edizione=sigillata(scena), da=scena["ugo"])
    risposta = manda(scena, "carte/", **dati)
    assert risposta.status_code == 422 and frase in risposta.content.decode()
    assert not CartaDiLavoro.objects.exists() and EsameOiv.objects.count() == 1
