"""Alerts are of this period: nothing entered is to be entered, whatever the value before said; one function says it to
the list, to the scorecards and to the review."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.chiusura.actions.periodi import apri_periodo, chiudi_periodo, leggi_conseguenze
from cruscotto.ciclo.anno_scelto import leggi_anno
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.stato_dei_valori import conta_allerte, nome_breve, raccogli
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Indicatore,
    Periodo,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    ValoreAtteso,
)
from cruscotto.rilevazione.coda_revisione import leggi_coda
from ente.models import Utente
from ente.poteri import Poteri
from tests.mondi.scena import Scena, chiudi, cliente, crea_scena, fra, leggi

pytestmark = pytest.mark.django_db

SUL_VALORE = (
    CodiceAllerta.SOTTO_SOGLIA,
    CodiceAllerta.SENZA_MOTIVAZIONE,
    CodiceAllerta.TENDENZA_IN_CALO,
    CodiceAllerta.ANOMALO,
)


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def test_minutes_after_opening_nothing_is_in_alert(dimostrativo: Ciclo, utente: Callable[[str], Utente]) -> None:
    """What was found: with nothing entered, 33 below the threshold and 22 without a reason, of the period before."""
    controllo = utente("controllo")
    secondo, terzo = dimostrativo.periodi.select_related("ciclo__ente").order_by("numero")[1:]
    chiudi_periodo(periodo=secondo, conferma=leggi_conseguenze(secondo).firma, da=controllo)
    apri_periodo(periodo=terzo, scadenza=fra(400 if terzo.fine.year > 2026 else 20), da=controllo)
    ciclo = Ciclo.objects.prefetch_related("periodi").get(pk=dimostrativo.pk)
    anno = leggi_anno(controllo, 2020, {})
    assert anno.periodo == terzo
    prospetti = misura_cruscotti(ciclo, Periodo.objects.get(pk=terzo.pk), anno.cruscotti)
    voci = raccogli(prospetti, {c.codice: nome_breve(c) for c in anno.cruscotti})
    conti = conta_allerte(voci)
    assert {codice: conti[codice] for codice in SUL_VALORE} == dict.fromkeys(SUL_VALORE, 0)
    assert conti[CodiceAllerta.NON_RILEVATO] > 50
    chieste = [r for v in voci if v.ha(CodiceAllerta.NON_RILEVATO) for r in v.righe]
    assert {r.fascia.nome if r.fascia else "" for r in chieste} == {"Da inserire"}


def cumulato(scena: Scena, codice: str, target: str, verso: str, valore: str) -> None:
    Indicatore.objects.filter(pk=scena.indicatori[codice].pk).update(accumulo="cumulato", direzione=verso)
    ValoreAtteso.objects.filter(indicatore=scena.indicatori[codice]).update(testo=target, valore=target)
    scena.metti(codice, valore, 2)


def test_the_light_and_the_words_know_the_pace(scena: Scena) -> None:
    """At the end of August: 8 of 12 is on course, 6 is not; of at most 12 complaints 8 is, 10 is not."""
    scena.stato(1, StatoPeriodo.APERTO)
    chiudi(scena, 1)
    scena.stato(2, StatoPeriodo.APERTO, fra(20))
    cumulato(scena, "i1", "12", "crescente", "8")
    cumulato(scena, "i2", "12", "crescente", "6")
    cumulato(scena, "i3", "12", "decrescente", "8")
    cumulato(scena, "i4", "12", "decrescente", "10")
    (prospetto,) = misura_cruscotti(scena.ciclo, scena.periodo(2), [scena.cruscotto])
    viste = {r.codice: r for r in prospetto.righe}
    assert {c: r.passo for c, r in viste.items()} == {"i1": 100, "i2": 75, "i3": 100, "i4": 75}
    assert {c: r.fascia.nome for c, r in viste.items() if r.fascia} == {
        "i1": "In linea",
        "i2": "Parzialmente in linea",
        "i3": "In linea",
        "i4": "Parzialmente in linea",
    }
    assert viste["i1"].sal is not None and f"{viste['i1'].sal:.1f}" == "66.7"
    assert "il target chiede 8: il SAL al passo è 100%." in viste["i1"].spiegazione
    sotto = {c for c, r in viste.items() if any(a.codice is CodiceAllerta.SOTTO_SOGLIA for a in r.allerte)}
    assert sotto == {"i2", "i4"}
    assert prospetto.passo == (100 + 75 + 100 + 75) / 4
    pagina = leggi(cliente(scena["carla"]).get("/cruscotti/2024/ente/?periodo=2").content.decode())
    assert "In linea" in pagina
    # Neither «raggiunto» nor «parzialmente raggiunto» before the year is over, but where the word SAL is explained.
    assert "aggiunto" not in re.sub(r"SAL Stato di avanzamento:.*?Tutte le parole", "", pagina)


def test_a_declared_sal_is_read_at_the_pace_too(scena: Scena) -> None:
    """60% of the year's target declared at the end of August, eight months of twelve: 90% of the pace; over what the
    body counts at most it is that, or what was declared if it is more."""
    scena.stato(2, StatoPeriodo.APERTO, fra(20))
    for codice, dichiarato in (("i1", 60), ("i2", 90), ("i3", 130)):
        cumulato(scena, codice, "12", "crescente", "8")
        SalDichiarato.objects.create(
            collocazione=Collocazione.objects.get(indicatore=scena.indicatori[codice]),
            periodo=scena.periodi[1],
            valore=dichiarato,
            motivo="Letto dagli atti",
        )
    (prospetto,) = misura_cruscotti(scena.ciclo, scena.periodo(2), [scena.cruscotto])
    viste = {r.codice: r for r in prospetto.righe}
    assert [viste[c].sal for c in ("i1", "i2", "i3")] == [60, 90, 130]
    assert [viste[c].passo for c in ("i1", "i2", "i3")] == [90, 100, 130]


def test_the_words_of_the_end_are_those_of_the_body(scena: Scena) -> None:
    scena.stato(3, StatoPeriodo.APERTO, fra(20))
    scena.metti("i1", "95", 3)
    (prospetto,) = misura_cruscotti(scena.ciclo, scena.periodo(3), [scena.cruscotto])
    assert prospetto.fascia is not None
    assert (prospetto.fascia.nome, prospetto.passo) == ("raggiunto", prospetto.media.valore)


def test_what_is_in_alert_is_never_filed_as_without_alerts(
    dimostrativo: Ciclo, utente: Callable[[str], Utente], client: Client
) -> None:
    """Every value transmitted in the demonstration: ready to be validated without looking if and only if no scorecard
    shows an alert on it, a reader of the whole body being asked."""
    controllo = utente("controllo")
    Rilevazione.objects.filter(periodo__ciclo=dimostrativo, periodo__numero=2).update(
        stato="trasmessa", validata_il=None, validata_da=None, motivo_restituzione=""
    )
    anno = leggi_anno(controllo, 2020, {})
    prospetti = misura_cruscotti(anno.ciclo, anno.periodo, anno.cruscotti)
    voci = raccogli(prospetti, {c.codice: nome_breve(c) for c in anno.cruscotti})
    in_allerta = {v.codice for v in voci if v.allerte}
    coda, _ = leggi_coda(controllo, Poteri.di(controllo), anno)
    assert coda.pronti and coda.da_guardare
    assert not in_allerta & {d.voce.indicatore.codice for d in coda.pronti}
    senza_lettura = {
        d.voce.indicatore.codice
        for d in coda.da_guardare
        if not all(a.nome in ("Lettura del valore", "Solo in una scheda individuale") for a in d.avvisi)
    }
    assert senza_lettura <= in_allerta
