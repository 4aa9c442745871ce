"""Every day that can be written has a first and a last: in the boxes of the pages, and again in what they send."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django import forms

from cruscotto.ciclo.blocchi import ValoreRifiutato
from cruscotto.importazione.valori.celle import leggi_altro
from cruscotto.models import StatoCiclo, StatoPeriodo
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore
from ente.forms.giorno import Giorno
from ente.giorni import PRIMO, ultimo
from tests.mondi.revisioni import cliente
from tests.mondi.scena import ANNO, Scena, con_la_relazione, crea_scena, fra
from tests.mondi.valori import ANNO as ANNO_PROVA
from tests.mondi.valori import MOTIVI, crea_prova, riga_di

pytestmark = pytest.mark.django_db

IMPOSSIBILI = [dt.date(1, 1, 1), dt.date(202, 5, 1), dt.date(1999, 12, 31), dt.date(2222, 1, 1), dt.date(9999, 12, 31)]


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.CHIUSO)
    scena.stato(2, StatoPeriodo.APERTO, fra(10))
    return scena


def senza_limiti(pagina: str) -> list[str]:
    """The boxes of a page where any day can be written."""
    caselle = re.findall(r'<input[^>]*type="date"[^>]*>', pagina)
    return [
        c for c in caselle if not re.search(r'min="\d{4}-\d\d-\d\d"', c) or not re.search(r'max="\d{4}-\d\d-\d\d"', c)
    ]


@pytest.mark.parametrize(
    ("chi", "pagina", "quante"),
    [
        ("rita", f"/valori/{ANNO}/", 2),
        ("dina", "/ente/sostituti/", 2),
        ("carla", f"/chiusura/{ANNO}/?periodo=2", 2),
        ("carla", f"/indicatori/{ANNO}/i1/target/", 1),
        ("carla", "/registro/", 2),
    ],
)
def test_every_box_has_a_first_and_a_last_day(scena: Scena, chi: str, pagina: str, quante: int) -> None:
    risposta = cliente(scena[chi]).get(pagina)
    assert risposta.status_code == 200
    testo = risposta.content.decode()
    assert testo.count('type="date"') >= quante
    assert senza_limiti(testo) == []


def test_the_act_of_the_relazione_is_of_today_at_the_latest(scena: Scena) -> None:
    for numero in (1, 2, 3):
        scena.stato(numero, StatoPeriodo.CHIUSO)
    type(scena.ciclo).objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    con_la_relazione(scena.ciclo)
    testo = cliente(scena["carla"]).get(f"/documenti/{ANNO}/approvazione/").content.decode()
    [casella] = re.findall(r'<input[^>]*name="data_atto"[^>]*>', testo)
    assert f'max="{fra(0).isoformat()}"' in casella and 'min="2000-01-01"' in casella


def test_what_has_happened_is_of_today_at_the_latest() -> None:
    prova = crea_prova()
    data = prova.nuovo("data", "data", "30/06/2025", direzione="")
    riga = riga_di(prova.leggi()[0], data)
    [casella] = re.findall(rf'<input[^>]*name="v{data.pk}-valore"[^>]*>', riga)
    assert f'max="{fra(0).isoformat()}"' in casella and 'min="2000-01-01"' in casella


@pytest.mark.parametrize("giorno", IMPOSSIBILI)
def test_a_day_that_cannot_be_is_refused_by_every_door(scena: Scena, giorno: dt.date) -> None:
    scritto = f"{giorno.day:02}/{giorno.month:02}/{giorno.year:04}"
    with pytest.raises(forms.ValidationError, match=f"Il {scritto} non va: scrivete un giorno dal 01/01/2000"):
        Giorno().clean(giorno.isoformat())
    with pytest.raises(ValoreRifiutato) as rifiuto:
        leggi_altro("azione_entro", scritto)
    assert scritto in str(rifiuto.value.errori)
    dati: dict[str, Any] = {"periodo": scena.periodi[1], "indicatore": scena.indicatori["i1"], "da": scena["rita"]}
    with pytest.raises(ValoreRifiutato) as rifiuto:
        salva_valore(**dati, scritto=ValoreScritto(testo="95", azione_entro=giorno), versione=0)
    assert list(rifiuto.value.errori) == ["azione_entro"]
    risposta = cliente(scena["dina"]).post(
        "/ente/sostituti/",
        {"area": "", "utente": "", "dal": giorno.isoformat(), "al": giorno.isoformat()},
    )
    assert risposta.status_code == 422
    assert f"Il {scritto} non va" in risposta.content.decode()


@pytest.mark.parametrize("giorno", [PRIMO, ultimo()])
def test_the_first_and_the_last_day_can_be_written(scena: Scena, giorno: dt.date) -> None:
    assert Giorno().clean(giorno.isoformat()) == giorno
    dati: dict[str, Any] = {"periodo": scena.periodi[1], "indicatore": scena.indicatori["i1"], "da": scena["rita"]}
    salvata = salva_valore(**dati, scritto=ValoreScritto(testo="95", azione_entro=giorno), versione=0)
    assert salvata is not None and salvata.azione_entro == giorno


def test_a_value_that_is_a_day_is_not_of_another_century() -> None:
    prova = crea_prova()
    data = prova.nuovo("data", "data", "30/06/2025", direzione="")
    for scritto in ("0202-05-01", "1999-12-31", "01/05/0202"):
        risposta = prova.riga(data, {"valore": scritto, "versione": "0"})
        assert risposta.status_code == 200
        assert prova.manca(data), scritto
    pagina = prova.riga(data, {"valore": "1999-12-31", "versione": "0"}).content.decode()
    assert "Il 31/12/1999 non va" in pagina
    assert prova.riga(data, {"valore": f"{ANNO_PROVA}-05-01", "versione": "0"}).status_code == 200
    assert prova.valore(data).data == dt.date(ANNO_PROVA, 5, 1)


def test_the_sheet_keeps_what_was_written_beside_a_day_that_cannot_be() -> None:
    prova = crea_prova()
    uno = prova.nuovo("uno")
    pagina = prova.riga(uno, {"valore": "5", "versione": "0", **MOTIVI, "azione_entro": "0202-10-31"}).content.decode()
    assert "Il 31/10/0202 non va" in pagina
    assert prova.manca(uno)


def test_the_administration_refuses_it_too(scena: Scena) -> None:
    type(scena["adele"]).objects.filter(pk=scena["adele"].pk).update(is_staff=True)
    from tests.mondi.casi import modulo

    client, pagina = cliente(scena["adele"]), f"/amministrazione/cruscotto/ciclo/{scena.ciclo.pk}/change/"
    letti = modulo(client.get(pagina).content.decode(), "mission")
    risposta = client.post(pagina, letti | {"periodi-2-scadenza": "01/05/0202"})
    assert risposta.status_code == 200
    assert "Il 01/05/0202 non va" in risposta.content.decode()
