"""The controls of what is written: figures of a year, things announced, measures under another's name."""

from __future__ import annotations

from typing import Any

import pytest

from relazione.controlli.esito import Severita
from relazione.controlli.materia import SezioneLetta, TavolaLetta
from relazione.controlli.regole.r04_cifre_nel_testo import cifre_nel_testo
from relazione.controlli.regole.r22_annunciati import annunciati
from relazione.controlli.regole.r31_importi_senza_unita import importi_senza_unita
from relazione.controlli.regole.r31_misure_con_un_altro_nome import misure_con_un_altro_nome
from tests.mondi.materie import tavola, trova

ANNI = ("Voce", "2029", "2030", "2031")


def imprese(**altro: Any) -> TavolaLetta:
    righe = (("Imprese registrate", "14.200", "14.150", "14.008"), ("Imprese attive", "12.310", "12.204", "12.117"))
    return tavola(ANNI, *righe, **altro)


def con_testi(*scritti: str, **altro: Any) -> dict[str, Any]:
    sezioni = [SezioneLetta(codice=f"s{n}", titolo="Contesto", testo=t, **altro) for n, t in enumerate(scritti)]
    return {"testi": tuple(sezioni)}


@pytest.mark.parametrize(
    ("testo", "peso"),
    [
        ("Nel 2031 le imprese registrate erano 14.150.", Severita.AVVISO),
        ("Le imprese attive, nel 2030, erano 12.117.", Severita.AVVISO),
        ("Nel 2031 le imprese registrate erano 14.080.", Severita.NOTA),  # a digit is wrong
        ("Nel 2031 le imprese registrate erano 14.008.", None),
        ("Nel 2031 le imprese registrate erano circa 14 mila.", None),
        ("Nel 2030 le imprese registrate erano 14.150, nel 2031 erano 14.008.", None),
        ("Rispetto al 2030 le imprese registrate nel 2031 sono 14.008.", None),
        ("Nel 2031 le imprese registrate sono scese da 14.150 a 14.008.", None),
        ("Nel 2031 le imprese registrate sono 14.008, l'anno prima 14.150.", None),
        ("Nel 2031 le imprese registrate sono scese da 14.150.", None),
        ("Nel 2031 le cooperative erano 14.150.", None),  # nothing that the table counts
        ("Nel 2031 hanno aderito 14.150 imprese.", None),  # «registrate» is not said
        ("Nel 2031 le imprese registrate sono calate del 14,15%.", None),
        ("Le imprese registrate erano 14.150.", None),  # of no year
        ("Nel 2031 le imprese registrate nuove erano 980.", None),  # far from any
    ],
)
def test_a_figure_of_a_year_is_that_of_the_table(testo: str, peso: Severita | None) -> None:
    assert [e.severita for e in trova(cifre_nel_testo, imprese(), **con_testi(testo))] == ([peso] if peso else [])


def test_what_is_quoted_of_another_year_says_both() -> None:
    (esito,) = trova(cifre_nel_testo, imprese(), **con_testi("Nel 2031 le imprese registrate erano 14.150."))
    assert (esito.regola, esito.riferimento.split("/")[:2], esito.righe) == ("R04", ["sezione", "s0"], (101,))
    assert (esito.dichiarato, esito.atteso) == ("14.150", "14.008 (Imprese registrate, 2031)")
    assert "2030" in esito.spiegazione


def test_the_territory_tells_one_series_from_another() -> None:
    capo = ("Anno", "Tasso di occupazione/Nord", "Tasso di occupazione/Sud")
    righe = (("2030", "61,4", "58,3"), ("2031", "62,7", "59,9"))
    tassi = tavola(capo, *righe, unita="%")
    assert trova(cifre_nel_testo, tassi, **con_testi("Nel 2031 il tasso di occupazione al Nord era del 61,4%."))
    # 58,3 is said of nobody in particular, and 59,9 is right of the South.
    assert not trova(cifre_nel_testo, tassi, **con_testi("Nel 2031 il tasso di occupazione era del 58,3% altrove."))
    assert not trova(cifre_nel_testo, tassi, **con_testi("Nel 2031 il tasso di occupazione al Sud era del 59,9%."))


def test_what_is_announced_is_there() -> None:
    (esito,) = trova(annunciati, **con_testi("La tavola che segue elenca i bandi."))
    assert (esito.regola, esito.severita, esito.riferimento.split("/")[1]) == ("R22", Severita.AVVISO, "s0")
    assert not trova(annunciati, **con_testi("La tavola che segue elenca i bandi.", blocchi=(("tavola", "bandi"),)))
    assert not trova(annunciati, **con_testi("La tabella seguente:\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert not trova(annunciati, **con_testi("L'elenco che segue è breve.\n\n- uno\n- due"))
    assert trova(annunciati, **con_testi("Il grafico seguente mostra il calo.\n\n- uno\n- due"))
    assert not trova(annunciati, **con_testi("La tavola della sezione 3 elenca i bandi."))


def test_a_section_does_not_end_with_a_colon() -> None:
    assert len(trova(annunciati, **con_testi("I risultati dell'anno sono questi:"))) == 1
    assert not trova(annunciati, **con_testi("I risultati sono questi:\n\n- uno"))
    sotto = SezioneLetta(codice="b", titolo="Uno", testo="Fatto.", livello=2)
    sopra = SezioneLetta(codice="a", titolo="Risultati", testo="I risultati sono questi:")
    assert not trova(annunciati, testi=(sopra, sotto))


def test_a_measure_has_not_the_values_of_another() -> None:
    capo = ("Voce", "2028", "2029", "2030", "2031")
    copiate = (("Imprese registrate", "10", "11", "12", "13"), ("Addetti", "10", "11", "12", "13"))
    (esito,) = trova(misure_con_un_altro_nome, tavola(capo, *copiate))
    assert (esito.severita, esito.righe) == (Severita.AVVISO, (101, 102))
    assert "Imprese registrate" in esito.spiegazione
    assert not trova(misure_con_un_altro_nome, tavola(capo, copiate[0], ("Addetti", "10", "11", "12", "14")))
    # The same measure printed in two tables, and a series that does not move, are nothing.
    assert not trova(misure_con_un_altro_nome, tavola(capo, copiate[0]), tavola(capo, copiate[0], codice="u"))
    assert not trova(misure_con_un_altro_nome, tavola(capo, ("Sportelli", *"1111"), ("Addetti", *"1111")))


def test_an_amount_says_its_unit() -> None:
    capo = ("Voce", "Importo", "Progetti")
    (esito,) = trova(importi_senza_unita, tavola(capo, ("Bandi", "1.200", "4"), ("Fiere", "800", "2")))
    assert (esito.severita, "Importo" in esito.oggetto, "Progetti" in esito.oggetto) == (Severita.NOTA, True, False)
    assert not trova(importi_senza_unita, tavola(capo, ("Bandi", "1.200", "4"), unita="euro"))
    assert not trova(importi_senza_unita, tavola(capo, ("Bandi", "€ 1.200", "4")))
    assert not trova(importi_senza_unita, tavola(("Voce", "Importo (euro)", "Progetti"), ("Bandi", "1.200", "4")))
    assert not trova(importi_senza_unita, tavola(("Voce", "Addetti"), ("Bandi", "1.200")))
