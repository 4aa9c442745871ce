"""Computed indicators: measured from others when they are read, kept by an adopted year, entered by nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import TYPE_CHECKING, Any, cast

import pytest

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.accumulo import Andamento
from cruscotto.aritmetica.sal import Stato
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.ciclo.scatto_fotografia import scatta_mancanti
from cruscotto.misurazione.dovuti import Dovuti, Quali
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Fotografia,
    ImpostazioniMisura,
    Indicatore,
    Operando,
    Rilevazione,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore, cambia_regola
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore
from cruscotto.rilevazione.actions.revisione import DaValidare, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore
from ente.models import Area, Atto, Incarico, Ruolo, Ufficio
from tests.mondi.calcolati import calcola, entra, leggi, periodo, prospetti, riga, scrivi
from tests.mondi.misurato import VIVO, Piccolo, crea_piccolo, misurati

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def piccolo() -> Piccolo:
    """i0 and i1 are numbers, i3 is in euro; their values of the two half-years are 8 and 12, 22 and 20, 400 and 900.
    Nothing of what is closed is photographed: what a test declares is to be seen there too."""
    mondo = crea_piccolo()
    Fotografia.objects.all().delete()
    return mondo


# -- what is measured --------------------------------------------------------------------------------------------------


def test_a_value_at_each_period_from_those_of_the_operands(piccolo: Piccolo) -> None:
    """12 / 20 × 100 = 60 at the second half-year, 8 / 22 × 100 = 36,3636… at the first: SAL against a target of 80."""
    calcola(piccolo, 2, "percento", "i0", "i1")
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore__codice="i2").update(testo="80%", valore=80, unita="%")
    seconda, prima = riga(piccolo), riga(piccolo, numero=1)
    assert (seconda.actual, seconda.sal, seconda.stato) == ("60%", D(75), Stato.RILEVATO)
    assert prima.actual == "36,3636%"
    assert prima.sal is not None
    assert abs(prima.sal - D(8) / D(22) * 100 / 80 * 100) < D("1e-20")
    assert seconda.andamento is Andamento.MIGLIORA
    assert seconda.spiegazione.startswith("Calcolato: operando 1 / operando 2 × 100 = 60%. Crescente: 60 / 80 × 100")
    assert [(v.testo, v.stato) for v in seconda.serie] == [("36,3636%", "calcolata"), ("60%", "calcolata")]
    assert seconda.calcolo is not None
    assert [t.testo for t in seconda.calcolo.termini] == ["12", "20"]


def test_each_operand_has_its_own_accumulation(piccolo: Piccolo) -> None:
    """i0 adds up (8 + 12 = 20), of i1 the mean counts ((22 + 20) / 2 = 21)."""
    Indicatore.objects.filter(codice="i0").update(accumulo="somma")
    Indicatore.objects.filter(codice="i1").update(accumulo="media")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert riga(piccolo).actual == "41"
    assert riga(piccolo, numero=1).actual == "30"


def test_a_closed_period_keeps_formula_and_operands(piccolo: Piccolo) -> None:
    """8 / 22 × 100 at the close of the first half-year, whatever becomes of formula, operands and their values; an
    operand that is no longer in any scorecard is in the photograph too."""
    calcola(piccolo, 3, "somma", "i1")
    calcola(piccolo, 2, "percento", "i0", "i3")
    Collocazione.objects.filter(indicatore__codice="i1").delete()
    scatta_mancanti()
    prima = riga(piccolo, numero=1)
    assert prima.actual == "36,3636%"
    calcola(piccolo, 2, "somma", "i0")
    scrivi(piccolo, "i0", 1, "1")
    scrivi(piccolo, "i1", 1, "1")
    assert riga(piccolo, numero=1) == prima
    testo = leggi(entra(piccolo.controllo).get(f"/indicatori/{VIVO}/i2/?periodo=1"))
    assert "Indicatore 0 : 8" in testo
    assert "Operando 1 / operando 2 × 100, con:" in testo
    assert riga(piccolo).actual == "12"


def test_a_value_at_the_date_is_not_taken_from_before(piccolo: Piccolo) -> None:
    scrivi(piccolo, "i0", 2, "")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert riga(piccolo).actual == "28", "conta l'ultimo rilevato: 8 e 20"
    Indicatore.objects.filter(codice="i0").update(accumulo="alla_data")
    assert riga(piccolo).spiegazione == "Non calcolabile: manca l'operando 1."


def test_an_operand_that_fell_without_a_reason_is_no_number(piccolo: Piccolo) -> None:
    """Of a cumulative operand 30 and then 20 makes no value: neither has what is computed of it, with the reason."""
    scrivi(piccolo, "i0", 1, "30")
    scrivi(piccolo, "i0", 2, "20")
    Indicatore.objects.filter(codice="i0").update(accumulo="cumulato")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert (riga(piccolo).actual, riga(piccolo).sal) == ("", None)
    assert riga(piccolo).spiegazione.startswith("Non calcolabile: non si calcola o non si legge l'operando 1")
    assert riga(piccolo, numero=1).actual == "52"


def test_a_ratio_is_computed_on_its_own_operands(piccolo: Piccolo) -> None:
    """1/3 stored with six decimals: three times it is 1, not 0,999999."""
    scrivi(piccolo, "i0", 2, "0,33 (1/3)")
    scrivi(piccolo, "i1", 2, "0,67 (2/3)")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert riga(piccolo).calcolo is not None
    assert abs(riga(piccolo).calcolo.valore - 1) < D("1e-70")  # type: ignore[union-attr, operator]
    assert riga(piccolo).actual == "1"


def test_computed_of_computed(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    calcola(piccolo, 3, "percento", "i0", "i2", direzione="crescente")
    assert riga(piccolo, "i3").actual == "37,5%"


@pytest.mark.parametrize("politica", ["escluso", "zero", "errore"])
def test_what_lacks_an_operand_follows_the_policy_on_missing_values(piccolo: Piccolo, politica: str) -> None:
    """A closed period. With «zero» the objective of i0, i1 and i2 counts a 0 more; with «errore» it has no mean."""
    scrivi(piccolo, "i3", 1, "")
    calcola(piccolo, 2, "rapporto", "i0", "i3")
    ImpostazioniMisura.objects.update(mancanti=politica)
    trovata = riga(piccolo, numero=1)
    assert (trovata.stato, trovata.sal, trovata.actual) == (Stato.NON_RILEVATO, None, "")
    assert trovata.spiegazione == "Non calcolabile: manca l'operando 2."
    obiettivo = prospetti(piccolo, 1)[0].prospettive[0].obiettivi[0]
    altri = [r.sal for r in obiettivo.righe if r.codice != "i2" and r.sal is not None]
    assert len(altri) == 2
    divisi = {"escluso": 2, "zero": 3}.get(politica)
    assert obiettivo.media.valore == (None if divisi is None else CONTESTO.divide(sum(altri, D(0)), D(divisi)))


def test_a_denominator_of_zero_stays_out_whatever_the_policy(piccolo: Piccolo) -> None:
    ImpostazioniMisura.objects.update(mancanti="zero")
    scrivi(piccolo, "i1", 1, "0")
    calcola(piccolo, 2, "percento", "i0", "i1")
    trovata = riga(piccolo, numero=1)
    assert (trovata.stato, trovata.sal) == (Stato.RILEVATO, None)
    assert trovata.spiegazione == "Non calcolabile: il denominatore, l'operando 2, è zero."
    media = prospetti(piccolo, 1)[0].prospettive[0].obiettivi[0].media
    assert (media.contati, media.esclusi) == (2, 1)


def test_an_operand_that_was_neutralised_neutralises_a_ratio_and_leaves_a_mean(piccolo: Piccolo) -> None:
    fuori = {"neutralizzata": True, "motivo_neutralizzazione": "Sospeso", "validata_il": dt.datetime.now(dt.UTC)}
    Rilevazione.objects.filter(indicatore__codice="i0", periodo=periodo(piccolo, 2)).update(**fuori, stato="validata")
    calcola(piccolo, 2, "rapporto", "i0", "i1")
    assert riga(piccolo).stato is Stato.NEUTRALIZZATO
    assert "Sospeso" not in riga(piccolo).spiegazione
    calcola(piccolo, 2, "media", "i0", "i1")
    assert riga(piccolo).actual == "20"


def test_drafts_do_not_count(piccolo: Piccolo) -> None:
    Rilevazione.objects.filter(indicatore__codice="i0", periodo__ciclo=piccolo.vivo).update(stato="bozza")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert riga(piccolo).spiegazione == "Non calcolabile: manca l'operando 1."


def test_a_circle_that_got_in_all_the_same_is_said_and_breaks_nothing(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    i0, i2 = (Indicatore.objects.get(codice=c) for c in ("i0", "i2"))
    Indicatore.objects.filter(codice="i0").update(calcolo="somma")
    Operando.objects.create(indicatore=i0, altro=i2, ordine=1)
    for codice in ("i0", "i2"):
        trovata = riga(piccolo, codice)
        assert trovata.spiegazione == "Non calcolabile: fra gli indicatori da cui si parte uno conta se stesso."
        assert trovata.sal is None


def test_a_formula_without_operands(piccolo: Piccolo) -> None:
    Indicatore.objects.filter(codice="i2").update(calcolo="media")
    assert riga(piccolo).spiegazione.startswith("Non calcolabile: un indicatore calcolato vuole almeno")


def test_one_query_more_however_many_are_computed(
    piccolo: Piccolo, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ciclo, ultimo = piccolo.vivo, periodo(piccolo, 2)
    tutti = list(Cruscotto.objects.filter(ciclo=ciclo))
    with django_assert_num_queries(7):
        misura_cruscotti(ciclo, ultimo, tutti)
    calcola(piccolo, 2, "somma", "i0", "i1")
    with django_assert_num_queries(8):
        misura_cruscotti(ciclo, ultimo, tutti)
    calcola(piccolo, 1, "somma", "i0")
    calcola(piccolo, 3, "media", "i2", "i1", direzione="crescente")
    with django_assert_num_queries(8):
        misura_cruscotti(ciclo, ultimo, tutti)


# -- an adopted year ---------------------------------------------------------------------------------------------------


def test_an_adopted_year_keeps_the_formula_that_it_had(piccolo: Piccolo) -> None:
    """i2 was i0 + i1 when the year was adopted, with i0 that added up: neither a new formula nor an i0 that takes the
    last value change it."""
    Ciclo.objects.filter(pk=piccolo.adottato.pk).update(
        stato="consuntivo", approvazione_numero="", approvazione_data=None
    )
    Indicatore.objects.filter(codice="i0").update(accumulo="somma")
    calcola(piccolo, 2, "somma", "i0", "i1")
    Ciclo.objects.filter(pk=piccolo.adottato.pk).update(
        stato="relazione_approvata", approvazione_numero="1", approvazione_data=dt.date(2022, 6, 1)
    )
    conserva_regole(piccolo.ente.pk)
    adottato = Ciclo.objects.get(pk=piccolo.adottato.pk)
    prima = misurati(piccolo.ente, adottato.anno)
    assert riga(piccolo, ciclo=adottato).actual == "40", "8 + 12 di i0, 20 di i1"
    calcola(piccolo, 2, "percento", "i1", "i3")
    ora = RegoleIndicatore.di(Indicatore.objects.get(codice="i0"))
    i0 = Indicatore.objects.get(codice="i0")
    cambia_regola(
        indicatore=i0, nuove=replace(ora, accumulo="ultimo"), viste=ora.impronta, motivo="M", da=piccolo.controllo
    )
    assert misurati(piccolo.ente, adottato.anno) == prima
    assert riga(piccolo, ciclo=adottato).actual == "40"
    calcola(piccolo, 2, "")
    assert misurati(piccolo.ente, adottato.anno) == prima
    assert riga(piccolo).actual == "4", "di nuovo il valore inserito"


def test_a_year_adopted_before_there_were_formulas_has_none(piccolo: Piccolo) -> None:
    """The copy of its rules says nothing of them."""
    conserva_regole(piccolo.ente.pk)
    for c in Collocazione.objects.filter(cruscotto__ciclo=piccolo.adottato):
        assert c.regole_congelate is not None
        c.regole_congelate.pop("calcolo")
        c.save(update_fields=["regole_congelate"])
    prima = misurati(piccolo.ente, piccolo.adottato.anno)
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert misurati(piccolo.ente, piccolo.adottato.anno) == prima
    assert riga(piccolo, ciclo=Ciclo.objects.get(pk=piccolo.adottato.pk)).actual == "4"


# -- nobody enters it --------------------------------------------------------------------------------------------------


def test_it_is_asked_of_nobody_and_refused_by_every_way_in(piccolo: Piccolo) -> None:
    Incarico.objects.create(utente=piccolo.controllo, ruolo=Ruolo.DIRIGENTE, area=_ufficio(piccolo).area)
    vecchia = Rilevazione.objects.get(indicatore__codice="i2", periodo=periodo(piccolo, 2))
    i2 = calcola(piccolo, 2, "somma", "i0", "i1")
    ciclo, aperto = Ciclo.objects.get(pk=piccolo.vivo.pk), periodo(piccolo, 2)
    codici = {v.indicatore.codice for v in Dovuti(ciclo, aperto, None, Quali(piccolo.ente.pk)).voci()}
    assert codici == {"i0", "i1", "i3", "i4", "i5"}
    assert not riga(piccolo).allerte or {a.codice for a in riga(piccolo).allerte}.isdisjoint(
        {"non_rilevato", "in_ritardo"}
    )
    da, atto = piccolo.controllo, cast(Any, {"periodo": aperto, "indicatore": i2})
    prima = Atto.objects.count()
    with pytest.raises(NonModificabile, match="si calcola da altri indicatori"):
        salva_valore(**atto, scritto=ValoreScritto(testo="4"), versione=0, da=da)
    with pytest.raises(NonModificabile, match="si calcola da altri indicatori"):
        neutralizza_valore(**atto, motivo="M", versione=0, da=da)
    with pytest.raises(NonModificabile, match="si calcola da altri indicatori"):
        valida_valori(valori=[DaValidare(vecchia.pk, vecchia.versione)], da=da)
    assert Atto.objects.count() == prima


def _ufficio(piccolo: Piccolo) -> Ufficio:
    """The office, in an area, that all the indicators are of."""
    area = Area.objects.create(ente=piccolo.ente, codice="a1", numero=1, nome="Area prima")
    ufficio = Ufficio.objects.create(ente=piccolo.ente, area=area, codice="u1", nome="Ufficio primo")
    Indicatore.objects.filter(ente=piccolo.ente).update(ufficio=ufficio)
    return ufficio


def test_the_list_of_the_values_calls_it_computed_and_counts_it_among_none(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    client = entra(piccolo.controllo)
    righe = client.get(f"/elenco/{VIVO}/scarica/?stato=calcolata&formato=csv").content.decode()
    assert righe.count("Calcolata da altri indicatori") == 1
    assert "i2" not in client.get(f"/elenco/{VIVO}/scarica/?stato=dovute&formato=csv").content.decode()
