from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cruscotto.letture import trova_ciclo
from ente.comandi import Comando
from ente.errori import ErroreUtente
from relazione.documento.genera import genera_relazione


class Command(Comando):
    help = "Genera il PDF della Relazione sulla performance di un ente e di un anno."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--output", required=True, help="file PDF da scrivere")

    def esegui(self, options: dict[str, Any]) -> None:
        ciclo = trova_ciclo(options["ente"], options["anno"])
        uscita = Path(options["output"])
        if uscita.is_dir() or not os.access(_prima_cartella(uscita), os.W_OK):
            raise ErroreUtente(f"Non posso scrivere {uscita}: indicate il nome di un file in una cartella scrivibile.")
        contenuto = genera_relazione(ciclo)
        provvisorio = uscita.with_name(f".{uscita.name}.parte")
        try:
            uscita.parent.mkdir(parents=True, exist_ok=True)
            provvisorio.write_bytes(contenuto)
            provvisorio.replace(uscita)
        except OSError as errore:
            raise ErroreUtente(f"Non posso scrivere {uscita}: {errore.strerror}. Indicate un'altra cartella.") from None
        self.stdout.write(str(uscita.resolve()))


def _prima_cartella(uscita: Path) -> Path:
    """The nearest folder of the path that exists."""
    return next(cartella for cartella in uscita.absolute().parents if cartella.is_dir())
