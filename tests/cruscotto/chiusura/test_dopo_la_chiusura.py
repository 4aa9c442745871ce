"""After the close nothing changes without a reopening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cruscotto.chiusura.actions.periodi import riapri_ufficio, richiudi_ufficio
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, Riapertura, StatoCiclo, StatoPeriodo
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import riprendi_valore, trasmetti_valore
from ente.models import Atto
from tests.mondi.scena import ANNO, Scena, a_consuntivo, atti, chiudi, crea_scena, fra, riapri

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
FUTURO, APERTO, CHIUSO = StatoPeriodo


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


# -- after the close ---------------------------------------------------------------------------------------------------


def _valori(scena: Scena) -> dict[str, Any]:
    """A value in each state, of the same office but the last."""
    scena.stato(1, APERTO)
    return {
        "bozza": scena.metti("i1", "100", stato="bozza", inserita_da=scena["rita"]),
        "trasmessa": scena.metti("i2", "100", inserita_da=scena["rita"]),
    }


def _gesti(scena: Scena, valori: dict[str, Any]) -> dict[str, Callable[[], object]]:
    bozza, trasmessa, carla, periodo = valori["bozza"], valori["trasmessa"], scena["carla"], scena.periodi[0]
    return {
        "salva": lambda: scena.salva("i1", "55", 1),
        "trasmetti": lambda: trasmetti_valore(rilevazione=bozza, versione=1, da=scena["rita"]),
        "riprendi": lambda: riprendi_valore(rilevazione=trasmessa, versione=1, da=scena["rita"]),
        "valida": lambda: valida_valori(valori=[DaValidare(trasmessa.pk, 1)], da=scena["dina"]),
        "restituisci": lambda: restituisci_valore(rilevazione=trasmessa, versione=1, motivo="No.", da=scena["dina"]),
        "neutralizza": lambda: neutralizza_valore(
            periodo=periodo, indicatore=bozza.indicatore, motivo="Sospeso.", versione=1, da=carla
        ),
    }


GESTI = ["salva", "trasmetti", "riprendi", "valida", "restituisci", "neutralizza"]


@pytest.mark.parametrize("gesto", GESTI)
def test_after_the_close_nothing_changes_without_a_reopening(scena: Scena, gesto: str) -> None:
    valori = _valori(scena)
    chiudi(scena, 1)
    gesti, prima = _gesti(scena, valori), atti(scena)
    with pytest.raises(NonModificabile, match="è chiuso"):
        gesti[gesto]()
    assert atti(scena) == prima
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["bilancio"], motivo="Errore.", fino_al=fra(5), da=scena["carla"]
    )
    with pytest.raises(NonModificabile, match="è chiuso"):
        gesti[gesto]()  # reopened to another office
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(5), da=scena["carla"]
    )
    gesti[gesto]()
    assert len(atti(scena)) == len(prima) + 3


@pytest.mark.parametrize("gesto", GESTI)
def test_after_the_adoption_nothing_changes_at_all(scena: Scena, gesto: str) -> None:
    valori = _valori(scena)
    a_consuntivo(scena)
    Riapertura.objects.create(
        periodo=scena.periodi[0], ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(5)
    )
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="7", approvazione_data=dt.date(ANNO + 1, 6, 1)
    )
    with pytest.raises(NonModificabile, match="già stata adottata"):
        _gesti(scena, valori)[gesto]()


@pytest.mark.parametrize(
    ("quando", "scrive"),
    [
        ("2025-01-10T22:59:59+00:00", True),  # 23:59:59 in Rome
        ("2025-01-10T23:00:00+00:00", False),  # midnight in Rome, still the day before in Greenwich
    ],
)
def test_a_reopening_ends_by_itself_at_midnight_in_rome(
    scena: Scena, monkeypatch: pytest.MonkeyPatch, quando: str, scrive: bool
) -> None:
    scena.stato(1, CHIUSO)
    Riapertura.objects.create(
        periodo=scena.periodi[0], ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=dt.date(2025, 1, 10)
    )
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(quando))
    assert timezone.localtime().tzinfo == ZoneInfo("Europe/Rome")
    if scrive:
        assert scena.salva("i1", "55").versione == 1
    else:
        with pytest.raises(NonModificabile, match="è chiuso"):
            scena.salva("i1", "55")


def test_the_clock_goes_forward_in_the_night_a_reopening_ends(scena: Scena, monkeypatch: pytest.MonkeyPatch) -> None:
    """30 March 2025 has 23 hours in Rome: its midnight is 22:00 of the same day in Greenwich."""
    scena.stato(1, CHIUSO)
    Riapertura.objects.create(
        periodo=scena.periodi[0], ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=dt.date(2025, 3, 30)
    )
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2025, 3, 30, 21, 59, 59, tzinfo=dt.UTC))
    scena.salva("i1", "55")
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2025, 3, 30, 22, tzinfo=dt.UTC))
    with pytest.raises(NonModificabile):
        scena.salva("i1", "56", 1)


# -- reopen ------------------------------------------------------------------------------------------------------------


def test_reopening_extends_the_one_that_exists(scena: Scena) -> None:
    scena.stato(1, CHIUSO)
    prima = riapri(scena)
    assert riapri(scena) == prima
    dopo = riapri(scena, "Serve più tempo.", 9)
    assert (dopo.pk, dopo.fino_al, dopo.motivo) == (prima.pk, fra(9), "Serve più tempo.")
    assert atti(scena) == ["riapre ufficio", "proroga riapertura"]
    dettagli = Atto.objects.get(azione="proroga riapertura").dettagli
    assert dettagli["prima"] == {"fino al": str(fra(3)), "motivo": "Errore."}
    assert dettagli["motivo"] == "Serve più tempo."


@pytest.mark.parametrize(
    ("motivo", "giorni", "campo"),
    [("", 3, "motivo"), (" \n", 3, "motivo"), ("Sì.", -1, "fino_al"), ("Sì.", 400, "fino_al")],
)
def test_a_reopening_has_a_reason_and_a_day(scena: Scena, motivo: str, giorni: int, campo: str) -> None:
    scena.stato(1, CHIUSO)
    with pytest.raises(ValoreRifiutato) as rifiuto:
        riapri(scena, motivo, giorni)
    assert list(rifiuto.value.errori) == [campo]
    assert not Riapertura.objects.filter(periodo__ciclo=scena.ciclo).exists()


@pytest.mark.parametrize("stato", [FUTURO, APERTO])
def test_only_a_closed_period_is_reopened(scena: Scena, stato: StatoPeriodo) -> None:
    scena.stato(1, stato)
    with pytest.raises(NonModificabile, match="non è chiuso"):
        riapri(scena)


def test_the_office_of_another_body_is_not_reopened(scena: Scena) -> None:
    altra = crea_scena("altrove")
    scena.stato(1, CHIUSO)
    with pytest.raises(PermissionDenied):
        riapri_ufficio(
            periodo=scena.periodo(1), ufficio=altra.uffici["anagrafe"], motivo="E.", fino_al=fra(3), da=scena["carla"]
        )


def test_taking_the_period_back(scena: Scena) -> None:
    scena.stato(1, CHIUSO)
    riapertura = riapri(scena)
    scena.salva("i1", "55")
    for _ in range(2):
        assert richiudi_ufficio(riapertura=riapertura, da=scena["carla"]).richiusa_il is not None
    with pytest.raises(NonModificabile):
        scena.salva("i1", "56", 1)
    assert atti(scena) == ["riapre ufficio", "salva valore", "richiude ufficio"]
    assert riapri(scena).pk != riapertura.pk
