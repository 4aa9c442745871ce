"""Names as a sentence writes them: what is offered finds its own, and only its own, whatever the names are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relazione.documento.genere import Manca
from relazione.documento.nomi import LUNGO, anno_scritto, chiave, forse, inizio_unico, scegli, scrivi_nome, unici

PAROLE = st.sampled_from(["imprese", "Arezzo", "Siena", "totale", "2019", "2018", "Var.%", "(A)", "e", "l’anno"])
NOMI = st.lists(PAROLE, min_size=1, max_size=5).map(" ".join)


def test_names_are_compared_without_case_notes_and_form() -> None:
    assert chiave("  Città\u0300  di SIENA* ¹") == chiave("città\u0300 di siena")
    assert chiave("L’ANNO") == chiave("l'anno")
    assert chiave("ﬁne") == chiave("fine")


@pytest.mark.parametrize(
    ("scritto", "atteso"),
    [("anno", "2019"), (" Anno - 1 ", "2018"), ("anno-10", "2009"), ("anno-", ""), ("anni", ""), ("anno-100", "")],
)
def test_the_year_of_the_document_and_those_before(scritto: str, atteso: str) -> None:
    assert anno_scritto(scritto, 2019) == atteso


@given(st.lists(NOMI, min_size=1, max_size=6))
def test_equal_names_get_a_number_and_the_others_stay(nomi: list[str]) -> None:
    nuovi = unici(nomi)
    assert [n.removesuffix(f" ({k})") for n, k in zip(nuovi, _volte(nomi), strict=True)] == nomi
    assert len(set(map(chiave, nuovi))) == len(nuovi)


def _volte(nomi: list[str]) -> list[int]:
    return [sum(chiave(n) == chiave(nome) for n in nomi[: i + 1]) for i, nome in enumerate(nomi)]


@given(st.lists(NOMI, min_size=1, max_size=6, unique_by=chiave))
def test_the_beginning_that_is_offered_finds_its_own(nomi: list[str]) -> None:
    """Or the whole name, where another begins with all of it."""
    for nome in nomi:
        inizio = inizio_unico(nome, nomi)
        assert chiave(nome).startswith(chiave(inizio))
        assert scegli(inizio, {n: n for n in nomi}, "una riga") == nome


@given(st.lists(NOMI, min_size=1, max_size=6, unique_by=chiave), st.integers(0, 5), st.integers(2018, 2020))
def test_a_name_written_in_a_recall_is_found_again_or_its_place_stands_for_it(
    nomi: list[str], quale: int, anno: int
) -> None:
    nome = nomi[quale % len(nomi)]
    scritto = scrivi_nome(nome, "riga 7", anno, nomi)
    if scritto == "riga 7":
        return
    letto = " / ".join(anno_scritto(p, anno) or p for p in scritto.split(" / "))
    assert scegli(letto, {n: n for n in nomi}, "una riga") == nome


def test_what_cannot_be_written_is_cut_before_it_or_called_by_its_place() -> None:
    lungo = "parola " * 20
    assert scrivi_nome("2019", "colonna 1", 2019, ["2019"]) == "anno"
    assert scrivi_nome("Imprese / 2018", "colonna 1", 2019, ["Imprese / 2018"]) == "Imprese / anno-1"
    assert scrivi_nome("Attive; iscritte", "riga 2", 2019, ["Attive; iscritte", "Altre"]) == "Attive"
    assert scrivi_nome("Attive; iscritte", "riga 2", 2019, ["Attive; iscritte", "Attive > cessate"]) == "riga 2"
    assert scrivi_nome("; iscritte", "riga 2", 2019, ["; iscritte"]) == "riga 2"
    scritto = scrivi_nome(lungo, "riga 3", 2019, [lungo, "altro"])
    assert len(scritto) <= LUNGO and lungo.startswith(scritto) and scritto.endswith("parola")
    assert scrivi_nome(lungo, "riga 3", 2019, [lungo, f"{lungo}ancora"]) == "riga 3"


def test_of_more_than_one_the_whole_name_is_asked_and_of_none_the_nearest_is_said() -> None:
    voci = {"Arezzo città": 1, "Arezzo provincia": 2, "Siena": 3}
    assert scegli("siena", voci, "una riga") == 3
    with pytest.raises(Manca, match="può essere più di una riga: scrivetene il nome intero"):
        scegli("arezzo", voci, "una riga")
    with pytest.raises(Manca, match="non c'è una riga «Sienna»: forse «Siena»"):
        scegli("Sienna", voci, "una riga")
    with pytest.raises(Manca, match=r"non c'è una riga «»$"):
        scegli("", voci, "una riga")
    assert scegli("arezzo", {"Arezzo città": 1, "Arezzo provincia": 1}, "una riga") == 1, "dicono lo stesso"


@given(st.text(max_size=300) | NOMI, st.lists(NOMI, max_size=5))
def test_what_is_near_is_always_one_of_those_that_there_are(cercato: str, nomi: list[str]) -> None:
    detto = forse(cercato, nomi)
    assert detto == "" or (detto.startswith(": forse «") and any(f"«{n}»" in detto for n in nomi))
    assert detto or chiave(cercato) not in map(chiave, nomi) or not chiave(cercato)
