"""The data of a table that stand side by side: two territories, two sexes, wherever both are named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from relazione.documento.griglie import Dato

ANNO = re.compile(r"^(?:anno(?:-\d+)?|(?:19|20)\d{2})$")
POSTO = re.compile(r"^(?:riga|colonna) \d+$")
SENZA_NOME = re.compile(r"^(?:riga|colonna) \d+$|^\d")
TOTALI = ("total", "area vasta", "var")
Coppia = tuple[str, str]


def parti(dato: Dato) -> list[str]:
    """The names of a cell: row and column, each with its headings."""
    return [p for parte in dato.richiamo.split(" > ")[1:] for p in parte.split(" / ")]


def percorso(dato: Dato) -> str:
    """Table, row and column, as a computation names them."""
    return dato.richiamo.removeprefix("cella ")


def secondo(prima: Dato, dopo: Dato) -> str:
    """The path of a second term, without the beginning that it shares with the first."""
    uno, due = percorso(prima).split(" > "), percorso(dopo).split(" > ")
    comuni = next((n for n, (a, b) in enumerate(zip(uno, due, strict=True)) if a != b), len(due) - 1)
    return " > ".join(due[comuni:])


def a_confronto(dati: Iterable[Dato]) -> tuple[Coppia, list[tuple[str, Dato, Dato]]] | None:
    """The last year of two things that stand side by side wherever they are named, «Arezzo» and «Siena»: their names,
    and each time what is said of them with the two data. None when there are not two."""
    gruppi: dict[tuple[str, ...], dict[str, Dato]] = {}
    for d in dati:
        nomi = parti(d)
        if "anno" in nomi or not any(ANNO.match(p) for p in nomi):
            for n, nome in enumerate(nomi):
                if nome != "anno" and not SENZA_NOME.match(nome):
                    gruppi.setdefault((str(n), *nomi[:n], "", *nomi[n + 1 :]), {})[nome] = d
    volte: dict[tuple[int, Coppia], int] = {}
    for chiavi, gruppo in gruppi.items():
        nomi = [n for n in gruppo if not n.casefold().startswith(TOTALI)]
        if len(nomi) == 2 and len({(gruppo[n].unita, gruppo[n].scala) for n in nomi}) == 1:
            dove = int(chiavi[0]), (nomi[0], nomi[1])
            volte[dove] = volte.get(dove, 0) + 1
    if not volte:
        return None
    posto, (uno, due) = max(volte, key=lambda c: (volte[c], c[0]))
    trovate = [
        (", ".join(p for p in chiavi[1:] if p and p != "anno" and not POSTO.match(p)), g[uno], g[due])
        for chiavi, g in gruppi.items()
        if chiavi[0] == str(posto) and uno in g and due in g
    ]
    return (uno, due), trovate
