"""A sheet through the API: the same steps of the pages, with the same powers and the same words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from cruscotto.models import Importazione, Rilevazione, StatoPeriodo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Ufficio, Utente
from tests.mondi.fogli import xlsx
from tests.mondi.importazioni import leggi, scrivi
from tests.mondi.scena import Scena, crea_scena

pytestmark = pytest.mark.django_db
ELENCO = "/api/v1/importazioni/"
UFFICI = xlsx([["Nome utente", "Area", "Ufficio", "Codice"], ["", "area1", "Ufficio estero", "estero"]])
VALORI = xlsx([["Codice", "Indicatore", "Valore"], ["i1", "Indicatore i1", "80"]])


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO)
    return scena


def api(utente: Utente, ambito: Ambito = Ambito.SCRITTURA) -> APIClient:
    _, testo = crea_gettone(nome="prova", ambito=ambito, giorni=1, da=utente)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {testo}")
    return client


def carica(client: APIClient, contenuto: bytes, genere: str, **dove: Any) -> Any:
    file = SimpleUploadedFile("foglio.xlsx", contenuto)
    return client.post(ELENCO, {"file": file, "genere": genere, **dove}, format="multipart")


def trovata(risposta: Any) -> Importazione:
    assert risposta.status_code == 202, risposta.json()
    return Importazione.objects.get(pk=risposta.json()["id"])


def test_a_sheet_goes_from_the_upload_to_the_undoing(scena: Scena) -> None:
    """Offices, that are of no cycle: read, seen line by line, confirmed by its fingerprint, downloaded, taken back."""
    client = api(scena["adele"])
    importazione = leggi(trovata(carica(client, UFFICI, "utenti")))
    letta = client.get(f"{ELENCO}{importazione.pk}/").json()
    assert (letta["stato"], letta["ciclo"], letta["nome"]) == ("anteprima", None, "foglio.xlsx")
    (voce,) = client.get(f"{ELENCO}{importazione.pk}/voci/?tipo=nuova").json()["results"]
    assert voce["posto"].endswith("!C2") and voce["nome"] == "Ufficio estero"
    assert client.get(f"{ELENCO}{importazione.pk}/voci/?tipo=strano").status_code == 400
    vecchia = client.post(f"{ELENCO}{importazione.pk}/conferma/", {"impronta": "0" * 64}, format="json")
    assert vecchia.status_code == 409
    assert not Ufficio.objects.filter(codice="estero").exists()
    dati = {"impronta": letta["impronta_progetto"]}
    assert client.post(f"{ELENCO}{importazione.pk}/conferma/", dati, format="json").status_code == 202
    assert scrivi(importazione).stato == "confermata"
    assert Ufficio.objects.filter(ente=scena.ente, codice="estero").exists()
    scaricato = client.get(f"{ELENCO}{importazione.pk}/file/")
    assert scaricato.getvalue() == UFFICI
    assert "attachment" in scaricato["Content-Disposition"]
    annullata = client.post(f"{ELENCO}{importazione.pk}/annulla/", {}, format="json")
    assert (annullata.status_code, annullata.json()["stato"]) == (200, "annullata")
    assert not Ufficio.objects.filter(codice="estero").exists()


def test_values_go_into_the_period_that_is_named(scena: Scena) -> None:
    client, dove = api(scena["carla"]), {"ciclo": scena.ciclo.pk, "periodo": scena.periodi[0].pk}
    importazione = leggi(trovata(carica(client, VALORI, "rilevazioni", **dove)))
    letta = client.get(f"{ELENCO}{importazione.pk}/").json()
    assert (letta["ciclo"], letta["periodo"], letta["cruscotto"]) == (scena.ciclo.pk, scena.periodi[0].pk, None)
    dati = {"impronta": letta["impronta_progetto"]}
    assert client.post(f"{ELENCO}{importazione.pk}/conferma/", dati, format="json").status_code == 202
    scrivi(importazione)
    assert Rilevazione.objects.get(indicatore=scena.indicatori["i1"], periodo=scena.periodi[0]).testo == "80"


def test_where_a_sheet_goes_must_be_said_and_be_of_the_body(scena: Scena) -> None:
    """What is missing, or is another body's, is said by its field; nothing is kept."""
    altra, client = crea_scena("altra"), api(scena["carla"])
    casi: list[tuple[dict[str, Any], str]] = [
        ({}, "ciclo"),
        ({"ciclo": scena.ciclo.pk}, "periodo"),
        ({"ciclo": altra.ciclo.pk, "periodo": altra.periodi[0].pk}, "ciclo"),
        ({"ciclo": scena.ciclo.pk, "periodo": altra.periodi[0].pk}, "periodo"),
        ({"ciclo": scena.ciclo.pk, "periodo": scena.periodi[0].pk, "cruscotto": altra.cruscotto.pk}, "cruscotto"),
    ]
    for dove, campo in casi:
        risposta = carica(client, VALORI, "rilevazioni", **dove)
        assert risposta.status_code == 422, dove
        assert [e["campo"] for e in risposta.json()["errori"]] == [campo]
    assert carica(client, VALORI, "magie").status_code == 400
    assert client.post(ELENCO, {"genere": "utenti"}, format="multipart").status_code == 400
    assert not Importazione.objects.exists()


def test_who_may_not_import_may_not_by_the_api_either(scena: Scena) -> None:
    """The redattore and the OIV import no people, a token that reads writes nothing, another body sees nothing."""
    for chi in ("rita", "ugo", "dina"):
        assert carica(api(scena[chi]), UFFICI, "utenti").status_code == 403
    assert carica(api(scena["adele"], Ambito.LETTURA), UFFICI, "utenti").status_code == 403
    assert carica(APIClient(), UFFICI, "utenti").status_code == 401
    assert not Importazione.objects.exists()
    importazione = leggi(trovata(carica(api(scena["adele"]), UFFICI, "utenti")))
    altra = crea_scena("altra")
    for parte in ("", "voci/", "file/"):
        assert api(altra["adele"]).get(f"{ELENCO}{importazione.pk}/{parte}").status_code == 404
    for atto in ("conferma", "annulla", "risposte"):
        risposta = api(altra["adele"]).post(f"{ELENCO}{importazione.pk}/{atto}/", {"impronta": "x"}, format="json")
        assert risposta.status_code == 404, atto
    assert api(altra["adele"]).get(ELENCO).json()["results"] == []


def test_who_belongs_to_no_body_has_nowhere_to_put_a_sheet(scena: Scena) -> None:
    senza = Utente.objects.create_superuser("capo", password="x")
    client = APIClient()
    client.force_authenticate(senza)
    assert carica(client, UFFICI, "utenti").status_code in (403, 404)
    assert not Importazione.objects.exists()
