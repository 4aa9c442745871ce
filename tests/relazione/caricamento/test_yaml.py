"""The YAML of a folder: missing or broken, it is one sentence that names its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ente.importazione import ImportazioneRifiutata
from relazione.caricamento.cartella import leggi_sezioni, leggi_yaml


@pytest.mark.parametrize("contenuto", ["a: [1, 2", "a: b: c", "\tx: 1", "a: !!python/object:os.system x", "- a\nb: c"])
def test_a_yaml_that_is_broken_or_would_run_something_is_refused_by_name(tmp_path: Path, contenuto: str) -> None:
    file = tmp_path / "ciclo.yaml"
    file.write_text(contenuto, encoding="utf-8")
    with pytest.raises(ImportazioneRifiutata, match="YAML valido") as rifiuto:
        leggi_yaml(file)
    assert [e.posto for e in rifiuto.value.errori] == ["ciclo.yaml"]


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportazioneRifiutata, match=r"ente\.yaml: il file non c'è"):
        leggi_yaml(tmp_path / "ente.yaml")


def test_sections_come_in_the_order_that_they_say_not_in_that_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ncodice: due\nordine: 20\n---\n\n  Testo due.\n\n---\n\nancora\n")
    (tmp_path / "b.md").write_text("---\ncodice: uno\nordine: 10\n---\nTesto uno.")
    (tmp_path / "c.txt").write_text("non è una sezione")
    assert [(s["codice"], s["testo"]) for s in leggi_sezioni(tmp_path)] == [
        ("uno", "Testo uno."),
        ("due", "Testo due.\n\n---\n\nancora"),
    ]


def test_a_section_without_its_heading_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Testo senza intestazione.")
    with pytest.raises(ImportazioneRifiutata, match=r"a\.md: manca l'intestazione YAML"):
        leggi_sezioni(tmp_path)
