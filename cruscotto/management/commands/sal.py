"""`manage.py sal "TARGET" "ACTUAL"`: the SAL of one pair, and why. No database, no settings of a body."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contesto.numeri import cita
from cruscotto.aritmetica.sal import arrotonda, calcola
from cruscotto.aritmetica.valori import ValoreIllegibile, Verso, con_tolleranza, leggi_atteso, leggi_consuntivo

USO = 'sal "TARGET" "ACTUAL" [--direzione crescente|decrescente] [--tolleranza 0.05] [--scala "Basso,Medio,Alto"]'
_VERSI = {verso.value: verso for verso in (Verso.CRESCENTE, Verso.DECRESCENTE)}
_NEGATIVO = re.compile(r"-\s*[€0-9.,]")


class Errore(CommandError):
    """A CommandError that Django prints as «Errore: …»; exit code 2."""

    def __init__(self, messaggio: str) -> None:
        super().__init__(messaggio, returncode=2)


def rispondi(
    target: str, actual: str, *, direzione: str | None = None, tolleranza: str | None = None, scala: str | None = None
) -> tuple[str, str]:
    """Return the two lines of the answer: the SAL («93.33») and its explanation with any warnings.

    Raises Errore with one Italian line when the SAL cannot be computed.
    """
    if direzione is not None and direzione not in _VERSI:
        raise Errore(f"La direzione {cita(direzione)} non esiste: scrivete crescente o decrescente.")
    livelli = scala.split(",") if scala is not None else ()
    try:
        atteso = leggi_atteso(target, scala=livelli)
        consuntivo = leggi_consuntivo(actual, scala=livelli)
        if tolleranza is not None:
            atteso = con_tolleranza(atteso, tolleranza.strip())
    except ValoreIllegibile as errore:
        raise Errore(str(errore)) from errore
    sal = calcola(atteso, consuntivo, verso=_VERSI.get(direzione or ""), scala=livelli)
    if sal.valore is None:
        raise Errore(sal.spiegazione)
    avvisi = f" Avvisi: {'; '.join(sal.avvisi)}." if sal.avvisi else ""
    return f"{arrotonda(sal.valore, 2):f}", f"{sal.spiegazione}{avvisi}"


class Command(BaseCommand):
    """Print the SAL of a target and an actual, then its explanation."""

    help = (
        "Calcola il SAL di un valore atteso e di un consuntivo scritti all'italiana e lo spiega. "
        "Un valore negativo si scrive così com'è; ciò che comincia con un trattino e non è un numero va dopo «--»."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Build the parser so that a wrong use too is one Italian line and exit code 2."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self._uso_errato  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Let negative values through argparse, which takes `-5,5` for an option, and say a wrong use in one line."""
        valori = [f" {a}" if _NEGATIVO.match(a) else a for a in argv[2:]]
        try:
            super().run_from_argv([*argv[:2], *valori])
        except Errore as errore:
            self.stderr.write(f"Errore: {errore}")
            sys.exit(errore.returncode)

    def _uso_errato(self, message: str) -> NoReturn:
        raise Errore(f"Argomenti mancanti o sconosciuti, l'uso è: {USO}")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments; values are checked by `rispondi`, to answer in Italian."""
        parser.add_argument("target", help="valore atteso, per esempio «≥73%%» o «31/12/2019»")
        parser.add_argument("actual", help="consuntivo, per esempio «73,17%%»")
        parser.add_argument("--direzione", help="crescente o decrescente, se il valore atteso non la dice")
        parser.add_argument("--tolleranza", help="scarto ammesso: sotto 1 è una quota del valore atteso")
        parser.add_argument("--scala", help="livelli separati da virgole, dal peggiore al migliore")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the two lines."""
        nomi = ("direzione", "tolleranza", "scala")
        righe = rispondi(options["target"], options["actual"], **{nome: options[nome] for nome in nomi})
        self.stdout.write("\n".join(righe))
