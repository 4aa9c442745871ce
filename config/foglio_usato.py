"""The style sheet of the design system with the rules that some page of the site can use, and no other.

The package has 600 kB of them, for components that the site does not have. A rule stays when every class and every id
that its selector asks for is written somewhere in the templates, in the programs or in the scripts of the site: in
doubt it stays. What is left out is decided each time the static files are collected, never kept in a list.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2  # type: ignore[import-untyped]  # it ships no types
from tinycss2.ast import (  # type: ignore[import-untyped]
    AtRule,
    HashToken,
    IdentToken,
    LiteralToken,
    Node,
    QualifiedRule,
    WhitespaceToken,
)

CASE = ("config", "contesto", "cruscotto", "ente", "relazione")
PAROLA = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
FRA_VIRGOLETTE = re.compile(r'"[^"]*"|\'[^\']*\'|`[^`]*`')
COMMENTO = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
VARIABILE = re.compile(r"var\(\s*(--[\w-]+)")
DENTRO = {"media", "supports", "layer", "container"}


def parole_del_sito(radice: Path) -> set[str]:
    """Every word that the site writes where a class or an id may stand: between quotes, in all of its files."""
    parole: set[str] = set()
    for file in sorted((radice / "templates").rglob("*.html")):
        for pezzo in FRA_VIRGOLETTE.findall(COMMENTO.sub("", file.read_text())):
            parole.update(PAROLA.findall(pezzo))
    for file in sorted((radice / "static" / "js").glob("*.js")):
        for pezzo in FRA_VIRGOLETTE.findall(file.read_text()):
            parole.update(PAROLA.findall(pezzo))
    for casa in CASE:
        for file in sorted((radice / casa).rglob("*.py")):
            for testo in _testi(ast.parse(file.read_text())):
                parole.update(PAROLA.findall(testo))
    return parole


def stili_del_sito(radice: Path) -> str:
    """The sheets of the site, and the programs that write others: what they name of the design system stays."""
    fogli = [*(radice / "static" / "css").glob("*.css"), *(f for casa in CASE for f in (radice / casa).rglob("*.py"))]
    return "".join(file.read_text() for file in sorted(fogli))


def _testi(albero: ast.AST) -> Iterator[str]:
    """The strings of a program, but for those that explain it."""
    sole = (n.value for n in ast.walk(albero) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
    spiegazioni = {id(nodo) for nodo in sole}
    for nodo in ast.walk(albero):
        if isinstance(nodo, ast.Constant) and isinstance(nodo.value, str) and id(nodo) not in spiegazioni:
            yield nodo.value


def riduci(css: str, parole: set[str], altri: str = "") -> str:
    """A style sheet with what those words can use. ``altri`` are the sheets that stand beside it: the variables that
    they read stay."""
    regole = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    tenute = list(_tieni(regole, parole))
    scritto = "".join(tenute)
    scritto = _senza_nomi(scritto, scritto + altri)
    lette, prima = set(VARIABILE.findall(scritto + altri)), -1
    while len(lette) != prima:  # a variable may be read by another
        prima = len(lette)
        lette |= set(VARIABILE.findall(_senza_variabili(scritto, lette)))
    return _senza_variabili(scritto, lette)


def _tieni(regole: Iterable[Node], parole: set[str]) -> Iterator[str]:
    for regola in regole:
        if isinstance(regola, QualifiedRule):
            selettori = [s for s in _separa(regola.prelude) if _usato(s, parole)]
            if selettori and regola.content:
                scritti = ",".join(tinycss2.serialize(s).strip() for s in selettori)
                yield f"{scritti}{{{tinycss2.serialize(regola.content)}}}"
        elif isinstance(regola, AtRule) and regola.at_keyword in DENTRO and regola.content is not None:
            dentro = tinycss2.parse_rule_list(regola.content, skip_comments=True, skip_whitespace=True)
            if resta := "".join(_tieni(dentro, parole)):
                yield f"@{regola.at_keyword}{tinycss2.serialize(regola.prelude)}{{{resta}}}"
        elif isinstance(regola, AtRule):
            yield regola.serialize()


def _scritta(nome: str, parole: set[str]) -> bool:
    """Whether a class is written whole, or begins as one that is put together: ``alert-{{ livello }}``."""
    pezzi = nome.split("-")
    return nome in parole or any("-".join(pezzi[:n]) + "-" in parole for n in range(1, len(pezzi)))


def _separa(selettori: list[Node]) -> Iterator[list[Node]]:
    """The selectors of a list, divided by its commas."""
    uno: list[Node] = []
    for pezzo in selettori:
        if isinstance(pezzo, LiteralToken) and pezzo.value == ",":
            yield uno
            uno = []
        else:
            uno.append(pezzo)
    yield uno


def _usato(selettore: list[Node], parole: set[str]) -> bool:
    """Whether the classes and the ids that a selector asks for are all written somewhere. What stands in a function,
    as in ``:not(.a)``, is not looked at."""
    prima: Node | None = None
    for pezzo in selettore:
        di_classe = isinstance(pezzo, IdentToken) and isinstance(prima, LiteralToken) and prima.value == "."
        if (di_classe or isinstance(pezzo, HashToken)) and not _scritta(pezzo.value, parole):
            return False
        prima = pezzo
    return any(not isinstance(pezzo, WhitespaceToken) for pezzo in selettore)


_CON_NOME = re.compile(
    r"@(?:-\w+-)?(?:keyframes\s+([\w-]+)\s*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}"
    r"|font-face\s*\{[^}]*font-family:\s*\"?([\w -]+)[^}]*\})"
)


def _senza_nomi(css: str, dove: str) -> str:
    """The sheet without the animations and the fonts that no rule of ``dove`` names."""
    altrove = _CON_NOME.sub("", dove)
    return _CON_NOME.sub(lambda trovata: trovata[0] if (trovata[1] or trovata[2]) in altrove else "", css)


_DICHIARAZIONE = re.compile(r"(?<=[{;])(--[\w-]+)\s*:[^;{}]*(?:;|(?=\}))")


def _senza_variabili(css: str, lette: set[str]) -> str:
    """The sheet without the variables that nobody reads."""
    return _DICHIARAZIONE.sub(lambda trovata: trovata[0] if trovata[1] in lette else "", css)
