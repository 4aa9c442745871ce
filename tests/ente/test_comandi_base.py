"""The base of the commands: whatever is wrong is one Italian line, with the exit code of who is to mend it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import OperationalError, ProgrammingError

from ente.comandi import Comando
from ente.errori import ErroreUtente


class Prova(Comando):
    """A command that raises what it is told to."""

    errore: Exception | None = None

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--anno", type=int, required=True)
        parser.add_argument("--formato", choices=["csv", "json"], default="csv")

    def esegui(self, options: dict[str, Any]) -> None:
        if self.errore is not None:
            raise self.errore
        self.stdout.write(f"{options['anno']} {options['formato']}")


def chiama(*argomenti: str, errore: Exception | None = None) -> tuple[int, str, str]:
    """Exit code, what is written, what is written of errors: as from a terminal."""
    fuori, errori = io.StringIO(), io.StringIO()
    comando = Prova(stdout=fuori, stderr=errori, no_color=True)
    comando.errore, comando.requires_system_checks = errore, []
    try:
        comando.run_from_argv(["manage.py", "prova", *argomenti])
    except SystemExit as uscita:
        return int(uscita.code or 0), fuori.getvalue(), errori.getvalue()
    return 0, fuori.getvalue(), errori.getvalue()


@pytest.mark.parametrize(
    ("argomenti", "parte"),
    [
        ((), "mancano: --anno"),
        (("--anno", "duemila"), "argomento --anno: serve un numero intero, non: 'duemila'"),
        (("--anno",), "argomento --anno: serve un valore"),
        (("--anno", "2019", "--formato", "doc"), "scelta non prevista: 'doc' (scegliete fra"),
        (("--anno", "2019", "--colore"), "non conosco: --colore"),
    ],
)
def test_wrong_use_exits_two_in_italian(argomenti: tuple[str, ...], parte: str) -> None:
    codice, fuori, errori = chiama(*argomenti)
    assert (codice, fuori) == (2, "")
    assert errori.startswith("Errore: Argomenti non validi (")
    assert parte in errori
    assert "vedete «prova --help»" in errori
    assert len(errori.strip().splitlines()) == 1


@pytest.mark.parametrize("errore", [OperationalError("no such table: x\nhint: y"), ProgrammingError("relation x\n!")])
def test_a_database_that_is_not_ready_is_one_line_that_says_what_to_do(errore: Exception) -> None:
    codice, _, errori = chiama("--anno", "2019", errore=errore)
    assert codice == 1
    assert len(errori.strip().splitlines()) == 1
    assert str(errore).splitlines()[0] in errori
    assert "manage.py migrate" in errori


def test_what_a_person_can_mend_is_its_own_sentence() -> None:
    assert chiama("--anno", "2019", errore=ErroreUtente("Il ciclo non c'è.")) == (1, "", "Errore: Il ciclo non c'è.\n")


def test_what_nobody_foresaw_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        chiama("--anno", "2019", errore=ZeroDivisionError())


def test_when_it_goes_it_says_what_it_did() -> None:
    assert chiama("--anno", "2019", "--formato", "json") == (0, "2019 json\n", "")


def test_a_command_without_its_work_says_so() -> None:
    with pytest.raises(NotImplementedError):
        Comando().esegui({})
