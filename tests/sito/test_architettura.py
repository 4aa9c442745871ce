"""The shape of the house: which room may call which, where things stand, how they are named."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RADICE = Path(__file__).resolve().parents[2]
CASE = ("config", "contesto", "cruscotto", "ente", "relazione", "tests", "script")
RIGHE_PER_FUNZIONE = 45


def sorgenti() -> Iterator[Path]:
    for casa in CASE:
        yield from (file for file in (RADICE / casa).rglob("*.py") if "migrations" not in file.parts)


def test_imports_run_one_way() -> None:
    esito = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=RADICE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert esito.returncode == 0, esito.stdout + esito.stderr


def test_no_module_is_loose_at_the_root_of_the_core() -> None:
    """Whoever adds one finds its room first; the layers of the contract are exhaustive, and say which there are."""
    assert {file.name for file in (RADICE / "cruscotto").glob("*.py")} == {"__init__.py", "apps.py", "urls.py"}


@pytest.mark.parametrize("ramo", ["tests/cruscotto", "tests/relazione", "templates/cruscotto"])
def test_tests_and_templates_stand_at_the_place_of_what_they_are_of(ramo: str) -> None:
    """Every folder of tests and of templates has the name of a package of its app; none is left from before a move."""
    app = RADICE / Path(ramo).name
    stanze = {cartella.name for cartella in app.iterdir() if cartella.is_dir()}
    cartelle = {c.name for c in (RADICE / ramo).iterdir() if c.is_dir() and c.name != "__pycache__"}
    assert cartelle
    assert cartelle <= stanze
    assert [f.name for f in (RADICE / ramo).iterdir() if f.is_file() and f.name != "__init__.py"] == []


def test_every_app_is_found() -> None:
    """The two tests below would pass on an empty list."""
    assert {file.relative_to(RADICE).parts[0] for file in sorgenti()} >= set(CASE[:-1])


def test_no_name_stands_for_two_classes_of_an_app() -> None:
    """Who searches for a class finds one. Django wants some names by contract."""
    di_django = ("Command", "DatabaseWrapper")
    dove: dict[tuple[str, str], list[str]] = {}
    for file in sorgenti():
        percorso = file.relative_to(RADICE)
        if percorso.parts[0] in ("tests", "script"):
            continue
        for nodo in ast.parse(file.read_text()).body:
            if isinstance(nodo, ast.ClassDef) and nodo.name not in di_django:
                dove.setdefault((percorso.parts[0], nodo.name), []).append(str(percorso))
    assert ("cruscotto", "Rilevazione") in dove
    assert {nome: file for nome, file in dove.items() if len(file) > 1} == {}


def test_no_function_does_more_than_one_thing() -> None:
    lunghe = {
        f"{file.relative_to(RADICE)}:{nodo.lineno} {nodo.name}": righe
        for file in sorgenti()
        for nodo in ast.walk(ast.parse(file.read_text()))
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef)
        and (righe := (nodo.end_lineno or nodo.lineno) - nodo.lineno + 1) > RIGHE_PER_FUNZIONE
    }
    assert lunghe == {}, f"funzioni di più di {RIGHE_PER_FUNZIONE} righe"


def test_no_template_is_unsafe_under_the_csp() -> None:
    """The browser would drop inline styles, scripts and handlers silently: the page would break where nobody looks.

    The document of the PDF is drawn by WeasyPrint, not by a browser, and is left out.
    """
    vietati = ("<style", " style=", " onclick=", " onsubmit=", " onchange=", "javascript:", "<script>")
    trovati = [
        f"{file.relative_to(RADICE)}: {vietato}"
        for file in (RADICE / "templates").rglob("*.html")
        if "relazione" not in file.relative_to(RADICE / "templates").parts
        for vietato in vietati
        if vietato in file.read_text()
    ]
    assert trovati == []
