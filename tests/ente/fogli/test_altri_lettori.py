"""The workbooks that we write, as other programs ask for them: some open them without mending only so."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cruscotto.importazione.file.errori import file_con_errori
from cruscotto.importazione.file.modello import foglio_modello
from cruscotto.importazione.generi.registro import GENERI
from ente.fogli.scrittura import foglio
from ente.importazione import ErroreNelFile
from tests.mondi.clienti import aperto, scritto_in
from tests.mondi.fogli import esige_leggibile_da_tutti, xlsx
from tests.mondi.processi import Manca, manca_qui

RIGHE: list[list[Any]] = [["a", "", "=2"], ["", None, "perché"]]


def esporta() -> bytes:
    return foglio("xlsx", "Prova", ["Nome", "", "Nota"], RIGHE)


def con_errori() -> bytes:
    errori = [ErroreNelFile("Foglio1!A2", "non si legge."), ErroreNelFile("Foglio1!B2", "manca.")]
    return file_con_errori(xlsx([["Nome", "", "Nota"], *RIGHE]), "f.xlsx", errori)


def rifatto_con_errori() -> bytes:
    return file_con_errori(b"Nome;;Nota\na;;2\n", "f.csv", [ErroreNelFile("f.csv!A2", "non si legge.")])


LIBRI: dict[str, Callable[[], bytes]] = {
    "esportazione": esporta,
    "errori": con_errori,
    "errori di un csv": rifatto_con_errori,
    **{f"modello {codice}": partial(foglio_modello, genere) for codice, genere in GENERI.items()},
}


@pytest.mark.parametrize("nome", LIBRI)
def test_every_program_opens_what_we_write(nome: str) -> None:
    esige_leggibile_da_tutti(LIBRI[nome]())


@pytest.mark.parametrize("nome", LIBRI)
def test_the_libraries_of_javascript_read_the_same_cells(nome: str, tmp_path: Path) -> None:
    percorso = tmp_path / "libro.xlsx"
    percorso.write_bytes(LIBRI[nome]())
    try:
        letto = aperto(percorso)
    except Manca as manca:
        manca_qui(manca)
    scritto = scritto_in(percorso.read_bytes())
    assert letto == {"exceljs": scritto, "xlsx-populate": scritto}


def test_the_comments_are_still_at_their_cells() -> None:
    pagina = load_workbook(io.BytesIO(con_errori())).active
    assert {c.coordinate: c.comment.text for r in pagina for c in r if c.comment} == {
        "A2": "non si legge.",
        "B2": "manca.",
    }
