"""Conditional requests, caches and parts of files, as RFC 9110 has them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.models import Ciclo, Rilevazione
from ente.api.accetta import gradimento
from ente.api.condizioni import etichette
from relazione.models import Documento, Stesura
from tests.mondi.api import MODELLI, RADICE, cliente
from tests.mondi.scritture_api import Scritture

PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


@pytest.fixture
def mondo(db: None) -> Scritture:
    return Scritture()


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    return cliente("controllo")


# -- writing -----------------------------------------------------------------------------------------------------------
BUONE = [
    '"{pk}-1"',
    'W/"{pk}-1"',
    '"{pk}-1-gzip"',
    'W/"{pk}-1--gzip"',
    '"{pk}-1-br"',
    '  "{pk}-1"  ',
    '"altro", W/"{pk}-1"',
    '"{pk}-7","{pk}-1" , "x,y"',
    ',, "{pk}-1",',
    "*",
    " * ",
]
CAMBIATE = [
    '"{pk}-2"',
    'W/"9-1"',
    '"altro"',
    '""',
    '"{pk}-1-gzippato"',
    '"{pk}"',
    '"x{pk}-1"',
    '"{pk}-1", '.replace("1", "4"),
]
MALSCRITTE = [
    "{pk}-1",
    '"{pk}-1',
    '{pk}-1"',
    "W/{pk}-1",
    'w/"{pk}-1"',
    "'{pk}-1'",
    '"a" "{pk}-1"',
    '*, "{pk}-1"',
    '"{pk} 1"',
    ",",
    "W/",
    "* *",
]


def modifica(mondo: Scritture, vista: str | None) -> Any:
    testate = {} if vista is None else {"If_Match": vista.format(pk=mondo.bozza.pk)}
    o = mondo.operazioni["rilevazioni_modifica"]
    return mondo.manda(o.metodo, o.dove, o.chi, o.scritto, **testate)


def test_the_version_is_understood_however_it_comes_back(mondo: Scritture) -> None:
    for vista in BUONE:
        with transaction.atomic():
            risposta = modifica(mondo, vista)
            transaction.set_rollback(True)
        assert (risposta.status_code, risposta.get("ETag")) == (200, f'"{mondo.bozza.pk}-2"'), vista


def test_another_version_is_another(mondo: Scritture) -> None:
    prima = mondo.tutto()
    for vista in CAMBIATE:
        risposta = modifica(mondo, vista)
        assert risposta.status_code == 412 and risposta.json()["attuale"]["testo"] == "80", vista
    assert mondo.tutto() == prima


def test_what_is_no_tag_is_said_with_how_to_write_it(mondo: Scritture) -> None:
    prima = mondo.tutto()
    for vista in MALSCRITTE:
        risposta = modifica(mondo, vista)
        assert risposta.status_code == 400, (vista, risposta.content)
        [errore] = risposta.json()["errori"]
        assert errore["campo"] == "If-Match" and '"3124-3"' in errore["motivo"]
    for senza in (None, "", "  "):
        risposta = modifica(mondo, senza)
        assert risposta.status_code == 428 and "If-Match" in risposta.json()["detail"]
    assert mondo.tutto() == prima


def test_the_tag_of_a_row_that_was_read_writes_it(mondo: Scritture) -> None:
    """Strong, weak, or made up from key and version: a list gives both."""
    dove = f"rilevazioni/{mondo.bozza.pk}/"
    letta = mondo.manda("GET", dove, "rita")["ETag"]
    assert letta.startswith(f'"{mondo.bozza.pk}-1-')
    for n, vista in enumerate((letta, f"W/{letta}", f'{letta[:-1]}-gzip"', "{chiave}"), 1):
        attuale = mondo.manda("GET", dove, "rita")["ETag"] if n > 1 else letta
        chiave = f'"{mondo.bozza.pk}-{n}"'
        usata = vista.replace(letta.strip('"'), attuale.strip('"')).replace("{chiave}", chiave)
        risposta = mondo.fai("rilevazioni_modifica", f'{{"testo": "{90 + n}"}}'.encode(), If_Match=usata)
        assert risposta.status_code == 200, (usata, risposta.content)
    vecchia = mondo.fai("rilevazioni_modifica", b'{"testo": "70"}', If_Match=letta)
    assert vecchia.status_code == 412


def test_none_match_forbids_what_is_there(mondo: Scritture) -> None:
    """``If-None-Match`` of a write: only if it is not that, or is not there at all."""
    prima = mondo.tutto()
    for esclusa in ("*", f'"{mondo.bozza.pk}-1"', f'W/"{mondo.bozza.pk}-1"'):
        risposta = mondo.fai("rilevazioni_modifica", If_None_Match=esclusa)
        assert risposta.status_code == 412, esclusa
    assert mondo.tutto() == prima
    assert mondo.fai("rilevazioni_modifica", If_None_Match='"9-9"').status_code == 200


@pytest.mark.parametrize("nome", ["importazioni_risposte", "importazioni_conferma", "importazioni_annulla"])
def test_an_import_that_has_changed_is_not_acted_on(mondo: Scritture, nome: str) -> None:
    """``If-Match`` is not asked for, and is not left unread either."""
    prima, o = mondo.tutto(), mondo.operazioni[nome]
    letta = mondo.manda("GET", f"{o.dove.rsplit('/', 2)[0]}/", o.chi)["ETag"]
    for vista in ('"altra"', 'W/"altra"'):
        assert mondo.fai(nome, If_Match=vista).status_code == 412
    assert mondo.fai(nome, If_Match="altra").status_code == 400
    assert mondo.fai(nome, If_None_Match=letta).status_code == 412
    assert mondo.tutto() == prima
    assert mondo.fai(nome, If_Match=f"W/{letta}").status_code == o.esito


def test_what_is_made_says_where_it_is(mondo: Scritture) -> None:
    nuova = mondo.fai("rilevazioni_crea")
    assert nuova["Location"] == nuova["Content-Location"] == f"{RADICE}rilevazioni/{nuova.json()['id']}"
    ancora = mondo.fai("rilevazioni_crea")
    assert ancora.status_code == 200 and "Location" not in ancora and ancora["Content-Location"] == nuova["Location"]
    for nome in ("importazioni_carica", "importazioni_risposte", "documenti_chiedi"):
        accolta = mondo.fai(nome)
        chi, dove = mondo.operazioni[nome].chi, accolta["Location"].removeprefix(RADICE)
        assert mondo.manda("GET", dove, chi).json()["id"] == accolta.json()["id"], nome


def test_nobody_keeps_what_an_act_answers(mondo: Scritture) -> None:
    for risposta in (mondo.fai("rilevazioni_modifica"), modifica(mondo, None), mondo.manda("GET", "cicli/0/", "rita")):
        assert risposta["Cache-Control"] == "no-store"
        assert {"Accept", "Cookie", "Authorization"} <= set(risposta["Vary"].split(", "))


@given(st.text(max_size=40))
def test_no_header_breaks_the_reading_of_tags(scritto: str) -> None:
    """Whatever comes is a list of tags, or is none: never a fault."""
    try:
        lette = etichette(scritto)
    except ValueError:
        return
    assert lette is None or all('"' not in testo for testo in lette)


@given(st.lists(st.text(alphabet="abc-,*123 ".replace(" ", ""), max_size=6), min_size=1), st.booleans())
def test_every_tag_of_a_list_is_read(testi: list[str], deboli: bool) -> None:
    scritto = ", ".join(f'{"W/" if deboli else ""}"{t}"' for t in testi)
    assert etichette(scritto) == frozenset(testi)


# -- reading -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("nome", ["cicli", "tavole", "indicatori", "collocazioni", "rilevazioni", "registro"])
def test_what_one_has_already_is_not_sent_again(controllo: Client, nome: str) -> None:
    """A list and a row, as JSON and as a sheet; HEAD like GET; as many queries as the whole answer."""
    primo = controllo.get(f"{RADICE}{nome}/?quanti=1&campi=id").json()["results"][0]["id"]
    visti = set()
    for dove, accetta in (
        (f"{nome}/?quanti=3", "application/json"),
        (f"{nome}/?quanti=3", "text/csv"),
        (f"{nome}/{primo}/", "*/*"),
    ):
        with CaptureQueriesContext(connection) as intera:
            risposta = controllo.get(f"{RADICE}{dove}", headers={"Accept": accetta})
        assert risposta.status_code == 200
        assert risposta["Cache-Control"] == "private, no-cache"
        assert {"Accept", "Cookie", "Authorization"} <= set(risposta["Vary"].split(", "))
        etag = risposta["ETag"]
        assert etag.startswith('"') and etag not in visti
        visti.add(etag)
        for vista in (etag, f"W/{etag}", f'"altra", {etag}', f'{etag[:-1]}-gzip"', "*"):
            with CaptureQueriesContext(connection) as sole:
                ferma = controllo.get(f"{RADICE}{dove}", headers={"Accept": accetta, "If-None-Match": vista})
            assert (ferma.status_code, ferma.content, ferma["ETag"]) == (304, b"", etag), vista
            assert ferma["Vary"] == risposta["Vary"] and ferma["Cache-Control"] == risposta["Cache-Control"]
            assert len(sole) <= len(intera)
        for vista in ('"altra"', "malscritta", '"'):
            assert (
                controllo.get(f"{RADICE}{dove}", headers={"Accept": accetta, "If-None-Match": vista}).status_code == 200
            )
        testa = controllo.head(f"{RADICE}{dove}", headers={"Accept": accetta})
        assert (testa.status_code, testa.content, testa["ETag"]) == (200, b"", etag)
        assert (
            testa["Content-Length"] == str(len(risposta.content)) and testa["Content-Type"] == risposta["Content-Type"]
        )
        ferma = controllo.head(f"{RADICE}{dove}", headers={"Accept": accetta, "If-None-Match": etag})
        assert ferma.status_code == 304


def test_every_list_has_a_version(controllo: Client) -> None:
    for nome in [*MODELLI, "lavori", "importazioni", "documenti", "schema"]:
        risposta = controllo.get(f"{RADICE}{nome}/")
        ferma = controllo.get(f"{RADICE}{nome}/", headers={"If-None-Match": f"W/{risposta['ETag']}"})
        assert (risposta.status_code, ferma.status_code) == (200, 304), nome


def test_a_row_that_changes_without_its_version_is_sent_again(controllo: Client) -> None:
    """The office of an indicator is in the rows of its values, and is no act on them."""
    rilevazione = Rilevazione.objects.filter(periodo__stato="aperto").first() or Rilevazione.objects.order_by("pk")[5]
    dove = f"{RADICE}rilevazioni/{rilevazione.pk}/"
    prima = controllo.get(dove)
    type(rilevazione.indicatore)._default_manager.filter(pk=rilevazione.indicatore_id).update(codice="rinominato")
    dopo = controllo.get(dove, headers={"If-None-Match": prima["ETag"]})
    assert prima.json()["versione"] == rilevazione.versione
    if dopo.status_code == 304:  # of a closed period: the photograph, which has not changed
        assert controllo.get(dove).json() == prima.json()
    else:
        assert dopo.json()["indicatore_codice"] == "rinominato" and dopo["ETag"] != prima["ETag"]


def test_a_list_is_sent_again_when_a_row_has_changed(mondo: Scritture) -> None:
    dove = "rilevazioni/?campi=id,testo"
    prima = mondo.manda("GET", dove, "rita")["ETag"]
    assert mondo.manda("GET", dove, "rita", If_None_Match=prima).status_code == 304
    assert mondo.fai("rilevazioni_modifica").status_code == 200
    dopo = mondo.manda("GET", dove, "rita", If_None_Match=prima)
    assert dopo.status_code == 200 and "95" in [riga["testo"] for riga in dopo.json()["results"]]


def test_a_reading_may_want_a_version_too(mondo: Scritture) -> None:
    dove = f"rilevazioni/{mondo.bozza.pk}/"
    letta = mondo.manda("GET", dove, "rita")
    for vista in (letta["ETag"], f"W/{letta['ETag']}", "*", f'"{mondo.bozza.pk}-1"'):
        assert mondo.manda("GET", dove, "rita", If_Match=vista).content == letta.content
    for vista, codice in ((f'"{mondo.bozza.pk}-2"', 412), ('"x', 400)):
        risposta = mondo.manda("GET", dove, "rita", If_Match=vista)
        assert (risposta.status_code, risposta["Content-Type"]) == (codice, "application/problem+json")
        assert risposta["Cache-Control"] == "no-store" and "Authorization" in risposta["Vary"]


def test_a_refusal_has_no_version(controllo: Client) -> None:
    for dove, codice in (("cicli/0/", 404), ("cicli/?anno=x", 400)):
        risposta = controllo.get(f"{RADICE}{dove}", headers={"If-None-Match": "*", "If-Match": '"x"'})
        assert risposta.status_code == codice and "ETag" not in risposta


GRADITI: list[tuple[str, str | None]] = [
    ("", "application/json"),
    ("*/*", "application/json"),
    ("text/csv", "text/csv"),
    ("application/json;q=0.1, text/csv", "text/csv"),
    ("application/json;q=0.1, text/csv;q=0.2", "text/csv"),
    ("application/json;q=0.2, text/csv;q=0.1", "application/json"),
    ("text/csv, application/json", "application/json"),
    ("text/*;q=0.9, application/json;q=0.8", "text/csv"),
    ("text/csv;q=0.3, */*;q=0.5", "application/json"),
    ("text/csv, */*", "text/csv"),
    ("application/json;q=0, */*", "text/csv"),
    ("text/html, application/xhtml+xml, */*;q=0.1", "application/json"),
    ("TEXT/CSV;Q=1", "text/csv"),
    ("application/json; charset=utf-8", "application/json"),
    ("application/json;q=0", None),
    ("text/csv;q=0.0, application/json;q=0.000", None),
    ("image/png", None),
    ("json", None),
    ("*/*;q=0", None),
]


def test_the_format_that_is_liked_best(controllo: Client) -> None:
    for accetta, tipo in GRADITI:
        risposta = controllo.get(f"{RADICE}cicli/?quanti=1", headers={"Accept": accetta})
        if tipo is None:
            assert risposta.status_code == 406 and "application/json o text/csv" in risposta.json()["detail"], accetta
        else:
            assert (risposta.status_code, risposta["Content-Type"].partition(";")[0]) == (200, tipo), accetta


def test_the_address_says_the_format_to_who_cannot_choose_headers(controllo: Client) -> None:
    risposta = controllo.get(f"{RADICE}cicli/?formato=csv", headers={"Accept": "application/json"})
    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    altra = controllo.get(f"{RADICE}cicli/?formato=xml")
    assert altra.status_code == 400 and altra.json()["errori"][0]["campo"] == "formato"


@given(st.text(max_size=60))
def test_no_accept_breaks_the_choice(testo: str) -> None:
    peso, precisione = gradimento("application/json", testo.split(","))
    assert 0 <= peso <= 1 and precisione in (0, 1, 2)


# -- files -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def file(mondo: Scritture) -> tuple[Scritture, str, str]:
    """The world, the address of a document's file, its tag."""
    documento = Stesura(
        documento=Documento.objects.get(ciclo=mondo.scena.ciclo, tipo="relazione"),
        stato="pronto",
        impronta=hashlib.sha256(PDF).hexdigest(),
        scritta_il=timezone.now(),
    )
    documento.file.save("relazione.pdf", ContentFile(PDF))
    return mondo, f"documenti/{documento.pk}/file/", f'"{documento.impronta}"'


def byte(risposta: Any) -> bytes:
    return b"".join(risposta) if risposta.streaming else bytes(risposta.content)


def test_a_file_is_kept_and_taken_up_again(file: tuple[Scritture, str, str]) -> None:
    mondo, dove, etag = file
    intero = mondo.manda("GET", dove, "carla")
    assert byte(intero) == PDF and intero["ETag"] == etag and intero["Accept-Ranges"] == "bytes"
    assert intero["Cache-Control"] == "private, no-cache" and "Authorization" in intero["Vary"]
    assert "sandbox" in intero["Content-Security-Policy"] and intero["X-Content-Type-Options"] == "nosniff"
    ferma = mondo.manda("GET", dove, "carla", If_None_Match=f"W/{etag}", Range="bytes=0-9")
    assert ferma.status_code == 304 and byte(ferma) == b""
    meta = mondo.manda("GET", dove, "carla", Range="bytes=0-5119")
    resto = mondo.manda("GET", dove, "carla", Range="bytes=5120-", If_Range=meta["ETag"])
    assert (meta.status_code, resto.status_code) == (206, 206) and byte(meta) + byte(resto) == PDF
    assert resto["Content-Range"] == f"bytes 5120-{len(PDF) - 1}/{len(PDF)}"
    assert resto["Content-Type"] == intero["Content-Type"]
    assert resto["Content-Disposition"] == intero["Content-Disposition"]
    cambiato = mondo.manda("GET", dove, "carla", Range="bytes=0-9", If_Match='"altro"')
    assert cambiato.status_code == 412


PARTI: list[tuple[str, int, int | None]] = [
    ("bytes=0-0", 0, 1),
    ("bytes=0-", 0, None),
    ("bytes=-5", -5, None),
    ("BYTES= 10-19 ", 10, 20),
    ("bytes=10-99999999999999999999", 10, None),
    ("bytes=-99999999999999999999", 0, None),
]


def test_a_part_of_a_file(file: tuple[Scritture, str, str]) -> None:
    mondo, dove, _ = file
    for chiesto, da, a in PARTI:
        risposta = mondo.manda("GET", dove, "carla", Range=chiesto)
        assert (risposta.status_code, byte(risposta)) == (206, PDF[da:a]), chiesto
        assert risposta["Content-Length"] == str(len(PDF[da:a]))


INTERI: list[tuple[str, str]] = [
    ("bytes=0-1,4-5", ""),
    ("bytes=9-1", ""),
    ("bytes=-", ""),
    ("bytes=a-b", ""),
    ("righe=0-1", ""),
    ("bytes=" + "9" * 5000 + "-", ""),
    ("bytes=0-1", '"altro"'),
    ("bytes=0-1", "W/{etag}"),
    ("bytes=0-1", "Wed, 21 Oct 2015 07:28:00 GMT"),
]


def test_what_cannot_be_parted_comes_whole(file: tuple[Scritture, str, str]) -> None:
    mondo, dove, etag = file
    for chiesto, se in INTERI:
        testate: dict[str, Any] = {"If_Range": se.format(etag=etag)} if se else {}
        risposta = mondo.manda("GET", dove, "carla", Range=chiesto, **testate)
        assert (risposta.status_code, byte(risposta)) == (200, PDF), (chiesto[:40], se)


def test_a_part_that_is_not_there(file: tuple[Scritture, str, str]) -> None:
    mondo, dove, _ = file
    for chiesto in (f"bytes={len(PDF)}-", "bytes=99999999999999999999-", "bytes=-0"):
        risposta = mondo.manda("GET", dove, "carla", Range=chiesto)
        assert (risposta.status_code, risposta["Content-Type"]) == (416, "application/problem+json"), chiesto
        assert risposta["Content-Range"] == f"bytes */{len(PDF)}" and str(len(PDF)) in risposta.json()["detail"]


def test_the_head_of_a_file(file: tuple[Scritture, str, str]) -> None:
    mondo, dove, etag = file
    testa = mondo.manda("HEAD", dove, "carla", Range="bytes=0-9")
    assert (testa.status_code, testa["Content-Length"], testa["ETag"]) == (200, str(len(PDF)), etag)
    assert byte(testa) == b""


def test_the_type_of_a_file_is_what_it_is(file: tuple[Scritture, str, str]) -> None:
    """A document in PDF is not given to who takes none, whatever else a document may be in."""
    mondo, dove, _ = file
    for accetta in ("application/pdf", "application/*", "*/*", "text/html, application/pdf;q=0.1"):
        assert byte(mondo.manda("GET", dove, "carla", Accept=accetta)) == PDF
    for accetta in ("application/json", "text/html", "application/pdf;q=0, text/html"):
        risposta = mondo.manda("GET", dove, "carla", Accept=accetta)
        assert risposta.status_code == 406 and "application/pdf" in risposta.json()["detail"]
    assert mondo.manda("GET", dove, "carla", Accept="image/png").status_code == 406


def test_a_sheet_that_was_sent_is_taken_up_again(mondo: Scritture) -> None:
    dove = f"importazioni/{mondo.da_confermare.pk}/file/"
    with mondo.da_confermare.file.open("rb") as aperto:
        foglio = aperto.read()
    intero = mondo.manda("GET", dove, "adele")
    assert byte(intero) == foglio and intero["ETag"] == f'"{mondo.da_confermare.impronta}"'
    assert byte(mondo.manda("GET", dove, "adele", Range="bytes=7-30")) == foglio[7:31]
    assert mondo.manda("GET", dove, "adele", If_None_Match=intero["ETag"]).status_code == 304
