"""A year opened from the one before: whole, once, and back as before; every objective and indicator accounted for."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from contesto.models import VoceBilancio
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    EsitoRiporto,
    Importazione,
    Indicatore,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Periodo,
    Programma,
    Prospettiva,
    Riporto,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.riporto import Decisione, RiportoImpossibile
from cruscotto.pianificazione.riscontro import SENZA_PERCHE, leggi_riscontro
from ente.models import Atto, Utente
from relazione.apertura.actions.annullamento import annulla_apertura, perche_no
from relazione.apertura.actions.apertura import apri_anno
from relazione.models import Documento, Sezione, StatoSezione
from tests.mondi.fabbrica import FILE, MODELLI
from tests.mondi.scena import ANNO, crea_scena
from tests.mondi.serrature import impronta

pytestmark = pytest.mark.django_db
Persona = Callable[[str], Utente]
E = EsitoRiporto


@pytest.fixture
def controllo(utente: Persona) -> Utente:
    return utente("controllo")


def tutto() -> dict[str, str]:
    """Every row of every table but the register, and the counters that a database keeps for itself."""
    return impronta(m._base_manager.all() for m in MODELLI if m is not Atto)


def decise(ciclo: Ciclo, *, eliminati: tuple[int, ...] = (), modificati: tuple[int, ...] = ()) -> dict[int, Decisione]:
    per_numero = {o.numero: o.pk for o in ciclo.obiettivi.all()}
    return {per_numero[n]: Decisione(E.ELIMINATO, "Concluso nel 2020.") for n in eliminati} | {
        per_numero[n]: Decisione(E.MODIFICATO, "Allargato alle imprese nuove.", f"Obiettivo nuovo {n}")
        for n in modificati
    }


def test_a_year_opens_with_everything_but_values_and_amounts(dimostrativo: Ciclo, controllo: Utente) -> None:
    aperto = apri_anno(ciclo=dimostrativo, anno=2021, da=controllo)
    nuovo = aperto.riporto.ciclo
    assert aperto.ora
    assert (nuovo.anno, nuovo.stato, nuovo.dimostrativo) == (2021, "pianificazione", False)
    for nome in ("prospettive", "aree_strategiche", "obiettivi", "cruscotti", "periodi"):
        assert getattr(nuovo, nome).count() == getattr(dimostrativo, nome).count(), nome
    pesi = [
        list(
            Collocazione.objects.filter(cruscotto__ciclo=c).order_by("cruscotto__ordine", "ordine").values_list("peso")
        )
        for c in (dimostrativo, nuovo)
    ]
    assert pesi[0] == pesi[1]
    assert len(pesi[0]) == 251
    # The demo's 2020 has no budget of its own: the last year that has one gives its lines.
    assert aperto.riporto.voci_bilancio == VoceBilancio.objects.filter(anno=2021).count() > 0
    assert not VoceBilancio.objects.filter(anno=2021).exclude(preventivo=None, consuntivo=None).exists()
    assert Documento.objects.filter(ciclo=nuovo).values_list("tipo", flat=True).distinct().count() == aperto.documenti
    relazione = Documento.objects.get(ciclo=nuovo, tipo="relazione")
    assert relazione.sezioni.filter(stato=StatoSezione.DA_RIVEDERE).exists()
    assert Atto.objects.filter(azione="apre anno", utente=controllo).count() == 1


def test_twice_changes_nothing(dimostrativo: Ciclo, controllo: Utente) -> None:
    prima = apri_anno(ciclo=dimostrativo, anno=2021, da=controllo)
    foto, atti = tutto(), Atto.objects.count()
    dopo = apri_anno(ciclo=dimostrativo, anno=2021, decisioni=decise(dimostrativo, eliminati=(1,)), da=controllo)
    assert (dopo.ora, dopo.riporto) == (False, prima.riporto)
    assert (tutto(), Atto.objects.count()) == (foto, atti)


def test_an_opening_taken_back_leaves_the_rows_as_before(dimostrativo: Ciclo, controllo: Utente) -> None:
    prima = tutto()
    aperto = apri_anno(
        ciclo=dimostrativo, anno=2021, decisioni=decise(dimostrativo, eliminati=(2,), modificati=(3,)), da=controllo
    )
    assert tutto() != prima
    assert perche_no(aperto.riporto) == ""
    annulla_apertura(riporto=aperto.riporto, da=controllo)
    assert tutto() == prima
    assert apri_anno(ciclo=dimostrativo, anno=2021, da=controllo).ora


def test_a_cycle_defined_and_empty_is_filled_and_emptied_again(dimostrativo: Ciclo, controllo: Utente) -> None:
    vuoto = Ciclo.objects.create(ente=dimostrativo.ente, anno=2021, mission="La missione nuova.")
    periodo = Periodo.objects.create(ciclo=vuoto, numero=1, nome="Anno", inizio="2021-01-01", fine="2021-12-31")
    prima = tutto()
    aperto = apri_anno(ciclo=dimostrativo, anno=2021, da=controllo)
    vuoto.refresh_from_db()
    assert aperto.riporto.ciclo == vuoto
    assert (vuoto.mission, vuoto.vision) == ("La missione nuova.", dimostrativo.vision)
    assert list(vuoto.periodi.all()) == [periodo]
    annulla_apertura(riporto=aperto.riporto, da=controllo)
    assert tutto() == prima


def _target(m: Any) -> None:
    ValoreAtteso.objects.filter(ciclo=m)[0].delete()


def _sezione(m: Any) -> None:
    Sezione.objects.filter(documento__ciclo=m).update(testo="Scritta da una persona.")


def _bilancio(m: Any) -> None:
    VoceBilancio.objects.filter(anno=m.anno, tipo="voce").update(preventivo=1)


def _programma(m: Any) -> None:
    primo = Programma.objects.filter(nodo__obiettivo__ciclo=m)[0]
    Programma.objects.filter(pk=primo.pk).update(nome="Un altro")


def _vision(m: Any) -> None:
    Ciclo.objects.filter(pk=m.pk).update(vision="Un'altra")


@pytest.mark.parametrize("atto", [_target, _sezione, _bilancio, _programma, _vision])
def test_after_the_first_act_it_stays(dimostrativo: Ciclo, controllo: Utente, atto: Callable[[Any], None]) -> None:
    riporto = apri_anno(ciclo=dimostrativo, anno=2021, da=controllo).riporto
    atto(riporto.ciclo)
    foto = tutto()
    with pytest.raises(NonModificabile, match="si è già lavorato"):
        annulla_apertura(riporto=riporto, da=controllo)
    assert tutto() == foto


def test_an_import_that_looks_at_the_year_is_said(dimostrativo: Ciclo, controllo: Utente) -> None:
    riporto = apri_anno(ciclo=dimostrativo, anno=2021, da=controllo).riporto
    Importazione.objects.create(ente=dimostrativo.ente, ciclo=riporto.ciclo, **(FILE | {"genere": "indicatori"}))
    foto = tutto()
    with pytest.raises(NonModificabile, match="importazione"):
        annulla_apertura(riporto=riporto, da=controllo)
    assert tutto() == foto


def test_an_objective_dropped_takes_with_it_what_stands_under_it(dimostrativo: Ciclo, controllo: Utente) -> None:
    vecchi = Collocazione.objects.filter(cruscotto__ciclo=dimostrativo)
    fuori = vecchi.filter(nodo__obiettivo__numero=2)
    riporto = apri_anno(
        ciclo=dimostrativo, anno=2021, decisioni=decise(dimostrativo, eliminati=(2,)), da=controllo
    ).riporto
    nuove = Collocazione.objects.filter(cruscotto__ciclo=riporto.ciclo)
    assert nuove.count() == vecchi.count() - fuori.count()
    assert not ObiettivoStrategico.objects.filter(ciclo=riporto.ciclo, numero=2).exists()
    assert not Nesso.objects.filter(da__obiettivo__ciclo=riporto.ciclo, da__obiettivo__numero=2).exists()
    usciti = set(fuori.values_list("indicatore", flat=True)) - set(nuove.values_list("indicatore", flat=True))
    assert usciti
    assert not ValoreAtteso.objects.filter(ciclo=riporto.ciclo, indicatore__in=usciti).exists()
    detto = ObiettivoRiportato.objects.get(riporto=riporto, prima__numero=2)
    assert (detto.esito, detto.motivo, detto.dopo) == ("eliminato", "Concluso nel 2020.", None)


def test_any_decisions_leave_no_objective_unaccounted_for(dimostrativo: Ciclo, controllo: Utente) -> None:
    """Drawn at random, always the same: each objective of before is told once, each of now comes from one of before."""
    caso = random.Random(19)
    for _ in range(6):
        decisioni = {
            o.pk: Decisione(caso.choice(list(E)), "Perché sì.", caso.choice(["", "Nome nuovo"]))
            for o in dimostrativo.obiettivi.all()
        }
        riporto = apri_anno(ciclo=dimostrativo, anno=2021, decisioni=decisioni, narrativa=False, da=controllo).riporto
        detti = list(ObiettivoRiportato.objects.filter(riporto=riporto).select_related("prima", "dopo"))
        assert {d.prima_id: d.esito for d in detti} == {pk: d.esito for pk, d in decisioni.items()}
        assert {d.dopo_id for d in detti if d.dopo_id} == set(riporto.ciclo.obiettivi.values_list("pk", flat=True))
        assert all((d.dopo is None) == (d.esito == E.ELIMINATO) for d in detti)
        rimasti = {d.prima_id for d in detti if d.dopo}
        per_indicatore = Collocazione.objects.filter(cruscotto__ciclo=dimostrativo)
        attese = per_indicatore.filter(nodo__obiettivo__in=rimasti).values_list("indicatore", flat=True)
        nuove = Collocazione.objects.filter(cruscotto__ciclo=riporto.ciclo).values_list("indicatore", flat=True)
        assert sorted(nuove) == sorted(attese)
        for collocazione in Collocazione.objects.filter(cruscotto__ciclo=riporto.ciclo):
            collocazione.full_clean()
        prima, ora = set(per_indicatore.values_list("indicatore", flat=True)), set(nuove)
        detto = leggi_riscontro(riporto)
        assert sorted(i.indicatore.pk for i in detto.indicatori) == sorted(prima | ora), "ognuno una volta"
        assert {i.indicatore.pk for i in detto.usciti} == prima - ora
        assert all("Perché sì." in i.perche for i in detto.usciti)
        assert (detto.riportati, list(detto.entrati), list(detto.nuovi)) == (len(prima & ora), [], [])
        annulla_apertura(riporto=riporto, da=controllo)


def test_what_leaves_by_another_door_or_comes_later_is_accounted_for_too(db: None) -> None:
    scena = crea_scena("riscontrata")
    riporto = apri_anno(ciclo=scena.ciclo, anno=ANNO + 1, da=scena["carla"]).riporto
    tolta = Collocazione.objects.get(cruscotto__ciclo=riporto.ciclo, indicatore=scena.indicatori["i2"])
    nuovo = Indicatore.objects.create(ente=scena.ente, codice="n1", nome="Nuovo", tipo="numero")
    Collocazione.objects.filter(pk=tolta.pk).update(indicatore=nuovo)
    detto = leggi_riscontro(riporto)
    assert [(i.indicatore.codice, i.perche) for i in detto.usciti] == [("i2", SENZA_PERCHE)]
    assert [i.indicatore.codice for i in detto.entrati] == ["n1"]
    assert detto.riportati == 3


def test_a_decision_without_its_reason_is_refused_and_nothing_is_written(
    dimostrativo: Ciclo, controllo: Utente
) -> None:
    foto = tutto()
    primo = dimostrativo.obiettivi.all()[0]
    with pytest.raises(ValoreRifiutato) as rifiuto:
        apri_anno(ciclo=dimostrativo, anno=2021, decisioni={primo.pk: Decisione(E.ELIMINATO, "  ")}, da=controllo)
    assert list(rifiuto.value.errori) == [str(primo.pk)]
    assert tutto() == foto


@pytest.mark.parametrize("anno", [2019, 2020, 2018])
def test_only_a_year_that_comes_after_and_is_not_there(dimostrativo: Ciclo, controllo: Utente, anno: int) -> None:
    foto = tutto()
    with pytest.raises(RiportoImpossibile, match=r"ha già un ciclo|non viene dopo"):
        apri_anno(ciclo=dimostrativo, anno=anno, da=controllo)
    assert tutto() == foto


@pytest.mark.parametrize("chi", ["redattore.area1", "dirigente.area1", "oiv", "amministratore"])
def test_only_controllo_opens_and_takes_back(dimostrativo: Ciclo, controllo: Utente, utente: Persona, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        apri_anno(ciclo=dimostrativo, anno=2021, da=utente(chi))
    riporto = apri_anno(ciclo=dimostrativo, anno=2021, narrativa=False, da=controllo).riporto
    with pytest.raises(PermissionDenied):
        annulla_apertura(riporto=riporto, da=utente(chi))
    assert Riporto.objects.filter(pk=riporto.pk).exists()


def test_whatever_has_a_weight_keeps_it_and_the_branches_stand_where_they_stood(db: None) -> None:
    """In the demonstration nothing has a weight: here everything has one, no two alike."""
    scena = crea_scena("pesata")
    nodo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo)
    area = AreaStrategica.objects.create(ciclo=scena.ciclo, numero=1, nome="Area", peso=61)
    ObiettivoStrategico.objects.filter(pk=nodo.obiettivo_id).update(area_strategica=area, selettivo=True)
    ObiettivoInProspettiva.objects.filter(pk=nodo.pk).update(peso=62)
    Prospettiva.objects.filter(pk=nodo.prospettiva_id).update(peso=63)
    altro = ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Secondo")
    secondo = ObiettivoInProspettiva.objects.create(obiettivo=altro, prospettiva_id=nodo.prospettiva_id, peso=38)
    Nesso.objects.create(da=nodo, a=secondo)
    programma = Programma.objects.create(nodo=nodo, nome="Programma")
    operativo = ObiettivoOperativo.objects.create(programma=programma, nome="Operativo")
    for n, c in enumerate(Collocazione.objects.filter(cruscotto=scena.cruscotto).order_by("ordine"), 1):
        Collocazione.objects.filter(pk=c.pk).update(peso=n, programma=programma, obiettivo_operativo=operativo)
    i1 = scena.indicatori["i1"]
    sua = Collocazione.objects.get(cruscotto=scena.cruscotto, indicatore=i1)
    ValoreAtteso.objects.create(
        ciclo=scena.ciclo, indicatore=i1, collocazione=sua, testo=f"entro il 30/06/{ANNO}", tipo="data",
        data=dt.date(ANNO, 6, 30),
    )  # fmt: skip
    nuovo = apri_anno(ciclo=scena.ciclo, anno=ANNO + 1, da=scena["carla"]).riporto.ciclo

    def com_e(ciclo: Ciclo) -> list[object]:
        righe = Collocazione.objects.filter(cruscotto__ciclo=ciclo).order_by("ordine")
        nodi = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo).order_by("obiettivo__numero")
        nessi = Nesso.objects.filter(da__obiettivo__ciclo=ciclo)
        campi = ("indicatore", "peso", "etichetta", "nodo__obiettivo__numero", "programma__nome")
        return [
            list(righe.values_list(*campi, "obiettivo_operativo__nome")),
            list(nodi.values_list("peso", "prospettiva__peso", "obiettivo__area_strategica__peso")),
            list(nodi.values_list("obiettivo__nome", "obiettivo__selettivo")),
            list(nessi.values_list("da__obiettivo__numero", "a__obiettivo__numero", "da__prospettiva__codice")),
            list(ciclo.periodi.order_by("numero").values_list("numero", "nome")),
        ]

    assert com_e(nuovo) == com_e(scena.ciclo)
    assert com_e(nuovo)[1] == [(62, 63, 61), (38, 63, None)]
    propri = ValoreAtteso.objects.filter(ciclo=nuovo).exclude(collocazione=None)
    assert list(propri.values_list("testo", "data", "collocazione__cruscotto__ciclo")) == [
        (f"entro il 30/06/{ANNO + 1}", dt.date(ANNO + 1, 6, 30), nuovo.pk)
    ]
    assert not Collocazione.objects.filter(
        cruscotto__ciclo=nuovo, programma__nodo__obiettivo__ciclo=scena.ciclo
    ).exists()
