"""The acts on periods and cycles: who may, from which state, what the close does to what lacks, and who comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.chiusura.actions.periodi import (
    ChiusuraDaConfermare,
    ChiusuraVietata,
    apri_periodo,
    chiudi_periodo,
    crea_periodi,
    leggi_conseguenze,
    riapri_ufficio,
    richiudi_ufficio,
)
from cruscotto.chiusura.situazione import parti_dell_anno
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Cadenza, Ciclo, Fotografia, Periodo, Riapertura, StatoCiclo, StatoPeriodo
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore, riammetti_valore
from ente.models import Atto, Utente
from tests.mondi.scena import ANNO, PERSONE, Scena, atti, chiudi, crea_scena, fra

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
FUTURO, APERTO, CHIUSO = StatoPeriodo


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


# -- who may -----------------------------------------------------------------------------------------------------------


def _prepara(scena: Scena, numero: int, stato: StatoPeriodo) -> Periodo:
    for precedente in range(1, numero):
        scena.stato(precedente, CHIUSO)
    return scena.stato(numero, stato)


ATTI: dict[str, Callable[[Scena, Utente], object]] = {
    "crea": lambda s, da: crea_periodi(ciclo=s.ciclo, cadenza=Cadenza.QUADRIMESTRE, da=da),
    "apri": lambda s, da: apri_periodo(periodo=_prepara(s, 1, FUTURO), scadenza=fra(10), da=da),
    "chiudi": lambda s, da: chiudi_periodo(periodo=_prepara(s, 1, APERTO), conferma="4-0-0", da=da),
    "riapri": lambda s, da: riapri_ufficio(
        periodo=_prepara(s, 1, CHIUSO), ufficio=s.uffici["anagrafe"], motivo="Errore.", fino_al=fra(3), da=da
    ),
    "richiudi": lambda s, da: richiudi_ufficio(riapertura=_riapertura(s), da=da),
    "neutralizza": lambda s, da: neutralizza_valore(
        periodo=_prepara(s, 1, APERTO), indicatore=s.indicatori["i1"], motivo="Servizio sospeso.", versione=0, da=da
    ),
    "riammetti": lambda s, da: riammetti_valore(rilevazione=_neutralizzata(s), versione=1, motivo="Riparte.", da=da),
}


def _riapertura(scena: Scena) -> Riapertura:
    periodo, ufficio = _prepara(scena, 1, CHIUSO), scena.uffici["anagrafe"]
    return Riapertura.objects.create(periodo=periodo, ufficio=ufficio, motivo="Errore.", fino_al=fra(3))


def _neutralizzata(scena: Scena) -> Any:
    _prepara(scena, 1, APERTO)
    return scena.metti("i1", "", stato="validata", neutralizzata=True, motivo_neutralizzazione="Servizio sospeso.")


@pytest.mark.parametrize("chi", PERSONE)
@pytest.mark.parametrize("atto", ATTI)
def test_the_acts_are_of_controllo_alone(scena: Scena, atto: str, chi: str) -> None:
    if chi == "carla":
        ATTI[atto](scena, scena[chi])
        return
    with pytest.raises(PermissionDenied, match=r"\w"):
        ATTI[atto](scena, scena[chi])
    assert atti(scena) == []


@pytest.mark.parametrize("atto", ATTI)
def test_controllo_of_another_body_may_nothing(scena: Scena, atto: str) -> None:
    altra = crea_scena("altrove")
    with pytest.raises(PermissionDenied):
        ATTI[atto](scena, altra["carla"])
    assert atti(scena) == []


# -- periods of a cycle ------------------------------------------------------------------------------------------------


@given(st.integers(1950, 2150), st.sampled_from(Cadenza))
def test_the_periods_cover_the_year(anno: int, cadenza: Cadenza) -> None:
    parti = parti_dell_anno(anno, cadenza)
    assert parti[0][1] == dt.date(anno, 1, 1)
    assert parti[-1][2] == dt.date(anno, 12, 31)
    for (_, _, fine), (_, inizio, _) in pairwise(parti):
        assert inizio == fine + dt.timedelta(days=1)
    assert (
        len({nome for nome, *_ in parti})
        == len(parti)
        == {"trimestre": 4, "quadrimestre": 3, "semestre": 2}.get(cadenza, 1)
    )


def test_names_of_the_periods() -> None:
    assert [nome for nome, *_ in parti_dell_anno(2024, Cadenza.SEMESTRE)] == ["Primo semestre", "Secondo semestre"]
    assert parti_dell_anno(2024, Cadenza.ANNO) == (("Anno", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),)


def test_making_the_periods(scena: Scena) -> None:
    scena.ciclo.periodi.all().delete()
    for _ in range(2):
        fatti = crea_periodi(ciclo=scena.ciclo, cadenza=Cadenza.TRIMESTRE, da=scena["carla"])
        assert [p.numero for p in fatti] == [1, 2, 3, 4]
    assert atti(scena) == ["crea periodi"]
    scena.ciclo.refresh_from_db()
    assert scena.ciclo.cadenza == Cadenza.TRIMESTRE
    with pytest.raises(NonModificabile, match="ha già i suoi periodi"):
        crea_periodi(ciclo=scena.ciclo, cadenza=Cadenza.SEMESTRE, da=scena["carla"])


# -- open --------------------------------------------------------------------------------------------------------------


def test_the_first_period_starts_the_monitoring(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.PIANIFICAZIONE)
    for _ in range(2):
        aperto = apri_periodo(periodo=scena.periodo(1), scadenza=fra(10), da=scena["carla"])
        assert (aperto.stato, aperto.scadenza) == (APERTO, fra(10))
    scena.ciclo.refresh_from_db()
    assert scena.ciclo.stato == StatoCiclo.MONITORAGGIO
    assert atti(scena) == ["avvia monitoraggio", "apre periodo"]
    atto = Atto.objects.get(azione="apre periodo")
    assert (atto.oggetto, atto.modello, atto.chiave) == (f"Periodo 1 {ANNO}", "periodo", aperto.pk)
    assert atto.dettagli["scadenza"] == str(fra(10))


@pytest.mark.parametrize(("giorni", "frase"), [(-1, "già passato"), (400, "più di un anno")])
def test_a_wrong_deadline(scena: Scena, giorni: int, frase: str) -> None:
    with pytest.raises(ValoreRifiutato, match=frase) as rifiuto:
        apri_periodo(periodo=scena.periodo(1), scadenza=fra(giorni), da=scena["carla"])
    assert list(rifiuto.value.errori) == ["scadenza"]
    assert scena.periodo(1).stato == FUTURO


def test_the_deadline_does_not_come_before_the_end(scena: Scena) -> None:
    Periodo.objects.filter(pk=scena.periodi[0].pk).update(fine=fra(30))
    with pytest.raises(ValoreRifiutato, match="il termine non viene prima"):
        apri_periodo(periodo=scena.periodo(1), scadenza=fra(29), da=scena["carla"])
    assert apri_periodo(periodo=scena.periodo(1), scadenza=fra(30), da=scena["carla"]).stato == APERTO


def test_periods_open_in_order(scena: Scena) -> None:
    for stato in (FUTURO, APERTO):
        scena.stato(1, stato)
        with pytest.raises(NonModificabile, match=f"prima chiudete periodo 1 {ANNO}"):
            apri_periodo(periodo=scena.periodo(2), scadenza=fra(10), da=scena["carla"])
    scena.stato(1, CHIUSO)
    assert apri_periodo(periodo=scena.periodo(2), scadenza=fra(10), da=scena["carla"]).stato == APERTO
    with pytest.raises(NonModificabile, match="già chiuso"):
        apri_periodo(periodo=scena.periodo(1), scadenza=fra(10), da=scena["carla"])


def test_moving_the_deadline(scena: Scena) -> None:
    apri_periodo(periodo=scena.periodo(1), scadenza=fra(10), da=scena["carla"])
    for _ in range(2):
        apri_periodo(periodo=scena.periodo(1), scadenza=fra(12), da=scena["carla"])
    assert scena.periodo(1).scadenza == fra(12)
    assert atti(scena) == ["apre periodo", "sposta termine"]
    dettagli = Atto.objects.get(azione="sposta termine").dettagli
    assert (dettagli["prima"], dettagli["dopo"]) == ({"scadenza": str(fra(10))}, {"scadenza": str(fra(12))})


# -- close -------------------------------------------------------------------------------------------------------------


def test_a_complete_period_closes_without_questions(scena: Scena) -> None:
    scena.stato(1, APERTO)
    for codice in scena.indicatori:
        scena.metti(codice, "80", stato="validata")
    for _ in range(2):
        assert chiudi_periodo(periodo=scena.periodo(1), da=scena["carla"]).stato == CHIUSO
    assert atti(scena) == ["chiude periodo"]


@pytest.mark.parametrize(
    ("politica", "frase"),
    [("escluso", "2 valori resteranno fuori dalla media."), ("zero", "2 valori conteranno zero.")],
)
def test_what_lacks_is_confirmed(scena: Scena, politica: str, frase: str) -> None:
    """Of four values one is validated, one transmitted, one sent back, one missing."""
    scena.politica(politica)
    scena.stato(1, APERTO)
    scena.metti("i1", "80", stato="validata")
    scena.metti("i2", "60")
    scena.metti("i3", "40", stato="restituita")
    with pytest.raises(ChiusuraDaConfermare) as domanda:
        chiudi_periodo(periodo=scena.periodo(1), da=scena["carla"])
    effetto = domanda.value.effetto
    assert effetto.frasi == (frase, "1 valore conterà senza essere validato.")
    assert frase in str(domanda.value)
    with pytest.raises(ChiusuraDaConfermare):
        chiudi_periodo(periodo=scena.periodo(1), conferma="1-0-1", da=scena["carla"])
    assert scena.periodo(1).stato == APERTO
    assert atti(scena) == []
    chiudi_periodo(periodo=scena.periodo(1), conferma=effetto.firma, da=scena["carla"])
    dettagli = Atto.objects.get(azione="chiude periodo").dettagli
    assert dettagli == {
        "fotografia": Fotografia.objects.get(periodo=scena.periodo(1)).impronta,
        "politica": politica,
        "senza_valore": 2,
        "con_il_valore_di_prima": 0,
        "non_validati": 1,
        "indicatori": ["i3", "i4"],
    }


def test_a_confirmation_of_other_figures_is_asked_again(scena: Scena) -> None:
    scena.stato(1, APERTO)
    letta = leggi_conseguenze(scena.periodo(1)).firma
    scena.metti("i1", "80", stato="bozza")
    assert leggi_conseguenze(scena.periodo(1)).firma == letta  # a draft is still not handed in
    scena.metti("i2", "80")
    with pytest.raises(ChiusuraDaConfermare, match="3 valori resteranno fuori"):
        chiudi_periodo(periodo=scena.periodo(1), conferma=letta, da=scena["carla"])


def test_a_body_that_does_not_close_with_missing_values(scena: Scena) -> None:
    scena.politica("errore")
    scena.stato(1, APERTO)
    for codice in ("i1", "i2", "i3"):
        scena.metti(codice, "80", stato="validata")
    with pytest.raises(ChiusuraVietata, match=r"Manca 1 valore: .* «Indicatore i4»"):
        chiudi_periodo(periodo=scena.periodo(1), conferma="1-0-0", da=scena["carla"])
    neutralizza_valore(
        periodo=scena.periodo(1), indicatore=scena.indicatori["i4"], motivo="Sospeso.", versione=0, da=scena["carla"]
    )
    assert chiudi_periodo(periodo=scena.periodo(1), da=scena["carla"]).stato == CHIUSO


def test_a_value_of_the_period_before_still_counts(scena: Scena) -> None:
    scena.stato(1, CHIUSO)
    scena.metti("i1", "80", numero=1, stato="validata")
    scena.stato(2, APERTO)
    effetto = leggi_conseguenze(scena.periodo(2))
    assert (effetto.senza, effetto.di_prima) == (3, 1)
    assert "1 valore varrà come nel periodo prima." in effetto.frasi


def test_a_neutralised_value_does_not_excuse_the_next_period(scena: Scena) -> None:
    scena.metti("i1", "", stato="validata", neutralizzata=True, motivo_neutralizzazione="Sospeso.")
    scena.stato(1, CHIUSO)
    scena.stato(2, APERTO)
    assert leggi_conseguenze(scena.periodo(2)).senza == 4


def test_the_last_period_brings_the_cycle_to_its_consuntivo(scena: Scena) -> None:
    for numero in (1, 2, 3):
        scena.stato(numero, APERTO)
        chiudi(scena, numero)
        stato = Ciclo.objects.get(pk=scena.ciclo.pk).stato
        assert stato == (StatoCiclo.CONSUNTIVO if numero == 3 else StatoCiclo.MONITORAGGIO)
    assert atti(scena) == ["chiude periodo"] * 3 + ["porta a consuntivo"]


def test_a_period_not_yet_open_does_not_close(scena: Scena) -> None:
    with pytest.raises(NonModificabile, match="non è ancora aperto"):
        chiudi(scena, 1)
