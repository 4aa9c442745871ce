"""The base of the commands: whatever is wrong is said in one Italian line, with an exit code that is not 0."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any, NoReturn

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db import OperationalError, ProgrammingError

from ente.errori import ErroreUtente


class Errore(CommandError):
    """Its name is what Django prints before the message."""


class Comando(BaseCommand):
    """A command whose work is in ``esegui``. Wrong use exits 2, anything else that a person can mend exits 1."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)

        def errore(message: str) -> NoReturn:
            raise Errore(f"Argomenti non validi ({_in_italiano(message)}): vedete «{subcommand} --help».", returncode=2)

        parser.error = errore  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        # Django builds the parser before it starts to catch errors.
        try:
            super().run_from_argv(argv)
        except CommandError as errore:
            self.stderr.write(f"Errore: {errore}")
            raise SystemExit(errore.returncode) from None

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.esegui(options)
        except ErroreUtente as errore:
            raise Errore(str(errore)) from None
        except (OperationalError, ProgrammingError) as errore:
            causa = str(errore).splitlines()[0]
            raise Errore(
                f"La base dati non è pronta ({causa}): controllate DATABASE_URL ed eseguite «manage.py migrate»."
            ) from None

    def esegui(self, options: dict[str, Any]) -> None:
        """What the command does. May raise ErroreUtente."""
        raise NotImplementedError


FRASI = {
    "the following arguments are required": "mancano",
    "unrecognized arguments": "non conosco",
    "invalid choice": "scelta non prevista",
    "invalid int value": "serve un numero intero, non",
    "expected one argument": "serve un valore",
    "argument": "argomento",
    "choose from": "scegliete fra",
}


def _in_italiano(messaggio: str) -> str:
    """The few sentences of argparse, in Italian."""
    for inglese, italiano in FRASI.items():
        messaggio = messaggio.replace(inglese, italiano)
    return messaggio


def giorno(testo: str) -> dt.date:
    """A day written ``AAAA-MM-GG``, as an argument of a command."""
    try:
        return dt.date.fromisoformat(testo)
    except ValueError:
        raise ArgumentTypeError(f"«{testo}» non è un giorno: scrivete AAAA-MM-GG") from None
