"""Characters that no font of the project has are said in their place; the others stay as they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relazione.documento.caratteri import MOLLE, coperti, stampabile

pytestmark = pytest.mark.una_volta


def corpo(testo: str) -> str:
    return (
        stampabile(f"<html><head></head><body>{testo}</body></html>")
        .partition("<body>")[2]
        .removesuffix("</body></html>")
    )


@pytest.mark.parametrize(
    ("scritto", "stampato"),
    [
        ("perché €", "perché €"),
        ("a\u0300", "à"),
        ("a\u2003b", "a b"),
        ("a\u00a0b\u202fc", "a\u00a0b\u00a0c"),
        ("a\u200bb\u2060c\ufe0f", "abc"),
        (f"pa{MOLLE}rola", f"pa{MOLLE}rola"),
        ("中", "[U+4E2D]"),
        ("中文", "[U+4E2D U+6587]"),
        ("中à文", "[U+4E2D]à[U+6587]"),
        ("à中文à", "à[U+4E2D U+6587]à"),
        ("中\u200b文", "[U+4E2D U+6587]"),
        ("x\x07y\x00z", "xyz"),
    ],
)
def test_what_is_printed_for_what_is_written(scritto: str, stampato: str) -> None:
    assert corpo(scritto) == stampato


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<>&"), max_size=80))
def test_only_what_the_fonts_have_is_printed_and_nothing_disappears_unsaid(testo: str) -> None:
    stampato = corpo(testo)
    assert all(ord(c) in coperti() or c in f"\n\t {MOLLE}\u00a0" for c in stampato)
    composto = unicodedata.normalize("NFC", testo)
    for c in composto:
        if c.isalnum() and not "\ufe00" <= c <= "\ufe0f":
            assert c in stampato or f"U+{ord(c):04X}" in stampato
    assert corpo(stampato) == stampato, "due volte è una"
