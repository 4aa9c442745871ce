"""The order of the rows of a scorecard: one place at a time, among those of the same objective, while it is planned."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Collocazione, ObiettivoInProspettiva, ObiettivoStrategico, Prospettiva, StatoCiclo
from cruscotto.pianificazione.actions.piano import adotta_piano
from cruscotto.pianificazione.actions.posizione import sposta_riga
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena(stato=StatoCiclo.PIANIFICAZIONE)


def in_ordine(scena: Scena) -> list[str]:
    righe = Collocazione.objects.filter(cruscotto=scena.cruscotto).order_by("ordine")
    return list(righe.values_list("indicatore__codice", flat=True))


def riga(scena: Scena, codice: str) -> Collocazione:
    return Collocazione.objects.get(cruscotto=scena.cruscotto, indicatore=scena.indicatori[codice])


def sposta(scena: Scena, codice: str, *, su: bool, chi: str = "carla", visto: int | None = None) -> bool:
    sua = riga(scena, codice)
    visto = sua.ordine if visto is None else visto
    return sposta_riga(cruscotto=scena.cruscotto, pk=sua.pk, su=su, visto=visto, da=scena[chi])


def test_a_row_goes_up_and_down_and_stops_at_the_ends(scena: Scena) -> None:
    assert in_ordine(scena) == ["i1", "i2", "i3", "i4"]
    assert sposta(scena, "i3", su=True)
    assert in_ordine(scena) == ["i1", "i3", "i2", "i4"]
    assert sposta(scena, "i3", su=False)
    assert not sposta(scena, "i1", su=True)
    assert not sposta(scena, "i4", su=False)
    assert in_ordine(scena) == ["i1", "i2", "i3", "i4"]
    assert atti(scena) == ["sposta collocazione"] * 2


def test_a_row_moves_among_those_of_its_objective(scena: Scena) -> None:
    """The row of another objective between two keeps its place."""
    altro = ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Secondo")
    prospettiva = Prospettiva.objects.get(ciclo=scena.ciclo, codice="p")
    suo = ObiettivoInProspettiva.objects.create(obiettivo=altro, prospettiva=prospettiva)
    Collocazione.objects.filter(pk=riga(scena, "i2").pk).update(nodo=suo)
    assert sposta(scena, "i3", su=True)
    assert in_ordine(scena) == ["i3", "i2", "i1", "i4"]
    assert not sposta(scena, "i2", su=True)


def test_twice_is_once(scena: Scena) -> None:
    visto = riga(scena, "i4").ordine
    assert sposta(scena, "i4", su=True, visto=visto)
    assert not sposta(scena, "i4", su=True, visto=visto)
    assert in_ordine(scena) == ["i1", "i2", "i4", "i3"]


@pytest.mark.parametrize("chi", ["dina", "rita", "ugo"])
def test_only_who_runs_the_cycle(scena: Scena, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        sposta(scena, "i4", su=True, chi=chi)
    altra = crea_scena("altra", stato=StatoCiclo.PIANIFICAZIONE)
    with pytest.raises(PermissionDenied):
        sposta_riga(cruscotto=scena.cruscotto, pk=riga(scena, "i4").pk, su=True, visto=4, da=altra["carla"])


@pytest.mark.parametrize("stato", ["piano", "anno"])
def test_not_once_the_plan_is_adopted(scena: Scena, stato: str) -> None:
    if stato == "piano":
        adotta_piano(ciclo=scena.ciclo, organo="Giunta", numero="3", data=dt.date(ANNO, 1, 20), da=scena["carla"])
    else:
        scena.ciclo.stato = StatoCiclo.MONITORAGGIO
        scena.ciclo.save()
    with pytest.raises(NonModificabile):
        sposta(scena, "i4", su=True)
    assert in_ordine(scena) == ["i1", "i2", "i3", "i4"]


def test_on_the_page_of_the_scorecard(scena: Scena) -> None:
    client = Client()
    client.force_login(scena["adele"])
    dove = reverse("cruscotto:voce-edit", args=[ANNO, "cruscotto", scena.cruscotto.pk])
    moduli = [m for m in leggi_moduli(client.get(dove).content.decode()) if "posto" in m]
    assert [m["riga"] for m in moduli] == [[str(riga(scena, c).pk)] for c in ("i1", "i2", "i3", "i4")]
    risposta = client.post(dove, moduli[3] | {"sposta": "su"})
    assert (risposta.status_code, risposta["Location"]) == (302, f"{dove}#riga-{riga(scena, 'i4').pk}")
    assert in_ordine(scena) == ["i1", "i2", "i4", "i3"]
    for storto in ({"riga": "²"}, {"riga": "9" * 40}, {"posto": ""}, {"posto": "-1"}):
        assert client.post(dove, moduli[0] | {"sposta": "giu"} | storto).status_code == 302
    assert in_ordine(scena) == ["i1", "i2", "i4", "i3"]
