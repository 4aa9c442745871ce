"""What the code and the decisions cite is in the repository: pages, their sections, numbered decisions."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

RADICE = Path(__file__).resolve().parents[2]
TITOLO = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
PAGINA = re.compile(r"\bdocs/[\w./-]*\w")
CITAZIONE = re.compile(r'\b(docs/[\w./-]+\.md),?\s+"([^"]+)"')
ALTROVE = re.compile(r"\bdocs/standard/")
"""A page of another project, said so beside it."""
DECISIONE = re.compile(r"\bADR\s+(\d+)")
FUORI = re.compile(r"\bdominio(?:\.md)?\s*§|\bregole-di-misura\b|\b(?:architettura|librerie|controlli|norme)\.md\b")
"""Documents of the workshop, which who reads the repository does not have."""
QUESTO = "tests/sito/test_citazioni.py"


def codice() -> list[str]:
    """The files of code, of configuration and of the decisions."""
    scelti = ["*.py", "*.html", "*.css", "*.js", "*.toml", "*.csv", "script/*", "docs/*.md"]
    comando = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *scelti]
    nomi = subprocess.run(comando, cwd=RADICE, capture_output=True, text=True, check=True).stdout.splitlines()
    return [n for n in nomi if n != QUESTO and not n.startswith("fixtures/") and (RADICE / n).is_file()]


def piano(testo: str) -> str:
    """A text on one line: a citation may go on in the next one."""
    return re.sub(r"\s*\n\s*(?:# ?)?", " ", testo)


def guasti(testo: str) -> list[str]:
    """What a text cites that is not there."""
    unito = piano(testo)
    trovati = [p for p in PAGINA.findall(unito) if not (RADICE / p).exists() and not ALTROVE.match(p)]
    for pagina, sezione in CITAZIONE.findall(unito):
        if (RADICE / pagina).is_file() and sezione not in TITOLO.findall((RADICE / pagina).read_text(encoding="utf-8")):
            trovati.append(f"{pagina} «{sezione}»")
    for numero in DECISIONE.findall(unito):
        if not list((RADICE / "docs" / "adr").glob(f"{int(numero):04d}-*.md")):
            trovati.append(f"ADR {numero}")
    return trovati + [m[0] for m in FUORI.finditer(unito)]


@pytest.mark.parametrize(
    ("testo", "guasto"),
    [
        ('see docs/manuale/misura.md "Le medie"', []),
        ('see docs/manuale/misura.md "Le\n    medie"', []),
        ("see ADR 6 and docs/adr", []),
        ("see docs/niente.md", ["docs/niente.md"]),
        ('see docs/manuale/misura.md "Le mediane"', ["docs/manuale/misura.md «Le mediane»"]),
        ("see ADR 999", ["ADR 999"]),
        ("(dominio §4)", ["dominio §"]),
        ("(regole-di-misura, periods)", ["regole-di-misura"]),
    ],
)
def test_a_wrong_citation_is_found(testo: str, guasto: list[str]) -> None:
    assert guasti(testo) == guasto


def test_what_is_cited_is_there() -> None:
    letti = {nome: (RADICE / nome).read_text(encoding="utf-8") for nome in codice()}
    citazioni = sum(len(CITAZIONE.findall(piano(testo))) for testo in letti.values())
    assert citazioni >= 20, "la ricerca non trova più le citazioni"
    assert {nome: rotti for nome, testo in letti.items() if (rotti := guasti(testo))} == {}
