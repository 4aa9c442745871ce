from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cruscotto.ciclo.trova import trova_ciclo, ultimo_periodo
from cruscotto.esportazione.ciclo_intero.elenchi import cruscotti_di
from cruscotto.esportazione.ciclo_intero.scrittura import scrivi_ciclo
from cruscotto.esportazione.indicatori import DI_QUANDO, IndicatoriResource, colonne_di, righe_esportate
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import Ciclo, Cruscotto
from ente.comandi import Comando, Errore
from ente.consegna import consegna, esige_scrivibile

FORMATI = {"indicatori": ("csv",), "ciclo": ("xlsx", "json")}
"""What may be exported, and how; the first is what one gets without asking."""


class Command(Comando):
    help = "Esporta i dati di un ciclo, per esempio: esporta indicatori --ente arezzo-siena --anno 2019 --formato csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cosa", choices=list(FORMATI), help="che cosa esportare")
        parser.add_argument("--ente", required=True, help="codice dell'ente")
        parser.add_argument("--anno", required=True, type=int, help="anno del ciclo")
        parser.add_argument(
            "--formato",
            choices=[f for formati in FORMATI.values() for f in formati],
            help="formato del file: csv per gli indicatori, xlsx o json per il ciclo",
        )
        parser.add_argument("--output", help="file da scrivere; senza, il risultato va a schermo")

    def esegui(self, options: dict[str, Any]) -> None:
        cosa, uscita = options["cosa"], options["output"]
        formato = options["formato"] or FORMATI[cosa][0]
        if formato not in FORMATI[cosa]:
            raise Errore(
                f"«{cosa}» non si esporta in {formato}: scegliete fra {', '.join(FORMATI[cosa])}.", returncode=2
            )
        if formato == "xlsx" and not uscita:
            raise Errore("Un foglio xlsx non si scrive a schermo: dite dove con --output.", returncode=2)
        ciclo = trova_ciclo(options["ente"], options["anno"])
        if uscita:
            esige_scrivibile(Path(uscita))
        if cosa == "ciclo":
            dati, detto = scrivi_ciclo(formato, ciclo, cruscotti_di(ciclo)), f"{ciclo.ente}, {ciclo}"
        else:
            dati, detto = _indicatori(ciclo)
        if not uscita:
            self.stdout.write(dati.decode(), ending="")
            return
        consegna(dati, Path(uscita))
        self.stdout.write(f"{detto} in {uscita}")


def _indicatori(ciclo: Ciclo) -> tuple[bytes, str]:
    """The placements measured at the last period, as csv, and how many they are."""
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    periodo = ultimo_periodo(ciclo)
    prospetti = misura_cruscotti(ciclo, periodo, cruscotti)
    colonne = [*colonne_di(prospetti), *DI_QUANDO]
    righe = righe_esportate(prospetti)
    for riga in righe:
        riga.anno, riga.periodo = str(ciclo.anno), periodo.nome if periodo else ""
    testo: str = IndicatoriResource().export(righe, export_fields=colonne).csv
    return testo.encode(), f"{testo.count(chr(10)) - 1} righe"
