"""People, roles and offices from a sheet: who comes, who changes, who may not be locked out; never a password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import esige_importabile, importa_subito, progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.management.commands.importa import KIND
from cruscotto.models import Importazione
from ente.errori import ErroreUtente
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Area, Atto, Incarico, Ufficio, Utente
from ente.poteri import Poteri
from ente.progetto import CambiatoNelFrattempo, Progetto, applica
from tests.mondi.fogli import Griglia, in_csv, xlsx
from tests.mondi.scena import Scena, crea_scena, fra

pytestmark = pytest.mark.django_db
GENERE = GENERI["utenti"]


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def dove(scena: Scena) -> Dove:
    return Dove(ente=scena.ente, da=scena["adele"])


def importa(scena: Scena, righe: Griglia) -> Esito:
    return importa_subito(genere=GENERE, dove=dove(scena), nome="u.xlsx", contenuto=xlsx(righe))


def progetta(scena: Scena, righe: Griglia) -> Progetto:
    return progetta_file(GENERE, dove(scena), "u.xlsx", xlsx(righe))[1]


def errori(scena: Scena, righe: Griglia) -> dict[str, str]:
    prima = stato()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, righe)
    assert stato() == prima
    return {e.posto.removeprefix("Foglio1!"): e.motivo for e in rifiuto.value.errori}


def stato() -> list[Any]:
    return [list(m._base_manager.order_by("pk").values_list()) for m in (Utente, Incarico, Area, Ufficio, Atto)]


def ruoli(username: str) -> set[str]:
    """The roles in force of a person."""
    return {str(i) for i in Incarico.objects.validi_il(timezone.localdate()).filter(utente__username=username)}


TESTA = ["Nome utente", "Qualifica", "Ruolo", "Area", "Ufficio", "Attivo", "E-mail"]


# -- who comes, who changes --------------------------------------------------------------------------------------------


def test_new_people_have_no_password(scena: Scena) -> None:
    righe = [
        TESTA,
        ["nuova.redattrice", "Redattrice", "Redattore", "", "Ufficio ANAGRAFE", "sì", "nr@scena.example.it"],
        ["nuovo.dirigente", "Dirigente", "dirigente", "Area 2", "", "", ""],
        ["nuovo.dirigente", "", "Controllo di gestione", "", "", "", ""],
    ]
    assert str(importa(scena, righe)) == "5 nuovi, 0 modificati, 0 invariati"
    redattrice = Utente.objects.get(username="nuova.redattrice")
    assert (redattrice.ente, redattrice.qualifica, redattrice.email) == (
        scena.ente,
        "Redattrice",
        "nr@scena.example.it",
    )
    assert not redattrice.has_usable_password() and not redattrice.is_staff
    assert Poteri.di(redattrice).uffici == {scena.uffici["anagrafe"].pk}
    assert ruoli("nuovo.dirigente") == {"Dirigente – Area 2 – area2", "Controllo di gestione"}
    assert not Client().login(username="nuova.redattrice", password="")
    prima = stato()
    assert str(importa(scena, righe)) == "0 nuovi, 0 modificati, 5 invariati"
    assert stato() == prima
    parole = str(list(Importazione.objects.get().voci.values_list("righe", flat=True)))
    assert "password" not in parole and redattrice.password not in parole


def test_roles_that_a_sheet_does_not_name_end_yesterday(scena: Scena) -> None:
    rita = scena["rita"].username
    area = Area.objects.get(ente=scena.ente, codice="area1")
    Incarico.objects.create(utente=scena["rita"], ruolo="dirigente", area=area, sostituto=True, dal=fra(-1), al=fra(5))
    importa(scena, [TESTA, [rita, "", "redattore", "", "cultura", "", ""], [rita, "", "OIV", "", "", "", ""]])
    assert ruoli(rita) == {"Redattore – Ufficio cultura", "OIV", "Sostituto del dirigente – Area 1 – area1"}
    finito = Incarico.objects.get(utente=scena["rita"], ufficio=scena.uffici["anagrafe"])
    assert finito.al == timezone.localdate() - dt.timedelta(days=1)
    annulla_importazione(importazione=Importazione.objects.get(), da=scena["adele"])
    assert ruoli(rita) == {"Redattore – Ufficio anagrafe", "Sostituto del dirigente – Area 1 – area1"}


def test_without_a_column_for_roles_they_stay(scena: Scena) -> None:
    rita = scena["rita"].username
    prima = ruoli(rita)
    importa(scena, [["Nome utente", "Qualifica", "Attivo"], [rita, "Altra", "no"], [scena["rino"].username, "", ""]])
    persona = Utente.objects.get(pk=scena["rita"].pk)
    assert (persona.qualifica, persona.is_active, ruoli(rita)) == ("Altra", False, prima)
    atto = Atto.objects.get(azione="importa utenti", modello="utente")
    assert atto.dettagli["dopo"] == {"qualifica": "Altra", "is_active": "no"}


def test_offices_and_areas_come_from_rows_without_a_person(scena: Scena) -> None:
    righe: Griglia = [
        ["Nome utente", "Ruolo", "Area", "Ufficio", "Codice"],
        ["", "", "3 - Sviluppo", "", ""],
        ["", "", "Sviluppo", "Ufficio estero", "estero"],
        ["", "", "area2", "Ufficio anagrafe", ""],
        ["nuovo", "Redattore", "", "estero", ""],
    ]
    assert str(importa(scena, righe)) == "4 nuovi, 1 modificati, 0 invariati"
    area = Area.objects.get(ente=scena.ente, codice="sviluppo")
    assert (area.numero, area.nome) == (3, "Sviluppo")
    assert Ufficio.objects.get(codice="estero").area == area
    assert Ufficio.objects.get(ente=scena.ente, codice="anagrafe").area.codice == "area2"  # type: ignore[union-attr]
    assert ruoli("nuovo") == {"Redattore – Ufficio estero"}
    assert str(importa(scena, righe)).startswith("0 nuovi, 0 modificati")
    annulla_importazione(importazione=Importazione.objects.get(), da=scena["adele"])
    assert not Area.objects.filter(codice="sviluppo").exists()
    assert not Utente.objects.filter(username="nuovo").exists()


def test_the_list_of_offices_of_the_administration_comes_back(scena: Scena) -> None:
    uffici = Ufficio.objects.filter(ente=scena.ente).select_related("area").order_by("pk")
    righe: Griglia = [["Codice", "Ufficio", "Area"], *([u.codice, u.nome, str(u.area)] for u in uffici)]
    assert str(importa(scena, righe)) == "0 nuovi, 0 modificati, 3 invariati"


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_every_wrong_cell_is_told_at_once(scena: Scena) -> None:
    altra = crea_scena("altra")
    righe = [
        TESTA,
        ["con spazio", "", "redattore", "", "anagrafe", "", ""],
        [altra["rita"].username, "", "", "", "", "", ""],
        ["nuovo", "x" * 201, "capo", "area9", "", "forse", "non-un-indirizzo"],
        ["altro", "", "redattore", "", "", "", ""],
        ["terzo", "", "dirigente", "", "nessuno", "", ""],
        ["", "", "", "", "", "sì", ""],
    ]
    trovati = errori(scena, righe)
    assert list(trovati) == ["A7", "A2", "A3", "B4", "G4", "F4", "C4", "E5", "E6", "D6"]
    assert trovati["A3"] == "il nome utente è già preso: sceglietene un altro."
    assert altra.ente.denominazione not in str(trovati)


def test_nobody_locks_the_body_out(scena: Scena) -> None:
    adele = scena["adele"].username
    assert "voi stessi" in errori(scena, [TESTA, [adele, "", "OIV", "", "", "", ""]])["C2"]
    assert "voi stessi" in errori(scena, [TESTA, [adele, "", "", "", "", "no", ""]])["F2"]
    altro = Utente.objects.create(ente=scena.ente, username="altro")
    Incarico.objects.create(utente=altro, ruolo="amministratore")
    sistema = Dove(ente=scena.ente)
    via = xlsx([TESTA, [adele, "", "OIV", "", "", "", ""], ["altro", "", "", "", "", "no", ""]])
    with pytest.raises(ImportazioneRifiutata, match="ultimo amministratore"):
        importa_subito(genere=GENERE, dove=sistema, nome="u.xlsx", contenuto=via)
    senza_password = [TESTA, ["altro", "", "OIV", "", "", "", ""], ["mai", "", "amministratore", "", "", "", ""]]
    Utente.objects.filter(pk=scena["adele"].pk).update(is_active=False)
    with pytest.raises(ImportazioneRifiutata, match="ultimo amministratore"):
        importa_subito(genere=GENERE, dove=sistema, nome="u.xlsx", contenuto=xlsx(senza_password))
    Utente.objects.filter(pk=scena["adele"].pk).update(is_active=True)
    importa(scena, [TESTA, ["altro", "", "OIV", "", "", "", ""]])
    assert ruoli("altro") == {"OIV"}


def test_an_administrator_gone_meanwhile(scena: Scena) -> None:
    altro = Utente.objects.create(ente=scena.ente, username="altro")
    Incarico.objects.create(utente=altro, ruolo="amministratore")
    progetto = progetta(scena, [TESTA, ["altro", "", "OIV", "", "", "", ""]])
    Utente.objects.filter(pk=scena["adele"].pk).update(is_active=False)
    with pytest.raises(CambiatoNelFrattempo):
        applica(progetto)


def test_the_installation_is_out_of_reach(scena: Scena) -> None:
    Utente.objects.create_superuser("capo", password="x", ente=scena.ente)
    assert "installazione" in errori(scena, [TESTA, ["capo", "", "", "", "", "no", ""]])["A2"]


def test_only_the_administrator_and_not_from_the_command(scena: Scena) -> None:
    esige_importabile(GENERE, scena["adele"])
    for chi in ("carla", "rita", "dina", "ugo"):
        with pytest.raises(PermissionDenied):
            esige_importabile(GENERE, scena[chi])
    assert GENERE.senza_ciclo and "utenti" not in KIND


def test_the_queries_do_not_grow_with_the_rows(scena: Scena) -> None:
    conti = []
    for quanti in (5, 800):
        righe: Griglia = [TESTA, *([f"u{n}", "Q", "redattore", "", "anagrafe", "", ""] for n in range(quanti))]
        with CaptureQueriesContext(connection) as interrogazioni:
            assert len(progetta(scena, righe).cambi) == 2 * quanti
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 8


CELLA = st.one_of(
    st.sampled_from(["adele.scena", "rita.scena", "rita.altra", "redattore", "OIV", "anagrafe", "area1", "sì", "no"]),
    st.integers(),
    st.text(st.characters(exclude_categories=["C"]), max_size=8),
    st.none(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*TESTA, "Codice", "Nome", "Cognome", "x"]), min_size=2, max_size=8),
    st.lists(st.lists(CELLA, max_size=8), max_size=6),
    st.booleans(),
)
def test_any_grid_is_taken_or_refused_whole(
    scena: Scena, testa: list[str], righe: Sequence[Sequence[Any]], csv: bool
) -> None:
    prima = stato()
    contenuto = in_csv([testa, *righe]) if csv else xlsx([testa, *righe])
    try:
        importa_subito(genere=GENERE, dove=dove(scena), nome="f.csv", contenuto=contenuto)
    except ErroreUtente:
        assert stato() == prima
        return
    assert Poteri.di(Utente.objects.get(pk=scena["adele"].pk)).amministratore
    ancora = importa_subito(genere=GENERE, dove=dove(scena), nome="f.csv", contenuto=contenuto)
    assert (ancora.creati, ancora.modificati) == (0, 0)
