"""Properties that hold for any value, and every pair printed in the Relazione 2019 of the demo body (section 7.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.regole import controlla_soglie
from cruscotto.aritmetica.sal import (
    Arrotondamento,
    Penalita,
    Punteggio,
    Regola,
    RegolaNonValida,
    Regole,
    Sal,
    Soglie,
    UnitaDiRitardo,
    arrotonda,
    calcola,
)
from cruscotto.aritmetica.valori import (
    Atteso,
    Consuntivo,
    Tipo,
    ValoreIllegibile,
    Verso,
    formatta_consuntivo,
    formatta_numero,
    leggi_atteso,
    leggi_consuntivo,
    leggi_numero,
)
from tests.mondi.atteso_scritto import formatta_atteso

C, G = Verso.CRESCENTE, Verso.DECRESCENTE
SCALA = ("Insufficiente", "Sufficiente", "Buono", "Ottimo")

# Printed target, actual and SAL of section 7.1 and how many of the 251 placements carry them. One SAL was lost in
# print; the row that holds two indicators is split.
COPPIE = [
    ("100%", "100%", "100%", 21),
    ("12", "13", "100%", 3),
    ("31/12/2019", "31/12/2019", "100%", 36),
    ("31/12/2019", "05/11/2019", "100%", 3),
    ("4", "4", "100%", 6),
    ("31/12/2019", "24/12/2019", "100%", 8),
    ("> 5.700 (+/- 0,05)", "6306", "100%", 2),
    ("95%", "99,9%", "100%", 1),
    ("8", "9", "100%", 3),
    ("95%", "99,7%", "100%", 3),
    ("5", "5", "100%", 3),
    ("≥ Buono", "Buono", "100%", 3),
    ("14", "15,5", "100%", 2),
    ("80%", "100%", "100%", 3),
    ("30/06/2019", "30/06/2019", "100%", 6),
    ("1,40", "1,34", "100%", 5),
    ("< 30", "16,43", "100%", 3),
    ("< 3", "0", "100%", 3),
    ("Positivo", "Positivo", "100%", 1),
    ("14", "14,95", "100%", 1),
    ("1", "1", "100%", 9),
    ("28.02.2018", "28.02.2019", "100%", 1),
    ("≥1", "0,98", "98%", 1),
    ("≥1", "1", "100%", 1),
    ("80%", "99%", "100%", 1),
    ("< 1", "0,94", "100%", 1),
    ("€ 650.000", "€ 542.816,75", "84%", 1),
    ("≥73%", "73,17%", "100%", 3),
    ("≥ 1", "0,94", "94%", 2),
    ("2", "2", "100%", 8),
    ("≥ 4", "6,08", "100%", 1),
    ("31/12/2019", "05/06/2019", "100%", 4),
    ("30/09/2019", "25/09/2019", "100%", 1),
    ("31/12/2019", "19/12/2019", "100%", 1),
    ("3", "3", "100%", 4),
    ("5%", "5%", "100%", 4),
    ("10%", "10%", "100%", 4),
    ("90%", "100%", "100%", 8),
    ("31/01/2019", "30/01/2019", "100%", 4),
    ("20", "20", "100%", 3),
    ("31/12/2019", "30/11/2019", "100%", 1),
    ("30/06/2019", "30/04/2019", "100%", 2),
    ("200", "525", "100%", 1),
    ("≥ 3", "3", "100%", 1),
    ("28/02/2019", "28/02/2019", "100%", 9),
    ("30/09/2019", "30/09/2019", "100%", 1),
    ("rispetto termini stabiliti", "rispetto termini stabiliti", "100%", 1),
    ("31/12/2019", "06/06/2019", "100%", 1),
    ("95%", "100%", "100%", 4),
    ("30/11/2019", "25/09/2019", "100%", 2),
    ("31/12/2019", "31/08/2019", "100%", 1),
    ("30/06/2019", "20/06/2019", "100%", 2),
    ("31/12/2019", "30/04/2019", "100%", 1),
    ("<1", "0,94", "100%", 2),
    ("12", "12", "100%", 1),
    ("31/05/2019", "31/05/2019", "100%", 1),
    ("> 400", "1140", "100%", 1),
    ("31/12/2019", "25/12/2019", "100%", 1),
    ("31/12/2019", "08/07/2019", "100%", 1),
    ("2", "3", "100%", 2),
    ("95%", "98%", "100%", 2),
    ("≥ 1", "1,09", "100%", 1),
    ("3,0", "1,4", "100%", 1),
    ("93%", "97,8%", "100%", 1),
    ("95%", "98,5%", "100%", 1),
    ("10", "17", "100%", 1),
    ("31/12/2019", "11/12/2019", "100%", 1),
    ("95%", "99%", "100%", 1),
    ("31/03/2019", "31/03/2019", "100%", 2),
    ("≥ 70%", "87%", "100%", 1),
    ("20", "27", "100%", 1),
    ("3", "5", "100%", 1),
    ("31.12.2019", "31.12.2019", "100%", 1),
    ("31.12.2019", "26.11.2019", "100%", 1),
    ("31.12.2019", "17/02/2020", "100%", 1),
    ("30/04/2019", "18/03/2019", "100%", 1),
    ("31/12/2019", "27/05/2019", "100%", 1),
    ("31/12/2019", "07/11/2019", "100%", 1),
    ("31/12/2019", "25/09/2019", "100%", 1),
    ("30/06/2019", "27/06/2019", "100%", 2),
    ("30/06/2019", "08/05/2019", "100%", 1),
    ("31/12/2019", "18/06/2019", "100%", 1),
    ("30/06/2019", "26/06/2019", "100%", 2),
    ("31/07/2019", "24/07/2019", "100%", 1),
    ("30/11/2019", "30/11/2019", "100%", 3),
    ("≥ 70%", "90%", "100%", 1),
    ("31/12/2019", "31/12/2019", "", 1),
    ("31.12.2019", "31/12/2019", "100%", 2),
    ("31/10/2019", "31/10/2019", "100%", 1),
    ("€ 650.000", "€ 542.817", "84%", 1),
]
DECRESCENTI = {"1,40", "3,0"}
"""Bare targets of which less is better: a judgement, as in the data."""

NON_SEGUONO = {("28.02.2018", "28.02.2019"), ("31.12.2019", "17/02/2020")}
"""Late dates printed with 100%: the two SALs that do not follow from target and actual."""


def test_le_coppie_sono_251() -> None:
    assert sum(quante for *_, quante in COPPIE) == 251


@pytest.mark.parametrize(("target", "actual", "stampato", "quante"), COPPIE)
def test_sal_stampato(target: str, actual: str, stampato: str, quante: int) -> None:
    scala = SCALA if "Buono" in actual else ()
    atteso, consuntivo = leggi_atteso(target, scala=scala), leggi_consuntivo(actual, scala=scala)
    verso = G if target in DECRESCENTI else None if atteso.verso else C
    sal = calcola(atteso, consuntivo, verso=verso, scala=scala)
    assert sal.valore is not None
    if (target, actual) in NON_SEGUONO:
        assert sal.valore == 0
        assert (stampato, quante) == ("100%", 1)
    else:
        assert f"{arrotonda(sal.valore, 0)}%" == (stampato or "100%")
    assert leggi_atteso(formatta_atteso(atteso), scala=scala) == atteso
    assert leggi_consuntivo(formatta_consuntivo(consuntivo), scala=scala) == consuntivo


# -- strategies ------------------------------------------------------------

numeri = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
positivi = st.decimals(min_value=D("0.001"), max_value=10**6, places=3)
versi = st.sampled_from([C, G])
date = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2050, 12, 31))
unita = st.sampled_from(["", "%", "€", "giorni", "‰"])
TIPI = {"%": Tipo.PERCENTUALE, "€": Tipo.EURO}
NUMERICHE = (Regola.PERCENTUALE_TARGET, Regola.RAPPORTO_INVERSO, Regola.AVANZAMENTO, Regola.SOGLIE3, Regola.SOGLIE4)
NUMERICHE_TUTTE = (*NUMERICHE, Regola.ANNO_PRECEDENTE, Regola.VALORE_DIRETTO, Regola.SCOSTAMENTO_ASSOLUTO)


def numero(valore: D) -> Consuntivo:
    return Consuntivo("", Tipo.NUMERO, valore)


@st.composite
def impostazioni(draw: st.DrawFn) -> tuple[Atteso, Regole, Verso, D]:
    """A numeric target with any rule, direction, tolerance, strictness, cap and ordered thresholds."""
    verso = draw(versi)
    m, t, massima, x = sorted(draw(st.tuples(numeri, numeri, numeri, numeri)), reverse=verso is G)
    minimo, massimo = sorted(draw(st.tuples(numeri, numeri)))
    tolleranza = draw(st.none() | st.decimals(min_value=0, max_value=10, places=2))
    atteso = Atteso(
        "",
        Tipo.NUMERO,
        verso,
        t,
        stretto=draw(st.booleans()),
        tolleranza=tolleranza,
        tolleranza_relativa=draw(st.booleans()) and tolleranza is not None,
    )
    regole = Regole(
        draw(st.sampled_from(NUMERICHE_TUTTE)),
        minimo=minimo,
        massimo=massimo,
        uguale_mancato=draw(st.booleans()),
        soglie=Soglie(m, massima, x),
        punteggio_scostamento=True,
    )
    return atteso, regole, verso, draw(numeri)


def senza_float(valore: Any) -> bool:
    if isinstance(valore, float):
        return False
    if isinstance(valore, tuple):
        return all(senza_float(v) for v in valore)
    return True


# -- properties ------------------------------------------------------------


@given(impostazioni(), numeri, numeri)
def test_entro_i_limiti_monotono_e_mai_float(caso: tuple[Atteso, Regole, Verso, D], a: D, b: D) -> None:
    atteso, regole, verso, precedente = caso
    peggiore, migliore = sorted((a, b), reverse=verso is G and regole.regola is not Regola.VALORE_DIRETTO)
    esiti = [calcola(atteso, numero(v), regole, precedente=precedente) for v in (peggiore, migliore)]
    for sal in esiti:
        assert sal.valore is not None
        assert regole.minimo <= sal.valore <= regole.massimo
        assert all(senza_float(getattr(sal, campo.name)) for campo in fields(Sal))
        assert type(sal.grezzo) is D and type(sal.valore) is D
    primo, secondo = (e.valore for e in esiti)
    assert primo is not None and secondo is not None
    assert primo <= secondo


@given(positivi, positivi, positivi, versi, st.sampled_from([Regola.PERCENTUALE_TARGET, Regola.RAPPORTO_INVERSO]))
def test_la_scala_di_misura_non_conta(t: D, a: D, k: D, verso: Verso, regola: Regola) -> None:
    """Thousands of euro or euro: the same SAL, to the last digit."""
    uno = calcola(Atteso("", Tipo.NUMERO, valore=t), numero(a), Regole(regola), verso=verso)
    altro = calcola(Atteso("", Tipo.NUMERO, valore=t * k), numero(a * k), Regole(regola), verso=verso)
    assert (uno.grezzo, uno.valore) == (altro.grezzo, altro.valore)


@given(positivi, versi, st.sampled_from(NUMERICHE))
def test_chi_fa_il_target_ha_cento(t: D, verso: Verso, regola: Regola) -> None:
    s = -1 if verso is G else 1
    regole = Regole(regola, soglie=Soglie(t - s, t + s, t + 2 * s))
    assert calcola(Atteso("", Tipo.NUMERO, valore=t), numero(t), regole, verso=verso, precedente=t - s).valore == 100


@given(
    date,
    date,
    date,
    st.none() | st.builds(Penalita, positivi, st.sampled_from(UnitaDiRitardo), positivi),
    st.booleans(),
)
def test_prima_non_vale_mai_meno(t: dt.date, a: dt.date, b: dt.date, penalita: Penalita | None, severo: bool) -> None:
    regole = Regole(penalita=penalita, uguale_mancato=severo)
    atteso = Atteso("", Tipo.DATA, data=t, stretto=severo)
    tardi, presto = (calcola(atteso, Consuntivo("", Tipo.DATA, data=d), regole) for d in (max(a, b), min(a, b)))
    assert tardi.valore is not None and presto.valore is not None
    assert 0 <= tardi.valore <= presto.valore <= 100
    if max(a, b) > t:
        assert tardi.valore < 100 or (penalita is not None and penalita.minimo >= 100)


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4), st.integers(0, 3), st.integers(1, 20))
def test_una_fase_piu_avanti_non_toglie(fatte: list[int], quale: int, passo: int) -> None:
    atteso = leggi_atteso("10/20/30/40 %")
    avanti = [min(100, f + passo) if i == quale else f for i, f in enumerate(fatte)]
    prima, dopo = (calcola(atteso, leggi_consuntivo("/".join(map(str, f)) + " %")) for f in (fatte, avanti))
    assert prima.valore is not None and dopo.valore is not None
    assert 0 <= prima.valore <= dopo.valore <= 100


@given(st.sampled_from(SCALA), st.sampled_from(SCALA), st.sampled_from(SCALA), st.booleans())
def test_un_livello_migliore_non_toglie(target: str, a: str, b: str, severo: bool) -> None:
    atteso = leggi_atteso(f"> {target}", scala=SCALA)
    regole = Regole(valori_scala=tuple((nome, D(25 * i)) for i, nome in enumerate(SCALA)), uguale_mancato=severo)
    peggio, meglio = sorted((a, b), key=SCALA.index)
    valori = [calcola(atteso, leggi_consuntivo(v, scala=SCALA), regole, scala=SCALA).valore for v in (peggio, meglio)]
    assert valori[0] is not None and valori[1] is not None
    assert 0 <= valori[0] <= valori[1] <= 100


@given(numeri)
def test_numero_riletto(valore: D) -> None:
    assert leggi_numero(formatta_numero(valore))[0] == valore


@given(numeri, unita, st.none() | versi, st.booleans(), st.booleans(), st.none() | positivi, st.booleans())
def test_atteso_riletto(
    valore: D, misura: str, verso: Verso | None, stretto: bool, uguale: bool, tolleranza: D | None, relativa: bool
) -> None:
    uguale = uguale and verso is C and not stretto
    atteso = Atteso(
        "",
        TIPI.get(misura, Tipo.NUMERO),
        verso,
        valore,
        stretto=stretto and verso is not None,
        uguale=uguale,
        unita=misura,
        tolleranza=tolleranza,
        tolleranza_relativa=relativa and tolleranza is not None,
    )
    assert leggi_atteso(formatta_atteso(atteso)) == atteso
    calcolato = replace(atteso, tipo=Tipo.CALCOLATO)
    assert leggi_atteso(formatta_atteso(calcolato), tipo=Tipo.CALCOLATO) == calcolato


@given(numeri, numeri.filter(bool), st.booleans())
def test_rapporto_riletto(a: D, b: D, percento: bool) -> None:
    scritto = f"1{'%' if percento else ''} ({formatta_numero(a)}/{formatta_numero(b)})"
    letto = leggi_consuntivo(scritto)
    riletto = leggi_consuntivo(formatta_consuntivo(letto))
    assert riletto == letto
    assert not [avviso for avviso in riletto.avvisi if "non torna" in avviso]


@given(date, st.booleans())
def test_data_riletta(data: dt.date, stretto: bool) -> None:
    atteso = Atteso("", Tipo.DATA, data=data, stretto=stretto)
    assert leggi_atteso(formatta_atteso(atteso)) == atteso
    consuntivo = Consuntivo("", Tipo.DATA, data=data)
    assert leggi_consuntivo(formatta_consuntivo(consuntivo)) == consuntivo


@given(st.text(max_size=250) | st.text(alphabet="0123456789.,/-+%€()<>=≥ ±eE'", max_size=40))
def test_nessun_testo_rompe_il_lettore(testo: str) -> None:
    leggi: Callable[[str], Atteso | Consuntivo]
    for leggi in (leggi_atteso, leggi_consuntivo):
        try:
            letto = leggi(testo)
        except ValoreIllegibile as errore:
            assert str(errore).isprintable() and len(str(errore)) < 400
        else:
            assert all(senza_float(getattr(letto, campo.name)) for campo in fields(letto))
            assert letto.valore is None or letto.valore.is_finite()
            assert letto.testo == testo


@given(numeri, st.integers(0, 6))
def test_arrotondare_sposta_al_piu_mezza_unita(valore: D, decimali: int) -> None:
    passo = D(1).scaleb(-decimali)
    assert abs(arrotonda(valore, decimali) - valore) <= passo / 2
    troncato = arrotonda(valore, decimali, Arrotondamento.TRONCATO)
    assert abs(troncato) <= abs(valore) and abs(valore - troncato) < passo


@given(st.lists(numeri, min_size=3, max_size=3, unique=True), versi)
def test_soglie_accettate_solo_in_ordine(terna: list[D], verso: Verso) -> None:
    m, t, massima = terna
    in_ordine = m < t < massima if verso is C else m > t > massima
    soglie = Soglie(m, massima)
    if in_ordine:
        assert controlla_soglie(soglie, t, verso) is soglie
    else:
        with pytest.raises(RegolaNonValida):
            controlla_soglie(soglie, t, verso)


def test_punteggio_predefinito() -> None:
    assert (Regole().punteggio, Regole().minimo, Regole().massimo) == (Punteggio.MASSIMALE, D(0), D(100))
