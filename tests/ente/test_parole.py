from __future__ import annotations

import pytest

from ente.parole import minuscola


@pytest.mark.parametrize(
    ("etichetta", "detta"),
    [
        ("Restituita dall'OIV", "restituita dall'OIV"),
        ("Osservazione dell'OIV", "osservazione dell'OIV"),
        ("È errato", "è errato"),
        ("OIV", "OIV"),
        ("PDF e HTML", "PDF e HTML"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_keeps_its_acronyms(etichetta: str, detta: str) -> None:
    assert minuscola(etichetta) == detta
