from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.utils import timezone

from cruscotto.chiusura.actions.solleciti import EsitoSolleciti, invia_solleciti
from cruscotto.ciclo.trova import NonTrovato
from ente.comandi import Comando
from ente.models import Ente


def giorno(testo: str) -> dt.date:
    """A day written ``AAAA-MM-GG``."""
    try:
        return dt.date.fromisoformat(testo)
    except ValueError:
        raise ArgumentTypeError(f"«{testo}» non è un giorno: scrivete AAAA-MM-GG") from None


class Command(Comando):
    help = "Manda i solleciti del giorno, uno a persona. Da eseguire una volta al giorno."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ente", help="codice dell'ente; tutti se non c'è")
        parser.add_argument("--giorno", type=giorno, help="AAAA-MM-GG, oggi se non c'è")
        parser.add_argument("--prova", action="store_true", help="dice chi verrebbe sollecitato e non manda niente")

    def esegui(self, options: dict[str, Any]) -> None:
        quando = options["giorno"] or timezone.localdate()
        enti = Ente.objects.order_by("codice")
        if options["ente"]:
            enti = enti.filter(codice=options["ente"])
            if not enti.exists():
                noti = ", ".join(Ente.objects.order_by("codice").values_list("codice", flat=True)[:10])
                raise NonTrovato(f"L'ente «{options['ente']}» non c'è. Enti presenti: {noti or 'nessuno'}.")
        for ente in enti:
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
