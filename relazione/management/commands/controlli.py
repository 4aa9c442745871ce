from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from cruscotto.ciclo.trova import trova_ciclo
from ente.comandi import Comando
from relazione.controlli.esito import ORDINE, Severita
from relazione.controlli.verifiche import accettati, ricontrolla


class Command(Comando):
    help = (
        "Ricontrolla la Relazione di un ente e di un anno: ricalcola ciò che stampa ed elenca ciò che non torna. "
        "Esce con 1 quando c'è un errore che nessuno ha accettato."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--formato", choices=("testo", "json"), default="testo")
        parser.add_argument(
            "--severita", choices=[s.value for s in Severita], help="solo quelli di un peso, o più gravi"
        )

    def esegui(self, options: dict[str, Any]) -> None:
        ciclo = trova_ciclo(options["ente"], options["anno"])
        fino = ORDINE.index(Severita(options["severita"])) if options["severita"] else len(ORDINE)
        trovati, validi = ricontrolla(ciclo), accettati(ciclo)
        scelti = [(e, riga) for e, riga in trovati if ORDINE.index(e.severita) <= fino]
        if options["formato"] == "json":
            righe = [riga | {"accettato": e.chiave in validi} for e, riga in scelti]
            self.stdout.write(json.dumps(righe, ensure_ascii=False, indent=1))
        else:
            for e, _ in scelti:
                righe_fonte = f" (righe {', '.join(map(str, e.righe))})" if e.righe else ""
                accettato = " [accettato]" if e.chiave in validi else ""
                self.stdout.write(f"{e.severita.upper()}{accettato} {e.codice} {e.oggetto}{righe_fonte}")
                self.stdout.write(f"    {e.spiegazione}")
            conti = Counter(e.severita for e, _ in trovati)
            self.stdout.write(", ".join(f"{s}: {conti[s]}" for s in ORDINE))
        if any(e.severita is Severita.ERRORE and e.chiave not in validi for e, _ in trovati):
            raise SystemExit(1)
