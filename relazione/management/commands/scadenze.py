from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from cruscotto.ciclo.trova import enti_scelti
from ente.comandi import Comando, giorno
from relazione.edizioni.actions.scadenze import ricorda_scadenze


class Command(Comando):
    help = "Ricorda il Piano e la Relazione a chi ha il prossimo passo, 60, 30 e 7 giorni prima. Una volta al giorno."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", help="codice dell'ente; tutti se non c'è")
        parser.add_argument("--giorno", type=giorno, help="AAAA-MM-GG, oggi se non c'è")
        parser.add_argument("--prova", action="store_true", help="dice a chi si scriverebbe e non scrive a nessuno")

    def esegui(self, options: dict[str, Any]) -> None:
        quando = options["giorno"] or timezone.localdate()
        for ente in enti_scelti(options["ente"]):
            scritte = ricorda_scadenze(ente=ente, giorno=quando, prova=options["prova"])
            self.stdout.write(f"{ente.codice}: {', '.join(scritte) or 'nessuna lettera'}.")
