"""The file that comes back with its errors, and the one to start from: the same cells, comments, nothing that runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.file import errori as errori_nel_file
from cruscotto.importazione.file.errori import AUTORE, MASSIMI, ROSSO, file_con_errori
from cruscotto.importazione.file.modello import foglio_modello
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo
from ente.fogli.lettura import leggi_fogli
from ente.fogli.righe import leggi_righe
from ente.importazione import ErroreNelFile
from tests.mondi.fogli import Griglia, in_csv, ods, ritocca, xlsx

RIGHE: Griglia = [["Voce", "Tipo", "Importo"], ["Proventi", "boh", "12,5"], ["=1+1", "'-x", "007"]]
FORMATI: dict[str, Callable[[Griglia], bytes]] = {"xlsx": xlsx, "ods": ods, "csv": in_csv}


def aperto(contenuto: bytes) -> Any:
    return load_workbook(io.BytesIO(contenuto))


def con_errori(contenuto: bytes, *errori: tuple[str, str], nome: str = "f.csv") -> Any:
    return aperto(file_con_errori(contenuto, nome, [ErroreNelFile(*e) for e in errori]))


@pytest.mark.parametrize("formato", FORMATI)
def test_each_error_is_at_its_cell(formato: str) -> None:
    errori = (("Foglio1!B2", "il tipo non esiste."), ("Foglio1!B2", "e non si legge."), ("Foglio1!E9", "manca."))
    foglio = con_errori(FORMATI[formato](RIGHE), *errori).worksheets[0]
    assert foglio["B2"].comment.text == "il tipo non esiste.\ne non si legge."
    assert foglio["E9"].comment.text == "manca."
    assert foglio["B2"].fill.start_color.rgb == foglio["E9"].fill.start_color.rgb == ROSSO
    assert foglio["A2"].comment is None and foglio["A2"].fill.fill_type is None


@pytest.mark.parametrize("formato", FORMATI)
def test_the_cells_are_read_again_as_they_were(formato: str) -> None:
    righe = [r for r in RIGHE if not str(r[0]).startswith("=")]
    contenuto = FORMATI[formato](righe)
    scritto = file_con_errori(contenuto, "f.csv", [ErroreNelFile("Foglio1!B2", "no.")])
    assert [f.righe for f in leggi_fogli(scritto)] == [f.righe for f in leggi_fogli(contenuto)]


@pytest.mark.parametrize("formato", ["ods", "csv"])
def test_a_text_never_becomes_a_formula(formato: str) -> None:
    righe: Griglia = [["Voce", "Tipo"], ["=cmd|' /C calc'!A0", "#N/A"], ["+1", "@SUM(A1)"]]
    foglio = con_errori(FORMATI[formato](righe), ("Foglio1!A2", "no.")).worksheets[0]
    assert {c.data_type for riga in foglio.iter_rows() for c in riga} == {"s"}
    assert foglio["A2"].value == righe[1][0]


def test_a_workbook_keeps_its_looks() -> None:
    libro: Any = Workbook()
    foglio = libro.active
    foglio.title = " Con spazi "
    foglio["A1"], foglio["B1"], foglio["B2"] = "Voce", "Tipo", "boh"
    foglio["A1"].font, foglio["A1"].fill = Font(bold=True), PatternFill("solid", start_color="FF00FF00")
    foglio["B2"].comment = Comment("nota mia", "io")
    foglio.merge_cells("A3:B4")
    foglio["A3"] = "unite"
    foglio.column_dimensions["A"].width = 33
    nascosto = libro.create_sheet("Nascosto")
    nascosto["A1"], nascosto.sheet_state = "segreto", "hidden"
    uscita = io.BytesIO()
    libro.save(uscita)
    con = con_errori(uscita.getvalue(), ("Con spazi!B2", "no."), ("Con spazi!B4", "qui."), nome="x.xlsx")
    foglio = con.worksheets[0]
    assert foglio["A1"].font.bold and foglio["A1"].fill.start_color.rgb == "FF00FF00"
    assert foglio.column_dimensions["A"].width == 33 and con["Nascosto"].sheet_state == "hidden"
    assert foglio["B2"].comment.text == "no.\n\nnota mia"
    assert foglio["A3"].comment.text == "qui." and [str(u) for u in foglio.merged_cells.ranges] == ["A3:B4"]


def test_the_comments_of_the_time_before_go() -> None:
    prima = file_con_errori(xlsx(RIGHE), "x", [ErroreNelFile("Foglio1!B2", "no."), ErroreNelFile("Foglio1!A2", "no.")])
    foglio = con_errori(prima, ("Foglio1!A2", "ancora.")).worksheets[0]
    assert foglio["B2"].comment is None and foglio["B2"].fill.fill_type is None
    assert foglio["A2"].comment.text == "ancora." and foglio["A2"].comment.author == AUTORE


def test_too_many_are_counted_on_top() -> None:
    righe: Griglia = [["Voce", "Tipo"], *([f"v{n}", "boh"] for n in range(MASSIMI + 10))]
    errori = [(f"Foglio1!B{n + 2}", "no.") for n in range(MASSIMI + 10)]
    foglio = con_errori(in_csv(righe), *errori, (f"Foglio1!B{2}", "anche questo.")).worksheets[0]
    segnate = [c for riga in foglio.iter_rows() for c in riga if c.comment]
    assert len(segnate) == MASSIMI + 1
    assert "altri 10 errori" in foglio["A1"].comment.text and foglio["B2"].comment.text == "no.\nanche questo."


def test_an_error_of_no_cell_is_on_the_first_one() -> None:
    foglio = con_errori(xlsx(RIGHE), ("Sparito!C3", "no."), ("", "senza posto.")).worksheets[0]
    assert foglio["C3"].comment.text == "no." and foglio["A1"].comment.text == "senza posto."


@pytest.mark.parametrize(
    "dentro",
    [
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    ],
)
def test_a_few_bytes_do_not_fill_the_memory(dentro: str, monkeypatch: pytest.MonkeyPatch) -> None:
    contenuto = xlsx(RIGHE)
    with zipfile.ZipFile(io.BytesIO(contenuto)) as archivio:
        parte = archivio.read("xl/worksheets/sheet1.xml").decode()
    contenuto = ritocca(contenuto, {"xl/worksheets/sheet1.xml": parte.replace("<pageM", f"{dentro}<pageM").encode()})
    monkeypatch.setattr(errori_nel_file, "load_workbook", lambda *a, **k: pytest.fail("si apre intero"))
    foglio = con_errori(contenuto, ("Foglio1!B2", "no.")).worksheets[0]
    assert foglio["B2"].comment.text == "no." and foglio["A1"].value == "Voce"


def test_what_cannot_be_written_again_comes_back_as_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large to be opened whole, or with something that the library does not know."""
    monkeypatch.setattr(errori_nel_file, "IN_MEMORIA", 10)
    assert con_errori(xlsx(RIGHE), ("Foglio1!B2", "no.")).worksheets[0]["B2"].comment.text == "no."
    monkeypatch.undo()
    monkeypatch.setattr(errori_nel_file, "load_workbook", lambda *a, **k: next(iter(())))
    assert con_errori(xlsx(RIGHE), ("Foglio1!B2", "no.")).worksheets[0]["B2"].comment.text == "no."


def test_the_long_name_of_a_csv_is_one_sheet() -> None:
    nome = f"{'bilancio ' * 20}[1].csv"
    foglio = con_errori(in_csv(RIGHE), (f"{nome[:100]}!B2", "no."), nome=nome).worksheets[0]
    assert foglio["B2"].comment.text == "no." and len(foglio.title) <= 31


# -- the sheet to start from -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codice", [g for g in GENERI if GENERI[g].colonne])
def test_every_heading_of_a_model_is_recognised(codice: str) -> None:
    genere = GENERI[codice]
    letto = leggi_righe(leggi_fogli(foglio_modello(genere)), genere.colonne, 2020)
    assert {i.campo for i in letto.intestazioni} == {c.campo for c in genere.da_compilare}
    assert [e.motivo for e in letto.errori] == ["sotto le intestazioni non c'è nessuna riga."]
    assert letto.avvisi == []  # of the instructions nobody is told
    libro = aperto(foglio_modello(genere))
    segnate = {c.value for c in libro.worksheets[0][1] if c.fill.fill_type}
    assert segnate == {f"{c.nome} *" for c in genere.colonne if c.obbligatoria}
    assert libro.worksheets[1].title == "Istruzioni"


@pytest.mark.django_db
@pytest.mark.parametrize("codice", [g for g in GENERI if not GENERI[g].colonne])
def test_a_model_that_is_an_example_is_read(codice: str, ciclo: Ciclo) -> None:
    dove = Dove(ente=ciclo.ente, del_ciclo=ciclo)
    _, progetto = progetta_file(GENERI[codice], dove, "modello.xlsx", foglio_modello(GENERI[codice]))
    assert progetto.errori == [] and {type(c.oggetto)._meta.model_name for c in progetto.cambi} >= {"tavola", "cella"}
