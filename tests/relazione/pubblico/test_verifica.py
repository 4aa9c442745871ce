"""Whether a copy is the one that was published, by its SHA-256."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from relazione.edizioni.actions.firma import allega_firma
from relazione.edizioni.custodia import leggi_sigillato
from relazione.models import FileSigillato, RelazioneApprovata
from tests.mondi.firme import firma_di
from tests.mondi.pubblicata import MondoPubblico
from tests.mondi.scena import ANNO, leggi

pytestmark = pytest.mark.django_db
PDF = f"relazione-{ANNO}.pdf"


def impronta(edizione: RelazioneApprovata, nome: str = PDF) -> str:
    return FileSigillato.objects.get(approvata=edizione, nome=nome).impronta


def chiedi(client: Client, somma: str) -> dict[str, Any]:
    """As a program asks, and the page with the same words."""
    risposta = client.get(f"/pubblico/verifica/{somma}/", headers={"accept": "application/json"})
    assert (risposta.status_code, risposta["Content-Type"]) == (200, "application/json")
    assert risposta["Vary"] == "Accept"
    detto: dict[str, Any] = risposta.json()
    pagina = client.get(f"/pubblico/verifica/{somma}/")
    assert pagina["Content-Type"].startswith("text/html")
    assert detto["titolo"] in leggi(pagina.content.decode())
    assert detto["frase"] in leggi(pagina.content.decode())
    return detto


def test_the_published_one(mondo: MondoPubblico, client: Client) -> None:
    detto = chiedi(client, impronta(mondo.seconda))
    assert detto["esito"] == "pubblicata"
    assert (detto["ente"], detto["anno"], detto["edizione"]) == ("casa", ANNO, 2)
    assert detto["originale"].endswith(f"/pubblico/casa/{ANNO}/2/{PDF}")
    assert "edizione n. 2, pubblicata il" in detto["frase"]
    assert chiedi(client, impronta(mondo.seconda).upper()) == detto


def test_a_superseded_one_says_by_which_and_why(mondo: MondoPubblico, client: Client) -> None:
    detto = chiedi(client, impronta(mondo.prima))
    assert (detto["esito"], detto["edizione"], detto["edizione_in_vigore"]) == ("superata", 1, 2)
    assert "dalla n. 2, perché: un dato era errato." in detto["frase"]
    assert detto["relazione"].endswith(f"/pubblico/casa/{ANNO}/relazione/")


def test_bytes_that_two_editions_share_are_those_in_force(mondo: MondoPubblico, client: Client) -> None:
    assert impronta(mondo.prima, "indicatori.csv") == impronta(mondo.seconda, "indicatori.csv")
    assert chiedi(client, impronta(mondo.prima, "indicatori.csv"))["esito"] == "pubblicata"


def test_the_manifest_and_a_signature_are_known_too(mondo: MondoPubblico, client: Client) -> None:
    assert chiedi(client, mondo.seconda.impronta_manifesto)["file"] == "manifesto.json"
    pdf = FileSigillato.objects.get(approvata=mondo.seconda, nome=PDF)
    p7m = firma_di(leggi_sigillato(pdf))
    firma = allega_firma(file=pdf, firma=SimpleUploadedFile("r.p7m", p7m), da=mondo.casa["carla"])
    detto = chiedi(client, firma.impronta)
    assert (detto["esito"], detto["file"]) == ("pubblicata", f"{PDF}.p7m")
    assert client.get(f"/pubblico/casa/{ANNO}/2/{PDF}.p7m").content == p7m


def test_what_is_not_published_is_not_ours(mondo: MondoPubblico, client: Client) -> None:
    """Neither a changed copy, nor one of an edition that nobody has published."""
    cambiata = hashlib.sha256(b"altro").hexdigest()
    for somma in (cambiata, impronta(mondo.non_pubblicata), mondo.non_pubblicata.impronta_manifesto):
        detto = chiedi(client, somma)
        assert detto.keys() == {"esito", "titolo", "frase"}
        assert detto["esito"] == "non_nostra"


@pytest.mark.parametrize(
    "come",
    ["{}", "  {}\n", "{}  relazione.pdf", "SHA256 (relazione.pdf) = {}", "SHA256          {}       C:\\relazione.pdf"],
)
def test_the_output_of_a_command_may_be_pasted_whole(client: Client, come: str) -> None:
    somma = hashlib.sha256(b"x").hexdigest()
    risposta = client.get("/pubblico/verifica/", {"impronta": come.format(somma.upper())})
    assert (risposta.status_code, risposta["Location"]) == (302, f"/pubblico/verifica/{somma}/")


@pytest.mark.parametrize("scritta", ["", "ciao", "a" * 63, "a" * 65, f"{'a' * 64} {'b' * 64}", '"><script>'])
def test_what_is_no_hash_is_said_and_kept(client: Client, scritta: str) -> None:
    pagina = client.get("/pubblico/verifica/", {"impronta": scritta}).content.decode()
    assert "Questa non è un’impronta SHA-256" in pagina
    assert 'aria-invalid="true"' in pagina
    assert "<script>" not in pagina


def test_an_address_without_a_hash_does_not_exist(client: Client) -> None:
    assert client.get("/pubblico/verifica/ciao/").status_code == 404
    risposta = client.get("/pubblico/verifica/ciao/", headers={"accept": "application/json"})
    assert risposta.status_code == 404
    assert "SHA-256" in risposta.json()["errore"]
