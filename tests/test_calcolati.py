"""Computed indicators on the site: measured from others when they are read, entered by nobody, never made of
themselves, their operands shown only to who may see them."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from dataclasses import replace
from decimal import Decimal as D
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contesto.numeri import CONTESTO
from cruscotto.actions.neutralizzazione import neutralizza_valore
from cruscotto.actions.regole_indicatore import RegoleIndicatore, cambia_regola
from cruscotto.actions.revisione import DaValidare, valida_valori
from cruscotto.actions.valori import Scritto, salva_valore
from cruscotto.congelate import conserva_regole
from cruscotto.conversioni import campi_rilevazione
from cruscotto.dovuti import Dovuti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    ImpostazioniMisura,
    Indicatore,
    Operando,
    Periodo,
    Rilevazione,
    ValoreAtteso,
)
from cruscotto.periodi import Andamento
from cruscotto.prospetto import Prospetto, misura_cruscotti
from cruscotto.rifiuti import NonModificabile, ValoreRifiutato
from cruscotto.righe import Riga
from cruscotto.sal import Stato
from ente.models import Area, Atto, Incarico, Ruolo, Ufficio, Utente
from relazione.documento import cruscotti as stampati
from tests.api import tutte
from tests.mondo_misurato import VIVO, Piccolo, crea_piccolo, misurati

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def piccolo() -> Piccolo:
    """i0 and i1 are numbers, i3 is in euro; their values of the two half-years are 8 and 12, 22 and 20, 400 and 900."""
    return crea_piccolo()


def calcola(piccolo: Piccolo, n: int, formula: str, *operandi: str, **campi: Any) -> Indicatore:
    """Declare a formula through the act, as a person of controllo would."""
    indicatore = Indicatore.objects.get(pk=piccolo.indicatori[n].pk)
    ora = RegoleIndicatore.di(indicatore)
    nuove = replace(ora, calcolo=formula, operandi=operandi, **campi)
    cambia_regola(indicatore=indicatore, nuove=nuove, viste=ora.impronta, motivo="Prova", da=piccolo.controllo)
    return Indicatore.objects.get(pk=indicatore.pk)


def prospetti(piccolo: Piccolo, numero: int = 2, ciclo: Ciclo | None = None) -> list[Prospetto]:
    ciclo = ciclo or Ciclo.objects.get(pk=piccolo.vivo.pk)
    periodo = Periodo.objects.get(ciclo=ciclo, numero=numero)
    return misura_cruscotti(ciclo, periodo, list(Cruscotto.objects.filter(ciclo=ciclo).order_by("ordine")))


def riga(piccolo: Piccolo, codice: str = "i2", numero: int = 2, ciclo: Ciclo | None = None) -> Riga:
    return next(r for p in prospetti(piccolo, numero, ciclo) for r in p.righe if r.codice == codice)


def scrivi(piccolo: Piccolo, codice: str, numero: int, testo: str, **campi: Any) -> None:
    """Put a value in the place of the one of a period of the living year."""
    chi = {"indicatore": Indicatore.objects.get(codice=codice), "periodo": periodo(piccolo, numero)}
    Rilevazione.objects.filter(**chi, collocazione=None).delete()
    if testo:
        Rilevazione.objects.create(**chi, stato="trasmessa", **campi_rilevazione(testo, ()), **campi)


def periodo(piccolo: Piccolo, numero: int) -> Periodo:
    return Periodo.objects.get(ciclo=piccolo.vivo, numero=numero)


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


def test_a_value_at_the_date_is_not_taken_from_before(piccolo: Piccolo) -> None:
    scrivi(piccolo, "i0", 2, "")
    calcola(piccolo, 2, "somma", "i0", "i1")
    assert riga(piccolo).actual == "28", "conta l'ultimo rilevato: 8 e 20"
    Indicatore.objects.filter(codice="i0").update(accumulo="alla_data")
    assert riga(piccolo).spiegazione == "Non calcolabile: manca l'operando 1."


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
    codici = {v.indicatore.codice for v in Dovuti(ciclo, aperto, None, Indicatore.objects.all()).voci()}
    assert codici == {"i0", "i1", "i3", "i4", "i5"}
    assert not riga(piccolo).allerte or {a.codice for a in riga(piccolo).allerte}.isdisjoint(
        {"non_rilevato", "in_ritardo"}
    )
    da, atto = piccolo.controllo, cast(Any, {"periodo": aperto, "indicatore": i2})
    prima = Atto.objects.count()
    with pytest.raises(NonModificabile, match="si calcola da altri indicatori"):
        salva_valore(**atto, scritto=Scritto(testo="4"), versione=0, da=da)
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


# -- how it is declared ------------------------------------------------------------------------------------------------


def test_circles_are_refused_with_the_chain(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    calcola(piccolo, 1, "somma", "i0")
    with pytest.raises(ValoreRifiutato) as rifiuto:
        calcola(piccolo, 0, "media", "i2")
    assert rifiuto.value.errori["operandi"] == (
        "Un indicatore non conta mai se stesso: «i0» si calcola da «i2», che si calcola da «i0»."
    )
    assert not Operando.objects.filter(indicatore__codice="i0").exists()
    assert Indicatore.objects.get(codice="i0").calcolo == ""


@pytest.mark.parametrize(
    ("formula", "operandi", "campi", "campo", "frase"),
    [
        ("somma", ("i0", "nessuno"), {}, "operandi", "Nessun indicatore ha il codice «nessuno»"),
        ("somma", ("i0", "i0"), {}, "operandi", "«i0» c'è due volte"),
        ("somma", ("i2",), {}, "operandi", "non conta mai se stesso: «i2» si calcola da «i2»"),
        ("somma", (), {}, "operandi", "almeno un altro indicatore"),
        ("rapporto", ("i0",), {}, "operandi", "vuole due indicatori, non 1"),
        ("somma", ("i4",), {}, "operandi", "«i4» è di tipo data"),
        ("", ("i0",), {}, "operandi", "Senza una formula"),
        ("potenza", ("i0",), {}, "calcolo", "Scegliete una delle formule"),
        ("somma", ("i0",), {"accumulo": "somma"}, "accumulo", "accumulano i suoi operandi"),
    ],
)
def test_what_may_not_be_declared(
    piccolo: Piccolo, formula: str, operandi: tuple[str, ...], campi: dict[str, str], campo: str, frase: str
) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        calcola(piccolo, 2, formula, *operandi, **campi)
    assert frase in rifiuto.value.errori[campo]


def test_operands_of_another_body_are_unknown(piccolo: Piccolo) -> None:
    from ente.models import Ente

    altro = Ente.objects.create(codice="altro", denominazione="Altro")
    Indicatore.objects.create(ente=altro, codice="loro", nome="Loro", tipo="numero")
    with pytest.raises(ValoreRifiutato, match="Nessun indicatore ha il codice «loro»"):
        calcola(piccolo, 2, "somma", "loro")


def test_the_register_says_the_formula_before_and_after(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    calcola(piccolo, 2, "percento", "i1", "i0")
    ultimo = Atto.objects.filter(azione="cambia regola").latest("pk")
    assert ultimo.dettagli["prima"] == {"calcolo": "somma", "operandi": "i0, i1"}
    assert ultimo.dettagli["dopo"] == {"calcolo": "percento", "operandi": "i1, i0"}


def test_the_page_of_the_rules_previews_also_what_is_made_of_the_indicator(piccolo: Piccolo) -> None:
    """i5 stands in the body's scorecard only; i0, from which i2 is computed, changes the SAL of i2 too."""
    calcola(piccolo, 2, "somma", "i0", "i1")
    client = entra(piccolo.controllo)
    indirizzo = f"/indicatori/{VIVO}/i0/regola/"
    dati = {
        "viste": RegoleIndicatore.di(Indicatore.objects.get(codice="i0")).impronta,
        "regola": "",
        "direzione": "crescente",
        "accumulo": "somma",
        "motivo": "Prova",
    }
    Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo, indicatore__codice="i0").delete()
    posto = Cruscotto.objects.create(ciclo=piccolo.vivo, ordine=9, codice="solo", tipo="azienda", titolo="Solo")
    nodo = Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo)[0].nodo
    Collocazione.objects.create(
        cruscotto=posto, nodo=nodo, indicatore=piccolo.indicatori[0], ordine=1, etichetta="Da solo"
    )
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo).update(testo="> 80", valore=80)
    testo = leggi(client.post(indirizzo, dati))
    assert "Voce 2" in testo
    assert "Da solo" in testo


def test_the_form_declares_it(piccolo: Piccolo) -> None:
    client = entra(piccolo.controllo)
    indirizzo = f"/indicatori/{VIVO}/i2/regola/"
    dati = {
        "viste": RegoleIndicatore.di(Indicatore.objects.get(codice="i2")).impronta,
        "regola": "",
        "direzione": "crescente",
        "accumulo": "ultimo",
        "calcolo": "somma",
        "operandi": "I0\n i2 ",
        "motivo": "Prova",
    }
    rifiutata = client.post(indirizzo, dati)
    assert rifiutata.status_code == 422
    assert "«i2» si calcola da «i2»" in leggi(rifiutata)
    anteprima = client.post(indirizzo, dati | {"operandi": "i0; i1"})
    assert "Da quali indicatori" in leggi(anteprima)
    impronta = re.search(r'name="impronta" value="(\w+)"', anteprima.content.decode())
    assert impronta
    fatta = client.post(indirizzo, dati | {"operandi": "i0; i1", "passo": "conferma", "impronta": impronta[1]})
    assert fatta.status_code == 302
    assert Indicatore.objects.get(codice="i2").codici_operandi == "i0; i1"
    assert "i0\ni1</textarea>" in client.get(indirizzo).content.decode()


# -- who sees what -----------------------------------------------------------------------------------------------------


def entra(chi: Utente) -> Client:
    client = Client()
    client.force_login(chi)
    return client


def leggi(risposta: Any) -> str:
    corpo = risposta.content.decode().partition("<main")[2]
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", corpo).split()))


@pytest.fixture
def con_individuale(piccolo: Piccolo) -> tuple[Piccolo, Utente, Utente]:
    """i2 is i0 / i3 × 100, and i3 stands only on the sheet of a manager: who enters values of another office does not
    see it, the manager and controllo do. The two people: the redattore and the manager."""
    area = Area.objects.create(ente=piccolo.ente, codice="a1", numero=1, nome="Area prima")
    ufficio = Ufficio.objects.create(ente=piccolo.ente, area=area, codice="u1", nome="Ufficio primo")
    calcola(piccolo, 2, "percento", "i0", "i3")
    Indicatore.objects.filter(codice="i3").update(nome="Segreto del dirigente")
    Collocazione.objects.filter(indicatore__codice="i3").delete()
    scheda = Cruscotto.objects.create(
        ciclo=piccolo.vivo, ordine=9, codice="dir", tipo="individuale", area=area, titolo="Scheda del dirigente"
    )
    nodo = Collocazione.objects.filter(cruscotto__ciclo=piccolo.vivo)[0].nodo
    Collocazione.objects.create(
        cruscotto=scheda, nodo=nodo, indicatore=piccolo.indicatori[3], ordine=1, etichetta="Segreto del dirigente"
    )
    redattore = Utente.objects.create(username="r", ente=piccolo.ente)
    Incarico.objects.create(utente=redattore, ruolo=Ruolo.REDATTORE, ufficio=ufficio)
    dirigente = Utente.objects.create(username="d", ente=piccolo.ente)
    Incarico.objects.create(utente=dirigente, ruolo=Ruolo.DIRIGENTE, area=area)
    return piccolo, redattore, dirigente


def test_the_page_shows_the_operands_to_who_may_see_them(con_individuale: tuple[Piccolo, Utente, Utente]) -> None:
    """12 / 900 × 100 = 1,3333."""
    piccolo, redattore, dirigente = con_individuale
    indirizzo = f"/indicatori/{VIVO}/i2/?periodo=2"
    per_chi = {chi: entra(chi) for chi in (redattore, dirigente, piccolo.controllo)}
    for chi, client in per_chi.items():
        pagina = client.get(indirizzo)
        testo = leggi(pagina)
        assert "Operando 1 / operando 2 × 100, con:" in testo
        assert "Consuntivo 1,3333%" in testo
        assert "Indicatore 0 : 12" in testo
        assert f'href="/indicatori/{VIVO}/i0/?periodo=2"' in pagina.content.decode()
        if chi is redattore:
            assert "un indicatore che non potete vedere" in testo
        else:
            assert "Segreto del dirigente : € 900" in testo
    pulito = entra(redattore)
    indirizzi = [indirizzo, f"{indirizzo}&formato=csv&tabella=operandi", f"{indirizzo}&formato=csv&tabella=posti"]
    indirizzi += [f"/cruscotti/{VIVO}/ente/", f"/cruscotti/{VIVO}/ente/?formato=csv", "/api/v1/indicatori/"]
    indirizzi += ["/api/v1/collocazioni/", f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/"]
    for uno in indirizzi:
        risposta = pulito.get(uno)
        assert risposta.status_code == 200, uno
        corpo = risposta.content.decode()
        assert "Segreto" not in corpo, uno
        assert not re.search(r"\bi3\b", corpo), uno
        assert "900" not in corpo, uno
    dettaglio = pulito.get(f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/").json()
    assert (dettaglio["calcolo"], dettaglio["operandi"]) == ("percento", ["i0", None])
    letto = per_chi[dirigente].get(f"/api/v1/indicatori/{piccolo.indicatori[2].pk}/").json()
    assert letto["operandi"] == ["i0", "i3"]
    riga_api = next(r for r in tutte(pulito, f"collocazioni/?anno={VIVO}") if r["indicatore_codice"] == "i2")
    assert riga_api["stato_valore"] == "calcolata"


def test_the_page_is_within_twelve_queries(
    con_individuale: tuple[Piccolo, Utente, Utente], django_assert_max_num_queries: Any
) -> None:
    piccolo, redattore, dirigente = con_individuale
    for chi in (redattore, dirigente, piccolo.controllo):
        client = entra(chi)
        with django_assert_max_num_queries(12):
            assert client.get(f"/indicatori/{VIVO}/i2/?periodo=2").status_code == 200


def test_before_the_year_begins_the_page_names_the_operands(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    Periodo.objects.filter(ciclo=piccolo.vivo).update(stato="futuro")
    testo = leggi(entra(piccolo.controllo).get(f"/indicatori/{VIVO}/i2/"))
    assert "Somma di 2 indicatori, con: Indicatore 0 Indicatore 1" in testo


def test_why_it_cannot_be_computed_is_on_its_page(piccolo: Piccolo) -> None:
    scrivi(piccolo, "i1", 1, "")
    scrivi(piccolo, "i1", 2, "")
    calcola(piccolo, 2, "somma", "i0", "i1")
    testo = leggi(entra(piccolo.controllo).get(f"/indicatori/{VIVO}/i2/?periodo=2"))
    assert "Consuntivo non calcolabile" in testo
    assert "Il calcolo Non calcolabile: manca l'operando 2." in testo
    assert "Indicatore 1 : manca il valore" in testo


def test_the_relazione_says_how_it_is_made_and_names_no_individual_sheet(
    con_individuale: tuple[Piccolo, Utente, Utente],
) -> None:
    piccolo, _, _ = con_individuale
    misurati_tutti = {p.codice: p for p in prospetti(piccolo)}
    from types import SimpleNamespace

    foto: Any = SimpleNamespace(prospetti=tuple(misurati_tutti.values()))
    from cruscotto.misura import Misura

    misura = Misura.dell_ente(piccolo.ente.pk)
    nomi = stampati.nomi_pubblici(foto)
    ente = stampati.cruscotto(misurati_tutti["ente"], misura, nomi)
    note = [r.nota for p in ente.prospettive for q in p.riquadri for g in q.gruppi for r in g if r.riga.codice == "i2"]
    assert note == [
        "Calcolato: operando 1 / operando 2 × 100; operando 1: Voce 0; operando 2: un indicatore che questi cruscotti "
        "non riportano."
    ]


# -- in and out --------------------------------------------------------------------------------------------------------


def test_the_export_of_the_cycle_has_formula_operands_and_values(piccolo: Piccolo) -> None:
    calcola(piccolo, 2, "percento", "i0", "i1")
    fuori = io.StringIO()
    call_command("esporta", "ciclo", "--ente", "piccolo", "--anno", str(VIVO), "--formato", "json", stdout=fuori)
    letto = json.loads(fuori.getvalue())
    assert [(o["indicatore"], o["ordine"], o["altro"]) for o in letto["operandi"]] == [("i2", 1, "i0"), ("i2", 2, "i1")]
    assert next(d for d in letto["definizioni"] if d["codice"] == "i2")["calcolo"] == "percento"
    sua = next(r for r in letto["indicatori"] if r["codice"] == "i2")
    assert (sua["consuntivo_2"], sua["consuntivo_misurato_2"]) == ("60%", "60")
    assert sua["consuntivo_1"] == "36,3636%"
    assert sua["consuntivo_misurato_1"] == "36.363636"


def importa(piccolo: Piccolo, tmp_path: Any, testo: str, fuori: io.StringIO | None = None) -> str:
    percorso = tmp_path / "foglio.csv"
    percorso.write_text(testo, encoding="utf-8")
    fuori = fuori or io.StringIO()
    argomenti = ["indicatori", str(percorso), "--ente", "piccolo", "--anno", str(VIVO)]
    call_command("importa", *argomenti, stdout=fuori, stderr=fuori)
    return fuori.getvalue()


def test_the_import_declares_formulas_and_takes_them_back_unchanged(piccolo: Piccolo, tmp_path: Any) -> None:
    foglio = "Cruscotto;Codice;Indicatore;Formula;Operandi\nente;i2;Voce 2;percentuale;i0, i1\nente;i0;Voce 0;;\n"
    importa(piccolo, tmp_path, foglio)
    i2 = Indicatore.objects.get(codice="i2")
    assert (i2.calcolo, i2.codici_operandi) == ("percento", "i0; i1")
    prima = list(Operando.objects.values())
    assert "0 modificati" in importa(piccolo, tmp_path, foglio) or "nulla" in importa(piccolo, tmp_path, foglio).lower()
    assert list(Operando.objects.values()) == prima
    importa(
        piccolo,
        tmp_path,
        "Cruscotto;Codice;Indicatore;Formula;Operandi\nente;i2;Voce 2;percentuale;i1; \n".replace("i1; ", "i1 i3"),
    )
    assert Indicatore.objects.get(codice="i2").codici_operandi == "i1; i3"
    importa(piccolo, tmp_path, "Cruscotto;Codice;Indicatore;Formula;Operandi\nente;i2;Voce 2;;\n")
    i2 = Indicatore.objects.get(codice="i2")
    assert (i2.calcolo, i2.codici_operandi) == ("", "")


@pytest.mark.parametrize(
    ("righe", "frase"),
    [
        (("ente;i2;Voce 2;somma;i0", "ente;i0;Voce 0;somma;i2"), "«i0» si calcola da «i2», che si calcola da «i0»"),
        (("ente;i2;Voce 2;potenza;i0",), "«potenza» non è una formula"),
        (("ente;i2;Voce 2;somma;i9",), "l'indicatore «i9» non c'è"),
        (("ente;i2;Voce 2;;i0",), "senza una formula questi indicatori non servono"),
        (("ente;i2;Voce 2;rapporto;i0",), "un rapporto vuole due indicatori, non 1"),
        (("ente;i2;Voce 2;somma;i0 i0",), "c'è due volte"),
        (("ente;i2;Voce 2;somma;i0 i4",), "«i4» è di tipo data"),
    ],
)
def test_the_import_refuses_at_the_cell(piccolo: Piccolo, tmp_path: Any, righe: tuple[str, ...], frase: str) -> None:
    fuori = io.StringIO()
    with pytest.raises(CommandError):
        importa(piccolo, tmp_path, "\n".join(("Cruscotto;Codice;Indicatore;Formula;Operandi", *righe)) + "\n", fuori)
    assert frase in fuori.getvalue()
    assert not Operando.objects.exists()


def test_the_actual_of_a_computed_one_in_a_sheet_is_not_taken(piccolo: Piccolo, tmp_path: Any) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    prima = Rilevazione.objects.get(indicatore__codice="i2", periodo=periodo(piccolo, 2)).testo
    detto = importa(piccolo, tmp_path, "Cruscotto;Codice;Indicatore;Consuntivo\nente;i2;Voce 2;777\n")
    assert "quello del foglio non entra" in detto
    assert Rilevazione.objects.get(indicatore__codice="i2", periodo=periodo(piccolo, 2)).testo == prima


def test_the_sheet_of_values_refuses_it(piccolo: Piccolo, tmp_path: Any) -> None:
    calcola(piccolo, 2, "somma", "i0", "i1")
    percorso = tmp_path / "valori.csv"
    percorso.write_text("Codice;Valore\ni2;5\n", encoding="utf-8")
    argomenti = ["rilevazioni", str(percorso), "--ente", "piccolo", "--anno", str(VIVO)]
    fuori = io.StringIO()
    with pytest.raises(CommandError):
        call_command("importa", *argomenti, stdout=fuori, stderr=fuori)
    assert "si calcola da altri indicatori" in fuori.getvalue()


# -- the administration ------------------------------------------------------------------------------------------------


@pytest.fixture
def amministratore(piccolo: Piccolo) -> Client:
    chi = Utente.objects.create(username="amm", ente=piccolo.ente, is_staff=True)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.AMMINISTRATORE)
    return entra(chi)


def modulo(**campi: str) -> dict[str, str]:
    """The form of a new indicator with two operands."""
    dati = {
        "codice": "nuovo",
        "nome": "Nuovo",
        "tipo": "numero",
        "accumulo": "ultimo",
        "scala": "[]",
        "punti_scala": "[]",
    }
    for prefisso in ("fasi", "storico", "operandi"):
        dati |= {f"{prefisso}-TOTAL_FORMS": "0", f"{prefisso}-INITIAL_FORMS": "0"}
    return dati | campi


def test_the_administration_adds_one_and_shows_one(piccolo: Piccolo, amministratore: Client) -> None:
    i0, i1 = piccolo.indicatori[:2]
    due = {
        "operandi-TOTAL_FORMS": "2",
        "operandi-0-altro": str(i1.pk),
        "operandi-0-ordine": "2",
        "operandi-1-altro": str(i0.pk),
        "operandi-1-ordine": "1",
    }
    rifiutata = amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(**due))
    assert "Senza una formula questi indicatori non servono" in html.unescape(rifiutata.content.decode())
    rifiutata = amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(calcolo="rapporto"))
    assert "Un rapporto vuole due indicatori, non 0" in html.unescape(rifiutata.content.decode())
    assert not Indicatore.objects.filter(codice="nuovo").exists()
    assert (
        amministratore.post("/amministrazione/cruscotto/indicatore/add/", modulo(calcolo="rapporto", **due)).status_code
        == 302
    )
    nuovo = Indicatore.objects.get(codice="nuovo")
    assert nuovo.codici_operandi == "i0; i1"
    pagina = html.unescape(
        amministratore.get(f"/amministrazione/cruscotto/indicatore/{nuovo.pk}/change/").content.decode()
    )
    assert "Cambia nella pagina delle regole dell'indicatore" in pagina
    assert 'name="operandi-0-altro"' not in pagina


def test_the_list_of_the_administration_gives_the_columns_that_the_import_reads(
    piccolo: Piccolo, amministratore: Client, tmp_path: Any
) -> None:
    calcola(piccolo, 2, "per_mille", "i0", "i1")
    csv = amministratore.get("/amministrazione/cruscotto/indicatore/export/?formato=csv").content.decode("utf-8-sig")
    assert re.search(r"\bi2\b.*per mille;i0; i1|i2.*per mille;\"i0; i1\"", csv)
