"""Objectives, programmes, scorecards on the site: added, changed, taken away, while the year is planned."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import (
    Ciclo,
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
    Riporto,
    StatoCiclo,
)
from cruscotto.pianificazione.actions.piano import adotta_piano
from cruscotto.pianificazione.actions.struttura import definisci_voce, togli_voce
from cruscotto.pianificazione.completezza import che_cosa_manca
from cruscotto.pianificazione.voci import PROSPETTIVE, Voce, impronta_voce, righe_di, scritta
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena(stato=StatoCiclo.PIANIFICAZIONE)


def prospettiva(scena: Scena) -> Prospettiva:
    return Prospettiva.objects.get(ciclo=scena.ciclo, codice="p")


def nodo(scena: Scena) -> ObiettivoInProspettiva:
    return ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo, obiettivo__numero=1)


def nuova(scena: Scena, voce: Voce, chi: str = "carla", **campi: Any) -> Any:
    return definisci_voce(ciclo=scena.ciclo, voce=voce, campi=campi, da=scena[chi])


def obiettivo(scena: Scena, nome: str = "Servizi digitali", chi: str = "carla", **altri: Any) -> ObiettivoStrategico:
    campi = {"numero": None, "nome": nome, "descrizione": "", "area_strategica_id": None, PROSPETTIVE: []} | altri
    fatto: ObiettivoStrategico = nuova(scena, Voce.OBIETTIVO, chi, **campi)
    return fatto


def cambia(scena: Scena, voce: Voce, riga: Any, motivo: str = "", **cambi: Any) -> Any:
    era = scritta(voce, righe_di(scena.ciclo, voce).get(pk=riga.pk))
    visto = impronta_voce(era)
    return definisci_voce(
        ciclo=scena.ciclo, voce=voce, campi=era | cambi, pk=riga.pk, visto=visto, motivo=motivo, da=scena["carla"]
    )


def togli(scena: Scena, voce: Voce, riga: Any, motivo: str = "", chi: str = "carla") -> None:
    visto = impronta_voce(scritta(voce, riga))
    togli_voce(ciclo=scena.ciclo, voce=voce, pk=riga.pk, visto=visto, motivo=motivo, da=scena[chi])


def test_a_whole_branch_is_made_changed_and_taken_away(scena: Scena) -> None:
    area = nuova(scena, Voce.AREA, numero=None, nome="Competitività", descrizione="")
    suo = obiettivo(scena, area_strategica_id=area.pk, prospettive=[prospettiva(scena).pk])
    assert (area.numero, suo.numero) == (1, 2)
    [posto] = suo.nodi.all()
    assert (posto.prospettiva, posto.peso) == (prospettiva(scena), None)
    programma = nuova(scena, Voce.PROGRAMMA, nodo_id=posto.pk, nome="Sportello")
    operativo = nuova(scena, Voce.OPERATIVO, programma_id=programma.pk, nome="Orario lungo")
    assert cambia(scena, Voce.OPERATIVO, operativo, nome="Orario più lungo").nome == "Orario più lungo"
    for voce, riga in ((Voce.PROGRAMMA, programma), (Voce.OBIETTIVO, suo), (Voce.AREA, area)):
        with pytest.raises(NonModificabile, match="ne dipendono: 1 "):
            togli(scena, voce, riga)
    operativo.refresh_from_db()
    for voce, riga in (
        (Voce.OPERATIVO, operativo),
        (Voce.PROGRAMMA, programma),
        (Voce.OBIETTIVO, suo),
        (Voce.AREA, area),
    ):
        togli(scena, voce, riga)
    assert atti(scena) == [
        "aggiunge area strategica",
        "aggiunge obiettivo strategico",
        "aggiunge programma di intervento",
        "aggiunge obiettivo operativo",
        "modifica obiettivo operativo",
        "elimina obiettivo operativo",
        "elimina programma di intervento",
        "elimina obiettivo strategico",
        "elimina area strategica",
    ]
    assert not Programma.objects.filter(nodo__obiettivo__ciclo=scena.ciclo).exists()
    assert not ObiettivoOperativo.objects.filter(programma__nodo__obiettivo__ciclo=scena.ciclo).exists()


def test_a_scorecard_gets_its_code_and_its_place(scena: Scena) -> None:
    area = scena.uffici["anagrafe"].area
    assert area is not None
    altri = {"lettera": "B", "sottotitolo": "", "titolo_sintesi": "", "titolare": "Dirigente"}
    fatto = nuova(scena, Voce.CRUSCOTTO, titolo="Area 1", tipo="area", area_id=area.pk, **altri)
    assert (fatto.codice, fatto.ordine) == ("area-1", 2)
    with pytest.raises(ValoreRifiutato, match="ha bisogno dell'area"):
        nuova(scena, Voce.CRUSCOTTO, titolo="Area 2", tipo="area", area_id=None, **altri)
    with pytest.raises(NonModificabile, match="ne dipendono: 4 collocazioni"):
        togli(scena, Voce.CRUSCOTTO, scena.cruscotto)
    togli(scena, Voce.CRUSCOTTO, fatto)
    assert Cruscotto.objects.filter(ciclo=scena.ciclo).count() == 1


def test_an_objective_under_no_prospettiva_stands_under_the_one_without_a_name(scena: Scena) -> None:
    suo = obiettivo(scena)
    assert [n.prospettiva.nome for n in suo.nodi.all()] == [""]
    cambia(scena, Voce.OBIETTIVO, suo, prospettive=[prospettiva(scena).pk])
    assert [n.prospettiva.nome for n in suo.nodi.all()] == ["Prospettiva"]


def test_it_does_not_leave_a_prospettiva_where_something_stands_under_it(scena: Scena) -> None:
    with pytest.raises(NonModificabile, match="4 collocazioni"):
        cambia(scena, Voce.OBIETTIVO, nodo(scena).obiettivo, prospettive=[])
    assert nodo(scena).prospettiva == prospettiva(scena)


def test_what_is_of_another_cycle_is_refused(scena: Scena) -> None:
    altra = crea_scena("altra", stato=StatoCiclo.PIANIFICAZIONE)
    with pytest.raises(ValoreRifiutato) as rifiuto:
        nuova(scena, Voce.PROGRAMMA, nodo_id=nodo(altra).pk, nome="P")
    assert list(rifiuto.value.errori) == ["nodo"]
    with pytest.raises(ValoreRifiutato) as rifiuto:
        obiettivo(scena, prospettive=[prospettiva(altra).pk])
    assert list(rifiuto.value.errori) == [PROSPETTIVE]
    with pytest.raises(Superato):
        togli(scena, Voce.OBIETTIVO, nodo(altra).obiettivo)


@pytest.mark.parametrize(
    ("campi", "errati"), [({"nome": ""}, "nome"), ({"numero": 1}, ""), ({"nome": "x" * 601}, "nome")]
)
def test_what_cannot_be_is_said_at_its_field(scena: Scena, campi: dict[str, Any], errati: str) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        obiettivo(scena, **campi)
    assert list(rifiuto.value.errori) == [errati]
    assert atti(scena) == []


def test_two_persons_do_not_overwrite_each_other(scena: Scena) -> None:
    suo = obiettivo(scena)
    vecchio = scritta(Voce.OBIETTIVO, suo)
    cambia(scena, Voce.OBIETTIVO, suo, nome="Di altri")
    with pytest.raises(Superato, match="Nel frattempo"):
        definisci_voce(
            ciclo=scena.ciclo,
            voce=Voce.OBIETTIVO,
            campi=vecchio | {"nome": "Mio"},
            pk=suo.pk,
            visto=impronta_voce(vecchio),
            da=scena["carla"],
        )
    assert cambia(scena, Voce.OBIETTIVO, suo) is None


# -- what came from the year before ------------------------------------------------------------------------------------


@pytest.fixture
def riportato(scena: Scena) -> ObiettivoRiportato:
    prima = Ciclo.objects.create(ente=scena.ente, anno=ANNO - 1)
    era = ObiettivoStrategico.objects.create(ciclo=prima, numero=1, nome="Obiettivo")
    riporto = Riporto.objects.create(ciclo=scena.ciclo, da_ciclo=prima)
    return ObiettivoRiportato.objects.create(riporto=riporto, prima=era, dopo=nodo(scena).obiettivo)


def test_another_name_says_why(scena: Scena, riportato: ObiettivoRiportato) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        cambia(scena, Voce.OBIETTIVO, riportato.dopo, nome="Allargato")
    assert list(rifiuto.value.errori) == ["motivo"]
    cambia(scena, Voce.OBIETTIVO, riportato.dopo, motivo="Si allarga.", nome="Allargato")
    riportato.refresh_from_db()
    assert (riportato.esito, riportato.motivo) == ("modificato", "Si allarga.")


def test_one_that_goes_says_why_and_does_not_stop_the_plan(scena: Scena, riportato: ObiettivoRiportato) -> None:
    altro = obiettivo(scena)
    ObiettivoRiportato.objects.filter(pk=riportato.pk).update(dopo=altro)
    with pytest.raises(ValoreRifiutato):
        togli(scena, Voce.OBIETTIVO, altro)
    togli(scena, Voce.OBIETTIVO, altro, motivo="Raggiunto.")
    riportato.refresh_from_db()
    assert (riportato.esito, riportato.motivo, riportato.dopo) == ("eliminato", "Raggiunto.", None)
    assert che_cosa_manca(scena.ciclo, [scena.cruscotto]) == ()


# -- by whom, and until when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["dina", "rita", "ugo"])
def test_only_who_plans_the_body(scena: Scena, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        obiettivo(scena, chi=chi)
    with pytest.raises(PermissionDenied):
        togli(scena, Voce.CRUSCOTTO, scena.cruscotto, chi=chi)
    assert obiettivo(scena, chi="adele")


def adotta(scena: Scena) -> None:
    adotta_piano(ciclo=scena.ciclo, organo="Consiglio", numero="3", data=dt.date(ANNO, 1, 20), da=scena["carla"])


def test_once_the_plan_is_adopted_nothing_changes(scena: Scena) -> None:
    adotta(scena)
    with pytest.raises(NonModificabile, match="è adottato"):
        obiettivo(scena)
    with pytest.raises(NonModificabile, match="è adottato"):
        togli(scena, Voce.CRUSCOTTO, scena.cruscotto)


# -- the pages ---------------------------------------------------------------------------------------------------------


def entra(scena: Scena, chi: str) -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


def modulo(html: str) -> dict[str, Any]:
    return next(m for m in leggi_moduli(html) if "visto" in m and ("nome" in m or "titolo" in m))


CAMPI_DI_PROVA: dict[Voce, dict[str, str]] = {
    Voce.PROSPETTIVA: {"nome": "Processi"},
    Voce.AREA: {"nome": "Competitività"},
    Voce.OBIETTIVO: {"nome": "Servizi"},
    Voce.PROGRAMMA: {"nome": "Sportello"},
    Voce.OPERATIVO: {"nome": "Orario"},
    Voce.CRUSCOTTO: {"titolo": "Azienda speciale", "tipo": "azienda"},
}


@pytest.mark.parametrize("voce", list(Voce))
def test_each_kind_has_its_form(scena: Scena, voce: Voce) -> None:
    programma = Programma.objects.create(nodo=nodo(scena), nome="P")
    sopra = {Voce.PROGRAMMA: {"nodo": str(nodo(scena).pk)}, Voce.OPERATIVO: {"programma": str(programma.pk)}}
    client, dove = entra(scena, "carla"), f"/struttura/{ANNO}/{voce}/nuova/"
    prima = righe_di(scena.ciclo, voce).count()
    dati = modulo(client.get(dove).content.decode()) | CAMPI_DI_PROVA[voce] | sopra.get(voce, {})
    nome = next(iter(CAMPI_DI_PROVA[voce]))
    assert client.post(dove, dati | {nome: ""}).status_code == 422
    for _ in range(2):
        assert client.post(dove, dati).status_code == 302
    assert righe_di(scena.ciclo, voce).count() == prima + 1, "il doppio invio è un atto solo"
    fatta = righe_di(scena.ciclo, voce).latest("pk")
    dove = f"/struttura/{ANNO}/{voce}/{fatta.pk}/"
    html = client.get(dove).content.decode()
    assert client.post(dove, modulo(html)).status_code == 302
    assert len(atti(scena)) == 1, "rispedita com'è non cambia niente"
    assert client.post(f"{dove}togli/", {"visto": "vecchio"}).status_code == 409
    assert client.post(f"{dove}togli/", {"visto": modulo(html)["visto"]}).status_code == 302
    assert righe_di(scena.ciclo, voce).count() == prima


def test_what_is_not_there_and_who_may_not(scena: Scena) -> None:
    altra = crea_scena("altra", stato=StatoCiclo.PIANIFICAZIONE)
    client = entra(scena, "carla")
    assert client.get(f"/struttura/{ANNO}/boh/nuova/").status_code == 404
    assert client.get(f"/struttura/{ANNO}/cruscotto/{altra.cruscotto.pk}/").status_code == 404
    assert client.post(f"/struttura/{ANNO}/cruscotto/{altra.cruscotto.pk}/togli/").status_code == 404
    assert entra(scena, "dina").get(f"/struttura/{ANNO}/obiettivo/nuova/").status_code == 403
    assert entra(scena, "rita").get(f"/struttura/{ANNO}/").status_code == 404


def test_the_page_of_the_structure_links_only_what_one_may_write(scena: Scena) -> None:
    dove = f"/struttura/{ANNO}/obiettivo/{nodo(scena).obiettivo_id}/"

    def dice(chi: str) -> tuple[bool, bool]:
        html = entra(scena, chi).get(f"/struttura/{ANNO}/").content.decode()
        return dove in html, "Aggiungi un indicatore" in html

    assert [dice(chi) for chi in ("carla", "adele", "dina", "ugo")] == [
        (True, True),
        (True, True),
        (False, True),
        (False, False),
    ]
    adotta(scena)
    assert dice("carla") == (False, False)
    assert entra(scena, "carla").post(f"/struttura/{ANNO}/obiettivo/nuova/", {}).status_code == 409


def test_the_queries_do_not_grow_with_the_tree(scena: Scena) -> None:
    for n in range(15):
        programma = Programma.objects.create(nodo=nodo(scena), nome=f"P{n}")
        ObiettivoOperativo.objects.create(programma=programma, nome="O")
        obiettivo(scena, nome=f"O{n}")
    client = entra(scena, "carla")
    for dove, quante in ((f"/struttura/{ANNO}/", 10), (f"/struttura/{ANNO}/operativo/nuova/", 7)):
        with CaptureQueriesContext(connection) as fatte:
            assert client.get(dove).status_code == 200
        assert len(fatte) <= quante, [q["sql"][:80] for q in fatte]
