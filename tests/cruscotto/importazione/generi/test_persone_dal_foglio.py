"""Rows of a sheet that speak of the same person, and what each leaves to the others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import importa_subito
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Importazione
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Area, Incarico, Utente
from tests.mondi.fogli import xlsx
from tests.mondi.scena import Scena, crea_scena

pytestmark = pytest.mark.django_db
TESTA = ["Nome utente", "Nome", "Ruolo", "Area", "Ufficio", "Attivo", "E-mail"]


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def importa(scena: Scena, *righe: list[str], da: str = "adele") -> Esito:
    contenuto = xlsx([TESTA, *righe])
    return importa_subito(
        genere=GENERI["utenti"], dove=Dove(ente=scena.ente, da=scena[da]), nome="u.xlsx", contenuto=contenuto
    )


def rifiuti(scena: Scena, *righe: list[str]) -> dict[str, str]:
    prima = list(Utente.objects.order_by("pk").values())
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, *righe)
    assert list(Utente.objects.order_by("pk").values()) == prima
    return {e.posto.removeprefix("Foglio1!"): e.motivo for e in rifiuto.value.errori}


def in_vigore(username: str) -> list[str]:
    oggi = timezone.localdate()
    return sorted(str(i) for i in Incarico.objects.validi_il(oggi).filter(utente__username=username))


def test_two_rows_of_a_person_that_say_otherwise(scena: Scena) -> None:
    """The second is told, on the cell that contradicts the first."""
    detto = rifiuti(
        scena,
        ["nuovo", "Anna", "OIV", "", "", "sì", "a@scena.example.it"],
        ["NUOVO", "Annina", "controllo", "", "", "no", "b@scena.example.it"],
    )
    assert detto == {
        "B3": "un'altra riga della stessa persona dice diversamente: lasciatene una.",
        "G3": "un'altra riga della stessa persona dice diversamente: lasciatene una.",
        "F3": "la stessa persona è attiva in una riga e non in un'altra.",
    }


def test_what_a_row_leaves_empty_another_may_say(scena: Scena) -> None:
    importa(
        scena,
        ["nuovo", "Anna", "OIV", "", "", "", ""],
        ["nuovo", "", "Controllo gestione", "", "", "No", "a@scena.example.it"],
        ["Nuovo", "Anna", "oiv", "", "", "n", ""],
    )
    nuovo = Utente.objects.get(username="nuovo")
    assert (nuovo.first_name, nuovo.email, nuovo.is_active) == ("Anna", "a@scena.example.it", False)
    assert in_vigore("nuovo") == ["Controllo di gestione", "OIV"], "lo stesso ruolo due volte è uno"


def test_a_role_given_today_and_taken_back_today_never_was(scena: Scena) -> None:
    """One that begins today cannot end yesterday: it goes; undoing the import puts it back."""
    rita, ieri = scena["rita"].username, timezone.localdate() - dt.timedelta(days=1)
    importa(scena, [rita, "", "OIV", "", "", "", ""])
    assert Incarico.objects.get(utente=scena["rita"], ruolo="redattore").al == ieri
    assert Incarico.objects.get(utente=scena["rita"], ruolo="oiv").dal == timezone.localdate()
    importa(scena, [rita, "", "redattore", "", "Ufficio anagrafe", "", ""])
    assert in_vigore(rita) == ["Redattore – Ufficio anagrafe"]
    assert not Incarico.objects.filter(utente=scena["rita"], ruolo="oiv").exists()
    annulla_importazione(importazione=Importazione.objects.order_by("-pk")[0], da=scena["adele"])
    assert in_vigore(rita) == ["OIV"]


def test_the_role_that_one_has_in_another_office_or_area_is_another(scena: Scena) -> None:
    rita, dina = scena["rita"].username, scena["dina"].username
    assert str(importa(scena, [rita, "", "redattore", "", "anagrafe", "", ""])) == "0 nuovi, 0 modificati, 2 invariati"
    assert str(importa(scena, [dina, "", "dirigente", "area1", "", "", ""])) == "0 nuovi, 0 modificati, 2 invariati"
    assert str(importa(scena, [dina, "", "dirigente", "area2", "", "", ""])) == "1 nuovi, 1 modificati, 1 invariati"
    assert in_vigore(dina) == ["Dirigente – Area 2 – area2"]


def test_an_administrator_is_staff_and_stops_being_it_with_the_role(scena: Scena) -> None:
    rita = scena["rita"].username
    importa(scena, [rita, "", "amministratore", "", "", "", ""])
    assert Utente.objects.get(username=rita).is_staff
    importa(scena, [rita, "", "redattore", "", "anagrafe", "", ""])
    assert not Utente.objects.get(username=rita).is_staff


def test_who_manages_the_installation_changes_only_oneself_and_stays_it(scena: Scena) -> None:
    capo = Utente.objects.create_superuser("capo", password="x", ente=scena.ente)
    Incarico.objects.create(utente=capo, ruolo="amministratore")
    scena.persone["capo"] = capo
    with pytest.raises(ImportazioneRifiutata, match="gestisce l'installazione"):
        importa(scena, ["capo", "Altro", "", "", "", "", ""])
    importa(scena, ["capo", "Mio", "amministratore", "", "", "", ""], da="capo")
    capo.refresh_from_db()
    assert (capo.first_name, capo.is_superuser, capo.is_staff) == ("Mio", True, True)


def test_a_role_without_what_it_is_of(scena: Scena) -> None:
    """One sentence for what is missing, one for what does not exist; never both."""
    assert rifiuti(scena, ["a", "", "redattore", "", "", "", ""]) == {
        "E2": "un redattore ha bisogno di un ufficio: scrivetelo."
    }
    assert rifiuti(scena, ["a", "", "dirigente", "", "", "", ""]) == {
        "D2": "un dirigente ha bisogno di un'area: scrivetela."
    }
    (detto,) = rifiuti(scena, ["a", "", "dirigente", "Ignota", "", "", ""]).values()
    assert detto.startswith("l'area non c'è")


@pytest.mark.parametrize(
    ("nome", "parte"),
    [("x" * 151, "più di 150 caratteri"), ("con/barra", "solo lettere, cifre"), ("rita.altra", "già preso")],
)
def test_names_that_cannot_be(scena: Scena, nome: str, parte: str) -> None:
    crea_scena("altra")
    detto = rifiuti(scena, [nome, "", "OIV", "", "", "", ""])
    assert list(detto) == ["A2"]
    assert parte in detto["A2"]


def test_the_longest_name_comes_in(scena: Scena) -> None:
    importa(scena, ["x" * 150, "y" * 150, "OIV", "", "", "", ""])
    assert Utente.objects.get(username="x" * 150).first_name == "y" * 150
    assert Area.objects.filter(ente=scena.ente).count() == 2


def test_who_imports_may_leave_the_role_to_nobody_but_another_administrator(scena: Scena) -> None:
    """With another administrator who can sign in, still nobody takes the role from themselves; the other may be."""
    altro = Utente.objects.create_user("altro", password="x", ente=scena.ente)
    Incarico.objects.create(utente=altro, ruolo="amministratore")
    Utente.objects.filter(pk=scena["adele"].pk).update(password=altro.password)
    adele = scena["adele"].username
    assert "voi stessi" in rifiuti(scena, [adele, "", "OIV", "", "", "", ""])["C2"]
    importa(scena, ["altro", "", "", "", "", "no", ""])
    assert not Utente.objects.get(username="altro").is_active
