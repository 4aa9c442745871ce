"""An import of a year that people work in: what it may write, and what it refuses with its cell, nothing written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.cartella.actions.ciclo import definisci_ciclo
from cruscotto.importazione.cartella.actions.indicatori import importa_indicatori
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Rilevazione,
    SalDichiarato,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
    ValoreAtteso,
)
from cruscotto.models.rilevazione import RilevazioneQuerySet
from cruscotto.pianificazione.actions.riporto import riporta_ciclo
from ente.importazione import Esito, ImportazioneRifiutata, RigaLetta
from ente.models import Atto
from tests.mondi.righe import CICLO, riga_indicatore
from tests.mondi.scena import ANNO, Scena, crea_scena, fra
from tests.mondi.serrature import tutto

pytestmark = pytest.mark.django_db

ULTIMO = 3


@pytest.fixture
def scena(db: None) -> Scena:
    """The last period, to which a file's actuals belong, is open."""
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.CHIUSO)
    scena.stato(2, StatoPeriodo.CHIUSO)
    scena.stato(ULTIMO, StatoPeriodo.APERTO, fra(20))
    return scena


def importa(scena: Scena, *righe: RigaLetta) -> Esito:
    return importa_indicatori(ciclo=scena.ciclo, righe=righe, da=scena["adele"])


def valori(scena: Scena) -> RilevazioneQuerySet:
    return Rilevazione.objects.di(scena.ente)


def convalida(scena: Scena) -> None:
    valori(scena).update(stato="validata", validata_il=dt.datetime(ANNO, 12, 1, tzinfo=dt.UTC))


def riga(**celle: str) -> RigaLetta:
    [letta] = riga_indicatore(**celle)
    return letta


def rifiutata(scena: Scena, *righe: RigaLetta) -> list[tuple[str, str]]:
    """What an import is refused with: places and reasons; it has written nothing."""
    prima = tutto()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, *righe)
    assert tutto() == prima
    return [(errore.posto, errore.motivo) for errore in rifiuto.value.errori]


def test_a_new_value_is_a_draft_of_its_office(scena: Scena) -> None:
    importa(scena, riga(actual="90"))
    valore = valori(scena).get()
    assert (valore.testo, valore.stato, valore.inserita_da) == ("90", StatoRilevazione.BOZZA, scena["adele"])
    assert valore.validata_il is None
    assert importa(scena, riga(actual="90")).creati == 0


def test_a_draft_is_written_over_and_it_shows(scena: Scena) -> None:
    """A version more, so that who has its form open is told; a line of the register with both values."""
    prima = scena.salva("i1", "80", numero=ULTIMO)
    importa(scena, riga(actual="90"))
    valore = valori(scena).get()
    assert (valore.testo, valore.versione, valore.stato) == ("90", prima.versione + 1, StatoRilevazione.BOZZA)
    atto = Atto.objects.get(azione="importa valore")
    assert (atto.dettagli["prima"], atto.dettagli["dopo"]) == ({"testo": "80"}, {"testo": "90"})
    assert (atto.chiave, atto.utente) == (valore.pk, scena["adele"])


@pytest.mark.parametrize(("stato", "parte"), [("validata", "restituire dal dirigente"), ("trasmessa", "riprendetelo")])
def test_a_value_that_left_the_office_is_not_written_over(scena: Scena, stato: str, parte: str) -> None:
    scena.metti("i1", "80", ULTIMO, stato=stato)
    [(posto, motivo)] = rifiutata(scena, riga(actual="90"), riga(codice="nuovo", etichetta="Nuovo"))
    assert posto == "prova.csv!actual2"
    assert parte in motivo
    assert importa(scena, riga(actual="80")).modificati == 0, "lo stesso valore non cambia nulla"


def test_a_closed_period_is_not_written_into(scena: Scena) -> None:
    scena.stato(ULTIMO, StatoPeriodo.CHIUSO)
    [(posto, motivo)] = rifiutata(scena, riga(actual="90"))
    assert posto == "prova.csv!actual2"
    assert "è chiuso" in motivo
    scena.stato(ULTIMO, StatoPeriodo.FUTURO)
    [(_, motivo)] = rifiutata(scena, riga(actual="90"))
    assert "non è ancora aperto" in motivo


def test_a_closed_period_reopened_for_the_office_is(scena: Scena) -> None:
    periodo = scena.stato(ULTIMO, StatoPeriodo.CHIUSO)
    periodo.riaperture.create(ufficio=scena.uffici["anagrafe"], motivo="M", fino_al=fra(2))
    assert importa(scena, riga(actual="90")).creati == 1
    rifiutata(scena, riga(codice="i3", etichetta="Indicatore i3", ufficio="bilancio", actual="90"))


def seconda(scena: Scena, **celle: str) -> list[RigaLetta]:
    """The first row, and a second placement of the same indicator after the four of the scorecard."""
    altre = [riga(codice=f"i{n}", etichetta=f"Indicatore i{n}", ufficio=u) for n, u in ALTRI]
    return [riga(actual="90"), *altre, riga(etichetta="Altrove", **celle)]


ALTRI = ((2, "anagrafe"), (3, "bilancio"), (4, "cultura"))


def test_a_placement_that_says_another_value_has_its_own(scena: Scena) -> None:
    importa(scena, *seconda(scena, actual="91"))
    altrove = Collocazione.objects.di(scena.ente).get(etichetta="Altrove")
    assert altrove.rilevata_a_parte
    assert {(r.collocazione_id, r.testo) for r in valori(scena)} == {(None, "90"), (altrove.pk, "91")}
    assert [c.pk for c in Collocazione.objects.di(scena.ente).filter(rilevata_a_parte=True)] == [altrove.pk]
    prima = tutto()
    assert importa(scena, *seconda(scena, actual="91")).creati == 0
    assert tutto() == prima
    # It is measured apart now: a value equal to the others' is its own all the same.
    importa(scena, *seconda(scena, actual="90"))
    assert Rilevazione.objects.get(collocazione=altrove).testo == "90"


def test_a_placement_does_not_go_round_a_validated_value(scena: Scena) -> None:
    importa(scena, *seconda(scena))
    convalida(scena)
    [(posto, motivo)] = rifiutata(scena, *seconda(scena, actual="91"))
    assert posto == "prova.csv!actual2"
    assert "validato" in motivo


def test_a_declared_sal_says_who_declared_it(scena: Scena) -> None:
    importa(scena, riga(actual="90", sal_dichiarato="100", motivo="Conta il servizio reso"))
    dichiarato = SalDichiarato.objects.di(scena.ente).get()
    assert dichiarato.valore == 100
    assert dichiarato.da == scena["adele"]
    assert importa(scena, riga(actual="90", sal_dichiarato="100", motivo="Conta il servizio reso")).modificati == 0
    convalida(scena)
    [(posto, _)] = rifiutata(scena, riga(actual="90", sal_dichiarato="95", motivo="Conta il servizio reso"))
    assert posto == "prova.csv!sal_dichiarato2"


def test_a_target_of_a_year_that_began_changes_by_its_act(scena: Scena) -> None:
    assert rifiutata(scena, riga(target="120"))[0][0] == "prova.csv!target2"
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.PIANIFICAZIONE)
    importa(scena, riga(target="120"))
    assert ValoreAtteso.objects.di(scena.ente).get(indicatore__codice="i1").testo == "120"


def test_a_row_that_a_file_leaves_out_stays_where_it_is(scena: Scena) -> None:
    """What comes in its place in the file comes after it: a placement is known by what it says, not by its order."""
    importa(scena, *seconda(scena, actual="91"))
    righe = seconda(scena, actual="91")
    assert importa(scena, *righe[:-1], riga(codice="nuovo", etichetta="Nuovo")).modificati == 0
    ordini = Collocazione.objects.di(scena.ente).order_by("ordine").values_list("ordine", "etichetta")
    assert list(ordini)[4:] == [(5, "Altrove"), (6, "Nuovo")]


def test_a_carried_over_year_decides_again_what_stands_apart(scena: Scena) -> None:
    importa(scena, *seconda(scena, actual="91"))
    nuovo = riporta_ciclo(ciclo=scena.ciclo, anno=ANNO + 1, da=scena["carla"])
    assert not Collocazione.objects.filter(cruscotto__ciclo=nuovo, rilevata_a_parte=True).exists()
    atto = Atto.objects.get(azione="riporta ciclo")
    assert atto.dettagli["erano_a_parte"] == ["Altrove (Cruscotto di ente)"]


# -- the cycle ---------------------------------------------------------------------------------------------------------


def definisci(scena: Scena, **campi: Any) -> tuple[Ciclo, Esito]:
    return definisci_ciclo(ente=scena.ente, dati=CICLO | campi, da=None)


def test_a_file_does_not_move_the_state_of_a_cycle_that_is_there(scena: Scena) -> None:
    periodi = [{"numero": 1, "nome": "Periodo 1", "dal": dt.date(ANNO, 1, 1), "al": dt.date(ANNO, 4, 30)}]
    ciclo, _ = definisci(scena, stato="pubblicata", periodi=[periodi[0] | {"stato": "aperto"}])
    assert (ciclo.stato, scena.periodo(1).stato) == (StatoCiclo.MONITORAGGIO, StatoPeriodo.CHIUSO)


def test_a_file_does_not_move_a_closed_period(scena: Scena) -> None:
    periodi = [{"numero": 1, "nome": "Periodo 1", "dal": dt.date(ANNO, 1, 1), "al": dt.date(ANNO, 5, 31)}]
    with pytest.raises(NonModificabile, match="Periodo 1 2024 è chiuso"):
        definisci(scena, periodi=periodi)
    assert scena.periodo(1).fine == dt.date(ANNO, 4, 30)


def test_another_act_of_approval_in_the_file_is_refused(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="1", approvazione_data=dt.date(ANNO + 1, 5, 1)
    )
    atto = {"organo": "", "numero": "1", "data": dt.date(ANNO + 1, 5, 1)}
    assert definisci(scena, approvazione=atto)[1].modificati == 0
    with pytest.raises(NonModificabile, match="già stata adottata"):
        definisci(scena, approvazione=atto | {"numero": "2"})
