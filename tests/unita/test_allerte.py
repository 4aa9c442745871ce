"""Each alert by hand, true and false, with the sentence that it says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.allerte import ALLERTE, NOMI, Caso, CodiceAllerta, attesa, trova_allerte
from cruscotto.periodi import Accumulo, Andamento

SCADENZA = dt.date(2020, 9, 20)
TRANQUILLO = Caso(
    sal=D(95),
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
    accumulo=Accumulo.ULTIMO,
    quota_anno=D(2) / 3,
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
        ({"sal": D(90)}, set()),
        ({"sal": D("89.999999")}, {"sotto_soglia", "senza_motivazione"}),
        ({"sal": D(50), "motivo": "Personale ridotto."}, {"sotto_soglia"}),
        ({"sal": D(50), "motivo": "  \n"}, {"sotto_soglia", "senza_motivazione"}),
        ({"sal": None}, set()),
        # what adds up is asked in proportion: 90 × 2/3 = 60
        ({"sal": D(60), "accumulo": Accumulo.CUMULATO}, set()),
        ({"sal": D(60), "accumulo": Accumulo.SOMMA}, set()),
        ({"sal": D("59.9"), "accumulo": Accumulo.SOMMA}, {"sotto_soglia", "senza_motivazione"}),
        ({"sal": D(60), "accumulo": Accumulo.MEDIA}, {"sotto_soglia", "senza_motivazione"}),
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
        # whoever is assessed on a value may well read it: what is said is that the same person also validated it
        ({"valutata": True}, set()),
    ],
)
def test_each_alert_true_and_false(cambi: dict[str, Any], attesi: set[str]) -> None:
    assert codici(**cambi) == attesi


PEGGIO: dict[str, Any] = {
    "sal": D(10),
    "sal_dichiarato": D(10),
    "rilevato": False,
    "andamento": Andamento.PEGGIORA,
    "verso_noto": False,
    "ultimo": D(9500),
    "stessa_persona": True,
    "oggi": dt.date(2021, 1, 1),
}


def test_everything_at_once_in_order_of_importance() -> None:
    trovate = trova_allerte(replace(TRANQUILLO, **PEGGIO))
    assert [a.codice for a in trovate] == list(CodiceAllerta)
    assert [a.nome for a in trovate] == [NOMI[c] for c in CodiceAllerta]


def test_what_is_neutralised_raises_none() -> None:
    assert codici(**PEGGIO, neutralizzato=True) == set()


@pytest.mark.parametrize(
    ("codice", "cambi", "parole"),
    [
        (CodiceAllerta.IN_RITARDO, {"rilevato": False, "chiuso": True}, "Il termine era il 20/09/2020."),
        (CodiceAllerta.SOTTO_SOGLIA, {"sal": D("83.5102")}, "Il SAL è 83,5%, sotto il 90,0% atteso a questo punto."),
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


@given(st.decimals(0, 100, places=2), st.sampled_from(Accumulo), st.integers(1, 4), st.text(max_size=5))
def test_a_missing_reason_is_asked_only_below_the_threshold(sal: D, modo: Accumulo, periodo: int, motivo: str) -> None:
    cambi: dict[str, Any] = {"sal": sal, "accumulo": modo, "quota_anno": D(periodo) / 4, "motivo": motivo}
    trovati = codici(**cambi)
    assert ("sotto_soglia" in trovati) is (sal < attesa(replace(TRANQUILLO, **cambi)))
    assert ("senza_motivazione" in trovati) is ("sotto_soglia" in trovati and not motivo.strip())
