"""What the controls find, where the thing itself is looked at; and the controls that run by themselves."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cruscotto.importazione.actions.anteprima import ESAMI
from cruscotto.models import Ciclo, StatoPeriodo
from ente.models import Utente
from relazione.controlli.actions.accettazione import accetta_esito
from relazione.controlli.actions.verifica import accoda_verifica, ricontrolla_relazione, verifica_relazione
from relazione.controlli.verifiche import esiti_su, spariti
from relazione.models import Sezione, Verifica
from tests.mondi.importazioni import Persona, apri_ciclo, cambiato
from tests.mondi.lavori import esegui_lavori
from tests.mondi.scena import ANNO, Scena, a_consuntivo, chiudi, cliente, con_la_relazione, crea_scena, leggi

pytestmark = pytest.mark.django_db
PAGINA = f"/documenti/{ANNO}/controlli/"
ANNUNCIO = "La tavola che segue mostra i dati."


@pytest.fixture
def scena(db: None) -> Scena:
    """A year that is over: of one indicator what was done happened the year after, and the text announces a table that
    is not there."""
    scena = crea_scena()
    a_consuntivo(scena)
    con_la_relazione(scena.ciclo, ANNUNCIO)
    scena.metti("i1", f"17/02/{ANNO + 1}", 3)
    return scena


def test_the_indicator_has_its_findings(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    carla = cliente(scena["carla"])
    assert f"{PAGINA}?di=indicatore/i1" in carla.get(f"/indicatori/{ANNO}/i1/").content.decode()
    breve = leggi(carla.get(PAGINA, {"di": "indicatore/i1"}, headers={"HX-Request": "true"}).content.decode())
    assert "17/02" in breve
    assert "Controlli" not in breve  # a list, not the page
    assert leggi(carla.get(PAGINA, {"di": "indicatore/nessuno"}, headers={"HX-Request": "true"}).content.decode()) == ""
    # Without scripts the same address is the page, with that alone.
    intera = leggi(carla.get(PAGINA, {"di": "indicatore/i1"}).content.decode())
    assert "17/02" in intera
    assert ANNUNCIO not in intera


def test_who_does_not_read_the_whole_body_is_told_nothing_of_an_indicator(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    rita = cliente(scena["rita"])
    pagina = rita.get(f"/indicatori/{ANNO}/i1/")
    assert pagina.status_code == 200
    assert "controlli" not in pagina.content.decode()
    assert rita.get(PAGINA, {"di": "indicatore/i1"}, headers={"HX-Request": "true"}).status_code == 404


def test_the_section_says_its_findings_to_who_writes_it(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    sezione = Sezione.objects.get(documento__ciclo=scena.ciclo, codice="in-breve")
    Sezione.objects.filter(pk=sezione.pk).update(assegnata_a=scena["rita"])
    strada = f"/documenti/{ANNO}/{sezione.documento_id}/sezioni/in-breve/"
    for chi, legge in (("carla", True), ("rita", False)):
        pagina = cliente(scena[chi]).get(strada)
        assert pagina.status_code == 200, chi
        testo = pagina.content.decode()
        assert "e poi non c'è niente" in leggi(testo), chi
        assert (f"{PAGINA}?esito=" in testo) is legge, chi


def test_a_table_has_its_findings_until_they_are_accepted(ciclo: Ciclo) -> None:
    carla, rita = (Utente.objects.get(username=n) for n in ("controllo", "redattore.area1"))
    verifica_relazione(ciclo=ciclo, da=carla)
    strada = f"/contesto/{ciclo.anno}/personale-titolo-studio/"
    assert "secondo i controlli" in cliente(carla).get(strada).content.decode()
    assert "secondo i controlli" not in cliente(rita).get(strada).content.decode()
    for e in esiti_su(ciclo, "tavola", "personale-titolo-studio"):
        giorno = timezone.localdate() + dt.timedelta(days=9)
        accetta_esito(ciclo=ciclo, chiave=e.chiave, motivo="Stampato così.", scade=giorno, da=carla)
    assert "secondo i controlli" not in cliente(carla).get(strada).content.decode()


def test_looking_for_the_findings_of_a_thing_costs_two_queries(scena: Scena, django_assert_num_queries: object) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    for codice, quante in (("i1", 2), ("nessuno", 1)):
        with django_assert_num_queries(quante):  # type: ignore[operator]
            esiti_su(scena.ciclo, "indicatore", codice)


def test_a_link_to_a_finding_opens_its_group(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    (avviso,) = esiti_su(scena.ciclo, "sezione", "in-breve")
    carla = cliente(scena["carla"])
    aperti = [
        len(re.findall(r'<details class="piega"\s+open>', carla.get(PAGINA, parametri).content.decode()))
        for parametri in ({}, {"esito": avviso.chiave})
    ]
    assert aperti == [1, 2]  # the errors, and the warnings with the one that was asked for


def test_what_is_not_there_any_more_is_said(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    Sezione.objects.filter(documento__ciclo=scena.ciclo, codice="in-breve").update(testo="Tutto fatto.")
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    assert [e.regola for e in spariti(list(Verifica.objects.all()))] == ["R22"]
    assert "1 che la volta prima c’era e ora non più" in leggi(cliente(scena["carla"]).get(PAGINA).content.decode())


def test_every_step_of_the_cycle_has_it_looked_at_again(db: None) -> None:
    scena = crea_scena()
    con_la_relazione(scena.ciclo, ANNUNCIO)
    scena.stato(1, StatoPeriodo.APERTO)
    chiudi(scena, 1)
    assert not Verifica.objects.exists()
    esegui_lavori()
    verifica = Verifica.objects.get(ciclo=scena.ciclo)
    assert verifica.fatta_da is None
    assert "R22" in {e["regola"] for e in verifica.esiti}
    assert "da sola dopo un passo del ciclo" in cliente(scena["carla"]).get(PAGINA).content.decode()


def test_many_steps_are_one_look(scena: Scena) -> None:
    DBTaskResult.objects.all().delete()
    for _ in range(3):
        accoda_verifica(scena.ciclo.pk)
    assert DBTaskResult.objects.filter(task_path=ricontrolla_relazione.module_path).count() == 1
    esegui_lavori()
    accoda_verifica(scena.ciclo.pk)
    assert DBTaskResult.objects.ready().count() == 1


def test_a_look_that_finds_the_same_leaves_what_is_new_to_be_seen(scena: Scena) -> None:
    prima = verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    ricontrolla_relazione.func(scena.ciclo.pk)
    assert list(Verifica.objects.all()) == [prima]
    Sezione.objects.filter(documento__ciclo=scena.ciclo, codice="in-breve").update(testo="Tutto fatto.")
    ricontrolla_relazione.func(scena.ciclo.pk)
    assert Verifica.objects.count() == 2


def test_a_finding_about_many_rows_is_told_to_each_indicator(scena: Scena) -> None:
    verifica_relazione(ciclo=scena.ciclo, da=scena["carla"])
    (manca,) = [e for e in esiti_su(scena.ciclo, "indicatore", "i2") if e.codice == "R13-celle"]
    assert len(manca.indicatori) > 1
    for codice in manca.indicatori:
        assert manca.chiave in {e.chiave for e in esiti_su(scena.ciclo, "indicatore", codice)}


def test_a_cycle_that_cannot_be_composed_is_left_alone(db: None) -> None:
    ricontrolla_relazione.func(0)  # nobody's
    assert not Verifica.objects.exists()


def test_the_preview_of_an_import_says_what_would_not_hold(ciclo: Ciclo) -> None:
    aperto = apri_ciclo(ciclo)
    controllo = Persona(Utente.objects.get(username="controllo"))
    assert ESAMI
    buona = controllo.carica(cambiato())
    assert not buona.riepilogo.get("controlli")
    rotta = controllo.carica(cambiato(H4=1))
    nuovi = rotta.riepilogo["controlli"]
    assert {e["regola"] for e in nuovi} >= {"R01"}
    assert "Che cosa non tornerebbe più" in controllo.pagina(rotta).content.decode()
    # It was a trial: the year is as it was.
    assert "R01" not in {r["regola"] for r in ESAMI[0](aperto.pk).values() if "bilancio" in r["riferimento"]}
