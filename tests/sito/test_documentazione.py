"""What the documents say is what the program does: commands, links, placeholders, variables, columns."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from cruscotto.management.commands.sal import Command
from relazione.documento.generi import GENERI

RADICE = Path(__file__).resolve().parents[2]
FIXTURE = RADICE / "fixtures" / "arezzo-siena-2019"
MANUALE = RADICE / "docs" / "manuale"
DOCUMENTI = [RADICE / "README.md", RADICE / "CHANGELOG.md", *sorted((RADICE / "docs").rglob("*.md"))]

BLOCCO = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COLLEGAMENTO = re.compile(r"\]\(([^)\s]+)\)")
TITOLO = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


class Esempio(NamedTuple):
    """A command as a document shows it, with the lines that the document prints below it."""

    file: str
    comando: str
    uscita: str


def nome(file: Path) -> str:
    return str(file.relative_to(RADICE))


def esempi(file: Path) -> list[Esempio]:
    """The commands after a ``$`` in the code blocks of a document."""
    trovati: list[Esempio] = []
    for _, corpo in BLOCCO.findall(file.read_text(encoding="utf-8")):
        for pezzo in re.split(r"^\$ ", corpo, flags=re.MULTILINE)[1:]:
            comando, _, uscita = pezzo.partition("\n")
            trovati.append(Esempio(nome(file), comando, uscita.strip()))
    return trovati


COMANDI = [esempio for file in DOCUMENTI for esempio in esempi(file)]
SAL = [esempio for esempio in COMANDI if "manage.py sal " in esempio.comando]


def test_the_documents_show_examples_of_the_sal() -> None:
    """The parametrised test below would pass on an empty list."""
    assert {esempio.file for esempio in SAL} >= {"README.md", "docs/manuale/misura.md"}
    assert len(SAL) >= 15


@pytest.mark.parametrize("esempio", SAL, ids=lambda esempio: esempio.comando[-60:])
def test_sal_prints_what_the_document_shows(esempio: Esempio, capsys: pytest.CaptureFixture[str]) -> None:
    argomenti = shlex.split(esempio.comando, comments=True)
    dove = argomenti.index("manage.py")
    try:
        Command().run_from_argv(argomenti[dove:])
    except SystemExit as fine:
        assert fine.code == 2
    scritto = capsys.readouterr()
    assert (scritto.out + scritto.err).strip() == esempio.uscita


def test_commands_shown_exist() -> None:
    """Scripts, benches and paths of the suite; the names of manage.py's commands."""
    comandi = {file.stem for file in RADICE.glob("*/management/commands/*.py")}
    for esempio in COMANDI:
        parole = shlex.split(esempio.comando, comments=True)
        if parole[0].startswith("./script/"):
            assert (RADICE / parole[0]).is_file(), esempio
        if parole[0] == "./script/bench":
            assert (RADICE / "script" / "benches" / f"{parole[1]}.py").is_file(), esempio
        if "manage.py" in parole:
            assert parole[parole.index("manage.py") + 1] in comandi, esempio
        for parola in parole[1:]:
            if parola.startswith("tests/"):
                assert (RADICE / parola).exists(), esempio


def ancore(testo: str) -> set[str]:
    """The anchors of the headings of a document, as code hosts make them."""
    return {re.sub(r"[^\w\- ]", "", titolo.strip().lower()).replace(" ", "-") for titolo in TITOLO.findall(testo)}


@pytest.mark.parametrize("file", DOCUMENTI, ids=nome)
def test_links_lead_somewhere(file: Path) -> None:
    rotti = []
    for meta in COLLEGAMENTO.findall(BLOCCO.sub("", file.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", meta):
            continue
        percorso, _, ancora = meta.partition("#")
        arrivo = (file.parent / percorso).resolve() if percorso else file
        esiste = arrivo.exists() and arrivo.is_relative_to(RADICE)
        if not esiste or (ancora and ancora not in ancore(arrivo.read_text(encoding="utf-8"))):
            rotti.append(meta)
    assert rotti == []


@pytest.mark.parametrize(
    ("indice", "cartella"), [("docs/adr/README.md", "docs/adr"), ("docs/manuale/README.md", "docs/manuale")]
)
def test_every_page_stands_in_its_index(indice: str, cartella: str) -> None:
    elencate = set(COLLEGAMENTO.findall((RADICE / indice).read_text(encoding="utf-8")))
    pagine = {file.name for file in (RADICE / cartella).glob("*.md")} - {"README.md"}
    assert pagine
    assert pagine <= elencate


def test_the_placeholders_of_the_manual_are_those_of_the_document() -> None:
    righe = (MANUALE / "relazione.md").read_text(encoding="utf-8").splitlines()
    descritti = [
        trovato[1] for riga in righe if (trovato := re.match(r"\| `\[\[([a-z-]+)(?: CODICE|: TESTO)?\]\]` \|", riga))
    ]
    assert sorted(descritti) == sorted(GENERI)


def test_every_variable_of_the_settings_is_in_the_example() -> None:
    impostazioni = (RADICE / "config" / "settings.py").read_text(encoding="utf-8")
    lette = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", impostazioni))
    descritte = set(
        re.findall(r"^#?\s*([A-Z_]+)(?:=|,)", (RADICE / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"DEBUG", "SECRET_KEY", "DATABASE_URL"} <= lette
    assert lette - descritte == set()


@pytest.mark.parametrize("file", ["indicatori", "bilancio", "interventi", "criticita", "documenti"])
def test_the_columns_of_the_manual_are_those_of_the_files(file: str) -> None:
    capitolo = (MANUALE / "dati.md").read_text(encoding="utf-8").partition(f"## {file}.csv")[2].partition("\n## ")[0]
    scritte = re.search(r"^Colonne: `([^`]+)`$", capitolo, re.MULTILINE)
    with (FIXTURE / f"{file}.csv").open(encoding="utf-8", newline="") as aperto:
        assert scritte is not None
        assert scritte[1].split(",") == next(csv.reader(aperto))


def test_every_file_of_the_fixture_is_in_the_manual() -> None:
    capitoli = set(re.findall(r"^## ([\w./-]+)$", (MANUALE / "dati.md").read_text(encoding="utf-8"), re.MULTILINE))
    presenti = {f"{voce.name}/" if voce.is_dir() else voce.name for voce in FIXTURE.iterdir() if voce.suffix != ".svg"}
    assert capitoli == presenti
