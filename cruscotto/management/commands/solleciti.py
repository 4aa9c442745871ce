from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from cruscotto.chiusura.actions.solleciti import EsitoSolleciti, invia_solleciti
from cruscotto.ciclo.trova import enti_scelti
from ente.comandi import Comando, giorno
from ente.models import Ente


class Command(Comando):
    help = "Manda i solleciti del giorno, uno a persona. Da eseguire una volta al giorno."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", help="codice dell'ente; tutti se non c'è")
        parser.add_argument("--giorno", type=giorno, help="AAAA-MM-GG, oggi se non c'è")
        parser.add_argument("--prova", action="store_true", help="dice chi verrebbe sollecitato e non manda niente")

    def esegui(self, options: dict[str, Any]) -> None:
        quando = options["giorno"] or timezone.localdate()
        for ente in enti_scelti(options["ente"]):
            esito = invia_solleciti(ente=ente, giorno=quando, da=None, prova=options["prova"])
            self._racconta(ente, esito, options["prova"])

    def _racconta(self, ente: Ente, esito: EsitoSolleciti, prova: bool) -> None:
        voci = {
            "da inviare" if prova else "inviati": esito.inviati,
            "già sollecitati oggi": esito.gia,
            "senza indirizzo": esito.senza_indirizzo,
            "non riusciti": [f"{chi} ({perche})" for chi, perche in esito.falliti.items()],
        }
        frasi = [f"{nome} {len(chi)}: {', '.join(chi)}" for nome, chi in voci.items() if chi]
        self.stdout.write(f"{ente.codice}: {'; '.join(frasi) or 'nessun sollecito'}.")
