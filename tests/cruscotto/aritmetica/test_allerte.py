"""Each alert by hand, true and false, with the sentence that it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.aritmetica.accumulo import Andamento
from cruscotto.aritmetica.allerte import ALLERTE, NOMI, CasoDiAllerta, CodiceAllerta, trova_allerte
from cruscotto.aritmetica.azioni import Promessa, StatoAzione

SCADENZA = dt.date(2020, 9, 20)
TRANQUILLO = CasoDiAllerta(
    sal=D(95),
    passo=D(95),
    al_passo="",
    sal_calcolato=D(95),
    sal_dichiarato=None,
    soglia=D(90),
    motivo="",
    andamento=Andamento.STABILE,
    rilevato=True,
    dovuto=True,
    neutralizzato=False,
    scadenza=SCADENZA,
    chiuso=False,
    numerico=True,
    verso_noto=True,
    ultimo=D(95),
    precedenti=(D(90), D(100)),
    stessa_persona=False,
    valutata=False,
    oggi=SCADENZA,
)


def codici(**cambi: Any) -> set[str]:
    return {a.codice.value for a in trova_allerte(replace(TRANQUILLO, **cambi))}


def frase(codice: CodiceAllerta, **cambi: Any) -> str:
    return next(a.perche for a in trova_allerte(replace(TRANQUILLO, **cambi)) if a.codice is codice)


def test_all_is_well() -> None:
    assert codici() == set()


@pytest.mark.parametrize(
    ("cambi", "attesi"),
    [
        # the last day is still in time
        ({"rilevato": False}, {"non_rilevato"}),
        ({"rilevato": False, "oggi": dt.date(2020, 9, 21)}, {"non_rilevato", "in_ritardo"}),
        # a closed period waits no longer, whatever the day
        ({"rilevato": False, "chiuso": True, "oggi": dt.date(2020, 1, 1)}, {"non_rilevato", "in_ritardo"}),
        ({"oggi": dt.date(2021, 1, 1)}, set()),
        # a date still to come is not asked for
        ({"rilevato": False, "dovuto": False, "oggi": dt.date(2021, 1, 1)}, set()),
        # before the first period nothing is due
        ({"rilevato": False, "scadenza": None}, set()),
        ({"passo": D(90)}, set()),
        ({"passo": D("89.999999")}, {"sotto_soglia", "senza_motivazione"}),
        ({"passo": D(50), "motivo": "Personale ridotto."}, {"sotto_soglia"}),
        ({"passo": D(50), "motivo": "  \n"}, {"sotto_soglia", "senza_motivazione"}),
        ({"sal": None, "passo": None}, set()),
        # what adds up is looked at by the pace of the year
        ({"sal": D("66.7"), "passo": D(100)}, set()),
        ({"sal": D("66.7"), "passo": D(75)}, {"sotto_soglia", "senza_motivazione"}),
        # nothing entered: what is shown is of a period before, and says nothing of this one
        ({"rilevato": False, "sal": D(10), "passo": D(10)}, {"non_rilevato"}),
        ({"rilevato": False, "sal": D(10), "passo": D(10), "dovuto": False}, set()),
        ({"rilevato": False, "andamento": Andamento.PEGGIORA}, {"non_rilevato"}),
        ({"andamento": Andamento.PEGGIORA}, {"tendenza_in_calo"}),
        ({"andamento": Andamento.PEGGIORA, "sal": D(100)}, set()),
        ({"andamento": Andamento.PEGGIORA, "sal": None}, {"tendenza_in_calo"}),
        ({"andamento": Andamento.MIGLIORA}, set()),
        ({"andamento": Andamento.IGNOTO}, set()),
        ({"verso_noto": False}, {"senza_verso"}),
        ({"verso_noto": False, "numerico": False}, set()),
        # 90–100 spans 10, or a tenth of the largest, 10: three times below is 60, above is 130
        ({"ultimo": D(60)}, set()),
        ({"ultimo": D("59.99")}, {"anomalo"}),
        ({"ultimo": D(130)}, set()),
        ({"ultimo": D("130.01")}, {"anomalo"}),
        ({"ultimo": D(9500)}, {"anomalo"}),
        ({"ultimo": D(9500), "precedenti": (D(95),)}, set()),
        ({"ultimo": None}, set()),
        # values that never moved leave a tenth each way
        ({"ultimo": D(104), "precedenti": (D(80), D(80))}, set()),
        ({"ultimo": D(105), "precedenti": (D(80), D(80))}, {"anomalo"}),
        ({"sal_dichiarato": D(95)}, set()),
        ({"sal_dichiarato": D(100)}, {"dichiarato_diverso"}),
        ({"sal_dichiarato": D(100), "sal_calcolato": None}, {"dichiarato_diverso"}),
        ({"stessa_persona": True}, {"stessa_persona"}),
        ({"promesse": (Promessa(1, "Primo", "Fare", dt.date(2019, 1, 1)),)}, {"azione_scaduta"}),
        ({"promesse": (Promessa(1, "Primo", "Fare", dt.date(2019, 1, 1), StatoAzione.FATTA),)}, set()),
        # whoever is assessed on a value may well read it: what is said is that the same person also validated it
        ({"valutata": True}, set()),
    ],
)
def test_each_alert_true_and_false(cambi: dict[str, Any], attesi: set[str]) -> None:
    assert codici(**cambi) == attesi


PEGGIO: dict[str, Any] = {
    "sal": D(10),
    "passo": D(10),
    "sal_dichiarato": D(10),
    "rilevato": False,
    "andamento": Andamento.PEGGIORA,
    "verso_noto": False,
    "ultimo": D(9500),
    "stessa_persona": True,
    "oggi": dt.date(2021, 1, 1),
    "promesse": (Promessa(1, "Primo trimestre", "Assumere.", dt.date(2020, 6, 30)),),
}


def test_everything_at_once_in_order_of_importance() -> None:
    """What is not handed in is late and missing, and nothing is said of the SAL of the period before."""
    del_sal = [CodiceAllerta.SOTTO_SOGLIA, CodiceAllerta.SENZA_MOTIVAZIONE, CodiceAllerta.TENDENZA_IN_CALO]
    mancano = [CodiceAllerta.IN_RITARDO, CodiceAllerta.NON_RILEVATO]
    assente = trova_allerte(replace(TRANQUILLO, **PEGGIO))
    assert [a.codice for a in assente] == [c for c in CodiceAllerta if c not in del_sal]
    assert [a.nome for a in assente] == [NOMI[c] for c in CodiceAllerta if c not in del_sal]
    presente = trova_allerte(replace(TRANQUILLO, **PEGGIO | {"rilevato": True}))
    assert [a.codice for a in presente] == [c for c in CodiceAllerta if c not in mancano]


def test_what_is_neutralised_raises_none() -> None:
    assert codici(**PEGGIO, neutralizzato=True) == set()


@pytest.mark.parametrize(
    ("codice", "cambi", "parole"),
    [
        (CodiceAllerta.IN_RITARDO, {"rilevato": False, "chiuso": True}, "Il termine era il 20/09/2020."),
        (CodiceAllerta.SOTTO_SOGLIA, {"passo": D("83.5102")}, "Il SAL è 83,5%, sotto la soglia di 90,0%."),
        (
            CodiceAllerta.SOTTO_SOGLIA,
            {"sal": D(50), "passo": D(75), "al_passo": "A questo punto il target chiede 8: il SAL al passo è 75%."},
            "A questo punto il target chiede 8: il SAL al passo è 75%. La soglia è 90,0%.",
        ),
        (CodiceAllerta.DICHIARATO_DIVERSO, {"sal_dichiarato": D(100)}, "Dichiarato 100,0%, calcolato 95,0%."),
        (
            CodiceAllerta.DICHIARATO_DIVERSO,
            {"sal_dichiarato": D(100), "sal_calcolato": None},
            "Dichiarato 100,0%, calcolato nessuno.",
        ),
        (
            CodiceAllerta.ANOMALO,
            {"ultimo": D(9500)},
            "Il valore 9.500 è lontano da quelli precedenti, fra 90 e 100: controllate la digitazione.",
        ),
        (
            CodiceAllerta.STESSA_PERSONA,
            {"stessa_persona": True},
            "Chi ha inserito il valore lo ha anche validato: nessun altro lo ha controllato.",
        ),
        (
            CodiceAllerta.STESSA_PERSONA,
            {"stessa_persona": True, "valutata": True},
            "Chi ha inserito il valore lo ha anche validato, ed è la persona valutata con questa scheda.",
        ),
    ],
)
def test_the_sentence_says_the_figures(codice: CodiceAllerta, cambi: dict[str, Any], parole: str) -> None:
    assert frase(codice, **cambi) == parole


def test_every_alert_has_a_name_and_a_function() -> None:
    assert list(ALLERTE) == list(NOMI) == list(CodiceAllerta)


numeri = st.decimals(-1000, 1000, places=2)


@given(
    st.lists(numeri, min_size=2, max_size=8),
    st.integers(0, 7),
)
def test_a_value_already_seen_is_never_anomalous(precedenti: list[D], quale: int) -> None:
    assert "anomalo" not in codici(ultimo=precedenti[quale % len(precedenti)], precedenti=tuple(precedenti))


@given(st.decimals(0, 100, places=2), st.text(max_size=5))
def test_a_missing_reason_is_asked_only_below_the_threshold(passo: D, motivo: str) -> None:
    trovati = codici(passo=passo, motivo=motivo)
    assert ("sotto_soglia" in trovati) is (passo < TRANQUILLO.soglia)
    assert ("senza_motivazione" in trovati) is ("sotto_soglia" in trovati and not motivo.strip())
