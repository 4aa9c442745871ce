"""The sheet to start from for a kind of import: its headings, and a page of instructions beside them."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from cruscotto.importazione.genere import GenereImportabile
from ente.fogli.celle import nomi_di_foglio
from ente.fogli.righe import ISTRUZIONI
from ente.fogli.salvataggio import salva

OBBLIGATORIA = "FFDCE9F7"
SEMPRE = (
    "Le colonne stanno nell'ordine che volete; quelle che non servono si tolgono.",
    "Con * le colonne obbligatorie.",
    "Una colonna che nel foglio non c'è resta com'è sul sito; una cella vuota vuol dire vuota.",
    "I numeri si scrivono con la virgola (1234,5), le percentuali col segno %, le date come 31/12/2020.",
    "Prima di scrivere il sito mostra che cosa cambia: nulla entra senza la vostra conferma.",
)


ESEMPI: dict[str, tuple[str, tuple[tuple[str | int, ...], ...]]] = {
    "tavola": (
        "imprese-per-settore",
        (
            ("Imprese attive per settore",),
            ("Settore", "2018", "2019", "2020"),
            ("Agricoltura", 120, 118, 115),
            ("Manifattura", 80, 82, 81),
            ("Commercio", 200, 195, 190),
            ("Totale", 400, 395, 386),
        ),
    ),
    "personale": (
        "personale-per-categoria",
        (
            ("Personale per categoria e sesso",),
            ("Categoria", "Uomini", "Donne", "Totale"),
            ("B", 2, 3, 5),
            ("C", 10, 22, 32),
            ("D", 6, 9, 15),
            ("Totale", 18, 34, 52),
        ),
    ),
}
"""Kinds that are tables with headings of their own: an invented one to write over."""
COME_ESEMPIO = (
    "È un esempio inventato: scriveteci sopra la vostra tavola. Il nome del foglio è il codice della tavola, la prima "
    "riga il titolo, poi le intestazioni. Una tavola per foglio."
)


def foglio_modello(genere: GenereImportabile) -> bytes:
    """The xlsx to start from for a kind."""
    libro: Any = Workbook()
    if genere.codice in ESEMPI:
        _esempio(libro.active, genere.codice)
    else:
        _colonne(libro, genere)
    return salva(libro)


def _esempio(foglio: Any, codice: str) -> None:
    """A table, alone: whatever else there were would be read as another one."""
    foglio.title, righe = ESEMPI[codice]
    for riga in righe:
        foglio.append(list(riga))
    for cella in (foglio["A1"], *foglio[2]):
        cella.font = Font(bold=True)
    foglio.column_dimensions["A"].width = 30
    foglio["A1"].comment = Comment(COME_ESEMPIO, "Cannocchiale", width=320, height=140)


def _colonne(libro: Any, genere: GenereImportabile) -> None:
    """The headings of the kind, those that must be there marked, and a sheet of instructions."""
    nome, istruzioni = nomi_di_foglio([genere.nome, ISTRUZIONI])
    foglio = libro.active
    foglio.title = nome
    for n, colonna in enumerate(genere.da_compilare, 1):
        cella = foglio.cell(1, n, f"{colonna.nome} *" if colonna.obbligatoria else colonna.nome)
        cella.font = Font(bold=True)
        cella.alignment = Alignment(wrap_text=True, vertical="top")
        if colonna.obbligatoria:
            cella.fill = PatternFill("solid", start_color=OBBLIGATORIA, end_color=OBBLIGATORIA)
        foglio.column_dimensions[get_column_letter(n)].width = max(12, len(colonna.nome) + 4)
    foglio.freeze_panes = "A2"
    _istruzioni(libro.create_sheet(istruzioni), genere)


def _istruzioni(pagina: Any, genere: GenereImportabile) -> None:
    pagina.column_dimensions["A"].width, pagina.column_dimensions["B"].width = 34, 90
    pagina.append([genere.nome])
    pagina["A1"].font = Font(bold=True, size=14)
    pagina.append([genere.descrizione])
    for frase in SEMPRE:
        pagina.append([frase])
    pagina.append([])
    pagina.append(["Le colonne", "Si riconoscono anche scritte così"])
    for cella in pagina[pagina.max_row]:
        cella.font = Font(bold=True)
    for colonna in genere.da_compilare:
        segno = " *" if colonna.obbligatoria else ""
        altre = ", ".join(f"«{s}»" for s in colonna.sinonimi)
        pagina.append([f"«{colonna.nome}»{segno}", altre])
        pagina.cell(pagina.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
