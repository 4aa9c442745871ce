"""What one presses is an order to the machine, «Salva», «Aggiungi una riga»; who reads is «voi» in every sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RADICE = Path(__file__).resolve().parents[2]
PREMUTI = re.compile(
    r"<(?P<come>button|summary)\b[^>]*>(?P<suo>.*?)</(?P=come)>"
    r"|<a\b[^>]*class=\"[^\"]*\bbtn\b[^\"]*\"[^>]*>(?P<legato>.*?)</a>"
    r"|<input\b[^>]*type=\"(?:submit|button)\"[^>]*value=\"(?P<valore>[^\"]*)\"",
    re.DOTALL,
)
VUOTI = re.compile(r"\{#.*?#\}|\{%.*?%\}|<[^>]+>", re.DOTALL)
DATO = re.compile(r"\{\{.*?\}\}", re.DOTALL)
A_VOI = re.compile(r"(?:^|[:,] |\be |\bo )\W*(?P<verbo>\w+(?:ate|ete|ite)(?:l[oaie]|ne|mi|vi)?)\b")
"""A verb to «voi» where an order begins. The last words of a sentence are not looked at: «cifre scritte a mano»."""


def pulsanti(testo: str) -> list[str]:
    """The words of each thing that one presses: of an alternative, each branch."""
    detti = []
    for m in PREMUTI.finditer(testo):
        corpo = m["suo"] or m["legato"] or m["valore"] or ""
        detti += [" ".join(pezzo.split()) for pezzo in VUOTI.split(DATO.sub("…", corpo))]
    return [detto for detto in detti if detto]


@pytest.mark.parametrize(
    ("modello", "colto"),
    [
        ('<button type="submit">Salvate</button>', ["Salvate"]),
        ("<summary>Sì, togliete la riga</summary>", ["togliete"]),
        (
            '<a class="btn btn-primary" href="#">{% if x %}Leggi{% else %}Scrivete{% endif %} le sezioni</a>',
            ["Scrivete"],
        ),
        ("<button>Conferma e scrivete</button>", ["scrivete"]),
        ("<button>Fatelo di nuovo</button>", ["Fatelo"]),
        ("<button>Salva</button><summary>Come si legge</summary>", []),
        ('<a href="#">Guardate il 2020</a>', []),
    ],
)
def test_an_order_to_voi_is_found(modello: str, colto: list[str]) -> None:
    assert [m["verbo"] for detto in pulsanti(modello) for m in A_VOI.finditer(detto)] == colto


def test_what_one_presses_is_an_order_to_the_machine() -> None:
    trovati, letti = [], 0
    for file in sorted((RADICE / "templates").rglob("*.html")):
        for detto in pulsanti(file.read_text(encoding="utf-8")):
            letti += 1
            trovati += [f"{file.relative_to(RADICE)}: {detto}" for m in A_VOI.finditer(detto)]
    assert letti > 200
    assert not trovati, "\n".join(trovati)
