"""Areas and offices from rows without a person: what a name may be, whose code is taken, what two rows say together."""

from __future__ import annotations

from typing import Any

import pytest

from cruscotto.importazione.actions.importazioni import importa_subito
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Area, Ufficio, Utente
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.scena import Scena, crea_scena

pytestmark = pytest.mark.django_db
TESTA = ["Nome utente", "Ruolo", "Area", "Ufficio", "Codice"]


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def importa(scena: Scena, *righe: list[str]) -> Esito:
    foglio: Griglia = [TESTA, *righe]
    dove = Dove(ente=scena.ente, da=scena["adele"])
    return importa_subito(genere=GENERI["utenti"], dove=dove, nome="u.xlsx", contenuto=xlsx(foglio))


def rifiuti(scena: Scena, *righe: list[str]) -> dict[str, str]:
    """The sentences by cell; nothing was written."""
    prima = tutto()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, *righe)
    assert tutto() == prima
    return {e.posto.removeprefix("Foglio1!"): e.motivo for e in rifiuto.value.errori}


def tutto() -> list[Any]:
    return [list(m._base_manager.order_by("pk").values_list()) for m in (Area, Ufficio, Utente)]


def ufficio(codice: str, nome: str = "") -> list[str]:
    return ["", "", "", nome or f"Ufficio {codice}", codice]


# -- codes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nome", ["Anagrafe!", "«Anagrafe»", "anagrafe."])
def test_an_office_whose_code_another_has_is_told_before_writing(scena: Scena, nome: str) -> None:
    """The code that its name would get is of another office: it is said on its cell, not that "the data changed"."""
    detto = rifiuti(scena, ["", "", "", nome, ""])
    assert list(detto) == ["D2"]
    assert "«Ufficio anagrafe» ha già il codice anagrafe" in detto["D2"]
    assert "colonna «Codice»" in detto["D2"]


def test_with_a_code_of_its_own_that_office_comes_in(scena: Scena) -> None:
    assert str(importa(scena, ["", "", "", "Anagrafe!", "anagrafe-2"])) == "1 nuovi, 0 modificati, 0 invariati"
    nomi = dict(Ufficio.objects.filter(ente=scena.ente).values_list("codice", "nome"))
    assert (nomi["anagrafe"], nomi["anagrafe-2"]) == ("Ufficio anagrafe", "Anagrafe!")


def test_a_code_renames_the_office_that_has_it(scena: Scena) -> None:
    assert str(importa(scena, ufficio("anagrafe", "Servizi demografici"))) == "0 nuovi, 1 modificati, 0 invariati"
    rinominato = Ufficio.objects.get(ente=scena.ente, codice="anagrafe")
    assert rinominato.nome == "Servizi demografici"
    assert rinominato.area == Area.objects.get(ente=scena.ente, codice="area1"), "senza un'area scritta resta la sua"


def test_a_name_without_a_code_finds_its_office_and_does_not_rename_it(scena: Scena) -> None:
    assert str(importa(scena, ["", "", "area2", "UFFICIO  Anagrafe", ""])) == "0 nuovi, 1 modificati, 0 invariati"
    spostato = Ufficio.objects.select_related("area").get(ente=scena.ente, codice="anagrafe")
    assert (spostato.nome, spostato.area and spostato.area.codice) == ("Ufficio anagrafe", "area2")


def test_the_same_office_twice_is_said_with_the_first(scena: Scena) -> None:
    detto = rifiuti(scena, ufficio("estero"), ufficio("estero", "Altro nome"))
    assert detto == {"D3": "c'è già in Foglio1!D2: lasciate una riga sola."}


def test_the_same_code_in_another_body_does_not_count(scena: Scena) -> None:
    altra = crea_scena("altra")
    Ufficio.objects.create(ente=altra.ente, codice="estero", nome="Ufficio estero")
    assert str(importa(scena, ufficio("estero"))) == "1 nuovi, 0 modificati, 0 invariati"
    assert Ufficio.objects.filter(codice="estero").count() == 2


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("riga", "cella", "parte"),
    [
        (["", "", "", "x" * 201, ""], "D2", "è di 201 caratteri, al massimo 200"),
        (["", "", "y" * 201, "", ""], "C2", "è di 201 caratteri, al massimo 200"),
        (["", "", "", "…!", ""], "D2", "non ha lettere da cui fare un codice"),
        (["", "", "!!", "", ""], "C2", "non ha lettere da cui fare un codice"),
        (["", "redattore", "", "", ""], "A2", "manca il nome utente"),
        (["nuova", "redattore", "", "Ignoto", ""], "D2", "l'ufficio non c'è: aggiungetelo"),
        (["nuovo", "dirigente", "Ignota", "", ""], "C2", "l'area non c'è: aggiungetela"),
    ],
)
def test_a_name_that_cannot_be(scena: Scena, riga: list[str], cella: str, parte: str) -> None:
    detto = rifiuti(scena, riga)
    assert list(detto) == [cella]
    assert parte in detto[cella]


def test_the_longest_names_come_in(scena: Scena) -> None:
    importa(scena, ["", "", "a" * 200, "b" * 200, ""])
    nuovo = Ufficio.objects.select_related("area").get(nome="b" * 200)
    assert nuovo.codice == "b" * 60
    assert nuovo.area is not None
    assert nuovo.area.codice == "a" * 40


# -- areas -------------------------------------------------------------------------------------------------------------


def test_areas_take_the_numbers_written_and_then_the_next(scena: Scena) -> None:
    """The body has 1 and 2: "Area 7 - Mare" is 7, the one without a number that follows is 8."""
    importa(scena, ["", "", "Area 7 - Mare", "", ""], ["", "", "Monti", "", ""], ["", "", "3) Laghi", "", ""])
    numeri = dict(Area.objects.filter(ente=scena.ente).values_list("nome", "numero"))
    assert numeri == {"area1": 1, "area2": 2, "Mare": 7, "Monti": 8, "Laghi": 3}


@pytest.mark.parametrize("scritto", ["area1", "AREA1", "Area 1 – area1", "Area 1 - area1", "Area 1", "1"])
def test_an_area_that_is_there_is_left_alone_however_it_is_written(scena: Scena, scritto: str) -> None:
    assert str(importa(scena, ["", "", scritto, "", ""])) == "0 nuovi, 0 modificati, 1 invariati"
    assert str(importa(scena, ["", "", scritto, "Ufficio cultura", ""])) == "0 nuovi, 1 modificati, 0 invariati"
    assert Ufficio.objects.get(ente=scena.ente, codice="cultura").area == Area.objects.get(
        ente=scena.ente, codice="area1"
    )


def test_an_area_whose_code_another_has(scena: Scena) -> None:
    """Under another name: "Mare!" would get the code of "Mare"."""
    Area.objects.create(ente=scena.ente, codice="mare", numero=9, nome="Mare e porti")
    detto = rifiuti(scena, ["", "", "Mare!", "", ""])
    assert detto == {"C2": "un'altra area ha già il codice mare: cambiate il nome."}


def test_an_office_brings_its_new_area_once(scena: Scena) -> None:
    """Two offices of an area that is not there yet: the area comes once, and both are of it."""
    esito = importa(scena, ["", "", "Porto", "Banchine", ""], ["", "", "Porto", "Fari", ""])
    assert str(esito) == "3 nuovi, 0 modificati, 0 invariati"
    assert {u.area.nome for u in Ufficio.objects.filter(nome__in=["Banchine", "Fari"]) if u.area} == {"Porto"}
