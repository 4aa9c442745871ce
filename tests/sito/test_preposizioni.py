"""A body and an organ are named as they call themselves: no preposition goes before a name that may want an article,
never «di Comune di …», «da Giunta»."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RADICE = Path(__file__).resolve().parents[2]
DAVANTI = r"\b(?:di|da|a|in|su|con|per|del|dal|al|nel|sul) "
NOME = r"(?:\w+\.)*(?:ente(?:\.denominazione|\.nome)?|\w*organo)"
PRIMA_DI_UN_NOME = re.compile(rf"{DAVANTI}(?:\{{\{{ ?{NOME} ?(?:\|[^}}]*)?\}}\}}|\{{{NOME}\}})")
DELL_ATTO = re.compile(r"(?:atto|delibera) di \{organo\}")
"""«Delibera di Giunta» is how an act is cited."""


@pytest.mark.parametrize(
    ("scritto", "colto"),
    [
        ("I dati di {{ ente.denominazione }}.", True),
        ('f"Misura di {self.ente}"', True),
        ("Adottato da {{ ciclo.piano_organo }}", True),
        ("{{ ente }}: i dati", False),
        ("da {{ aperto.utente }}", False),
        ('f"Il logo ({ente})"', False),
    ],
)
def test_a_preposition_before_a_name_is_found(scritto: str, colto: bool) -> None:
    assert bool(PRIMA_DI_UN_NOME.search(scritto)) is colto


def test_no_sentence_puts_a_preposition_before_the_name_of_a_body() -> None:
    trovati = []
    for casa in ("templates", "ente", "contesto", "cruscotto", "relazione", "config"):
        for file in sorted((RADICE / casa).rglob("*")):
            if file.suffix in (".py", ".html", ".txt", ".yaml", ".js") and "migrations" not in file.parts:
                testo = DELL_ATTO.sub("", file.read_text(encoding="utf-8"))
                trovati += [f"{file.relative_to(RADICE)}: {m[0]}" for m in PRIMA_DI_UN_NOME.finditer(testo)]
    assert not trovati, "\n".join(trovati)
