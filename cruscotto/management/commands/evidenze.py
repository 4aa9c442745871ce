"""`manage.py evidenze`: the files that no evidence wants any more, and with `--elimina` their end."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import CommandParser

from cruscotto.rilevazione.actions.evidenze import file_orfani
from ente.comandi import Comando


class Command(Comando):
    help = "Elenca i file di evidenze rimasti senza riga, per esempio dopo un'interruzione di corrente."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--elimina", action="store_true", help="li cancella dal disco")

    def esegui(self, options: dict[str, Any]) -> None:
        orfani = list(file_orfani())
        for nome in orfani:
            if options["elimina"]:
                default_storage.delete(nome)
            self.stdout.write(nome)
        fatto = "cancellati" if options["elimina"] else "senza riga; con --elimina si cancellano"
        self.stdout.write(f"{len(orfani)} file {fatto}." if orfani else "Nessun file senza riga.")
