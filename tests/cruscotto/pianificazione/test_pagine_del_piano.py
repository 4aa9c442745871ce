"""The pages around the Plan of a year: from each to what one does next."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.models import (
    Collocazione,
    ImpostazioniMisura,
    Indicatore,
    ObiettivoInProspettiva,
    Programma,
    StatoCiclo,
)
from cruscotto.pianificazione.actions.piano import adotta_piano
from cruscotto.pianificazione.completezza import che_cosa_manca, che_cosa_manca_a
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db

PIANO = reverse("cruscotto:piano", args=[ANNO])


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena(stato=StatoCiclo.PIANIFICAZIONE)


def entra(scena: Scena, chi: str) -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


@pytest.mark.parametrize(("chi", "la_trova"), [("carla", True), ("adele", True), ("dina", True), ("rita", False)])
def test_the_home_leads_who_plans_to_the_plan_that_is_being_made(scena: Scena, chi: str, la_trova: bool) -> None:
    assert (PIANO in entra(scena, chi).get("/").content.decode()) is la_trova


def test_the_adopted_plan_leads_to_its_targets_its_document_and_the_first_period(scena: Scena) -> None:
    adotta_piano(ciclo=scena.ciclo, organo="Giunta", numero="3", data=dt.date(ANNO, 1, 20), da=scena["carla"])
    html = entra(scena, "carla").get(PIANO).content.decode()
    assert f"Adottato con atto n. 3 del 20 gennaio {ANNO} (Giunta)" in " ".join(html.split())
    for dove in (
        reverse("cruscotto:piano-target", args=[ANNO, "ente"]),
        reverse("relazione:documenti", args=[ANNO]) + "#piano",
        reverse("cruscotto:chiusura", args=[ANNO]),
    ):
        assert f'href="{dove}"' in html, dove
    documenti = entra(scena, "carla").get(reverse("relazione:documenti", args=[ANNO])).content.decode()
    assert 'id="piano"' in documenti


def test_a_thing_of_the_tree_is_added_where_it_will_stand(scena: Scena) -> None:
    nodo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo)
    programma = Programma.objects.create(nodo=nodo, nome="Sportello")
    client = entra(scena, "carla")
    html = client.get(reverse("cruscotto:struttura", args=[ANNO])).content.decode()
    for voce, sotto, campo in (("programma", nodo.pk, "nodo"), ("operativo", programma.pk, "programma")):
        dove = f"{reverse('cruscotto:voce-new', args=[ANNO, voce])}?sotto={sotto}"
        assert f'href="{dove}"' in html
        [modulo] = [m for m in leggi_moduli(client.get(dove).content.decode()) if campo in m]
        assert modulo[campo] == [str(sotto)]


def test_while_it_is_planned_weights_need_no_reason(scena: Scena) -> None:
    client, dove = entra(scena, "carla"), reverse("cruscotto:pesi-edit", args=[ANNO, "ente"])
    righe = list(Collocazione.objects.filter(cruscotto=scena.cruscotto).order_by("ordine"))
    [modulo] = [m for m in leggi_moduli(client.get(dove).content.decode()) if "visti" in m]
    pesi = {f"r{c.pk}": peso for c, peso in zip(righe, ("40", "20", "20", "20"), strict=True)}
    anteprima = client.post(dove, modulo | pesi | {"motivo": ""}).content.decode()
    [conferma] = [m for m in leggi_moduli(anteprima) if "impronta" in m]
    assert client.post(dove, conferma | {"passo": "conferma"}).status_code == 302
    assert Collocazione.objects.get(pk=righe[0].pk).peso == Decimal(40)
    assert atti(scena) == ["cambia pesi"]
    scena.ciclo.stato = StatoCiclo.MONITORAGGIO
    scena.ciclo.save()
    [modulo] = [m for m in leggi_moduli(client.get(dove).content.decode()) if "visti" in m]
    assert client.post(dove, modulo | pesi | {f"r{righe[0].pk}": "30", "motivo": ""}).status_code == 422


def test_weights_that_do_not_sum_lead_to_their_box(scena: Scena) -> None:
    prima = Collocazione.objects.filter(cruscotto=scena.cruscotto).order_by("ordine")[0]
    Collocazione.objects.filter(pk=prima.pk).update(peso=10)
    [mancanza] = che_cosa_manca(scena.ciclo, [scena.cruscotto])
    pagina, _, dove = mancanza.dove.partition("#")
    assert f'id="{dove}"' in entra(scena, "carla").get(pagina).content.decode()


def test_a_body_that_has_not_said_how_it_measures_adopts_no_plan(scena: Scena) -> None:
    ImpostazioniMisura.objects.filter(ente=scena.ente).delete()
    [mancanza] = che_cosa_manca(scena.ciclo, [scena.cruscotto])
    assert (mancanza.ferma, mancanza.dove) == (True, reverse("cruscotto:misura-edit"))


def test_the_example_of_a_date_is_of_the_year_that_one_writes_of(scena: Scena) -> None:
    html = entra(scena, "carla").get(reverse("cruscotto:target-edit", args=[ANNO, "i1"])).content.decode()
    assert f"entro il 31/12/{ANNO}" in html


def test_a_name_that_differs_by_case_and_blanks_alone_is_told(scena: Scena) -> None:
    """It does not stop the Plan: two offices may well measure what is called the same."""
    primo, secondo = scena.indicatori["i1"], scena.indicatori["i2"]
    Indicatore.objects.filter(pk=secondo.pk).update(nome=f"  {primo.nome.upper()} ")
    trovate = che_cosa_manca(scena.ciclo, [scena.cruscotto])
    assert [(m.ferma, m.che_cosa.split(":")[0]) for m in trovate] == [
        (False, "Ha lo stesso nome di i2"),
        (False, "Ha lo stesso nome di i1"),
    ]
    suoi, _ = che_cosa_manca_a(primo, scena.ciclo, [scena.cruscotto])
    assert [m.che_cosa.split(":")[0] for m in suoi] == ["Ha lo stesso nome di i2"]
