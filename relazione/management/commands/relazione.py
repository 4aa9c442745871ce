from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cruscotto.ciclo.trova import trova_ciclo
from ente.comandi import Comando
from ente.consegna import consegna, esige_scrivibile
from relazione.documento.genera import genera, trova_richiesta
from relazione.edizioni.custodia import sigillato_del_ciclo
from relazione.models import Edizione, Formato, TipoDocumento


class Command(Comando):
    help = (
        "Genera il PDF della Relazione sulla performance di un ente e di un anno, nell'edizione pubblica: quello "
        "sigillato, se è approvata."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument(
            "--edizione",
            choices=Edizione.values,
            default=Edizione.PUBBLICA.value,
            help="pubblica (senza schede individuali) o integrale, che non si pubblica",
        )
        parser.add_argument("--output", required=True, help="file PDF da scrivere")

    def esegui(self, options: dict[str, Any]) -> None:
        ciclo = trova_ciclo(options["ente"], options["anno"])
        uscita = Path(options["output"])
        esige_scrivibile(uscita)
        contenuto = None
        if options["edizione"] == Edizione.PUBBLICA:
            contenuto = sigillato_del_ciclo(ciclo, Formato.PDF)
        if contenuto is None:
            contenuto = genera(trova_richiesta(ciclo, TipoDocumento.RELAZIONE), options["edizione"], Formato.PDF)
        consegna(contenuto, uscita)
        self.stdout.write(str(uscita.resolve()))
