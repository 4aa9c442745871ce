"""Writing through the API: the acts of the pages, with their checks and history; two writers with one ETag."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rest_framework.test import APIClient

from cruscotto.models import Rilevazione, StatoPeriodo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente
from tests.mondi.folla import insieme
from tests.mondi.scena import Scena, atti, crea_scena
from tests.servitore import base_propria

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


ELENCO = "/api/v1/rilevazioni/"


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO)
    return scena


def api(utente: Utente) -> APIClient:
    _, testo = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=utente)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {testo}")
    return client


def crea(scena: Scena, chi: str = "rita", codice: str = "i1", **altro: Any) -> Any:
    corpo = {"periodo": scena.periodi[0].pk, "indicatore": scena.indicatori[codice].pk, "testo": "80", **altro}
    return api(scena[chi]).post(ELENCO, corpo, format="json")


def scrivi(scena: Scena, pk: int, testo: str, etag: str | None, chi: str = "rita") -> Any:
    testate = {} if etag is None else {"If-Match": etag}
    return api(scena[chi]).put(f"{ELENCO}{pk}/", {"testo": testo}, format="json", headers=testate)


def fai(scena: Scena, pk: int, atto: str, etag: str, chi: str, **corpo: Any) -> Any:
    return api(scena[chi]).post(f"{ELENCO}{pk}/{atto}/", corpo, format="json", headers={"If-Match": etag})


def test_a_value_goes_all_the_way_with_its_history(scena: Scena) -> None:
    nuova = crea(scena, testo=" 60 ", causa="personale", causa_scostamento="Due assenti.")
    assert nuova.status_code == 201 and nuova.json()["testo"] == "60" and nuova.json()["stato"] == "bozza"
    pk, etag = nuova.json()["id"], nuova["ETag"]
    assert etag == f'"{pk}-1"' and api(scena["rita"]).get(f"{ELENCO}{pk}/")["ETag"].startswith(f'"{pk}-1-')
    senza = fai(scena, pk, "trasmetti", etag, "rita")
    assert senza.status_code == 422 and {e["campo"] for e in senza.json()["errori"]} >= {"azione_correttiva"}
    riscritta = scrivi(scena, pk, "95", etag)
    assert riscritta.status_code == 200 and riscritta["ETag"] == f'"{pk}-2"'
    trasmessa = fai(scena, pk, "trasmetti", riscritta["ETag"], "rita")
    assert trasmessa.json()["stato"] == "trasmessa"
    ripresa = fai(scena, pk, "riprendi", trasmessa["ETag"], "rita")
    assert ripresa.json()["stato"] == "bozza"
    trasmessa = fai(scena, pk, "trasmetti", ripresa["ETag"], "rita")
    restituita = fai(scena, pk, "restituisci", trasmessa["ETag"], "dina", motivo="Manca Siena.")
    assert restituita.json()["motivo_restituzione"] == "Manca Siena."
    trasmessa = fai(scena, pk, "trasmetti", restituita["ETag"], "rita")
    validata = fai(scena, pk, "valida", trasmessa["ETag"], "dina")
    assert validata.json()["stato"] == "validata" and validata.json()["validata_da"] == "Dina"
    assert [a for a in atti(scena) if a != "crea gettone"] == [
        "salva valore",
        "salva valore",
        "trasmette valore",
        "riprende valore",
        "trasmette valore",
        "restituisce valore",
        "trasmette valore",
        "valida valore",
    ]


def test_who_writes_second_is_given_both_values(scena: Scena) -> None:
    pk = crea(scena).json()["id"]
    assert scrivi(scena, pk, "81", f'"{pk}-1"').status_code == 200
    secondo = scrivi(scena, pk, "82", f'"{pk}-1"')
    assert secondo.status_code == 412 and secondo["Content-Type"] == "application/problem+json"
    assert secondo.json()["attuale"]["testo"] == "81" and secondo.json()["inviato"]["testo"] == "82"
    assert secondo["ETag"] == f'"{pk}-2"'
    assert scrivi(scena, pk, "82", secondo["ETag"]).status_code == 200


def test_of_two_at_once_one_wins(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> None:
    with django_db_blocker.unblock(), base_propria(tmp_path) as base, base.in_uso():
        scena = crea_scena()
        scena.stato(1, StatoPeriodo.APERTO)
        pk, rita = crea(scena).json()["id"], [api(scena["rita"]) for _ in range(2)]
        testate = {"If-Match": f'"{pk}-1"'}
        mandano = [
            partial(client.put, f"{ELENCO}{pk}/", {"testo": testo}, format="json", headers=testate)
            for client, testo in zip(rita, ("81", "82"), strict=True)
        ]
        risposte: list[Any] = insieme(*mandano)
        vinta, persa = sorted(risposte, key=lambda r: r.status_code)
        salvata = Rilevazione.objects.get(pk=pk)
    assert (vinta.status_code, persa.status_code) == (200, 412)
    assert salvata.testo == vinta.json()["testo"] == persa.json()["attuale"]["testo"] and salvata.versione == 2


def test_the_same_twice_is_once(scena: Scena) -> None:
    assert crea(scena).status_code == 201
    ancora = crea(scena)
    assert ancora.status_code == 200 and Rilevazione.objects.filter(periodo=scena.periodi[0]).count() == 1
    diversa = crea(scena, testo="70")
    assert diversa.status_code == 412 and diversa.json()["attuale"]["testo"] == "80"


def test_nothing_written_is_nothing_created(scena: Scena) -> None:
    assert crea(scena, testo="").status_code == 204
    assert not Rilevazione.objects.filter(periodo=scena.periodi[0]).exists()


@pytest.mark.parametrize(
    ("etag", "codice"), [(None, 428), ('"1-1"', 412), ("1", 400), ('W/"9-9"', 412), ("'; DROP", 400)]
)
def test_what_is_not_the_version_changes_nothing(scena: Scena, etag: str | None, codice: int) -> None:
    pk = crea(scena).json()["id"]
    assert scrivi(scena, pk, "81", etag).status_code == codice
    assert Rilevazione.objects.get(pk=pk).testo == "80"


@pytest.mark.parametrize(
    "corpo",
    [
        {"testo": "x" * 201},
        {"causa": "destino"},
        {"azione_entro": "domani"},
        {"periodo": "uno"},
        {"indicatore": -1},
        {"testo": ["80"]},
    ],
)
def test_a_wrong_field_is_named(scena: Scena, corpo: dict[str, Any]) -> None:
    risposta = crea(scena, **corpo)
    assert risposta.status_code == 400
    assert [e["campo"] for e in risposta.json()["errori"]] == list(corpo)


def test_a_value_that_cannot_be_read_is_refused_at_its_field(scena: Scena) -> None:
    risposta = crea(scena, testo="circa ottanta")
    assert risposta.status_code == 422 and risposta.json()["errori"][0]["campo"] == "testo"


@pytest.mark.parametrize(
    ("chi", "codice"), [("rino", 403), ("dina", 403), ("ugo", 403), ("adele", 403), ("carla", 201)]
)
def test_only_who_may_writes(scena: Scena, chi: str, codice: int) -> None:
    assert crea(scena, chi).status_code == codice
    assert Rilevazione.objects.filter(periodo=scena.periodi[0]).exists() == (codice == 201)


def test_another_area_does_not_validate_and_who_entered_neither(scena: Scena) -> None:
    pk = scena.trasmetti("i1", "95").pk
    assert fai(scena, pk, "valida", f'"{pk}-2"', "dario").status_code == 403
    assert fai(scena, pk, "valida", f'"{pk}-2"', "rita").status_code == 403
    assert fai(scena, pk, "valida", f'"{pk}-2"', "dina").status_code == 200
    assert scrivi(scena, pk, "81", f'"{pk}-3"').status_code == 409


def test_a_closed_period_says_so(scena: Scena) -> None:
    pk = crea(scena).json()["id"]
    scena.stato(1, StatoPeriodo.CHIUSO)
    risposta = scrivi(scena, pk, "81", f'"{pk}-1"')
    assert risposta.status_code == 409 and "chiuso" in risposta.json()["detail"]


def test_another_bodys_rows_are_not_there(scena: Scena) -> None:
    altrove = crea_scena("altrove")
    altrove.stato(1, StatoPeriodo.APERTO)
    sua = altrove.salva("i1", "80")
    assert scrivi(scena, sua.pk, "81", f'"{sua.pk}-1"', "carla").status_code == 404
    corpo = {"periodo": altrove.periodi[0].pk, "indicatore": altrove.indicatori["i1"].pk, "testo": "1"}
    assert api(scena["carla"]).post(ELENCO, corpo, format="json").status_code == 404
    misto = corpo | {"periodo": scena.periodi[0].pk}
    assert api(scena["carla"]).post(ELENCO, misto, format="json").status_code == 404


def test_a_session_needs_the_token_against_forgery(scena: Scena) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(scena["rita"])
    corpo = {"periodo": scena.periodi[0].pk, "indicatore": scena.indicatori["i1"].pk, "testo": "80"}
    assert client.get(ELENCO).status_code == 200
    rifiuto = client.post(ELENCO, corpo, format="json")
    assert rifiuto.status_code == 403 and "X-CSRFToken" in rifiuto.json()["detail"]
    assert not Rilevazione.objects.filter(periodo=scena.periodi[0]).exists()


def test_what_is_not_said_of_a_value_may_be_sent_empty(scena: Scena) -> None:
    """No day, no words: as a client that sends every field does; a day that is no day is refused by its name."""
    vuota = crea(scena, azione_entro=None, azione_correttiva="", causa="", nota="")
    assert vuota.status_code == 201, vuota.json()
    assert vuota.json()["azione_entro"] is None
    altra = crea(scena, codice="i2", azione_entro="2024-02-30")
    assert altra.status_code == 400
    assert [e["campo"] for e in altra.json()["errori"]] == ["azione_entro"]
