"""What PDF/UA asks of the cells of a table: true spans, the scope of headers, the headers of each cell.

A table is laid out on a grid again: spans that leave their group of rows are cut, rows are made equally long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pydyf

from relazione.documento.struttura import ElementoPdf

GRUPPI = ("THead", "TBody", "TFoot")


@dataclass(frozen=True, slots=True)
class _Cella:
    """A cell on the grid: its structure element and the rectangle that it covers."""

    nodo: ElementoPdf
    riga: int
    colonna: int
    righe: int
    colonne: int
    di_colonna: bool

    @property
    def intestazione(self) -> bool:
        return self.nodo.tipo == "TH"


def completa_tabelle(radice: ElementoPdf) -> None:
    """Give scope, headers and true spans to the cells of every table under an element."""
    for numero, tabella in enumerate(n for n in radice.discendenti() if n.tipo == "Table"):
        _completa(tabella, f"t{numero}")


def _righe(tabella: ElementoPdf) -> Iterator[tuple[ElementoPdf, bool, int]]:
    """The rows of a table, whether they stand in its head, and how many rows are left in their group from them on."""
    for gruppo in tabella.nodi():
        if gruppo.tipo in GRUPPI:
            righe = [r for r in gruppo.nodi() if r.tipo == "TR"]
            for posto, riga in enumerate(righe):
                yield riga, gruppo.tipo == "THead", len(righe) - posto


def _completa(tabella: ElementoPdf, chiave: str) -> None:
    occupate: dict[tuple[int, int], _Cella] = {}
    celle: list[_Cella] = []
    righe = list(_righe(tabella))
    for r, (riga, in_testa, rimaste) in enumerate(righe):
        colonna = 0
        for nodo in riga.nodi():
            while (r, colonna) in occupate:
                colonna += 1
            alta = min(nodo.attributi.get("RowSpan", 1), rimaste)
            cella = _Cella(nodo, r, colonna, alta, nodo.attributi.get("ColSpan", 1), in_testa)
            celle.append(cella)
            occupate.update({(r + i, colonna + j): cella for i in range(cella.righe) for j in range(cella.colonne)})
            colonna += cella.colonne
    _pareggia(righe, occupate)
    _con_un_corpo(tabella)
    intestazioni = [c for c in celle if c.intestazione]
    for numero, cella in enumerate(intestazioni):
        cella.nodo.identificativo = f"{chiave}-{numero}"
    for cella in celle:
        _attributi(cella, intestazioni)


def _con_un_corpo(tabella: ElementoPdf) -> None:
    """A table without data is made of its headings only: they stand in a body, since a head alone is no table."""
    gruppi = [g for g in tabella.nodi() if g.tipo in GRUPPI]
    if gruppi and not any(g.tipo == "TBody" for g in gruppi):
        gruppi[0].tipo = "TBody"


def _pareggia(righe: list[tuple[ElementoPdf, bool, int]], occupate: dict[tuple[int, int], _Cella]) -> None:
    """A row shorter than the others gets an empty cell at its end."""
    larghezza = max((colonna for _, colonna in occupate), default=-1) + 1
    for r, (riga, _, _) in enumerate(righe):
        manca = larghezza - sum(1 for riga_occupata, _ in occupate if riga_occupata == r)
        if manca > 0:
            riga.nuovo("TD").attributi = {"O": "/Table", "ColSpan": manca, "Headers": pydyf.Array()}


def _attributi(cella: _Cella, intestazioni: list[_Cella]) -> None:
    attributi = cella.nodo.attributi
    attributi["O"] = "/Table"
    attributi.pop("RowSpan", None)
    if cella.righe > 1:
        attributi["RowSpan"] = cella.righe
    if cella.intestazione:
        attributi["Scope"] = "/Column" if cella.di_colonna else "/Row"
        return
    nomi = (i.nodo.identificativo for i in intestazioni if _riguarda(i, cella))
    attributi["Headers"] = pydyf.Array(pydyf.String(nome) for nome in nomi)


def _riguarda(intestazione: _Cella, cella: _Cella) -> bool:
    """Whether a header stands above the cell, or on its rows."""
    if intestazione.di_colonna:
        return (
            intestazione.riga < cella.riga
            and intestazione.colonna < cella.colonna + cella.colonne
            and cella.colonna < intestazione.colonna + intestazione.colonne
        )
    return intestazione.riga < cella.riga + cella.righe and cella.riga < intestazione.riga + intestazione.righe
