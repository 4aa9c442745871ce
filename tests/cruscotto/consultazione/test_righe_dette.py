"""What stands beside a value: the hour of its state, which scorecard a target is of, a weight that is not there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.dateformat import format as scrivi

from cruscotto.models import Collocazione, Cruscotto, Rilevazione, ValoreAtteso
from cruscotto.valori.conversioni import campi_atteso
from ente.models import Ruolo
from tests.mondi.valori import ANNO, Prova, crea_prova, parole, riga_di

pytestmark = pytest.mark.django_db


@pytest.fixture
def prova(db: None) -> Prova:
    return crea_prova()


def cliente(prova: Prova) -> Client:
    return prova.persona("carla", Ruolo.CONTROLLO)


def test_each_state_has_its_own_hour(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="10")
    prova.riga(numero, {"versione": "0", "prima": "-", "valore": "12"})
    ieri = timezone.now() - dt.timedelta(days=40)
    Rilevazione.objects.filter(indicatore=numero).update(inserita_il=ieri)
    scritta = scrivi(timezone.localtime(ieri), "d/m H:i")
    assert scritta in parole(riga_di(prova.leggi_qualunque(), numero)), "la bozza dice quando è stata scritta"
    risposta = prova.riga(numero, {"versione": "1", "prima": "-", "valore": "12"}, "trasmetti/")
    oggi = scrivi(timezone.localtime(), "d/m ")
    for pagina in (risposta.content.decode(), riga_di(prova.leggi_qualunque(), numero)):
        detto = parole(pagina)
        assert f"Trasmessa {oggi}" in detto
        assert scritta not in detto


def test_two_targets_say_of_which_scorecard(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="10")
    area = Cruscotto.objects.create(
        ciclo=prova.ciclo, ordine=2, codice="area1", tipo="area", area=prova.area, titolo="Cruscotto di area"
    )
    altra = Collocazione.objects.create(
        cruscotto=area, indicatore=numero, nodo=prova.nodo, ordine=1, etichetta="Indicatore numero"
    )
    ValoreAtteso.objects.create(
        ciclo=prova.ciclo, indicatore=numero, collocazione=altra, **campi_atteso("20", (), None)
    )
    prova.scrivi(numero, "10", stato="trasmessa")
    detto = parole(riga_di(prova.leggi_qualunque(), numero))
    assert "Ente: 10" in detto
    assert "Area 1: 20" in detto
    controllo = cliente(prova)
    elenco = parole(controllo.get(f"/elenco/{ANNO}/").content.decode())
    assert "Ente: 10" in elenco and "Area 1: 20" in elenco
    revisione = parole(controllo.get(f"/revisione/{ANNO}/").content.decode())
    assert "Ente: 10" in revisione and "Area 1: 20" in revisione


def test_one_target_does_not_name_its_scorecard(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="10")
    assert "Ente:" not in parole(riga_di(prova.leggi_qualunque(), numero))


def test_a_weight_that_is_not_there_is_a_dash(prova: Prova) -> None:
    for codice in ("con", "senza"):
        prova.nuovo(codice, target="10")
    Collocazione.objects.filter(indicatore__codice="con").update(peso=Decimal(60))
    pagina = cliente(prova).get(f"/cruscotti/{ANNO}/ente/").content.decode()
    assert 'data-nome="Peso">–</td>' in pagina
    assert "None" not in parole(pagina)


def test_what_stands_only_on_a_hidden_sheet_has_no_link(prova: Prova) -> None:
    scheda = Cruscotto.objects.create(
        ciclo=prova.ciclo, ordine=9, codice="ind", tipo="individuale", area=prova.area, titolo="Scheda"
    )
    numero = prova.nuovo("numero", target="10", cruscotto=scheda)
    pagina = riga_di(prova.leggi_qualunque(), numero)
    assert f"/indicatori/{ANNO}/numero/" not in pagina
    assert prova.client.get(f"/indicatori/{ANNO}/numero/").status_code == 404
