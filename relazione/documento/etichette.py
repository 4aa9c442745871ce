"""The structure tree that WeasyPrint writes, completed where PDF/UA asks for more.

WeasyPrint tags a table once for each page that it crosses and maps header cells by a rule that loses its way when
cells span rows. Here every table of the tree is laid out on a grid again: spans that leave the table are cut, header
cells get their scope, data cells the list of their headers. Objects are those of pydyf: dictionaries and references
such as ``b"12 0 R"``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf


@dataclass(frozen=True, slots=True)
class _Cella:
    """A cell on the grid: its structure element and the rectangle that it covers."""

    elemento: Any
    riga: int
    colonna: int
    righe: int
    colonne: int
    intestazione: bool
    di_colonna: bool


def completa_tabelle(pdf: Any) -> None:
    """Give scope, headers and true spans to the cells of every table of the document."""
    for elemento in list(pdf.objects):
        if isinstance(elemento, pydyf.Dictionary) and elemento.get("S") == "/Table":
            _completa(elemento, pdf)


def _figli(elemento: Any, pdf: Any) -> Iterator[Any]:
    for figlio in elemento["K"]:
        if isinstance(figlio, bytes):
            trovato = pdf.objects[int(figlio.split()[0])]
            if isinstance(trovato, pydyf.Dictionary) and "S" in trovato:
                yield trovato


def _righe(tabella: Any, pdf: Any) -> Iterator[tuple[Any, bool, int]]:
    """The rows of a table, whether they stand in its head, and how many rows are left in their group from them on."""
    for gruppo in _figli(tabella, pdf):
        if gruppo["S"] in ("/THead", "/TBody", "/TFoot"):
            righe = [r for r in _figli(gruppo, pdf) if r["S"] == "/TR"]
            for posto, riga in enumerate(righe):
                yield riga, gruppo["S"] == "/THead", len(righe) - posto


def _completa(tabella: Any, pdf: Any) -> None:
    occupate: dict[tuple[int, int], _Cella] = {}
    celle: list[_Cella] = []
    righe = list(_righe(tabella, pdf))
    for r, (riga, in_testa, rimaste) in enumerate(righe):
        colonna = 0
        for elemento in _figli(riga, pdf):
            while (r, colonna) in occupate:
                colonna += 1
            attributi = elemento.setdefault("A", pydyf.Dictionary({"O": "/Table"}))
            cella = _Cella(
                elemento=elemento,
                riga=r,
                colonna=colonna,
                righe=min(attributi.get("RowSpan", 1), rimaste),
                colonne=attributi.get("ColSpan", 1),
                intestazione=elemento["S"] == "/TH",
                di_colonna=in_testa,
            )
            celle.append(cella)
            occupate.update({(r + i, colonna + j): cella for i in range(cella.righe) for j in range(cella.colonne)})
            colonna += cella.colonne
    _pareggia(tabella, righe, occupate, pdf)
    for numero, cella in enumerate(celle):
        _scrivi(cella, f"{tabella.number}-{numero}", celle)


def _pareggia(
    tabella: Any, righe: list[tuple[Any, bool, int]], occupate: dict[tuple[int, int], _Cella], pdf: Any
) -> None:
    """Rows whose spanning cell stayed on the page before get an empty cell in its place: all rows are equally long."""
    larghezza = max((colonna for _, colonna in occupate), default=-1) + 1
    for r, (riga, _, _) in enumerate(righe):
        manca = larghezza - sum(1 for riga_occupata, _ in occupate if riga_occupata == r)
        if manca > 0:
            vuota = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/TD",
                    "K": pydyf.Array(),
                    "P": riga.reference,
                    "A": pydyf.Dictionary({"O": "/Table", "ColSpan": manca, "Headers": pydyf.Array()}),
                }
            )
            pdf.add_object(vuota)
            riga["K"].insert(0, vuota.reference)


def _scrivi(cella: _Cella, chiave: str, celle: list[_Cella]) -> None:
    attributi = cella.elemento["A"]
    attributi.pop("RowSpan", None)
    if cella.righe > 1:
        attributi["RowSpan"] = cella.righe
    if cella.intestazione:
        cella.elemento["ID"] = pydyf.String(chiave)
        attributi["Scope"] = "/Column" if cella.di_colonna else "/Row"
        attributi.pop("Headers", None)
        return
    attributi["Headers"] = pydyf.Array(c.elemento["ID"] for c in celle if c.intestazione and _riguarda(c, cella))


def _riguarda(intestazione: _Cella, cella: _Cella) -> bool:
    """Whether a header stands above the cell, or on its rows."""
    if intestazione.di_colonna:
        return (
            intestazione.riga < cella.riga
            and intestazione.colonna < cella.colonna + cella.colonne
            and cella.colonna < intestazione.colonna + intestazione.colonne
        )
    return intestazione.riga < cella.riga + cella.righe and cella.riga < intestazione.riga + intestazione.righe


def comprimi(pdf: Any) -> None:
    """Compress the streams here, so that none of them ends with a carriage return.

    A compressed stream may end with any byte; ``\\r`` before the line feed that precedes ``endstream`` reads as one end
    of line, and the declared length then looks wrong. Such a stream is left as it is, uncompressed.
    """
    for oggetto in pdf.objects:
        if not isinstance(oggetto, pydyf.Stream) or not oggetto.compress:
            continue
        grezzo = b"\n".join(pydyf._to_bytes(parte) for parte in oggetto.stream)
        compresso = zlib.compress(grezzo, 9)
        oggetto.compress = False
        if not compresso.endswith(b"\r"):
            oggetto.extra["Filter"] = "/FlateDecode"
            oggetto.stream = [compresso]
