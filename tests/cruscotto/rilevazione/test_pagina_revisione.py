"""The dirigente's queue as a page: its groups, its rows, its counts, what it costs, hostile requests."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cruscotto.models import (
    Causa,
    Collocazione,
    Evidenza,
    Indicatore,
    Rilevazione,
    StatoPeriodo,
)
from ente.models import Atto
from tests.mondi.revisioni import CODA, adesso, cliente, coda, leggi, restituisci, sostituto
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

if TYPE_CHECKING:
    pass


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(10))
    return scena


pytestmark = pytest.mark.django_db


# -- the groups --------------------------------------------------------------------------------------------------------


def test_what_carries_an_alert_is_not_ready(scena: Scena) -> None:
    """95 is above the threshold of 90; 80 is below; 5.700 could be read in two ways, and is 57 times the target."""
    for codice, testo in (("i1", "95"), ("i2", "80"), ("i3", "5.700")):
        scena.metti(codice, testo)
    client = cliente(scena["dina"])
    trovata = coda(client)
    assert [d.nome for d in trovata.pronti] == ["Indicatore i1"]
    assert {d.nome: [a.nome for a in d.avvisi] for d in trovata.da_guardare} == {
        "Indicatore i2": ["Sotto soglia", "Scostamento senza motivazione"],
        "Indicatore i3": ["Valore da spiegare", "Lettura del valore"],
    }
    pagina = leggi(client.get(CODA))
    assert "3 valori da validare : 1 senza allerte, 2 da guardare. Valida quello senza allerte" in pagina
    assert "Il SAL è 80,0%, sotto la soglia di 90,0%." in pagina


def test_the_button_validates_those_without_alerts_alone(scena: Scena) -> None:
    valori = {codice: scena.metti(codice, testo) for codice, testo in (("i1", "95"), ("i2", "80"), ("i3", "100"))}
    client = cliente(scena["dina"])
    assert "Valida tutti i 2 senza allerte" in leggi(client.get(CODA))
    visti = coda(client).visti_in_blocco
    risposta = client.post(f"{CODA}?periodo=1&area=area1", {"pronti": visti}, follow=True)
    assert risposta.redirect_chain == [(f"{CODA}?periodo=1&area=area1", 302)]
    assert "2 valori validati." in leggi(risposta)
    assert {codice: adesso(v).stato for codice, v in valori.items()} == {
        "i1": "validata",
        "i2": "trasmessa",
        "i3": "validata",
    }


def test_what_a_row_says(scena: Scena) -> None:
    """Name, office, who and when, target, last period, value, SAL before and now, cause, action, note, evidence."""
    scena.stato(1, StatoPeriodo.CHIUSO)
    scena.stato(2, StatoPeriodo.APERTO)
    scena.metti("i1", "40", 1, stato="validata")
    quando = timezone.now()
    valore = scena.metti(
        "i1",
        "80",
        2,
        inserita_da=scena["rita"],
        inserita_il=quando,
        causa=Causa.PERSONALE,
        causa_scostamento="Una persona in meno.",
        azione_correttiva="Si recupera.",
        azione_entro=fra(0),
        nota="Vedi l'atto <12>.",
    )
    for nome in ("Atto", "Registro"):
        Evidenza.objects.create(rilevazione=valore, nome=nome, url=f"https://example.it/{nome}")
    Evidenza.objects.create(rilevazione=valore, nome="Tolta", url="https://example.it/t", rimossa_il=quando)
    pagina = leggi(cliente(scena["dina"]).get(CODA))
    ora = timezone.localtime(quando)
    for frase in (
        f"Indicatore i1 Ufficio anagrafe . Inserito da Rita il {ora:%d/%m/%Y, %H:%M}.",
        "Target 100 Periodo 1 40 Periodo 2 80 SAL prima e ora 40% →",
        "Causa Carenza di personale. Una persona in meno. Azione correttiva Si recupera. Entro il",
        "Nota Vedi l'atto <12>. Evidenze 2 evidenze di «Indicatore i1»",
    ):
        assert re.sub(r"\s", "", frase) in re.sub(r"\s", "", pagina), frase


def test_what_offices_still_owe_is_counted_as_the_list_counts_it(scena: Scena) -> None:
    scena.metti("i1", "95", stato="bozza")
    scena.metti("i2", "95", stato="restituita")
    pagina = cliente(scena["dina"]).get(CODA).content.decode()
    client = cliente(scena["dina"])
    conti = re.findall(r'href="(/elenco/[^"]+)"[^>]*><strong>(\d+)</strong>', pagina)
    assert [int(n) for _, n in conti] == [1, 1, 1]  # i3 is missing; i4 is of the other area
    for indirizzo, quanti in conti:
        elenco = client.get(html.unescape(indirizzo)).context["pagina"].paginator
        assert elenco.count == int(quanti), indirizzo


def test_areas_of_the_controllo(scena: Scena) -> None:
    for codice in ("i1", "i4"):
        scena.metti(codice, "95")
    client = cliente(scena["carla"])
    assert [d.nome for d in coda(client).pronti] == ["Indicatore i1", "Indicatore i4"]
    assert [d.nome for d in coda(client, area="area2").pronti] == ["Indicatore i4"]
    assert coda(client, area="inesistente").in_attesa == ()
    pagina = client.get(CODA).content.decode()
    assert "Li valida il dirigente dell’area: qui li leggete." in pagina
    assert "checkbox" not in pagina
    assert "Valida" not in pagina.replace("Validati", "")
    assert [d.nome for d in coda(cliente(scena["dina"])).pronti] == ["Indicatore i1"]
    assert coda(cliente(scena["dina"]), area="area2").in_attesa == ()


def test_empty_queues_say_what_to_expect(scena: Scena) -> None:
    client = cliente(scena["dina"])
    assert "i valori arrivano qui quando gli uffici li trasmettono" in leggi(client.get(CODA))
    scena.stato(1, StatoPeriodo.FUTURO)
    assert "Nessun periodo è ancora aperto" in leggi(client.get(CODA))
    assert client.get("/revisione/1066/").status_code == 404


# -- hostile requests --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dati",
    [
        {},
        {"valore": "1:1"},
        {"valore:": ""},
        {"valore:": "1"},
        {"valore:1": ""},
        {"valore:x": "1"},
        {"valore:1": "x"},
        {"valore:-1": "1"},
        {"valore:1:1": "1"},
        {"valore:" + "9" * 40: "1"},
        {"valore:١": "١"},
        {"valore:1": "\0"},
        {"valore:999999999999999999": "1"},
        {"pronti": "1:1;drop"},
        {"pronti": ",,,"},
        {"pronti": "1:1," * 3000},
    ],
)
def test_a_hostile_validation_changes_nothing(scena: Scena, dati: dict[str, str]) -> None:
    valore = scena.metti("i4", "95")
    risposta = cliente(scena["dina"]).post(CODA, dati)
    assert risposta.status_code in (400, 403, 422)
    assert adesso(valore).stato == "trasmessa"
    assert not Atto.objects.filter(ente=scena.ente).exists()


def test_the_same_value_with_two_versions_is_refused(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    assert cliente(scena["dina"]).post(CODA, {f"valore:{valore.pk}": ["1", "2"]}).status_code == 400
    assert cliente(scena["dina"]).post(CODA, {f"valore:{valore.pk}": ["1", "1"]}).status_code == 302


@pytest.mark.parametrize(
    "dati",
    [
        *({"versione": versione} for versione in ("", "x", "-1", "7", "9" * 30)),
        *({"motivo": motivo} for motivo in ("a\0b", "a" * 2001)),
        {"area": "a" * 5000},
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_hostile_return_changes_nothing(scena: Scena, dati: dict[str, str], htmx: bool) -> None:
    valore = scena.metti("i1", "95")
    risposta = restituisci(cliente(scena["dina"]), valore, htmx=htmx, **{"versione": "3", **dati})
    assert risposta.status_code == 200 if htmx else risposta.status_code in (409, 422)
    assert adesso(valore).stato == "trasmessa"


def test_addresses_of_values_that_are_not_there(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    client = cliente(scena["dina"])
    for indirizzo in (
        f"/valori/{ANNO}/9/{valore.indicatore_id}/restituisci/",
        f"/valori/{ANNO}/2/{valore.indicatore_id}/restituisci/",
        f"/valori/1066/1/{valore.indicatore_id}/restituisci/",
        f"/valori/{ANNO}/1/{'9' * 30}/restituisci/",
        f"/valori/{ANNO}/1/x/restituisci/",
        f"/valori/{ANNO}/1/{scena.indicatori['i2'].pk}/restituisci/",
    ):
        assert client.post(indirizzo, {"motivo": "Sì.", "versione": "1"}).status_code == 404, indirizzo
    assert client.get(f"/valori/{ANNO}/1/{valore.indicatore_id}/restituisci/").status_code == 405
    for coda_ostile in ("?area=%00", "?area=" + "a" * 5000, "?periodo=%C2%B2", "?periodo=-1", "?area=<script>"):
        risposta = client.get(CODA + coda_ostile)
        assert risposta.status_code == 200
        assert "<script>" not in risposta.content.decode()


def test_without_the_token_nothing_is_done(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    client = Client(enforce_csrf_checks=True)
    client.force_login(scena["dina"])
    assert client.post(CODA, {f"valore:{valore.pk}": "1"}).status_code == 403
    assert restituisci(client, valore).status_code == 403
    assert adesso(valore).stato == "trasmessa"


# -- queries -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["dina", "carla", "rino"])
@pytest.mark.parametrize("stato", [StatoPeriodo.APERTO, StatoPeriodo.CHIUSO])
def test_queries_do_not_grow(scena: Scena, chi: str, stato: StatoPeriodo) -> None:
    sostituto(scena)
    scena.stato(1, stato)
    client = cliente(scena[chi])
    scena.metti("i1", "95", inserita_da=scena["rita"])
    scena.metti("i2", "80", stato="validata", validata_da=scena["dina"], validata_il=timezone.now())

    def costo() -> int:
        with CaptureQueriesContext(connection) as contate:
            assert client.get(f"{CODA}?periodo=1").status_code == 200
        return len(contate)

    pochi = costo()
    nodo = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo
    for n in range(20, 50):
        indicatore = Indicatore.objects.create(
            ente=scena.ente, codice=f"m{n}", nome=f"M{n}", tipo="numero", ufficio=scena.uffici["anagrafe"]
        )
        Collocazione.objects.create(
            cruscotto=scena.cruscotto, indicatore=indicatore, nodo=nodo, ordine=n, etichetta=f"M{n}"
        )
        valore = Rilevazione.objects.create(
            indicatore=indicatore, periodo=scena.periodi[0], stato="trasmessa", testo="1", inserita_da=scena["rita"]
        )
        Evidenza.objects.create(rilevazione=valore, nome="Atto", url="https://example.it/")
    assert costo() == pochi <= 12


def test_one_button_validates_those_without_alerts_and_the_chosen_ones(scena: Scena) -> None:
    """As a browser without scripts sends it: what the button carries, and the ticked boxes; the others wait."""
    valori = {codice: scena.metti(codice, testo) for codice, testo in (("i1", "95"), ("i2", "80"), ("i3", "5.700"))}
    client = cliente(scena["dina"])
    pagina = client.get(CODA).content.decode()
    pulsante = re.search(r'name="pronti"\s+value="([^"]+)"\s+data-che="insieme"', pagina)
    assert pulsante and pulsante[1] == f"{valori['i1'].pk}:1"
    assert "Valida quello senza allerte e quelli scelti" in leggi(client.get(CODA))
    client.post(CODA, {"pronti": pulsante[1], f"valore:{valori['i3'].pk}": "1"})
    assert {codice: adesso(v).stato for codice, v in valori.items()} == {
        "i1": "validata",
        "i2": "trasmessa",
        "i3": "validata",
    }
    assert 'data-che="insieme"' not in client.get(CODA).content.decode()  # none without alerts is left
