from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cruscotto.letture import trova_ciclo, ultimo_periodo
from cruscotto.models import Cruscotto
from cruscotto.prospetto import misura_cruscotti
from cruscotto.resources import IndicatoriResource, righe_esportate
from ente.comandi import Comando
from ente.errori import ErroreUtente


class Command(Comando):
    help = "Esporta i dati di un ciclo, per esempio: esporta indicatori --ente arezzo-siena --anno 2019 --formato csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cosa", choices=["indicatori"], help="che cosa esportare")
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument("--formato", default="csv", choices=["csv"], help="formato del file")
        parser.add_argument("--output", help="file da scrivere; senza, il risultato va a schermo")

    def esegui(self, options: dict[str, Any]) -> None:
        ciclo = trova_ciclo(options["ente"], options["anno"])
        cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
        prospetti = misura_cruscotti(ciclo, ultimo_periodo(ciclo), cruscotti)
        testo = IndicatoriResource().export(righe_esportate(prospetti)).csv
        if not options["output"]:
            self.stdout.write(testo, ending="")
            return
        uscita = Path(options["output"])
        try:
            uscita.write_text(testo, encoding="utf-8", newline="")
        except OSError as errore:
            raise ErroreUtente(f"Non posso scrivere {uscita}: {errore.strerror}. Indicate un'altra cartella.") from None
        self.stdout.write(f"{testo.count(chr(10)) - 1} righe in {uscita}")
