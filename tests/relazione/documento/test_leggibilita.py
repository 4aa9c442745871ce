"""The Gulpease index: what is a sentence, a word, a letter, counted by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relazione.documento.leggibilita import Leggibilita, capoversi, leggibilita
from relazione.documento.testo import Nodo, Tipo, leggi_testo


@pytest.mark.parametrize(
    ("testo", "attese"),
    [
        ("Il gatto dorme. Il cane corre!", (2, 6, 23)),
        ("Senza punto in fondo", (1, 4, 17)),
        ("L'ente c'è.", (1, 4, 7)),  # an apostrophe parts two words
        ("Spesi 1.234,56 euro il 31.12.2019.", (1, 5, 25)),  # a number and a date are a word each, and end nothing
        ("Visto l'art. 10 del d.lgs. 150/2009. Poi basta.", (2, 10, 33)),  # stops of abbreviations end nothing
        ("«Va bene.» Dice il capo. (Forse.) No…", (4, 7, 23)),
        ("La s.p.a. cresce", (1, 5, 11)),
        ("Che cosa?! Niente", (2, 3, 13)),
        ("", (0, 0, 0)),
        ("… – !", (0, 0, 0)),
    ],
)
def test_sentences_words_and_letters(testo: str, attese: tuple[int, int, int]) -> None:
    letta = leggibilita(testo)
    assert (letta.frasi, letta.parole, letta.lettere) == attese


def test_the_index_is_exact_and_of_the_whole() -> None:
    assert leggibilita("Il gatto dorme. Il cane corre!").gulpease == 89 + Decimal(600 - 230) / 6
    assert Leggibilita().gulpease is None
    assert (Leggibilita(1, 2, 10) + Leggibilita(1, 2, 30)).gulpease == 89 + Decimal(600 - 400) / 4


def test_lists_are_read_and_tables_are_not() -> None:
    testo = "Prima frase.\n\n- una voce\n- due *voci*\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert list(capoversi(leggi_testo(testo, lambda r: Nodo(Tipo.CIFRA, testo=r)))) == [
        "Prima frase.",
        "una voce",
        "due voci",
    ]


@given(st.lists(st.sampled_from(["Una frase breve.", "Due parole!", "Chi lo sa?", "Visto l'art. 3."]), min_size=1))
def test_paragraphs_add_up(parti: list[str]) -> None:
    """A text read whole is what its parts are together."""
    insieme = leggibilita(" ".join(parti))
    assert insieme == sum((leggibilita(p) for p in parti), Leggibilita())
    assert insieme.frasi == len(parti)
