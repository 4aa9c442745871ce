"""An indicator of the Plan on one page, with its placements, weights and targets, while the year is planned."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    FaseIndicatore,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Programma,
    StatoCiclo,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.pianificazione.actions.indicatore import definisci_indicatore, togli_indicatore
from cruscotto.pianificazione.actions.piano import adotta_piano
from cruscotto.pianificazione.completezza import che_cosa_manca
from cruscotto.pianificazione.nel_piano import (
    IndicatoreNelPiano,
    IndicatoreScritto,
    Partenza,
    PostoScritto,
    con_la_liberta,
    leggi_nel_piano,
)
from ente.models import Atto, Ufficio
from ente.poteri import Poteri
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    """A cycle that is being planned, with a scorecard of the first area beside that of the body."""
    scena = crea_scena(stato=StatoCiclo.PIANIFICAZIONE)
    area = scena.uffici["anagrafe"].area
    Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="area1", tipo="area", area=area, titolo="Area 1")
    return scena


def area1(scena: Scena) -> Cruscotto:
    return Cruscotto.objects.get(ciclo=scena.ciclo, codice="area1")


def nodo(scena: Scena) -> ObiettivoInProspettiva:
    return ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo)


def campi(scena: Scena, **altri: Any) -> dict[str, Any]:
    return {
        "nome": "Tempo medio di rilascio",
        "descrizione": "",
        "unita": "giorni",
        "metodo_calcolo": "Media aritmetica",
        "numeratore": "",
        "denominatore": "",
        "fonte_dati": "Protocollo",
        "affidabilita": "interna",
        "pira": False,
        "tipologia_pira": "",
        "ufficio_id": scena.uffici["anagrafe"].pk,
        "tipo": "numero",
        "direzione": "decrescente",
        "accumulo": "media",
        "scala": [],
        "punti_scala": [],
        **altri,
    }


def scritto(
    scena: Scena, *, target: str = "≤ 20", righe: tuple[PostoScritto, ...] = (), **altri: Any
) -> IndicatoreScritto:
    righe = righe or (PostoScritto(scena.cruscotto.pk, nodo(scena).pk, peso=Decimal(10), chiave="n0"),)
    return IndicatoreScritto(campi(scena, **altri), partenza=Partenza(ANNO - 1, "25"), target=target, posti=righe)


def due_righe(scena: Scena) -> tuple[PostoScritto, ...]:
    return (
        PostoScritto(scena.cruscotto.pk, nodo(scena).pk, peso=Decimal(10), chiave="n0"),
        PostoScritto(area1(scena).pk, nodo(scena).pk, peso=Decimal(100), target="≤ 15", chiave="n1"),
    )


def nel_piano(scena: Scena, indicatore: Indicatore) -> IndicatoreNelPiano:
    return leggi_nel_piano(scena.ciclo, con_la_liberta(scena.ciclo).get(pk=indicatore.pk))


def nuovo(scena: Scena, chi: str = "carla", **altri: Any) -> Indicatore:
    fatto = definisci_indicatore(ciclo=scena.ciclo, scritto=scritto(scena, **altri), da=scena[chi])
    assert fatto is not None
    return fatto


def cambia(scena: Scena, indicatore: Indicatore, chi: str = "carla", **cambi: Any) -> Indicatore | None:
    """Change what the form of a person says of it."""
    ora = nel_piano(scena, indicatore)
    suo = ora.scritto(Poteri.di(scena[chi]))
    suo = replace(suo, campi={**suo.campi, **cambi.pop("campi", {})}, **cambi)
    return definisci_indicatore(
        ciclo=scena.ciclo, indicatore=indicatore, scritto=suo, visto=ora.impronta, da=scena[chi]
    )


# -- one act -----------------------------------------------------------------------------------------------------------


def test_a_new_indicator_stands_in_two_scorecards_with_weight_and_target(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    assert (fatto.codice, fatto.ufficio, fatto.unita) == ("i005", scena.uffici["anagrafe"], "giorni")
    righe = Collocazione.objects.filter(indicatore=fatto).order_by("cruscotto__ordine")
    assert [(c.cruscotto.codice, c.ordine, c.peso, c.etichetta) for c in righe] == [
        ("ente", 5, Decimal(10), fatto.nome),
        ("area1", 1, Decimal(100), fatto.nome),
    ]
    attesi = ValoreAtteso.objects.filter(indicatore=fatto).order_by("pk")
    assert [(a.testo, a.collocazione, a.versione, a.tipo, a.verso) for a in attesi] == [
        ("≤ 20", None, 1, "numero", "decrescente"),
        ("≤ 15", righe[1], 1, "numero", "decrescente"),
    ]
    storico = ValoreStorico.objects.get(indicatore=fatto)
    assert (storico.anno, storico.testo, storico.valore, storico.benchmark) == (
        ANNO - 1,
        "25",
        Decimal(25),
        False,
    )
    assert atti(scena) == [
        "aggiunge indicatore",
        "aggiunge collocazione",
        "aggiunge collocazione",
        "fissa target",
        "fissa target",
    ]


def test_the_register_tells_the_definition(scena: Scena) -> None:
    nuovo(scena)
    dopo = Atto.objects.get(ente=scena.ente, azione="aggiunge indicatore").dettagli["dopo"]
    assert (dopo["nome"], dopo["ufficio"], dopo["valore di partenza"]) == (
        "Tempo medio di rilascio",
        "Ufficio anagrafe",
        f"25 ({ANNO - 1})",
    )


def test_what_does_not_sum_yet_is_listed_and_stops_the_plan(scena: Scena) -> None:
    nuovo(scena)
    detti = [m.che_cosa for m in che_cosa_manca(scena.ciclo, list(Cruscotto.objects.filter(ciclo=scena.ciclo)))]
    assert "sommano a 110 invece che a 100" in " ".join(detti), detti


def test_the_same_again_writes_nothing(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    prima = atti(scena)
    assert cambia(scena, fatto) is None
    assert atti(scena) == prima


def test_a_change_touches_only_what_changed(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    gia = len(atti(scena))
    ora = nel_piano(scena, fatto).scritto(Poteri.di(scena["carla"]))
    prima_riga, seconda = ora.posti
    assert cambia(
        scena, fatto, campi={"nome": "Tempo di rilascio"}, posti=(replace(prima_riga, peso=Decimal(5)), seconda)
    )
    assert atti(scena)[gia:] == ["modifica indicatore", "modifica collocazione", "modifica collocazione"]
    assert set(Collocazione.objects.filter(indicatore=fatto).values_list("etichetta", flat=True)) == {
        "Tempo di rilascio"
    }
    atto = Atto.objects.get(ente=scena.ente, azione="modifica indicatore")
    assert atto.dettagli["prima"] == {"nome": "Tempo medio di rilascio"}


def test_a_row_goes_with_the_target_of_its_own(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    ora = nel_piano(scena, fatto).scritto(Poteri.di(scena["carla"]))
    assert cambia(scena, fatto, posti=ora.posti[:1])
    assert [c.cruscotto.codice for c in Collocazione.objects.filter(indicatore=fatto)] == ["ente"]
    assert [a.testo for a in ValoreAtteso.objects.filter(indicatore=fatto)] == ["≤ 20"]
    assert "elimina collocazione" in atti(scena)


def test_a_target_is_changed_and_taken_away_without_an_act(scena: Scena) -> None:
    fatto = nuovo(scena)
    assert cambia(scena, fatto, target="≤ 18")
    assert [(a.versione, a.testo) for a in ValoreAtteso.objects.filter(indicatore=fatto)] == [(1, "≤ 18")]
    assert cambia(scena, fatto, target="")
    assert not ValoreAtteso.objects.filter(indicatore=fatto).exists()


def test_another_kind_reads_the_target_again(scena: Scena) -> None:
    fatto = nuovo(scena, target="20", direzione="")
    assert ValoreAtteso.objects.get(indicatore=fatto).tipo == "numero"
    assert cambia(scena, fatto, campi={"tipo": "euro", "unita": "€"})
    assert ValoreAtteso.objects.get(indicatore=fatto).tipo == "euro"


def test_phases_and_scale(scena: Scena) -> None:
    progetto = (("Progetto", Decimal(40)), ("Avvio", Decimal(60)))
    con_fasi = replace(scritto(scena, tipo="fasi", direzione="", accumulo="ultimo", target=""), fasi=progetto)
    con_fasi = replace(con_fasi, partenza=None)
    fatto = definisci_indicatore(ciclo=scena.ciclo, scritto=con_fasi, da=scena["carla"])
    assert [(f.ordine, f.nome, f.peso) for f in FaseIndicatore.objects.filter(indicatore=fatto)] == [
        (1, "Progetto", Decimal(40)),
        (2, "Avvio", Decimal(60)),
    ]
    livelli: dict[str, Any] = {"scala": ["Scarso", "Buono"], "tipo": "ordinale", "direzione": "", "accumulo": "ultimo"}
    con_scala = replace(scritto(scena, target="Buono", **livelli), partenza=Partenza(ANNO - 1, "Scarso"))
    ordinale = definisci_indicatore(ciclo=scena.ciclo, scritto=con_scala, da=scena["carla"])
    assert ValoreAtteso.objects.get(indicatore=ordinale).livello == "Buono"


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("altri", "errati"),
    [
        ({"nome": ""}, ["nome"]),
        ({"tipo": "boh"}, ["tipo"]),
        ({"tipo": "data", "accumulo": "somma", "target": ""}, ["accumulo"]),
        ({"scala": ["Uno"], "target": ""}, ["scala"]),
        ({"tipologia_pira": "fisica"}, ["tipologia_pira"]),
        ({"numeratore": "Pratiche"}, [""]),
        ({"target": "tanto"}, ["target"]),
        ({"target": "≥ 20"}, ["target"]),
    ],
)
def test_what_cannot_be_is_said_at_its_field(scena: Scena, altri: dict[str, Any], errati: list[str]) -> None:
    righe, indicatori = Collocazione.objects.count(), Indicatore.objects.count()
    with pytest.raises(ValoreRifiutato) as rifiuto:
        nuovo(scena, **altri)
    assert [e for e in rifiuto.value.errori if e != "partenza"] == errati
    assert (Collocazione.objects.count(), Indicatore.objects.count(), atti(scena)) == (righe, indicatori, [])


def test_everything_that_is_wrong_is_said_at_once(scena: Scena) -> None:
    """The rows too, each by its own key."""
    righe = (
        PostoScritto(None, nodo(scena).pk, chiave="n0"),
        PostoScritto(scena.cruscotto.pk, None, peso=Decimal(-1), target="boh", chiave="n1"),
        PostoScritto(area1(scena).pk, nodo(scena).pk, chiave="n2"),
        PostoScritto(area1(scena).pk, nodo(scena).pk, chiave="n3"),
    )
    with pytest.raises(ValoreRifiutato) as rifiuto:
        nuovo(scena, righe=righe, tipologia_pira="fisica")
    assert set(rifiuto.value.errori) == {
        "tipologia_pira",
        "n0-cruscotto",
        "n1-posto",
        "n1-peso",
        "n1-target",
        "n3-posto",
    }


def test_a_row_of_another_cycle_or_of_another_programme_is_refused(scena: Scena) -> None:
    altra = crea_scena("altra", stato=StatoCiclo.PIANIFICAZIONE)
    programma = Programma.objects.create(nodo=nodo(scena), nome="P")
    altro = Programma.objects.create(nodo=nodo(scena), nome="Q")
    operativo = ObiettivoOperativo.objects.create(programma=altro, nome="O")
    casi = (
        PostoScritto(scena.cruscotto.pk, nodo(altra).pk, chiave="n0"),
        PostoScritto(scena.cruscotto.pk, nodo(scena).pk, programma.pk, operativo.pk, chiave="n0"),
        PostoScritto(scena.cruscotto.pk, 987654, chiave="n0"),
    )
    for riga in casi:
        with pytest.raises(ValoreRifiutato) as rifiuto:
            nuovo(scena, righe=(riga,))
        assert list(rifiuto.value.errori) == ["n0-posto"]
    with pytest.raises(ValoreRifiutato) as rifiuto:
        nuovo(scena, righe=(PostoScritto(altra.cruscotto.pk, nodo(scena).pk, chiave="n0"),))
    assert list(rifiuto.value.errori) == ["n0-cruscotto"]


def test_a_prerequisite_does_not_weigh(scena: Scena) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        nuovo(scena, tipo="prerequisito", direzione="", accumulo="ultimo", target="sì")
    assert "n0-peso" in rifiuto.value.errori


def test_phases_that_do_not_sum_are_refused(scena: Scena) -> None:
    scritto_male = replace(
        scritto(scena, tipo="fasi", direzione="", accumulo="ultimo", target=""),
        fasi=(("A", Decimal(40)),),
        partenza=None,
    )
    with pytest.raises(ValoreRifiutato) as rifiuto:
        definisci_indicatore(ciclo=scena.ciclo, scritto=scritto_male, da=scena["carla"])
    assert "sommano a 40" in rifiuto.value.errori["fasi"]


def test_two_persons_do_not_overwrite_each_other(scena: Scena) -> None:
    fatto = nuovo(scena)
    vecchio = nel_piano(scena, fatto)
    suo = vecchio.scritto(Poteri.di(scena["carla"]))
    cambia(scena, fatto, target="≤ 18")
    with pytest.raises(Superato, match="Nel frattempo"):
        definisci_indicatore(
            ciclo=scena.ciclo,
            indicatore=fatto,
            scritto=replace(suo, target="≤ 12"),
            visto=vecchio.impronta,
            da=scena["carla"],
        )
    with pytest.raises(Superato):
        togli_indicatore(ciclo=scena.ciclo, indicatore=fatto, visto=vecchio.impronta, da=scena["carla"])
    assert ValoreAtteso.objects.get(indicatore=fatto).testo == "≤ 18"


def test_what_is_measured_elsewhere_changes_on_the_page_of_its_rules(scena: Scena) -> None:
    """The name does change here; the kind, the direction, the accumulation do not."""
    scena.metti("i1", "80")
    i1 = scena.indicatori["i1"]
    with pytest.raises(ValoreRifiutato) as rifiuto:
        cambia(scena, i1, campi={"direzione": "decrescente", "accumulo": "somma"})
    assert set(rifiuto.value.errori) == {"direzione", "accumulo"}
    assert cambia(scena, i1, campi={"nome": "Un altro nome", "fonte_dati": "Registro"})
    assert Collocazione.objects.get(indicatore=i1).etichetta == "Un altro nome"


def test_the_value_of_a_year_that_was_adopted_stays(scena: Scena) -> None:
    prima = Ciclo.objects.create(
        ente=scena.ente,
        anno=ANNO - 1,
        stato="relazione_approvata",
        approvazione_numero="1",
        approvazione_data=dt.date(ANNO, 6, 1),
    )
    altro = crea_cruscotto(prima)
    i1 = scena.indicatori["i1"]
    Collocazione.objects.create(cruscotto=altro[0], nodo=altro[1], indicatore=i1, ordine=1, etichetta="I")
    ValoreStorico.objects.create(indicatore=i1, anno=ANNO - 1, testo="80", valore=80)
    with pytest.raises(ValoreRifiutato) as rifiuto:
        cambia(scena, i1, partenza=Partenza(ANNO - 1, "90"))
    assert "già stata adottata" in rifiuto.value.errori["partenza"]


def crea_cruscotto(ciclo: Ciclo) -> tuple[Cruscotto, ObiettivoInProspettiva]:
    from cruscotto.models import ObiettivoStrategico, Prospettiva

    prospettiva = Prospettiva.objects.create(ciclo=ciclo, ordine=1, codice="p", nome="P")
    obiettivo = ObiettivoStrategico.objects.create(ciclo=ciclo, numero=1, nome="O")
    nodo = ObiettivoInProspettiva.objects.create(prospettiva=prospettiva, obiettivo=obiettivo)
    return Cruscotto.objects.create(ciclo=ciclo, ordine=1, codice="ente", tipo="ente", titolo="T"), nodo


# -- by whom, and until when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["dario", "rita", "ugo"])
def test_not_by_who_does_not_answer_for_it(scena: Scena, chi: str) -> None:
    riga = (PostoScritto(area1(scena).pk, nodo(scena).pk, chiave="n0"),)
    with pytest.raises(PermissionDenied):
        nuovo(scena, chi, righe=riga)
    with pytest.raises(PermissionDenied):
        cambia(scena, scena.indicatori["i1"], chi, target="90")
    assert atti(scena) == []


def test_a_manager_defines_those_of_the_own_area_in_its_scorecard(scena: Scena) -> None:
    sua = (PostoScritto(area1(scena).pk, nodo(scena).pk, peso=Decimal(100), chiave="n0"),)
    fatto = nuovo(scena, "dina", righe=sua)
    with pytest.raises(PermissionDenied):
        nuovo(scena, "dina")  # in the scorecard of the body
    with pytest.raises(PermissionDenied):
        nuovo(scena, "dina", righe=sua, ufficio_id=scena.uffici["cultura"].pk)
    with pytest.raises(PermissionDenied):
        nuovo(scena, "dina", righe=sua, ufficio_id=None)
    assert cambia(scena, fatto, "dina", target="≤ 12")


def test_a_manager_leaves_the_rows_of_others_where_they_are(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    suo = nel_piano(scena, fatto).scritto(Poteri.di(scena["dina"]))
    assert [p.cruscotto for p in suo.posti] == [area1(scena).pk]
    assert cambia(scena, fatto, "dina", posti=())
    assert [c.cruscotto.codice for c in Collocazione.objects.filter(indicatore=fatto)] == ["ente"]
    with pytest.raises(PermissionDenied):
        togli_indicatore(ciclo=scena.ciclo, indicatore=fatto, visto=nel_piano(scena, fatto).impronta, da=scena["dina"])


def test_a_manager_does_not_redefine_what_other_years_measure(scena: Scena) -> None:
    scena.metti("i1", "80")
    with pytest.raises(PermissionDenied):
        cambia(scena, scena.indicatori["i1"], "dina", campi={"nome": "Mio"})
    assert cambia(scena, scena.indicatori["i1"], "dina", target="90")


def test_another_body_is_not_there(scena: Scena) -> None:
    altra = crea_scena("altra", stato=StatoCiclo.PIANIFICAZIONE)
    with pytest.raises(PermissionDenied):
        definisci_indicatore(ciclo=scena.ciclo, scritto=scritto(scena), da=altra["carla"])
    with pytest.raises(Indicatore.DoesNotExist):
        definisci_indicatore(
            ciclo=altra.ciclo, indicatore=scena.indicatori["i1"], scritto=scritto(altra), da=altra["carla"]
        )


def adotta(scena: Scena) -> None:
    Cruscotto.objects.filter(ciclo=scena.ciclo, codice="area1").delete()
    adotta_piano(ciclo=scena.ciclo, organo="Consiglio", numero="3", data=dt.date(ANNO, 1, 20), da=scena["carla"])


def test_once_the_plan_is_adopted_nothing_is_defined(scena: Scena) -> None:
    ora = nel_piano(scena, scena.indicatori["i1"])
    adotta(scena)
    with pytest.raises(NonModificabile, match=r"Il Piano 2024 è adottato con atto n[.] 3"):
        nuovo(scena)
    with pytest.raises(NonModificabile):
        cambia(scena, scena.indicatori["i1"], campi={"nome": "Altro"})
    with pytest.raises(NonModificabile):
        togli_indicatore(ciclo=scena.ciclo, indicatore=scena.indicatori["i1"], visto=ora.impronta, da=scena["carla"])


# -- what goes ---------------------------------------------------------------------------------------------------------


def test_an_indicator_that_nothing_speaks_of_goes_altogether(scena: Scena) -> None:
    fatto = nuovo(scena, righe=due_righe(scena))
    chiave = fatto.pk
    assert togli_indicatore(
        ciclo=scena.ciclo, indicatore=fatto, visto=nel_piano(scena, fatto).impronta, da=scena["carla"]
    )
    assert not Indicatore.objects.filter(pk=chiave).exists()
    assert not ValoreAtteso.objects.filter(indicatore=chiave).exists()
    assert atti(scena)[-1] == "elimina indicatore"


def test_one_that_another_year_measures_leaves_only_this_one(scena: Scena) -> None:
    prima = Ciclo.objects.create(ente=scena.ente, anno=ANNO - 1)
    altro, suo = crea_cruscotto(prima)
    i1 = scena.indicatori["i1"]
    Collocazione.objects.create(cruscotto=altro, nodo=suo, indicatore=i1, ordine=1, etichetta="I")
    assert not togli_indicatore(
        ciclo=scena.ciclo, indicatore=i1, visto=nel_piano(scena, i1).impronta, da=scena["carla"]
    )
    assert [c.cruscotto for c in Collocazione.objects.filter(indicatore=i1)] == [altro]
    assert atti(scena)[-1] == "toglie dal Piano"
    assert not togli_indicatore(ciclo=scena.ciclo, indicatore=i1, visto="", da=scena["carla"])


def test_one_with_values_stays(scena: Scena) -> None:
    scena.metti("i1", "80")
    i1 = scena.indicatori["i1"]
    with pytest.raises(NonModificabile, match="già valori"):
        togli_indicatore(ciclo=scena.ciclo, indicatore=i1, visto=nel_piano(scena, i1).impronta, da=scena["carla"])


# -- the page ----------------------------------------------------------------------------------------------------------

NUOVO = f"/pianificazione/{ANNO}/nuovo/indicatore/"


def entra(scena: Scena, chi: str) -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


def modulo(html: str) -> dict[str, Any]:
    return next(m for m in leggi_moduli(html) if "nuove" in m)


def compila(scena: Scena, client: Client, dove: str = NUOVO, **altri: str) -> dict[str, Any]:
    dati = modulo(client.get(dove).content.decode())
    dati |= {"nome": "Tempo", "unita": "giorni", "direzione": "decrescente", "target": "≤ 20"}
    dati |= {"n0-cruscotto": str(scena.cruscotto.pk), "n0-posto": f"n{nodo(scena).pk}", "n0-peso": "12,5"}
    return dati | altri


def test_the_form_writes_the_indicator_and_its_rows(scena: Scena) -> None:
    client = entra(scena, "carla")
    programma = Programma.objects.create(nodo=nodo(scena), nome="P")
    operativo = ObiettivoOperativo.objects.create(programma=programma, nome="O")
    seconda = {"n1-cruscotto": str(area1(scena).pk), "n1-posto": f"o{operativo.pk}", "n1-target": "≤ 10"}
    dati = compila(
        scena, client, partenza="30", partenza_fonte="Relazione", pira="on", tipologia_pira="fisica", **seconda
    )
    risposta = client.post(NUOVO, dati)
    assert (risposta.status_code, risposta["Location"]) == (302, f"/pianificazione/{ANNO}/indicatori/i005/")
    fatto = Indicatore.objects.get(ente=scena.ente, codice="i005")
    righe = Collocazione.objects.filter(indicatore=fatto).order_by("cruscotto__ordine")
    assert [(c.peso, c.programma, c.obiettivo_operativo, c.pira) for c in righe] == [
        (Decimal("12.5"), None, None, True),
        (None, programma, operativo, True),
    ]
    assert client.post(NUOVO, dati).status_code == 302
    assert Indicatore.objects.filter(nome="Tempo").count() == 1, "il doppio invio è un atto solo"


def test_the_form_sent_back_as_it_is_changes_nothing(scena: Scena) -> None:
    client, prima = entra(scena, "carla"), atti(scena)
    for codice in scena.indicatori:
        dove = reverse("cruscotto:definizione-edit", args=[ANNO, codice])
        assert client.post(dove, modulo(client.get(dove).content.decode())).status_code == 302
    assert atti(scena) == prima


def test_what_is_wrong_comes_back_with_what_was_written(scena: Scena) -> None:
    client = entra(scena, "carla")
    risposta = client.post(NUOVO, compila(scena, client, target="boh", **{"n1-peso": "mille"}))
    html = risposta.content.decode()
    assert risposta.status_code == 422
    assert (modulo(html)["target"], modulo(html)["n1-peso"]) == (["boh"], ["mille"])
    assert Indicatore.objects.filter(nome="Tempo").count() == 0


def test_while_one_writes_one_reads_what_is_lacking_and_nothing_is_written(scena: Scena) -> None:
    client, prima = entra(scena, "carla"), (Indicatore.objects.count(), atti(scena))
    detto = client.post(NUOVO, compila(scena, client, passo="prova", target="")).content.decode()
    assert "Manca il target" in detto
    assert "somma 112,5 di 100" in " ".join(detto.split())
    assert "Scrivete il nome" in client.post(NUOVO, compila(scena, client, passo="prova", nome="")).content.decode()
    assert (Indicatore.objects.count(), atti(scena)) == prima


def test_a_manager_reads_the_definition_and_writes_the_rows(scena: Scena) -> None:
    scena.metti("i1", "80")
    client, dove = entra(scena, "dina"), reverse("cruscotto:definizione-edit", args=[ANNO, "i1"])
    dati = modulo(client.get(dove).content.decode())
    assert "nome" not in dati, "ciò che si legge soltanto non si spedisce"
    dati |= {"nuove": "1", "n0-cruscotto": str(area1(scena).pk), "n0-posto": f"n{nodo(scena).pk}", "target": "90"}
    assert client.post(dove, dati).status_code == 302
    assert Collocazione.objects.filter(indicatore=scena.indicatori["i1"]).count() == 2
    assert ValoreAtteso.objects.get(indicatore=scena.indicatori["i1"]).testo == "90"


@pytest.mark.parametrize("dove", [NUOVO, f"/pianificazione/{ANNO}/indicatori/i1/"])
def test_once_the_plan_is_adopted_the_page_says_so_in_a_sentence(scena: Scena, dove: str) -> None:
    adotta(scena)
    client = entra(scena, "carla")
    for risposta, stato in ((client.get(dove), 200), (client.post(dove, {}), 409)):
        assert risposta.status_code == stato
        assert "Il Piano 2024 è adottato con atto n. 3 del 20/01/2024" in risposta.content.decode()
    assert client.post(f"/pianificazione/{ANNO}/indicatori/i1/togli/", {}).status_code == 409
    assert Collocazione.objects.filter(indicatore=scena.indicatori["i1"]).exists()


def test_the_queries_of_the_page_do_not_grow(scena: Scena) -> None:
    """Of an indicator in three scorecards, with a tree and scorecards of twenty rows."""
    Misura.dell_ente(scena.ente.pk)
    for n in range(20):
        programma = Programma.objects.create(nodo=nodo(scena), nome=f"P{n}")
        ObiettivoOperativo.objects.create(programma=programma, nome="O")
        altro = Indicatore.objects.create(ente=scena.ente, codice=f"x{n}", nome=f"X{n}", tipo="numero")
        for c in Cruscotto.objects.filter(ciclo=scena.ciclo):
            Collocazione.objects.create(cruscotto=c, indicatore=altro, nodo=nodo(scena), ordine=50 + n, etichetta="X")
    for chi, quante in (("carla", 11), ("dina", 11)):
        client = entra(scena, chi)
        for dove in (NUOVO, f"/pianificazione/{ANNO}/indicatori/i1/"):
            with CaptureQueriesContext(connection) as fatte:
                assert client.get(dove).status_code == 200
            assert len(fatte) <= quante, [q["sql"][:90] for q in fatte]


def test_an_office_of_nobody_is_not_offered(scena: Scena) -> None:
    Ufficio.objects.create(ente=crea_scena("altra").ente, codice="u", nome="Altrui")
    html = entra(scena, "dina").get(NUOVO).content.decode()
    assert ("Ufficio anagrafe" in html, "Ufficio cultura" in html, "Altrui" in html) == (True, False, False)
