"""Indicators made of others: what each formula gives, why it gives nothing, what may not be declared."""

from __future__ import annotations

from decimal import Decimal as D
from decimal import localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import CONTESTO
from cruscotto.aritmetica.formule import (
    FATTORI,
    Definizione,
    Esito,
    Formula,
    OperandoAllaData,
    calcola,
    chi_ne_parte,
    controlla_formula,
    in_parole,
    ordine_di_calcolo,
    solo_di,
    trova_giro,
)
from cruscotto.aritmetica.sal import RegolaNonValida

F, E = Formula, Esito


def termini(*valori: str | None, unita: str = "") -> list[OperandoAllaData]:
    """Operands: a number, None for a missing one, ``!`` for what cannot be computed, ``~`` for what is neutralised."""
    stati = {None: E.MANCANTE, "!": E.IMPOSSIBILE, "~": E.NEUTRALIZZATO}
    return [
        OperandoAllaData(f"i{n}", stati[v])
        if v in stati
        else OperandoAllaData(f"i{n}", E.CALCOLATO, D(str(v)), unita, str(v))
        for n, v in enumerate(valori, 1)
    ]


@pytest.mark.parametrize(
    ("formula", "operandi", "valore"),
    [
        (F.RAPPORTO, ["3", "4"], "0.75"),
        (F.PERCENTO, ["3", "4"], "75"),
        (F.PER_MILLE, ["3", "4"], "750"),
        (F.PERCENTO, ["0", "4"], "0"),
        (F.SOMMA, ["3", "4", "8"], "15"),
        (F.SOMMA, ["-3"], "-3"),
        (F.MINIMO, ["4", "3", "8"], "3"),
        (F.MASSIMO, ["4", "8", "3"], "8"),
        (F.CONTEGGIO, ["3", None, "0", "!", "~"], "2"),
        (F.CONTEGGIO, [None], "0"),
        (F.MEDIANA, ["8", "3", "4"], "4"),
        (F.MEDIANA, ["8", "3", "4", "0"], "3.5"),
        (F.MEDIA, ["3", "4", "8"], "5"),
        (F.MEDIA, ["3", "~", "5"], "4"),
        (F.SOMMA, ["3", "~", "5"], "8"),
    ],
)
def test_what_a_formula_gives(formula: Formula, operandi: list[str | None], valore: str) -> None:
    fatto = calcola(formula, termini(*operandi))
    assert (fatto.valore, fatto.stato) == (D(valore), E.CALCOLATO)
    assert fatto.frase.startswith(f"Calcolato: {in_parole(formula, len(operandi))} = {fatto.testo}")


@pytest.mark.parametrize(
    ("formula", "operandi", "stato", "frase"),
    [
        (F.RAPPORTO, ["3", "0"], E.IMPOSSIBILE, "Non calcolabile: il denominatore, l'operando 2, è zero."),
        (F.PERCENTO, ["0", "0"], E.IMPOSSIBILE, "Non calcolabile: il denominatore, l'operando 2, è zero."),
        (F.RAPPORTO, [None, "2"], E.MANCANTE, "Non calcolabile: manca l'operando 1."),
        (F.RAPPORTO, ["2", None], E.MANCANTE, "Non calcolabile: manca l'operando 2."),
        (F.RAPPORTO, [None, "~"], E.NEUTRALIZZATO, "Neutralizzato: l'operando 2 è fuori dalle medie."),
        (F.RAPPORTO, ["3", "!"], E.IMPOSSIBILE, "non si calcola o non si legge l'operando 2."),
        (F.SOMMA, ["3", None, "5", None], E.MANCANTE, "mancano gli operandi 2 e 4."),
        (F.SOMMA, ["!", None], E.MANCANTE, "manca l'operando 2."),
        (F.MEDIA, ["~", "~"], E.NEUTRALIZZATO, "Neutralizzato: gli operandi 1 e 2 sono fuori dalle medie."),
        (F.SOMMA, [None] * 9, E.MANCANTE, "operandi 1, 2, 3, 4, 5 e altri 4."),
        (F.PERCENTO, ["1", "2", "3"], E.IMPOSSIBILE, "Non calcolabile: un rapporto vuole due indicatori, non 3"),
        (F.MEDIA, [], E.IMPOSSIBILE, "Non calcolabile: un indicatore calcolato vuole almeno un altro indicatore"),
    ],
)
def test_why_it_gives_nothing(formula: Formula, operandi: list[str | None], stato: Esito, frase: str) -> None:
    fatto = calcola(formula, termini(*operandi))
    assert (fatto.valore, fatto.stato, fatto.testo) == (None, stato, "")
    assert frase in fatto.frase


def test_a_neutralised_operand_is_said() -> None:
    assert calcola(F.MEDIA, termini("3", "~", "5")).frase == (
        "Calcolato: media di 3 indicatori = 4, senza l'operando 2 neutralizzato."
    )


def test_what_is_shown_has_four_decimals_and_what_is_kept_has_all() -> None:
    terzo = calcola(F.RAPPORTO, termini("1", "3"))
    assert terzo.testo == "0,3333"
    assert terzo.valore is not None
    assert len(terzo.valore.as_tuple().digits) == CONTESTO.prec
    assert calcola(F.PERCENTO, termini("2", "5")).testo == "40%"
    assert calcola(F.PERCENTO, termini("1", "3")).testo == "33,3333%"
    assert calcola(F.SOMMA, termini("1000", "234.5", unita="€")).testo == "€ 1.234,5"
    assert calcola(F.SOMMA, termini("9" * 24, "1")).testo == "1" + ".000" * 8


# -- units -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "unita", "dichiarata", "attesa"),
    [
        (F.RAPPORTO, ("€", "ore"), "€/ora", "€/ora"),
        (F.RAPPORTO, ("", ""), "", ""),
        (F.PERCENTO, ("€", "€"), "", "%"),
        (F.PER_MILLE, ("", "abitanti"), "", "‰"),
        (F.SOMMA, ("€", "€"), "", "€"),
        (F.MEDIA, ("%", "%"), "%", "%"),
        (F.MEDIA, ("giorni", ""), "", "giorni"),
        (F.CONTEGGIO, ("€", "%"), "indicatori", "indicatori"),
        (F.SOMMA, ("€", "%"), "", None),
        (F.SOMMA, ("€", "€"), "giorni", None),
        (F.MEDIA, ("%", ""), "", None),
        (F.MASSIMO, ("", ""), "%", None),
    ],
)
def test_units(formula: Formula, unita: tuple[str, str], dichiarata: str, attesa: str | None) -> None:
    """What is added or compared is in one unit; a bare number beside a percentage might be a share."""
    operandi = [OperandoAllaData(f"i{n}", E.CALCOLATO, D(2), u) for n, u in enumerate(unita)]
    fatto = calcola(formula, operandi, dichiarata)
    if attesa is None:
        assert fatto.stato is E.IMPOSSIBILE
        assert "unità" in fatto.frase
    else:
        assert (fatto.stato, fatto.unita) == (E.CALCOLATO, attesa)
        assert bool(fatto.avvisi) is (
            formula not in FATTORI and formula is not F.CONTEGGIO and "" in unita and attesa != ""
        )


# -- properties --------------------------------------------------------------------------------------------------------

numeri = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False)
elenchi = st.lists(numeri, min_size=1, max_size=20)


@given(a=numeri, b=numeri.filter(bool), formula=st.sampled_from(list(FATTORI)))
def test_a_ratio_goes_back_to_its_operands(a: D, b: D, formula: Formula) -> None:
    valore = calcola(formula, termini(str(a), str(b))).valore
    assert valore is not None
    esatto = Fraction(a) * FATTORI[formula] / Fraction(b)
    assert abs(Fraction(valore) - esatto) <= abs(esatto) / 10 ** (CONTESTO.prec - 2)


@given(valori=elenchi, seme=st.randoms())
def test_what_has_no_order_does_not_depend_on_it(valori: list[D], seme: object) -> None:
    mischiati = valori.copy()
    seme.shuffle(mischiati)  # type: ignore[attr-defined]
    for formula in (F.SOMMA, F.MEDIA, F.MINIMO, F.MASSIMO, F.MEDIANA, F.CONTEGGIO):
        uno = calcola(formula, termini(*map(str, valori))).valore
        altro = calcola(formula, termini(*map(str, mischiati))).valore
        assert uno is not None
        assert altro == uno


@given(valori=elenchi)
def test_middles_lie_between_the_extremes(valori: list[D]) -> None:
    def di(formula: Formula) -> D:
        valore = calcola(formula, termini(*map(str, valori))).valore
        assert valore is not None
        return valore

    assert di(F.MINIMO) <= di(F.MEDIANA) <= di(F.MASSIMO)
    poco = D(10) ** -60
    assert di(F.MINIMO) - poco <= di(F.MEDIA) <= di(F.MASSIMO) + poco
    with localcontext(CONTESTO):
        assert abs(di(F.MEDIA) * len(valori) - di(F.SOMMA)) < poco


@given(valori=elenchi, posto=st.integers(0, 19), formula=st.sampled_from([f for f in F if f is not F.CONTEGGIO]))
def test_a_missing_operand_is_never_taken_for_zero(valori: list[D], posto: int, formula: Formula) -> None:
    scritti: list[str | None] = [str(v) for v in (valori * 2)[:2] if formula in FATTORI] or [str(v) for v in valori]
    scritti[posto % len(scritti)] = None
    fatto = calcola(formula, termini(*scritti))
    assert (fatto.valore, fatto.stato) == (None, E.MANCANTE)


# -- what may be declared ----------------------------------------------------------------------------------------------


def d(codice: str, *operandi: int, formula: str = "", tipo: str = "numero", unita: str = "") -> Definizione:
    return Definizione(codice, tipo, unita, "ultimo", formula or ("somma" if operandi else ""), operandi)


def test_nothing_counts_itself_and_the_chain_is_named() -> None:
    grafo = {1: d("a", 2, 4), 2: d("b", 3), 3: d("c", 1), 4: d("d")}
    with pytest.raises(RegolaNonValida) as errore:
        controlla_formula(1, grafo)
    assert str(errore.value) == (
        "Un indicatore non conta mai se stesso: «a» si calcola da «b», che si calcola da «c», che si calcola da «a»."
    )
    controlla_formula(1, grafo | {3: d("c", 4)})
    with pytest.raises(RegolaNonValida, match="«a» si calcola da «a»"):
        controlla_formula(1, {1: d("a", 1)})


@pytest.mark.parametrize(
    ("definizione", "frase"),
    [
        (d("x", 1, 2, 3, formula="rapporto"), "Un rapporto vuole due indicatori, non 3"),
        (d("x", formula="media"), "almeno un altro indicatore"),
        (d("x", 1, tipo="data"), "Una data non si calcola da altri"),
        (d("x", 4), "«quando» è una data"),
        (d("x", 1, 2, formula="somma"), "«euro» in «€», «quota» in «%»"),
        (d("x", 1, formula="media", unita="giorni"), "«x» in «giorni», «euro» in «€»"),
        (d("x", 1, 3, formula="percento", unita="giorni"), "Questa formula dà un valore in «%»"),
        (d("x", 1, 3, formula="rapporto", unita="%"), "vuole il rapporto per 100 o per 1.000"),
    ],
)
def test_a_formula_that_could_give_nothing_is_refused(definizione: Definizione, frase: str) -> None:
    altri = {1: d("euro", unita="€"), 2: d("quota", unita="%"), 3: d("nudo"), 4: d("quando", tipo="data")}
    with pytest.raises(RegolaNonValida, match=frase):
        controlla_formula(9, altri | {9: definizione})


@pytest.mark.parametrize(
    "definizione",
    [
        d("x", 1, 3, formula="rapporto", unita="€/abitante"),
        d("x", 1, 2, 3, formula="conteggio", unita="indicatori"),
        d("x", 1, 3, formula="percento", unita="%"),
        d("x", 1, 5, formula="somma", unita="€"),
        d("x", 2, formula="media"),
    ],
)
def test_a_formula_that_can_give_a_value_is_taken(definizione: Definizione) -> None:
    altri = {1: d("euro", unita="€"), 2: d("quota", unita="%"), 3: d("nudo"), 5: d("altro", 1, unita="€")}
    controlla_formula(9, altri | {9: definizione})
    assert solo_di([9], altri | {9: definizione}).keys() >= {9, *definizione.operandi}


def test_a_part_of_a_graph_has_each_once() -> None:
    rombo = {1: d("a", 2, 3), 2: d("b", 4), 3: d("c", 4), 4: d("fondo"), 5: d("fuori")}
    assert solo_di([1, 2], rombo) == {k: rombo[k] for k in (1, 2, 3, 4)}


def test_too_many_operands() -> None:
    altri = {n: d(f"i{n}") for n in range(101)}
    with pytest.raises(RegolaNonValida, match="al massimo 100"):
        controlla_formula(999, altri | {999: d("x", *altri)})


@given(archi=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25))
def test_the_order_has_each_after_its_operands_and_leaves_out_circles(archi: list[tuple[int, int]]) -> None:
    operandi: dict[int, list[int]] = {}
    for da, a in dict.fromkeys(archi):
        operandi.setdefault(da, []).append(a)
    grafo = {n: d(f"i{n}", *operandi.get(n, ())) for n in range(8)}
    ordine = ordine_di_calcolo(grafo)
    for posto, chiave in enumerate(ordine):
        assert {o for o in grafo[chiave].operandi if grafo[o].formula} <= set(ordine[:posto])
    calcolate = {k for k in grafo if grafo[k].formula}
    in_giro = {k for k in calcolate if trova_giro(k, grafo)}
    bloccate = in_giro | {k for g in in_giro for k in chi_ne_parte(g, grafo)}
    assert set(ordine) == calcolate - bloccate
    for k in in_giro:
        giro = trova_giro(k, grafo)
        assert giro[0] == giro[-1] == k
        assert all(dopo in grafo[prima].operandi for prima, dopo in pairwise(giro))


def test_a_long_chain_neither_overflows_nor_takes_a_deep_stack() -> None:
    grafo = {n: d(f"i{n}", n + 1) for n in range(3000)} | {3000: d("fondo")}
    assert ordine_di_calcolo(dict(list(grafo.items())[-400:]))[0] == 2999
    assert trova_giro(0, grafo) == ()
    assert len(solo_di([0], grafo)) == 3001
    assert len(chi_ne_parte(3000, dict(list(grafo.items())[-200:]))) == 199
