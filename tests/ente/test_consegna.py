"""A file that a command writes: whole or not at all, and one sentence when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ente.consegna import consegna, esige_scrivibile
from ente.errori import ErroreUtente

pytestmark = pytest.mark.una_volta


def test_a_file_comes_whole_with_the_folders_that_it_needs(tmp_path: Path) -> None:
    uscita = tmp_path / "anno" / "2019" / "relazione.pdf"
    esige_scrivibile(uscita)
    consegna(b"uno", uscita)
    consegna(b"due", uscita)
    assert uscita.read_bytes() == b"due"
    assert [p.name for p in uscita.parent.iterdir()] == ["relazione.pdf"], "niente a metà resta accanto"


def test_a_file_in_the_place_of_a_folder_is_said_and_stays(tmp_path: Path) -> None:
    """The path goes through a file: a sentence, not a traceback, however deep it is."""
    intruso = tmp_path / "appunti.txt"
    intruso.write_text("miei")
    for uscita in (intruso / "relazione.pdf", intruso / "2019" / "relazione.pdf"):
        with pytest.raises(ErroreUtente, match=r"Non posso scrivere .*Indicate un'altra cartella") as rifiuto:
            consegna(b"x", uscita)
        assert "\n" not in str(rifiuto.value)
    assert intruso.read_text() == "miei"


def test_a_folder_with_that_name_is_said_before_the_work_and_after_it(tmp_path: Path) -> None:
    cartella = tmp_path / "relazione.pdf"
    cartella.mkdir()
    (cartella / "dentro").touch()
    with pytest.raises(ErroreUtente, match="indicate il nome di un file"):
        esige_scrivibile(cartella)
    with pytest.raises(ErroreUtente, match="Indicate un'altra cartella"):
        consegna(b"x", cartella)
    assert [p.name for p in tmp_path.iterdir()] == ["relazione.pdf"]
