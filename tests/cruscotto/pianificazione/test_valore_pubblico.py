"""The public value of a Plan: written, changed, taken out, selective objectives; carried over; printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import Ciclo, EsitoRiporto, ObiettivoStrategico, ValorePubblico
from cruscotto.pianificazione.actions.riporto import Decisione, riporta_ciclo
from cruscotto.pianificazione.actions.valore_pubblico import (
    ImpattoScritto,
    anni_del_piano,
    scritto_ora,
    scrivi_valore_pubblico,
    segna_selettivi,
    togli_valore_pubblico,
)
from ente.models import Atto
from tests.mondi.accessibile import guasti_axe
from tests.mondi.revisioni import cliente, leggi
from tests.mondi.scena import ANNO, Scena, crea_scena

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
PAGINA = f"/valore-pubblico/{ANNO}/"
SCRITTO = ImpattoScritto(
    obiettivo="Più imprese nate da giovani",
    indicatore="Imprese giovanili ogni 1.000 abitanti",
    dimensione="Benessere economico",
    base="3,1 nel 2023",
    fonte="Registro delle imprese",
    target={str(ANNO): "3,2", str(ANNO + 2): "3,6"},
)


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena(stato="pianificazione")


def scrivi(scena: Scena, chi: str = "carla", chiave: int | None = None, **altro: Any) -> ValorePubblico | None:
    from dataclasses import replace

    visto = altro.pop("visto", None)
    scritto = replace(SCRITTO, **altro)
    return scrivi_valore_pubblico(ciclo=scena.ciclo, chiave=chiave, scritto=scritto, visto=visto, da=scena[chi])


def azioni(scena: Scena) -> list[str]:
    return list(Atto.objects.filter(ente=scena.ente).order_by("pk").values_list("azione", flat=True))


def test_it_is_written_changed_and_taken_out_each_with_its_line(scena: Scena) -> None:
    valore = scrivi(scena)
    assert valore is not None
    assert valore.target_detti == f"{ANNO}: 3,2; {ANNO + 2}: 3,6"
    assert anni_del_piano(scena.ciclo) == (str(ANNO), str(ANNO + 1), str(ANNO + 2))
    assert scrivi(scena, chiave=valore.pk) is None
    assert scrivi(scena, chiave=valore.pk, base="3,0 nel 2023") is not None
    assert Atto.objects.get(azione="modifica valore pubblico").dettagli == {
        "prima": {"base": "3,1 nel 2023"},
        "dopo": {"base": "3,0 nel 2023"},
    }
    assert togli_valore_pubblico(ciclo=scena.ciclo, chiave=valore.pk, da=scena["carla"])
    assert not togli_valore_pubblico(ciclo=scena.ciclo, chiave=valore.pk, da=scena["carla"])
    assert azioni(scena) == ["aggiunge valore pubblico", "modifica valore pubblico", "toglie valore pubblico"]


def test_two_people_do_not_overwrite_each_other(scena: Scena) -> None:
    valore = scrivi(scena)
    assert valore is not None
    visto = scritto_ora(valore)
    assert scrivi(scena, chiave=valore.pk, visto=visto, fonte="ISTAT")
    with pytest.raises(Superato):
        scrivi(scena, chiave=valore.pk, visto=visto, fonte="Eurostat")
    with pytest.raises(Superato):
        scrivi(scena, chiave=valore.pk + 1, visto=visto)
    assert ValorePubblico.objects.get().fonte == "ISTAT"


@pytest.mark.parametrize(
    ("cambia", "campo"),
    [
        ({"obiettivo": ""}, "obiettivo"),
        ({"indicatore": ""}, "indicatore"),
        ({"fonte": "x" * 301}, "fonte"),
        ({"obiettivo_strategico": 10**9}, "obiettivo_strategico"),
    ],
)
def test_what_cannot_be_is_said_by_its_field(scena: Scena, cambia: dict[str, Any], campo: str) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        scrivi(scena, **cambia)
    assert set(rifiuto.value.errori) == {campo}
    assert not ValorePubblico.objects.exists()


def test_the_objective_of_another_body_is_nobodys(scena: Scena) -> None:
    altrui = ObiettivoStrategico.objects.get(ciclo=crea_scena("altrove").ciclo)
    with pytest.raises(ValoreRifiutato):
        scrivi(scena, obiettivo_strategico=altrui.pk)
    assert segna_selettivi(ciclo=scena.ciclo, scelti=[altrui.pk], da=scena["carla"]) == 0


@pytest.mark.parametrize("chi", ["rita", "dina", "ugo", "adele"])
def test_only_controllo_writes_it(scena: Scena, chi: str) -> None:
    valore = scrivi(scena)
    assert valore is not None
    with pytest.raises(PermissionDenied):
        scrivi(scena, chi)
    with pytest.raises(PermissionDenied):
        togli_valore_pubblico(ciclo=scena.ciclo, chiave=valore.pk, da=scena[chi])
    with pytest.raises(PermissionDenied):
        segna_selettivi(ciclo=scena.ciclo, scelti=[], da=scena[chi])


def test_an_adopted_plan_keeps_it(scena: Scena) -> None:
    valore = scrivi(scena)
    assert valore is not None
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(piano_organo="G", piano_numero="1", piano_data=f"{ANNO}-01-20")
    for atto in (
        lambda: scrivi(scena),
        lambda: togli_valore_pubblico(ciclo=scena.ciclo, chiave=valore.pk, da=scena["carla"]),
        lambda: segna_selettivi(ciclo=scena.ciclo, scelti=[], da=scena["carla"]),
    ):
        with pytest.raises(NonModificabile):
            atto()
    client = cliente(scena["carla"])
    assert "Un obiettivo nuovo" not in leggi(client.get(PAGINA))
    assert client.post(PAGINA, {"obiettivo": "A", "indicatore": "B"}).status_code == 409
    assert client.post(PAGINA, {"togli": valore.pk}).status_code == 409


def test_selective_objectives(scena: Scena) -> None:
    obiettivo = ObiettivoStrategico.objects.get(ciclo=scena.ciclo)
    assert segna_selettivi(ciclo=scena.ciclo, scelti=[obiettivo.pk], da=scena["carla"]) == 1
    assert segna_selettivi(ciclo=scena.ciclo, scelti=[obiettivo.pk], da=scena["carla"]) == 0
    assert segna_selettivi(ciclo=scena.ciclo, scelti=[], da=scena["carla"]) == 1
    assert azioni(scena) == ["segna obiettivo selettivo"] * 2


def test_the_year_after_has_it_but_what_a_dropped_objective_served(scena: Scena) -> None:
    obiettivo = ObiettivoStrategico.objects.get(ciclo=scena.ciclo)
    altro = ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Altro", selettivo=True)
    for serve in (None, obiettivo.pk, altro.pk):
        scrivi(scena, obiettivo_strategico=serve, obiettivo=f"Serve {serve}")
    decise = {obiettivo.pk: Decisione(EsitoRiporto.ELIMINATO, "Concluso.")}
    nuovo = riporta_ciclo(ciclo=scena.ciclo, anno=ANNO + 1, decisioni=decise, da=scena["carla"])
    portati = list(ValorePubblico.objects.filter(ciclo=nuovo))
    assert [v.obiettivo for v in portati] == ["Serve None", f"Serve {altro.pk}"]
    assert portati[1].obiettivo_strategico == ObiettivoStrategico.objects.get(ciclo=nuovo)
    assert portati[1].target == dict(SCRITTO.target)
    assert ObiettivoStrategico.objects.get(ciclo=nuovo).selettivo


def test_by_the_page(scena: Scena) -> None:
    client = cliente(scena["carla"])
    campi = {"obiettivo": "Meno attese", "indicatore": "Giorni", f"target_{ANNO}": "12", "obiettivo_strategico": ""}
    assert client.post(PAGINA, campi).status_code == 302
    valore = ValorePubblico.objects.get()
    assert valore.target == {str(ANNO): "12"}
    pagina = client.get(f"{PAGINA}?modifica={valore.pk}")
    modulo = pagina.context["modulo"]
    assert modulo["obiettivo"].value() == "Meno attese"
    assert json.loads(modulo["visto"].value()) == scritto_ora(valore)
    di_nuovo = campi | {"chiave": valore.pk, "visto": modulo["visto"].value(), "obiettivo": "Attese più corte"}
    assert client.post(PAGINA, di_nuovo).status_code == 302
    assert client.post(PAGINA, di_nuovo | {"obiettivo": "Altro"}).status_code == 409  # it is not what was seen any more
    assert client.post(PAGINA, campi | {"obiettivo": ""}).status_code == 422
    assert client.post(PAGINA, di_nuovo | {"visto": "[1"}).status_code == 409
    assert client.post(PAGINA, {"selettivi": "1", "selettivo": ["x", "9" * 30]}).status_code == 302
    assert client.get(f"{PAGINA}?modifica=x").status_code == 200
    assert ValorePubblico.objects.get().obiettivo == "Attese più corte"


def test_few_queries_however_many(scena: Scena) -> None:
    client, conti = cliente(scena["carla"]), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as fatte:
            assert client.get(PAGINA).status_code == 200
        conti.append(len(fatte))
        for n in range(12):
            scrivi(
                scena, obiettivo=f"N {n}", obiettivo_strategico=ObiettivoStrategico.objects.get(ciclo=scena.ciclo).pk
            )
    assert conti[0] == conti[1] <= 12


def test_the_plan_prints_it_and_has_no_empty_section(scena: Scena) -> None:
    from relazione.documento.genera import scrivi as scrivi_documento
    from relazione.documento.genera import trova_richiesta
    from relazione.fotografia import fotografa, leggi_json, scrivi_json
    from relazione.models import Edizione

    def stampa() -> str:
        foto = fotografa(trova_richiesta(Ciclo.objects.get(pk=scena.ciclo.pk), "piano"), Edizione.PUBBLICA)
        assert leggi_json(scrivi_json(foto)) == foto
        return scrivi_documento(foto, "html").decode()

    prima = stampa()
    assert "valore pubblico" not in prima.casefold()
    assert "selettivi" not in prima
    scrivi(scena)
    ObiettivoStrategico.objects.filter(ciclo=scena.ciclo).update(selettivo=True)
    dopo = stampa()
    for testo in ("Il valore pubblico", SCRITTO.indicatore, "Benessere economico", f"{ANNO + 2}: 3,6", "selettivi"):
        assert testo in dopo, testo


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("larghezza", [360, 1440])
def test_in_a_browser(pagina: Page, live_server: LiveServer, larghezza: int) -> None:
    scena = crea_scena(stato="pianificazione")
    scrivi(scena)
    biscotto = cliente(scena["carla"]).cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.set_viewport_size({"width": larghezza, "height": 900})
    pagina.goto(live_server.url + PAGINA)
    assert guasti_axe(pagina) == []
    assert pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    pagina.get_by_role("link", name="Modifica").click()
    pagina.get_by_label("Fonte").fill("ISTAT")
    pagina.get_by_role("button", name="Salva").first.click()
    pagina.get_by_text("Scritto.").wait_for()
    assert ValorePubblico.objects.get().fonte == "ISTAT"
