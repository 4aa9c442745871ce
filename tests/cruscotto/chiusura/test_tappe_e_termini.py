"""When a period may be opened, closed or given back; the periods of a year; the days on which somebody is reminded."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.chiusura.situazione import parti_dell_anno, tappe, termine_relazione
from cruscotto.chiusura.solleciti import Cosa, Sospeso, in_finestra, oggetto_lettera, tocca
from cruscotto.models import Cadenza, Ciclo, ImpostazioniSolleciti, Periodo, StatoCiclo, StatoPeriodo
from ente.models import Ente

ENTE = Ente(codice="e", denominazione="Ente di prova")
GIORNI = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
REGOLE = st.builds(
    ImpostazioniSolleciti,
    primo_giorno=st.integers(0, 60),
    ultimo_giorno=st.integers(0, 60),
    ogni_giorni=st.integers(1, 30),
)


def periodi(*stati: str) -> list[Periodo]:
    return [Periodo(numero=n, nome=f"Periodo {n}", stato=stato) for n, stato in enumerate(stati, 1)]


# -- the acts possible now ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ciclo", "stati", "apribili", "chiudibili", "riapribili"),
    [
        ("pianificazione", ("futuro", "futuro"), [1], [], []),
        ("monitoraggio", ("aperto", "futuro"), [], [1], []),
        ("monitoraggio", ("chiuso", "futuro"), [2], [], [1]),
        ("monitoraggio", ("chiuso", "futuro", "futuro"), [2], [], [1]),
        ("monitoraggio", ("futuro", "aperto", "futuro"), [1], [2], []),
        ("consuntivo", ("chiuso", "futuro"), [], [], [1]),
        ("relazione_approvata", ("chiuso", "chiuso"), [], [], []),
    ],
)
def test_the_acts_possible_on_each_period(
    ciclo: str, stati: tuple[str, ...], apribili: list[int], chiudibili: list[int], riapribili: list[int]
) -> None:
    """The first opens by itself, another only after all those before it are closed; of an adopted year nothing."""
    trovate = tappe(Ciclo(ente=ENTE, anno=2024, stato=ciclo), periodi(*stati))
    assert [t.periodo.numero for t in trovate if t.apribile] == apribili
    assert [t.periodo.numero for t in trovate if t.chiudibile] == chiudibili
    assert [t.periodo.numero for t in trovate if t.riapribile] == riapribili


@given(
    st.sampled_from([s.value for s in StatoCiclo]),
    st.lists(st.sampled_from([s.value for s in StatoPeriodo]), max_size=5),
)
def test_one_period_at_a_time_may_open_and_each_has_one_act(stato: str, stati: list[str]) -> None:
    trovate = tappe(Ciclo(ente=ENTE, anno=2024, stato=stato), periodi(*stati))
    assert len(trovate) == len(stati)
    assert sum(t.apribile for t in trovate) <= 1
    assert all(t.apribile + t.chiudibile + t.riapribile <= 1 for t in trovate)


# -- the periods of a year ---------------------------------------------------------------------------------------------


@given(st.integers(1990, 2100), st.sampled_from(list(Cadenza)))
def test_the_periods_of_a_year_cover_it_without_gaps(anno: int, cadenza: Cadenza) -> None:
    parti = parti_dell_anno(anno, cadenza)
    assert len(parti) == {"trimestre": 4, "quadrimestre": 3, "semestre": 2, "anno": 1}[cadenza.value]
    assert (parti[0][1], parti[-1][2]) == (dt.date(anno, 1, 1), dt.date(anno, 12, 31))
    for (_, _, fine), (_, inizio, _) in itertools.pairwise(parti):
        assert inizio - fine == dt.timedelta(days=1)
    assert len({nome for nome, _, _ in parti}) == len(parti)
    assert termine_relazione(anno) == dt.date(anno + 1, 6, 30)


# -- who is reminded when ----------------------------------------------------------------------------------------------


@given(GIORNI, REGOLE, st.integers(-100, 100))
def test_a_deadline_is_reminded_from_its_first_day_to_its_last(
    scadenza: dt.date, regole: ImpostazioniSolleciti, scarto: int
) -> None:
    giorno = scadenza + dt.timedelta(days=scarto)
    assert in_finestra(giorno, scadenza, regole) == (-regole.primo_giorno <= scarto <= regole.ultimo_giorno)


@given(GIORNI, REGOLE, st.lists(st.integers(-100, 100), max_size=4), st.none() | st.integers(0, 60))
def test_a_person_is_reminded_when_one_deadline_is_near_and_the_last_letter_is_old(
    giorno: dt.date, regole: ImpostazioniSolleciti, scarti: list[int], fa: int | None
) -> None:
    scadenze = [giorno + dt.timedelta(days=n) for n in scarti]
    ultimo = None if fa is None else giorno - dt.timedelta(days=fa)
    vicina = any(in_finestra(giorno, s, regole) for s in scadenze)
    vecchia = fa is None or fa >= regole.ogni_giorni
    assert tocca(giorno, scadenze, ultimo, regole) == (vicina and vecchia)


@pytest.mark.parametrize(
    ("campi", "atteso"),
    [
        ({"cosa": Cosa.INSERIRE, "quanti": 1}, "1 valore da inserire, entro il 10/05/2024 – Ente di prova"),
        ({"cosa": Cosa.INSERIRE, "quanti": 2}, "2 valori da inserire, entro il 10/05/2024 – Ente di prova"),
        ({"cosa": Cosa.VALIDARE, "quanti": 3}, "3 valori da validare, entro il 10/05/2024 – Ente di prova"),
        (
            {"cosa": Cosa.VALIDARE, "quanti": 1, "giorno": dt.date(2024, 5, 11)},
            "1 valore da validare, il termine era il 10/05/2024 – Ente di prova",
        ),
        ({"cosa": Cosa.CHIUDERE, "quanti": 0}, "Primo\tperiodo 2024 da chiudere – Ente di prova".replace("\t", " ")),
    ],
)
def test_the_subject_of_a_letter_says_the_most_urgent_on_one_line(campi: dict[str, Any], atteso: str) -> None:
    """A line break in a name would begin another header."""
    periodo = Periodo(ciclo=Ciclo(ente=ENTE, anno=2024), numero=1, nome="Primo\r\nperiodo")
    scadenza = dt.date(2024, 5, 10)
    sospeso = Sospeso(
        **{"periodo": periodo, "dove": "", "restituiti": 0, "scadenza": scadenza, "giorno": scadenza, **campi}
    )
    assert oggetto_lettera([sospeso]) == atteso
