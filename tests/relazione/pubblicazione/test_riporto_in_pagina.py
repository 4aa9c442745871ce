"""What the pages say of a narrative carried over, of the text that is being written, of what comes from the data."""

from __future__ import annotations

import pytest
from django.test import Client

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.models import Documento
from relazione.pubblicazione.quadro import leggi_quadro
from tests.mondi.scena import leggi

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(controllo: Utente) -> Client:
    client = Client()
    client.force_login(controllo)
    return client


def test_carrying_over_says_how_many_sections_and_then_that_none_is_left(relazione: Documento, client: Client) -> None:
    indirizzo = f"/documenti/2020/{relazione.pk}/riporta/"
    tolte = relazione.sezioni.order_by("-ordine").filter(livello=3)[:2]
    relazione.sezioni.filter(pk__in=[s.pk for s in tolte]).delete()
    detto = leggi(client.post(indirizzo, follow=True).content.decode())
    assert "Dal 2019: 2 sezioni riportate, da rileggere e accettare." in detto
    ancora = leggi(client.post(indirizzo, follow=True).content.decode())
    assert "Dal 2019 non c'era più niente da riportare" in ancora
    assert "sezioni riportate" not in ancora


def test_the_preview_shows_what_is_typed_in_its_place_only(relazione: Documento, client: Client) -> None:
    sezione = relazione.sezioni.filter(riservata=False).order_by("ordine")[0]
    prima = sezione.testo
    dati = {"titolo": sezione.titolo, "testo": "Parole mai scritte prima.", "versione": sezione.versione}
    risposta = client.post(f"/documenti/2020/{relazione.pk}/sezioni/{sezione.codice}/anteprima/", dati)
    assert risposta.status_code == 200
    assert "Parole mai scritte prima." in risposta.content.decode()
    sezione.refresh_from_db()
    assert sezione.testo == prima


def test_the_page_tells_what_is_written_from_what_comes_from_the_data(dimostrativo: Ciclo, controllo: Utente) -> None:
    """A group with the Relazione, or with what the OIV writes, is written by somebody; sheets and reports are not."""
    gruppi = leggi_quadro(controllo, dimostrativo, list(dimostrativo.periodi.all()))
    tipi = {
        g.dai_dati: {d.tipo.value for gg in gruppi if gg.dai_dati == g.dai_dati for d in gg.documenti} for g in gruppi
    }
    assert {"relazione", "validazione"} <= tipi[False]
    assert {"monitoraggio", "scheda_individuale"} <= tipi[True]
    assert not tipi[True] & {"relazione", "validazione", "accompagnamento"}
