"""SAL and roll-up of the real cycle, against the figures that the document prints."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from cruscotto.aritmetica.sal import Stato
from cruscotto.ciclo.scatto_fotografia import scatta_mancanti
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.misurazione.prospetto import Prospetto, Riga, misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Periodo,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("senza_fotografie")]


def misura(ciclo: Ciclo, *codici: str) -> list[Prospetto]:
    cruscotti = Cruscotto.objects.filter(ciclo=ciclo, **({"codice__in": codici} if codici else {}))
    return misura_cruscotti(ciclo, ultimo_periodo(ciclo), list(cruscotti))


def riga(ciclo: Ciclo, fonte: int) -> Riga:
    return next(r for p in misura(ciclo) for r in p.righe if r.riga_fonte == fonte)


def test_every_computed_sal_is_the_printed_one_but_for_two_late_dates(ciclo: Ciclo) -> None:
    """Printed to the unit; the one row that lost its cell has nothing to compare with."""
    righe = [r for p in misura(ciclo) for r in p.righe]
    assert len(righe) == 251
    diverse = [
        r.riga_fonte
        for r in righe
        if r.sal_pubblicato and (r.sal_calcolato is None or f"{r.sal_calcolato:.0f}%" != r.sal_pubblicato)
    ]
    assert diverse == [1329, 1530]
    assert [r.riga_fonte for r in righe if not r.sal_pubblicato] == [1649]


@pytest.mark.parametrize("fonte", [1329, 1530])
def test_the_two_rows_carry_a_declared_sal_with_its_reason(ciclo: Ciclo, fonte: int) -> None:
    trovata = riga(ciclo, fonte)
    assert (trovata.sal_calcolato, trovata.sal_dichiarato, trovata.sal) == (Decimal(0), Decimal(100), Decimal(100))
    assert len(trovata.motivo) > 20


def test_roll_up_of_the_body(ciclo: Ciclo) -> None:
    """Economico-Finanziaria: (100 + 542816,75/650000·100 + 100 + 94) / 4 = 94,3775…, printed 94,4%."""
    (ente,) = misura(ciclo, "ente")
    valori = [p.media.valore for p in ente.prospettive]
    assert valori[:2] == [100, 100]
    atteso = (Decimal(100) + Decimal("542816.75") / 6500 + 100 + 94) / 4
    assert valori[3] is not None and abs(valori[3] - atteso) < Decimal("1e-20")
    assert f"{valori[3]:.3f}" == "94.378"
    # The plain mean of the four prospettive, unrounded.
    innovazione = (Decimal(600) + 98) / 7
    assert ente.media.valore is not None
    assert abs(ente.media.valore - (200 + innovazione + atteso) / 4) < Decimal("1e-20")


def test_no_result_is_a_float(ciclo: Ciclo) -> None:
    for prospetto in misura(ciclo):
        for r in prospetto.righe:
            for valore in (r.sal, r.sal_calcolato, r.sal_dichiarato, r.peso):
                assert valore is None or isinstance(valore, Decimal)


def test_every_row_explains_itself(ciclo: Ciclo) -> None:
    for prospetto in misura(ciclo):
        for r in prospetto.righe:
            assert r.spiegazione.endswith("."), r.etichetta
    assert "542.816,75 / 650.000" in riga(ciclo, 1337).spiegazione
    assert any("tolleranza" in avviso or "ambigu" in avviso for avviso in riga(ciclo, 1302).avvisi)


def test_the_same_queries_for_one_scorecard_and_for_ten(
    ciclo: Ciclo, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    for scelti in (cruscotti[:1], cruscotti):
        periodo = ultimo_periodo(ciclo)
        with django_assert_num_queries(7):  # one of them to look for a photograph, since the year is closed
            misura_cruscotti(ciclo, periodo, scelti)
    scatta_mancanti()
    for scelti in (cruscotti[:1], cruscotti):
        periodo = ultimo_periodo(ciclo)
        with django_assert_num_queries(1):
            misura_cruscotti(ciclo, periodo, scelti)


def test_before_the_first_value_nothing_is_measured_and_nothing_is_zero(ciclo: Ciclo) -> None:
    primo = Periodo.objects.get(ciclo=ciclo, numero=1)
    primo.stato = "aperto"
    (ente,) = misura_cruscotti(ciclo, primo, [Cruscotto.objects.get(ciclo=ciclo, codice="ente")])
    assert ente.media.valore is None
    assert {r.stato for r in ente.righe} == {Stato.NON_RILEVATO}
    assert {r.sal for r in ente.righe} == {None}


def test_a_neutralised_value_leaves_the_mean(ciclo: Ciclo) -> None:
    Rilevazione.objects.filter(indicatore__nome__startswith="Proventi da Progetto", collocazione=None).update(
        neutralizzata=True, motivo_neutralizzazione="Progetto sospeso dalla Regione."
    )
    (ente,) = misura(ciclo, "ente")
    assert ente.prospettive[3].media.valore == Decimal(294) / 3
    neutra = next(r for r in ente.righe if r.stato is Stato.NEUTRALIZZATO)
    assert neutra.sal is None
    assert "Progetto sospeso" in neutra.spiegazione


def test_weights_where_they_exist(ciclo: Ciclo) -> None:
    """(83,5102… × 3 + 94 × 1) / 4 with weights on two rows of four; rows without a weight count with weight 0? No:
    the rule is weighted where all have one, so every row of the node gets it here."""
    nodo = Collocazione.objects.filter(cruscotto__codice="ente", nodo__prospettiva__codice="economico")
    for c, peso in zip(nodo.order_by("ordine"), (0, 3, 0, 1), strict=True):
        c.peso = Decimal(peso)
        c.save()
    (ente,) = misura(ciclo, "ente")
    atteso = (Decimal("542816.75") / 6500 * 3 + 94) / 4
    valore = ente.prospettive[3].media.valore
    assert valore is not None and abs(valore - atteso) < Decimal("1e-20")


def test_the_last_version_of_a_target_counts(ciclo: Ciclo) -> None:
    originale = ValoreAtteso.objects.get(indicatore__nome__startswith="Proventi da Progetto")
    ValoreAtteso.objects.create(
        ciclo=ciclo,
        indicatore=originale.indicatore,
        versione=2,
        testo="€ 542.816,75",
        tipo="euro",
        valore=Decimal("542816.75"),
        unita=originale.unita,
        atto_numero="77",
        atto_data="2019-07-26",
    )
    assert riga(ciclo, 1337).sal == 100
    # At the end of the first four months the act of July did not exist yet.
    primo = Periodo.objects.get(ciclo=ciclo, numero=1)
    (ente,) = misura_cruscotti(ciclo, primo, [Cruscotto.objects.get(ciclo=ciclo, codice="ente")])
    assert next(r for r in ente.righe if r.riga_fonte == 1337).target == "€ 650.000"


def test_a_declared_sal_replaces_the_computed_one_only_where_it_is(ciclo: Ciclo) -> None:
    SalDichiarato.objects.all().delete()
    assert riga(ciclo, 1329).sal == 0


def test_a_rule_on_the_previous_year_finds_its_value(ciclo: Ciclo) -> None:
    """13 interventions against 26 of the year before: 50."""
    Collocazione.objects.update(regole_congelate=None)  # as if the year were not adopted: its rules may change
    indicatore = Collocazione.objects.get(riga_fonte=1295).indicatore
    indicatore.regola = "anno_precedente"
    indicatore.save()
    assert riga(ciclo, 1295).sal is None
    assert "anno precedente" in riga(ciclo, 1295).spiegazione
    indicatore.storico.create(anno=2018, testo="26", valore=26)
    assert riga(ciclo, 1295).sal == 50


def test_a_failed_prerequisite_brings_its_objective_to_zero(ciclo: Ciclo) -> None:
    Collocazione.objects.update(regole_congelate=None)  # as if the year were not adopted: its rules may change
    SalDichiarato.objects.all().delete()
    indicatore = Collocazione.objects.get(riga_fonte=1329).indicatore
    indicatore.tipo = "prerequisito"
    indicatore.save()
    (ente,) = misura(ciclo, "ente")
    assert ente.prospettive[2].media.valore == 0
    assert ente.prospettive[2].obiettivi[0].media.prerequisiti_mancati == ("Redazione Piano della Formazione",)
