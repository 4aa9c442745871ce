"""Weights have one rule at every door: what the administration adds, moves or deletes leaves them standing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cruscotto.models import (
    AreaStrategica,
    Collocazione,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Prospettiva,
    ValoreAtteso,
)
from ente.models import Utente
from tests.mondi.casi import modulo, pagina
from tests.mondi.scena import Scena, cliente, crea_scena, leggi, misurato

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    fatta = crea_scena()
    Utente.objects.filter(pk=fatta["adele"].pk).update(is_staff=True)
    for codice in fatta.indicatori:
        fatta.metti(codice, "80", 1)
    return fatta


def altro_nodo(scena: Scena) -> ObiettivoInProspettiva:
    obiettivo = ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Altro")
    return ObiettivoInProspettiva.objects.create(
        prospettiva=Prospettiva.objects.get(ciclo=scena.ciclo), obiettivo=obiettivo
    )


def test_a_row_that_is_added_weighs_zero_and_the_sal_stays(scena: Scena) -> None:
    nuovo = Indicatore.objects.create(ente=scena.ente, codice="n1", nome="Nuovo", tipo="numero", direzione="crescente")
    browser = cliente(scena["adele"])
    indirizzo = pagina(Collocazione, "add")
    letti = modulo(browser.get(indirizzo).content.decode(), "etichetta")
    nodo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo)
    dati = {"cruscotto": scena.cruscotto.pk, "indicatore": nuovo.pk, "nodo": nodo.pk, "etichetta": "Nuovo", "ordine": 9}
    risposta = browser.post(indirizzo, {**letti, **dati}, follow=True)
    assert "pesa zero finché non lo date nella pagina dei pesi" in leggi(risposta.content.decode())
    assert Collocazione.objects.get(indicatore=nuovo).peso == 0
    scena.indicatori["n1"] = nuovo
    scena.metti("n1", "80", 1)
    assert misurato(scena)[0].media.valore == 80


def test_a_row_with_a_weight_neither_moves_nor_goes(scena: Scena) -> None:
    prima = Collocazione.objects.get(indicatore=scena.indicatori["i1"])
    altro, browser = altro_nodo(scena), cliente(scena["adele"])
    indirizzo = pagina(Collocazione, "change", prima.pk)
    letti = modulo(browser.get(indirizzo).content.decode(), "etichetta")
    risposta = browser.post(indirizzo, {**letti, "nodo": altro.pk})
    assert risposta.status_code == 409
    assert "pesa 25, e senza questa voce i pesi non sommano più" in leggi(risposta.content.decode())
    risposta = browser.post(pagina(Collocazione, "delete", prima.pk), {"post": "yes"})
    assert risposta.status_code == 409
    prima.refresh_from_db()
    assert prima.peso == 25
    assert prima.nodo_id != altro.pk
    Collocazione.objects.filter(pk=prima.pk).update(peso=0)
    assert browser.post(indirizzo, {**letti, "nodo": altro.pk}).status_code == 302
    prima.refresh_from_db()
    assert (prima.peso, prima.nodo_id) == (None, altro.pk)  # nobody weighs there


def test_a_prospettiva_that_is_added_among_others_with_a_weight(scena: Scena) -> None:
    Prospettiva.objects.filter(ciclo=scena.ciclo).update(peso=Decimal(100))
    browser = cliente(scena["adele"])
    indirizzo = pagina(Prospettiva, "add")
    letti = modulo(browser.get(indirizzo).content.decode(), "nome")
    dati = {"ciclo": scena.ciclo.pk, "ordine": 2, "codice": "altra", "nome": "Altra"}
    assert browser.post(indirizzo, {**letti, **dati}).status_code == 302
    assert Prospettiva.objects.get(codice="altra", ciclo=scena.ciclo).peso == 0


def test_objectives_under_areas_are_weighed_area_by_area(scena: Scena) -> None:
    Prospettiva.objects.filter(ciclo=scena.ciclo).update(nome="", codice="")
    una, due = (AreaStrategica.objects.create(ciclo=scena.ciclo, numero=n, nome=f"Area {n}") for n in (1, 2))
    nodo, secondo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo), altro_nodo(scena)
    ObiettivoStrategico.objects.filter(pk=nodo.obiettivo_id).update(area_strategica=una)
    ObiettivoStrategico.objects.filter(pk=secondo.obiettivo_id).update(area_strategica=due)
    ObiettivoInProspettiva.objects.filter(pk=nodo.pk).update(peso=100)
    browser, indirizzo = cliente(scena["adele"]), pagina(ObiettivoStrategico, "change", secondo.obiettivo_id)
    letti = modulo(browser.get(indirizzo).content.decode(), "numero")
    assert browser.post(indirizzo, {**letti, "area_strategica": una.pk}).status_code == 302
    secondo.refresh_from_db()
    assert secondo.peso == 0
    indirizzo = pagina(ObiettivoStrategico, "change", nodo.obiettivo_id)
    letti = modulo(browser.get(indirizzo).content.decode(), "numero")
    risposta = browser.post(indirizzo, {**letti, "area_strategica": due.pk})
    assert risposta.status_code == 409
    assert "pesa 100, e senza questa voce" in leggi(risposta.content.decode())


def test_the_kind_of_an_indicator_leaves_the_weights_standing(scena: Scena) -> None:
    """A prerequisite has no weight: with one the kind stays; what is one no more weighs zero among the others."""
    i1 = scena.indicatori["i1"]
    ValoreAtteso.objects.filter(indicatore=i1).delete()  # with a target the kind is only read
    browser, indirizzo = cliente(scena["adele"]), pagina(Indicatore, "change", i1.pk)
    letti = modulo(browser.get(indirizzo).content.decode(), "nome")
    risposta = browser.post(indirizzo, {**letti, "tipo": "prerequisito"})
    assert (risposta.status_code, "pesa 25, e senza questa voce" in leggi(risposta.content.decode())) == (409, True)
    sue = Collocazione.objects.filter(indicatore=i1)
    sue.update(peso=0)
    assert browser.post(indirizzo, {**letti, "tipo": "prerequisito"}).status_code == 302
    assert [*sue.values_list("indicatore__tipo", "peso")] == [("prerequisito", None)]
    letti = modulo(browser.get(indirizzo).content.decode(), "nome")
    assert browser.post(indirizzo, {**letti, "tipo": "numero"}).status_code == 302
    assert [*sue.values_list("indicatore__tipo", "peso")] == [("numero", Decimal(0))]
