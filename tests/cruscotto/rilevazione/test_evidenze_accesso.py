"""Who sees, adds and takes away what proves a value; what a download says; requests that are too large."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from cruscotto.models import Collocazione, Cruscotto, Evidenza
from cruscotto.rilevazione.actions.evidenze import ValoreDaProvare, aggiungi_file, aggiungi_indirizzo, togli_evidenza
from tests.mondi import file_di_prova as f
from tests.mondi.evidenze import Luogo, aggiunta, chi, entra, file, popola, scarica, sul_cruscotto, sulla_scheda
from tests.mondi.fabbrica import TreRami

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cartella(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's files go, and no other's."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def mondo() -> TreRami:
    return TreRami()


@pytest.fixture
def luogo(mondo: TreRami) -> Luogo:
    return sul_cruscotto(popola(mondo.proprio))


@pytest.fixture
def individuale(luogo: Luogo) -> Luogo:
    return sulla_scheda(luogo.ramo)


# -- who ---------------------------------------------------------------------------------------------------------------

TUTTI = {
    # name: page, adding, taking away, download; on the scorecard of the body and on a sheet alone
    "redattore": ((200, 302, 302, 200), (200, 302, 302, 200)),
    "controllo": ((200, 302, 302, 200), (200, 302, 302, 200)),
    "dirigente": ((200, 403, 403, 200), (200, 403, 403, 200)),
    "sostituto": ((200, 403, 403, 200), (200, 403, 403, 200)),  # reviews the values without seeing the sheet
    "oiv": ((200, 403, 403, 200), (200, 403, 403, 200)),
    "amministratore": ((200, 403, 403, 200), (200, 403, 403, 200)),
    "altro.redattore": ((200, 403, 403, 200), (404, 404, 404, 404)),
    "altro.dirigente": ((200, 403, 403, 200), (404, 404, 404, 404)),
    "scaduto": ((200, 403, 403, 200), (404, 404, 404, 404)),
    "nessuno": ((200, 403, 403, 200), (404, 404, 404, 404)),
}


def prova_tutto(client: Client, luogo: Luogo, evidenza: Evidenza) -> tuple[int, int, int, int]:
    scarico = scarica(client, evidenza)
    pagina = client.get(luogo.pagina).status_code
    aggiunge = client.post(luogo.pagina, {"file": file("altro.csv", b"x")}).status_code
    toglie = client.post(reverse("cruscotto:evidenza-remove", args=[evidenza.pk])).status_code
    return pagina, aggiunge, toglie, scarico


@pytest.mark.parametrize("nome", TUTTI)
def test_who_may_do_what(luogo: Luogo, individuale: Luogo, nome: str) -> None:
    for dove, attesi in zip((luogo, individuale), TUTTI[nome], strict=True):
        evidenza = aggiunta(dove)
        assert prova_tutto(entra(nome), dove, evidenza) == attesi
        evidenza.refresh_from_db()
        assert (evidenza.rimossa_il is not None) == (attesi[2] == 302)
        assert dove.posto.indicatore.rilevazioni.get().evidenze.count() == (2 if attesi[1] == 302 else 1)


def test_another_body_and_an_anonymous_see_nothing(mondo: TreRami, luogo: Luogo, individuale: Luogo) -> None:
    popola(mondo.altro_ente)
    for dove in (luogo, individuale):
        evidenza = aggiunta(dove)
        for nome in ("redattore", "controllo", "amministratore", "oiv"):
            assert prova_tutto(entra(nome, "due"), dove, evidenza) == (404, 404, 404, 404)
        assert prova_tutto(Client(), dove, evidenza) == (302, 302, 302, 302)
        assert dove.posto.indicatore.rilevazioni.get().evidenze.presenti().count() == 1
    with pytest.raises(PermissionDenied):
        aggiungi_file(posto=luogo.posto, file=file(), da=chi("controllo", "due"))
    with pytest.raises(PermissionDenied):
        togli_evidenza(evidenza=evidenza, da=chi("controllo", "due"))


def test_a_placement_with_its_own_value_shows_its_own_evidence_only(luogo: Luogo, individuale: Luogo) -> None:
    """The same indicator on the scorecard of the body and, measured apart, on a sheet."""
    ramo = luogo.ramo
    scheda = Cruscotto.objects.get(codice="ind")
    a_parte = Collocazione.objects.create(
        cruscotto=scheda,
        indicatore=luogo.posto.indicatore,
        nodo=ramo.nodo,
        ordine=2,
        etichetta="A parte",
        rilevata_a_parte=True,
    )
    comune = aggiunta(luogo)
    posto = ValoreDaProvare(ramo.periodo, luogo.posto.indicatore, a_parte)
    propria = aggiungi_file(posto=posto, file=file(), da=chi("redattore")).evidenza
    chiave = f"{posto.indicatore.pk}-{a_parte.pk}"
    pagina = reverse("cruscotto:evidenza-add", args=[ramo.ciclo.anno, 1, chiave])
    for nome, codice in (("redattore", 200), ("dirigente", 200), ("altro.redattore", 404)):
        client = entra(nome)
        assert client.get(pagina).status_code == codice
        assert scarica(client, propria) == codice
        assert scarica(client, comune) == 200


def test_an_indicator_seen_last_year_does_not_show_this_years_sheet(mondo: TreRami, individuale: Luogo) -> None:
    """Public in another cycle, in this one it stands on a sheet alone."""
    altro = mondo.altro_anno
    Collocazione.objects.create(
        cruscotto=altro.cruscotto,
        indicatore=individuale.posto.indicatore,
        nodo=altro.nodo,
        ordine=7,
        etichetta="L'altro anno",
    )
    evidenza = aggiunta(individuale)
    assert not Evidenza.objects.visibili_a(chi("altro.redattore")).exists()
    assert entra("altro.redattore").get(individuale.pagina).status_code == 404
    assert Evidenza.objects.visibili_a(chi("redattore")).get() == evidenza


@pytest.mark.parametrize(
    "coda",
    [
        "2031/1/0/",
        "2031/9/{}/",
        "2030/1/{}/",
        "2031/1/x/",
        "2031/1/{}-1/",
        "2031/1/{}-/",
        "9999/1/{}/",
        "2031/1/" + "9" * 30 + "/",
    ],
)
def test_addresses_that_lead_nowhere(luogo: Luogo, coda: str) -> None:
    client = entra("controllo")
    for metodo in (client.get, client.post):
        indirizzo = f"/valori/{coda.format(luogo.posto.indicatore.pk)}evidenze/"
        assert metodo(indirizzo).status_code == 404
    assert client.get(f"/evidenze/{'9' * 30}/").status_code == 404
    assert client.get(reverse("cruscotto:evidenza-remove", args=[1])).status_code == 405


# -- downloads ---------------------------------------------------------------------------------------------------------


def test_a_download_is_saved_and_never_shown(luogo: Luogo) -> None:
    evidenza = aggiunta(luogo, "città \u202e«x»\r\nX-Y: 1;.pdf")
    risposta = entra("oiv").get(reverse("cruscotto:evidenza-download", args=[evidenza.pk]))
    assert risposta.getvalue() == f.PDF
    assert risposta["Content-Type"] == "application/octet-stream"
    assert risposta["Content-Disposition"] == (
        "attachment; filename*=utf-8''citt%C3%A0%20%C2%ABx%C2%BB%20X-Y_%201_.pdf"
    )
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert risposta["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert risposta["Cross-Origin-Resource-Policy"] == "same-origin"
    assert risposta["Cache-Control"] == "private, no-store"
    assert risposta["Content-Length"] == str(len(f.PDF))
    assert "X-Y" not in risposta.headers


def test_head_and_ranges(luogo: Luogo) -> None:
    indirizzo = reverse("cruscotto:evidenza-download", args=[aggiunta(luogo).pk])
    testa = entra("redattore").head(indirizzo)
    testa.getvalue()
    assert (testa.status_code, testa["Content-Length"], testa["Accept-Ranges"]) == (200, str(len(f.PDF)), "none")
    for misura in ("bytes=0-3", "bytes=-1", "bytes=999999999-", "bytes=a-b"):
        risposta = entra("redattore").get(indirizzo, headers={"range": misura})
        assert risposta.status_code == 200
        assert risposta.getvalue() == f.PDF
    assert entra("redattore").post(indirizzo).status_code == 405


def test_a_missing_file_is_said_in_a_sentence(luogo: Luogo, caplog: pytest.LogCaptureFixture) -> None:
    evidenza = aggiunta(luogo)
    Path(evidenza.file.path).unlink()
    risposta = entra("redattore").get(reverse("cruscotto:evidenza-download", args=[evidenza.pk]))
    assert risposta.status_code == 404
    assert "Il file «atto.pdf» non si trova più sul disco" in risposta.content.decode()
    assert f"Manca il file dell'evidenza {evidenza.pk}" in caplog.text


def test_a_link_is_not_a_download(luogo: Luogo) -> None:
    evidenza = aggiungi_indirizzo(posto=luogo.posto, indirizzo="https://ente.it/", da=chi("redattore")).evidenza
    assert entra("redattore").get(reverse("cruscotto:evidenza-download", args=[evidenza.pk])).status_code == 404


def test_no_address_leads_to_the_folder(luogo: Luogo) -> None:
    nome = aggiunta(luogo).file.name
    client = entra("redattore")
    for indirizzo in (f"/media/{nome}", f"/{nome}", f"/static/{nome}", f"/static/../media/{nome}"):
        assert client.get(indirizzo).status_code == 404


# -- large requests ----------------------------------------------------------------------------------------------------


MEGA = 1024 * 1024


class Corpo(io.RawIOBase):
    """A body of zeros that nobody ever held whole; how much of it was read, and the most at once."""

    def __init__(self) -> None:
        self.letto = self.massimo = 0

    def read(self, quanti: int = -1) -> bytes:
        self.letto, self.massimo = self.letto + quanti, max(self.massimo, quanti)
        return b"\0" * quanti


@pytest.mark.parametrize(("mega", "letti", "htmx"), [(50, 50, False), (50, 50, True), (500, 0, False)])
def test_fifty_megabytes_are_refused_and_never_kept(luogo: Luogo, mega: int, letti: int, htmx: bool) -> None:
    """Read to the end, so that the browser shows the answer, a piece at a time; what is huge is not even read."""
    client, corpo = entra("redattore"), Corpo()
    lungo: dict[str, Any] = {"CONTENT_LENGTH": str(mega * MEGA), "wsgi.input": corpo}
    lungo |= {"HTTP_HX_REQUEST": "true"} if htmx else {}
    risposta = client.post(luogo.pagina, content_type="multipart/form-data; boundary=x", **lungo)
    assert risposta.status_code == 413
    assert corpo.letto == letti * MEGA
    assert corpo.massimo <= 64 * 1024
    assert "In un solo invio si mandano al più 40,0" in risposta.content.decode()


def test_an_undeclared_length_is_no_length() -> None:
    """What a proxy passes on without saying how long it is has no body for Django: nothing goes round the limit."""
    richiesta = RequestFactory().post("/", b"x=1", content_type="application/x-www-form-urlencoded")
    del richiesta.META["CONTENT_LENGTH"]
    from django.core.handlers.wsgi import WSGIRequest

    assert dict(WSGIRequest(richiesta.environ).POST) == {}
